"""`coso import_units FILE`: the tree of party organisations from a spreadsheet."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.actors import SYSTEM
from coso.common.errors import CosoError
from coso.common.scope import everything, within
from coso.org.imports import import_units
from coso.org.queries import unit_named


class Command(BaseCommand):
    help = "Found the units of an XLSX, ODS or CSV list, all or none. Exit code 1: rows were refused and nothing was written; 2: nothing could be read."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--under", required=True, metavar="CODE", help="code of the unit below which the list stands")
        parser.add_argument("--founded", type=date.fromisoformat, metavar="YYYY-MM-DD", help="founding day of rows that tell none")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with within(everything(where="import_units")):
                tree = import_units(path=options["file"], top=unit_named(options["under"]), founded_on=options["founded"], by=SYSTEM, today=timezone.localdate(), keep=not options["dry_run"])
        except CosoError as problem:
            raise CommandError(str(problem), returncode=2) from problem
        summary = tree.as_dict()
        self.stdout.write(json.dumps(summary, ensure_ascii=False) if options["json"] else said(summary))
        if summary["refused"]:
            raise SystemExit(1)


def said(summary: dict[str, Any]) -> str:
    numbers = {key: vietnamese.number(summary[key]) for key in ("read", "created", "unchanged", "refused")}
    lines = [_("Rows read: %(read)s. Founded: %(created)s. There already: %(unchanged)s. Refused: %(refused)s.") % numbers]
    lines += [_("Row %(row)s, %(column)s: %(message)s") % error for error in summary["errors"]]
    return "\n".join([*lines, _("Nothing was written: mend the rows above and run it again.")] if summary["refused"] else lines)
