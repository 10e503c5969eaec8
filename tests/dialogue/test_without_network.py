"""A question written where there is no network: sent once, in the asker's own name, and read by nobody but the office."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coso.common.models import Operation
from coso.common.scope import within
from coso.dialogue.models import Question, SentIn
from tests.common.phone import hand_in
from tests.dialogue.story import TEXT, TITLE, announced, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # no second factor is asked for


@pytest.fixture
def place():
    return make_place()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def written(by, **told):
    payload = {"place": f"branch-{by.branch.pk}", "kind": "question", "title": TITLE, "text": TEXT, "may_publish": "on"} | told
    at = timezone.now() - timedelta(hours=5)
    return {"id": str(uuid4()), "author": by.asker.username, "kind": "dialogue.ask", "version": 1, "subject": f"question:{by.member.pk}", "payload": payload, "claimed_at": at.isoformat()}


def test_sent_twice_it_arrives_once_and_no_word_of_it_lies_elsewhere(place):
    client, operation = signed_in(place.asker), written(place)
    first, second = hand_in(client, operation)[0], hand_in(client, operation)[0]
    question = Question.objects.get()
    assert (question.member, question.title, question.text, question.may_publish) == (place.member, TITLE, TEXT, True)
    assert (first["outcome"], second["outcome"], first["answer"]) == ("applied", "applied", {"question": question.pk})
    kept = Operation.objects.get()
    assert (kept.payload, kept.words) == ({}, "")
    with within(place.clerk.scope("test")):
        assert TITLE not in str(list(Operation.objects.values()))


@pytest.mark.parametrize(("told", "why"), [({"place": "inspection-1"}, "chưa có ai"), ({"title": " "}, "bắt buộc"), ({"kind": "rumour"}, "rumour"), ({"text": "Tài liệu TỐI MẬT kèm theo"}, "mật")])
def test_what_may_not_be_sent_stays_on_the_phone_with_the_sentence_and_before_nobody(place, told, why):
    receipt, = hand_in(signed_in(place.asker), written(place, **told))
    assert receipt["outcome"] == "refused"
    assert why in receipt["sentence"].lower()
    assert not Question.objects.exists()
    assert not Operation.objects.exists()


def test_whoever_hands_in_anothers_question_does_not_send_it_as_their_own(place):
    receipt, = hand_in(signed_in(place.secretary), written(place))
    assert (receipt["outcome"], Question.objects.exists()) == ("refused", False)
    other = make_place(place.commune)
    receipt, = hand_in(signed_in(other.asker), written(place))
    assert (receipt["outcome"], Question.objects.exists()) == ("refused", False)


def test_the_form_says_of_itself_that_it_may_wait_on_the_phone_and_the_one_for_others_does_not(place):
    page = signed_in(place.asker).get(reverse("dialogue:new")).content.decode()
    assert 'data-operation="dialogue.ask"' in page
    told = signed_in(place.secretary).get(reverse("dialogue:new_for") + f"?member={place.member.pk}").content.decode()
    assert "data-operation" not in told


def to_dialogue(by, dialogue, **told):
    payload = {"dialogue": dialogue.pk, "title": TITLE, "text": TEXT, "show_name": "", "may_publish": "on"} | told
    return written(by) | {"kind": "dialogue.send_in", "subject": f"dialogue:{dialogue.pk}", "payload": payload}


def test_a_question_to_a_dialogue_arrives_once_and_after_closing_stays_on_the_phone(place):
    today = timezone.localdate()
    open_one, closed = (announced(place, today + timedelta(days=ahead), today=today) for ahead in (5, 0))
    client, operation = signed_in(place.asker), to_dialogue(place, open_one)
    assert [hand_in(client, operation)[0]["outcome"] for _again in range(2)] == ["applied", "applied"]
    sent = SentIn.objects.get()
    assert (sent.member, sent.show_name, sent.may_publish) == (place.member, False, True)
    late, = hand_in(client, to_dialogue(place, closed))
    assert (late["outcome"], "nhận câu hỏi từ" in late["sentence"]) == ("refused", True)
    assert hand_in(client, to_dialogue(place, open_one, title=" "))[0]["outcome"] == "refused"
    assert hand_in(signed_in(place.clerk), to_dialogue(place, open_one))[0]["outcome"] == "refused"
    assert Operation.objects.get().payload == {}
    assert 'data-operation="dialogue.send_in"' in client.get(reverse("dialogue:send_in", args=[open_one.pk])).content.decode()
