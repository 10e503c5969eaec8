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
Only = tuple[tuple[str, tuple[Any, ...]], ...]

# The store answers when it is whole and nothing in or above the unit waits to be made anew; the sums of groups are read for a unit
# that never had a superior, unless one above the grass-roots level was put elsewhere. Asked in the same statement as the counts,
# so that all is of one moment.
FIT = """
WITH fit AS MATERIALIZED (
  SELECT EXISTS (SELECT FROM figures_storerun WHERE finished_at IS NOT NULL AND until >= %(day)s)
    AND NOT EXISTS (SELECT FROM figures_storedunit WHERE unit_id = %(unit)s AND NOT upper)
    AND NOT EXISTS (SELECT FROM figures_storemark m JOIN org_closure c
      ON (c.ancestor_id = %(unit)s AND c.descendant_id = m.unit_id) OR (c.ancestor_id = m.unit_id AND c.descendant_id = %(unit)s) WHERE NOT m.wide) AS fits,
  NOT EXISTS (SELECT FROM org_closure WHERE descendant_id = %(unit)s AND depth > 0)
    AND NOT EXISTS (SELECT FROM figures_storemark WHERE wide) AS summed
)"""
HOLDS_DAY = "{0}.valid_from <= %(day)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(day)s)"
ADD = FIT + """
SELECT true, top, cell, sum(n)::bigint FROM ({counts}) AS counted WHERE (SELECT {when} FROM fit) GROUP BY 2, 3
UNION ALL SELECT {when}, NULL, NULL, 0 FROM fit"""  # noqa: S608 fixed text only
STARTS = "s.starts_on = date_trunc('{period}', %(day)s::date)::date"
# One row's counts are summed before rows are put together: many small sums cost less than sorting everything at once.
ENTRIES = "LATERAL (SELECT e.cell, sum(e.n) AS n FROM unnest(s.days, s.cells, s.counts) AS e(day, cell, n) WHERE e.day <= %(day)s::date - s.starts_on + 1 GROUP BY 1) AS e"
INSIDE = "{0}.position >= %(lo)s AND {0}.position < %(hi)s"
AT = "(%(tops)s::bigint[])[width_bucket({0}.position, %(starts)s::bigint[]) + 1]"  # by today's positions: the place among the units right below
GROUPS_TODAY = f"""SELECT {AT.format('s')} AS top, e.cell, sum(e.n) AS n FROM figures_storedcount s, {ENTRIES}
  WHERE {STARTS} AND {INSIDE.format('s')} AND s.group_id {{which}} GROUP BY 1, 2"""  # noqa: S608 fixed text only
LATE_TODAY = f"SELECT {AT.format('l')}, l.cell, l.n FROM figures_latecount l WHERE l.day <= %(day)s AND {INSIDE.format('l')}"  # noqa: S608 fixed text only
GROUPS_OF_DAY = f"""SELECT above.top, e.cell, sum(e.n) AS n FROM (
  SELECT p.group_id, c.ancestor_id AS top FROM figures_storedplace p JOIN org_closure c ON c.descendant_id = p.unit_id AND c.ancestor_id = ANY(%(below)s)
  WHERE p.group_id {{which}} AND {HOLDS_DAY.format('p')} AND {HOLDS_DAY.format('c')} OFFSET 0) AS above
  JOIN figures_storedcount s ON s.group_id = above.group_id CROSS JOIN {ENTRIES} WHERE {STARTS} GROUP BY 1, 2"""  # noqa: S608 fixed text only
LATE_OF_DAY = f"""SELECT c.ancestor_id, l.cell, l.n FROM (SELECT unit_id, cell, sum(n) AS n FROM figures_latecount WHERE day <= %(day)s GROUP BY 1, 2 OFFSET 0) AS l
  JOIN org_closure c ON c.descendant_id = l.unit_id AND (c.ancestor_id = ANY(%(below)s) OR (c.ancestor_id = %(unit)s AND c.depth = 0)) AND {HOLDS_DAY.format('c')}"""  # noqa: S608 fixed text only
