"""The forms of dialogues: announce one, send a question in, and what is done with a dialogue, a question sent in, a group."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coso.access.middleware import about_oneself
from coso.common.errors import NotAllowed
from coso.common.performing import NothingForm, perform
from coso.dialogue import actions, forms, operations
from coso.dialogue.models import Dialogue, SentIn, Topic
from coso.dialogue.queries.dialogues import groups_of
from coso.dialogue.queries.questions import Place, desks_of
from coso.dialogue.views.dialogue_ground import (
    HOLD,
    OF_DIALOGUE,
    OF_SENT_IN,
    OF_TOPIC,
    find_dialogue,
    find_sent_in,
    find_topic,
    is_preparing,
    may_answer,
    may_do,
    own_member,
)
from coso.dialogue.views.dialogues import back_to, minutes_now
from coso.org.models import Unit

form_page = require_http_methods(["GET", "HEAD", "POST"])
TEMPLATE = "dialogue/dialogue_act.html"
AHEAD = timedelta(days=21)


def offices_of(user: Any) -> list[Place]:
    """The posts the reader holds in the very units in whose name they hold dialogues."""
    units = {one.position: one for one in Unit.objects.inside(user.places(HOLD)).existing_on(timezone.localdate())}
    return [Place(units[place], desk) for desk, place in user.desks if place in units]


@form_page
def new_dialogue(request: HttpRequest) -> HttpResponse:
    request.user.require_anywhere(HOLD)
    day = timezone.localdate()
    first = {"on": day + AHEAD, "takes_from": day, "takes_until": day + AHEAD - timedelta(days=7), "at": "14:00"}
    form = forms.AnnounceForm(request.POST or None, offices=offices_of(request.user), initial=first)
    return perform(
        request, form, lambda _told: actions.announce(unit=form.chosen.unit, desk=form.chosen.desk, planned=form.planned(), by=request.user, today=day),
        done=_("The dialogue is announced. Everybody invited is told."), to=Dialogue.get_absolute_url, template=TEMPLATE, title=_("Announce a dialogue"), act=_("Announce it"), back=reverse("dialogue:dialogues"),
    )


@about_oneself
@form_page
def send_in(request: HttpRequest, pk: int) -> HttpResponse:
    found, day, form = find_dialogue(request, pk), timezone.localdate(), forms.SendInForm(request.POST or None)
    return perform(
        request, form, lambda _told: actions.send_in(dialogue=found, member=own_member(request.user), put=form.put(), by=request.user, today=day),
        done=_("Your question is sent. You see here what becomes of it."), to=SentIn.get_absolute_url, template="dialogue/send_in.html",
        title=_("Send a question in"), dialogue=found, act=_("Send it"), back=back_to(found), without_network=operations.of_dialogue(found),
    )


@form_page
def dialogue_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found, chosen, day = find_dialogue(request, pk), OF_DIALOGUE.get(verb), timezone.localdate()
    if chosen is None:
        raise Http404
    if not is_preparing(request.user, found):
        raise NotAllowed(_("This is for the office that prepares the dialogue. Nothing was changed."))
    form = form_of_dialogue(request, verb, found)
    paragraphs = minutes_now(found) if verb == "cong-bo" else []
    return perform(
        request, form, lambda told: do_dialogue(verb, found, form, told, by=request.user, today=day), done=str(chosen.done), to=back_to(found),
        template=TEMPLATE, title=chosen.label, lead=found.theme, note=chosen.note, act=chosen.label, back=back_to(found), paragraphs=paragraphs,
    )


def form_of_dialogue(request: HttpRequest, verb: str, found: Dialogue) -> Any:
    sent = request.POST if request.method == "POST" else None
    if verb == "sua":
        return forms.PlannedForm(sent, initial=forms.initial_of(found))
    return {"da-to-chuc": forms.HeldForm, "hoan": forms.CallOffForm}.get(verb, NothingForm)(sent)


def do_dialogue(verb: str, found: Dialogue, form: Any, told: dict[str, Any], **who: Any) -> Dialogue:
    if verb == "sua":
        return actions.change_dialogue(dialogue=found, planned=form.planned(), **who)
    verbs: dict[str, Any] = {"da-to-chuc": actions.hold_dialogue, "hoan": actions.call_off, "cong-bo": actions.publish_minutes}
    done: Dialogue = verbs[verb](dialogue=found, **told, **who)
    return done


@about_oneself
@form_page
def sent_in_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found, chosen, day = find_sent_in(request, pk), OF_SENT_IN.get(verb), timezone.localdate()
    if chosen is None:
        raise Http404
    if not may_do(request.user, chosen, found):
        raise NotAllowed(_("This is for the office that prepares the dialogue, or for the asker. Nothing was changed."))
    form = form_of_sent_in(request, verb, found)
    return perform(
        request, form, lambda told: do_sent_in(verb, found, told, by=request.user, today=day), done=str(chosen.done), to=found.get_absolute_url(),
        template=TEMPLATE, title=chosen.label, lead=found.raised.dialogue.theme, note=chosen.note, act=chosen.label, back=found.get_absolute_url(), asked=found,
    )


def form_of_sent_in(request: HttpRequest, verb: str, found: SentIn) -> Any:
    sent = request.POST if request.method == "POST" else None
    if verb in ("dua-ra", "chuyen-nhom"):
        keys = [one.topic.pk for one in groups_of(found.raised.dialogue) if one.topic.pk != found.raised.topic_id]
        return forms.GroupForm(sent, topics=Topic.objects.filter(pk__in=keys).order_by("title"))
    return forms.HoldBackForm(sent) if verb == "khong-dua" else NothingForm(sent)


def do_sent_in(verb: str, found: SentIn, told: dict[str, Any], **who: Any) -> SentIn:
    if verb in ("cho-dang", "thoi-dang"):
        return actions.set_publishing(sent=found, may_publish=verb == "cho-dang", **who)
    verbs: dict[str, Any] = {"dua-ra": actions.put_forward, "khong-dua": actions.hold_back, "chuyen-nhom": actions.regroup, "rut": actions.withdraw_sent_in}
    done: SentIn = verbs[verb](sent=found, **told, **who)
    return done


@form_page
def topic_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    found, chosen, day = find_topic(request, pk), OF_TOPIC.get(verb), timezone.localdate()
    if chosen is None:
        raise Http404
    if not may_answer(request.user, found, chosen):
        raise NotAllowed(_("This is for the office that prepares the dialogue, or for the one that owes the answer. Nothing was changed."))
    form = form_of_topic(request, verb, found)
    verbs: dict[str, Any] = {"tra-loi": actions.answer_topic, "hen": actions.owe_answer, "sua": actions.arrange_topic}
    questions = [question for one in groups_of(found.dialogue) if one.topic.pk == found.pk for question in one.questions]
    return perform(
        request, form, lambda told: verbs[verb](topic=found, by=request.user, today=day, **told), done=str(chosen.done), to=f"{back_to(found.dialogue)}#nhom-{found.pk}",
        template=TEMPLATE, title=chosen.label, lead=found.title, act=chosen.label, back=back_to(found.dialogue), questions=questions,
    )


def form_of_topic(request: HttpRequest, verb: str, found: Topic) -> Any:
    sent, day = request.POST if request.method == "POST" else None, timezone.localdate()
    if verb == "hen":
        return forms.OweForm(sent, desks=desks_of(found.dialogue.unit, day), initial={"desk": found.owed_desk or found.dialogue.desk, "until": found.owed_until or day + timedelta(days=14)})
    if verb == "sua":
        return forms.TopicForm(sent, initial={"title": found.title, "rank": found.rank})
    return forms.AnswerTopicForm(sent, initial={"text": found.answer})
