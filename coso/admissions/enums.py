from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class TargetGroup(models.TextChoices):
    """Groups that targets of admission name; women and ethnic minorities follow from the person's own fields."""

    RURAL = "rural", _("Works in the countryside")
    NON_STATE_WORKER = "non_state_worker", _("Worker in a non-state enterprise")
    PRIVATE_OWNER = "private_owner", _("Owner of a private enterprise")
    VILLAGE_HEAD = "village_head", _("Village head or deputy")
    STUDENT = "student", _("Student or pupil")


class ApplicantState(models.TextChoices):
    LISTED = "listed", _("In the source list")
    IN_CASE = "in_case", _("Admission under way")
    ADMITTED = "admitted", _("Admitted")
    ENDED = "ended", _("Ended without admission")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")


class Power(models.TextChoices):
    """Who decides on an admission or a recognition."""

    OWN = "own", _("The grass-roots committee may decide itself")
    SUPERIOR = "superior", _("The level above decides")


class Introducers(models.TextChoices):
    MEMBERS = "members", _("Two official members")
    WITH_UNION = "with_union", _("One official member and the youth union")


class Excluded(models.TextChoices):
    """Whether a former member belongs to a group that the rule leaves out of re-admission; the branch says it, not the machine."""

    NONE = "none", _("None of these groups")
    HARDSHIP = "hardship", _("Left at own request because of special hardship")
    ONE = "one", _("One of these groups")


class Place(models.TextChoices):
    """What the branch that prepares the admission is to the person."""

    WORK = "work", _("The person works here")
    STUDY = "study", _("The person studies here")
    RESIDENCE = "residence", _("The person lives here")


class Conclusion(models.TextChoices):
    """Of the vetting: its conclusion and nothing else."""

    MEETS = "meets", _("Meets the political standard")
    UNCLEAR = "unclear", _("Not clear yet")


@declare
class ApplicantAct(models.TextChoices):
    ADDED = "applicant.added", _("Person put on the source list")
    CORRECTED = "applicant.corrected", _("Source list corrected")
    WITHDRAWN = "applicant.withdrawn", _("Consent withdrawn, personal data removed")
    BEGUN = "applicant.begun", _("Admission begun")
    ENDED = "applicant.ended", _("Admission ended without a decision to admit")
    ADMITTED = "applicant.admitted", _("Person admitted and entered on the roll")
    FOLLOWED = "applicant.followed", _("Moved with the unit")
