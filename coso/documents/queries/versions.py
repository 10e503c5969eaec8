"""What a draft said before: its versions from the history, and two of them side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from coso.common.models import Act
from coso.documents.enums import DocumentAct
from coso.documents.models import Document
from coso.documents.queries.papers import paragraphs

WORDS = re.compile(r"\s+|[^\s]+")
SAME, OUT, IN = "", "del", "ins"
Piece = tuple[str, str]  # how, and the text


@dataclass(frozen=True)
class Version:
    """number: from 1. at, by: when it was written, and by whom."""

    number: int
    at: datetime
    by: Any
    abstract: str
    text: str


def versions_of(document: Document) -> list[Version]:
    """The drafts a paper went through, the first first; savings that changed no word count with the one before."""
    rows = [*Document.pgh_event_model.objects.filter(pgh_obj=document).order_by("pgh_id").values_list("recorded_at", "abstract", "text"), (document.recorded_at, document.abstract, document.text)]
    acts = list(Act.objects.filter(subject_id=document.pk, kind__in=[DocumentAct.DRAFTED, DocumentAct.CHANGED]).select_related("by").order_by("at"))
    found: list[Version] = []
    for at, abstract, text in rows:
        if found and (found[-1].abstract, found[-1].text) == (abstract, text):
            continue
        act = next((one for one in acts if one.at >= at), None)
        acts = acts[acts.index(act) + 1:] if act else []
        found.append(Version(len(found) + 1, act.at if act else at, act.by if act else None, abstract, text))
    return found


def compared(before: str, after: str) -> list[list[Piece]]:
    """Paragraph by paragraph: what stands in both, what was taken out, what came in."""
    old, new = paragraphs(before), paragraphs(after)
    found: list[list[Piece]] = []
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found += [[(SAME, one)] for one in new[c:d]]
        else:
            found += _paired(old[a:b], new[c:d])
    return found


def _paired(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    """Paragraphs changed in place word by word; those left over went out or came in whole."""
    for before, after in zip(old, new, strict=False):
        yield list(_words(before, after))
    for one in old[len(new):]:
        yield [(OUT, one)]
    for one in new[len(old):]:
        yield [(IN, one)]


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    for how, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            yield SAME, "".join(new[c:d])
            continue
        if a < b:
            yield OUT, "".join(old[a:b])
        if c < d:
            yield IN, "".join(new[c:d])
