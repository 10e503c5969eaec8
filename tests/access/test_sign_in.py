"""Signing in: second factors, sessions that end, guessing that gets nowhere, nothing that tells who has an account."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidTag
from django.core import checks
from django.core.cache import cache
from django.test import Client

from coso.access import hashers
from coso.access.hashers import CosoArgon2
from coso.access.models import User
from coso.access.sign_in import SecondFactorAdapter
from tests.access.signing import LOGIN, PASSWORD, code_of, sign_in
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_tries_yet")]


# --- the way in ----------------------------------------------------------------------------------

def test_a_member_signs_in_by_name_and_password(member_account):
    browser = Client()
    assert sign_in(browser, "BAN").status_code == 302
    assert browser.get("/search/").status_code == 200


def test_nobody_signs_up():
    assert Client().get("/accounts/signup/").status_code == 404
    assert Client().get("/accounts/password/reset/").status_code == 404


def test_the_session_gets_a_new_key_at_sign_in(member_account):
    browser = Client()
    browser.get(LOGIN)
    before = browser.session.session_key
    sign_in(browser, "ban")
    assert browser.session.session_key != before


def test_an_officer_also_shows_a_code(officer):
    browser = Client()
    assert sign_in(browser, "vanphong").url.startswith("/accounts/2fa/authenticate/")
    assert browser.get("/search/").status_code == 302
    browser.post("/accounts/2fa/authenticate/", {"code": code_of(officer)})
    assert browser.get("/search/").status_code == 200


def test_a_code_of_the_app_is_good_once(officer):
    code = code_of(officer)
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser, "vanphong")
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert first.get("/search/").status_code == 200
    assert second.get("/search/").status_code == 302


def test_the_secret_of_the_app_is_sealed_in_the_database(officer):
    kept = Authenticator.objects.get(user=officer).data["secret"]
    assert officer.secret not in kept
    assert SecondFactorAdapter().decrypt(kept) == officer.secret


def test_sealed_secrets_open_after_the_key_was_changed(officer, settings):
    kept = Authenticator.objects.get(user=officer).data["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    assert SecondFactorAdapter().decrypt(kept) == officer.secret
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidTag):
        SecondFactorAdapter().decrypt(kept)


# --- a role that asks for a second factor --------------------------------------------------------

def test_whoever_owes_a_second_factor_is_led_to_it_and_gets_nothing_else(officer):
    officer.authenticator_set.all().delete()
    browser = Client()
    sign_in(browser, "vanphong")
    for address in ("/", "/search/", "/quyen/"):
        assert browser.get(address).url == "/accounts/second-factor/"
    assert browser.get("/accounts/second-factor/").status_code == 200
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200


def test_once_set_up_the_officer_may_work(officer):
    officer.authenticator_set.all().delete()
    browser = Client()
    sign_in(browser, "vanphong")
    page = browser.get("/accounts/2fa/totp/activate/")
    officer.secret = page.context["form"].secret
    browser.post("/accounts/2fa/totp/activate/", {"code": code_of(officer)})
    assert browser.get("/search/").status_code == 200


def test_in_the_demo_nobody_is_held_up(officer, settings):
    settings.DEMO = True
    officer.authenticator_set.all().delete()
    browser = Client()
    sign_in(browser, "vanphong")
    assert browser.get("/search/").status_code == 200


def test_a_member_without_a_role_needs_no_second_factor(member_account):
    assert not member_account.owes_second_factor


def test_factors_are_changed_only_by_whoever_has_just_shown_the_password(member_account):
    browser = Client()
    sign_in(browser, "ban")
    assert browser.get("/accounts/2fa/totp/activate/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16)):
        assert browser.get("/accounts/2fa/totp/activate/").url.startswith("/accounts/reauthenticate/")


# --- the end of a session ------------------------------------------------------------------------

def test_an_officers_session_ends_after_half_an_hour_without_a_click(officer):
    browser = signed_in(officer)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=29)):
        assert browser.get("/search/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=58)):
        assert browser.get("/search/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=89)):
        assert browser.get("/search/").status_code == 302


def test_every_session_ends_after_twelve_hours(member_account):
    browser = Client()
    sign_in(browser, "ban")
    for hours in (4, 8, 11):
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
            assert browser.get("/search/").status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=12, minutes=1)):
        assert browser.get("/search/").status_code == 302


def test_a_session_key_alone_is_not_enough_after_a_pause(officer, settings):
    browser = signed_in(officer)
    del browser.cookies[settings.COSO_SEEN_COOKIE]
    assert browser.get("/search/").status_code == 302


def test_the_sign_of_use_of_another_session_does_not_help(officer, settings):
    browser, other = signed_in(officer), Client()
    other.force_login(make_user())
    other.get("/search/")
    browser.cookies[settings.COSO_SEEN_COOKIE] = other.cookies[settings.COSO_SEEN_COOKIE].value
    assert browser.get("/search/").status_code == 302


def test_signing_out_ends_the_session_on_the_server_and_empties_the_browser(member_account):
    browser = Client()
    sign_in(browser, "ban")
    key = browser.cookies["coso_session"].value
    answer = browser.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies["coso_session"] = key
    assert thief.get("/search/").status_code == 302


def test_other_sessions_can_be_seen_and_ended(member_account):
    here, elsewhere = Client(), Client()
    sign_in(here, "ban")
    sign_in(elsewhere, "ban")
    assert here.get("/accounts/sessions/").context["session_count"] == 2
    here.post("/accounts/sessions/")
    assert here.get("/search/").status_code == 200
    assert elsewhere.get("/search/").status_code == 302


def test_a_new_password_ends_the_other_sessions(member_account):
    here, elsewhere = Client(), Client()
    sign_in(here, "ban")
    sign_in(elsewhere, "ban")
    new = "mười hai chữ là đủ"
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert elsewhere.get("/search/").status_code == 302
    assert here.get("/search/").status_code == 200
    assert sign_in(Client(), "ban", new).status_code == 302


# --- guessing ------------------------------------------------------------------------------------

def test_guessing_ends_after_five_tries_and_the_owner_still_gets_in(member_account):
    own = Client()
    sign_in(own, "ban")
    own.post("/accounts/logout/")
    guesser = Client()
    answers = [sign_in(guesser, "ban", f"guess number {n}") for n in range(12)]
    assert all(answer.status_code == 200 for answer in answers)
    assert sign_in(guesser, "ban").status_code == 200
    assert sign_in(own, "ban").status_code == 302


def test_guessing_is_counted_in_a_table_all_processes_share(member_account):
    sign_in(Client(), "ban", "wrong one")
    assert type(cache._connections.__getitem__("default")).__name__ == "DatabaseCache"


def test_the_answer_does_not_tell_who_has_an_account(member_account):
    closed = make_user(username="closed", is_active=False)
    closed.set_password(PASSWORD)
    closed.save()
    never_opened = make_user(username="new")
    never_opened.set_unusable_password()
    never_opened.save()
    said = {name: sign_in(Client(), name, "not the right one").content.decode().replace(f'value="{name}"', "") for name in ("ban", "nobody", "closed", "new")}
    plain = {name: "".join(line for line in text.splitlines() if "csrf" not in line.lower() and "nonce" not in line) for name, text in said.items()}
    assert len(set(plain.values())) == 1


class CountedTurns:
    """The gate before each password hash, which is where a sign-in's time goes, with a count of who went through."""

    def __init__(self) -> None:
        self.gone = 0

    def __enter__(self) -> None:
        self.gone += 1

    def __exit__(self, *_problem: object) -> None:
        return


