"""`coso report KEY --unit CODE --on DATE --format xlsx|docx|pdf|html -o FILE`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun, CosoError
from coso.figures.enums import Tree
from coso.figures.queries import day_of, unit_of
from coso.reports.enums import Format
from coso.reports.exports import exported
from coso.reports.queries import build, report_of


class Command(BaseCommand):
    help = "Write a report of a unit as of a day into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", help="e.g. member_statistics")
        parser.add_argument("--unit", required=True, help="the unit's code")
        parser.add_argument("--on", required=True, help="the day, YYYY-MM-DD")
        parser.add_argument("--format", choices=Format.values, help="otherwise as the file's name ends")
        parser.add_argument("--tree", choices=Tree.values, default=Tree.STOOD.value, help="the tree of the day, or today's")
        parser.add_argument("-o", "--output", required=True, help="the file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with translation.override(settings.LANGUAGE_CODE), scope.within(scope.everything(where="coso report")):
                path = written(options)
        except CosoError as problem:
            self.stderr.write(str(problem))
            sys.exit(2)
        self.stdout.write(_("Written: %(file)s") % {"file": path})


def written(options: dict[str, Any]) -> Path:
    path = Path(options["output"])
    form = options["format"] or path.suffix.lstrip(".").lower()
    if form not in Format.values:
        raise CannotRun(_("“%(form)s” is not a form of report. Nothing was written. Choose with --format: %(known)s.") % {"form": form, "known": ", ".join(Format.values)})
    unit = unit_of(options["unit"])
    built = build(report_of(options["key"], unit), unit, day_of(options["on"]), by=SYSTEM, tree=Tree(options["tree"]), now=timezone.now())
    try:
        path.write_bytes(exported(built, Format(form), people=True))
    except OSError as problem:
        raise CannotRun(_("“%(file)s” can't be written (%(why)s). No report was kept.") % {"file": path, "why": problem.strerror}) from problem
    return path
