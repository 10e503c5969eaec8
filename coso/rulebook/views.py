"""The rulebook on screen: for everybody who signs in; only an administrator settles values."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.common import exports
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.performing import done_with
from coso.common.working_days import public_holidays
from coso.rulebook import actions, queries, rules
from coso.rulebook.actions import SETTLE
from coso.rulebook.book import Key
from coso.rulebook.enums import RuleStatus
from coso.rulebook.forms import ClosureForm, EndForm, SettleForm, WithdrawForm
from coso.rulebook.models import LocalClosure
from coso.rulebook.tables import value_columns

NOBODY_KNOWS = "none"


def day_in(request: HttpRequest, name: str, otherwise: date) -> date:
    """A day in the address; a day to come is allowed, since rules are made for it."""
    try:
        return parse_date(request.GET.get(name, "")) or otherwise
    except ValueError:
        return otherwise


def unit_in(request: HttpRequest) -> Any:
    """The unit asked about, else the highest one the reader works in, else none."""
    asked = queries.unit_asked(request.GET.get("unit", ""), request.user)
    return asked or next(iter(queries.units_with("rule.view", request.user)), None)


def key_or_404(name: str) -> Key:
    try:
        return rules.known(name)
    except LookupError:
        raise Http404 from None


def places_to_settle(request: HttpRequest) -> list[Any]:
    """The units for which the reader may settle values; NotAllowed where there is none."""
    found = queries.units_with(SETTLE, request.user)
    if not found:
        raise NotAllowed(_("Your roles do not include settling rules. Ask the administrator of your province."))
    return found


def may_settle(request: HttpRequest) -> bool:
    return bool(request.user.intervals(SETTLE))


@require_safe
def regulations(request: HttpRequest) -> HttpResponse:
    """All regulations by time."""
    text = request.GET.get("q", "").strip()
    today = timezone.localdate()
    told = {"found": queries.by_time(text), "text": text, "today": today, "waiting": len(queries.disagreements(today, unit_in(request)))}
    return render(request, "rulebook/regulations.html", told)


@require_safe
def regulation(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.regulation_of(slug)
    if found is None:
        raise Http404
    told = {"regulation": found, "values": queries.values_of(found), "before": queries.predecessors(found), "after": queries.successors(found)}
    return render(request, "rulebook/regulation.html", told)


@require_safe
def values(request: HttpRequest) -> HttpResponse:
    """Every value on a day, searched and filtered; exported as shown."""
    day, unit = day_in(request, "on", timezone.localdate()), unit_in(request)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "group", "status")}
    lines = queries.values_on(day, unit, text=asked["q"], group=asked["group"], status=asked["status"])
    if (export := request.GET.get("export")) in {"csv", "xlsx"}:
        return exports.response(export, "quy-dinh", value_columns(day), lines)
    statuses = [*RuleStatus.choices, (NOBODY_KNOWS, _("No confirmed rule"))]
    query = request.GET.copy()
    query.pop("export", None)
    told = {"day": day, "unit": unit, "lines": lines, "asked": asked, "groups": queries.GROUPS.items(), "statuses": statuses, "query": query.urlencode()}
    return render(request, "rulebook/values.html", told)


@require_safe
def key(request: HttpRequest, key: str) -> HttpResponse:
    """What decides on a day, and all versions of the value."""
    about, day, unit = key_or_404(key), day_in(request, "on", timezone.localdate()), unit_in(request)
    found = rules.on(day, unit).find(key)
    told = {
        "key": about, "group": queries.GROUPS[about.group], "day": day, "unit": unit, "rule": found, "versions": queries.versions(key, unit),
        "entries": queries.entries_of(key), "today": timezone.localdate(), "may_settle": may_settle(request),
        "not_known": "" if found else rules.not_known(key, day),
    }
    return render(request, "rulebook/key.html", told)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, key: str) -> HttpResponse:
    about, today, units = key_or_404(key), timezone.localdate(), places_to_settle(request)
    present = rules.on(today, units[0]).find(key)
    form = SettleForm(request.POST or None, key=about, rule=present, scopes=queries.scopes_of(key), units=units, today=today)
    done = done_with(
        request, form, lambda _told: actions.settle_rule(key=key, by=request.user, **form.told()),
        said=_("The value is set. It is shown as set by the province, with its paper."), to=reverse("rulebook:key", args=[key]),
    )
    return done or render(request, "rulebook/settle.html", {"key": about, "form": form, "rule": present, "unit": units[0], "today": today})


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    about, today = key_or_404(key), timezone.localdate()
    entry = get_object_or_404(queries.entries_of(key), pk=pk)
    request.user.require(SETTLE, entry.unit)
    form = EndForm(request.POST or None, initial={"on": today})
    done = done_with(
        request, form, lambda told: actions.end_rule(entry=entry, by=request.user, **told),
        said=_("The local value ends; it stays in the history."), to=reverse("rulebook:key", args=[key]),
    )
    return done or render(request, "rulebook/end.html", {"key": about, "form": form, "entry": entry})



@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What differs between two days; without an answer from the reader, the last day on which rules changed."""
    today = timezone.localdate()
    days = queries.days_of_change()
    last = next(day for day in days if day <= today)
    second = day_in(request, "to", last)
    first = day_in(request, "from", queries.eve(second))
    found = queries.changes(first, second, unit_in(request))
    return render(request, "rulebook/changes.html", {"first": first, "second": second, "changes": found, "days": [(day, queries.eve(day)) for day in days[:12]]})


@require_safe
def unsettled(request: HttpRequest) -> HttpResponse:
    """What waits for the administrator: sources that disagree, and values nobody knows today."""
    day, unit = day_in(request, "on", timezone.localdate()), unit_in(request)
    told = {"day": day, "unit": unit, "disagreements": queries.disagreements(day, unit), "lapsed": queries.lapsed(day, unit), "may_settle": may_settle(request)}
    return render(request, "rulebook/unsettled.html", told)


@require_safe
def days_off(request: HttpRequest) -> HttpResponse:
    """Public holidays and local days off of a year."""
    text, this = request.GET.get("year", ""), timezone.localdate().year
    year = int(text) if text.isdecimal() and 1995 <= int(text) <= 2100 else this
    unit = unit_in(request)
    told = {"year": year, "years": range(this - 1, this + 3), "unit": unit, "holidays": sorted(public_holidays(year).items()), "closures": queries.closures(unit, year), "may_settle": may_settle(request)}
    return render(request, "rulebook/days_off.html", told)


@require_http_methods(["GET", "POST"])
def add_days_off(request: HttpRequest) -> HttpResponse:
    unit = places_to_settle(request)[0]
    form = ClosureForm(request.POST or None)
    done = done_with(
        request, form, lambda told: actions.add_closure(unit=unit, by=request.user, **told),
        said=_("The days off are entered. Deadlines that run over them end later."), to=reverse("rulebook:days_off"),
    )
    return done or render(request, "rulebook/add_days_off.html", {"form": form, "unit": unit})


@require_POST
def withdraw_days_off(request: HttpRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(LocalClosure.objects.select_related("unit"), pk=pk)
    request.user.require(SETTLE, closure.unit)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.withdraw_closure(closure=closure, on=timezone.localdate(), reason=reason, by=request.user)
        messages.success(request, _("The days off are withdrawn."))
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("rulebook:days_off"))


