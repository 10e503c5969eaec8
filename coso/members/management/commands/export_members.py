"""`coso export_members --unit CODE --on DATE -o FILE`: the 28-column sheet, as XLSX or CSV."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from coso.common import scope, vietnamese
from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun
from coso.common.exports import csv_lines, write_xlsx
from coso.members.exports import SHEET, MembersOn, log_sheet
from coso.org.queries import unit_named


class Command(BaseCommand):
    help = "Write the members of a unit on a day as the 28-column sheet; it can be imported again. The taking is kept in the reading log."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, metavar="CODE")
        parser.add_argument("--on", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD", help="the day; today when not given")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="ends in .xlsx or .csv")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            number = write_sheet(options["unit"], options["on"] or timezone.localdate(), options["output"])
        except CannotRun as problem:
            raise CommandError(str(problem), returncode=2) from problem
        said = _("Members written: %(number)s.") % {"number": vietnamese.number(number)}
        self.stdout.write(json.dumps({"written": number, "file": options["output"].name}) if options["json"] else said)


def write_sheet(code: str, on: date, target: Path) -> int:
    """How many members were written."""
    with scope.within(scope.everything(where="export_members")):
        unit = unit_named(code)
        sheet = MembersOn.of(unit, on)
        log_sheet(sheet, unit, by=SYSTEM, purpose=_("Taken by a command of the server"), page="coso export_members")
        rows = tqdm(sheet, total=len(sheet.keys), disable=None, leave=False)
        try:
            return write_csv(target, rows) if target.suffix.lower() == ".csv" else write_xlsx(target, SHEET, rows)
        except OSError as problem:
            raise CannotRun(_("The file cannot be written (%(why)s). Nothing else was changed. Choose another place.") % {"why": problem.strerror}) from problem


def write_csv(target: Path, rows: Iterable[Any]) -> int:
    with target.open("w", encoding="utf-8", newline="") as file:
        return sum(1 for line in csv_lines(SHEET, rows) if file.write(line)) - 1
