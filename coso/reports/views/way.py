"""A unit's own report, from the first word to the superior's answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coso.common.acts import sentence
from coso.common.errors import NoConfirmedRule, RuleBroken
from coso.common.jobs import UNFINISHED
from coso.common.models import Act, Job
from coso.figures.forms import Wanted
from coso.reports.actions import (
    SETTLE,
    accept_report,
    ask_to_freeze_report,
    check_report,
    hand_back,
    open_report,
    reopen_report,
    send_report,
    sign_report,
    write_part,
)
from coso.reports.checker import check
from coso.reports.exports.paper import blocks_of
from coso.reports.models import UnitReport
from coso.reports.queries import (
    WRITABLE,
    declared_of,
    reads,
    reports_below,
    sees_people,
    text_of,
)
from coso.reports.views.shown import asked
from coso.reports.views.steps import steps_of

MOST_ACTS = 50


@require_POST
@login_required
def begin(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Begin the unit's own report of that day, or open it where it stands."""
    unit, declared, _wanted = asked(request, pk, key)
    wanted = Wanted.read(request.POST, timezone.localdate())
    try:
        opened = open_report(report=declared, unit=unit, on=wanted.day, start=wanted.start, by=request.user)
        return redirect(f"{opened.get_absolute_url()}#merged" if request.POST.get("to") == "merged" else opened)
    except RuleBroken as problem:
        messages.error(request, str(problem))
        return redirect(reverse("reports:report", args=[unit.pk, key]) + wanted.address())


def with_rules_known(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A report whose term the rulebook does not know can't be read: the reader is told, and led to the list."""

    @wraps(view)
    def asked_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoConfirmedRule as unknown:
            messages.warning(request, str(unknown))
            return redirect("reports:list")

    return asked_view


@require_safe
@login_required
@with_rules_known
def work(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _work(request, pk))


@require_POST
@login_required
@with_rules_known
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one part; a text that could not be kept still stands in its box."""
    one, told = _work(request, pk), request.POST
    built = reads(one, by=request.user, now=timezone.now())
    part, text, seen = told.get("part", ""), told.get("text", "")[:20_000], told.get("seen", "")
    try:
        write_part(work=one, built=built, part=part, text=text, seen=int(seen) if seen.isdecimal() else 0, by=request.user)
    except RuleBroken as problem:
        messages.error(request, str(problem))
        return _page(request, one, typed={part: text}, status=409)
    messages.success(request, _("“%(part)s” is kept.") % {"part": part})
    return redirect(one)


@require_POST
@login_required
@with_rules_known
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One step of a report's way; what is refused comes back as a sentence, and long work has its own page."""
    one, by, now = _work(request, pk), request.user, timezone.localtime()
    steps: dict[str, Callable[[], Any]] = {
        "check": lambda: check_report(work=one, built=reads(one, by=by, now=now), by=by),
        "reopen": lambda: reopen_report(work=one, by=by),
        "settle": lambda: ask_to_freeze_report(report=declared_of(one), unit=one.unit, on=one.on, by=by, now=now, work=one),
        "sign": lambda: sign_report(work=one, name=request.POST.get("name", ""), by=by),
        "send": lambda: send_report(work=one, on=now.date(), by=by),
        "return": lambda: hand_back(work=one, reason=request.POST.get("reason", ""), by=by),
        "accept": lambda: accept_report(work=one, by=by),
    }
    if name not in steps:
        raise Http404(_("There is no such step of a report."))
    try:
        made = steps[name]()
    except RuleBroken as problem:
        messages.error(request, str(problem))
        return redirect(one)
    return redirect("home:job", made.pk) if isinstance(made, Job) else redirect(one)


def _work(request: HttpRequest, pk: int) -> UnitReport:
    return get_object_or_404(UnitReport.objects.visible_to(request.user).select_related("unit__parent", "frozen", "template"), pk=pk)


def _page(request: HttpRequest, one: UnitReport, *, typed: dict[str, str] | None = None, status: int = 200) -> HttpResponse:
    """One report: where it stands, what people write in it, and how it will be printed. typed: what could not be kept."""
    user = request.user
    built = reads(one, by=user, now=timezone.now())
    writes = one.state in WRITABLE and user.allowed("report.freeze", one.unit)
    acts = list(Act.objects.filter(subject_type="reports.unitreport", subject_id=one.pk).select_related("by").order_by("-pk")[:MOST_ACTS])
    shown = {
        "title": built.title, "work": one, "unit": one.unit, "writes": writes, "steps": steps_of(one, user, acts),
        "parts": [block | {"typed": (typed or {}).get(block["name"], block["text"])} for block in built.blocks if block["kind"] == "write"],
        "paper": list(blocks_of(built, people=sees_people(one.unit, user))), "acts": [(sentence(act.kind), act) for act in acts],
        "findings": check(text_of(built)).findings if writes else [], **_below(one),
        "numbers_url": reverse("reports:report", args=[one.unit_id, one.key]) + f"?on={one.on:%Y-%m-%d}",
        "settling": Job.objects.filter(kind=SETTLE, parameters__work=one.pk, state__in=UNFINISHED).first(),
    }
    return render(request, "reports/work.html", shown, status=status)


def _below(one: UnitReport) -> dict[str, Any]:
    """The units right below: those that have begun their report, those that have not, and how many have sent it."""
    below = reports_below(one)
    begun, not_begun = [each for each in below if each.work], [each.unit for each in below if not each.work]
    return {"below": below, "begun_below": begun, "not_begun": not_begun, "sent_below": sum(each.sent for each in below)}
