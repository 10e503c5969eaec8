"""A phone as outbox.js makes it be, told in Python: what lies in its store outlives everything but its loss."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from tests.common.notes import KIND

FORGETS = {"applied", "kept", "set_aside"}  # the server holds it now


def envelope(unit: Any, value: int, *, author: str, at: datetime | None = None, **other: Any) -> dict[str, Any]:
    told = {"unit": unit.pk, "value": value, "because": ""}
    known = {"id": str(uuid4()), "author": author, "kind": KIND, "version": 3, "subject": f"unit:{unit.pk}", "payload": told, "claimed_at": (at or datetime.now(UTC)).isoformat()}
    return known | other


def batch(operations: list[Any], *, sent_at: datetime | None = None, device: str = "") -> dict[str, Any]:
    return {"device": device or str(uuid4()), "sent_at": (sent_at or datetime.now(UTC)).isoformat(), "operations": operations}


def hand_in(client: Client, *operations: Any, **about: Any) -> list[dict[str, Any]]:
    """The receipts for a batch."""
    answer = client.post("/dong-bo/", batch(list(operations), **about), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()["receipts"]


class Phone:
    """outbox and shown are its store, changed together; clock is how far it is ahead."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.clock = timedelta()
        self.start_anew()

    def start_anew(self) -> None:
        """As bought, or after its storage was erased."""
        self.device = str(uuid4())
        self.outbox: list[dict[str, Any]] = []
        self.refused: list[dict[str, Any]] = []
        self.shown: dict[str, int] = {}

    def now(self) -> datetime:
        return datetime.now(UTC) + self.clock

    def tap(self, unit: Any, value: int) -> dict[str, Any]:
        made = envelope(unit, value, author=self.username, at=self.now())
        self.outbox.append(made)
        self.shown[made["subject"]] = value
        return made

    def file(self) -> list[dict[str, Any]]:
        """What another phone may take over; it stays here too, until the server has it."""
        return deepcopy(self.outbox)

    def take(self, operations: list[dict[str, Any]]) -> None:
        known = {one["id"] for one in self.outbox}
        self.outbox += [one for one in operations if one["id"] not in known]

    def to_send(self, most: int) -> dict[str, Any]:
        return batch(deepcopy(self.outbox[:most]), sent_at=self.now(), device=self.device)

    def hear(self, receipts: list[dict[str, Any]]) -> None:
        outcome = {one["id"]: one["outcome"] for one in receipts}
        self.refused += [one for one in self.outbox if outcome.get(one["id"]) == "refused"]
        self.outbox = [one for one in self.outbox if outcome.get(one["id"], "later") == "later"]
