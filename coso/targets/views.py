"""Schemes and their boards, targets on their way down, and new models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.queries import units_to_choose
from coso.common import exports, uploads, vietnamese
from coso.common.addresses import key_in
from coso.common.errors import NotAllowed
from coso.common.performing import done_with, perform
from coso.figures.forms import Wanted
from coso.org.models import Unit
from coso.targets import actions, forms, queries
from coso.targets.declarations import AT_MOST_SAID, PACE_SAID, SMALL_SAID
from coso.targets.enums import HandState, SplitWay, Standing
from coso.targets.exports import trend_picture
from coso.targets.models import Assignment, NewModel, ReportedResult, Scheme
from coso.targets.tables import columns, measured_in, scheme_table, shown

MOST_MODELS = 300
SHOWN_WAITING = 8
FEW_POINTS = 6  # of the small pictures on a board


@require_safe
def schemes(request: HttpRequest) -> HttpResponse:
    require_somewhere(request, "target.view")
    table = scheme_table(request, Scheme.objects.visible_to(request.user), timezone.localdate())
    if table.export_kind:
        return exports.response(table.export_kind, "chi-tieu", table.export_columns, table.ordered)
    return render(request, "targets/list.html", {"title": _("Targets"), "table": table, "may_enter": request.user.anywhere("target.answer")})


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The part of the first page with the targets that wait for this reader, and the late ones; asked for once the page is shown."""
    require_somewhere(request, "target.view")
    late = [shown(one) for one in queries.late_of(request.user, timezone.localdate(), SHOWN_WAITING)]
    return render(request, "targets/_waiting.html", {"waiting": queries.waiting_for(request.user, SHOWN_WAITING), "late": late})


@require_http_methods(["GET", "POST"])
def new_scheme(request: HttpRequest) -> HttpResponse:
    require_somewhere(request, "target.answer")
    may_set = bool(request.user.intervals("target.set"))
    form = forms.SchemeForm(request.POST or None, units=units_to_choose("target.answer", request.user, timezone.localdate()), may_set=may_set)
    return perform(
        request, form, lambda told: actions.set_scheme(by=request.user, **told), done=_("The scheme is entered. Now set its targets."),
        to=lambda scheme: scheme.get_absolute_url(), template="targets/form.html", title=_("New scheme or plan"), act=_("Enter"), back=reverse("targets:list"),
    )


@require_http_methods(["GET", "POST"])
def new_target(request: HttpRequest, pk: int) -> HttpResponse:
    scheme = seen_scheme(request, pk)
    request.user.require(scheme.right, scheme.unit)
    form = forms.TargetForm(request.POST or None)
    return perform(
        request, form, lambda told: actions.set_target(scheme=scheme, by=request.user, **as_target(told)), done=_("The target is set."),
        to=scheme.get_absolute_url(), template="targets/form.html", title=_("New target"), lead=scheme.title, act=_("Set the target"), back=scheme.get_absolute_url(),
    )


