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


class PetitionState(models.TextChoices):
    """How far a unit's proposal has come."""

    SENT = "sent", _("Sent, not received yet")
    RECEIVED = "received", pgettext_lazy("petition", "Received")
    IN_WORK = "in_work", _("Being dealt with")
    PASSED_UP = "passed_up", _("Passed further up, not received yet")
    ANSWERED = "answered", pgettext_lazy("petition", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("petition", "Withdrawn")


PETITION_OPEN = (PetitionState.SENT, PetitionState.RECEIVED, PetitionState.IN_WORK, PetitionState.PASSED_UP)
NOT_RECEIVED = (PetitionState.SENT, PetitionState.PASSED_UP)


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", pgettext_lazy("petition", "Accepted")
    PARTLY = "partly", pgettext_lazy("petition", "Accepted in part")
    NOT = "not", pgettext_lazy("petition", "Not accepted")


class PetitionEntryKind(models.TextChoices):
    """A line of its story."""

    SENT = "sent", pgettext_lazy("petition", "Sent")
    RECEIVED = "received", pgettext_lazy("petition", "Received")
    IN_WORK = "in_work", _("Being dealt with")
    PASSED_UP = "passed_up", _("Passed further up")
    ANSWERED = "answered", pgettext_lazy("petition", "Answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("petition", "Withdrawn")
    FOLLOWED = "followed", _("Went on with the unit that follows")


@declare
class PetitionAct(models.TextChoices):
    SENT = "petition.sent", _("Proposal of a unit sent")
    RECEIVED = "petition.received", _("Proposal of a unit received")
    IN_WORK = "petition.in_work", _("Proposal of a unit taken in hand")
    PASSED_UP = "petition.passed_up", _("Proposal of a unit passed further up")
    ANSWERED = "petition.answered", _("Proposal of a unit answered")
    WITHDRAWN = "petition.withdrawn", _("Proposal of a unit withdrawn")
    FOLLOWED = "petition.followed", _("Proposal of a unit went on with the unit that follows")
