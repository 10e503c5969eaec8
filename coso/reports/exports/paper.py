"""A report as a party paper: head, tables in words, signature and sources, as 05-HD/VPTW asks (domain/documents.md §3).

The party's own formulas stand here in Vietnamese and are not translated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common.vietnamese import date as written
from coso.common.vietnamese import number
from coso.figures.enums import Tree
from coso.procedures.exports.head import Layout, body_of, layout_on, place_and_day
from coso.reports.queries import Built, Cell


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
    tables: list[dict[str, Any]]
    recipients: list[str]
    signature: list[str]
    sources_title: str
    sources_heads: list[str]
    sources: list[list[str]]
    sources_note: str


def paper_of(built: Built, *, people: bool) -> Paper:
    made = timezone.localtime(datetime.fromisoformat(built.known))
    issuer, mark = body_of(built.unit_name)
    return Paper(
        layout=layout_on(made.date()), above=body_of(built.above)[0].upper() if built.above else "", issuer=issuer.upper(), symbol=f"Số       -BC/{mark}",
        party="ĐẢNG CỘNG SẢN VIỆT NAM", place_and_day=place_and_day(built.place, made.date()), kind="BÁO CÁO", about=built.title,
        as_of=_("%(unit)s, as of %(day)s") % {"unit": built.unit_name, "day": written(built.day)},
        tables=[
            {"title": f"{at}. {table.title}", "first": _("Content") if table.heads[0][:1].isdigit() else _("Unit"), "heads": table.heads,
             "lines": [{"label": line.label, "level": line.level, "cells": [said(cell, people=people) for cell in line.cells]} for line in table.lines]}
            for at, table in enumerate(built.tables, 1)
        ],
        recipients=_recipients(built, mark), signature=["T/M CHI BỘ" if mark == "CB" else "T/M BAN THƯỜNG VỤ", "BÍ THƯ"],
        sources_title=_("Sources of the numbers"), sources_heads=[_("Indicator"), _("What is counted"), _("Definition")],
        sources=[[source["name"], source["definition"], f"{source['key']} {source['version']}"] for source in built.sources],
        sources_note=_("Unit: %(unit)s. Day: %(day)s. %(tree)s. Known at %(known)s.") % {
            "unit": f"{built.unit_name} {built.unit_code}".strip(), "day": written(built.day), "tree": Tree(built.tree).label, "known": f"{made:%H:%M, %d/%m/%Y}",
        },
    )


def said(cell: Cell, *, people: bool) -> str:
    """A number as papers write it; nothing known is a dash, a change carries its sign."""
    text = cell.text(people=people)
    if text is None:
        return "–"
    if isinstance(text, str):
        return text
    sign = "+" if cell.change and text > 0 else ""
    return sign + number(text, cell.places)


def _recipients(built: Built, mark: str) -> list[str]:
    kept = {"CB": "Lưu Chi bộ.", "ĐU": "Lưu Đảng ủy."}.get(mark, "Lưu Văn phòng.")
    return [*([f"{body_of(built.above)[0]},"] if built.above else []), kept]
