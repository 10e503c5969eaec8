"""`coso units`: the units in being, superiors before those below them."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.errors import CannotRun
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.org.queries import unit_by_code

FIELDS = ("code", "name", "kind", "parent", "sector")


class Command(BaseCommand):
    help = "List the units in being: code, name, kind, the superior's code, sector."
    requires_system_checks: list[str] = []  # pages are checked where they are served; this saves seconds

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--under", default="", metavar="CODE", help="only this unit and those below it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, under: str, **options: Any) -> None:
        rows = units(under, timezone.localdate())
        if options["json"]:
            self.stdout.write(json.dumps({"rows": list(rows)}, ensure_ascii=False))
            return
        self.stdout.write("\t".join(FIELDS))
        for row in rows:
            self.stdout.write("\t".join(row[field] for field in FIELDS))


def units(under: str, day: date) -> Iterator[dict[str, str]]:
    """One row a unit, in the order of the tree; `parent` is the superior's code, empty where it has none."""
    found = Unit.objects.existing_on(day).in_tree_order()
    if under:
        top = unit_by_code(under)
        if top is None:
            raise CannotRun(_("No unit has the code %(code)s. Nothing was listed. See the codes with: coso units") % {"code": under})
        found = found.under(top)
    rows = found.annotate(above=F("parent__code")).values_list("code", "name", "kind", "above", "sector")
    for code, name, kind, above, sector in rows.iterator(chunk_size=5000):
        yield {"code": code, "name": name, "kind": str(UnitKind(kind).value), "parent": above or "", "sector": sector}
