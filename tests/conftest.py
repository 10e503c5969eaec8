"""What every test stands on: a real PostgreSQL, and the app's own login, which row-level security binds."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import psycopg
import pytest
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db import connections
from django.http import HttpRequest
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from config.database import database_settings
from config.embedded import Server
from coso.access import reading
from coso.access.models import User
from coso.common.scope import SETTINGS, everything
from tests import database

_open = ExitStack()

# A busy machine is no fault, and neither is a fixture that every example shares.
hypothesis.register_profile("coso", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
hypothesis.load_profile("coso")


def pytest_configure(config: pytest.Config) -> None:
    """Without COSO_DATABASE_URL the run brings an embedded server of its own, which need not survive a power cut."""
    if hasattr(config, "workerinput"):
        return
    call_command("compile_messages")
    if "COSO_DATABASE_URL" in os.environ:
        return
    server = Server(database.place(), name="test", throwaway=True)
    _open.enter_context(server.in_use())
    os.environ["COSO_DATABASE_URL"] = server.url
    for login, found in database_settings().items():
        connections.settings[login].update(found)


def pytest_unconfigure() -> None:
    if "tests.browser" in sys.modules:
        sys.modules["tests.browser"].end()
    _open.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lasts longest begins first, so that no worker ends alone with it: stories in a running house, then what is marked `long`.

    A worker takes its tests in a row (`--dist worksteal`), so that the stories, and the house they are told in, are all the first one's.
    """
    items.sort(key=lambda item: ("house" not in item.fixturenames, item.get_closest_marker("long") is None))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A copy of the template for this worker, in place of Django's own test databases."""
    name = database.worker_name()
    with django_db_blocker.unblock():
        template = database.template()
        database.copy(template, name)
        database.use(name)
        TransactionTestCase._fixture_teardown = lambda _: start_afresh(template, name)
    yield
    with django_db_blocker.unblock():
        database.use(database.BASE_NAME)
        database.remove(name)


def start_afresh(template: str, name: str) -> None:
    """After a test that commits: the worker's database is made again, which also keeps the first data."""
    for login in database.LOGINS:
        with suppress(psycopg.Error):
            connections[login].close()
    database.copy(template, name)


@pytest.fixture(autouse=True)
def _everything_in_scope(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests and their factories see all rows; a request through the client has the scope of its user."""
    if not uses_database(request):
        yield
        return
    request.getfixturevalue("_django_db_helper")
    tell_session(everything(where="test").as_settings())
    yield
    with suppress(psycopg.Error):
        tell_session(["" for _ in SETTINGS])


def uses_database(request: pytest.FixtureRequest) -> bool:
    wanted = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
    return request.node.get_closest_marker("django_db") is not None or bool(wanted & set(request.fixturenames))


def tell_session(values: list[str]) -> None:
    """As coso.common.scope.tell, but for the connection and not only for one transaction."""
    calls = ", ".join("set_config(%s, %s, false)" for _ in SETTINGS)
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [part for pair in zip(SETTINGS, values, strict=True) for part in pair])


@pytest.fixture(autouse=True, scope="session")
def _files_of_their_own() -> Iterator[None]:
    """Uploaded and made files of tests go to a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="coso-test-") as folder:
        settings.MEDIA_ROOT = folder
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_as_they_lie() -> None:
    """Pages name static files by their own names, served from where they lie: nothing need be collected."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = True
    settings.WHITENOISE_USE_FINDERS = True


@pytest.fixture(autouse=True, scope="session")
def _who_is_let_in_has_just_shown_a_password() -> Iterator[None]:
    """`client.force_login` stands for a sign-in of this minute; tests of sign-in itself go through its pages."""

    def note(request: HttpRequest, user: User, **_more: object) -> None:
        if not get_authentication_records(request, user):
            record_authentication(request, user, "password", reauthenticated=True)

    user_logged_in.connect(note)
    yield
    user_logged_in.disconnect(note)


@pytest.fixture(autouse=True)
def _readings_go() -> Iterator[None]:
    """Readings are kept on their own connection, for good: those of a test go after it."""
    yield
    if getattr(reading._kept, "connection", None) is not None:
        reading._forget()
        with suppress(psycopg.Error):
            database.forget_readings()
