"""A report as a party paper: head, tables in words, signature and sources, as 05-HD/VPTW asks (domain/documents.md §3).

The party's own formulas stand here in Vietnamese and are not translated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.vietnamese import date as written
from coso.common.vietnamese import number
from coso.figures.enums import Tree
from coso.procedures.exports.head import Layout, body_of, layout_on, place_and_day
from coso.reports.queries import Built, Cell, Table

NOTHING = "–"  # what is not known


@dataclass(frozen=True)
class Paper:
    """Everything a paper shows, in words; numbers are written already."""

    layout: Layout
    above: str
    issuer: str
    symbol: str
    party: str
    place_and_day: str
    kind: str
    about: str
    as_of: str
    blocks: list[dict[str, Any]]
    recipients: list[str]
    signature: list[str]
    traces_title: str
    traces_note: str
    traces_heads: list[str]
    traces: list[list[str]]
    sources_title: str
    sources_heads: list[str]
    sources: list[list[str]]


def paper_of(built: Built, *, people: bool) -> Paper:
    made = timezone.localtime(datetime.fromisoformat(built.known))
    issuer, mark = body_of(built.unit_name)
    return Paper(
        layout=layout_on(made.date()), above=body_of(built.above)[0].upper() if built.above else "", issuer=issuer.upper(), symbol=f"Số       -BC/{mark}",
        party="ĐẢNG CỘNG SẢN VIỆT NAM", place_and_day=place_and_day(built.place, made.date()), kind="BÁO CÁO", about=built.title,
        as_of=_as_of(built), blocks=list(blocks_of(built, people=people)), recipients=_recipients(built, mark), signature=["T/M CHI BỘ" if mark == "CB" else "T/M BAN THƯỜNG VỤ", "BÍ THƯ"],
        traces_title=_("Sources of the numbers"), traces_heads=[_("Number and indicator"), _("Unit"), _("Day or period"), _("Value"), _("Known at")],
        traces=list(_traces(built, f"{made:%H:%M, %d/%m/%Y}", people=people)),
        traces_note=_("Unit: %(unit)s. Day: %(day)s. %(tree)s. Known at %(known)s.") % {
            "unit": f"{built.unit_name} {built.unit_code}".strip(), "day": written(built.day), "tree": Tree(built.tree).label, "known": f"{made:%H:%M, %d/%m/%Y}",
        },
        sources_title=_("How each indicator is counted"), sources_heads=[_("Indicator"), _("What is counted"), _("Definition")],
        sources=[[source["name"], source["definition"], f"{source['key']} {source['version']}"] for source in built.sources],
    )


def _as_of(built: Built) -> str:
    told = {"unit": built.unit_name, "day": written(built.day)}
    if built.start:
        return _("%(unit)s, from %(start)s to %(day)s") % (told | {"start": _day(built.start)})
    return _("%(unit)s, as of %(day)s") % told


def blocks_of(built: Built, *, people: bool) -> Iterator[dict[str, Any]]:
    """The paper's body in order. A report without a text is its tables, numbered."""
    if not built.blocks:
        yield from (_table(built, table, f"{at}. {table.title}", people=people) for at, table in enumerate(built.tables, 1))
    for block in built.blocks:
        if block["kind"] == "table":
            table = built.tables[block["table"]]
            yield from [_table(built, table, table.title, people=people)] if table.lines else []
        elif block["kind"] == "write":
            yield from _written(block)
        else:
            yield block | {"text": "".join(worded(built, run, people=people) for run in block["runs"])}


def _written(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A part by a person, a paragraph for each line; not written yet, its gap, if it has to be."""
    if not (block["text"].strip() or block.get("optional")):
        yield {"kind": "gap", "text": f"[{block['hint']}]"}
    for text in filter(str.strip, block["text"].splitlines()):
        yield {"kind": "text", "text": text.strip()}


def _table(built: Built, table: Table, title: str, *, people: bool) -> dict[str, Any]:
    by_unit = any(line.unit != built.unit for line in table.lines)
    lines = [{"label": line.label, "level": line.level, "cells": (words := [said(cell, people=people) for cell in line.cells]), "named": list(zip(table.heads, words, strict=False))} for line in table.lines]
    return {"kind": "table", "title": title, "first": _("Unit") if by_unit else _("Content"), "heads": table.heads, "lines": lines, "notes": table.notes, "cards": table.cards}


def _traces(built: Built, known: str, *, people: bool) -> Iterator[list[str]]:
    """A line of the appendix for each line of numbers: indicator with its definition's version, unit, days, values, known when."""
    names = {source["key"]: f"{source['name']}, {source['key']} {source['version']}" for source in built.sources}
    for table in built.tables:
        for line in table.lines:
            counted = [cell for cell in line.cells if not cell.change]
            if not counted:  # sums of numbers that are traced in other lines
                continue
            about = "; ".join(dict.fromkeys(names[key] for key in line.indicators if key))
            unit = built.unit_name if line.unit == built.unit else line.label
            days = dict.fromkeys(f"{_day(cell.start)} – {_day(cell.on)}" if cell.start else _day(cell.on) for cell in counted)
            yield [f"{line.label}: {about}", unit, "; ".join(days), "; ".join(said(cell, people=people) for cell in counted), known]


def _day(iso: str) -> str:
    return written(date.fromisoformat(iso))


def worded(built: Built, run: Any, *, people: bool) -> str:
    """A piece of a report's text as it is printed: its own words, or a number in words. Reports with a text are in Vietnamese."""
    if isinstance(run, str):
        return run
    if "missing" in run:
        return f"{run['missing']}: chưa đo được."
    line = built.tables[-1].lines[run["line"]]
    cell = line.cells[run["column"]]
    text = cell.text(people=people)
    if text is None:
        return "chưa có số liệu"
    if isinstance(text, str):
        return text
    if not run["words"]:
        return number(text, cell.places) + ("%" if cell.form == "percent" else "")
    return _moved(text, cell, points=cell.form != "growth" and line.cells[0].form == "percent")


def _moved(value: Any, cell: Cell, *, points: bool) -> str:
    """`tăng 12`, `giảm 3,50%`, `tăng 1,20 điểm phần trăm`, `không thay đổi`."""
    unit = "%" if cell.form == "growth" else " điểm phần trăm" if points else ""
    return f"{'tăng' if value > 0 else 'giảm'} {number(abs(value), cell.places)}{unit}" if value else "không thay đổi"


def said(cell: Cell, *, people: bool) -> str:
    """A number as papers write it; nothing known is a dash, a change carries its sign."""
    text = cell.text(people=people)
    if text is None:
        return NOTHING
    if isinstance(text, str):
        return text
    sign = "+" if cell.signed and text > 0 else ""
    return sign + number(text, cell.places)


def _recipients(built: Built, mark: str) -> list[str]:
    kept = {"CB": "Lưu Chi bộ.", "ĐU": "Lưu Đảng ủy."}.get(mark, "Lưu Văn phòng.")
    return [*([f"{body_of(built.above)[0]},"] if built.above else []), kept]
