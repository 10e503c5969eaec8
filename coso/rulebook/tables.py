"""What an export of rules shows."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from coso.common.columns import Column, Kind


def value_columns(day: date) -> list[Column]:
    """The columns of the values in force on a day; a value nobody knows is an empty cell."""
    return [
        Column("key", _("Key"), "key.name"),
        Column("title", _("Rule"), lambda line: str(line.key.title)),
        Column("value", _("Value"), "rule.said"),
        Column("regulation", _("Regulation"), "rule.symbols"),
        Column("article", _("Article"), "rule.article"),
        Column("status", _("How far it was checked"), lambda line: str(line.rule.status.label) if line.rule else str(_("No confirmed rule"))),
        Column("from", _("From"), "rule.valid_from", Kind.DATE),
        Column("source", _("Source"), "rule.source"),
        Column("on", _("On the day"), lambda _line: day, Kind.DATE),
    ]
