"""What members are told of, declared: kinds they choose among, and what may have happened, each of one kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """As the member chooses among them."""

    MEETING = "meeting", _("Meetings I am called to")
    TASK = "task", _("Tasks in my hands")
    BALLOT = "ballot", _("Secret ballots in which I have a vote")
    REQUEST = "request", _("Answers to what I asked for")
    PAPER = "paper", _("Papers laid out for my unit")
    DIALOGUE = "dialogue", _("Dialogues I am invited to, and what I sent in to them")
    SURVEY = "survey", _("Surveys in which I am asked")


ALWAYS_TOLD = (Kind.MEETING,)  # a member can not miss by a setting that a meeting is called


class Said(models.TextChoices):
    """What happened, as the member reads it after signing in."""

    MEETING_CALLED = "meeting_called", _("You are called to a meeting")
    MEETING_CHANGED = "meeting_changed", _("The meeting you are called to has changed")
    MEETING_CALLED_OFF = "meeting_called_off", _("The meeting you were called to is called off")
    TASK_GIVEN = "task_given", _("You were given a task")
    TASK_CHANGED = "task_changed", _("A task of yours has changed")
    TASK_HANDED_BACK = "task_handed_back", _("A task came back to you, with what is still missing")
    TASK_ACCEPTED = "task_accepted", _("What you reported on a task is accepted")
    TASK_CALLED_OFF = "task_called_off", _("A task of yours is not to be done any more")
    BALLOT_OPENED = "ballot_opened", _("A secret ballot is open; you have a vote")
    REQUEST_ANSWERED = "request_answered", _("Your request to correct your record is answered")
    REQUEST_QUESTION_ANSWERED = "request_question_answered", _("Your question or proposal is answered")
    REQUEST_QUESTION_PASSED_ON = "request_question_passed_on", _("Your question or proposal was passed on to another office")
    PAPER_LAID_OUT = "paper_laid_out", _("A paper is laid out for you to read")
    PAPER_TO_STUDY = "paper_to_study", _("A paper is laid out for you to study")
    SURVEY_OPENED = "survey_opened", _("A survey is open; you are asked")
    DIALOGUE_ANNOUNCED = "dialogue_announced", _("A dialogue is announced; you are invited")
    DIALOGUE_CHANGED = "dialogue_changed", _("A dialogue you are invited to has changed")
    DIALOGUE_CALLED_OFF = "dialogue_called_off", _("A dialogue you were invited to is called off")
    DIALOGUE_HELD_BACK = "dialogue_held_back", _("Your question to a dialogue is not put forward; the reason stands with it")
    DIALOGUE_ANSWERED = "dialogue_answered", _("Your question to a dialogue is answered")
    DIALOGUE_MINUTES = "dialogue_minutes", _("The minutes of a dialogue are published")

    @property
    def kind(self) -> Kind:
        """The value's first word says it."""
        return Kind(self.value.partition("_")[0])


class Pace(models.TextChoices):
    AT_ONCE = "at_once", _("As soon as there is something")
    DAILY = "daily", _("Once a day, all together")


class Channel(models.TextChoices):
    """The ways out of the app."""

    PUSH = "push", _("Notice on a phone")
    MAIL = "mail", _("E-mail")
    TEXT = "text", _("Text message")


class SendingState(models.TextChoices):
    WAITING = "waiting", _("To be sent")
    ARRIVED = "arrived", _("Handed over")
    GIVEN_UP = "given_up", _("Could not be handed over")
