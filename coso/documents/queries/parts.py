"""A paper's text divided into parts to be studied, by its own headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from coso.documents.queries.papers import paragraphs

# The highest kind of heading of which there are several divides the paper.
HEADINGS = [re.compile(one) for one in (r"(?:Phần|PHẦN)(?: thứ)? [\wÀ-ỹ]+", r"(?:Chương|CHƯƠNG) [IVXLC\d]+", r"[IVXLC]+(?=\s?[.\-–/])", r"Điều \d+", r"[A-Z](?=\s?[.\-–/] )", r"\d+(?=\. )")]
SEVERAL = 2
TITLE = 200


@dataclass(frozen=True)
class Divided:
    """A part as it is proposed."""

    title: str
    text: str


def divided(text: str) -> list[Divided]:
    """What stands before the first heading is a part of its own; a paper without headings is one. Papers speak Vietnamese."""
    said = paragraphs(text)
    heading = next((one for one in HEADINGS if sum(bool(one.match(part)) for part in said) >= SEVERAL), None)
    starts = [at for at, part in enumerate(said) if heading and heading.match(part)]
    with override("vi"):
        name = pgettext("part", "Opening") if starts else _("The whole text")
    before = said[: starts[0]] if starts else said
    first = [Divided(name, "\n\n".join(before))] if before else []
    return first + [_part(heading, said[at:to]) for at, to in pairwise([*starts, len(said)]) if heading]


def _part(heading: re.Pattern[str], said: list[str]) -> Divided:
    """The heading is the title; where it is a whole paragraph by itself, or long, its number is."""
    title, _line, rest = said[0].partition("\n")
    body = [part for part in (rest.strip(), *said[1:]) if part]
    if body and len(title) <= TITLE:
        return Divided(title, "\n\n".join(body))
    return Divided(heading.findall(said[0])[0], "\n\n".join(said))
