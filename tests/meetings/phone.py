"""A phone in the room of a meeting: taps as meeting.js makes them, handed in through the same address."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.test import Client

from coso.meetings.models import Meeting
from tests.common.phone import hand_in


class Phone:
    def __init__(self, user: Any, meeting: Meeting) -> None:
        self.user, self.meeting = user, meeting
        self.client = Client()
        self.client.force_login(user)

    def tap(self, kind: str, at: datetime, **payload: Any) -> dict[str, Any]:
        """One operation, not sent yet."""
        return {
            "id": str(uuid4()), "author": self.user.username, "kind": f"meeting.{kind}", "version": 1, "subject": f"meeting:{self.meeting.pk}",
            "payload": {"meeting": self.meeting.pk} | payload, "claimed_at": at.isoformat(),
        }

    def send(self, *taps: dict[str, Any], **about: Any) -> list[dict[str, Any]]:
        return hand_in(self.client, *taps, **about)

    def outcomes(self, *taps: dict[str, Any], **about: Any) -> list[str]:
        return [receipt["outcome"] for receipt in self.send(*taps, **about)]

    def pack(self) -> dict[str, Any]:
        answer = self.client.get(f"/sinh-hoat/{self.meeting.pk}/mang-theo/")
        assert answer.status_code == 200
        return answer.json()
