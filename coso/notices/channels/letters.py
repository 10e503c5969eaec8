"""What goes out, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """ARRIVED: handed over. AGAIN: to be tried later. ENDED: the address is there no more."""

    ARRIVED = "arrived"
    AGAIN = "again"
    ENDED = "ended"


@dataclass(frozen=True)
class Letter:
    """Words without anything personal, and the page to open. key: of the sending, the same when it is tried again."""

    title: str
    text: str
    href: str
    key: str
