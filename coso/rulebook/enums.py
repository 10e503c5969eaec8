from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common.acts import declare


class RuleStatus(models.TextChoices):
    """How far a value was checked (domain/rules.md); only `official` is relied on without a word."""

    OFFICIAL = "official", _("Checked against the official text")
    SECONDARY = "secondary", _("Not checked against the official text")
    CONFLICT = "conflict", _("Sources disagree; not checked against the official text")
    LOCAL = "local", _("Set locally")


class ValueType(StrEnum):
    """What the values of a key are; `keys.toml` gives each key one."""

    NUMBER = "number"
    PERCENT = "percent"
    AMOUNT = "amount"
    SHARE = "share"
    FRACTION = "fraction"
    DATE = "date"
    TEXT = "text"
    LIST = "list"
    NUMBERS = "numbers"
    RANGE = "range"
    FLAG = "flag"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"


SPANS = frozenset({ValueType.DAYS, ValueType.WORKING_DAYS, ValueType.MONTHS, ValueType.YEARS})
COUNTS = SPANS | {ValueType.NUMBER, ValueType.PERCENT, ValueType.AMOUNT}


@declare
class RuleAct(models.TextChoices):
    SETTLED = "rule.settled", _("Rule's value settled locally")
    ENDED = "rule.ended", _("Local value of a rule ended")
    CLOSED = "closure.added", _("Days off entered")
    REOPENED = "closure.withdrawn", _("Days off withdrawn")
