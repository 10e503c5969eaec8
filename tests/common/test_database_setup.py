"""Wall two stands as declared, the app's role owns nothing, and no table is forgotten."""

import pytest
from django.core.checks import run_checks
from django.db import InternalError, ProgrammingError, connection, transaction

from coso.common import database_setup
from coso.common.models import Act
from coso.common.scope import NOTHING, Scope, within

pytestmark = pytest.mark.django_db


def an_act(position: int) -> Act:
    return Act.objects.create(kind="test.done", subject_type="test", subject_id=1, position=position)


def test_the_database_stands_as_declared():
    assert database_setup.problems() == []


def test_every_model_of_ours_is_declared():
    assert run_checks(tags=["coso"]) == []


def test_the_apps_role_is_bound_and_owns_nothing():
    found = database_setup.rows("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user", using="default")
    assert found == [(False, False, False, False)]


def test_nothing_told_means_no_rows():
    an_act(5)
    with within(NOTHING):
        assert not Act.objects.exists()
    assert Act.objects.count() == 1


def test_a_scope_sees_its_own_interval_only():
    for position in (4, 5, 9, 10):
        an_act(position)
    with within(Scope(5, 10)):
        assert sorted(Act.objects.values_list("position", flat=True)) == [5, 9]


def test_a_row_outside_the_scope_cannot_be_added():
    with pytest.raises(ProgrammingError, match="row-level security"), within(Scope(5, 10)):
        an_act(10)


@pytest.mark.parametrize("act", ["UPDATE common_act SET kind = 'x'", "DELETE FROM common_act", "TRUNCATE common_act", "DROP TABLE common_act", "CREATE TABLE mine (a int)", "DELETE FROM django_migrations"])
def test_what_only_grows_is_never_changed_and_nothing_is_made(act):
    with pytest.raises((ProgrammingError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_set_up_mends_what_was_taken_down():
    database_setup.run("DROP POLICY coso_read ON common_act")
    database_setup.run("ALTER TABLE members_member NO FORCE ROW LEVEL SECURITY")
    assert len(database_setup.problems()) == 2
    database_setup.set_up_database(verbosity=0)
    assert database_setup.problems() == []