WIDE_OF_DAY = f"""SELECT {{top}} AS top, e.cell, sum(e.n) AS n FROM figures_storedplace p JOIN figures_storedgroup g ON g.id = p.group_id AND g.wide AND g.whole_id IS NULL
  JOIN figures_storedcount s ON s.group_id = p.group_id CROSS JOIN {ENTRIES}
  WHERE p.unit_id = ANY(%(children)s) AND {HOLDS_DAY.format('p')} AND {STARTS.format(period='month')} GROUP BY 1, 2"""  # noqa: S608 fixed text only
ALL = "NOT IN (SELECT id FROM figures_storedgroup WHERE wide)"
APART = "= ANY(ARRAY(SELECT id FROM figures_storedgroup WHERE whole_id IS NULL AND {wide}))"
WIDE, WAITING = APART.format(wide="wide"), APART.format(wide="NOT wide")


def stored_counts(question: Question, *, child: bool) -> Found | None:
    """Counts by unit right below (or under the unit's own key) and cell; None where the store can't answer. To be read inside `counting`."""
    if question.unit.kind not in UPPER_KINDS or question.known_at or question.day < FIRST_DAY:
        return None
    top = question.unit.parent_id is None
    told = _told(question, child=child, top=top)
    found = _found(_from_sums(question, child=child), told) if top else None
    return _found(_from_groups(question), told) if found is None else found


def _told(question: Question, *, child: bool, top: bool) -> dict[str, Any]:
    own, below = question.unit, question.subtree.children() if child or top else []
    split = below if child else []
    return {
        "unit": own.pk, "day": question.day, "lo": own.position, "hi": own.position_end, "children": [one.pk for one in below],
        "below": [one.pk for one in split] if child else [own.pk], "tops": [own.pk, *(one.pk for one in split)],
        "starts": [one.position for one in split] or [own.position_end],
    }


def _found(statement: str, told: dict[str, Any]) -> Found | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        found = cursor.fetchall()
    if not any(top is None and fits for fits, top, _cell, _n in found):
        return None
    return Counter({(top, cell): int(n) for _fits, top, cell, n in found if top is not None and n})


def _from_sums(question: Question, *, child: bool) -> str:
    """The sums of groups and the groups that wait to be summed up."""
    if question.tree == Tree.STANDS:
        ways = [GROUPS_TODAY.format(period="month", which=WIDE), GROUPS_TODAY.format(period="quarter", which=WAITING), LATE_TODAY]
    else:
        ways = [WIDE_OF_DAY.format(top="p.unit_id" if child else "%(unit)s::bigint"), GROUPS_OF_DAY.format(period="quarter", which=WAITING), LATE_OF_DAY]
    return ADD.format(counts=" UNION ALL ".join(ways), when="fits AND summed")


def _from_groups(question: Question) -> str:
    stands = question.tree == Tree.STANDS
    groups = GROUPS_TODAY if stands or _nothing_moved_since(question.day) else GROUPS_OF_DAY
    return ADD.format(counts=f"{groups.format(period='quarter', which=ALL)} UNION ALL {LATE_TODAY if stands else LATE_OF_DAY}", when="fits")


def _nothing_moved_since(day: date) -> bool:
    """Whether the tree of the day is today's, but for units that are new: their counts are late ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT NOT EXISTS (SELECT FROM org_placement WHERE valid_to > %s)", [day])
        return bool(cursor.fetchone()[0])


def answers(stored: Stored | None, keys: tuple[str, ...]) -> bool:
    """Whether the store keeps everything that a split is by."""
    return stored is not None and set(keys) <= {fact.key for fact in stored.facts}


def split_cells(stored: Stored, found: Found, keys: tuple[str, ...], *, child: bool, only: Only = ()) -> Counter[tuple[int | None, tuple[Any, ...]]]:
    """Stored counts as a split's cells. only: the values, by the fact's key, of those that count; empty for all."""
    cells: Counter[tuple[int | None, tuple[Any, ...]]] = Counter()
    said = {cell: stored.read(cell) for cell in {cell for _top, cell in found}}
    split = {cell: tuple(values[key] for key in keys) for cell, values in said.items() if all(values[key] in among for key, among in only)}
    for (top, cell), n in found.items():
        if cell in split:
            cells[top if child else None, split[cell]] += n
    return Counter({key: n for key, n in cells.items() if n})
