"""A secret ballot under load: votes put in by many at once, some twice, while it is being closed."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
from measure import Result, owner
from server import BENCH, url

VOTERS, AT_ONCE = 2_000, 16
MAKE = """
WITH unit AS (SELECT id, position FROM org_unit ORDER BY position LIMIT 1),
ballot AS (INSERT INTO ballots_ballot (subject, question, state, opened_at, base, unit_id) SELECT %s, 'bench', 'open', now(), %s, id FROM unit RETURNING id)
INSERT INTO ballots_voter (ballot_id, member_id, question, open, way) SELECT ballot.id, m.id, 'bench', true, '' FROM ballot, (SELECT id FROM members_member ORDER BY id LIMIT %s) m RETURNING ballot_id, member_id"""


def measured(_runs: int) -> list[Result]:
    """Wall time of 2,000 voters of whom each tenth votes twice; beside it as many plain updates of one row each."""
    with owner() as connection:
        roll = connection.execute(MAKE, [f"bench {time.time()}", VOTERS, VOTERS]).fetchall()
        ballot = roll[0][0]
        connection.execute("SELECT ballots_set_box(%s)", [ballot])
        crowd = [member for _ballot, member in roll]
        crowd += random.sample(crowd, VOTERS // 10)
        random.shuffle(crowd)
        took = together(crowd, lambda link, member: cast(link, ballot, member))
        counted = dict(connection.execute("SELECT choice, number FROM ballots_count(%s)", [ballot]).fetchall())
        assert sum(counted.values()) == VOTERS, counted
        plain = together([member for _ballot, member in roll], lambda link, member: touch(link, ballot, member))
    return [Result("2,000 votes put in, 200 of them twice", f"{AT_ONCE} at once", [took * 1000], {"SQL": [plain * 1000]}, note="limit: as many plain updates of one row")]


def together(crowd: list[int], act) -> float:
    """Seconds until everybody has acted, over AT_ONCE connections."""
    local = threading.local()
    links = []

    def one(member: int) -> None:
        if not hasattr(local, "link"):
            local.link = psycopg.connect(url(BENCH), autocommit=False)
            links.append(local.link)
        act(local.link, member)

    began = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, crowd))
    took = time.perf_counter() - began
    for link in links:
        link.close()
    return took


def cast(link: psycopg.Connection, ballot: int, member: int) -> None:
    with link.transaction():
        link.execute("SELECT set_config('coso.member', %s, true)", [str(member)])
        link.execute("SELECT ballots_cast(%s, %s)", [ballot, random.choice(("in_favour", "against", "abstained"))])


def touch(link: psycopg.Connection, ballot: int, member: int) -> None:
    with link.transaction():
        link.execute("UPDATE ballots_voter SET way = '' WHERE ballot_id = %s AND member_id = %s", [ballot, member])
