from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class Cause(models.TextChoices):
    """Why a member moves (domain/membership.md §6)."""

    WORK = "work", _("Change of work")
    RESIDENCE = "residence", _("Change of residence")
    RETIREMENT = "retirement", _("Retirement")
    STUDY = "study", _("Study")
    ARMY = "army", _("Military service")
    UNIT = "unit", _("The unit is reorganised")
    OTHER = "other", _("Another reason")


@declare
class TransferAct(models.TextChoices):
    GATHERED = "transfer.gathered", _("Temporary branch founded for a term")
