"""Three phones, somebody at a desk, and a network that cuts, loses answers, repeats and delays: nothing is lost, nothing is doubled.

COSO_SYNC_RUNS says how many random stories are told (200 in the suite; 10,000 by hand, figures in docs/offline.md).
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from coso.access.models import Appointment
from coso.common.actors import SYSTEM
from coso.common.enums import OperationState
from coso.common.errors import RuleBroken
from coso.common.models import Operation
from coso.common.operations.actions import enter, set_aside
from tests.common.notes import history, is_closed, note, notes_kind, standing, turn
from tests.common.phone import Phone
from tests.factories import make_commune, make_unit, make_user

RUNS = int(os.environ.get("COSO_SYNC_RUNS", "200"))
STEPS = int(os.environ.get("COSO_SYNC_STEPS", "16"))
PHONES = st.integers(0, 2)
UNITS = st.integers(0, 1)
MOST_SENT = 4
told_of: Counter[str] = Counter()


class Village:
    """What all stories share: two branches, three people with phones, the office."""

    def __init__(self) -> None:
        commune = make_commune()
        self.units = [make_unit(parent=commune) for _ in range(2)]
        self.people = [make_user("office_clerk", commune) for _ in range(3)]
        self.office = make_user("office_clerk", commune)
        self.clients = [Client() for _ in self.people]
        for client, person in zip(self.clients, self.people, strict=True):
            client.force_login(person)


class Story(RuleBasedStateMachine):
    """made: every tap by its key, with the store of the phone it was made on, unit and place in its order. stores: of each phone, another once its storage was lost. gone: taps that went with a phone's storage.

    answers: of requests the server worked off; late: requests still on their way, to be delivered at any later time.
    """

    village: Village

    @initialize()
    def begin(self) -> None:
        self.undone = ExitStack()
        self.undone.enter_context(transaction.atomic())
        self.phones = [Phone(person.username) for person in self.village.people]
        self.made: dict[str, tuple[int, int, int]] = {}
        self.stores, self.next_store = [0, 1, 2], count(3)
        self.gone: set[str] = set()
        self.late: list[tuple[int, dict[str, Any]]] = []
        self.may = [True] * 3
        self.entered: set[str] = set()
        self.without_right: set[str] = set()
        self.by_hand: set[str] = set()
        self.at_desk = 0

    def teardown(self) -> None:
        if hasattr(self, "undone"):
            try:
                self.drain()
                self.check()
            finally:
                transaction.set_rollback(True)
                self.undone.close()

    # --- people ---

    @rule(which=PHONES, unit=UNITS)
    def tap(self, which: int, unit: int) -> None:
        number = len(self.made) + 1
        made = self.phones[which].tap(self.village.units[unit], number)
        self.made[made["id"]] = (self.stores[which], unit, number)

    @rule(unit=UNITS)
    def somebody_at_a_desk_writes(self, unit: int) -> None:
        self.at_desk += 1
        with pytest.raises(RuleBroken) if is_closed(self.village.units[unit]) else ExitStack():
            note(unit=self.village.units[unit], value=-self.at_desk, by=self.village.office)

    @rule(unit=UNITS, closed=st.booleans())
    def the_book_is_closed_or_opened(self, unit: int, closed: bool) -> None:
        turn(self.village.units[unit], closed=closed, by=SYSTEM)

    @rule(which=PHONES, may=st.booleans())
    def a_right_is_taken_or_given(self, which: int, may: bool) -> None:
        ends = None if may else timezone.localdate()
        Appointment.objects.filter(user=self.village.people[which]).update(valid_to=ends)
        self.may[which] = may

    @rule(enters=st.booleans())
    def somebody_decides_on_what_is_kept(self, enters: bool) -> None:
        one = Operation.objects.kept().order_by("pk").first()
        if one:
            self.decide(one, enters=enters)

    # --- phones ---

    @rule(which=PHONES, days=st.integers(-4000, 4000))
    def a_clock_jumps(self, which: int, days: int) -> None:
        self.phones[which].clock = timedelta(days=days)

    @rule(which=PHONES)
    def a_phone_is_killed(self, which: int) -> None:
        """What was on the screen and on its way is gone; the store is not: answers to what was sent find nobody."""
        self.late = [(phone, request) for phone, request in self.late if phone != which or self.delivered(phone, request)]

    @rule(which=PHONES)
    def a_phone_loses_its_storage(self, which: int) -> None:
        held_elsewhere = {one["id"] for at, phone in enumerate(self.phones) if at != which for one in phone.outbox}
        self.gone |= {one["id"] for one in self.phones[which].outbox} - held_elsewhere
        self.phones[which].start_anew()
        self.stores[which] = next(self.next_store)

    @rule(giver=PHONES, taker=PHONES)
    def one_phone_takes_over_anothers(self, giver: int, taker: int) -> None:
        self.phones[taker].take(self.phones[giver].file())

    # --- the network and the server ---

    @rule(which=PHONES)
    def sends(self, which: int) -> None:
        self.phones[which].hear(self.deliver(which, self.phones[which].to_send(MOST_SENT)))

    @rule(which=PHONES)
    def sends_and_the_answer_is_lost(self, which: int) -> None:
        self.deliver(which, self.phones[which].to_send(MOST_SENT))

    @rule(which=PHONES, got=st.integers(0, MOST_SENT))
    def the_server_dies_over_a_batch(self, which: int, got: int) -> None:
        """Each operation is a transaction of its own: the first are kept, the answer never comes."""
        request = self.phones[which].to_send(MOST_SENT)
        self.deliver(which, request | {"operations": request["operations"][:got]})

    @rule(which=PHONES)
    def sends_and_the_request_is_delayed(self, which: int) -> None:
        """It will be repeated by the network at any later time; the phone meanwhile goes on."""
        self.late.append((which, self.phones[which].to_send(MOST_SENT)))

    @rule(at=st.integers(0, 20))
    def a_delayed_request_arrives(self, at: int) -> None:
        if self.late:
            which, request = self.late[at % len(self.late)]  # it may come once more
            self.phones[which].hear(self.deliver(which, request))

    # --- what holds ---

    def deliver(self, which: int, request: dict[str, Any]) -> list[dict[str, Any]]:
        if not request["operations"]:
            return []
        answer = self.village.clients[which].post("/dong-bo/", request, content_type="application/json")
        assert answer.status_code == 200, answer.content
        receipts = answer.json()["receipts"]
        told_of.update(receipt["outcome"] for receipt in receipts)
        entered = {one["id"] for one in receipts if one["outcome"] == "applied"}
        self.without_right |= set() if self.may[which] else entered - self.entered
        self.entered |= entered
        return receipts

    def delivered(self, which: int, request: dict[str, Any]) -> bool:
        """The dead phone's request still reaches the server."""
        self.deliver(which, request)
        return False

    def decide(self, one: Operation, *, enters: bool) -> None:
        if not enters:
            set_aside(operation=one, reason="đã ghi tay", by=self.village.office, at=timezone.now())
            return
        try:
            enter(operation=one, by=self.village.office, at=timezone.now())
        except RuleBroken:
            assert is_closed(self.village.units[self.made[str(one.key)][1]])
        else:
            self.by_hand.add(str(one.key))
            self.entered.add(str(one.key))

    def drain(self) -> None:
        """The network holds, and every phone sends until it has a receipt for everything."""
        for which, phone in enumerate(self.phones):
            for _attempt in range(len(self.made) + 1):
                if not phone.outbox:
                    break
                self.sends(which)
            assert phone.outbox == phone.refused == []
        for which, request in self.late:
            self.deliver(which, request)
        for phone in self.phones:  # what stands is read again, and nothing of one's own lies over it
            phone.shown = {f"unit:{unit.pk}": standing(unit) for unit in self.village.units}

    def check(self) -> None:
        entered = [one.details["key"] for unit in self.village.units for one in history(unit) if one.details["key"]]
        assert len(entered) == len(set(entered)), "entered twice"
        assert self.without_right == set()
        received = dict(Operation.objects.values_list("key", "state"))
        held = {str(key) for key in received}
        assert set(self.made) - self.gone <= held <= set(self.made), "lost, or out of nowhere"
        assert set(entered) == {str(key) for key, state in received.items() if state == OperationState.APPLIED}
        assert all(phone.shown == self.phones[0].shown for phone in self.phones)
        for unit in self.village.units:
            self.check_order([one.details["key"] for one in history(unit) if one.details["key"]])

    def check_order(self, keys: list[str]) -> None:
        """Of the taps on one store about one thing none overtook another, but where a person entered it later.

        What a phone had given away before its storage was lost may come after what is tapped on it anew: it knows of it no more.
        """
        for store in {store for store, _unit, _number in self.made.values()}:
            numbers = [self.made[key][2] for key in keys if self.made[key][0] == store and key not in self.by_hand]
            assert numbers == sorted(numbers)


@pytest.mark.long
@pytest.mark.django_db
def test_whatever_the_network_does_every_tap_is_in_history_exactly_once_or_before_a_person() -> None:
    with notes_kind():
        Story.village = Village()
        told_of.clear()
        run_state_machine_as_test(Story, settings=settings(
            max_examples=RUNS, stateful_step_count=STEPS, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        ))
    assert {"applied", "kept"} <= set(told_of), "the stories must meet both"
