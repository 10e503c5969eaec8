"""Reports on screen and as files, and those that were settled."""

from __future__ import annotations

import time
from collections.abc import Callable
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
from coso.common.acts import sentence
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act, Job
from coso.figures.enums import Tree
from coso.figures.forms import Wanted
from coso.figures.queries import all_indicators
from coso.org.models import Unit
from coso.reports.actions import (
    accept_report,
    ask_to_freeze_report,
    check_report,
    hand_back,
    keep_template,
    open_report,
    reopen_report,
    send_report,
    sign_report,
    write_part,
)
from coso.reports.enums import Format, Period, State
from coso.reports.exports import TYPES, exported, file_name
from coso.reports.exports.paper import blocks_of, said
from coso.reports.forms import TemplateForm
from coso.reports.models import FrozenReport, ReportTemplate, UnitReport
from coso.reports.queries import (
    REPORTS,
    Built,
    NoSuchReport,
    Report,
    TextRefused,
    Wording,
    build,
    declared_by,
    differences,
    reads,
    report_of,
    sees_people,
    templates_for,
)

MOST_SETTLED, PREVIEW_SECONDS = 100, 20


@require_safe
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """The reports there are, for the topmost unit the reader answers for, and those settled in their units."""
    unit = units_with("report.view", request.user).in_tree_order().first()
    if unit is None:
        raise NotAllowed(_("None of your roles lets you see reports. Nothing was shown."))
    settled = FrozenReport.objects.visible_to(request.user).select_related("unit", "by").defer("content").order_by("-as_known_on", "-pk")[:MOST_SETTLED]
    every = [*REPORTS.values(), *map(declared_by, templates_for(unit))]
    listed = [(report, reverse("reports:report", args=[unit.pk, report.key])) for report in every]
    works = UnitReport.objects.visible_to(request.user).select_related("unit").order_by("-on", "-pk")[:MOST_SETTLED]
    names = {report.key: report.name for report in every}
    shown = {
        "title": _("Reports"), "unit": unit, "reports": listed, "settled": settled, "works": [(names.get(work.key, work.key), work) for work in works],
        "may_write": request.user.allowed("report.freeze", unit),
    }
    return render(request, "reports/list.html", shown)


