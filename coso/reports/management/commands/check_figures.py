"""`coso check_figures FILE|- --json`: where the figures of a report do not agree. Exit 0: nowhere certain, 1: errors, 2: no text."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from coso.common.errors import CannotRun
from coso.reports.checker import Checked, check
from coso.reports.checker.papers import text_of, text_of_bytes

FOUND, REFUSED = 1, 2


class Command(BaseCommand):
    help = "Say where the figures of a report (text, Markdown or DOCX) do not agree, by arithmetic alone."
    requires_system_checks: list[str] = []  # no page and no database is asked

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a .txt, .md or .docx file; - reads text from the standard input")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--text", action="store_true", help="only print the text that is checked; places count in it")
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], default=settings.LANGUAGE_CODE, help="of the explanations")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            try:
                text = text_of_bytes(sys.stdin.buffer.read()) if options["file"] == "-" else text_of(Path(options["file"]))
            except CannotRun as problem:
                self.stderr.write(str(problem))
                sys.exit(REFUSED)
            if options["text"]:
                self.stdout.write(text, ending="")
                return
            found = check(text)
            self.stdout.write(json.dumps(found.told(), ensure_ascii=False) if options["json"] else "\n".join(lines(found)))
        if found.errors:
            sys.exit(FOUND)


def lines(found: Checked) -> list[str]:
    """For a terminal."""
    told = [f"{one.start}-{one.end}\t{one.severity}\t{one.label}\n  “{one.quote}”\n  {one.explanation}" for one in found.findings]
    return [*told, _("Relations checked: %(checked)s. Findings: %(found)s.") % {"checked": found.checked, "found": len(found.findings)}]
