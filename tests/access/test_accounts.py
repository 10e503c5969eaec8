"""Accounts are opened without a password, roles are given within one's reach, and the last administrator stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.test import Client

from coso.access import actions
from coso.access.models import ActivationCode, Appointment, User
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, tell, within
from coso.org.enums import UnitKind
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
TODAY = date.today()
PASSWORD = "đường làng mùa gặt 1998"


@pytest.fixture
def commune():
    return make_unit(kind=UnitKind.COMMUNE_ORGANISATION)


@pytest.fixture
def administrator(commune):
    return make_user("administrator", commune)


def opened(by, unit, username="lo.thi.ban"):
    return actions.open_account(username=username, full_name="Lò Thị Ban", unit=unit, by=by, now=NOW)


# --- opening and the code ------------------------------------------------------------------------

def test_an_account_is_opened_without_a_password_and_an_act_is_kept(administrator, commune):
    code = opened(administrator, commune)
    assert not code.user.has_usable_password()
    assert set(Act.objects.about(code.user).values_list("kind", "by")) == {("account.opened", administrator.pk), ("account.code_issued", administrator.pk)}


def test_only_a_digest_of_the_code_is_kept(administrator, commune):
    code = opened(administrator, commune)
    plain = code.text.replace("-", "")
    kept = ActivationCode.objects.values().get(user=code.user)
    assert plain not in str(kept)
    assert len(plain) == actions.CODE_LENGTH


def test_the_owner_is_let_in_with_the_code(administrator, commune):
    code = opened(administrator, commune)
    user = actions.activate(code=code.text.lower().replace("-", " "), by=SYSTEM, now=NOW + timedelta(days=6))
    assert user == code.user
    assert Act.objects.filter(kind="account.activated", by=user).exists()


def test_a_code_is_used_once(administrator, commune):
    code = opened(administrator, commune)
    actions.activate(code=code.text, by=SYSTEM, now=NOW)
    with pytest.raises(RuleBroken):
        actions.activate(code=code.text, by=SYSTEM, now=NOW)


def test_a_code_is_too_old_after_a_week(administrator, commune):
    code = opened(administrator, commune)
    with pytest.raises(RuleBroken):
        actions.activate(code=code.text, by=SYSTEM, now=code.expires_at)


def test_a_new_code_makes_the_earlier_one_void(administrator, commune):
    code = opened(administrator, commune)
    newer = actions.issue_code(user=code.user, by=administrator, now=NOW)
    with pytest.raises(RuleBroken):
        actions.activate(code=code.text, by=SYSTEM, now=NOW)
    assert actions.activate(code=newer.text, by=SYSTEM, now=NOW) == code.user


def test_every_earlier_way_in_ends_with_the_code(administrator, commune):
    code = opened(administrator, commune)
    owner = actions.activate(code=code.text, by=SYSTEM, now=NOW)
    owner.set_password(PASSWORD)
    owner.save()
    actions.set_pin(pin="270418", by=owner, now=NOW)
    newer = actions.issue_code(user=owner, by=administrator, now=NOW)
    assert User.objects.get(pk=owner.pk).check_password(PASSWORD), "a code that lies about changes nothing"
    actions.activate(code=newer.text, by=SYSTEM, now=NOW)
    assert not User.objects.get(pk=owner.pk).has_usable_password()
    assert not owner.pins.exists()


def test_wrong_used_and_old_codes_are_answered_alike(administrator, commune):
    code = opened(administrator, commune)
    actions.activate(code=code.text, by=SYSTEM, now=NOW)
    said = set()
    for text, now in ((code.text, NOW), ("AAAA-BBBB-CCCC", NOW), (code.text, NOW + timedelta(days=30))):
        with pytest.raises(RuleBroken) as refused:
            actions.activate(code=text, by=SYSTEM, now=now)
        said.add(str(refused.value))
    assert len(said) == 1


@pytest.mark.parametrize("username", ["Lò", "a b c", "é" * 5, "x", ""])
def test_a_sign_in_name_can_be_typed_on_any_keyboard(administrator, commune, username):
    with pytest.raises(RuleBroken):
        opened(administrator, commune, username)


def test_a_sign_in_name_is_taken_once_whatever_its_letters(administrator, commune):
    opened(administrator, commune, "Ban.Lo")
    with pytest.raises(RuleBroken):
        opened(administrator, commune, "ban.LO")


# --- who may -------------------------------------------------------------------------------------

def test_nobody_opens_accounts_outside_their_reach(administrator):
    with pytest.raises(NotAllowed):
        opened(administrator, make_unit())


@pytest.mark.parametrize("role", ["office_clerk", "organisation_officer", "auditor", "branch_secretary"])
def test_other_roles_open_no_accounts_and_give_no_roles(role, commune):
    by = make_user(role, commune)
    with pytest.raises(NotAllowed):
        opened(by, commune)
    with pytest.raises(NotAllowed):
        give(by, make_user(), "report_reader", commune)


def give(by, user, role, unit, valid_from=TODAY, valid_to=None):
    return actions.appoint(user=user, role=role, unit=unit, valid_from=valid_from, valid_to=valid_to, paper="Quyết định số 12", by=by)


def test_a_role_is_given_within_the_reach_and_not_wider(administrator, commune):
    branch = make_unit(parent=commune)
    user = make_user(unit=branch)
    assert give(administrator, user, "branch_secretary", branch).unit == branch
    with pytest.raises(NotAllowed):
        give(administrator, user, "office_clerk", make_unit())


def test_nobody_raises_their_own_rights(administrator, commune):
    with pytest.raises(RuleBroken):
        give(administrator, administrator, "organisation_officer", commune)


def test_nobody_gets_a_role_that_is_none(administrator, commune):
    for role in ("public", "member", "king"):
        with pytest.raises(RuleBroken):
            give(administrator, make_user(), role, commune)


def test_the_same_role_in_the_same_unit_is_held_once_at_a_time(administrator, commune):
    user = make_user()
    give(administrator, user, "auditor", commune)
    with pytest.raises(RuleBroken):
        give(administrator, user, "auditor", commune, valid_to=TODAY + timedelta(days=3))


def test_a_role_must_not_end_before_it_begins(administrator, commune):
    with pytest.raises(RuleBroken):
        give(administrator, make_user(), "auditor", commune, valid_to=TODAY)


# --- ending --------------------------------------------------------------------------------------

def test_an_ended_role_is_gone_at_the_next_click(administrator, commune):
    user = make_user("administrator", commune)
    browser = Client()
    browser.force_login(user)
    assert browser.get("/tai-khoan/").status_code == 200
    actions.end_appointment(appointment=user.appointments.get(), on=TODAY, by=administrator, reason="Thôi nhiệm vụ")
    assert browser.get("/tai-khoan/").status_code == 403


def test_a_role_that_has_ended_is_not_ended_again(administrator, commune):
    appointment = give(administrator, make_user(), "auditor", commune, date(2020, 1, 1), date(2021, 1, 1))
    with pytest.raises(RuleBroken):
        actions.end_appointment(appointment=appointment, on=TODAY, by=administrator, reason="")


def test_the_last_administrator_stays(administrator):
    with pytest.raises(RuleBroken):
        actions.end_appointment(appointment=administrator.appointments.get(), on=TODAY, by=administrator, reason="")
    assert administrator.appointments.get().valid_to is None


def test_an_administrator_may_go_when_one_above_remains(administrator, commune):
    province = make_unit(kind=UnitKind.PROVINCIAL_ORGANISATION)
    below = make_unit(kind=UnitKind.COMMUNE_ORGANISATION, parent=province)
    above, leaving = make_user("administrator", province), make_user("administrator", below)
    actions.end_appointment(appointment=leaving.appointments.get(), on=TODAY, by=above, reason="")
    with pytest.raises(RuleBroken):
        actions.end_appointment(appointment=above.appointments.get(), on=TODAY, by=above, reason="")


def test_a_closed_account_counts_as_no_administrator(administrator, commune):
    make_user("administrator", commune, is_active=False)
    with pytest.raises(RuleBroken):
        actions.end_appointment(appointment=administrator.appointments.get(), on=TODAY, by=administrator, reason="")


def test_closing_an_account_shuts_every_browser_at_the_next_click(administrator, commune):
    user = make_user("auditor", commune)
    browser = Client()
    browser.force_login(user)
    assert browser.get("/quyen/").status_code == 200
    actions.close_account(user=user, by=administrator, now=NOW, reason="Chuyển công tác")
    assert browser.get("/quyen/").status_code == 302
    assert Act.objects.about(user).get(kind="account.closed").reason == "Chuyển công tác"


def test_a_closed_account_gets_no_code_and_can_be_reopened(administrator, commune):
    code = opened(administrator, commune)
    actions.close_account(user=code.user, by=administrator, now=NOW, reason="")
    with pytest.raises(RuleBroken):
        actions.issue_code(user=User.objects.get(pk=code.user.pk), by=administrator, now=NOW)
    with pytest.raises(RuleBroken):
        actions.activate(code=code.text, by=SYSTEM, now=NOW)
    reopened = actions.reopen_account(user=code.user, by=administrator, now=NOW, reason="")
    assert actions.issue_code(user=reopened, by=administrator, now=NOW)


def test_nobody_closes_or_reopens_their_own_account(administrator):
    for verb in (actions.close_account, actions.reopen_account):
        with pytest.raises(RuleBroken):
            verb(user=administrator, by=administrator, now=NOW, reason="")


def test_an_administrators_account_is_not_closed_when_nobody_would_remain(commune):
    province = make_unit(kind=UnitKind.PROVINCIAL_ORGANISATION)
    only = make_user("administrator", province, home=commune)
    helper = make_user("administrator", commune)
    with pytest.raises(RuleBroken):
        actions.close_account(user=only, by=helper, now=NOW, reason="")


def test_an_account_without_a_unit_is_for_the_command_line(administrator):
    with pytest.raises(RuleBroken):
        actions.issue_code(user=make_user(), by=administrator, now=NOW)


def test_signing_somebody_out_everywhere_leaves_an_act(administrator, commune):
    user = make_user("auditor", commune)
    browser = Client()
    browser.force_login(user)
    browser.get("/quyen/")
    actions.end_sessions(user=user, by=administrator, now=NOW)
    assert Act.objects.about(user).filter(kind="account.signed_out").exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_cannot_both_go():
    """Each is let go by the other at the same moment: one waits, and then sees that they are the last."""
    with within(everything()):
        commune = make_unit(kind=UnitKind.COMMUNE_ORGANISATION)
        users = [make_user("administrator", commune) for _ in range(2)]
    ready, refused = Barrier(2), []

    def leave(user: User) -> None:
        with transaction.atomic():
            tell(everything())
            appointment = Appointment.objects.select_related("unit").get(user=user)
            ready.wait(5)
            try:
                actions.end_appointment(appointment=appointment, on=TODAY, by=user, reason="")
            except RuleBroken as broken:
                refused.append(broken)
        connection.close()

    threads = [Thread(target=leave, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert Appointment.objects.filter(user__in=users, valid_to=None).count() == 1
