"""One line of what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Due:
    """One thing to do: what, a line that says why, where it is done, and since when it is late."""

    what: str
    why: str = ""
    href: str = ""
    act: str = ""
    state: str = ""
    late: bool = False
