"""A member and an officer who can sign in."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache

from tests.access.signing import PASSWORD
from tests.factories import make_member, make_unit, make_user


@pytest.fixture
def no_tries_yet():
    cache.clear()


@pytest.fixture
def member_account():
    user = make_user(member=make_member(), username="ban")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def officer():
    """An officer with an authenticator app in order."""
    user = make_user("office_clerk", make_unit(), username="vanphong")
    user.set_password(PASSWORD)
    user.save()
    user.authenticator_set.all().delete()
    user.secret = generate_totp_secret()
    TOTP.activate(user, user.secret)
    return user
