"""`coso figures_rebuild`: make the store of counts; go on where a making was stopped."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.figures.tasks import rebuild


class Command(BaseCommand):
    help = "Make the store of counts anew, from which figures of provinces and the nation are read; goes on where it was stopped."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        began = time.perf_counter()
        units = rebuild(now=timezone.now(), told=self._tell)
        told = {"units": units, "seconds": round(time.perf_counter() - began, 1)}
        words = _("The store of counts is made: %(units)s units.") % {"units": vietnamese.number(units)}
        self.stdout.write(json.dumps(told) if options["json"] else words)

    def _tell(self, done: int) -> None:
        self.stderr.write(_("%(units)s units …") % {"units": vietnamese.number(done)})
