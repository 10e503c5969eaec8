"""What the pages of dialogues share: finding one, and what may be done with it, with a question sent in, with a group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coso.dialogue.enums import DialogueState, Phase, RaisedState
from coso.dialogue.models import Dialogue, SentIn, Topic
from coso.members.models import Member

HOLD = "dialogue.hold"
OPEN = (DialogueState.ANNOUNCED, DialogueState.HELD)


@dataclass(frozen=True)
class Act:
    """What can be done: its form's key, whether it fits now, and what is said when it is done. note: what it means, where that is not plain."""

    slug: str
    label: str | Promise
    done: str | Promise
    fits: Callable[[Any, date], bool]
    of_asker: bool = False
    note: str | Promise = ""


def _in(*states: DialogueState) -> Callable[[Any, date], bool]:
    return lambda found, _day: found.state in states


def _over(found: Dialogue, day: date) -> bool:
    return found.state == DialogueState.ANNOUNCED and found.on <= day


def _until_closing(found: SentIn, day: date) -> bool:
    return found.raised.state != RaisedState.WITHDRAWN and found.raised.dialogue.phase(day) == Phase.TAKING


def _raised(*states: RaisedState) -> Callable[[Any, date], bool]:
    return lambda found, _day: found.raised.state in states and found.raised.dialogue.state in OPEN


OF_DIALOGUE = {
    act.slug: act
    for act in [
        Act("da-to-chuc", gettext_lazy("Note that it was held"), gettext_lazy("It is noted. Answer what is open, or say which office answers by when; then publish the minutes."), _over),
        Act("cong-bo", gettext_lazy("Publish the minutes"), gettext_lazy("The minutes are published to everybody invited."), _in(DialogueState.HELD), note=gettext_lazy("So the minutes read now. Once published they stay so; answers that come later stand on the page of the dialogue.")),
        Act("sua", gettext_lazy("Change day, place or theme"), gettext_lazy("It is changed. Everybody invited is told."), _in(DialogueState.ANNOUNCED)),
        Act("hoan", gettext_lazy("Call it off"), gettext_lazy("It is called off. Everybody invited reads why."), _in(DialogueState.ANNOUNCED)),
    ]
}
OF_SENT_IN = {
    act.slug: act
    for act in [
        Act("dua-ra", gettext_lazy("Put it forward"), gettext_lazy("It is put forward. Everybody invited can read and support it."), _raised(RaisedState.SENT, RaisedState.HELD_BACK)),
        Act("khong-dua", gettext_lazy("Do not put it forward"), gettext_lazy("It is not put forward. The asker is told and reads why."), _raised(RaisedState.SENT, RaisedState.SHOWN)),
        Act("chuyen-nhom", gettext_lazy("Put it into another group"), gettext_lazy("It lies in the group you chose."), _raised(RaisedState.SHOWN)),
        Act("rut", gettext_lazy("Withdraw it"), gettext_lazy("It is withdrawn. Others do not see it any more."), _until_closing, of_asker=True, note=gettext_lazy("Others do not see it any more. You and the office that prepares the dialogue see that it was withdrawn.")),
        Act("cho-dang", gettext_lazy("Let it be published without my name"), gettext_lazy("It may be published without your name. You can take this back until it is."), lambda found, _day: not found.may_publish and found.raised.state == RaisedState.SHOWN, of_asker=True, note=gettext_lazy("Editors of the handbook read question and answer without your name and may make a guide of them, which a second person releases. You can take this back until then.")),
        Act("thoi-dang", gettext_lazy("Do not let it be published"), gettext_lazy("It is not published any more."), lambda found, _day: found.may_publish, of_asker=True, note=gettext_lazy("Editors do not see it any more, and no guide of it is released.")),
    ]
}
OF_TOPIC = {
    act.slug: act
    for act in [
        Act("tra-loi", gettext_lazy("Answer"), gettext_lazy("The answer is kept. Everybody invited reads it, and each asker is told."), lambda topic, day: _answering(topic, day) and not (topic.answered_on and topic.dialogue.state == DialogueState.PUBLISHED)),
        Act("hen", gettext_lazy("Answer later, by a day"), gettext_lazy("It is kept which office answers by when. It stands among what that office has to do."), lambda topic, day: _answering(topic, day) and not topic.answered_on and topic.dialogue.state in OPEN),
        Act("sua", gettext_lazy("Title and order"), gettext_lazy("The group is changed."), lambda topic, _day: topic.dialogue.state in OPEN),
    ]
}


def _answering(topic: Topic, day: date) -> bool:
    return topic.dialogue.state != DialogueState.CALLED_OFF and topic.dialogue.on <= day


def find_dialogue(request: HttpRequest, pk: int) -> Dialogue:
    found: Dialogue = get_object_or_404(Dialogue.objects.visible_to(request.user).select_related("unit"), pk=pk)
    return found


def find_sent_in(request: HttpRequest, pk: int) -> SentIn:
    found: SentIn = get_object_or_404(SentIn.objects.visible_to(request.user).select_related("raised__dialogue__unit", "raised__topic", "home"), pk=pk)
    return found


def find_topic(request: HttpRequest, pk: int) -> Topic:
    found: Topic = get_object_or_404(Topic.objects.visible_to(request.user).select_related("dialogue__unit"), pk=pk)
    return found


def own_member(user: Any) -> Member | None:
    found: Member | None = Member.objects.select_related("unit").filter(pk=user.own_member_id or 0).first()
    return found


def is_preparing(user: Any, dialogue: Dialogue) -> bool:
    return bool(user.allowed(HOLD, dialogue.unit) and user.at_desk(dialogue.desk, dialogue.unit.position))


def may_answer(user: Any, topic: Topic, act: Act) -> bool:
    """The office that prepares the dialogue; to answer, also the one that owes the answer."""
    owes = act.slug == "tra-loi" and topic.is_owed and user.at_desk(topic.owed_desk, topic.dialogue.unit.position)
    return bool(owes or is_preparing(user, topic.dialogue))


def may_do(user: Any, act: Act, sent: SentIn) -> bool:
    return sent.member_id == user.own_member_id if act.of_asker else is_preparing(user, sent.raised.dialogue)


def acts_for_dialogue(request: HttpRequest, found: Dialogue, day: date) -> list[tuple[Act, str]]:
    if not is_preparing(request.user, found):
        return []
    return [(one, reverse("dialogue:dialogue_act", args=[found.pk, one.slug])) for one in OF_DIALOGUE.values() if one.fits(found, day)]


def acts_for_sent_in(request: HttpRequest, found: SentIn, day: date) -> list[tuple[Act, str]]:
    return [(one, reverse("dialogue:sent_in_act", args=[found.pk, one.slug])) for one in OF_SENT_IN.values() if one.fits(found, day) and may_do(request.user, one, found)]


def acts_for_topic(user: Any, topic: Topic, day: date) -> list[tuple[Act, str]]:
    return [(one, reverse("dialogue:topic_act", args=[topic.pk, one.slug])) for one in OF_TOPIC.values() if one.fits(topic, day) and may_answer(user, topic, one)]