def as_target(told: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, as the verb wants it."""
    day, value, paper = (told.pop(name) for name in ("baseline_on", "baseline_value", "baseline_paper"))
    return told | {"baseline": actions.Baseline(day, value, paper) if day else None}


@require_safe
def board(request: HttpRequest, pk: int) -> HttpResponse:
    """Units below × targets, on a day; the unit is the reader's topmost one or the one asked for."""
    scheme = seen_scheme(request, pk)
    unit, on = asked_unit(request, scheme), day_asked(request)
    found = queries.board(scheme, unit, on, by=request.user) if unit else None
    if found and (kind := request.GET.get("export")) in ("csv", "xlsx"):
        return board_as_file(kind, scheme, found)
    told = {
        "scheme": scheme, "unit": unit, "on": on, "rules": [PACE_SAID, AT_MOST_SAID, SMALL_SAID], "views": views_of(scheme, unit, on), "final_waits": scheme.ends_on > timezone.localdate(),
        "may_set": request.user.allowed(scheme.right, scheme.unit), "kept": [("unit", unit.pk)] if unit else [],
    }
    return render(request, "targets/board.html", told | (board_as_shown(request, found) if found else {}))


def board_as_file(kind: str, scheme: Scheme, found: queries.Board) -> HttpResponse:
    rows = [*found.own, *(cell for line in found.lines for cell in line.cells if cell)]
    notes = [_("As of %(day)s.") % {"day": vietnamese.date(found.on)}, str(PACE_SAID), str(AT_MOST_SAID), str(SMALL_SAID)]
    return exports.response(kind, f"chi-tieu {found.on:%Y-%m-%d}", columns(), rows, title=scheme.title, notes=notes)


def board_as_shown(request: HttpRequest, found: queries.Board) -> dict[str, Any]:
    kept = urlencode({"unit": found.unit.pk, "on": found.on.isoformat()})
    above = Assignment.objects.visible_to(request.user).filter(target__in=[one.assignment.target_id for one in found.own], unit=found.unit.parent_id)
    return {
        "own": [shown(one) for one in found.own], "lines": [(line.unit, [shown(cell) for cell in line.cells]) for line in found.lines],
        "counts": standings(found), "above": found.unit.parent if found.unit.parent_id and above.exists() else None,
        "placed": [(head, placed, *queries.best_and_worst(placed)) for at, head in enumerate(found.own) if len(placed := found.placed(at)) > 1],
        "exports": [(kind, f"?{kept}&export={kind}") for kind in ("xlsx", "csv")], "trends_url": f"{reverse('targets:trends', args=[found.own[0].assignment.target.scheme_id])}?{kept}",
    }


def standings(found: queries.Board) -> list[tuple[str, int, str]]:
    """How many of the unit's own targets stand how: (label, number, kind); what none has is left out."""
    held = [one.standing for one in found.own]
    return [(str(one.label), held.count(one), one.kind) for one in Standing if one in held]


def views_of(scheme: Scheme, unit: Unit | None, on: date) -> list[tuple[str, str, bool]]:
    """The standing views as (label, address, current): today, mid-term and final, of those days that have come."""
    today = timezone.localdate()
    days = [(_("Mid-term review, %(day)s"), queries.half_way(scheme)), (_("Final review, %(day)s"), scheme.ends_on)]
    come = [(label % {"day": vietnamese.date(day)}, day) for label, day in days if day <= today]
    asked = {"unit": unit.pk} if unit else {}
    return [(label, "?" + urlencode(asked | {"on": day.isoformat()}), day == on) for label, day in [(_("Today"), today), *come]]


@require_safe
def trends(request: HttpRequest, pk: int) -> HttpResponse:
    """How the unit's own targets went, as pictures; the board asks for it once it is shown."""
    scheme = seen_scheme(request, pk)
    unit, on = asked_unit(request, scheme), day_asked(request)
    own = Assignment.objects.visible_to(request.user).told().filter(target__scheme=scheme, unit=unit, state=HandState.DECIDED).order_by("target_id")
    drawn = [(one, trend_picture(points), points) for one in own if (points := queries.trend(one, on, by=request.user, points=FEW_POINTS))]
    return render(request, "targets/_trends.html", {"drawn": drawn, "on": on})


@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's share: how it stands, how it came, what the units below have of it."""
    found, on = seen(request, pk), day_asked(request)
    below = queries.progress_below(found, on, by=request.user)
    trend = queries.trend(found, on, by=request.user)
    told = {
        "assignment": found, "on": on, "progress": shown(queries.progress(found, on, by=request.user)), "below": [(shown(one.progress), one) for one in queries.ranked(below)],
        "trend": trend, "picture": trend_picture(trend), "sum": sum_shown(found), "acts": acts_for(request, found), "rules": [PACE_SAID, AT_MOST_SAID, SMALL_SAID],
        "records": records_of(found, on), "measure": f" ({measured_in(found.target).strip()})" if measured_in(found.target) else "",
        "may_split": found.state == HandState.DECIDED and not found.ended_on and request.user.allowed("target.set", found.unit),
        "moved": found.given_by_id not in (found.unit.parent_id, found.unit_id),
    }
    return render(request, "targets/assignment.html", told)


def sum_shown(found: Assignment) -> tuple[Decimal, str] | None:
    """What the shares below make, and how far that is above (+) or below (−) the whole."""
    told = queries.sum_below(found)
    return told and (told[0], signed(told[1]))


def signed(difference: Decimal) -> str:
    return ("+" if difference > 0 else "−" if difference < 0 else "") + vietnamese.number(abs(difference))


def records_of(found: Assignment, on: date) -> str:
    """The page of the records behind the result."""
    if not found.target.counted:
        return ""
    question = queries.question_of(found, on)
    words = {"on": question.day.isoformat(), "from": question.first_day.isoformat(), **found.target.where}
    return reverse("figures:indicator", args=[found.unit_id, found.target.indicator]) + "?" + urlencode(words)


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Share a target out: choose the way, look at the sum, propose."""
    found = seen(request, pk)
    request.user.require("target.set", found.unit)
    today = timezone.localdate()
    units = queries.units_to_share(found, today)
    sizes = queries.sizes_of(found, units, today, by=request.user)
    way = request.GET.get("way", SplitWay.EQUAL)
    value, given = whole_and_given(found)
    values = {} if way == SplitWay.HAND else queries.suggested(found, units, way, max(value - given, Decimal(0)), today, by=request.user)
    form = forms.SplitForm(request.POST or None, units=units, values=values, places=2 if found.target.is_share else 0)
    recount = "recount" in request.POST
    done = None if recount else done_with(
        request, form, lambda _told: actions.split(assignment=found, values=form.values(), units=units, by=request.user, today=today),
        said=_("The shares are proposed; the units are asked to answer."), to=found.get_absolute_url(),
    )
    whole = given + sum((form.values() if form.is_bound and form.is_valid() else values).values(), Decimal(0))
    told = {
        "assignment": found, "form": form, "rows": [(unit, sizes[unit.pk], form.row_of(unit)) for unit in units], "value": value, "given": given, "measure": measured_in(found.target),
        "tabs": [(label, f"?way={key}", key == way) for key, label in SplitWay.choices], "whole": whole, "difference": signed(whole - value),
    }
    return done or render(request, "targets/split.html", told, status=422 if form.errors else 200)


def whole_and_given(found: Assignment) -> tuple[Decimal, Decimal]:
    """What is to be shared out, and what units below have of it already (of a share in per cent nothing is used up)."""
    value = found.proposed if not (last := list(found.values.all())) else last[-1].value
    told = queries.sum_below(found)
    return value, told[0] if told else Decimal(0)


@dataclass(frozen=True)
class Act:
    """What can be done with a share: its form, its verb, the right it takes, and where the right is held."""

    slug: str
    label: str | Promise
    form: type[django_forms.Form]
    verb: Callable[..., Any]
    states: tuple[HandState, ...]
    permission: str
    from_above: bool = False
    dated: bool = True
    multipart: bool = False

    def place(self, found: Assignment) -> Unit:
        return found.given_by if self.from_above else found.unit

    def right(self, found: Assignment) -> str:
        """A unit revises what it registered itself with the right to answer."""
        return found.target.scheme.right if self.slug == "dieu-chinh" and found.parent_id is None else self.permission


def report(*, secret: str, **told: Any) -> ReportedResult:
    """The filled-in form, as the verb wants it."""
    told.pop("file")
    return actions.report_result(secret=secret == "yes", **told)  # noqa: S105 an answer, not a password


ACTS = {
    act.slug: act
    for act in [
        Act("nhan", gettext_lazy("Accept"), forms.AcceptForm, actions.accept, (HandState.PROPOSED,), "target.answer"),
        Act("tra-loi", gettext_lazy("Answer with a reason"), forms.AnswerForm, actions.answer, (HandState.PROPOSED,), "target.answer"),
        Act("quyet-dinh", gettext_lazy("Decide"), forms.DecideForm, actions.decide, (HandState.ACCEPTED, HandState.ANSWERED), "target.set", from_above=True),
        Act("de-xuat-lai", gettext_lazy("Propose another value"), forms.ProposeForm, actions.propose, (HandState.PROPOSED, HandState.ANSWERED), "target.set", from_above=True),
        Act("dieu-chinh", gettext_lazy("Revise"), forms.ReviseForm, actions.revise, (HandState.DECIDED,), "target.set", from_above=True, dated=False),
        Act("bao-cao", gettext_lazy("Report a result"), forms.ResultForm, report, (HandState.DECIDED,), "target.answer", multipart=True),
    ]
}


def acts_for(request: HttpRequest, found: Assignment) -> list[tuple[Act, str]]:
    """What this reader may do now, with the way there."""
    return [(one, reverse("targets:act", args=[found.pk, one.slug])) for one in ACTS.values() if may_do(request, one, found)]


def may_do(request: HttpRequest, act: Act, found: Assignment) -> bool:
    if found.ended_on or found.state not in act.states or (act.slug == "bao-cao" and found.target.counted):
        return False
    return bool(request.user.allowed(act.right(found), act.place(found)))


def told_of(found: Assignment) -> str:
    """What stands above a form: whose target it is, what is proposed for it, and what the unit has answered."""
    value = f"{vietnamese.number(found.proposed, found.target.places)}{measured_in(found.target)}"
    proposed = "" if found.state == HandState.DECIDED else _("proposed: %(value)s") % {"value": value}
    answered = found.answer if found.state == HandState.ANSWERED else ""
    return " · ".join(filter(None, [str(found), proposed, answered]))


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The form of one act, and the act."""
    found = seen(request, pk)
    chosen = ACTS.get(verb)
    if chosen is None:
        raise Http404
    request.user.require(chosen.right(found), chosen.place(found))
    extra = {"today": timezone.localdate()} if chosen.dated else {}
    return perform(
        request, chosen.form(*sent(request, chosen)), lambda told: chosen.verb(assignment=found, by=request.user, **told, **extra), done=_("Saved."),
        to=found.get_absolute_url(), template="targets/form.html", title=chosen.label, lead=told_of(found), act=chosen.label, back=found.get_absolute_url(),
    )


def sent(request: HttpRequest, act: Act) -> list[Any]:
    """What a form of the act is filled with: nothing until it is sent; the files where it takes some."""
    return [] if request.method != "POST" else [request.POST, request.FILES] if act.multipart else [request.POST]


@require_safe
def result_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper of a reported result, as a download."""
    kept = get_object_or_404(ReportedResult.objects.visible_to(request.user), pk=pk)
    return uploads.answer(kept.stored_as, name=kept.original_name, content_type=kept.content_type)


# --- new models -----------------------------------------------------------------------------------


@require_safe
def new_models(request: HttpRequest) -> HttpResponse:
    require_somewhere(request, "target.view")
    found = NewModel.objects.visible_to(request.user).select_related("unit").order_by("-year", "unit__position", "title")[:MOST_MODELS]
    return render(request, "targets/new_models.html", {"title": _("New models"), "models": found, "may_enter": bool(request.user.intervals("target.answer"))})


@require_http_methods(["GET", "POST"])
def register_model(request: HttpRequest) -> HttpResponse:
    require_somewhere(request, "target.answer")
    today = timezone.localdate()
    form = forms.NewModelForm(request.POST or None, units=units_to_choose("target.answer", request.user, today), initial={"year": today.year})
    return perform(
        request, form, lambda told: actions.register_model(by=request.user, today=today, **told), done=_("The new model is registered."),
        to=reverse("targets:new_models"), template="targets/form.html", title=_("Register a new model"), act=_("Register"), back=reverse("targets:new_models"),
    )


@require_http_methods(["GET", "POST"])
def new_model(request: HttpRequest, pk: int) -> HttpResponse:
    """What it is, and a form for its result for those who may report."""
    found = get_object_or_404(NewModel.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if request.method == "POST":
        request.user.require("target.answer", found.unit)
    form = forms.ModelResultForm(request.POST or None)
    may_report = request.user.allowed("target.answer", found.unit)
    return perform(
        request, form, lambda told: actions.report_model(model=found, by=request.user, today=timezone.localdate(), **told), done=_("The result is saved."),
        to=reverse("targets:new_models"), template="targets/new_model.html", model=found, may_report=may_report,
    )


# --- what is asked --------------------------------------------------------------------------------


def require_somewhere(request: HttpRequest, permission: str) -> None:
    if not request.user.intervals(permission):
        raise NotAllowed(_("None of your roles lets you do this with targets. Nothing was changed."))


def seen_scheme(request: HttpRequest, pk: int) -> Scheme:
    found: Scheme = get_object_or_404(Scheme.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return found


def day_asked(request: HttpRequest) -> date:
    """The day of the address, at most today: of a day to come nothing is known yet."""
    today = timezone.localdate()
    return min(Wanted.read(request.GET, today).day, today)


def seen(request: HttpRequest, pk: int) -> Assignment:
    found: Assignment = get_object_or_404(Assignment.objects.visible_to(request.user).told(), pk=pk)
    return found


def asked_unit(request: HttpRequest, scheme: Scheme) -> Unit | None:
    """The unit of the address if it has a share the reader may see, else the topmost one that has."""
    key = key_in(request.GET.get("unit"))
    if key:
        return get_object_or_404(Unit, pk__in=Assignment.objects.visible_to(request.user).filter(target__scheme=scheme, unit=key).values("unit"))
    return queries.unit_on_board(scheme, request.user)
