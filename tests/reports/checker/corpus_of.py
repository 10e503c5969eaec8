"""The corpus, what the checker makes of it, and precision and recall of its errors."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from coso.reports.checker import Finding, check

FOLDER = Path(__file__).with_name("corpus")


@dataclass
class Score:
    """found, false, missed: by kind. said: the sentences behind what went wrong."""

    found: Counter = field(default_factory=Counter)
    false: Counter = field(default_factory=Counter)
    missed: Counter = field(default_factory=Counter)
    cases: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found.total() / max(1, self.found.total() + self.false.total())

    @property
    def recall(self) -> float:
        return self.found.total() / max(1, self.found.total() + self.missed.total())


def score(name: str) -> Score:
    corpus = tomllib.loads((FOLDER / f"{name}.toml").read_text())
    total = Score()
    for text in corpus["right"]:
        total.cases += 1
        _judge(total, text, check(text).errors, [])
    for case in corpus["wrong"]:
        total.cases += 1
        wanted = case["at"] if isinstance(case["at"], list) else [case["at"]]
        _judge(total, case["text"], check(case["text"]).errors, [(at, case["kind"]) for at in wanted])
    return total


def _judge(total: Score, text: str, errors: list[Finding], wanted: list[tuple[str, str]]) -> None:
    left = list(errors)
    for at, kind in wanted:
        hit = next((one for one in left if at in (one.stated, one.quote) or one.stated in at or at in one.quote.split()), None)
        if hit is None:
            total.missed[kind] += 1
            total.said.append(f"missed {kind} at {at}: {text}")
        else:
            left.remove(hit)
            total.found[kind] += 1
    for one in left:
        total.false[one.kind] += 1
        total.said.append(f"false {one.kind} “{one.quote}”: {text}\n    {one.explanation}")


def table(total: Score) -> str:
    """By kind, as docs/checker.md shows it."""
    kinds = sorted({*total.found, *total.missed, *total.false})
    lines = [f"| {kind} | {total.found[kind] + total.missed[kind]} | {total.found[kind]} | {total.missed[kind]} | {total.false[kind]} |" for kind in kinds]
    sums = f"| all | {total.found.total() + total.missed.total()} | {total.found.total()} | {total.missed.total()} | {total.false.total()} |"
    return "\n".join(["| kind | wrong | found | missed | false alarms |", "|---|--:|--:|--:|--:|", *lines, sums])
