"""Whether the tree says one thing everywhere: placements, superiors, closure, positions, and the rows placed by them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext as _

from coso.org import closure
from coso.org.placing import leaving_models, placed_tables

LIMIT = 20

# The superior of each unit by its placements: the one with no end, or the last one of a unit that has ended.
OTHER_SUPERIOR = """
SELECT u.id FROM org_unit u LEFT JOIN LATERAL (
  SELECT p.parent_id FROM org_placement p WHERE p.unit_id = u.id ORDER BY p.valid_from DESC LIMIT 1
) last ON true WHERE u.parent_id IS DISTINCT FROM last.parent_id ORDER BY u.id LIMIT %s"""
OUTSIDE_SUPERIOR = """
SELECT u.id FROM org_unit u JOIN org_unit p ON p.id = u.parent_id
WHERE u.position <= p.position OR u.position_end > p.position_end ORDER BY u.id LIMIT %s"""
OVERLAPPING = """
SELECT id FROM (
  SELECT id, position, max(position_end) OVER (PARTITION BY parent_id ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM org_unit) u WHERE position < before ORDER BY id LIMIT %s"""
OTHER_DETAILS = """
SELECT u.id FROM org_unit u LEFT JOIN LATERAL (
  SELECT d.* FROM org_unitdetails d WHERE d.unit_id = u.id ORDER BY d.valid_from DESC LIMIT 1
) last ON true WHERE (u.name, u.code, u.kind, u.sector) IS DISTINCT FROM (last.name, last.code, last.kind, last.sector) ORDER BY u.id LIMIT %s"""
PLACED_NOWHERE = "SELECT DISTINCT {column} FROM {table} r WHERE r.{column} IS NOT NULL AND NOT EXISTS (SELECT FROM org_unit u WHERE u.position = r.{column}) LIMIT %s"


def differences() -> Iterator[str]:
    """Each difference as a sentence, at most LIMIT of a kind. The caller must see everything."""
    for ancestor, descendant in closure.differences(LIMIT):
        yield _("closure: the line from unit %(above)s to unit %(below)s differs from the placements") % {"above": ancestor, "below": descendant}
    sayings = {
        OTHER_SUPERIOR: _("unit %(unit)s: its superior is not that of its last placement"),
        OUTSIDE_SUPERIOR: _("unit %(unit)s: its positions lie outside its superior's"),
        OVERLAPPING: _("unit %(unit)s: its positions overlap those of a neighbour"),
        OTHER_DETAILS: _("unit %(unit)s: its name, code, kind or sector is not that of its last details"),
    }
    for question, saying in sayings.items():
        for unit in _found(question):
            yield saying % {"unit": unit}
    yield from _left_behind()
    yield from _badly_placed()


def _left_behind() -> Iterator[str]:
    """Rows that go on in a unit after its end."""
    for model in leaving_models():
        late = Q(valid_to__isnull=True) | Q(valid_to__gt=F("unit__ended_on"))
        rows = model.objects.filter(model.leaves_ended_unit.which, late, unit__ended_on__isnull=False)
        for unit in rows.order_by("unit").values_list("unit", flat=True).distinct()[:LIMIT]:
            yield _("unit %(unit)s has ended, but still has %(what)s after its end") % {"unit": unit, "what": model.leaves_ended_unit.what}


def _badly_placed() -> Iterator[str]:
    for placed in placed_tables():
        for position in _found(PLACED_NOWHERE.format(table=placed.table, column=placed.column)):
            yield _("%(table)s: rows at position %(position)s, where no unit is") % {"table": placed.table, "position": position}
        if placed.has_unit:
            for unit in _found(f"SELECT DISTINCT u.id FROM {placed.table} r JOIN org_unit u ON u.id = r.unit_id WHERE r.{placed.column} <> u.position LIMIT %s"):  # noqa: S608 names from declarations
                yield _("%(table)s: rows of unit %(unit)s do not carry its position") % {"table": placed.table, "unit": unit}


def _found(question: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, [LIMIT])
        return [row[0] for row in cursor.fetchall()]
