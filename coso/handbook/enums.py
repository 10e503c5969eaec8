"""What guides are about, and how they come to be read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare
from coso.documents.enums import Reach


class Topic(models.TextChoices):
    JOINING = "joining", _("Joining the Party, probation")
    MOVING = "moving", _("Moving and being away")
    MEETING = "meeting", _("Meetings and tasks")
    HEALTH = "health", _("Old age, health, dues")
    RECORD = "record", _("My record and my data")


class GuideState(models.TextChoices):
    """A guide that is released may be read from its day on, until the day it ends."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Waits for a second person")
    RELEASED = "released", _("Released")


class Way(models.TextChoices):
    """How a member stands with the account that opens the handbook."""

    NONE = "none", _("No account yet")
    WAITING = "waiting", _("Has a code")
    EXPIRED = "expired", _("Code too old, never used")
    USED = "used", _("Opens the handbook")
    OFFICE = "office", _("Holds an office: the administrator's to look after")
    CLOSED = "closed", _("Account closed")


REACHES = [(Reach.BELOW.value, Reach.BELOW.label), (Reach.PUBLIC.value, Reach.PUBLIC.label)]


@declare
class GuideAct(models.TextChoices):
    WRITTEN = "guide.written", _("Guide written")
    CHANGED = "guide.changed", _("Guide changed")
    SUBMITTED = "guide.submitted", _("Guide handed to a second person")
    HANDED_BACK = "guide.handed_back", _("Guide handed back to its author")
    RELEASED = "guide.released", _("Guide released")
    ENDED = "guide.ended", _("Guide taken away")
    IMAGE_ADDED = "guide.image_added", _("Picture put into a guide")
    IMAGE_REMOVED = "guide.image_removed", _("Picture taken out of a guide")


@declare
class CopyAct(models.TextChoices):
    TAKEN = "copy.taken", _("Copy of the own data taken")
