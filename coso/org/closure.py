"""The dated closure, worked out from the placements; used to keep it and, every night, to check it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

# Every line from a unit up to each of its superiors, with the days on which it stood.
LINES = """
WITH RECURSIVE line(ancestor, descendant, depth, days) AS (
  SELECT u.id, u.id, 0, daterange(u.founded_on, u.ended_on) FROM org_unit u WHERE {which}
  UNION ALL
  SELECT p.parent_id, line.descendant, line.depth + 1, line.days * daterange(p.valid_from, p.valid_to)
  FROM line JOIN org_placement p ON p.unit_id = line.ancestor AND p.parent_id IS NOT NULL
    AND line.days && daterange(p.valid_from, p.valid_to)
  WHERE line.depth < 60
), wanted AS (
  SELECT ancestor, descendant, depth, lower(days) AS valid_from, upper(days) AS valid_to FROM (
    SELECT ancestor, descendant, depth, unnest(range_agg(days)) AS days FROM line GROUP BY ancestor, descendant, depth
  ) merged
)
"""
OF_SOME = LINES.format(which="u.id = ANY(%(units)s)")
OF_ALL = LINES.format(which="true")
SAME = """c.ancestor_id = w.ancestor AND c.descendant_id = w.descendant AND c.depth = w.depth
  AND c.valid_from = w.valid_from AND c.valid_to IS NOT DISTINCT FROM w.valid_to"""


def rebuild(units: Collection[int]) -> None:
    """Make the lines above these units what their placements say; right rows are left alone."""
    told = {"units": list(units)}
    with connection.cursor() as cursor:
        cursor.execute(f"{OF_SOME} DELETE FROM org_closure c WHERE c.descendant_id = ANY(%(units)s) AND NOT EXISTS (SELECT FROM wanted w WHERE {SAME})", told)  # noqa: S608 fixed text only
        cursor.execute(f"{OF_SOME} INSERT INTO org_closure (ancestor_id, descendant_id, depth, valid_from, valid_to) SELECT * FROM wanted w WHERE NOT EXISTS (SELECT FROM org_closure c WHERE {SAME})", told)  # noqa: S608 fixed text only


def differences(limit: int = 20) -> list[tuple[int, int]]:
    """Pairs (ancestor, descendant) whose closure differs from the placements, the first `limit`."""
    with connection.cursor() as cursor:
        cursor.execute(f"""{OF_ALL}, kept AS (
            SELECT ancestor_id AS ancestor, descendant_id AS descendant, depth, lower(days) AS valid_from, upper(days) AS valid_to
            FROM (SELECT ancestor_id, descendant_id, depth, unnest(range_agg(daterange(valid_from, valid_to))) AS days
                  FROM org_closure GROUP BY ancestor_id, descendant_id, depth) merged
          ), odd AS ((TABLE wanted EXCEPT TABLE kept) UNION (TABLE kept EXCEPT TABLE wanted))
          SELECT DISTINCT ancestor, descendant FROM odd ORDER BY 1, 2 LIMIT %(limit)s""", {"limit": limit})  # noqa: S608 fixed text only
        return list(cursor.fetchall())
