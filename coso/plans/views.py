"""A member's yearly plan: written alone, registered, told of; and what the branch's committee does with it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coso.access.middleware import about_oneself
from coso.access.roles import Desk
from coso.common import exports
from coso.common.addresses import key_in
from coso.common.errors import NotAllowed
from coso.common.performing import NothingForm, perform
from coso.members.models import Member
from coso.plans import actions, forms, queries
from coso.plans.enums import PlanState
from coso.plans.exports import as_file, heading, stages
from coso.plans.models import PARTS, PlanDraft, PlanVersion, YearlyPlan
from coso.procedures.exports import TYPES

form_page = require_http_methods(["GET", "HEAD", "POST"])


@about_oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own plans, this year's first; who reads them is said on top."""
    own, today = own_record(request), timezone.localdate()
    plans = list(YearlyPlan.objects.visible_to(request.user).filter(member=own)) if own else []
    drafts = {one.year for one in PlanDraft.objects.visible_to(request.user)}
    open_years = [(year, year in drafts, next((one for one in plans if one.year == year), None)) for year in (today.year, today.year + 1)]
    return render(request, "plans/mine.html", {"own": own, "open_years": open_years, "earlier": [one for one in plans if one.year < today.year]})


@about_oneself
@form_page
def write(request: HttpRequest, year: int) -> HttpResponse:
    """The draft, begun with what is registered; nobody else reads it before it is registered."""
    own = own_record(request)
    if own is None:
        return redirect("plans:mine")  # which says why
    draft, plan = (kind.objects.visible_to(request.user).filter(member=own, year=year).first() for kind in (PlanDraft, YearlyPlan))
    begun = draft or plan
    form = forms.PlanForm(request.POST if request.method == "POST" else None, initial=begun.words() if begun else None)
    return perform(
        request, form, lambda _told: actions.write(member=own, year=year, words=form.words(), by=request.user, today=timezone.localdate()),
        done=_("The draft is kept. Nobody but you reads it until you register it."), to=reverse("plans:register", args=[year]), template="plans/form.html",
        title=_("Plan for %(year)s") % {"year": year}, lead=_("Only you read the draft."), act=_("Keep the draft"), back=reverse("plans:mine"),
    )


@about_oneself
@form_page
def register(request: HttpRequest, year: int) -> HttpResponse:
    """The draft once more as a whole, and the button that hands it to the branch."""
    own = own_record(request)
    draft = get_object_or_404(PlanDraft.objects.visible_to(request.user).select_related("member__unit"), year=year)
    plan = YearlyPlan.objects.visible_to(request.user).filter(member=own, year=year).first()
    amended = bool(plan and plan.state == PlanState.RECEIVED)
    asked: type[Any] = forms.WhyForm if amended else NothingForm
    form = asked(request.POST if request.method == "POST" else None)
    return perform(
        request, form, lambda told: actions.register(draft=draft, why=told.get("why", ""), by=request.user, today=timezone.localdate()),
        done=_("Your plan is registered with your branch."), to=YearlyPlan.get_absolute_url, template="plans/form.html", title=_("Register the plan for %(year)s") % {"year": year},
        lead=_("The committee of your branch reads it from now on, and nobody above it."), parts=parts_of(draft), act=_("Register with the branch"), back=reverse("plans:write", args=[year]),
    )


