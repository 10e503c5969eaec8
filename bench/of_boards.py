"""The board of branch meetings of a province with 50,000 meetings, and of the centre above it, beside bare SQL for the same sums."""

from datetime import date
from functools import partial

from django.test import Client
from django.urls import reverse
from measure import Result, asked, owner
from people import Reader, readers

from coso.common.management.commands.serve import collect_static_files
from coso.common.scope import within
from coso.meetings.queries.board import board
from coso.org.kinds import BRANCH_KINDS

MEETINGS = 50_000
LAST = date(2026, 10, 1)
# Meetings of as many months as make the number, in the branches of the province, most held on the third, some later, a tenth never.
FILL = """
INSERT INTO meetings_meeting (unit_id, position, recorded_at, kind, state, month, theme, planned_on, planned_at, place, guests, conclusion, called_off_why, called_at, opened_at, closed_at, settled_at,
  called, exempt, elsewhere, present, from_afar, with_reason, without_reason, exempt_present, speakers, opinions, self_points, self_level, official_level, official_note)
SELECT u.id, u.position, now(), 'regular', CASE WHEN r.n < 10 THEN 'planned' ELSE 'settled' END, m.month, '', m.month + 2, '19:00', 'Nhà văn hóa', '', repeat('Kết luận của chủ trì. ', 40), '',
  CASE WHEN r.n >= 5 THEN m.month + interval '1 day' END, CASE WHEN r.n >= 10 THEN m.month + r.n %% 9 + interval '12 hours' END, CASE WHEN r.n >= 10 THEN m.month + r.n %% 9 + interval '13 hours 35 minutes' END,
  CASE WHEN r.n >= 10 THEN m.month + r.n %% 9 + interval '3 days' END, 24, 2, 1, CASE WHEN r.n >= 10 THEN 18 ELSE 0 END, 0, CASE WHEN r.n >= 10 THEN 3 ELSE 0 END, 0, 0, 5, 7, CASE WHEN r.n >= 10 THEN 70 + r.n %% 30 END, '', '', ''
FROM (SELECT id, position FROM org_unit WHERE position >= %(lo)s AND position < %(hi)s AND kind = ANY(%(kinds)s) AND ended_on IS NULL) u,
  (SELECT (%(last)s::date - make_interval(months => n))::date AS month FROM generate_series(0, %(months)s - 1) n) m, LATERAL (SELECT ((u.id * 31 + extract(month FROM m.month)::int * 17) %% 100)::int AS n) r
ON CONFLICT DO NOTHING
"""
SUMS = """
SELECT c.id, count(*), count(*) FILTER (WHERE m.state = 'settled'), sum(m.present + m.from_afar), sum(m.called - m.exempt - m.elsewhere), avg(m.self_points)
FROM org_unit c JOIN meetings_meeting m ON m.position >= c.position AND m.position < c.position_end
WHERE c.parent_id = %s AND m.month = %s GROUP BY c.id
"""


def measured(runs: int) -> list[Result]:
    collect_static_files()
    with owner() as connection:
        by_level = {reader.level: reader for reader in readers()}
        rows = _filled(connection, by_level["province"])
        return [one for level in ("province", "nation") for one in _of(connection, by_level[level], rows, runs)]


def _filled(connection, reader: Reader) -> int:
    place = {"lo": reader.unit.position, "hi": reader.unit.position_end}
    kinds = list(BRANCH_KINDS)
    branches = connection.execute("SELECT count(*) FROM org_unit WHERE position >= %(lo)s AND position < %(hi)s AND kind = ANY(%(kinds)s) AND ended_on IS NULL", place | {"kinds": kinds}).fetchone()[0]
    connection.execute(FILL, place | {"kinds": kinds, "months": -(-MEETINGS // branches), "last": LAST})
    connection.execute("ANALYZE meetings_meeting")
    return connection.execute("SELECT count(*) FROM meetings_meeting WHERE position >= %(lo)s AND position < %(hi)s", place).fetchone()[0]


def _of(connection, reader: Reader, rows: int, runs: int) -> list[Result]:
    client = Client()
    client.force_login(reader.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    limit = {"SQL": asked(lambda: connection.execute(SUMS, [reader.unit.pk, LAST]).fetchall(), runs)}
    who = f"{reader.level}, {rows:,} meetings"
    return [
        Result("board of meetings: the sums", who, asked(partial(_board, reader), runs), limit),
        Result("board of meetings: the page", who, asked(partial(_page, client, reader), runs), limit),
    ]


def _board(reader: Reader) -> object:
    with within(reader.user.scope("bench")):
        return board(reader.unit, LAST, date(2026, 11, 20), by=reader.user)


def _page(client: Client, reader: Reader) -> None:
    answer = client.get(reverse("meetings:board"), {"unit": reader.unit.pk, "thang": f"{LAST:%Y-%m}"})
    if answer.status_code != 200:
        raise SystemExit(f"the board answered {answer.status_code}")
