"""`coso import_members FILE --unit CODE`: the 28-column sheet, or any sheet with such headings, into the records."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from coso.common import scope, vietnamese
from coso.common.actors import SYSTEM
from coso.common.errors import CosoError
from coso.common.imports import reports
from coso.common.imports.actions import digest, enter, read
from coso.common.models import ImportBatch
from coso.members.imports.sheet import SHEET
from coso.org.models import Unit
from coso.org.queries import unit_named


class Command(BaseCommand):
    help = "Import members from an XLSX, ODS or CSV file. Exit code 1: some rows were refused; 2: nothing could be read."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, metavar="CODE", help="code of the unit whose branches the rows belong to")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--errors", type=Path, metavar="FILE", help="write the refused rows to an XLSX file to mend")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            summary = self._run(options)
        except CosoError as problem:
            if options["json"]:
                self.stdout.write(json.dumps({**reports.nothing(), "message": str(problem)}, ensure_ascii=False))
            raise CommandError(str(problem), returncode=2) from problem
        self.stdout.write(json.dumps(summary, ensure_ascii=False) if options["json"] else _said(summary))
        if summary["refused"]:
            raise SystemExit(1)

    def _run(self, options: dict[str, Any]) -> dict[str, Any]:
        with scope.within(scope.everything(where="import_members")):
            unit = unit_named(options["unit"])
        bar = Bar()
        try:
            if options["dry_run"]:
                batch, drafts = read(SHEET, path=options["file"], file_name=options["file"].name, unit=unit, by=SYSTEM, day=timezone.localdate(), keep=False, progress=bar)
                return reports.of_drafts(batch, drafts, SHEET)
            batch = self._batch(options["file"], unit, bar)
            batch = enter(SHEET, batch=batch, unit=unit, by=SYSTEM, day=timezone.localdate(), progress=bar)
        finally:
            bar.close()
        with scope.within(scope.everything(where="import_members")):
            if options["errors"]:
                reports.write_errors(options["errors"], batch, SHEET)
            return reports.of_batch(batch, SHEET)

    def _batch(self, path: Path, unit: Unit, bar: Bar) -> ImportBatch:
        """The same file's import into the same unit that was stopped half-way, or a new one."""
        if path.is_file():
            with scope.within(scope.everything(where="import_members")):
                begun = ImportBatch.objects.filter(kind=SHEET.key, unit_id=unit.pk, sha256=digest(path), by_id=None, state__in=["previewed", "committing"]).last()
            if begun:
                return begun
        return read(SHEET, path=path, file_name=path.name, unit=unit, by=SYSTEM, day=timezone.localdate(), progress=bar)[0]


class Bar:
    """A progress bar on a terminal, nothing elsewhere; each phase begins anew."""

    def __init__(self) -> None:
        self.bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        if self.bar is None or done < self.bar.n:
            self.close()
            self.bar = tqdm(total=total, disable=None, leave=False)
        self.bar.update(done - self.bar.n)

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


def _said(summary: dict[str, Any]) -> str:
    numbers = {key: vietnamese.number(summary[key]) for key in ("read", "created", "changed", "unchanged", "refused")}
    lines = [_("Rows read: %(read)s. New: %(created)s. Changed: %(changed)s. Unchanged: %(unchanged)s. Refused: %(refused)s.") % numbers]
    lines += [_("Row %(row)s, %(column)s: %(message)s") % error for error in summary["errors"] + summary["warnings"]]
    return "\n".join(lines)
