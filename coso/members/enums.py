from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class Status(models.TextChoices):
    PROBATIONARY = "probationary", _("Probationary")
    OFFICIAL = "official", _("Official")


class Activity(models.TextChoices):
    """Whether the member takes part (domain/membership.md §11)."""

    ACTIVE = "active", _("Active")
    TEMPORARY_ELSEWHERE = "temporary_elsewhere", _("Temporarily elsewhere")
    WORKING_AWAY = "working_away", _("Working away")
    ABROAD = "abroad", _("Abroad")
    EXEMPT = "exempt", _("Exempt")
    SUSPENDED = "suspended", _("Suspended")


class StayKind(models.TextChoices):
    HOME = "home", _("Home branch")
    GUEST = "guest", _("Temporarily here")
    ASIDE = "aside", _("Set aside when two records were joined")


class StayReason(models.TextChoices):
    """Why a stay begins."""

    LISTED = "listed", _("Taken over from a list")
    ADMITTED = "admitted", _("Admitted")
    READMITTED = "readmitted", _("Re-admitted")
    RECOGNISED = "recognised", _("Recognised as official")
    TRANSFERRED = "transferred", _("Transferred in")
    UNIT_CHANGED = "unit_changed", _("Moved with the unit")
    ACTIVITY_CHANGED = "activity_changed", _("Activity changed")


class LeaveReason(models.TextChoices):
    """How a member leaves the roll (domain/membership.md §9)."""

    TRANSFERRED_OUT = "transferred_out", _("Transferred out")
    REMOVED = "removed", _("Removed from the roll")
    REQUESTED_EXIT = "requested_exit", _("Left at own request")
    EXPELLED = "expelled", _("Expelled")
    DECEASED = "deceased", _("Deceased")


class GeneralEducation(models.TextChoices):
    NONE = "none", _("Did not finish primary school")
    PRIMARY = "primary", _("Primary school")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary school")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary school")


class ProfessionalLevel(models.TextChoices):
    NONE = "none", _("Not trained")
    VOCATIONAL = "vocational", _("Vocational")
    INTERMEDIATE = "intermediate", _("Professional intermediate")
    COLLEGE = "college", _("College")
    UNIVERSITY = "university", _("University")
    MASTER = "master", _("Master")
    DOCTOR = "doctor", _("Doctor")


class PoliticalTheory(models.TextChoices):
    NONE = "none", _("Not yet")
    ELEMENTARY = "elementary", _("Elementary")
    INTERMEDIATE = "intermediate", _("Intermediate")
    ADVANCED = "advanced", _("Advanced")


class QualificationKind(models.TextChoices):
    GENERAL = "general", _("General education")
    PROFESSIONAL = "professional", _("Professional education")
    THEORY = "theory", _("Political theory")
    LANGUAGE = "language", _("Foreign language")
    COMPUTING = "computing", _("Computing")
    TITLE = "title", _("Academic title")


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    PAPER = "paper", _("Paper")


class CorrectionState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


@declare
class MemberAct(models.TextChoices):
    ADDED = "member.added", _("Member entered")
    CORRECTED = "member.corrected", _("Record corrected")
    RECOGNISED = "member.recognised", _("Recognised as official member")
    TRANSFERRED = "member.transferred", _("Moved to another branch")
    REGROUPED = "member.regrouped", _("Moved with the unit")
    ACTIVITY_CHANGED = "member.activity_changed", _("Activity changed")
    GUEST_CAME = "member.guest_came", _("Temporarily in another branch")
    GUEST_WENT = "member.guest_went", _("Temporary stay ended")
    LEFT = "member.left", _("Left the roll")
    RETURNED = "member.returned", _("Returned to the roll")
    READMITTED = "member.readmitted", _("Admitted again")
    MERGED = "member.merged", _("Two records joined")
    UNMERGED = "member.unmerged", _("Joining of two records undone")
    IMPORT_UNDONE = "member.import_undone", _("Import undone")
    ATTACHED = "member.attached", _("Paper or photo added")
    DETACHED = "member.detached", _("Paper or photo withdrawn")
    QUALIFIED = "member.qualified", _("Qualification entered")
    ACCOUNT_GIVEN = "member.account_given", _("Own account opened")
    ACCOUNT_JOINED = "member.account_joined", _("An account joined to the record")
    ACCOUNT_PARTED = "member.account_parted", _("The account parted from the record")
    CORRECTION_ASKED = "correction.asked", _("Correction asked for")
    CORRECTION_ACCEPTED = "correction.accepted", _("Correction accepted")
    CORRECTION_REFUSED = "correction.refused", _("Correction refused")
