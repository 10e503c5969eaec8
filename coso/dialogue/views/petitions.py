"""Proposals of units: those sent, those put to the reader's units, all below; one with its story; the forms of its verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from coso.common import exports
from coso.common.addresses import key_in
from coso.common.errors import NotAllowed
from coso.common.performing import NothingForm, perform
from coso.dialogue import actions, forms
from coso.dialogue.enums import NOT_RECEIVED, PETITION_OPEN, Outcome, PetitionState
from coso.dialogue.models import Petition, PetitionQuerySet
from coso.dialogue.queries.petitions import units_above
from coso.dialogue.tables import petition_table
from coso.org.models import Unit

form_page = require_http_methods(["GET", "HEAD", "POST"])
STATES = {PetitionState.SENT: "info", PetitionState.RECEIVED: "info", PetitionState.IN_WORK: "info", PetitionState.PASSED_UP: "warn", PetitionState.ANSWERED: "good", PetitionState.WITHDRAWN: ""}
OUTCOMES = {Outcome.ACCEPTED: "good", Outcome.PARTLY: "warn", Outcome.NOT: "bad"}
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Act:
    """What can be done with a proposal: its form's key, its verb, in which states, and whether by the upper unit or by the one that sent it."""

    slug: str
    label: str | Promise
    verb: Callable[..., Any]
    states: tuple[PetitionState, ...]
    done: str | Promise
    above: bool = True


ACTS = {
    act.slug: act
    for act in [
        Act("tra-loi", gettext_lazy("Answer"), actions.answer_petition, PETITION_OPEN, gettext_lazy("The answer is sent. The unit below sees it at once.")),
        Act("nhan", gettext_lazy("Receive"), actions.receive_petition, NOT_RECEIVED, gettext_lazy("It is received. The unit below sees that.")),
        Act("giai-quyet", gettext_lazy("Say by when"), actions.deal_with_petition, PETITION_OPEN, gettext_lazy("It is being dealt with. The unit below sees by when.")),
        Act("chuyen", gettext_lazy("Pass it further up"), actions.pass_petition_up, PETITION_OPEN, gettext_lazy("It is passed further up. The unit below sees where it went and why.")),
        Act("rut", gettext_lazy("Withdraw it"), actions.withdraw_petition, PETITION_OPEN, gettext_lazy("It is withdrawn."), above=False),
    ]
}


def listed(request: HttpRequest, rows: PetitionQuerySet, here: str, empty: str) -> HttpResponse:
    request.user.require_anywhere("petition.view")
    table = petition_table(request, rows, timezone.localdate(), open_only=here == "petitions_to_us")
    if table.export_kind:
        return exports.response(table.export_kind, "kien-nghi", table.export_columns, table.ordered, title=_("Proposals of units"))
    return render(request, "dialogue/petitions.html", {"title": _("Proposals of units"), "table": table, "tabs": tabs(here), "may_send": request.user.anywhere("petition.send"), "empty": empty})


@require_safe
def ours(request: HttpRequest) -> HttpResponse:
    """What the reader's very units sent up."""
    return listed(request, Petition.objects.sent_by(request.user.places("petition.view")), "petitions", _("What your unit proposes to a unit above stands here, with the answer."))


@require_safe
def to_us(request: HttpRequest) -> HttpResponse:
    """What was put to the reader's very units and waits; with a state chosen, what was answered."""
    return listed(request, Petition.objects.sent_to(request.user.places("petition.view")), "petitions_to_us", _("What units below put to yours stands here and on your first page. Choose a state to see what was answered."))


@require_safe
def below(request: HttpRequest) -> HttpResponse:
    """All of the reader's units and those below, to whomever they were put."""
    return listed(request, Petition.objects.visible_to(request.user), "petitions_below", _("What your unit and those below proposed stands here, to whomever it was put."))


def tabs(here: str) -> list[tuple[str, str, bool]]:
    named = [("petitions", _("Sent by us")), ("petitions_to_us", _("Put to us")), ("petitions_below", _("Of all units below")), ("received", _("Questions of members"))]
    return [(label, reverse(f"dialogue:{key}"), key == here) for key, label in named]


def find(request: HttpRequest, pk: int) -> Petition:
    found: Petition = get_object_or_404(Petition.objects.visible_to(request.user).select_related("unit", "to_unit"), pk=pk)
    return found


def may_do(user: Any, act: Act, petition: Petition) -> bool:
    return bool(user.allowed("petition.answer", petition.to_unit) if act.above else user.allowed("petition.send", petition.unit))


@require_safe
def petition(request: HttpRequest, pk: int) -> HttpResponse:
    found, day = find(request, pk), timezone.localdate()
    acts = [(one, reverse("dialogue:petition_act", args=[found.pk, one.slug])) for one in ACTS.values() if found.state in one.states and may_do(request.user, one, found)]
    told = {
        "petition": found, "title": found.title, "late": found.is_late(day), "state": STATES[PetitionState(found.state)], "outcome": OUTCOMES.get(Outcome(found.outcome)) if found.outcome else "",
        "acts": acts, "entries": list(found.entries.select_related("by").order_by("-pk")),
    }
    return render(request, "dialogue/petition.html", told)


def sending_units(user: Any) -> QuerySet[Unit]:
    """The very units in whose name the reader proposes."""
    return Unit.objects.inside(user.places("petition.send")).existing_on(timezone.localdate()).in_tree_order()


@form_page
def new(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere("petition.send")
    units, day = sending_units(request.user), timezone.localdate()
    unit = get_object_or_404(units, pk=key) if (key := key_in(request.GET.get("unit"))) else units.first()
    if unit is None:
        raise Http404
    above = units_above(unit, day)
    form = forms.PetitionForm(request.POST or None, above=above)
    return perform(
        request, form, lambda told: actions.send_petition(unit=unit, to=told["to"], proposed=form.proposed(), by=request.user, today=day), done=_("The proposal is sent."), to=Petition.get_absolute_url,
        template="dialogue/new_petition.html", title=_("Propose to a unit above"), lead=unit.name, act=_("Send it"), back=reverse("dialogue:petitions"), others=list(units.exclude(pk=unit.pk)[:20]), above=above.exists(),
    )


@form_page
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found, chosen = find(request, pk), ACTS.get(verb)
    if chosen is None:
        raise Http404
    if not may_do(request.user, chosen, found):
        raise NotAllowed(_("This is for the unit it is put to, or for the one that sent it. Nothing was changed."))
    day = timezone.localdate()
    form = form_of(request, chosen, found)
    return perform(
        request, form, lambda told: chosen.verb(petition=found, by=request.user, today=day, **told), done=str(chosen.done), to=found.get_absolute_url(),
        template="dialogue/petition_act.html", title=chosen.label, petition=found, act=chosen, back=found.get_absolute_url(),
    )


def form_of(request: HttpRequest, act: Act, petition: Petition) -> Any:
    sent, day = request.POST if request.method == "POST" else None, timezone.localdate()
    if act.slug == "chuyen":
        return forms.PassUpForm(sent, above=units_above(petition.to_unit, day))
    if act.slug == "giai-quyet":
        return forms.DealForm(sent, initial={"promised_on": petition.promised_on or petition.due_on or day + SOON})
    return {"tra-loi": forms.AnswerPetitionForm, "rut": forms.WithdrawPetitionForm}.get(act.slug, NothingForm)(sent)
