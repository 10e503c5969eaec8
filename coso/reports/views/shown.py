"""What the pages of reports have in common: what is asked, a report in words, a report as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.access.enums import ReadingKind
from coso.access.reading import digest_of, log_reading
from coso.figures.enums import Tree
from coso.figures.forms import Wanted
from coso.org.models import Unit
from coso.reports.enums import Format
from coso.reports.exports import TYPES, exported, file_name
from coso.reports.exports.paper import NOTHING, blocks_of, said
from coso.reports.queries import Built, Line, NoSuchReport, Report, Table, report_of, sees_people

STATES = ("good", "info", "warn", "bad")
FOLDED = 4  # so many sentences in a row on what is not measured are folded


def asked(request: HttpRequest, pk: int, key: str) -> tuple[Unit, Report, Wanted]:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("report.view", unit)
    try:
        return unit, report_of(key, unit), Wanted.read(request.GET, timezone.localdate())
    except NoSuchReport as problem:
        raise Http404(str(problem)) from problem


def in_words(built: Built, unit: Unit, reader: Any) -> dict[str, Any]:
    """A report's text and tables in words for a screen; each line says where its number comes from."""
    people = sees_people(unit, reader)
    pieces = list(_pieces(built, people=people))
    return {"title": built.title, "unit": unit, "built": built, "pieces": pieces, "made": timezone.localtime(datetime.fromisoformat(built.known)), "tree": Tree(built.tree).label}


def _pieces(built: Built, *, people: bool) -> Iterator[dict[str, Any]]:
    """Text and tables in their order, `{"kind": "prose" | "missing", "blocks"}` or `{"kind": "table", …}`; the numbers of the text come last."""
    named = {block["table"] for block in built.blocks if block["kind"] == "table"}
    for kind, blocks in groupby(built.blocks, key=_kind):
        if kind == "table":
            yield from (_table(built, built.tables[block["table"]], people=people) for block in blocks if built.tables[block["table"]].lines)
        else:
            told = list(blocks_of(replace(built, blocks=list(blocks)), people=people))
            yield {"kind": kind if len(told) >= FOLDED else "prose", "blocks": told}
    yield from (_table(built, table, people=people) for at, table in enumerate(built.tables) if at not in named)


def _kind(block: dict[str, Any]) -> str:
    """A paragraph that only says what is not measured is told apart: many of them in a row are folded."""
    if block["kind"] == "text" and any("missing" in run for run in block["runs"] if not isinstance(run, str)):
        said = [run for run in block["runs"] if not (isinstance(run, str) and not run.strip())]
        return "missing" if all(not isinstance(run, str) and "missing" in run for run in said) else "prose"
    return "table" if block["kind"] == "table" else "prose"


def _table(built: Built, table: Table, *, people: bool) -> dict[str, Any]:
    lines = [(line, [_shown(built, line, at, head, people=people) for at, head in enumerate(table.heads[: len(line.cells)])]) for line in table.lines]
    return {"kind": "table", "table": table, "lines": lines}


def _shown(built: Built, line: Line, at: int, head: str, *, people: bool) -> dict[str, Any]:
    """A cell in words, its column's name, where it leads, and the state that its word tells."""
    cell, text = line.cells[at], said(line.cells[at], people=people)
    state = cell.form if cell.word and text == cell.word and cell.form in STATES else ""
    return {"text": text, "url": _cell_url(built, line, at), "head": head, "state": state, "known": text != NOTHING}


def _cell_url(built: Built, line: Any, at: int) -> str:
    """From a number to its figure, on its day; a change leads nowhere."""
    cell = line.cells[at]
    if cell.change or not cell.value:
        return ""
    which = at if len(line.indicators) > 1 else 0
    query = "&".join(f"{key}={quote(value)}" for key, value in {"on": cell.on, "from": cell.start, "tree": built.tree, **line.wheres[which]}.items() if value)
    return f"{reverse('figures:indicator', args=[line.unit, line.indicators[which]])}?{query}"


def files(address: str) -> list[tuple[Any, str]]:
    join = "" if address.endswith("?") else "&"
    return [(form.label, f"{address}{join}format={form.value}") for form in Format if form != Format.HTML]


def as_file(request: HttpRequest, built: Built, unit: Unit, form: str) -> HttpResponse:
    """The report as a file; when small sensitive groups are open to the reader, the taking is kept in the reading log."""
    if form not in Format.values:
        raise Http404(_("There is no such form of report."))
    people = sees_people(unit, request.user)
    if people:
        log_reading(
            by=request.user, kind=ReadingKind.EXPORTED, position=unit.position, fields=["minority", "left_reason"], rows=0,
            digest=digest_of(request.get_full_path()), page=request.path, purpose=built.title,
        )
    answer = HttpResponse(exported(built, Format(form), people=people), content_type=TYPES[Format(form)])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name(built, Format(form)))}"
    return answer
