"""Slips of paper with which members open their handbook for the first time: four to an A4 page, to be cut. What is printed is Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from coso.common.vietnamese import long_date
from coso.members.actions import HandedOut
from coso.procedures.exports import pdf

TEMPLATE = Path(__file__).resolve().parent.parent / "papers" / "slips.typ"


@dataclass(frozen=True)
class Slip:
    """picture: a QR code as SVG that opens the page with the code filled in."""

    branch: str
    name: str
    code: str
    picture: str
    until: str


@dataclass(frozen=True)
class Slips:
    address: str
    slips: list[Slip]


def as_pdf(handed: Sequence[HandedOut], address: str) -> bytes:
    """address: of the page where a code is entered. It stands in front of the `#`, behind which browsers keep the code to themselves."""
    return pdf.written(Slips(address.partition("://")[2].rstrip("/"), [_slip(one, address) for one in handed]), TEMPLATE)


def _slip(one: HandedOut, address: str) -> Slip:
    picture = segno.make(f"{address}#{one.code.text}", micro=False).svg_inline(border=0, svgclass=None, lineclass=None, omitsize=True)
    whole = picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)  # inline it has none, and typst wants it
    return Slip(one.member.unit.name, one.member.full_name, one.code.text, whole, long_date(one.code.expires_at.astimezone().date()))
