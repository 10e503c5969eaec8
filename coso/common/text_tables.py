"""A table inside a running text that people edit: lines between bars, the first of them the head.

    | Nhiệm vụ | Hạn |
    | Thu đảng phí | 20/12/2026 |
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

BAR, INSTEAD = "|", "/"  # a bar inside a cell would begin another


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """The rows as text; a line's end inside a cell becomes a blank."""
    return "\n".join(f"{BAR} {f' {BAR} '.join(_cell(cell) for cell in row)} {BAR}" for row in rows)


def _cell(text: str) -> str:
    return " ".join(text.replace(BAR, INSTEAD).split())


def table_rows(paragraph: str) -> list[list[str]]:
    """The rows of a paragraph that is a table, all as wide as the head; empty for any other paragraph."""
    lines = [line.strip() for line in paragraph.splitlines()]
    if len(lines) < 2 or not all(len(line) > 1 and line.startswith(BAR) and line.endswith(BAR) for line in lines):
        return []
    rows = [[cell.strip() for cell in line[1:-1].split(BAR)] for line in lines]
    width = len(rows[0])
    return [(row + [""] * width)[:width] for row in rows]
