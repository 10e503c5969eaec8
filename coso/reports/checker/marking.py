"""A text with its findings marked, for the page; and the example the empty page offers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from coso.reports.checker.findings import Checked, Finding

EXAMPLE = """Đảng bộ có 78 tổ chức cơ sở đảng, gồm 40 đảng bộ và 38 chi bộ. Từ đầu nhiệm kỳ đến nay đã kết nạp 940 đảng viên, đạt 62,67% chỉ tiêu Đại hội (1.500 đảng viên); trong đó có 423 đảng viên nữ, chiếm 54%.
Có 206/956 bí thư chi bộ đồng thời là trưởng bản, đạt 21,86%. Tỷ lệ trưởng bản là đảng viên tăng từ 53% lên 65,8%, tăng 12,8%."""
SHOWN_WHOLE = 60_000
AROUND = 400


@dataclass(frozen=True)
class Piece:
    """A run of text. number: of the finding it belongs to, from 1, or 0. first: the finding's mark begins here. cut: text before was left out."""

    text: str
    number: int = 0
    severity: str = ""
    first: bool = False
    cut: bool = False


def pieces(text: str, found: Checked) -> list[Piece]:
    """The whole text in runs; of a very long one only what stands around the findings."""
    runs = list(_runs(text, found.findings))
    return runs if len(text) <= SHOWN_WHOLE else list(_near(runs))


def _runs(text: str, findings: list[Finding]) -> Iterator[Piece]:
    """Where marks overlap, the shorter one is on top."""
    on_top = sorted(range(len(findings)), key=lambda at: findings[at].end - findings[at].start)
    edges = sorted({0, len(text), *(one.start for one in findings), *(one.end for one in findings)})
    begun: set[int] = set()
    covering = _covering(findings, on_top, edges)
    for (start, end), at in zip(zip(edges, edges[1:], strict=False), covering, strict=False):
        if at is None:
            yield Piece(text[start:end])
        else:
            yield Piece(text[start:end], at + 1, findings[at].severity, first=at not in begun)
            begun.add(at)


def _covering(findings: list[Finding], on_top: list[int], edges: list[int]) -> list[int | None]:
    """Of each run between two edges, the finding that is shown there."""
    places = {edge: at for at, edge in enumerate(edges)}
    shown: list[int | None] = [None] * (len(edges) - 1)
    for at in on_top:
        for run in range(places[findings[at].start], places[findings[at].end]):
            if shown[run] is None:
                shown[run] = at
    return shown


def _near(runs: list[Piece]) -> Iterator[Piece]:
    for at, piece in enumerate(runs):
        if piece.number or len(piece.text) <= 2 * AROUND:
            yield piece
            continue
        if at:
            yield Piece(piece.text[:AROUND])
        if at + 1 < len(runs):
            yield Piece(piece.text[-AROUND:], cut=True)
