"""What has been published of a place, read from its file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Fact:
    """One published figure, in one of three ways.

    indicator: records tell it; `where`, `since`, `on` narrow it, and one of share, base, times, change says how it is worked
    out (`coso.reports.queries.published`). parts: it follows, or ought to, from other published figures. Neither: nothing
    measures it; `unmeasured` is the key of the figure that waits, or `why` says it. note: the arithmetic, where it does not come out or rests on something not published.
    """

    label: str
    printed: str
    indicator: str = ""
    where: dict[str, str] = field(default_factory=dict)
    since: date | None = None
    on: date | None = None
    share: str = ""
    base: str = ""
    times: date | None = None
    change: date | None = None
    parts: str = ""
    whole: str = ""
    unmeasured: str = ""
    why: str = ""
    note: str = ""
    agrees: bool = True  # False: no consistent records give it

    @property
    def measured(self) -> bool:
        return bool(self.indicator or self.parts)


@dataclass(frozen=True)
class Published:
    """A place and its figures. article: of domain/seeds_figures.md. day: of the article. assumed: days it does not give. fit: what the records are made by."""

    key: str
    name: str
    article: str
    place: str
    day: date
    assumed: str
    facts: tuple[Fact, ...]
    fit: dict[str, Any]


def all_keys() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def read(key: str) -> Published:
    kept = tomllib.loads((FOLDER / f"{key}.toml").read_text())
    facts = tuple(Fact(**fact) for fact in kept.pop("fact"))
    return Published(key=key, facts=facts, fit=kept.pop("fit", {}), **kept)
