"""How a yearly plan stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class PlanState(models.TextChoices):
    """Sent back or amended, it is registered anew and waits again."""

    REGISTERED = "registered", _("Registered, waits for the branch")
    RECEIVED = "received", _("Received by the branch")
    SENT_BACK = "sent_back", _("Sent back to be mended")


class Stage(models.TextChoices):
    """When the member tells how it went."""

    HALFWAY = "halfway", _("First half of the year")
    YEAR_END = "year_end", _("End of the year")


@declare
class PlanAct(models.TextChoices):
    """What is on record: that it was done, never what the plan says."""

    REGISTERED = "plan.registered", _("Yearly plan of a member registered")
    RECEIVED = "plan.received", _("Yearly plan of a member received")
    SENT_BACK = "plan.sent_back", _("Yearly plan of a member sent back")
    TOLD = "plan.told", _("A member told how the yearly plan went")
