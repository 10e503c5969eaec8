"""A filled-in report as plain text: what the checker of figures reads before it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from coso.common.vietnamese import number
from coso.reports.queries.built import Built, Cell, Table


def text_of(built: Built) -> str:
    """Title, then the text in order, each table a line for each of its own, cells apart by tabs; nothing hidden, nothing known an empty cell."""
    body = [line for block in built.blocks for line in _block(built, block)] if built.blocks else [line for table in built.tables for line in _table(table)]
    return "\n".join([built.title, built.unit_name, "", *body])


def _block(built: Built, block: dict[str, Any]) -> Iterator[str]:
    """A change told in words stands as dots: it is worded only where it is printed."""
    if block["kind"] == "table":
        yield from _table(built.tables[block["table"]])
    elif block["kind"] == "write":
        yield block["text"]
    else:
        yield "".join(_run(built, run) for run in block["runs"])


def _run(built: Built, run: Any) -> str:
    if isinstance(run, str):
        return run
    if "missing" in run or run["words"]:
        return "…"
    cell = built.tables[-1].lines[run["line"]].cells[run["column"]]
    return "…" if cell.value is None else number(cell.value, cell.places) + ("%" if cell.form == "percent" else "")


def _table(table: Table) -> Iterator[str]:
    yield "\t".join([table.title, *table.heads])
    for line in table.lines:
        yield "\t".join([("- " if line.level else "") + line.label, *map(_said, line.cells)])
    yield ""


def _said(cell: Cell) -> str:
    if cell.value is None:
        return ""
    return ("+" if cell.signed and cell.value > 0 else "") + number(cell.value, cell.places)
