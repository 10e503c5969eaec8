"""What a phone kept goes over a line that cuts, resets, repeats and stalls, and stands in the records once.

COSO_HOSTILE says how many taps are sent (150 in the suite; figures of longer runs in docs/offline.md).
"""

from __future__ import annotations

import http.client
import json
import os
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from tests.e2e.conftest import House
from tests.e2e.handset import PASSWORD, records
from tests.e2e.hostile import HostileLine

pytestmark = pytest.mark.browser  # with the other stories of the house
TAPS = int(os.environ.get("COSO_HOSTILE", "150"))
PATIENCE = 0.5  # seconds until the phone gives an answer up
MOST_SENT = 5


class Talker:
    """Speaks HTTP as a phone does, a connection for each request, and keeps its cookies."""

    def __init__(self, port: int) -> None:
        self.port, self.cookies = port, {}

    def ask(self, method: str, path: str, body: str = "", *, port: int = 0, patience: float = 30, **headers: str) -> tuple[int, str, str]:
        """Status, where it leads, body; OSError or HTTPException where the line was bad."""
        line = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=patience)
        known = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items()), "Connection": "close", "Accept": "application/json"}
        try:
            line.request(method, path, body.encode(), known | headers)
            answer = line.getresponse()
            text = answer.read().decode()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                key, _is, value = cookie.split(";")[0].partition("=")
                self.cookies[key] = value
            return answer.status, answer.headers.get("Location", ""), text
        finally:
            line.close()

    def submit(self, path: str, **told: str) -> str:
        """A form of a page; answers where it leads."""
        page = self.ask("GET", path, Accept="text/html")[2]
        token = page.split('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]
        status, to, text = self.ask("POST", path, urlencode(told | {"csrfmiddlewaretoken": token}), **{"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"})
        assert status == 302, text[:2000]
        return to

    def sign_in(self, name: str) -> None:
        self.submit("/accounts/login/", login=name, password=PASSWORD)


@pytest.fixture
def line(house: House) -> Iterator[HostileLine]:
    made = HostileLine(int(house.address.rsplit(":", 1)[1]), seed=20261129)
    yield made
    made.end()


def operation(kind: str, **payload: object) -> dict[str, object]:
    return {"id": str(uuid4()), "author": "bithu", "kind": f"meeting.{kind}", "version": 1, "subject": f"meeting:{payload['meeting']}", "payload": payload, "claimed_at": datetime.now(UTC).isoformat()}


def hand_in(phone: Talker, outbox: list[dict[str, object]], port: int) -> None:
    """Sends the first of the outbox and lets go of what the server holds; whatever goes wrong leaves all where it is."""
    sent = outbox[:MOST_SENT]
    body = json.dumps({"device": DEVICE, "sent_at": datetime.now(UTC).isoformat(), "operations": sent})
    try:
        status, _to, text = phone.ask("POST", "/dong-bo/", body, port=port, patience=PATIENCE if port else 30, **{"Content-Type": "application/json", "X-CSRFToken": phone.csrf, "Origin": f"http://127.0.0.1:{phone.port}", "Host": f"127.0.0.1:{phone.port}"})
        receipts = json.loads(text)["receipts"] if status == 200 else []
    except (OSError, http.client.HTTPException, ValueError):
        return
    held = {one["id"] for one in receipts if one["outcome"] in {"applied", "kept", "set_aside"}}
    outbox[:] = [one for one in outbox if one["id"] not in held]


DEVICE = str(uuid4())


def test_every_tap_arrives_once_over_a_line_that_cuts_resets_repeats_and_stalls(house: House, line: HostileLine, record_property: Callable[[str, object], None]) -> None:
    phone = Talker(int(house.address.rsplit(":", 1)[1]))
    phone.sign_in("bithu")
    today = date.today().isoformat()  # noqa: DTZ011 the server's own day is asked for below
    meeting = phone.submit("/sinh-hoat/moi/", **unit_of(phone), kind="thematic", on=today, at="19:00", place="Nhà văn hóa", theme="Đường truyền xấu")
    phone.submit(f"{meeting}thong-bao/")
    pack = json.loads(phone.ask("GET", f"{meeting}mang-theo/")[2])
    people = [one["id"] for one in pack["people"] if one["chairs"]]
    phone.csrf = json.loads(phone.ask("GET", "/dong-bo/")[2])["csrf"]
    chance = random.Random(7)
    outbox = [operation("open", meeting=pack["meeting"], chair=people[0], secretary=people[1], guests="")]
    wanted = []
    while len(wanted) < TAPS:
        taps = [operation("opinion", meeting=pack["meeting"], member=chance.choice(people), back=False) for _ in range(chance.randrange(1, 4))]
        outbox += taps
        wanted += [str(one["id"]) for one in taps]
        hand_in(phone, outbox, line.port)
    attempts = 0
    while outbox:
        attempts += 1
        line.kind = attempts > 3 * TAPS  # a line this bad would be given up; the next one is good
        hand_in(phone, outbox, line.port)
    record_property("fates", dict(line.fates))
    assert set(line.fates) == set(line.deal)
    with records() as on:
        found = on.execute("SELECT operation::text, count(*) FROM meetings_opinion WHERE meeting_id = %s GROUP BY 1", [pack["meeting"]]).fetchall()
    assert sorted(found) == sorted((one, 1) for one in wanted)


def unit_of(phone: Talker) -> dict[str, str]:
    """The branch as the form of a new meeting offers it."""
    page = phone.ask("GET", "/sinh-hoat/moi/", Accept="text/html")[2]
    field = page[page.index('name="unit"') :]
    return {"unit": field.split('value="', 1)[1].split('"', 1)[0]}
