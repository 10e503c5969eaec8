"""`coso begin`: the top of the tree and the first administrator of a new installation."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from coso.access.actions import IssuedCode
from coso.access.management.commands.open_administrator import add_person, open_administrator, told
from coso.common.actors import SYSTEM
from coso.common.errors import CannotRun
from coso.common.scope import everything, within
from coso.org.actions import found_unit
from coso.org.enums import UnitKind
from coso.org.models import Unit


class Command(BaseCommand):
    help = "Begin with an empty database: found the top of the tree, open the first administrator's account, print the code of the first sign-in."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True, help="name of the organisation at the top")
        parser.add_argument("--kind", default=UnitKind.PROVINCIAL_ORGANISATION.value, choices=UnitKind.values)
        parser.add_argument("--code", default="", help="its 14-digit code")
        parser.add_argument("--founded", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="from when on it stands in Coso's tree")
        parser.add_argument("--paper", default="", help="number and day of the founding decision")
        add_person(parser)

    def handle(self, *_args: Any, **options: Any) -> None:
        with within(everything(where="begin")), transaction.atomic():
            told(self, lambda: begin(options))


def begin(options: dict[str, Any]) -> IssuedCode:
    if Unit.objects.exists():
        raise CannotRun(_("This database has a tree already. Nothing was done. Open another administrator's account with: coso open_administrator."))
    top = found_unit(parent=None, kind=options["kind"], name=options["name"], founded_on=options["founded"], code=options["code"], paper=options["paper"], by=SYSTEM)
    return open_administrator(top, options["username"], options["person"])
