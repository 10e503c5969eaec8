"""The first sign-in by a code, and a PIN that opens the account on one phone alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coso.access import actions
from coso.access.models import PhonePin, User
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from tests.access.signing import PASSWORD, later, sign_in
from tests.factories import make_member, make_unit, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]
PIN, WRONG = "270418", "381529"
NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
WAYS, DOOR = "/accounts/cach-vao/", "/accounts/pin/"


@pytest.fixture
def owner():
    """A member whose account has never been used."""
    member = make_member(birth_date=date(1951, 9, 2))
    user = make_user(member=member, username="ban", home=member.unit)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def phone(owner, settings):
    """A phone with the PIN, signed out."""
    phone = Client()
    phone.cookies[settings.COSO_PIN_COOKIE] = actions.set_pin(pin=PIN, by=owner, now=timezone.now())
    return phone


def said(answer) -> str:
    return answer.content.decode()


def entered(phone, pin=PIN):
    return phone.post(DOOR, {"pin": pin})


def is_in(phone) -> bool:
    return phone.get("/search/").status_code == 200


# --- the first time ------------------------------------------------------------------------------

def test_from_the_slip_to_the_handbook_in_two_pages(owner):
    office = make_user("administrator", owner.unit)
    code = actions.issue_code(user=owner, by=office, now=timezone.now())
    phone = Client()
    assert phone.post("/kich-hoat/", {"code": code.text}).url == WAYS
    assert "Chỉ vào lần này" in said(phone.get(WAYS))
    assert phone.post(WAYS, {"pin": PIN, "again": PIN}).url == "/"
    phone.post("/accounts/logout/")
    assert phone.get("/accounts/login/").url.startswith(DOOR)
    assert entered(phone).url == "/"
    assert is_in(phone)


def test_whoever_sets_a_password_after_the_code_stays_in(owner):
    code = actions.issue_code(user=owner, by=make_user("administrator", owner.unit), now=timezone.now())
    phone = Client()
    phone.post("/kich-hoat/", {"code": code.text})
    assert phone.post("/accounts/password/set/", {"password1": PASSWORD, "password2": PASSWORD}).url == "/"
    assert is_in(phone)


def test_on_a_borrowed_phone_nothing_is_left(owner, settings):
    code = actions.issue_code(user=owner, by=make_user("administrator", owner.unit), now=timezone.now())
    phone = Client()
    phone.post("/kich-hoat/", {"code": code.text})
    assert is_in(phone)
    phone.post("/accounts/logout/")
    assert settings.COSO_PIN_COOKIE not in phone.cookies
    assert phone.get("/accounts/login/").status_code == 200
    assert not is_in(phone)


def test_a_code_is_no_way_around_the_second_factor_of_an_office():
    officer = make_user("office_clerk", make_unit(), username="vanphong")
    code = actions.issue_code(user=officer, by=make_user("administrator", officer.unit), now=timezone.now())
    desk = Client()
    desk.post("/kich-hoat/", {"code": code.text})
    assert desk.get("/search/").url == "/accounts/second-factor/"
    assert "lớp xác thực thứ hai" in said(desk.get(WAYS))
    assert "không vào bằng mã PIN được" in said(desk.post(WAYS, {"pin": PIN, "again": PIN}))


# --- coming back ---------------------------------------------------------------------------------

def test_the_pin_is_good_on_its_phone_alone(phone, owner):
    assert entered(phone).url == "/"
    elsewhere = Client()
    assert entered(elsewhere).url == "/accounts/login/"
    assert not is_in(elsewhere)


def test_after_five_wrong_tries_the_pin_ends_on_that_phone_and_on_no_other(phone, owner, settings):
    other = Client()
    other.cookies[settings.COSO_PIN_COOKIE] = actions.set_pin(pin=PIN, by=owner, now=timezone.now())
    assert "Còn 4 lần thử" in said(entered(phone, WRONG))
    for _each in range(3):
        entered(phone, WRONG)
    assert entered(phone, WRONG).url == "/accounts/login/"
    assert not phone.cookies[settings.COSO_PIN_COOKIE].value
    assert entered(other).url == "/"
    assert Act.objects.filter(kind="account.pin_ended", by=owner).count() == 1


def test_a_right_pin_gives_the_tries_back(phone):
    for _each in range(4):
        entered(phone, WRONG)
    entered(phone)
    phone.post("/accounts/logout/")
    assert "Còn 4 lần thử" in said(entered(phone, WRONG))


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_counted_each(transactional_owner_secret):
    secret, gate = transactional_owner_secret, Barrier(8)
    found = []

    def guess(number: int) -> None:
        gate.wait()
        found.append(actions.try_pin(secret=secret, pin=f"38152{number}", by=SYSTEM, now=timezone.now()))
        connection.close()

    threads = [Thread(target=guess, args=[number]) for number in range(8)]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert sorted(one.left for one in found) == [0, 0, 0, 0, 1, 2, 3, 4]
    assert not PhonePin.objects.exists()


@pytest.fixture
def transactional_owner_secret():
    cache.clear()
    member = make_member()
    user = make_user(member=member, home=member.unit)
    return actions.set_pin(pin=PIN, by=user, now=timezone.now())


def test_the_secret_of_the_phone_and_the_pin_are_not_in_the_database(phone, owner, settings):
    kept = str(PhonePin.objects.values().get(user=owner))
    assert phone.cookies[settings.COSO_PIN_COOKIE].value not in kept
    assert PIN not in kept
    assert "argon2" in kept
    assert str(PhonePin.objects.get(user=owner)).startswith(f"{owner.pk} ")


@pytest.mark.parametrize("what", ["closed", "an office", "half a year"])
def test_the_pin_opens_no_more_once_something_has_changed(phone, owner, what):
    now = timezone.now()
    if what == "closed":
        User.objects.filter(pk=owner.pk).update(is_active=False)
    elif what == "an office":
        administrator = make_user("administrator", owner.unit)
        actions.appoint(user=owner, role="report_reader", unit=owner.unit, valid_from=timezone.localdate(), paper="", by=administrator)
    else:
        PhonePin.objects.update(used_at=now - timedelta(days=181))
    assert entered(phone).url == "/accounts/login/"
    assert not is_in(phone)


def test_whoever_has_a_passkey_is_asked_for_it_after_the_pin_too(phone, owner):
    owner.authenticator_set.create(type="webauthn", data={"name": "khóa", "credential": {"id": "x"}})
    assert "/accounts/2fa/authenticate/" in entered(phone).url
    assert not is_in(phone)


def test_signed_out_everywhere_the_phones_forget_their_pins(phone, owner):
    actions.end_sessions(user=owner, by=make_user("administrator", owner.unit), now=timezone.now())
    assert entered(phone).url == "/accounts/login/"


def test_where_one_was_going_is_where_one_arrives(phone):
    assert phone.get("/accounts/login/?next=/so-tay/").url == DOOR + "?next=%2Fso-tay%2F"
    page = said(phone.get(DOOR + "?next=/so-tay/"))
    assert 'name="next" value="/so-tay/"' in page
    assert phone.post(DOOR, {"pin": PIN, "next": "/so-tay/"}).url == "/so-tay/"


def test_nobody_is_sent_to_another_site(phone):
    assert phone.post(DOOR, {"pin": PIN, "next": "https://example.org/"}).url == "/"


def test_another_way_stays_open_and_who_is_in_is_not_asked(phone, owner):
    owner.set_password(PASSWORD)
    owner.save()
    assert phone.get("/accounts/login/?cach=khac").status_code == 200
    assert sign_in(phone, "ban").status_code == 302
    assert phone.get(DOOR).url == "/"


# --- setting and ending --------------------------------------------------------------------------

@pytest.mark.parametrize("weak", ["12345", "1234567", "abcdef", "111111", "123456", "987654", "121212", "468468", "020951", "021951", "510902"])
def test_a_pin_that_is_tried_first_is_refused(owner, weak):
    with pytest.raises(RuleBroken):
        actions.set_pin(pin=weak, by=owner, now=NOW)


def test_an_account_without_a_record_has_no_birth_date_to_refuse():
    user = make_user(home=make_unit())
    assert actions.set_pin(pin="020951", by=user, now=NOW)


def test_a_new_pin_takes_the_place_of_this_phones_old_one(phone, owner):
    entered(phone)
    assert phone.post(WAYS, {"pin": WRONG, "again": WRONG}).url == "/"
    assert owner.pins.count() == 1
    phone.post("/accounts/logout/")
    assert entered(phone, WRONG).url == "/"


def test_two_pins_that_differ_are_not_kept(phone, owner):
    entered(phone)
    assert "Hai mã PIN khác nhau" in said(phone.post(WAYS, {"pin": WRONG, "again": PIN}))


def test_a_sixth_phone_is_refused_until_one_is_ended(owner):
    for _each in range(5):
        actions.set_pin(pin=PIN, by=owner, now=NOW)
    with pytest.raises(RuleBroken):
        actions.set_pin(pin=PIN, by=owner, now=NOW)


def test_the_owner_ends_the_pin_of_a_lost_phone(phone, owner, settings):
    lost = Client()
    lost.cookies[settings.COSO_PIN_COOKIE] = actions.set_pin(pin=PIN, by=owner, now=timezone.now())
    entered(phone)
    gone = owner.pins.latest("pk")
    assert "Máy khác có mã PIN" in said(phone.get(WAYS))
    phone.post(reverse("access:end_pin", args=[gone.pk]))
    assert entered(lost).url == "/accounts/login/"
    assert owner.pins.count() == 1


def test_nobody_ends_the_pin_of_another(phone, owner):
    stranger = make_user()
    with pytest.raises(NotAllowed):
        actions.end_pin(pin=owner.pins.get(), by=stranger, now=NOW)
    other = Client()
    other.force_login(stranger)
    assert other.post(reverse("access:end_pin", args=[owner.pins.get().pk])).status_code == 404


def test_a_phone_left_lying_open_gets_no_new_way_in(phone, owner):
    entered(phone)
    with later(16):
        assert phone.post(WAYS, {"pin": WRONG, "again": WRONG}).url == WAYS
        for page in ("/accounts/password/set/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/"):
            assert phone.get(page).url == WAYS, page
    assert not User.objects.get(pk=owner.pk).has_usable_password()
