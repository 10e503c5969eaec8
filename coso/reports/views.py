"""Reports on screen and as files, and those that were settled."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.access.enums import ReadingKind
from coso.access.queries import units_with
from coso.access.reading import digest_of, log_reading
from coso.common.errors import NoConfirmedRule, NotAllowed, RuleBroken
from coso.figures.enums import Tree
from coso.figures.forms import Wanted
from coso.org.models import Unit
from coso.reports.actions import ask_to_freeze_report
from coso.reports.checker import check
from coso.reports.checker.marking import EXAMPLE, pieces
from coso.reports.enums import Format
from coso.reports.exports import TYPES, exported, file_name
from coso.reports.exports.paper import blocks_of, said
from coso.reports.forms import CheckForm
from coso.reports.models import FrozenReport
from coso.reports.queries import (
    REPORTS,
    Built,
    NoSuchReport,
    Report,
    build,
    differences,
    report_of,
    sees_people,
)

MOST_SETTLED = 100


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The reports there are, for the topmost unit the reader answers for, and those settled in their units."""
    unit = units_with("report.view", request.user).in_tree_order().first()
    if unit is None:
        raise NotAllowed(_("None of your roles lets you see reports. Nothing was shown."))
    settled = FrozenReport.objects.visible_to(request.user).select_related("unit", "by").defer("content").order_by("-as_known_on", "-pk")[:MOST_SETTLED]
    listed = [(report, reverse("reports:report", args=[unit.pk, report.key])) for report in REPORTS.values()]
    return render(request, "reports/list.html", {"title": _("Reports"), "unit": unit, "reports": listed, "settled": settled})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check_text(request: HttpRequest) -> HttpResponse:
    """Where the figures of a pasted or uploaded text do not agree. Nothing of it is kept."""
    if not units_with("report.view", request.user).exists():
        raise NotAllowed(_("None of your roles lets you see reports. Nothing was shown."))
    example = request.GET.get("example") == "1"
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm({"text": EXAMPLE} if example else None)
    shown = {"title": _("Check the figures of a text"), "form": form, "example": EXAMPLE}
    if not form.is_bound or not form.is_valid():
        return render(request, "reports/check.html", shown, status=422 if form.is_bound else 200)
    text = form.cleaned_data["found"]
    found = check(text)
    return render(request, "reports/check.html", shown | {"found": found, "numbered": list(enumerate(found.findings, 1)), "pieces": pieces(text, found)})


@require_safe
@login_required
def report(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    unit, declared, wanted = _asked(request, pk, key)
    try:
        built = build(declared, unit, wanted.day, by=request.user, tree=wanted.tree, now=timezone.now())
    except NoConfirmedRule as unknown:  # the length of a term
        messages.warning(request, str(unknown))
        return redirect("reports:list")
    if form := request.GET.get("format"):
        return _file(request, built, unit, form)
    above = [*Unit.objects.visible_to(request.user).above(unit), unit]
    trail = [{"name": one.name, "get_absolute_url": reverse("reports:report", args=[one.pk, key]) + wanted.address()} for one in above]
    shown = {
        "wanted": wanted, "trees": [(tree, label, tree == wanted.tree) for tree, label in Tree.choices], "trail": trail,
        "files": _files(wanted.address()), "may_settle": request.user.allowed("report.freeze", unit),
        "settle_url": reverse("reports:settle", args=[unit.pk, key]),
    }
    return render(request, "reports/report.html", _shown(built, unit, request.user) | shown)


@require_POST
@login_required
def settle(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    unit, declared, _wanted = _asked(request, pk, key)
    wanted = Wanted.read(request.POST, timezone.localdate())
    try:
        job = ask_to_freeze_report(report=declared, unit=unit, on=wanted.day, by=request.user, now=timezone.localtime(), tree=wanted.tree, note=request.POST.get("note", "")[:300])
    except RuleBroken as problem:
        messages.error(request, str(problem))
        return redirect(reverse("reports:report", args=[unit.pk, key]) + wanted.address())
    return redirect("home:job", job.pk)


@require_safe
@login_required
def settled(request: HttpRequest, pk: int) -> HttpResponse:
    """A settled report, unchanged, and what would read otherwise today."""
    kept = get_object_or_404(FrozenReport.objects.visible_to(request.user).select_related("unit", "by"), pk=pk)
    built = Built.read(kept.content)
    if form := request.GET.get("format"):
        return _file(request, built, kept.unit, form)
    changed = differences(kept, by=request.user) if request.GET.get("compare") == "1" else None
    shown = {"kept": kept, "changed": changed, "files": _files("?"), "compare_url": "?compare=1"}
    return render(request, "reports/settled.html", _shown(built, kept.unit, request.user) | shown)


def _asked(request: HttpRequest, pk: int, key: str) -> tuple[Unit, Report, Wanted]:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("report.view", unit)
    try:
        return unit, report_of(key), Wanted.read(request.GET, timezone.localdate())
    except NoSuchReport as problem:
        raise Http404(str(problem)) from problem


def _shown(built: Built, unit: Unit, reader: Any) -> dict[str, Any]:
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
    query = "&".join(f"{key}={quote(value)}" for key, value in {"on": cell.on, "tree": built.tree, **line.wheres[which]}.items())
    return f"{reverse('figures:indicator', args=[line.unit, line.indicators[which]])}?{query}"


def _files(address: str) -> list[tuple[Any, str]]:
    join = "" if address.endswith("?") else "&"
    return [(form.label, f"{address}{join}format={form.value}") for form in Format if form != Format.HTML]


def _file(request: HttpRequest, built: Built, unit: Unit, form: str) -> HttpResponse:
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
