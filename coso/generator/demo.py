"""The demo's data: the invented province, or one commune of it, loaded in a second or a few."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from random import Random

from django.apps import apps
from django.utils.translation import gettext as _
from psycopg import sql

from coso.common.database_setup import load_first_data
from coso.common.errors import CannotRun
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.generator import lives, load, making, people, tree
from coso.generator.enums import GeneratorAct
from coso.generator.province import DEMO_COMMUNE, PROVINCE, Home
from coso.generator.province_tree import ProvinceTree
from coso.generator.published import comparison, entered, facts, fitted
from coso.generator.published.facts import Published
from coso.generator.rows import Sheets
from coso.generator.tree import Node
from coso.org.enums import UnitKind
from coso.org.models import Area, Unit

SEED = 2020
COMMUNE, WHOLE = "commune", "province"
FIRST_AREA = 2_000_000
OWN = "muong_sai"  # the published place whose province is the demo's own
OURS = ("coso.", "django.contrib.sessions", "allauth.", "procrastinate.")


def made() -> Act | None:
    """The act that says this database's data is the demo's, if it is."""
    with within(everything(where="generator")):
        return Act.objects.filter(kind=GeneratorAct.DEMO_MADE).first()


def clear() -> None:
    """Empty a database of demo data: everything but the official places and what the set-up loads."""
    if made() is None:
        raise CannotRun(_("This database does not hold demo data. Nothing was removed. --fresh only ever removes what the demo has made."))
    keep = {Area._meta.db_table}  # noqa: SLF001 Django's public _meta
    ours = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model.__module__.startswith(OURS) and model._meta.managed]  # noqa: SLF001 as above
    with load.owner_connection() as connection, connection.transaction():
        tables = sql.SQL(", ").join(sql.Identifier(table) for table in ours if table not in keep)
        connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
        connection.execute("DELETE FROM org_area WHERE id >= %s", [making.FIRST_FREE_AREA])
    load_first_data()


def make(*, scale: str, seed: int, until: date) -> dict[str, float]:
    """Fill an empty database with the demo's units and people, or those of a published place (its key as scale); answers how many."""
    making.refuse_unless_empty()
    if scale not in (COMMUNE, WHOLE):
        return _make_fitted(facts.read(scale), seed, until)
    province = ProvinceTree(seed, until, first_area=FIRST_AREA)
    people = sum(home.people() for home in homes_of(province, scale))
    with making.set_aside(people), load.owner_connection() as connection, load.loading(connection):
        for sheets in parts_of(province, scale):
            load.copy(connection, sheets)
    load.finish()
    making.note(GeneratorAct.DEMO_MADE, {"seed": seed, "scale": scale, "until": until.isoformat()})
    if scale == WHOLE:
        _keep_comparison(facts.read(OWN), until)
    return making.counts()


def scale_of(key: str) -> str:
    """The scale at which a published place is made: the demo's own province is made whole, others are fitted."""
    return WHOLE if key == OWN else key


def _make_fitted(published: Published, seed: int, until: date) -> dict[str, float]:
    plan = fitted.made(published, seed)
    with load.owner_connection() as connection, load.loading(connection):
        load.copy(connection, plan.sheets)
    load.finish()
    making.note(GeneratorAct.DEMO_MADE, {"seed": seed, "scale": published.key, "until": published.day.isoformat()})
    with within(everything(where="generator")):
        entered.enter(plan)
    _keep_comparison(published, until)
    return making.counts()


def _keep_comparison(published: Published, today: date) -> None:
    """The report that sets the published figures beside these records."""
    with within(everything(where="generator")):
        comparison.keep(published, published_unit(published), today)


def published_unit(published: Published) -> Unit:
    """The unit the published figures are of."""
    return Unit.objects.get(kind=published.fit.get("kind", UnitKind.PROVINCIAL_ORGANISATION))


def parts_of(province: ProvinceTree, scale: str) -> Iterable[Sheets]:
    """First the units above, then home by home."""
    homes = homes_of(province, scale)
    tree.write(province.sheets, _above(province, homes))
    yield province.sheets
    for home in homes:
        yield _of_home(province, home)


def homes_of(province: ProvinceTree, scale: str) -> list[Home]:
    return province.homes if scale == WHOLE else [home for home in province.homes if home.head.now.code == demo_commune_code()]


def demo_commune_code() -> str:
    """The commune of the small demo, where sign-ins have their places too."""
    return tree.code_of(PROVINCE, DEMO_COMMUNE + 1)


def _above(province: ProvinceTree, homes: list[Home]) -> list[Node]:
    """The units planned from the top that stand above or before these homes."""
    wanted = {id(superior) for home in homes for node in (home.head, *home.olds) for superior, *_rest in node.lines()}
    return [node for node in province.world.nodes if id(node) in wanted]


def _of_home(province: ProvinceTree, home: Home) -> Sheets:
    sheets = home.sheets
    tree.write(sheets, [*home.above, *home.branches(), *([home.office] if home.office else [])])
    world = province.world
    rng = Random(f"{world.seed}/{home.head.now.code}/records")
    for person in lives.lives_of(world.seed, home, world.until):
        people.write(sheets, rng, person, home.place, world.until.toordinal())
    return sheets
