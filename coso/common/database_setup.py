"""Make the database ready: the app's role, the tables, row-level security as declared, rights, first data.

Everything here may be run again at any time; what stands already as declared is left alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import Error, OperationalError, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from psycopg import errors, sql

from coso.common import migrated
from coso.common.errors import CannotRun
from coso.common.row_security import RowSecurity, Sealed

OWNER = "owner"
LOWEST_VERSION = 150000
ONE_AT_A_TIME = 0x636F736F  # "coso": the advisory lock two set-ups wait for


def set_up_database(*, verbosity: int = 1) -> None:
    """Bring the database of the `owner` login to what this release declares."""
    check_server()
    with one_at_a_time():
        make_role()
        make_extensions()
        migrated.replay(OWNER)
        call_command("migrate", database=OWNER, verbosity=verbosity, interactive=False, skip_checks=True)
        lighten_triggers()
        with transaction.atomic(using=OWNER):
            for table, declared in guarded_tables().items():
                guard(table, declared)
            give_rights()
        load_first_data()


def check_server() -> None:
    """Refuse, in one sentence, a server that cannot be reached or is too old."""
    try:
        connections[OWNER].ensure_connection()
    except OperationalError as problem:
        raise CannotRun(sentence_of(problem)) from problem
    owner: Any = connections[OWNER]  # PostgreSQL's own wrapper
    version = int(owner.pg_version)
    if version < LOWEST_VERSION:
        raise CannotRun(_("This database server is PostgreSQL %(version)s. Nothing was changed. Coso needs PostgreSQL 15 or newer.") % {"version": version // 10000})


def sentence_of(problem: OperationalError) -> str:
    """What a person reads when the database does not do what it always does."""
    if isinstance(problem.__cause__, errors.DiskFull):
        return _("The database's disk is full. What was saved is kept; the last step was undone. Free some room, then try again.")
    why = str(problem).strip().splitlines()[0]
    return _("The database cannot be reached (%(why)s). Nothing was changed. Start it, set it up with “coso setup_database” or correct COSO_DATABASE_URL, then try again.") % {"why": why}


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two set-ups of one database wait for each other."""
    run("SELECT pg_advisory_lock(%s)", ONE_AT_A_TIME)
    try:
        yield
    finally:
        run("SELECT pg_advisory_unlock(%s)", ONE_AT_A_TIME)


def app_role() -> str:
    """The role that pages, jobs and commands run as."""
    return str(settings.DATABASES["default"]["USER"])


