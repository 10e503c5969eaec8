"""What members put to an office, and what becomes of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.common.acts import declare


class QuestionKind(models.TextChoices):
    QUESTION = "question", pgettext_lazy("dialogue", "Question")
    PROPOSAL = "proposal", pgettext_lazy("dialogue", "Proposal")


class QuestionState(models.TextChoices):
    """How far a question or proposal has come."""

    ASKED = "asked", _("Sent, not taken up yet")
    TAKEN_UP = "taken_up", _("Taken up")
    PASSED_ON = "passed_on", _("Passed on, not taken up yet")
    ASKED_BACK = "asked_back", _("Asked back")
    ANSWERED = "answered", pgettext_lazy("dialogue", "Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn by the asker")


OPEN = (QuestionState.ASKED, QuestionState.TAKEN_UP, QuestionState.PASSED_ON, QuestionState.ASKED_BACK)
NOT_TAKEN_UP = (QuestionState.ASKED, QuestionState.PASSED_ON, QuestionState.ASKED_BACK)


class QuestionEntryKind(models.TextChoices):
    """A line of its story."""

    ASKED = "asked", pgettext_lazy("dialogue", "Sent")
    TAKEN_UP = "taken_up", _("Taken up")
    PASSED_ON = "passed_on", _("Passed on")
    ANSWERED = "answered", pgettext_lazy("dialogue", "Answered")
    ASKED_BACK = "asked_back", _("Asked back")
    WITHDRAWN = "withdrawn", _("Withdrawn by the asker")
    READ = "read", _("The asker has read the answer")
    ALLOWED = "allowed", _("The asker lets it be published without the name")
    TAKEN_BACK = "taken_back", _("The asker does not let it be published any more")
    PUBLISHED = "published", _("Published as a guide, without the name")
    FOLLOWED = "followed", _("Went on with the unit that follows")


# What the asker does is kept in the story alone, which only the asker and the office read; acts are read by more people.
BY_ASKER = (QuestionEntryKind.ASKED, QuestionEntryKind.ASKED_BACK, QuestionEntryKind.WITHDRAWN, QuestionEntryKind.READ, QuestionEntryKind.ALLOWED, QuestionEntryKind.TAKEN_BACK)


class OfferState(models.TextChoices):
    """An answer whose asker lets it be published: until a guide of it is released, the asker may take it back."""

    OFFERED = "offered", _("May become a guide")
    TAKEN = "taken", _("A guide is being written of it")
    PUBLISHED = "published", _("Published as a guide")
    TAKEN_BACK = "taken_back", _("Taken back by the asker")


@declare
class QuestionAct(models.TextChoices):
    ASKED = "question.asked", _("Question or proposal sent")
    TAKEN_UP = "question.taken_up", _("Question or proposal taken up")
    PASSED_ON = "question.passed_on", _("Question or proposal passed on")
    ANSWERED = "question.answered", _("Question or proposal answered")
    ASKED_BACK = "question.asked_back", _("Asked back about an answer")
    WITHDRAWN = "question.withdrawn", _("Question or proposal withdrawn")
    READ = "question.read", _("Answer read by the asker")
    ALLOWED = "question.allowed", _("Publishing of an answer allowed")
    TAKEN_BACK = "question.taken_back", _("Publishing of an answer no longer allowed")
    PUBLISHED = "question.published", _("Answer published as a guide")
    FOLLOWED = "question.followed", _("Question or proposal went on with the unit that follows")
    OFFER_TAKEN = "question.offer_taken", _("Guide begun of an answer")
    JOINED = "question.joined", _("Questions and proposals joined with those of another record")
