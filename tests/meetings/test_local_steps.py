"""A commune's own steps of points stand under the items of the frame; people give the points all the same."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.meetings import rules
from coso.meetings.queries.pack import pack_of
from coso.rulebook.actions import settle_rule
from tests.factories import make_user
from tests.meetings.story import DAY, make_branch, opened

pytestmark = pytest.mark.django_db
DURATION, AFTER = "meeting.local.duration_points", "meeting.local.upload_after_points"


@pytest.fixture
def branch():
    return make_branch()


def settle(key, unit, value, on=date(2026, 1, 1)):
    return settle_rule(key=key, unit=unit, value=value, on=on, paper="15-HD/ĐU", reason="Bảng điểm của xã", by=SYSTEM)


def test_where_nothing_local_is_settled_the_frame_stands_alone(branch):
    assert rules.local_steps(DAY, branch.unit) == {}
    assert {one["steps"] for one in pack_of(opened(branch))["frame"]} == {""}


def test_local_steps_stand_under_their_item_on_screen_and_on_the_phone_with_their_paper(branch, client):
    settle(DURATION, branch.unit.parent, [5, 4, 2, 1, 0])
    settle(AFTER, branch.unit.parent, 2)
    meeting = opened(branch)
    said = "5 / 4 / 2 / 1 / 0 · đủ giờ, thiếu đến 15 phút, thiếu 15–30 phút, một nửa, ít hơn · 15-HD/ĐU"
    client.force_login(make_user("branch_secretary", branch.unit))
    page = client.get(reverse("meetings:step", args=[meeting.pk, "cham-diem"])).content.decode()
    assert f"Thang điểm của địa phương: {said}" in page
    assert "2 · trong 2 ngày · 15-HD/ĐU" in page
    by_key = {one["key"]: one["steps"] for one in pack_of(meeting)["frame"]}
    assert (by_key["meeting.score.1_time"], by_key["meeting.score.2_attendance"]) == (said, "")


def test_steps_hold_from_their_day_and_in_their_commune_only(branch):
    settle(DURATION, branch.unit.parent, [5, 4, 3, 2, 1], on=DAY)
    assert "meeting.score.1_time" in rules.local_steps(DAY, branch.unit)
    assert rules.local_steps(date(2026, 12, 2), branch.unit) == {}
    assert rules.local_steps(DAY, make_branch("Chi bộ nơi khác").unit) == {}
