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


class Host(models.TextChoices):
    """Which body of a unit answers its members in a dialogue."""

    STANDING_COMMITTEE = "standing_committee", _("Standing committee")
    PERMANENT_MEMBERS = "permanent_members", _("Secretary and deputies")
    COMMITTEE = "committee", _("Party committee")


class DialogueState(models.TextChoices):
    """What is noted of a dialogue; between announcing and holding the day tells the rest (`Phase`)."""

    ANNOUNCED = "announced", pgettext_lazy("dialogue day", "Announced")
    HELD = "held", pgettext_lazy("dialogue day", "Held")
    PUBLISHED = "published", pgettext_lazy("dialogue day", "Minutes published")
    CALLED_OFF = "called_off", pgettext_lazy("dialogue day", "Called off")


class Phase(models.TextChoices):
    """How far a dialogue is on a day."""

    ANNOUNCED = "announced", _("Announced, takes no questions yet")
    TAKING = "taking", _("Takes questions")
    CLOSED = "closed", _("Takes no more questions")
    HELD = "held", _("Held, minutes to come")
    PUBLISHED = "published", _("Held, minutes published")
    CALLED_OFF = "called_off", pgettext_lazy("dialogue day", "Called off")


class RaisedState(models.TextChoices):
    """What became of a question sent in to a dialogue."""

    SENT = "sent", _("Sent in, not looked through yet")
    SHOWN = "shown", _("Put forward")
    HELD_BACK = "held_back", _("Not put forward")
    WITHDRAWN = "withdrawn", _("Withdrawn by the asker")


class Ground(models.TextChoices):
    """Why a question is not put forward. There is no other reason."""

    OFF_THEME = "off_theme", _("Not about the theme")
    DOUBLED = "doubled", _("Asked already in another question")
    NAMES_PERSONS = "names_persons", _("Names persons")


@declare
class DialogueAct(models.TextChoices):
    ANNOUNCED = "dialogue.announced", _("Dialogue announced")
    CHANGED = "dialogue.changed", _("Dialogue changed")
    CALLED_OFF = "dialogue.called_off", _("Dialogue called off")
    HELD = "dialogue.held", _("Dialogue held")
    PUBLISHED = "dialogue.published", _("Minutes of a dialogue published")
    FOLLOWED = "dialogue.followed", _("Dialogue went on with the unit that follows")
    SENT_IN = "dialogue.sent_in", _("Question sent in to a dialogue")
    WITHDRAWN = "dialogue.withdrawn", _("Question to a dialogue withdrawn")
    SHOWN = "dialogue.shown", _("Question to a dialogue put forward")
    HELD_BACK = "dialogue.held_back", _("Question to a dialogue not put forward")
    GROUPED = "dialogue.grouped", _("Questions to a dialogue grouped")
    ANSWERED = "dialogue.answered", _("Question to a dialogue answered")
    OWED = "dialogue.owed", _("Answer after a dialogue given to an office")
    JOINED = "dialogue.joined", _("Questions to dialogues joined with those of another record")
