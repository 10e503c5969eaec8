"""`coso rules KEY --on DATE`: which value counts, and by which regulation; `coso rules --diff A B`: what changes."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.errors import CannotRun, CosoError, NoConfirmedRule
from coso.rulebook import queries, rules
from coso.rulebook.book import Rule, book
from coso.rulebook.queries import Change

REFUSED, NOBODY_KNOWS = 2, 3


class Command(BaseCommand):
    help = "Say which value of a rule counts on a day, what changes between two days, or list all that counts."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", nargs="?", help="e.g. admission.vote_share; left out: all keys")
        parser.add_argument("--on", help="the day, YYYY-MM-DD; otherwise today")
        parser.add_argument("--unit", help="code of the unit the value is for; otherwise what holds everywhere")
        parser.add_argument("--diff", nargs=2, metavar=("A", "B"), help="what changes from day A to day B")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with scope.within(scope.everything(where="coso rules")):
                lines, told = answer(options)
        except NoConfirmedRule as problem:
            self._refuse(problem, NOBODY_KNOWS)
        except (CosoError, LookupError) as problem:
            self._refuse(problem, REFUSED)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else "\n".join(lines))

    def _refuse(self, problem: Exception, code: int) -> None:
        self.stderr.write(str(problem))
        sys.exit(code)


def answer(options: dict[str, Any]) -> tuple[Iterable[str], Any]:
    """The answer as lines for a terminal and as plain values for JSON."""
    unit = unit_of(options["unit"]) if options["unit"] else None
    if options["diff"]:
        return diff(*map(day_of, options["diff"]), unit)
    day = day_of(options["on"]) if options["on"] else timezone.localdate()
    if options["key"]:
        return one(options["key"], day, unit)
    found = [line.rule for line in queries.values_on(day, unit) if line.rule]
    return [as_line(rule) for rule in found], [as_told(rule) for rule in found]


def one(key: str, day: date, unit: Any) -> tuple[list[str], dict[str, Any]]:
    """Asked without a unit, a value that holds for some units only is told with where it holds."""
    if key not in book().keys:
        raise CannotRun(_("The rulebook knows no key “%(key)s”. Nothing was answered. “coso rules” lists all keys.") % {"key": key})
    found = rules.on(day, unit).find(key)
    some = [] if found or unit else queries.for_some(key, day)
    if not found and not some:
        raise NoConfirmedRule(rules.not_known(key, day))
    told = [found] if found else some
    also = {"also": [as_told(rule) for rule in told[1:]]} if told[1:] else {}
    return [as_line(rule) for rule in told], {**as_told(told[0]), **also}


def diff(first: date, second: date, unit: Any) -> tuple[list[str], dict[str, Any]]:
    found = queries.changes(first, second, unit)
    lines = [f"{change.key.name}\t{change.sentence}\t{said(change.before)}\t{said(change.after)}" for change in found]
    return lines, {"from": first.isoformat(), "to": second.isoformat(), "changes": [as_change(change) for change in found]}


def as_change(change: Change) -> dict[str, Any]:
    before, after = (as_told(rule) if rule else None for rule in (change.before, change.after))
    return {"key": change.key.name, "change": change.kind, "before": before, "after": after}


def as_told(rule: Rule) -> dict[str, Any]:
    """A list of values, and of units where they differ, while sources disagree."""
    measures = list(dict.fromkeys(reading.unit for reading in rule.readings))
    where = {"scope": rule.scope} if rule.scope else {}
    if rule.regulation.place:
        where["place"] = rule.regulation.place.en
    return {
        "key": rule.key, "value": rule.written, "unit": measures if len(measures) > 1 else rule.unit or (measures or [""])[0],
        "regulation": " and ".join([rule.regulation.symbol, *rule.together_with]), "article": rule.article or None, "status": rule.status.value,
        "from": begun(rule), "source": rule.source or None, **where,
    }


def begun(rule: Rule) -> str | None:
    """The first day, or the year where that is all that is known."""
    if rule.from_year:
        return str(rule.from_year)
    return rule.valid_from.isoformat() if rule.valid_from else None


def as_line(rule: Rule) -> str:
    where = f" ({rule.regulation.place})" if rule.regulation.place else ""
    return f"{rule.key}\t{rule.said}\t{rule.symbols}{where}\t{rule.status.label}"


def said(rule: Rule | None) -> str:
    return f"{rule.said} ({rule.symbols})" if rule else "–"


def day_of(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotRun(_("“%(text)s” is no day. Nothing was answered. Write it as 2026-12-31.") % {"text": text}) from None


def unit_of(code: str) -> Any:
    digits = "".join(code.replace(".", "").split())
    found = queries.units().filter(code=digits).order_by("-ended_on").first()
    if found is None:
        raise CannotRun(_("No unit has the code “%(code)s”. Nothing was answered. Check the code.") % {"code": code})
    return found
