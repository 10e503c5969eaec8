"""What phones of earlier releases send is still entered: one operation of each kind and version, as it was on the wire (recorded.json).

A kind whose version is raised keeps the records of the last two and gets one of the new; lines are added, never mended.
"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.operations.kinds import KINDS, understood
from coso.dialogue.actions import announce
from coso.meetings.actions import Plan
from coso.meetings.models import AgendaItem, Answer, Meeting, Notice
from tests.common.phone import hand_in
from tests.dialogue.story import planned
from tests.factories import make_user
from tests.meetings.story import FULL, called, make_branch

pytestmark = pytest.mark.django_db
RECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text())
BACK = 2  # releases


def test_every_kind_has_a_record_of_its_last_versions() -> None:
    recorded = {(one["kind"], one["version"]) for one in RECORDED}
    owed = {(kind.key, version) for kind in KINDS.values() if not kind.key.startswith("test.") for version in range(max(1, kind.version - BACK), kind.version + 1)}
    assert owed - recorded == set()


def test_a_whole_evening_from_a_phone_of_an_earlier_release_is_entered() -> None:
    branch, day = make_branch(names=("Lò Văn Chính", "Vàng Thị Mai", "Giàng A Páo")), timezone.localdate() - timedelta(days=1)
    meeting = called(branch, plan=Plan(day, (timezone.localtime() - timedelta(minutes=1)).time(), "Nhà văn hóa bản Pho"), now=timezone.now() - timedelta(days=2))
    chair, secretary, other = branch.members
    holder, member = make_user("branch_secretary", branch.unit, member=chair), make_user(member=other)
    asks = make_user(member=secretary)
    today = timezone.localdate()
    talk = announce(unit=branch.unit, desk="branch", planned=planned(today, takes_until=today), by=SYSTEM, today=today)
    told = {"dialogue": talk.pk, "branch": branch.unit.pk, "meeting": meeting.pk, "chair": chair.pk, "secretary": secretary.pk, "other": other.pk, "item": AgendaItem.objects.filter(meeting=meeting).first().pk, "notice": Notice.objects.get(member=other).pk,
            "due": (day + timedelta(days=20)).isoformat(), "points": {key: str(value) for key, value in FULL.items()}}
    senders = {"meeting.answer": member, "member.ask_correction": asks, "dialogue.ask": asks, "dialogue.send_in": asks}
    for at, one in enumerate(RECORDED):
        user = senders.get(one["kind"], holder)
        client = Client()
        client.force_login(user)
        # the answer comes before the evening; the evening's taps in their order
        moment = timezone.now() - (timedelta(days=1, hours=2) if one["kind"] == "meeting.answer" else timedelta(hours=3) - timedelta(minutes=at))
        operation = one | {"id": str(uuid4()), "author": user.username, "subject": filled(one["subject"], told), "payload": filled(one["payload"], told), "claimed_at": moment.isoformat()}
        understood(operation["kind"], operation["version"], operation["payload"])
        receipt, = hand_in(client, operation)
        assert (one["kind"], receipt["outcome"], receipt["sentence"]) == (one["kind"], "applied", "Đã vào sổ.")
    assert Meeting.objects.get(pk=meeting.pk).closed_at
    assert Answer.objects.get(member=other).reason == "đi viện"


def filled(value: Any, told: dict[str, Any]) -> Any:
    """Keys of the day in the place of those of then."""
    if isinstance(value, dict):
        return {name: filled(part, told) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, told) for part in value]
    if isinstance(value, str) and "@" in value:
        before, _at, name = value.partition("@")
        name, colon, rest = name.partition(":")
        return told[name] if not (before or colon) else f"{before}{told[name]}{colon}{rest}"
    return value
