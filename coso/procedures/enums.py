from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class CaseState(models.TextChoices):
    OPEN = "open", _("In progress")
    DONE = "done", _("Completed")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")


class EntryKind(models.TextChoices):
    """What one line of a case's story tells."""

    OPENED = "opened", _("Case opened")
    DONE = "done", _("Step done")
    PASSED_OVER = "passed_over", _("Step not needed")
    HANDED_BACK = "handed_back", _("Handed back")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    REOPENED = "reopened", _("Opened again")
    FOLLOWED = "followed", _("Went on with the unit")


class PaperWay(models.TextChoices):
    """How a paper is in the case: as a file, made by the system, or seen on paper by the person who says so."""

    UPLOADED = "uploaded", _("File kept here")
    MADE = "made", _("Made by the system")
    SEEN = "seen", _("Seen on paper")


class VoteWay(models.TextChoices):
    SHOW_OF_HANDS = "show_of_hands", _("Show of hands")
    BALLOTS = "ballots", _("Secret ballot on paper")
    ELECTRONIC = "electronic", _("Secret ballot on devices")


class Level(models.TextChoices):
    """In which unit the right for a step is asked."""

    UNIT = "unit", _("the unit itself")
    SECTION = "section", _("the sectional organisation between the unit and the grass-roots unit")
    GRASSROOTS = "grassroots", _("the grass-roots unit")
    SUPERIOR = "superior", _("the level above the grass-roots unit")
    OTHER = "other", _("the other unit")
    OTHER_GRASSROOTS = "other_grassroots", _("the other grass-roots unit")


class Board(models.TextChoices):
    """Whose votes count in a vote."""

    OFFICIAL_MEMBERS = "official_members", _("official members of the branch")
    COMMITTEE = "committee", _("members of the committee")


@declare
class CaseAct(models.TextChoices):
    OPENED = "case.opened", _("Case opened")
    STEP_DONE = "case.step_done", _("Step of a case done")
    CLOSED = "case.closed", _("Case completed")
    HANDED_BACK = "case.handed_back", _("Case handed back")
    REFUSED = "case.refused", _("Case refused")
    CANCELLED = "case.cancelled", _("Case cancelled")
    REOPENED = "case.reopened", _("Case opened again")
    FOLLOWED = "case.followed", _("Case went on with its unit")
    FORGOTTEN = "case.forgotten", _("What a case said of a person taken out")
    PAPER_ADDED = "case.paper_added", _("Paper added to a case")
    PAPER_WITHDRAWN = "case.paper_withdrawn", _("Paper withdrawn from a case")
