"""A filled-in text taken apart into blocks: headings, paragraphs with what stands in them, tables, parts to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol

MARK = re.compile("\x01([ntwm])([0-9]+)\x02")
HEADING = re.compile(r"(#{1,3})[ \t]+(.*)")
HEADING_LINE = re.compile(r"^(#{1,3}[ \t].*)$", re.MULTILINE)


class Filled(Protocol):
    """What the marks of a text stand for: written parts, what is missing, numbers."""

    parts: list[dict[str, Any]]
    missing: list[str]
    numbers: list[dict[str, Any]]


def blocks_of(told: str, filling: Filled) -> Iterator[dict[str, Any]]:
    """The filled-in text as blocks: an empty line ends a paragraph, `#` begins a heading; tables and written parts stand alone."""
    for paragraph in re.split(r"\n\s*\n", HEADING_LINE.sub(r"\n\1\n\n", told).strip()):
        heading = HEADING.fullmatch(paragraph.strip())
        text = " ".join((heading[2] if heading else paragraph).split())
        runs: list[Any] = []
        for block in _pieces(text, filling):
            if isinstance(block, dict) and block.get("kind") in ("table", "write"):
                yield from _spoken(runs, heading)
                runs = []
                yield block
            else:
                runs.append(block)
        yield from _spoken(runs, heading)


def _spoken(runs: list[Any], heading: re.Match[str] | None) -> Iterator[dict[str, Any]]:
    if any(not isinstance(run, str) or run.strip() for run in runs):
        yield {"kind": "heading", "level": len(heading[1]), "runs": runs} if heading else {"kind": "text", "runs": runs}


def _pieces(text: str, filling: Filled) -> Iterator[Any]:
    """Words and what stands between them, in order."""
    at = 0
    for found in MARK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield _piece(found[1], int(found[2]), filling)
        at = found.end()
    if at < len(text):
        yield text[at:]


def _piece(kind: str, number: int, filling: Filled) -> dict[str, Any]:
    if kind == "t":
        return {"kind": "table", "table": number}
    if kind == "w":
        return filling.parts[number]
    return {"missing": filling.missing[number]} if kind == "m" else filling.numbers[number]
