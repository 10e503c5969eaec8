"""What a committee asks of the units right below it, and which of them are late."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coso.common import vietnamese
from coso.common.errors import RuleBroken
from coso.org.models import Unit
from coso.reports.actions import call_reports, end_call
from coso.reports.forms import CallForm
from coso.reports.models import ReportCall
from coso.reports.queries import Owed, names_of, report_of, reports_asked, reports_for


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calls(request: HttpRequest, pk: int) -> HttpResponse:
    """The reports asked for, and of the one chosen who has sent it, who is late and by how many days."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("report.freeze" if request.method == "POST" else "report.view", unit)
    form = CallForm(request.POST if request.method == "POST" else None, reports=reports_for(unit))
    if form.is_bound and form.is_valid() and _called(unit, form, request.user):
        messages.success(request, _("The units right below see it among their things to do as soon as its day has come."))
        return redirect("reports:calls", unit.pk)
    return render(request, "reports/calls.html", _shown(request, unit) | {"form": form}, status=422 if form.errors else 200)


def _called(unit: Unit, form: CallForm, user: Any) -> bool:
    told = form.cleaned_data
    try:
        call_reports(unit=unit, report=report_of(told["report"], unit), every=told["every"], on=told["on"], due_days=told["due_days"], by=user)
    except RuleBroken as problem:
        form.add_error(None, str(problem))
        return False
    return True


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    call = get_object_or_404(ReportCall.objects.filter(unit__in=Unit.objects.visible_to(request.user)).select_related("unit"), pk=pk)
    try:
        end_call(call=call, on=timezone.localdate(), by=request.user)
        messages.success(request, _("This report is no longer asked for, and nobody is reminded of it. What was sent stays in the list."))
    except RuleBroken as problem:
        messages.error(request, str(problem))
    return redirect("reports:calls", call.unit_id)


def _shown(request: HttpRequest, unit: Unit) -> dict[str, Any]:
    today = timezone.localdate()
    standing = list(ReportCall.objects.filter(unit=unit, ended_on=None).order_by("pk"))
    every = {f"{call}-{day.isoformat()}": list(group) for (call, day), group in groupby(reports_asked(unit, today), key=lambda one: (one.call.pk, one.day))}
    names = names_of([*(call.key for call in standing), *(group[0].call.key for group in every.values())])
    wanted = request.GET.get("asked", "")
    chosen = every.get(wanted) or next(iter(every.values()), [])
    late_only = request.GET.get("late") == "1"
    rows = [(one, one.late_by(today)) for one in chosen]
    shown = [row for row in rows if row[1] or not late_only]
    return {
        "title": _("Reports of the units below"), "unit": unit, "may_call": request.user.allowed("report.freeze", unit),
        "calls": [(names[call.key], call) for call in standing], "name": names[chosen[0].call.key] if chosen else "", "first": chosen[0] if chosen else None,
        "choices": [(_choice(names, group, today), f"?asked={place}", group is chosen) for place, group in every.items()] if len(every) > 1 else [],
        "rows": shown, "shown": len(shown), "late_only": late_only, "asked": wanted,
        "sent": sum(one.sent for one in chosen), "late": sum(1 for one, days in rows if days and not one.sent), "all": len(chosen),
    }


def _choice(names: dict[str, Any], group: list[Owed], today: Any) -> str:
    first, late = group[0], sum(1 for one in group if not one.sent and one.late_by(today))
    words = f"{names[first.call.key]} · {vietnamese.date(first.day)}"
    return f"{words} · {_('%(n)s late') % {'n': vietnamese.number(late)}}" if late else words
