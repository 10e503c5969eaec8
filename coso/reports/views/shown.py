"""What the pages of reports have in common: what is asked, a report in words, a report as a file."""

from __future__ import annotations

from datetime import datetime
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
from coso.reports.exports.paper import blocks_of, said
from coso.reports.queries import Built, NoSuchReport, Report, report_of, sees_people


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
    prose = [block for block in blocks_of(built, people=people) if block["kind"] != "table"]
    tables = [
        (table, [(line, [(said(cell, people=people), _cell_url(built, line, at)) for at, cell in enumerate(line.cells)]) for line in table.lines])
        for table in built.tables
    ]
    return {"title": built.title, "unit": unit, "built": built, "prose": prose, "tables": tables, "made": timezone.localtime(datetime.fromisoformat(built.known)), "tree": Tree(built.tree).label}


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
