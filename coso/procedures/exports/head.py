"""The head of a party paper and its measures, as 05-HD/VPTW asks (domain/documents.md §3).

The party's own formulas stand here in Vietnamese and are not translated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from coso.org.models import Unit
from coso.rulebook import rules

LOCALITIES = {"Đảng bộ tỉnh": ("Tỉnh ủy", "TU"), "Đảng bộ thành phố": ("Thành ủy", "TU")}
LOCALITY = re.compile(r"\b(?:tỉnh|thành phố|xã|phường|đặc khu)\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """Measures of the page, in millimetres and points."""

    top: int
    bottom: int
    left: int
    right: int
    body: int
    spacing: int
    gap: int
    indent: int = 10


def layout_on(day: date) -> Layout:
    """As the guide in force on the day the paper is made says; before it, as it says first."""
    known = rules.on(max(day, date(2026, 5, 27)))
    least, _most = known.get("doc.line_spacing_pt")
    return Layout(
        top=known.get("doc.margin_top_mm"), bottom=known.get("doc.margin_bottom_mm"), left=known.get("doc.margin_left_mm"),
        right=known.get("doc.margin_right_mm"), body=known.get("doc.body_font_pt"), spacing=least, gap=known.get("doc.paragraph_gap_pt"), indent=known.get("doc.first_line_indent_mm"),
    )


def body_of(unit_name: str) -> tuple[str, str]:
    """The committee that signs for a unit, and its mark in the symbol."""
    for start, (body, mark) in LOCALITIES.items():
        if unit_name.startswith(start):
            return unit_name.replace(start, body, 1), mark
    if unit_name.startswith("Đảng bộ"):
        return unit_name.replace("Đảng bộ", "Đảng ủy", 1), "ĐU"
    return unit_name, "CB" if unit_name.lower().startswith("chi bộ") else "ĐU"


def place_and_day(place: str, day: date) -> str:
    """`Lào Cai, ngày 03 tháng 02 năm 2026`: a zero before days below ten and before January and February."""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{place or '…………'}, ngày {day.day:02} tháng {month} năm {day.year}"


def place_of(unit: Unit) -> str:
    """The place named in a paper's head: that of the lowest unit, from this one upward, whose name says a locality."""
    line = [unit, *reversed(Unit.objects.above(unit))]
    return next((found[1] for one in line if (found := LOCALITY.search(one.name))), "")
