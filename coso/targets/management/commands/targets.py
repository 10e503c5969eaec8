"""`coso targets SCHEME --unit CODE --on DATE`: how a scheme's targets stand in a unit and right below it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun, CosoError
from coso.figures.queries import day_of, unit_of
from coso.targets.models import Scheme
from coso.targets.queries import Progress, board


class Command(BaseCommand):
    help = "Tell how the targets of a scheme stand in a unit and in the units right below it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("scheme", help="the scheme's number, or a part of its paper or title")
        parser.add_argument("--unit", required=True, help="the unit's code")
        parser.add_argument("--on", required=True, help="the day, YYYY-MM-DD")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with scope.within(scope.everything(where="coso targets")):
                found = board(scheme_of(options["scheme"]), unit_of(options["unit"]), day_of(options["on"]), by=SYSTEM)
                rows = [row_of(one) for one in [*found.own, *(cell for line in found.lines for cell in line.cells if cell)]]
        except CosoError as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        self.stdout.write(json.dumps({"on": options["on"], "rows": rows}, ensure_ascii=False) if options["json"] else as_words(rows))


def scheme_of(text: str) -> Scheme:
    found = Scheme.objects.filter(pk=int(text)) if text.isdecimal() else Scheme.objects.search(text)
    if found.count() != 1:
        raise CannotRun(_("“%(text)s” names %(n)s schemes. Nothing was counted. Give the number of one, or a longer part of its title.") % {"text": text, "n": found.count()})
    return found.get()


def row_of(one: Progress) -> dict[str, Any]:
    """A progress as plain data; numbers are None where they can't be told."""
    numbers = {name: getattr(one, name) for name in ("value", "reached", "attained", "gap", "baseline", "change", "change_percent", "expected")} | {"forecast": one.forecast.value}
    told = {"unit": one.assignment.unit.code, "name": one.assignment.unit.name, "target": one.assignment.target.title, "counted": one.counted, "state": one.assignment.state}
    return told | {name: None if value is None else float(value) for name, value in numbers.items()} | {"method": str(one.forecast.said), "standing": one.standing.value, "small": one.small}


def as_words(rows: list[dict[str, Any]]) -> str:
    return "\n".join("\t".join(str(row[name]) for name in ("name", "target", "value", "reached", "attained", "standing")) for row in rows)
