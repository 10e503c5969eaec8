"""Figures for other programs: the same answer as the command's."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from coso.access.enums import ReadingKind
from coso.access.reading import digest_of, log_reading
from coso.common.errors import CannotRun
from coso.figures.enums import Tree
from coso.figures.queries import (
    NoSuchIndicator,
    Question,
    answer,
    figure,
    narrowed_to_sensitive,
    time_of,
)
from coso.org.models import Unit

router = Router(tags=["figures"])


class Asked(Schema):
    """`unit`: its code. `where`: dimension=value. A period goes from `from` to `to`."""

    unit: str
    on: date | None = None
    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    by: list[str] = []
    where: list[str] = []
    children: bool = False
    records: bool = False
    as_known_on: str = ""
    tree: Tree = Tree.STOOD

    def question(self, unit: Unit) -> Question:
        return Question(
            unit, self.last or self.on or timezone.localdate(), start=self.first, tree=self.tree,
            known_at=time_of(self.as_known_on) if self.as_known_on else None,
            where=tuple((name, value) for name, _sign, value in (pair.partition("=") for pair in self.where)),
        )


@router.get("/figures/{key}", url_name="figure", summary="A figure of a unit on a day or in a period, with its parts or its records")
def one_figure(request: HttpRequest, key: str, asked: Query[Asked]) -> dict[str, Any]:
    """Small groups of sensitive dimensions are hidden from those who may not open the people."""
    reader: Any = request.user
    unit = Unit.objects.visible_to(reader).filter(code=asked.unit.replace(".", "")).exclude(code="").order_by("ended_on").last()
    if unit is None:
        raise HttpError(404, "No such unit in your scope.")
    try:
        found = figure(key, asked.question(unit), by=reader)
        told = answer(found, *asked.by, by=reader, children=asked.children, records=asked.records)
    except (NoSuchIndicator, CannotRun) as problem:
        raise HttpError(422, str(problem)) from problem
    if asked.records and (named := narrowed_to_sensitive(found)):
        log_reading(by=reader, kind=ReadingKind.LISTED, position=unit.position, fields=named, rows=len(told["rows"]), digest=digest_of(request.get_full_path()), page=request.path)
    return told
