"""Members get accounts of their own: a branch at once, never one that holds an office, and the account goes where the member goes."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from coso.access import actions as access
from coso.access.models import User
from coso.access.queries import free_username
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.members import actions
from coso.members.models import Member
from coso.org.enums import UnitKind
from tests.factories import make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)


@pytest.fixture
def clerk(commune):
    return make_user("office_clerk", commune)


def handed(branch, clerk, *members):
    return actions.hand_out_codes(unit=branch, members=[one.pk for one in members], by=clerk, now=timezone.now())


def account_of(member) -> User:
    return Member.objects.get(pk=member.pk).account


def test_a_branch_gets_its_codes_at_once_in_order_of_names(branch, clerk):
    members = [make_member(branch, name) for name in ("Lò Văn Tướng", "Giàng A Páo", "Lường Thị Ấm")]
    slips = handed(branch, clerk, *members)
    assert [one.member.full_name for one in slips] == ["Lường Thị Ấm", "Giàng A Páo", "Lò Văn Tướng"]
    assert len({one.code.text for one in slips}) == 3
    for one in slips:
        assert access.activate(code=one.code.text, by=SYSTEM, now=timezone.now()) == account_of(one.member)
    assert Act.objects.filter(kind="member.account_given", by=clerk).count() == 3


def test_printed_again_the_first_slip_is_void_and_the_account_the_same(branch, clerk):
    member = make_member(branch)
    first, second = handed(branch, clerk, member)[0], handed(branch, clerk, member)[0]
    assert first.code.user == second.code.user
    with pytest.raises(RuleBroken):
        access.activate(code=first.code.text, by=SYSTEM, now=timezone.now())


def test_sign_in_names_are_made_from_names_and_never_twice(branch):
    made = {free_username("Lò Thị Phương") for _each in range(30)}
    assert all(name.startswith("phuonglt.") for name in made)
    make_user(username="x.1")
    assert free_username("…").startswith("dv.")


def test_a_number_that_is_taken_is_not_given_again(monkeypatch):
    monkeypatch.setattr("coso.access.queries.secrets.randbelow", lambda _most: 7)
    for taken in ("phuonglt.007", "phuonglt.0007"):
        make_user(username=taken)
    assert free_username("Lò Thị Phương") == "phuonglt.00007"
    for digits in range(5, 10):
        make_user(username=f"phuonglt.{7:0{digits}}")
    with pytest.raises(LookupError):
        free_username("Lò Thị Phương")


def test_an_office_never_hands_out_the_code_of_an_account_with_an_office(branch, clerk, commune):
    member = make_member(branch)
    make_user("branch_secretary", branch, member=member)
    with pytest.raises(NotAllowed):
        handed(branch, clerk, member)
    soon = make_member(branch)
    account = make_user(member=soon, home=branch)
    access.appoint(user=account, role="report_reader", unit=branch, valid_from=TODAY + timedelta(days=9), paper="", by=make_user("administrator", commune))
    with pytest.raises(NotAllowed):
        handed(branch, clerk, soon)


def test_nor_that_of_an_account_nobodys_record_belongs_to(branch, clerk):
    with pytest.raises(NotAllowed):
        access.issue_code(user=make_user(home=branch), by=clerk, now=timezone.now())


def test_once_the_office_has_ended_the_code_may_be_handed_out_again(branch, clerk):
    member = make_member(branch)
    account = make_user("report_reader", branch, member=member)
    account.appointments.update(valid_to=TODAY)
    assert handed(branch, clerk, member)[0].code.user == account


@pytest.mark.parametrize("who", ["branch_secretary", "branch_committee", "standing_member", "administrator"])
def test_who_does_not_keep_the_roll_hands_out_nothing(branch, who):
    member = make_member(branch)
    with pytest.raises(NotAllowed):
        handed(branch, make_user(who, branch), member)


def test_nobody_chosen_and_somebody_moved_meanwhile_are_refused_whole(branch, commune, clerk):
    here, gone = make_member(branch), make_member(make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune))
    with pytest.raises(RuleBroken, match="Chưa chọn ai"):
        handed(branch, clerk)
    with pytest.raises(RuleBroken, match="không còn trong danh sách"):
        handed(branch, clerk, here, gone)
    assert account_of(here) is None


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_open_one_account():
    commune = make_commune()
    branch = make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    member, gate = make_member(branch), Barrier(2)

    clerks = [make_user("office_clerk", commune) for _each in range(2)]

    def print_slips(clerk) -> None:
        gate.wait()
        with within(everything()):
            handed(branch, clerk, member)
        connection.close()

    threads = [Thread(target=print_slips, args=[clerk]) for clerk in clerks]
    [one.start() for one in threads]
    [one.join() for one in threads]
    with within(everything()):
        assert Act.objects.filter(kind="member.account_given").count() == 1
        assert account_of(member).codes.filter(void=False, used_at=None).count() == 1


# --- an account that is there already ------------------------------------------------------------

def test_the_account_of_an_office_becomes_the_members_own(branch, clerk):
    member = make_member(branch, "Lò Thị Hường")
    account = make_user("branch_secretary", branch, username="bithu.pho", full_name="lò thị hường")
    actions.join_account(member=member, username=" BiThu.Pho ", by=clerk, now=timezone.now())
    assert account_of(member) == account
    assert User.objects.get(pk=account.pk).own_member_id == member.pk


@pytest.mark.parametrize("why", ["unknown", "another name", "taken", "closed"])
def test_accounts_that_cannot_be_joined_are_all_answered_alike(branch, clerk, why):
    member = make_member(branch, "Lò Thị Hường")
    account = make_user(username="huong", full_name="Lò Thị Hoa" if why == "another name" else "Lò Thị Hường", is_active=why != "closed")
    if why == "taken":
        Member.objects.filter(pk=make_member(branch).pk).update(account=account)
    with pytest.raises(RuleBroken, match="Không có tài khoản nào"):
        actions.join_account(member=member, username="ai" if why == "unknown" else "huong", by=clerk, now=timezone.now())


def test_nobody_joins_the_own_account_and_no_record_has_two(branch, commune):
    member = make_member(branch, "Trần Thị Cán Bộ")
    clerk = make_user("office_clerk", commune, username="vanphong")
    with pytest.raises(RuleBroken, match="Không ai tự gắn"):
        actions.join_account(member=member, username="vanphong", by=clerk, now=timezone.now())
    make_user(member=member)
    make_user(username="hai")
    with pytest.raises(RuleBroken, match="đã gắn với một tài khoản"):
        actions.join_account(member=member, username="hai", by=clerk, now=timezone.now())


def test_joined_by_mistake_it_is_parted_and_opens_the_record_no_more(branch, clerk):
    member = make_member(branch)
    account = make_user(member=member)
    actions.part_account(member=member, reason="Gắn nhầm", by=clerk, now=timezone.now())
    assert User.objects.get(pk=account.pk).own_member_id is None
    assert Act.objects.get(kind="member.account_parted").details == {"account": account.pk}
    with pytest.raises(RuleBroken):
        actions.part_account(member=member, reason="", by=clerk, now=timezone.now())


# --- the account goes where the member goes ------------------------------------------------------

def test_who_looks_after_the_account_changes_with_the_branch(branch, commune, clerk):
    other = make_unit("Chi bộ bản Bông", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    member = make_member(branch)
    handed(branch, clerk, member)
    actions.move_member(member=Member.objects.get(pk=member.pk), to=other, on=TODAY, paper="", by=clerk, day=TODAY)
    assert account_of(member).unit == other


def test_an_account_kept_elsewhere_stays_there(branch, commune, clerk):
    other = make_unit("Chi bộ bản Bông", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    member = make_member(branch)
    account = make_user(member=member, home=commune)
    actions.move_member(member=Member.objects.get(pk=member.pk), to=other, on=TODAY, paper="", by=clerk, day=TODAY)
    assert User.objects.get(pk=account.pk).unit == commune
