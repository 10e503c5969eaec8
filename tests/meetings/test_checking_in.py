"""A member in the room checks in on their own phone, by the code shown there."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.common.models import Act
from coso.meetings import actions
from coso.meetings.enums import Presence
from coso.meetings.models import Mark
from coso.meetings.queries import roll
from coso.meetings.views.checking_in import SIGNER
from tests.factories import make_member, make_user
from tests.meetings.story import CLOSED, OPENED, make_branch, mark, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return make_branch()


@pytest.fixture
def meeting(branch):
    return opened(branch)


def code_of(meeting, client) -> str:
    """What the secretary's screen shows, as its address reads."""
    client.force_login(make_user("branch_secretary", meeting.unit))
    page = client.get(reverse("meetings:code", args=[meeting.pk]))
    assert "<svg" in page.content.decode()
    return code_address(meeting)


def test_a_member_without_any_role_reads_the_code_and_is_marked_in_their_own_name(branch, meeting, client):
    address = code_of(meeting, client)
    member = make_user(member=branch[2])
    client.force_login(member)
    assert "Tôi có mặt" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    made = Mark.objects.get(member=branch[2])
    assert (made.presence, made.marked_by, made.device) == (Presence.PRESENT, member, "QR")
    assert Act.objects.filter(kind="meeting.checked_in", member_id=branch[2].pk, by=member.pk).exists()


def test_nobody_off_the_roll_nor_without_a_record_is_marked(branch, meeting, client):
    address = code_of(meeting, client)
    stranger = make_user(member=make_member(make_branch("Chi bộ khác", parent=branch.unit.parent).unit, "Trần Văn Xa"))
    client.force_login(stranger)
    assert "không có trong danh sách" in client.post(address).content.decode()
    client.force_login(make_user())
    client.post(address)
    assert not Mark.objects.exists()


def test_an_old_code_a_made_up_one_and_one_of_a_closed_meeting_mark_nobody(branch, meeting, client):
    member = make_user(member=branch[2])
    with time_machine.travel(OPENED, tick=False):
        address = code_of(meeting, client)
    client.force_login(member)
    with time_machine.travel(OPENED + timedelta(minutes=16), tick=False):
        client.force_login(member)
        gone = client.post(address)
    assert (gone.status_code, "hết hạn" in gone.content.decode()) == (410, True)
    assert client.get(re.sub(r"co-mat/\d+", "co-mat/999", address)).status_code == 404
    actions.close(meeting=meeting, by=SYSTEM, now=CLOSED)
    fresh = code_address(meeting)
    assert client.post(fresh).status_code != 302
    assert not Mark.objects.exists()


def code_address(meeting) -> str:
    return reverse("meetings:check_in", args=[SIGNER.sign(str(meeting.pk))])


def test_what_the_secretary_saw_otherwise_stands_beside_it_in_words(branch, meeting, client):
    mark(meeting, branch[2], Presence.WITHOUT_REASON, by=make_user("branch_committee", branch.unit))
    client.force_login(make_user(member=branch[2]))
    client.post(code_address(meeting))
    assert next(one for one in roll.roll(meeting) if one.member_id == branch[2].pk).disputed


def test_before_the_meeting_is_open_no_code_is_shown(branch, client):
    meeting = planned(branch)
    client.force_login(make_user("branch_secretary", branch.unit))
    assert client.get(reverse("meetings:code", args=[meeting.pk])).status_code == 302
