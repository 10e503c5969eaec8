"""`coso demo`: an invented province to look at, and the pages to look at it with."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from coso.access.models import User
from coso.common.errors import CannotRun
from coso.common.scope import everything, within
from coso.generator import demo, making
from coso.generator.published import facts
from coso.generator.sign_ins import PASSWORD, SIGN_INS, open_all, role_of


class Command(BaseCommand):
    help = "Make the demo's data once, print its sign-ins and serve it until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=[demo.COMMUNE, demo.WHOLE], default=None, help="one commune (default), or the whole province")
        parser.add_argument("--province", choices=facts.all_keys(), default=None, help="in its place: units and people fitted to the published figures of one article")
        parser.add_argument("--seed", type=int, default=demo.SEED, help="another seed makes other people, with the same figures")
        parser.add_argument("--fresh", action="store_true", help="make demo data anew; other data is never removed")
        parser.add_argument("--data-only", action="store_true", help="make the data and stop")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **told: Any) -> None:
        with terminal_language():
            scale = demo.scale_of(told["province"]) if told["province"] else told["scale"]
            self.make(scale, told["seed"], fresh=told["fresh"])
            self.stdout.write(sign_in_table())
            self.stdout.flush()
            if not told["data_only"]:
                os.environ["COSO_DEMO"] = "1"
                call_command("serve", host=told["host"], port=told["port"])

    def make(self, scale: str | None, seed: int, *, fresh: bool) -> None:
        before = demo.made()
        if before and fresh:
            demo.clear()
        elif before:
            self.keep(before.details, scale)
            open_all(seed=before.details["seed"], today=timezone.now(), scale=before.details["scale"])
            return
        began = perf_counter()
        scale = scale or demo.COMMUNE
        counts = demo.make(scale=scale, seed=seed, until=timezone.localdate())
        open_all(seed=seed, today=timezone.now(), scale=scale)
        numbers = counts | {"seconds": f"{perf_counter() - began:.1f}"}
        self.stdout.write(_("Made invented data: %(members)s members in %(units)s units, %(seconds)s seconds.") % numbers)

    def keep(self, details: dict[str, Any], scale: str | None) -> None:
        if scale and scale != details["scale"]:
            raise CannotRun(_("The demo data here is of the scale “%(scale)s”. Nothing was changed. Add --fresh to make it anew.") % details)
        counts = making.counts()
        self.stdout.write(_("Demo data is there already (%(members)s members in %(units)s units) and was kept. --fresh makes it anew.") % counts)


@contextmanager
def terminal_language() -> Iterator[None]:
    """Vietnamese, or English where the terminal speaks another language than Vietnamese."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "vi"
    with translation.override("vi" if spoken.startswith("vi") else "en"):
        yield


def sign_in_table() -> str:
    """Every sign-in there is, with its role and what it may do."""
    with within(everything(where="generator")):
        there = set(User.objects.values_list("username", flat=True))
    rows = [(_("Sign-in name"), _("Role"), _("What it may do"))]
    rows += [(sign_in.username, str(role_of(sign_in).title), str(sign_in.may)) for sign_in in SIGN_INS if sign_in.username in there]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join(["", lines[0], rule, *lines[1:], "", _("Password for all of them: %(password)s") % {"password": PASSWORD}, ""])
