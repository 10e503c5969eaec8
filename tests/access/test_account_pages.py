"""The pages of accounts and roles as an administrator meets them, refusals above all: what was typed stays, nothing is half done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.template import engines
from django.template.response import TemplateResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from coso.access import reading
from coso.access.forms import UnitField
from coso.access.middleware import BEGUN, ScopeMiddleware, is_over
from coso.access.models import ActivationCode, Appointment, Reading, User
from coso.access.sign_in import AccountAdapter, ProviderAdapter
from coso.common.actions import forget_filter, save_filter
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import SavedFilter
from coso.org.enums import UnitKind
from coso.org.models import Unit
from tests.factories import make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = date.today()
PASSWORD = "đường làng mùa gặt 1998"


@pytest.fixture
def commune():
    return make_unit("Đảng bộ xã Bản Giang", kind=UnitKind.COMMUNE_ORGANISATION)


@pytest.fixture
def administrator(commune, settings):
    settings.DEMO = True  # no second factor on the way
    return make_user("administrator", commune)


@pytest.fixture
def desk(administrator):
    browser = Client()
    browser.force_login(administrator)
    return browser


@pytest.fixture
def clerk(commune):
    return make_user("office_clerk", commune, home=commune)


def said(answer) -> str:
    return answer.content.decode()


def opening(unit: str, username: str = "lo.thi.ban") -> dict[str, str]:
    return {"full_name": "Lò Thị Bàn", "username": username, "unit": unit}


def test_an_account_is_opened_on_screen_and_its_code_is_shown_once(desk, commune):
    page = said(desk.post(reverse("access:open"), opening("Bản Giang")))
    account = User.objects.get(username="lo.thi.ban")
    assert account.unit == commune
    assert "<svg" in page
    assert ActivationCode.objects.filter(user=account, void=False).count() == 1
    assert "<svg" not in said(desk.get(reverse("access:person", args=[account.pk])))


def test_a_name_that_is_taken_is_refused_and_what_was_typed_stays(desk, clerk):
    page = said(desk.post(reverse("access:open"), opening("Bản Giang", clerk.username)))
    assert "Lò Thị Bàn" in page
    assert User.objects.filter(username=clerk.username).count() == 1


@pytest.mark.parametrize("typed", ["Bản Không Có", "99.000.000.000.000"])
def test_a_unit_nobody_knows_is_named_in_the_refusal(desk, typed):
    assert typed in said(desk.post(reverse("access:open"), opening(typed)))
    assert not User.objects.filter(username="lo.thi.ban").exists()


def test_units_of_one_name_are_told_apart_by_their_codes(commune):
    for code in ("12003000000001", "12003000000002"):
        make_unit("Chi bộ bản Nà Khum", parent=commune, code=code)
    field = UnitField()
    field.units = Unit.objects.under(commune)
    with pytest.raises(ValidationError, match=r"12\.003\.000\.000\.001.*12\.003\.000\.000\.002"):
        field.clean("Nà Khum")
    assert field.clean("12.003.000.000.002").code == "12003000000002"


def test_a_unit_that_is_not_asked_for_may_stay_empty():
    assert UnitField(required=False).clean("") is None


def test_a_new_code_for_a_closed_account_is_refused(desk, clerk):
    desk.post(reverse("access:close", args=[clerk.pk]), {"reason": "Nghỉ hưu"})
    answer = desk.post(reverse("access:issue_code", args=[clerk.pk]), follow=True)
    assert answer.redirect_chain
    assert not ActivationCode.objects.filter(user=clerk, void=False).exists()


@pytest.mark.parametrize("page", ["access:close", "access:reopen"])
def test_without_a_reason_an_account_is_neither_closed_nor_reopened(desk, clerk, page):
    desk.post(reverse(page, args=[clerk.pk]), {"reason": ""}, follow=True)
    clerk.refresh_from_db()
    assert clerk.is_active


def test_an_open_account_is_not_reopened(desk, clerk):
    answer = desk.post(reverse("access:reopen", args=[clerk.pk]), {"reason": "Nhầm"}, follow=True)
    assert answer.status_code == 200
    assert User.objects.get(pk=clerk.pk).is_active


def test_nobody_closes_the_own_account_on_screen(desk, administrator):
    desk.post(reverse("access:close", args=[administrator.pk]), {"reason": "Thử"}, follow=True)
    assert User.objects.get(pk=administrator.pk).is_active


def test_a_page_that_is_drawn_late_is_drawn_inside_its_scope(administrator, commune):
    request = RequestFactory().get("/")
    request.user = administrator
    template = engines["django"].from_string("{{ units.count }}")

    def view(asked):
        return TemplateResponse(asked, template, {"units": Unit.objects.visible_to(administrator)})

    answer = ScopeMiddleware(view).answer(request, view, (), {})
    assert said(answer) == "1"


def test_a_role_is_given_and_ended_on_screen(desk, clerk, commune):
    given = desk.post(reverse("access:appoint", args=[clerk.pk]), {"role": "report_reader", "unit": commune.name, "valid_from": "2026-01-02", "paper": "Quyết định số 07-QĐ/ĐU"}, follow=True)
    assert "07-QĐ/ĐU" in said(given)
    role = Appointment.objects.get(user=clerk, role="report_reader")
    desk.post(reverse("access:end_appointment", args=[role.pk]), {"on": TODAY.isoformat()})
    role.refresh_from_db()
    assert role.valid_to == TODAY


def test_the_same_role_twice_is_refused_on_the_form(desk, clerk, commune):
    page = said(desk.post(reverse("access:appoint", args=[clerk.pk]), {"role": "office_clerk", "unit": commune.name, "valid_from": TODAY.isoformat()}))
    assert "<form" in page
    assert Appointment.objects.filter(user=clerk, role="office_clerk").count() == 1


def test_a_role_ends_on_a_day_that_is_told_and_comes_after_its_beginning(desk, clerk):
    role = clerk.appointments.get()
    for day in ("", (role.valid_from - timedelta(days=1)).isoformat()):
        desk.post(reverse("access:end_appointment", args=[role.pk]), {"on": day}, follow=True)
        role.refresh_from_db()
        assert role.valid_to is None


def test_an_account_of_no_unit_is_in_nobodys_care_on_screen(desk, administrator):
    User.objects.filter(pk=administrator.pk).update(unit=None)
    assert desk.get(reverse("access:person", args=[administrator.pk])).status_code == 403


def test_accounts_are_found_by_name_and_by_role_and_taken_as_a_file(desk, clerk):
    people = reverse("access:people")
    assert clerk.username in said(desk.get(people, {"q": clerk.username[:4]}))
    assert clerk.username in said(desk.get(people, {"q": "can bo"}))
    assert clerk.username in said(desk.get(people, {"role": "office_clerk"}))
    assert clerk.username not in said(desk.get(people, {"role": "auditor"}))
    assert clerk.username in b"".join(desk.get(people, {"export": "csv"})).decode("utf-8-sig")


def test_closing_an_account_ends_the_sessions_it_has(desk, clerk):
    session = Client().session
    session.save()
    UserSession.objects.create(user=clerk, session_key=session.session_key, ip="127.0.0.1", user_agent="", data={})
    desk.post(reverse("access:close", args=[clerk.pk]), {"reason": "Nghỉ hưu"})
    assert not session.exists(session.session_key)


def test_a_session_that_began_too_long_ago_is_over_even_while_it_is_used(clerk, settings):
    request = RequestFactory().get("/")
    request.user, request.session = clerk, {BEGUN: 0.0}
    assert is_over(request, settings.SESSION_COOKIE_AGE + 1.0)


def test_neither_a_page_nor_a_provider_makes_an_account():
    request = RequestFactory().get("/")
    assert not AccountAdapter(request).is_open_for_signup(request)
    assert not ProviderAdapter(request).is_open_for_signup(request, None)


def test_rows_say_who_they_are_about(clerk):
    role = clerk.appointments.get()
    assert str(role) == f"{clerk.pk} office_clerk @ {role.unit_id}"
    assert str(Reading(by_id=1, kind="opened", member_id=2)) == "1 opened 2"
    assert str(ActivationCode(user=clerk, expires_at=datetime(2026, 3, 3, tzinfo=UTC))) == f"{clerk.pk} 2026-03-03"
    assert User.objects.get_by_natural_key(clerk.username) == clerk


def test_forgetting_the_logs_connection_twice_does_no_harm():
    reading._forget()
    reading._forget()


def test_a_filter_is_kept_and_forgotten_by_its_maker_alone(clerk, administrator):
    kept = save_filter(by=clerk, table="members", name=" Dự bị ", query="status=probationary")
    assert (kept.name, SavedFilter.objects.count()) == ("Dự bị", 1)
    with pytest.raises(NotAllowed):
        save_filter(by=SYSTEM, table="members", name="x", query="")
    with pytest.raises(RuleBroken):
        save_filter(by=clerk, table="members", name="  ", query="")
    with pytest.raises(NotAllowed):
        forget_filter(by=administrator, saved=kept)
    forget_filter(by=clerk, saved=kept)
    assert not SavedFilter.objects.exists()
