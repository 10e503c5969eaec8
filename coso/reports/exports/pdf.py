"""The report as PDF, set by typst from `papers/report.typ`."""

from __future__ import annotations

from pathlib import Path

from coso.procedures.exports import pdf
from coso.reports.exports.paper import Paper

TEMPLATE = Path(__file__).resolve().parent.parent / "papers" / "report.typ"


def written(paper: Paper) -> bytes:
    return pdf.written(paper, TEMPLATE)