@about_oneself
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A registered plan: its parts, how it went, what it said before."""
    found = find(request, pk)
    own = request.user.own_member_id == found.member_id
    versions = list(PlanVersion.objects.visible_to(request.user).filter(member=found.member_id, year=found.year))
    shown = {"plan": found, "own": own, "parts": parts_of(found), "went": [(stage.label, text, on) for stage, text, on in stages(found) if text], "versions": [(one, parts_of(one)) for one in versions[:-1]]}
    return render(request, "plans/plan.html", shown | {"may_answer": sits(request, found.member) and found.state == PlanState.REGISTERED, "may_tell": own and found.state == PlanState.RECEIVED})


@about_oneself
@form_page
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Receive, send back, or tell how it went."""
    found, sent, today = find(request, pk), request.POST if request.method == "POST" else None, timezone.localdate()
    acts: dict[str, tuple[Any, Any, str, str, bool]] = {
        "nhan": (NothingForm(sent), lambda _told: actions.receive(plan=found, by=request.user, today=today), _("Receive the plan"), _("The branch has received the plan."), False),
        "tra-lai": (forms.WhyForm(sent), lambda told: actions.send_back(plan=found, why=told["why"], by=request.user, today=today), _("Send back to be mended"), _("The member sees what is to be mended."), False),
        "bao-cao": (forms.TellForm(sent), lambda told: actions.tell(plan=found, by=request.user, today=today, **told), _("Tell how it went"), _("It is kept with your plan."), True),
    }
    if verb not in acts:
        raise Http404
    form, do, title, done, of_member = acts[verb]
    if not (request.user.own_member_id == found.member_id if of_member else sits(request, found.member)):
        raise NotAllowed(_("This is for the member, or for the committee of the branch. Nothing was changed."))
    return perform(request, form, do, done=done, to=YearlyPlan.get_absolute_url, template="plans/form.html", title=title, lead=f"{found.member.full_name} · {found.year}", act=title, back=found.get_absolute_url())


@about_oneself
@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    found = find(request, pk)
    if kind not in TYPES:
        raise Http404
    content, content_type = as_file(found, kind)
    return exports.as_file(content, content_type, f"ke-hoach-ren-luyen-{found.year}.{kind}")


@require_safe
def branch(request: HttpRequest) -> HttpResponse:
    """The members of the very branch in whose committee one sits, each with the plan of the year."""
    request.user.require_anywhere("plan.receive")
    year, today = key_in(request.GET.get("nam")) or timezone.localdate().year, timezone.localdate()
    groups = [(unit, found, sum(1 for one in found if one.plan)) for unit in queries.branches(request.user) if (found := queries.lines(unit, year, request.user))]
    return render(request, "plans/branch.html", {"groups": groups, "year": year, "years": (today.year - 1, today.year, today.year + 1), "open": year >= today.year})


@form_page
def register_for(request: HttpRequest, member: int, year: int) -> HttpResponse:
    """For a member without a phone."""
    one = get_object_or_404(Member.objects.visible_to(request.user).select_related("unit"), pk=member)
    if not sits(request, one):
        raise NotAllowed(_("Only the committee of the member's own branch does this. Nothing was changed."))
    known = YearlyPlan.objects.visible_to(request.user).filter(member=one, year=year).first()
    form = forms.PlanForForm(request.POST if request.method == "POST" else None, amended=bool(known and known.state == PlanState.RECEIVED), initial=known.words() if known else None)
    return perform(
        request, form, lambda told: actions.register_for(member=one, year=year, words=form.words(), why=told.get("why", ""), told_how=told["told_how"], by=request.user, today=timezone.localdate()),
        done=_("The plan is registered in the member's name; the member reads who entered it."), to=YearlyPlan.get_absolute_url, template="plans/form.html",
        title=_("Plan for %(year)s") % {"year": year}, lead=one.full_name, act=_("Register in the member's name"), back=reverse("plans:branch"),
    )


def find(request: HttpRequest, pk: int) -> YearlyPlan:
    rows = YearlyPlan.objects.visible_to(request.user).select_related("member__unit__parent", "answered_by", "entered_by")
    found: YearlyPlan = get_object_or_404(rows, pk=pk)
    return found


def own_record(request: HttpRequest) -> Member | None:
    return Member.objects.select_related("unit").filter(pk=request.user.own_member_id or 0).first()


def sits(request: HttpRequest, member: Member) -> bool:
    """Whether the reader sits in the committee of the member's own branch."""
    return bool(request.user.allowed("plan.receive", member.unit) and request.user.at_desk(Desk.BRANCH, member.unit.position))


def parts_of(words: Any) -> list[tuple[str, str]]:
    return [(heading(name), getattr(words, name)) for name in PARTS if getattr(words, name)]
