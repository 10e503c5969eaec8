"""`coso figure KEY --unit CODE --on DATE`: one number, its parts or its records."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from coso.common import scope, vietnamese
from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun, CosoError
from coso.figures.enums import Tree
from coso.figures.queries import Question, answer, day_of, figure, time_of, unit_of


class Command(BaseCommand):
    help = "Answer one figure of a unit on a day or in a period, with its parts or the records behind it."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="e.g. members.count")
        parser.add_argument("--unit", required=True, help="the unit's code")
        parser.add_argument("--on", help="the day, YYYY-MM-DD; for a period its last day")
        parser.add_argument("--from", dest="first", help="the first day of a period; otherwise 1 January")
        parser.add_argument("--to", dest="last", help="the last day of a period")
        parser.add_argument("--by", action="append", default=[], help="split by this dimension; may be repeated")
        parser.add_argument("--where", action="append", default=[], help="only this value: dimension=value; may be repeated")
        parser.add_argument("--children", action="store_true", help="a line for each unit right below")
        parser.add_argument("--records", action="store_true", help="the list behind the number")
        parser.add_argument("--as-known-on", dest="known", help="as it was known at this time")
        parser.add_argument("--tree", choices=Tree.values, default=Tree.STOOD.value, help="the tree of the day, or today's")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with scope.within(scope.everything(where="coso figure")):
                told = told_for(options)
        except CosoError as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else as_words(told))


def told_for(options: dict[str, Any]) -> dict[str, Any]:
    question = Question(
        unit=unit_of(options["unit"]), day=day_of(options["last"] or options["on"]), start=day_of(options["first"]) if options["first"] else None,
        tree=Tree(options["tree"]), known_at=time_of(options["known"]) if options["known"] else None,
        where=tuple(pair_of(text) for text in options["where"]),
    )
    if question.start and question.start > question.day:
        raise CannotRun(_("The period ends before it begins. Nothing was counted. Check --from and --to."))
    asked = figure(options["key"], question, by=SYSTEM)
    return answer(asked, *options["by"], by=SYSTEM, children=options["children"], records=options["records"])


def pair_of(text: str) -> tuple[str, str]:
    key, is_pair, value = text.partition("=")
    if not is_pair:
        raise CannotRun(_("“%(text)s” is not of the form dimension=value. Nothing was counted.") % {"text": text})
    return key, value


def as_words(told: dict[str, Any]) -> str:
    """The answer for a terminal: the number, then a line for each row."""
    lines = [vietnamese.number(told["value"]) if isinstance(told["value"], int) else str(told["value"])]
    lines += ["\t".join(str(value) for value in row.values() if value not in ("", None)) for row in told["rows"]]
    return "\n".join(lines)
