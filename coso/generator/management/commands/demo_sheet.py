"""`coso demo_sheet`: a spreadsheet of invented people to try the import with."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.errors import CannotRun
from coso.common.scope import everything, within
from coso.generator.sheet import write_sheet
from coso.org.enums import UnitKind
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Unit


class Command(BaseCommand):
    help = "Write a 28-column member sheet of invented people for a unit, clean or messy."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("-o", "--output", type=Path, required=True)
        parser.add_argument("--rows", type=int, default=5000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--unit", default="", help="code of the unit the sheet is of; the first commune organisation by default")
        parser.add_argument("--messy", action="store_true", help="as offices really send them, with rows that must be refused")
        parser.add_argument("--json", action="store_true", help="say which rows must be refused")

    def handle(self, *_args: Any, **told: Any) -> None:
        today = timezone.localdate()
        with within(everything(where="generator")):
            unit = unit_of(told["unit"])
            below = Unit.objects.under(unit).existing_on(today).filter(kind__in=MEMBER_KINDS).in_tree_order()
            branches = [branch.name for branch in below]
        made = write_sheet(told["output"], rows=told["rows"], seed=told["seed"], branches=branches, province="Lai Châu", today=today, messy=told["messy"])
        if told["json"]:
            self.stdout.write(json.dumps({"unit": unit.code, "people": made.people, "refused": [asdict(bad) for bad in made.bad], "twice": made.twice}, ensure_ascii=False))
        else:
            what = {"file": told["output"], "people": made.people, "bad": len(made.bad), "twice": len(made.twice), "code": unit.code}
            self.stdout.write(_("%(file)s: %(people)s people to enter, %(bad)s rows to be refused, %(twice)s rows twice. Try: coso import_members %(file)s --unit %(code)s --dry-run") % what)


def unit_of(code: str) -> Unit:
    """The unit with a code, or the first commune organisation of today."""
    units = Unit.objects.filter(ended_on__isnull=True).in_tree_order()
    found = (units.filter(code=code) if code else units.filter(kind=UnitKind.COMMUNE_ORGANISATION)).first()
    if found is None:
        raise CannotRun(_("There is no such unit in this database. No sheet was written. Run coso demo first, or give the code of a unit with --unit."))
    return found
