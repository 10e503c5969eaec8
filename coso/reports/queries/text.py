"""A filled-in report as plain text: what the checker of figures reads."""

from __future__ import annotations

from collections.abc import Iterator

from coso.common.vietnamese import number
from coso.reports.queries.build import Built, Cell


def text_of(built: Built) -> str:
    """Title, then each table: a line each, its cells apart by tabs; nothing hidden, nothing known an empty cell."""
    return "\n".join([built.title, built.unit_name, "", *_tables(built)])


def _tables(built: Built) -> Iterator[str]:
    for table in built.tables:
        yield "\t".join([table.title, *table.heads])
        for line in table.lines:
            yield "\t".join([("- " if line.level else "") + line.label, *map(_said, line.cells)])
        yield ""


def _said(cell: Cell) -> str:
    if cell.value is None:
        return ""
    return ("+" if cell.change and cell.value > 0 else "") + number(cell.value, cell.places)
