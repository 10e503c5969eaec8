from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class ExemptionGround(models.TextChoices):
    """On what ground a member is exempt (domain/membership.md §8)."""

    OLD_OR_WEAK = "old_or_weak", _("Old age or weak health")
    TREATMENT = "treatment", _("Long treatment")
    WORK_ABROAD = "work_abroad", _("Single work or private travel abroad")
    MOBILE_WORK = "mobile_work", _("Mobile work")
    MATERNITY = "maternity", _("Maternity leave")


class RemovalGround(models.TextChoices):
    """On what ground a branch considers a removal (domain/membership.md §9)."""

    ABSENT = "absent", _("Absent from branch life without good reason")
    UNPAID = "unpaid", _("Dues unpaid without good reason")
    NO_PROGRESS = "no_progress", _("No progress after help")
    BREACH = "breach", _("Breach of members' duties in two years running")
    STANDARD = "standard", _("Political standard not met")


class Hearing(models.TextChoices):
    IN_MEETING = "in_meeting", _("Heard in the meeting")
    IN_WRITING = "in_writing", _("Answered in writing")
    NOT_REACHED = "not_reached", _("Invited in writing and did not come")


class AppealAnswer(models.TextChoices):
    UPHELD = "upheld", _("The removal stands")
    REVERSED = "reversed", _("The removal is taken back")


class ScreeningReason(models.TextChoices):
    NOT_COMPLETED = "not_completed", _("Classified as not having completed the tasks")
    REDUCED_WILL = "reduced_will", _("Reduced will to strive")
    OTHER = "other", _("Another reason")


class AwayKind(models.TextChoices):
    """Where and why a member is away (domain/membership.md §7)."""

    WORK = "work", _("Works elsewhere in the country")
    WORK_ABROAD = "work_abroad", _("Works abroad")
    STUDY_ABROAD = "study_abroad", _("Studies abroad")
    VISIT_ABROAD = "visit_abroad", _("Visits relatives or travels abroad")


class AwayEnd(models.TextChoices):
    RETURNED = "returned", _("Came back")
    TRANSFERS = "transfers", _("Stays there and asks for a transfer")


class Card(models.TextChoices):
    COLLECTED = "collected", _("Collected and sent up")
    LOST = "lost", _("Said to be lost; a note is in the file")
    NONE = "none", _("No card was issued")


class BadgeWay(models.TextChoices):
    USUAL = "usual", _("In its round")
    EARLY = "early", _("Early, for a gravely ill member")
    POSTHUMOUS = "posthumous", _("After death")


class CheckKind(models.TextChoices):
    CARD = "card", _("Party card")
    FILE = "file", _("Member's file")


class CheckResult(models.TextChoices):
    GOOD = "good", _("In order")
    MISSING = "missing", _("Missing")
    FAULTY = "faulty", _("Wrong or damaged")


@declare
class StatusAct(models.TextChoices):
    BADGE_AWARDED = "badge.awarded", _("Party badge awarded")
    CHECKED = "file.checked", _("Card or file checked")
