"""Of what kind a survey is, what it asks, and how far it has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.common.acts import declare
from coso.documents.enums import Reach


class SurveyKind(models.TextChoices):
    NAMED = "named", pgettext_lazy("survey", "By name")
    ANONYMOUS = "anonymous", pgettext_lazy("survey", "Anonymous")


class SurveyState(models.TextChoices):
    """How far it has come. Released, it opens on its day."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Waits for a second person")
    RELEASED = "released", pgettext_lazy("survey", "Released, opens on its day")
    OPEN = "open", pgettext_lazy("survey", "Open")
    ENDED = "ended", pgettext_lazy("survey", "Ended")


class AskKind(models.TextChoices):
    """How a question is answered."""

    ONE = "one", pgettext_lazy("survey", "One choice")
    SEVERAL = "several", pgettext_lazy("survey", "Several choices")
    SCALE = "scale", pgettext_lazy("survey", "A scale from 1 to 5")
    TEXT = "text", pgettext_lazy("survey", "A short text")


SCALE = 5
REACHES = [(Reach.UNIT.value, pgettext_lazy("survey", "Members of the unit itself")), (Reach.BELOW.value, pgettext_lazy("survey", "Members of the unit and of all below it"))]


@declare
class SurveyAct(models.TextChoices):
    WRITTEN = "survey.written", _("Survey drafted")
    CHANGED = "survey.changed", _("Draft of a survey changed")
    SUBMITTED = "survey.submitted", _("Survey handed to a second person")
    HANDED_BACK = "survey.handed_back", _("Survey handed back to its author")
    RELEASED = "survey.released", _("Survey released")
    OPENED = "survey.opened", _("Survey opened")
    ENDED = "survey.ended", _("Survey ended")
