from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


@declare
class GeneratorAct(models.TextChoices):
    """The first act of a database of invented data: it says so for ever."""

    GENERATED = "data.generated", _("Invented data generated")
    DEMO_MADE = "demo.made", _("Demo data made")
