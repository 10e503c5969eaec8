from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class BallotKind(models.TextChoices):
    """What a roll of voters is for."""

    VOTE = "vote", _("Secret ballot")
    SURVEY = "survey", _("Survey")


class BallotState(models.TextChoices):
    OPEN = "open", _("Open for voting")
    CLOSED = "closed", _("Closed and counted")
    VOID = "void", _("Void")


class Choice(models.TextChoices):
    IN_FAVOUR = "in_favour", _("In favour")
    AGAINST = "against", _("Against")
    ABSTAINED = "abstained", _("Abstained")


class Way(models.TextChoices):
    """How somebody has voted; never what."""

    NOT_YET = "", _("Not yet")
    ELECTRONIC = "electronic", _("On the own device")
    PAPER = "paper", _("On paper")


class Answer(models.TextChoices):
    """What the box says to a vote put in."""

    COUNTED = "counted", _("Your vote is counted. Nobody can see what it was.")
    ALREADY = "already", _("You have voted already; your vote is counted once. Nobody can see what it was.")
    CLOSED = "closed", _("The ballot is closed. Your vote was not counted.")
    NO_VOTER = "no_voter", _("You have no vote in this ballot. Nothing was counted.")


@declare
class BallotAct(models.TextChoices):
    OPENED = "ballot.opened", _("Secret ballot opened")
    PAPER_MARKED = "ballot.paper_marked", _("Marked as having voted on paper")
    CLOSED = "ballot.closed", _("Secret ballot closed and counted")
    VOIDED = "ballot.voided", _("Secret ballot made void")