def test_nor_does_the_work_it_takes(member_account, monkeypatch):
    never_opened = make_user(username="new")
    never_opened.set_unusable_password()
    never_opened.save()
    hashed = {}
    for name in ("ban", "nobody", "new"):
        turns = CountedTurns()
        monkeypatch.setattr(hashers, "_turn", turns)
        sign_in(Client(), name, "not the right one")
        hashed[name] = turns.gone
    assert hashed == {"ban": 1, "nobody": 1, "new": 1}


def test_passwords_are_kept_as_argon2id(member_account):
    assert member_account.password.startswith("argon2$argon2id$v=19$m=32768,t=2,p=1$")
    assert CosoArgon2().verify(PASSWORD, member_account.password)


# --- headers and cookies -------------------------------------------------------------------------

def signed_in(officer) -> Client:
    browser = Client()
    sign_in(browser, officer.username)
    browser.post("/accounts/2fa/authenticate/", {"code": code_of(officer)})
    browser.get("/search/")
    return browser


def test_what_a_signed_in_person_sees_is_not_stored(officer):
    browser = signed_in(officer)
    for address in ("/search/", "/accounts/2fa/", "/accounts/sessions/", "/no-such-page/"):
        assert "no-store" in browser.get(address).headers["Cache-Control"], address


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(officer):
    browser = signed_in(officer)
    for name in ("coso_session", "coso_seen", "coso_device", "coso_csrf"):
        assert browser.cookies[name]["httponly"], name
        assert browser.cookies[name]["samesite"] == "Lax", name


def test_every_page_carries_a_strict_policy_and_no_inline_code(officer):
    browser = signed_in(officer)
    for address in (LOGIN, "/kich-hoat/", "/search/", "/accounts/2fa/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/", "/accounts/sessions/"):
        answer = (Client() if address in (LOGIN, "/kich-hoat/") else browser).get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page = answer.content.decode()
        assert " style=" not in page, address
        assert " onclick=" not in page, address
        assert "<style" not in page.replace("<style nonce", ""), address


def test_other_headers(officer):
    answer = signed_in(officer).get("/search/")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_the_activation_page_limits_tries():
    said = [Client().post("/kich-hoat/", {"code": "AAAA"}).content.decode() for _ in range(31)]
    assert said[0] != said[30]
    assert not User.objects.filter(username="AAAA").exists()


def test_the_deployment_check_is_clean_when_served_by_https(tmp_path):
    assert [one for one in checks.run_checks(include_deployment_checks=False) if one.level >= checks.WARNING and not one.id.startswith("staticfiles")] == []
