"""Two walls around people's data, each tried with the other one taken away.

A stranger lives in another province and a neighbour in the sister branch; both bear a name found nowhere else.
Whatever an officer of `own` opens, that name must not come back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from coso.access import middleware
from coso.common import database_setup
from coso.common.checks import every_table_is_declared
from coso.common.database_setup import app_role, declaration, guarded_tables
from coso.common.scope import NOTHING, everything, tell, within
from coso.members.models import Member
from tests.test_permissions import PAGES, Ask, Asker, expected

CANARY = "Quạ Xa Lạ"
SEEKERS = ("office_clerk", "member")
QUIET = {"django_session", "usersessions_usersession", "coso_cache"}


@pytest.fixture(scope="module")
def asker(django_db_setup: None, django_db_blocker: Any) -> Iterator[Asker]:
    """The world of the permission table, everything named in it made everywhere, strangers renamed."""
    with django_db_blocker.unblock(), transaction.atomic():
        tell(everything(where="test"))
        asker = Asker()
        for page in PAGES.values():
            if "object" in page:
                for place in ("own", "sibling", "unrelated"):
                    asker.parts(page["object"], place)
        own = asker.world.units["own"]
        outside = Member.objects.exclude(position__gte=own.position, position__lt=own.position_end)
        outside.update(full_name=CANARY)
        for who in SEEKERS:
            asker.client(asker.world.in_branch[who])
        yield asker
        transaction.set_rollback(True)


def guarded() -> list[type[models.Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if declaration(model)]


def readable() -> list[str]:
    return [key for key, page in PAGES.items() if "GET" in page and key not in ("home:gallery",)]


def leaks(asker: Asker, who: str) -> Iterator[str]:
    """Every page somebody of `own` may ask for, of things here and elsewhere: where the strangers' name comes back."""
    for key in readable():
        for place in ("own", "sibling", "unrelated") if "object" in PAGES[key] else ("own",):
            ask = Ask(key, "GET", who, place, 200)
            address = asker.address(ask)
            if address and CANARY in asker.body(ask, address):
                yield address


# --- what is declared stands ---------------------------------------------------------------------

@pytest.mark.django_db
def test_every_table_of_ours_is_guarded_or_says_why_not():
    assert every_table_is_declared(None) == []
    assert database_setup.problems() == []


@pytest.mark.django_db
def test_no_field_about_people_stands_in_a_table_without_a_guard():
    """A model whose privacy is declared personal or sensitive is guarded, or names its reason."""
    for model in apps.get_models():
        if hasattr(model, "privacy") and declaration(model) is None:
            assert getattr(model.row_security, "reason", ""), model


@pytest.mark.django_db
def test_histories_are_guarded_like_what_they_keep():
    histories = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    for model in histories:
        assert (declaration(model) is None) == (declaration(model.pgh_tracked_model) is None), model
    assert any(declaration(model) for model in histories)


@pytest.mark.django_db
def test_the_apps_role_owns_nothing_and_stands_above_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (app_role(), False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM pg_proc WHERE proowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'm' AND relnamespace = current_schema()::regnamespace")
        assert cursor.fetchall() == [], "a materialised view knows no row-level security"
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)")
        assert cursor.fetchall() == [], "a view must ask as its reader"


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [
    "ALTER TABLE members_member DISABLE ROW LEVEL SECURITY", "DROP POLICY coso_read ON members_member",
    "TRUNCATE members_member CASCADE", "SET ROLE postgres", "CREATE TABLE mine (id int)", "SET session_replication_role = replica",
    "DELETE FROM common_act", "DELETE FROM members_memberevent", "UPDATE members_memberevent SET full_name = 'x'",
])
def test_the_apps_role_cannot_take_the_wall_down(statement):
    with pytest.raises(Exception, match="(?i)permission denied|must be owner|does not exist"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- wall two alone ------------------------------------------------------------------------------

def test_raw_sql_without_an_identity_sees_no_row(asker):
    with within(NOTHING), connection.cursor() as cursor:
        for table in guarded_tables():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            assert cursor.fetchone() == (0,), table


def test_raw_sql_as_somebody_sees_no_row_of_others(asker):
    for who in SEEKERS:
        user = asker.world.in_branch[who]
        own = asker.world.units["own"]
        with within(user.scope()), connection.cursor() as cursor:
            for table, declared in guarded_tables().items():
                own_key = user.own_member_id or 0
                theirs = f" AND {own_key} <> ALL({declared.own})" if declared.own_many else f" AND {declared.own} IS DISTINCT FROM {own_key}" if declared.own else ""
                elsewhere = "true" if declared.only_own else f"NOT ({declared.column} >= {own.position} AND {declared.column} < {own.position_end})"
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {elsewhere}{theirs}')
                assert cursor.fetchone() == (0,), (who, table)


def test_nobody_writes_a_row_into_anothers_unit(asker):
    user, stranger = asker.world.in_branch["office_clerk"], Member.objects.filter(full_name=CANARY).first()
    with within(user.scope()):
        assert Member.objects.filter(pk=stranger.pk).update(full_name="x") == 0
        assert Member.objects.filter(pk=stranger.pk).delete()[0] == 0
    assert Member.objects.get(pk=stranger.pk).full_name == CANARY


@pytest.mark.parametrize("who", SEEKERS)
def test_with_the_querysets_opened_the_database_still_keeps_strangers_out(asker, monkeypatch, who):
    for model in guarded():
        queryset = type(model._default_manager.all())
        if hasattr(queryset, "visible_to"):
            monkeypatch.setattr(queryset, "visible_to", lambda self, _user: self)
    assert not list(leaks(asker, who))


# --- wall one alone ------------------------------------------------------------------------------

@pytest.mark.parametrize("who", SEEKERS)
def test_with_the_database_opened_the_querysets_still_keep_strangers_out(asker, monkeypatch, who):
    monkeypatch.setattr(middleware, "scope_of", lambda *_args, **_more: everything(where="test"))
    assert not list(leaks(asker, who))


def test_the_name_would_come_back_if_both_walls_fell(asker, monkeypatch):
    """That the two tests above can fail at all."""
    monkeypatch.setattr(middleware, "scope_of", lambda *_args, **_more: everything(where="test"))
    for model in guarded():
        queryset = type(model._default_manager.all())
        if hasattr(queryset, "visible_to"):
            monkeypatch.setattr(queryset, "visible_to", lambda self, _user: self)
    assert next(leaks(asker, "office_clerk"), None)


# --- reading writes nothing ----------------------------------------------------------------------

def written() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {table: count for table, count in cursor.fetchall() if table not in QUIET}


def test_opening_any_page_changes_no_row(asker):
    for key in readable():
        ask = Ask(key, "GET", "office_clerk", "own", 200)
        if key.startswith(("account_", "mfa_", "socialaccount_", "openid_", "usersessions_")) or expected(PAGES[key], key, "GET", ask.who, ask.position) != 200:
            continue
        address, before = asker.address(ask), written()
        asker.body(ask, address)
        assert written() == before, address
