"""What arrives from a phone, read and measured; nothing here asks the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from coso.common.errors import CosoError

MOST_OPERATIONS = 100
MOST_BYTES = 1024 * 1024
MOST_BYTES_OF_ONE = 128 * 1024
DEEPEST = 12  # levels of lists and objects in one payload


class Unreadable(CosoError):
    """Not of the form a phone of ours sends; the phone keeps it."""


class TooMuch(Unreadable):
    """Longer than the server takes at once."""


@dataclass(frozen=True)
class Sent:
    """One operation as it was sent. Its digest covers all of it, not its way here."""

    key: UUID
    author: str
    kind: str
    version: int
    subject: str
    payload: dict[str, Any]
    claimed_at: datetime

    @property
    def digest(self) -> str:
        """SHA-256 of one canonical writing: keys in order, no spaces, UTF-8."""
        told = [str(self.key), self.author, self.kind, self.version, self.subject, self.payload, self.claimed_at.isoformat()]
        return hashlib.sha256(canonical(told)).hexdigest()


@dataclass(frozen=True)
class Batch:
    """device: the phone's own mark. skew: the seconds its clock was ahead. operations: as sent, each read by itself later."""

    device: UUID
    skew: int
    operations: list[Any]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def read_batch(body: bytes, now: datetime) -> Batch:
    """The batch, or Unreadable. A single bad operation does not spoil it: `read` looks at each."""
    try:
        told = json.loads(body, parse_constant=_no_such_number)
        device, sent_at, operations = UUID(told["device"]), _moment(told["sent_at"]), _list(told["operations"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise Unreadable(_("The server could not read what the phone sent. Nothing was entered; everything is kept on the phone. Reload the page and send again.")) from problem
    if len(operations) > MOST_OPERATIONS:
        raise TooMuch(_("The phone sent more at once than the server takes. Nothing was entered; everything is kept on the phone. Reload the page and send again."))
    return Batch(device, _seconds(sent_at, now), operations)


def read(told: Any) -> Sent:
    """One operation, or Unreadable."""
    try:
        payload = _payload(told["payload"])
        author, kind, subject = (_text(told[name], most) for name, most in (("author", 150), ("kind", 60), ("subject", 120)))
        return Sent(UUID(told["id"]), author, kind, _version(told["version"]), subject, payload, _moment(told["claimed_at"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as problem:
        raise Unreadable(_("The server could not read this entry. It was not entered and is kept on the phone. Save it to a file and ask the office.")) from problem


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _payload(value: Any) -> dict[str, Any]:
    """Fields of plain values that the database can hold."""
    if not isinstance(value, dict) or depth(value) > DEEPEST:
        raise ValueError("not a payload")
    if len(canonical(value)) > MOST_BYTES_OF_ONE:
        raise Unreadable(_("This entry is longer than the server takes. It was not entered and is kept on the phone. Shorten it and save it again."))
    if any("\0" in text for text in texts_in(value)):
        raise Unreadable(_("This entry holds a sign that cannot be stored. It was not entered and is kept on the phone. Write it again."))
    return value


def _version(value: Any) -> int:
    if type(value) is not int or not 0 < value < 2**15:
        raise ValueError("not a version")
    return value


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in chain(value, value.values() if isinstance(value, dict) else ()):
            yield from texts_in(part)


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        raise ValueError("not a text")
    return value


def _moment(value: str) -> datetime:
    """An instant with its zone; a year the database holds."""
    found = parse_datetime(value)
    if found is None or found.tzinfo is None or not 1900 < found.year < 9999:
        raise ValueError("not a moment")
    return found


def _seconds(sent_at: datetime, now: datetime) -> int:
    """Bounded, since it is only shown."""
    most = 2**31 - 1
    return max(-most, min(most, round((sent_at - now).total_seconds())))


def _no_such_number(word: str) -> float:
    raise ValueError(word)
