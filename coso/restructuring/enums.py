from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class Do(models.TextChoices):
    """What one operation of a plan does (domain/organisation.md §5)."""

    FOUND = "found", _("Found a unit")
    RENAME = "rename", _("Rename")
    MOVE = "move", _("Move to another superior")
    MERGE = "merge", _("Merge")
    SPLIT = "split", _("Split")
    DISSOLVE = "dissolve", _("Dissolve")
    CHANGE_KIND = "change_kind", _("Change the kind")
    MOVE_MEMBERS = "move_members", _("Move members")
    SERVE = "serve_area", _("Serve an area")


class Who(models.TextChoices):
    """Which members of a unit an operation moves."""

    ALL = "all", _("All members")
    REST = "rest", _("All who are still there")
    LIST = "list", _("The members named")
    AREA = "area", _("Those who live in an area")


class Recipe(models.TextChoices):
    """Ready-made operations."""

    OFFICE = "office", _("Dissolve an office branch, members to the branches of their villages")
    OFFICE_AGAIN = "office_again", _("The same, and found the office branch anew")
    JOINT = "joint", _("Split a joint branch: a branch for each area")
    GROW = "grow", _("Make a grass-roots branch a party organisation with branches")
    SHRINK = "shrink", _("Make a grass-roots party organisation a branch")


class PlanState(models.TextChoices):
    """How far a plan is: the tree is as before until it is carried out."""

    DRAFT = "draft", _("Being drafted")
    CHECKED = "checked", _("Checked")
    AHEAD = "ahead", _("Decided, not yet in force")
    DECIDED = "decided", _("Decided, being carried out")
    DONE = "done", _("Carried out")
    DROPPED = "dropped", _("Thrown away")


OPEN_STATES = (PlanState.DRAFT, PlanState.CHECKED)


class Gap(models.TextChoices):
    """What an area lacks (domain/organisation.md §6); the heaviest counts."""

    NO_BRANCH = "no_branch", _("No branch")
    NO_MEMBER = "no_member", _("A branch without members")
    JOINT = "joint", _("Only a joint branch")


@declare
class CoverageAct(models.TextChoices):
    PLANNED = "coverage.planned", _("Plan to close a gap of coverage set")


@declare
class PlanAct(models.TextChoices):
    DRAFTED = "plan.drafted", _("Plan of restructuring drafted")
    CHANGED = "plan.changed", _("Plan of restructuring changed")
    CHECKED = "plan.checked", _("Plan of restructuring checked")
    DECIDED = "plan.decided", _("Plan of restructuring decided")
    CALLED_BACK = "plan.called_back", _("Decision on a plan called back before its day")
    HELD_UP = "plan.held_up", _("Plan of restructuring held up on its day")
    CARRIED = "plan.carried", _("Plan of restructuring carried out")
    DROPPED = "plan.dropped", _("Plan of restructuring thrown away")
