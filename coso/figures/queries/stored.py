"""Reading counts from the store: any day since the first, for units above the grass-roots level (docs/adr/0027)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.db import connection

from coso.figures.cells import Stored
from coso.figures.enums import Tree
from coso.figures.queries.grouping import FIRST_DAY
from coso.figures.queries.question import Question
from coso.org.kinds import UPPER_KINDS

Found = Counter[tuple[int, int]]  # the unit right below, or the unit asked about; the cell

# The store answers when it is whole and nothing in or above the unit waits to be made anew. Asked in the same statement as the
# counts, so that both are of one moment.
FIT = """
WITH fit AS MATERIALIZED (
  SELECT EXISTS (SELECT FROM figures_storerun WHERE finished_at IS NOT NULL AND until >= %(day)s)
    AND NOT EXISTS (SELECT FROM figures_storedunit WHERE unit_id = %(unit)s AND NOT upper)
    AND NOT EXISTS (SELECT FROM figures_storemark m JOIN org_closure c
      ON (c.ancestor_id = %(unit)s AND c.descendant_id = m.unit_id) OR (c.ancestor_id = m.unit_id AND c.descendant_id = %(unit)s)) AS fits
)"""
HOLDS_DAY = "{0}.valid_from <= %(day)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(day)s)"
ADD = FIT + """
SELECT true, top, cell, sum(n)::bigint FROM ({groups} UNION ALL {late}) AS counted WHERE (SELECT fits FROM fit) GROUP BY 2, 3
UNION ALL SELECT fits, NULL, NULL, 0 FROM fit"""  # noqa: S608 fixed text only
OF_QUARTER = "figures_storedcount s, unnest(s.days, s.cells, s.counts) AS e(day, cell, n) WHERE s.starts_on = date_trunc('quarter', %(day)s::date)::date AND e.day <= %(day)s::date - s.starts_on + 1"
INSIDE = "position >= %(lo)s AND position < %(hi)s"
AT = "(%(tops)s::bigint[])[width_bucket({}.position, %(starts)s::bigint[]) + 1]"  # by today's positions: the place among the units right below
GROUPS_TODAY = f"SELECT {AT.format('s')} AS top, e.cell, sum(e.n) AS n FROM {OF_QUARTER} AND s.{INSIDE.replace('AND position', 'AND s.position')} GROUP BY 1, 2"  # noqa: S608 fixed text only
LATE_TODAY = f"SELECT {AT.format('l')}, l.cell, l.n FROM figures_latecount l WHERE l.day <= %(day)s AND l.{INSIDE.replace('AND position', 'AND l.position')}"  # noqa: S608 fixed text only
GROUPS_OF_DAY = f"""SELECT above.top, e.cell, sum(e.n) AS n FROM (
  SELECT p.group_id, c.ancestor_id AS top FROM figures_storedplace p JOIN org_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = ANY(%(below)s)
  WHERE {HOLDS_DAY.format('p')} AND {HOLDS_DAY.format('c')} OFFSET 0) AS above
  JOIN {OF_QUARTER.replace(', unnest', ' ON s.group_id = above.group_id CROSS JOIN LATERAL unnest')} GROUP BY 1, 2"""  # noqa: S608 fixed text only
LATE_OF_DAY = f"""SELECT c.ancestor_id, l.cell, l.n FROM (SELECT unit_id, cell, sum(n) AS n FROM figures_latecount WHERE day <= %(day)s GROUP BY 1, 2 OFFSET 0) AS l
  JOIN org_closure c ON c.descendant_id = l.unit_id AND (c.ancestor_id = ANY(%(below)s) OR (c.ancestor_id = %(unit)s AND c.depth = 0)) AND {HOLDS_DAY.format('c')}"""  # noqa: S608 fixed text only


def stored_counts(question: Question, *, child: bool) -> Found | None:
    """Counts by unit right below (or under the unit's own key) and cell; None where the store can't answer. To be read inside `counting`."""
    if question.unit.kind not in UPPER_KINDS or question.known_at or question.day < FIRST_DAY:
        return None
    children = question.subtree.children() if child else []
    own = question.unit
    told: dict[str, Any] = {
        "unit": own.pk, "day": question.day, "lo": own.position, "hi": own.position_end, "below": [one.pk for one in children] if child else [own.pk],
        "tops": [own.pk, *(one.pk for one in children)], "starts": [one.position for one in children] or [own.position_end],
    }
    with connection.cursor() as cursor:
        cursor.execute(_statement(question), told)
        found = cursor.fetchall()
    if not any(top is None and fits for fits, top, _cell, _n in found):
        return None
    return Counter({(top, cell): int(n) for _fits, top, cell, n in found if top is not None and n})


def _statement(question: Question) -> str:
    if question.tree == Tree.STANDS:
        return ADD.format(groups=GROUPS_TODAY, late=LATE_TODAY)
    groups = GROUPS_TODAY if _nothing_moved_since(question.day) else GROUPS_OF_DAY
    return ADD.format(groups=groups, late=LATE_OF_DAY)


def _nothing_moved_since(day: date) -> bool:
    """Whether the tree of the day is today's, but for units that are new: their counts are late ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM org_placement WHERE valid_to > %s)", [day])
        return bool(cursor.fetchone()[0])


def answers(stored: Stored | None, keys: tuple[str, ...]) -> bool:
    """Whether the store keeps everything that a split is by."""
    return stored is not None and set(keys) <= {fact.key for fact in stored.facts}


def split_cells(stored: Stored, found: Found, keys: tuple[str, ...], *, child: bool) -> Counter[tuple[int | None, tuple[Any, ...]]]:
    """Stored counts as a split's cells."""
    cells: Counter[tuple[int | None, tuple[Any, ...]]] = Counter()
    for (top, cell), n in found.items():
        values = stored.read(cell)
        cells[top if child else None, tuple(values[key] for key in keys)] += n
    return Counter({key: n for key, n in cells.items() if n})
