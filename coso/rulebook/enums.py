from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleStatus(models.TextChoices):
    """How far a value was checked (domain/rules.md); only `official` is relied on without a word."""

    OFFICIAL = "official", _("Checked against the official text")
    SECONDARY = "secondary", _("Not checked against the official text")
    CONFLICT = "conflict", _("Sources disagree; not checked against the official text")
    LOCAL = "local", _("Set locally")
