from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class Direction(models.TextChoices):
    ISSUED = "issued", _("Out")
    RECEIVED = "received", _("In")


class DocumentState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")
    WITHDRAWN = "withdrawn", _("Withdrawn from force")
    RECEIVED = "received", _("Received")


class DocumentType(models.TextChoices):
    """Kinds of party papers (domain/documents.md §1). QĐ stands for two of them, so the kind is kept, not the letters."""

    RESOLUTION = "resolution", _("Resolution")
    DECISION = "decision", _("Decision")
    REGULATION = "regulation", _("Regulation of the body")
    CONCLUSION = "conclusion", _("Conclusion")
    WORKING_RULES = "working_rules", _("Working rules")
    NOTICE = "notice", _("Notice")
    REPORT = "report", _("Report")
    PLAN = "plan", _("Plan")
    PROGRAMME = "programme", _("Programme")
    SUBMISSION = "submission", _("Submission")
    OFFICIAL_LETTER = "official_letter", _("Official letter")
    MINUTES = "minutes", _("Minutes")
    SCHEME = "scheme", _("Scheme")
    OPTION_PLAN = "option_plan", _("Option plan")
    DIRECTIVE = "directive", _("Directive")
    GUIDE = "guide", _("Guide")


class RequestKind(models.TextChoices):
    """What somebody is asked to do with a draft."""

    COMMENT = "comment", _("Comment on the draft")
    SIGN_OFF = "sign_off", _("Sign the draft off")


class Body(models.TextChoices):
    """Who issues a paper of a unit."""

    BRANCH = "branch", _("Branch")
    COMMITTEE = "committee", _("Party committee")
    STANDING_COMMITTEE = "standing_committee", _("Standing committee")
    CONGRESS = "congress", _("Congress")


class Reach(models.TextChoices):
    """Who may read a published paper."""

    UNIT = "unit", _("Those in the unit itself")
    BELOW = "below", _("The unit and all below it")
    PUBLIC = "public", _("Everybody, without signing in")


class MarkKind(models.TextChoices):
    """What a member marks a paper of the library for."""

    LATER = "later", _("Read later")
    KEPT = "kept", _("Bookmark")
    OFFLINE = "offline", _("Keep on this phone")


@declare
class DocumentAct(models.TextChoices):
    TERM_SET = "document_term.set", _("Term entered for the numbering of papers")
    TAKEN_OVER = "document_series.taken_over", _("Numbering taken over from the paper register")
    RESERVED = "document_number.reserved", _("Number of a paper reserved")
    DRAFTED = "document.drafted", _("Paper drafted")
    CHANGED = "document.changed", _("Draft or register entry changed")
    ASKED = "document.asked", _("Comment or sign-off of a draft asked for")
    ANSWERED = "document.answered", _("Draft commented on or signed off")
    ASKED_NO_MORE = "document.asked_no_more", _("Request about a draft taken back")
    ISSUED = "document.issued", _("Paper issued")
    WITHDRAWN = "document.withdrawn", _("Paper withdrawn")
    RECEIVED = "document.received", _("Incoming paper registered")
    CORRECTED = "document.corrected", _("Paper corrected by a decision")
    FILE_ADDED = "document.file_added", _("File added to a paper")
    SIGNED = "document.signed", _("PDF of a paper signed with the certificate")
    PUBLISHED = "document.published", _("Paper published")
    UNPUBLISHED = "document.unpublished", _("Publication of a paper ended")
    STUDY_PREPARED = "document_study.prepared", _("Study of a paper prepared")
    STUDY_CHANGED = "document_study.changed", _("Study of a paper changed before it was laid out")
    STUDY_DISCARDED = "document_study.discarded", _("Prepared study of a paper discarded")
    STUDY_OPENED = "document_study.opened", _("Paper laid out for study")
    STUDY_ENDED = "document_study.ended", _("Study of a paper ended early")