@require_safe
@login_required
def report(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    unit, declared, wanted = _asked(request, pk, key)
    built = build(declared, unit, wanted.day, by=request.user, tree=wanted.tree, now=timezone.now())
    if form := request.GET.get("format"):
        return _file(request, built, unit, form)
    above = [*Unit.objects.visible_to(request.user).above(unit), unit]
    trail = [{"name": one.name, "get_absolute_url": reverse("reports:report", args=[one.pk, key]) + wanted.address()} for one in above]
    shown = {
        "wanted": wanted, "trees": [(tree, label, tree == wanted.tree) for tree, label in Tree.choices], "trail": trail,
        "files": _files(wanted.address()), "may_settle": request.user.allowed("report.freeze", unit),
        "settle_url": reverse("reports:settle", args=[unit.pk, key]), "paper": list(blocks_of(built, people=sees_people(unit, request.user))) if built.blocks else [],
        "may_change": key.startswith("mau-") and request.user.allowed("report.freeze", unit),
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


@require_POST
@login_required
def begin(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Begin the unit's own report of that day, or open it where it stands."""
    unit, declared, _wanted = _asked(request, pk, key)
    wanted = Wanted.read(request.POST, timezone.localdate())
    return redirect(open_report(report=declared, unit=unit, on=wanted.day, start=wanted.start, by=request.user))


@require_safe
@login_required
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: as it will be printed, what people write beside it, and its way so far."""
    one = _work(request, pk)
    built = reads(one, by=request.user, now=timezone.now())
    people = sees_people(one.unit, request.user)
    acts = Act.objects.filter(subject_type="reports.unitreport", subject_id=one.pk).select_related("by").order_by("-pk")[:50]
    shown = {
        "title": built.title, "work": one, "unit": one.unit, "paper": list(blocks_of(built, people=people)), "parts": [block for block in built.blocks if block["kind"] == "write"],
        "acts": [(sentence(act.kind), act) for act in acts], "writes": one.state in (State.DRAFT, State.RETURNED) and request.user.allowed("report.freeze", one.unit),
        "steps": _steps(one, request.user), "numbers_url": reverse("reports:report", args=[one.unit.pk, one.key]) + f"?on={one.on:%Y-%m-%d}",
        "signs": one.state == State.FROZEN and request.user.allowed("report.sign", one.unit),
        "answers": one.state == State.SENT and one.unit.parent is not None and request.user.allowed("report.freeze", one.unit.parent),
    }
    return render(request, "reports/work.html", shown)


@require_POST
@login_required
def write(request: HttpRequest, pk: int) -> HttpResponse:
    one = _work(request, pk)
    built = reads(one, by=request.user, now=timezone.now())
    return _done(request, one, lambda: write_part(work=one, built=built, part=request.POST.get("part", ""), text=request.POST.get("text", "")[:20_000], by=request.user))


@require_POST
@login_required
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step of a report's way."""
    one = _work(request, pk)
    now = timezone.localtime()
    steps: dict[str, Callable[[], Any]] = {
        "check": lambda: check_report(work=one, built=reads(one, by=request.user, now=now), by=request.user),
        "reopen": lambda: reopen_report(work=one, by=request.user),
        "settle": lambda: ask_to_freeze_report(report=report_of(one.key), unit=one.unit, on=one.on, by=request.user, now=now, work=one),
        "sign": lambda: sign_report(work=one, name=request.POST.get("name", ""), by=request.user),
        "send": lambda: send_report(work=one, by=request.user),
        "return": lambda: hand_back(work=one, reason=request.POST.get("reason", ""), by=request.user),
        "accept": lambda: accept_report(work=one, by=request.user),
    }
    if name not in steps:
        raise Http404(_("There is no such step of a report."))
    return _done(request, one, steps[name])


def _work(request: HttpRequest, pk: int) -> UnitReport:
    one = get_object_or_404(UnitReport.objects.visible_to(request.user).select_related("unit__parent", "frozen"), pk=pk)
    request.user.require("report.view", one.unit)
    return one


def _done(request: HttpRequest, one: UnitReport, act: Callable[[], Any]) -> HttpResponse:
    """Back to the report, with what was refused in a sentence; long work has its own page."""
    try:
        made = act()
    except RuleBroken as problem:
        messages.error(request, str(problem))
        return redirect(one)
    return redirect("home:job", made.pk) if isinstance(made, Job) else redirect(one)


def _steps(one: UnitReport, user: Any) -> list[tuple[str, str, bool]]:
    """The buttons of a report where it stands: step, words, whether it is the main one."""
    if not user.allowed("report.freeze", one.unit):
        return []
    settle, reopen = ("settle", _("Settle and keep"), True), ("reopen", _("Go on writing"), False)
    check = ("check", _("Checked: all is written and right"), True)
    return {
        State.DRAFT: [check], State.RETURNED: [check], State.CHECKED: [settle, reopen], State.FROZEN: [reopen], State.SIGNED: [("send", _("Send up"), True)],
    }.get(State(one.state), [])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a report's text with its preview beside it. `key` names the template that is changed, or a report to begin from."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("report.freeze", unit)
    key = request.GET.get("key", "")
    known = ReportTemplate.objects.filter(unit=unit, key=key).order_by("-version").first()
    started = REPORTS.get(key)
    first = {"name": known.name, "period": known.period, "text": known.text, "seen": known.version} if known else {"name": "", "period": started.period if started else Period.YEAR, "text": started.text if started else "", "seen": 0}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=first)
    shown = {"title": _("Template of a report"), "unit": unit, "form": form, "indicators": all_indicators(), "faults": [], "paper": []}
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            if "keep" in request.POST:
                kept = keep_template(unit=unit, on=timezone.localdate(), by=request.user, key=known.key if known else "", **told)
                messages.success(request, _("Version %(version)s is kept. Reports begun from now on use it.") % {"version": kept.version})
                return redirect("reports:report", unit.pk, kept.key)
            shown["paper"] = _preview(unit, told, request.user)
        except TextRefused as problem:
            shown["faults"] = problem.faults
        except RuleBroken as problem:
            messages.error(request, str(problem))
    return render(request, "reports/template.html", shown, status=422 if shown["faults"] else 200)


def _preview(unit: Unit, told: dict[str, Any], reader: Any) -> list[dict[str, Any]]:
    """The text filled in for today, given up after PREVIEW_SECONDS."""
    report = Report(key="preview", name=told["name"], text=told["text"], period=Period(told["period"]))
    built = build(report, unit, timezone.localdate(), by=reader, now=timezone.now(), wording=Wording(deadline=time.monotonic() + PREVIEW_SECONDS))
    return list(blocks_of(built, people=sees_people(unit, reader)))


def _asked(request: HttpRequest, pk: int, key: str) -> tuple[Unit, Report, Wanted]:
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("report.view", unit)
    try:
        return unit, report_of(key), Wanted.read(request.GET, timezone.localdate())
    except NoSuchReport as problem:
        raise Http404(str(problem)) from problem


def _shown(built: Built, unit: Unit, reader: Any) -> dict[str, Any]:
    """A report's tables in words for a screen; each line says where its number comes from."""
    people = sees_people(unit, reader)
    tables = [
        (table, [(line, [(said(cell, people=people), _cell_url(built, line, at)) for at, cell in enumerate(line.cells)]) for line in table.lines])
        for table in built.tables
    ]
    return {"title": built.title, "unit": unit, "built": built, "tables": tables, "made": timezone.localtime(datetime.fromisoformat(built.known)), "tree": Tree(built.tree).label}


def _cell_url(built: Built, line: Any, at: int) -> str:
    """From a number to its figure, on its day; a change leads nowhere."""
    cell = line.cells[at]
    if cell.change or not cell.value:
        return ""
    which = at if len(line.indicators) > 1 else 0
    query = "&".join(f"{key}={quote(value)}" for key, value in {"on": cell.on, "from": cell.start, "tree": built.tree, **line.wheres[which]}.items() if value)
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
