"""`coso generate`: invented members in any number, in an empty database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from coso.generator.making import generate


class Command(BaseCommand):
    help = "Fill an empty database with invented units and members."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, required=True, help="how many records, up to 6,500,000")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same people")
        parser.add_argument("--provinces", default="", help="official codes of provinces, for example 12,14; all that the number of members fills by default")
        parser.add_argument("--until", type=date.fromisoformat, default=None, help="the day the invented history goes on to; today by default")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **told: Any) -> None:
        began = perf_counter()
        provinces = [int(code) for code in told["provinces"].split(",") if code]
        made = generate(members=told["members"], seed=told["seed"], provinces=provinces, until=told["until"] or timezone.localdate(), quiet=told["json"])
        seconds = perf_counter() - began
        told_back = {**made, "seconds": round(seconds, 1), "members_per_second": round(made["members"] / seconds)}
        self.stdout.write(json.dumps(told_back) if told["json"] else "  ".join(f"{key} {value:,}" for key, value in told_back.items()))
