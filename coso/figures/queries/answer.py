"""A figure's answer as plain data: the same for the command and the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.errors import NotAllowed
from coso.figures.queries.figure import RatioFigure
from coso.figures.queries.shown import Asked, Shown, may_open_people, shown_lines, shown_value


def answer(asked: Asked, *keys: str, by: Actor, children: bool = False, records: bool = False) -> dict[str, Any]:
    """`{"indicator", "version", "unit", "on", "value", "rows"}`, with `from` for a period and `as_known_on` when asked so."""
    question = asked.question
    told: dict[str, Any] = {"indicator": asked.indicator.key, "version": asked.indicator.version, "unit": question.unit.code, "on": question.day.isoformat()}
    if asked.indicator.flow:
        told |= {"from": question.first_day.isoformat(), "to": question.day.isoformat()}
    if question.known_at:
        told["as_known_on"] = question.known_at.isoformat()
    value = shown_value(asked, by=by)
    return told | {"tree": str(question.tree), "where": dict(question.where)} | _number(value) | {"rows": _rows(asked, keys, by=by, children=children, records=records)}


def _rows(asked: Asked, keys: tuple[str, ...], *, by: Actor, children: bool, records: bool) -> list[dict[str, Any]]:
    if records:
        return _records(asked, by)
    if not (keys or children):
        return []
    return [_row(one, keys) for one in shown_lines(asked, *keys, by=by, children=children)]


def _records(asked: Asked, by: Actor) -> list[dict[str, Any]]:
    """The records behind the number; persons only for those who may see persons of the unit."""
    if not isinstance(asked, RatioFigure) and asked.indicator.people and not may_open_people(asked, by):
        raise NotAllowed(_("Your roles let you see the numbers of “%(unit)s”, not the people. Nothing was shown.") % {"unit": asked.question.unit})
    if isinstance(asked, RatioFigure):
        return asked.records()
    row, found = asked.indicator.row, asked.open_records(by)
    return [{name: _plain(value) for name, value in row(record).items()} for record in found]


def _row(one: Shown, keys: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"unit": one.line.unit.code, "name": one.line.unit.name} if one.line.unit else {}
    for key, choice in zip(keys, one.line.choices, strict=True):
        found[key] = choice.key
    label = ", ".join(str(choice.label) for choice in one.line.choices)
    return found | ({"label": label} if label else {}) | _number(one)


def _number(one: Shown) -> dict[str, Any]:
    return {"value": _plain(one.value)} | ({"hidden": one.hidden} if one.hidden else {})


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
