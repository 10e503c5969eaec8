"""Who sits in a committee: entered once, dated, ended when the member or the unit goes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coso.committees import actions, rules
from coso.committees.actions import Seated
from coso.committees.enums import Filled, Office
from coso.committees.models import CommitteeSeat
from coso.committees.queries import seats_on
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.actions import leave, merge_members
from coso.org.enums import UnitKind
from tests.committees.story import SINCE, seated
from tests.factories import end_unit, make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
LATER = date(2026, 10, 1)


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)


def test_an_office_taken_over_ends_one_seat_and_begins_another_and_every_day_is_told_as_it_was(commune, branch):
    mai = make_member(branch, "Vàng Thị Mai")
    seat = seated(commune, mai)
    now = actions.change_seat(seat=seat, seated=Seated(Office.SECRETARY, LATER, Filled.SUPPLEMENTED, standing=True, basis="QĐ 12"), by=SYSTEM)
    assert [(one.office, one.valid_from, one.valid_to) for one in CommitteeSeat.objects.order_by("valid_from")] == [(Office.MEMBER, SINCE, LATER), (Office.SECRETARY, LATER, None)]
    assert seats_on(commune, date(2026, 9, 30)).get().office == Office.MEMBER
    assert seats_on(commune, LATER, standing=True).get() == now


def test_nobody_sits_twice_and_no_committee_has_two_secretaries_in_one_time(commune, branch):
    mai, chinh = make_member(branch, "Vàng Thị Mai"), make_member(branch, "Lò Văn Chính")
    seated(commune, mai, Office.SECRETARY)
    with pytest.raises(RuleBroken, match="đã ở trong cấp ủy"):
        seated(commune, mai, since=LATER)
    with pytest.raises(RuleBroken, match="bí thư khác"):
        seated(commune, chinh, Office.SECRETARY, since=LATER)
    actions.end_seat(seat=CommitteeSeat.objects.get(), until=LATER, reason="nghỉ hưu", by=SYSTEM)
    seated(commune, chinh, Office.SECRETARY, since=LATER)


def test_a_branch_has_no_standing_committee_and_a_seat_ends_after_it_began(branch):
    mai = make_member(branch, "Vàng Thị Mai")
    with pytest.raises(RuleBroken, match="không có ban thường vụ"):
        seated(branch, mai, standing=True)
    seat = seated(branch, mai)
    with pytest.raises(RuleBroken, match="không thể thôi trước"):
        actions.end_seat(seat=seat, until=SINCE, reason="", by=SYSTEM)


def test_no_seat_begins_in_a_unit_that_ended_nor_for_who_left_and_none_ends_twice(commune, branch):
    mai, gone = make_member(branch, "Vàng Thị Mai"), make_member(branch, "Lò Văn Chính")
    seat = seated(commune, mai)
    actions.end_seat(seat=seat, until=LATER, reason="nghỉ hưu", by=SYSTEM)
    with pytest.raises(RuleBroken, match="đã thôi tham gia"):
        actions.end_seat(seat=seat, until=date(2026, 11, 1), reason="", by=SYSTEM)
    leave(member=gone, on=LATER, reason="deceased", paper="Giấy báo tử", by=SYSTEM, day=LATER)
    gone.refresh_from_db()
    with pytest.raises(RuleBroken, match="không còn trong danh sách"):
        seated(commune, gone, since=LATER)
    ended = end_unit(make_unit("Chi bộ cũ", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune), LATER)
    ended.refresh_from_db()
    with pytest.raises(RuleBroken, match="Chi bộ cũ"):
        seated(ended, mai, since=LATER)


def test_whoever_leaves_the_roll_sits_no_longer_and_joined_records_keep_the_seats_of_both(commune, branch):
    mai, again, gone = make_member(branch, "Vàng Thị Mai"), make_member(branch, "Vàng Thị Mai"), make_member(branch, "Lò Văn Chính")
    seated(commune, gone)
    seated(branch, again)
    leave(member=gone, on=LATER, reason="deceased", paper="Giấy báo tử", by=SYSTEM, day=LATER)
    assert CommitteeSeat.objects.get(member=gone).valid_to == LATER
    merge_members(keep=mai, other=again, choices={}, reason="một người", by=SYSTEM)
    assert CommitteeSeat.objects.get(unit=branch).member == mai


def test_the_share_of_the_standing_committee_is_told_beside_the_rule_not_refused(commune, branch):
    people = [make_member(branch, f"Lò Văn {letter}") for letter in "ABCDE"]
    for at, one in enumerate(people):
        seated(commune, one, since=LATER, standing=at < 2)
    found = rules.standing_share(commune, LATER, 2, 5)
    assert found.above
    assert not rules.standing_share(commune, LATER, 1, 5).above


def test_a_branch_secretary_keeps_their_own_committee_and_reaches_no_other(commune, branch):
    mai = make_member(branch, "Vàng Thị Mai")
    secretary = make_user("branch_secretary", branch)
    seat = seated(branch, mai, by=secretary)
    other = seated(commune, mai)
    with pytest.raises(NotAllowed):
        seated(commune, mai, since=LATER, by=secretary)
    assert list(CommitteeSeat.objects.visible_to(secretary)) == [seat]
    assert other in CommitteeSeat.objects.visible_to(make_user("office_clerk", commune))


def test_the_clerk_enters_changes_and_ends_a_seat_by_the_pages(commune, branch, client):
    mai = make_member(branch, "Vàng Thị Mai")
    client.force_login(make_user("office_clerk", commune))
    told = {"unit": commune.name, "member": mai.full_name, "office": Office.MEMBER, "filled": Filled.ELECTED, "since": "2026-01-05", "basis": "Đại hội"}
    answer = client.post(reverse("committees:new"), told)
    seat = CommitteeSeat.objects.get()
    assert answer.url == seat.get_absolute_url()
    assert "Vàng Thị Mai" in client.get(reverse("committees:list")).content.decode()
    assert client.post(reverse("committees:change", args=[seat.pk]), {"office": Office.DEPUTY, "filled": Filled.ELECTED, "since": "2026-10-01", "standing": "on"}).status_code == 302
    now = CommitteeSeat.objects.open().get()
    assert (now.office, now.standing) == (Office.DEPUTY, True)
    assert client.post(reverse("committees:end", args=[now.pk]), {"until": "2026-11-01", "reason": "chuyển công tác"}).status_code == 302
    assert not CommitteeSeat.objects.open().exists()
    nobody = client.post(reverse("committees:new"), told | {"member": "Không Có Ai"})
    assert nobody.status_code == 422


def test_the_list_asks_as_many_questions_for_many_seats_as_for_few(commune, branch, client):
    client.force_login(make_user("office_clerk", commune))
    seated(commune, make_member(branch, "Lò Văn Một"))
    client.get(reverse("committees:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("committees:list"))
    for at in range(8):
        seated(commune, make_member(branch, f"Lò Văn {at}"))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("committees:list"))
    assert len(many) == len(few)