def make_role() -> None:
    """The app's role: it may sign in, and owns and oversees nothing."""
    role, password = sql.Identifier(app_role()), settings.DATABASES["default"].get("PASSWORD")
    try:
        if not rows("SELECT 1 FROM pg_roles WHERE rolname = %s", app_role()):
            with _already_there_is_fine():
                run(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS").format(role))
        if password:
            run(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
    except Error as problem:
        raise CannotRun(_("The database login may not create the role %(role)s. Nothing was changed. Ask the database's administrator to create it or to give the right CREATEROLE.") % {"role": app_role()}) from problem
    if rows("SELECT 1 FROM pg_roles WHERE rolname = %s AND (rolsuper OR rolbypassrls)", app_role()):
        raise CannotRun(_("The role %(role)s stands above row-level security. Nothing was changed. Take SUPERUSER and BYPASSRLS from it, then try again.") % {"role": app_role()})


@contextmanager
def _already_there_is_fine() -> Iterator[None]:
    """Roles are shared by all databases of a server; another set-up may be a moment faster."""
    try:
        yield
    except Error as problem:
        if not isinstance(problem.__cause__, errors.DuplicateObject | errors.UniqueViolation):
            raise


def make_extensions() -> None:
    try:
        for name in settings.COSO_EXTENSIONS:
            run(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
    except Error as problem:
        names = ", ".join(settings.COSO_EXTENSIONS)
        raise CannotRun(_("The database login may not create the extensions Coso needs (%(names)s). No table was changed. Ask the database's administrator to create them in this database.") % {"names": names}) from problem


def lighten_triggers() -> None:
    """Let each trigger ask cheaply whether it is ignored.

    pgtrigger's own function raises and catches an error on every call, one subtransaction a trigger and row: of a
    list's import 40 % of writing the stays. It comes back with each migration that holds a trigger; this says the same.
    """
    run(
        "CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql STABLE "
        "RETURN trigger_name = ANY (nullif(current_setting('pgtrigger.ignore', true), '')::text[])"
    )


def guarded_tables() -> dict[str, RowSecurity]:
    """Each table that holds people's data, with its declaration; a history table follows its own table."""
    tables: dict[str, RowSecurity] = {}
    for model in apps.get_models(include_auto_created=True):
        if declared := declaration(model):
            tables[model._meta.db_table] = declared  # noqa: SLF001 Django's public _meta
    return tables


def declaration(model: type[models.Model]) -> RowSecurity | None:
    """How a model's rows are guarded, or None. What several members may read, they read as it is, not as it was."""
    tracked = getattr(model, "pgh_tracked_model", None)
    declared = getattr(tracked or model, "row_security", None)
    if not isinstance(declared, RowSecurity):
        return None
    if tracked is None:
        return declared
    columns = {field.column for field in model._meta.concrete_fields}  # noqa: SLF001 Django's public _meta
    return RowSecurity(column=declared.column, also=declared.also, own="" if declared.own_many or declared.own not in columns else declared.own, append_only=True, stays=declared.stays)


def guard(table: str, declared: RowSecurity) -> None:
    """Give one table the policies declared for it; a policy that already says the same is left alone."""
    run(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY").format(sql.Identifier(table)))
    wanted, standing = declared.policies(table), standing_policies(table)
    for name in standing:
        if standing[name] != digest(wanted.get(name, "")):
            run(sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(name), sql.Identifier(table)))
    for name, making in wanted.items():
        if standing.get(name) != digest(making):
            run(making)
            run(sql.SQL("COMMENT ON POLICY {} ON {} IS {}").format(sql.Identifier(name), sql.Identifier(table), sql.Literal(digest(making))))


def standing_policies(table: str) -> dict[str, str]:
    """Policy name to the digest of the SQL it was made from, as PostgreSQL has it now."""
    found = rows(
        "SELECT polname, coalesce(obj_description(oid, 'pg_policy'), '') FROM pg_policy WHERE polrelid = %s::regclass", table
    )
    return {str(name): str(comment) for name, comment in found}


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def give_rights() -> None:
    """What the app's role may do: rows only, and on tables that only grow no removal and no change but of place."""
    role, grows, guarded = sql.Identifier(app_role()), tables_that_only_grow(), guarded_tables()
    tables = [str(row[0]) for row in rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")]
    schema = sql.Identifier(str(rows("SELECT current_schema()")[0][0]))
    run(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(schema, role))
    run(sql.SQL("REVOKE CREATE ON SCHEMA {} FROM {}, PUBLIC").format(schema, role))
    run(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA {} FROM {}").format(schema, role))
    for table in set(tables) - sealed_tables():
        run(sql.SQL("GRANT {} ON {} TO {}").format(sql.SQL(rights_on(table, grows)), sql.Identifier(table), role))
    for table in grows & guarded.keys():
        columns = sql.SQL(", ").join(map(sql.Identifier, guarded[table].following))
        run(sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(columns, sql.Identifier(table), role))
    for view in rows("SELECT viewname FROM pg_views WHERE schemaname = current_schema() AND viewowner = current_user"):
        run(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(str(view[0])), role))
    run(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {} TO {}").format(schema, role))
    run(sql.SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {} TO {}").format(schema, role))


def rights_on(table: str, grows: set[str]) -> str:
    if table == "django_migrations":
        return "SELECT"
    return "SELECT, INSERT" if table in grows else "SELECT, INSERT, UPDATE, DELETE"


def sealed_tables() -> set[str]:
    """Tables the app's role has no right to at all."""
    return {model._meta.db_table for model in apps.get_models() if isinstance(getattr(model, "row_security", None), Sealed)}  # noqa: SLF001 Django's public _meta


def tables_that_only_grow() -> set[str]:
    history = {model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}  # noqa: SLF001 Django's public _meta
    return history | {table for table, declared in guarded_tables().items() if declared.append_only}


def load_first_data() -> None:
    """Call the functions named in COSO_LOADERS, each `load(using=)`; they may be called again at any time."""
    for name in settings.COSO_LOADERS:
        import_string(name)(using=OWNER)


def problems(using: str = "default") -> list[str]:
    """What stands in the database otherwise than declared; empty when both walls are up."""
    found = []
    switched_on = {str(row[0]) for row in rows("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relnamespace = current_schema()::regnamespace", using=using)}
    policies = {(str(table), str(name)): str(comment) for table, name, comment in rows("SELECT c.relname, p.polname, coalesce(obj_description(p.oid, 'pg_policy'), '') FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = current_schema()::regnamespace", using=using)}
    for table, declared in guarded_tables().items():
        wanted = {(table, name): digest(making) for name, making in declared.policies(table).items()}
        standing = {key: comment for key, comment in policies.items() if key[0] == table}
        if table not in switched_on or wanted != standing:
            found.append(_("table %(table)s is not guarded as declared") % {"table": table})
    owned = rows("SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = %s", app_role(), using=using)
    return found + [_("%(name)s belongs to the app's role") % {"name": row[0]} for row in owned]


def check_ready() -> None:
    """Raise CannotRun unless every migration and every policy of this release stands in the database."""
    check_server()
    if not is_ready():
        raise CannotRun(_("The database is not at this release's state. Nothing was changed. Run coso setup_database, then try again."))


def is_ready() -> bool:
    try:
        executor = MigrationExecutor(connections["default"])
        return not executor.migration_plan(executor.loader.graph.leaf_nodes()) and not problems()
    except OperationalError:  # the app's role is not there yet
        return False


def run(statement: str | sql.Composable, *values: object, using: str = OWNER) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values or None)  # type: ignore[arg-type] # psycopg adapts more than the stubs know


def rows(statement: str, *values: object, using: str = OWNER) -> list[tuple[object, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values or None)  # type: ignore[arg-type] # psycopg adapts more than the stubs know
        return list(cursor.fetchall())
