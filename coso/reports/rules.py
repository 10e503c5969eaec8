"""What must hold before a report is settled, and in each step of its way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.org.models import Unit
from coso.reports.checker import Checked
from coso.reports.enums import CALLED_EVERY, State


def check_day_has_come(on: date, now: datetime) -> None:
    if on > now.date():
        raise RuleBroken(_("A report can be settled only once its day has come. Nothing was kept. Choose an earlier day."))


def check_adds_up(checked: Checked) -> None:
    """A report in which the checker is certain of a mistake is not settled."""
    if checked.errors:
        first = checked.errors[0]
        raise RuleBroken(_("The figures of this report do not agree: “%(quote)s”. %(why)s Nothing was kept. Correct it, then settle it again.") % {"quote": first.quote, "why": first.explanation})


def check_stands_at(state: str, *allowed: State) -> None:
    """A step fits where the report stands; another person may have moved it on meanwhile."""
    if state not in allowed:
        raise RuleBroken(_("This report is now “%(state)s”, so this step does not fit. Nothing was changed. Load the page again and go on from there.") % {"state": State(state).label})


def check_nothing_is_missing(blocks: list[dict[str, Any]]) -> None:
    gaps = [block["name"] for block in blocks if block["kind"] == "write" and not (block.get("optional") or block["text"].strip())]
    if gaps:
        raise RuleBroken(_("These parts are not written yet: %(parts)s. Nothing was changed. Write them, or write “không có”.") % {"parts": ", ".join(gaps)})


def check_is_part(part: str, blocks: list[dict[str, Any]]) -> None:
    if part not in [block["name"] for block in blocks if block["kind"] == "write"]:
        raise RuleBroken(_("This report has no part called “%(part)s”. Nothing was kept. Load the page again.") % {"part": part})


def check_part_unchanged(seen: int, version: int) -> None:
    """Of two people who write one part, the second is told."""
    if seen != version:
        raise RuleBroken(_("Somebody has written this part meanwhile. Your text was not kept; it still stands in the box below. Join it with theirs, which is shown in the report, and keep it again."))


def check_has_superior(unit: Unit) -> None:
    if unit.parent_id is None:
        raise RuleBroken(_("“%(unit)s” has no unit above it to send the report to. Nothing was changed.") % {"unit": unit.name})


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Handing back needs a reason that the unit can act on. Nothing was changed. Write it."))


def check_named(name: str) -> None:
    if not name.strip():
        raise RuleBroken(_("A template needs a name. Nothing was kept. Write it."))


def check_newest(seen: int, newest: int) -> None:
    if seen != newest:
        raise RuleBroken(_("Somebody has kept version %(newest)s of this template meanwhile. Nothing was kept. Open it and change it there.") % {"newest": newest})


def check_unit_stands(unit: Unit, on: date) -> None:
    """A report is begun by a unit that was in being on its day."""
    if on < unit.founded_on or (unit.ended_on is not None and unit.ended_on <= on):
        raise RuleBroken(_("“%(unit)s” was not in being on that day. Nothing was begun. Choose another day.") % {"unit": unit.name})


MOST_DUE_DAYS = 365


def check_is_asked(every: str, due_days: int) -> None:
    if every not in CALLED_EVERY or not 0 <= due_days <= MOST_DUE_DAYS:
        raise RuleBroken(_("Reports are asked for once, or each month, quarter, half-year or year, and are due within a year after their day. Nothing was kept. Choose again."))


def check_not_asked_yet(asked: bool) -> None:
    if asked:
        raise RuleBroken(_("This report is asked for from that day already. Nothing was kept. See the list below."))


def check_still_asked(ended_on: date | None) -> None:
    if ended_on is not None:
        raise RuleBroken(_("This report is no longer asked for; somebody has ended it. Nothing was changed."))
