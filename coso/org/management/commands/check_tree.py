"""`coso check_tree`: compare positions, superiors and closure with the placements; exit 1 when they differ."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from coso.common.scope import everything, within
from coso.org.soundness import differences


class Command(BaseCommand):
    help = "Check that the tree says the same everywhere."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        with within(everything(where="check_tree")):
            found = list(differences())
        if options["json"]:
            self.stdout.write(json.dumps({"differences": found}, ensure_ascii=False))
        elif found:
            self.stderr.write("\n".join(found))
        else:
            self.stdout.write(_("The tree agrees with its placements; every placed row stands where its unit is."))
        if found:
            sys.exit(1)
