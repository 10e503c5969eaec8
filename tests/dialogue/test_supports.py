"""Supports: one a member, taken back until closing, counted by the database alone; the count is always that of the real supports."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from coso.common.errors import NotAllowed, RuleBroken
from coso.common.scope import Scope, everything, within
from coso.dialogue import actions
from coso.dialogue.models import Raised, Support
from tests.dialogue.story import announced, forward, make_place, sent_in, support
from tests.factories import make_commune, make_member, make_user


def members(place, count):
    return [make_user(member=make_member(place.branch, f"Lò Văn Số {at}")) for at in range(count)]


def really(raised, users):
    """How many there are, asked of each member in turn: nobody sees them all."""
    found = 0
    for user in users:
        with within(user.scope("test")):
            found += Support.objects.filter(raised=raised).count()
    return found


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def raised(place, day):
    return forward(place, sent_in(announced(place, day + timedelta(days=10)), place.asker))


def count(raised):
    return Raised.objects.get(pk=raised.pk).supports


@pytest.mark.django_db
def test_given_twice_it_counts_once_and_taken_back_nothing_is_left(place, raised, day):
    one, two = members(place, 2)
    assert [support(raised, one, day), support(raised, one, day), support(raised, two, day)] == [True, False, True]
    assert (count(raised), really(raised, [one, two])) == (2, 2)
    assert [support(raised, one, day, back=True), support(raised, one, day, back=True)] == [True, False]
    assert (count(raised), really(raised, [one, two])) == (1, 1)


@pytest.mark.django_db
def test_after_closing_nothing_is_given_and_nothing_taken_back(place, raised, day):
    one, = members(place, 1)
    support(raised, one, day)
    for back in (False, True):
        with pytest.raises(RuleBroken, match="nhận câu hỏi từ"):
            support(raised, one, day + timedelta(days=10), back=back)
    assert count(raised) == 1


@pytest.mark.django_db
def test_only_members_invited_support_what_is_put_forward_in_their_own_name(place, raised, day):
    far = make_place(make_commune("Đảng bộ xã Khun Há"))
    with pytest.raises(RuleBroken, match="đơn vị khác"):
        support(raised, far.asker, day)
    with pytest.raises(RuleBroken, match="không gắn với đảng viên"):
        support(raised, place.clerk, day)
    with pytest.raises(NotAllowed):
        actions.support(raised=raised, member=place.member, by=place.clerk, today=day)
    waiting = sent_in(raised.dialogue, place.asker, title="Chờ").raised
    with pytest.raises(RuleBroken, match="chờ xem"):
        support(waiting, place.asker, day)


@pytest.mark.django_db
def test_the_database_alone_writes_the_count_and_a_support_is_never_given_to_another_question(place, raised, day):
    one, = members(place, 1)
    support(raised, one, day)
    for wrong in ({"supports": 99}, {"supports": 1}):
        with pytest.raises(IntegrityError, match="supports are counted"), transaction.atomic():
            Raised.objects.filter(pk=raised.pk).update(**wrong)
    with pytest.raises(IntegrityError, match="supports are counted"), transaction.atomic():
        Raised.objects.create(dialogue=raised.dialogue, unit=raised.unit, sent_on=day, supports=5)
    with within(one.scope("test")), pytest.raises(Exception, match="(?i)cannot update|protect"), transaction.atomic():
        Support.objects.update(raised=raised)
    assert count(raised) == 1


@pytest.mark.django_db
def test_nobody_supports_for_another_by_the_back_door(place, raised, day):
    one, two = members(place, 2)
    with within(one.scope("test")), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Support.objects.create(raised=raised, member_id=two.own_member_id)
    support(raised, two, day)
    for scope in (one.scope("test"), everything(where="test"), Scope(0, 2**62)):
        with within(scope):
            assert Support.objects.all().delete()[0] == 0
    assert count(raised) == 1


class CountIsReal(TestCase):
    """Whatever members and the office do one after another."""

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(["give", "give", "take", "cover", "forward", "regroup"])), max_size=24))
    def test_the_count_is_that_of_the_real_supports(self, steps):
        with within(everything(where="test")):
            self.tell(steps)

    def tell(self, steps):
        place, day = make_place(), timezone.localdate()
        dialogue, users = announced(place, day + timedelta(days=10)), members(place, 4)
        sent = [sent_in(dialogue, place.asker, title=f"Câu {at}") for at in range(3)]
        for one in sent:
            forward(place, one)
        for who, which, what in steps:
            self.do(place, day, users[who], sent[which], what)
        for one in sent:
            assert count(one.raised) == really(one.raised, users)

    def do(self, place, day, user, one, what):
        raised = Raised.objects.get(pk=one.raised_id)
        acts = {
            "give": lambda: support(raised, user, day), "take": lambda: support(raised, user, day, back=True), "forward": lambda: forward(place, one),
            "cover": lambda: actions.hold_back(sent=one, ground="doubled", why="Trùng", by=place.clerk, today=day), "regroup": lambda: actions.regroup(sent=one, topic=None, by=place.clerk, today=day),
        }
        try:
            acts[what]()
        except RuleBroken:
            assert what != "regroup" or raised.state != "shown"


@pytest.mark.django_db(transaction=True)
def test_two_members_and_one_twice_at_once_are_two():
    place, day = make_place(), timezone.localdate()
    raised = forward(place, sent_in(announced(place, day + timedelta(days=10)), place.asker))
    one, two = members(place, 2)
    start, faults = Barrier(4), []

    def tap(user):
        try:
            start.wait()
            support(raised, user, day)
        except Exception as fault:  # noqa: BLE001 a thread's fault is told below
            faults.append(fault)
        finally:
            connection.close()

    threads = [Thread(target=tap, args=[user]) for user in (one, one, two, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert (count(raised), really(raised, [one, two])) == (2, 2)
