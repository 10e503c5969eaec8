"""Signing in by the province's own provider: the whole way, code and proof and signed token, over real requests."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coso.access.models import User
from tests.access.provider import Provider, provider
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "đường làng mùa gặt 1998"
BEGIN, BACK = "/accounts/oidc/oidc/login/", "/accounts/oidc/oidc/login/callback/"


@pytest.fixture
def office(settings) -> Iterator[Provider]:
    cache.clear()
    with provider() as running:
        settings.SOCIALACCOUNT_PROVIDERS = running.app
        yield running


@pytest.fixture
def account() -> User:
    return with_password(make_user(member=make_member(), username="ban"))


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def by_provider(browser: Client, office: Provider, process: str = "login"):
    """From the button to the answer of Coso's own page after the way back."""
    leaving = browser.post(f"{BEGIN}?process={process}")
    assert leaving.status_code == 302, leaving.content
    return browser.get(office.authorise(leaving.url))


def join(user: User, office: Provider) -> None:
    """The owner joins the identity while signed in."""
    browser = Client()
    browser.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    by_provider(browser, office, "connect")


def is_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def test_the_addresses_are_those_the_office_registers():
    assert (reverse("openid_connect_login", args=["oidc"]), reverse("openid_connect_callback", args=["oidc"])) == (BEGIN, BACK)


def test_an_identity_joined_by_its_owner_signs_in(office, account):
    join(account, office)
    assert SocialAccount.objects.get().user_id == account.pk
    browser = Client()
    assert by_provider(browser, office).url == "/"
    assert is_in(browser)
    assert browser.get("/", follow=True).status_code == 200
    assert "/token" in office.asked


def test_an_identity_nobody_has_joined_opens_no_account(office, account):
    browser, before = Client(), User.objects.count()
    by_provider(browser, office)
    assert not is_in(browser)
    assert (User.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_an_identity_of_somebody_else_is_not_joined_twice(office, account):
    join(account, office)
    other = with_password(make_user(member=make_member(), username="khac"))
    join(other, office)
    assert SocialAccount.objects.get().user_id == account.pk


def test_the_second_factor_is_asked_for_as_ever(office):
    officer = with_password(make_user("office_clerk", make_unit(), username="vanphong"))
    officer.authenticator_set.all().delete()
    join(officer, office)
    TOTP.activate(officer, generate_totp_secret())
    browser = Client()
    assert by_provider(browser, office).url.startswith("/accounts/2fa/authenticate/")
    assert not is_in(browser)


@pytest.mark.parametrize("claims", [{"aud": "another"}, {"iss": "http://127.0.0.1:1"}, {"exp": int(time.time()) - 60}])
def test_a_token_for_others_of_others_or_too_old_is_refused(office, account, claims):
    join(account, office)
    office.claims = claims
    browser = Client()
    answer = by_provider(browser, office)
    assert answer.status_code == 401
    assert not is_in(browser)


def test_an_answer_that_was_not_asked_for_is_refused(office, account):
    join(account, office)
    asked = Client().post(BEGIN)
    browser = Client()
    answer = browser.get(office.authorise(asked.url))
    assert answer.status_code == 401
    assert not is_in(browser)


def test_without_a_provider_there_is_no_such_page(account):
    assert Client().post(BEGIN).status_code == 404
