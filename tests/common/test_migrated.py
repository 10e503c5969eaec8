"""What is written down of the migrations makes the same database as the migrations themselves."""

import json

import pytest
from django.core.management import call_command
from django.db import connections

from coso.common import migrated
from coso.common.database_setup import OWNER, make_extensions, make_role
from coso.common.management.commands.write_migrated import empty_database

committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
SHAPE = {
    "columns": "SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity, generation_expression FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "functions": "SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f' ORDER BY 1, 2",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1",
    "migrations": "SELECT app, name FROM django_migrations ORDER BY 1, 2",
}


def made_by(first):
    with empty_database():
        make_role()
        make_extensions()
        done = first()
        call_command("migrate", database=OWNER, verbosity=0, interactive=False, skip_checks=True)
        with connections[OWNER].cursor() as cursor:
            shape = {}
            for what, question in SHAPE.items():
                cursor.execute(question)
                shape[what] = cursor.fetchall()
    return done, shape


@pytest.mark.long
@committed
def test_a_database_made_from_what_is_written_down_is_the_one_the_migrations_make():
    said, quick = made_by(lambda: migrated.replay(OWNER))
    _none, slow = made_by(lambda: None)
    assert said
    for what in SHAPE:
        assert quick[what] == slow[what]


@committed
def test_a_migration_that_is_not_as_it_was_ends_the_use_of_what_is_written_down(tmp_path, monkeypatch):
    written = json.loads(migrated.FILE.read_text())
    written["migrations"][2]["digest"] = "another"
    monkeypatch.setattr(migrated, "FILE", tmp_path / "migrated.json")
    migrated.FILE.write_text(json.dumps(written))
    with empty_database():
        make_role()
        make_extensions()
        assert migrated.replay(OWNER) == 2
        assert migrated.replay(OWNER) == 0  # it holds tables now


@committed
def test_what_another_release_of_django_says_may_differ(tmp_path, monkeypatch):
    monkeypatch.setattr(migrated, "FILE", tmp_path / "migrated.json")
    for text in (None, '{"django": "4.2", "migrations": []}'):
        if text:
            migrated.FILE.write_text(text)
        with empty_database():
            assert migrated.replay(OWNER) == 0
