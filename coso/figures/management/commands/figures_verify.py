"""`coso figures_verify --sample N`: count a random sample a second time; exit 1 where the store differs."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.figures.tasks import verify


class Command(BaseCommand):
    help = "Count a random sample of figures from the records again and compare it with the store of counts; what differs is read from the records from then on."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sample", type=int, default=40, help="how many figures")
        parser.add_argument("--seed", type=int, help="the same sample again")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = verify(size=options["sample"], seed=options["seed"], now=timezone.now())
        wrong = [one for one in found if one.differs]
        told = {"counted": len(found), "from_store": sum(one.read for one in found), "differences": [asdict(one) | {"day": one.day.isoformat()} for one in wrong]}
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else self._words(told))
        if wrong:
            sys.exit(1)

    def _words(self, told: dict[str, Any]) -> str:
        said = _("%(counted)s figures counted again, %(stored)s of them from the store; %(wrong)s differ.") % {
            "counted": vietnamese.number(told["counted"]), "stored": vietnamese.number(told["from_store"]), "wrong": vietnamese.number(len(told["differences"])),
        }
        return "\n".join([said, *(f"{one['name']}\t{one['day']}\t{one['tree']}\t{one['differs']}" for one in told["differences"])])
