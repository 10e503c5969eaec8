"""The number that comes next, the terms of a unit, and what stands around a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet

from coso.common.vietnamese import query_words, search_tokens
from coso.documents import rules
from coso.documents.declarations import letters_of, mark_of
from coso.documents.enums import Body, DocumentState, DocumentType
from coso.documents.models import Document, GivenNumber, NumberSeries, Term
from coso.org.models import Unit
from coso.procedures.exports.head import body_of
from coso.procedures.exports.sheet import SANDBOX, wording


def term_on(unit: Unit, day: date) -> Term | None:
    """The unit's term on the day."""
    return Term.objects.filter(unit=unit).as_of(day).first()


def next_symbol(*, unit: Unit, body: str, kind: str, day: date) -> str:
    """The symbol the next paper would get; it is given for good only when the paper is issued. RuleBroken without a term."""
    term = rules.check_term(term_on(unit, day), unit, day)
    letters, mark = letters_of(kind), mark_of(body, unit.kind)
    last = NumberSeries.objects.filter(term=term, letters=letters, mark=mark).values_list("last", flat=True).first() or 0
    return f"{last + 1:0{rules.digits(unit, day)}}-{letters}/{mark}"


def reserved(user: Any, **which: Any) -> QuerySet[GivenNumber]:
    """Numbers kept for papers that are not issued yet."""
    return GivenNumber.objects.visible_to(user).unused().filter(**which).select_related("unit", "series__term")


def decisions_that_may_correct(document: Document) -> QuerySet[Document]:
    found = Document.objects.filter(unit=document.unit, kind=DocumentType.DECISION, state=DocumentState.ISSUED, dated__gte=document.dated)
    return found.exclude(pk=document.pk).order_by("-dated", "-pk")


@dataclass(frozen=True)
class Related:
    """A paper beside another, and how they belong together: a key of `RELATIONS` in views."""

    how: str
    document: Document


def related(document: Document, user: Any) -> Iterator[Related]:
    """What it replaces, carries out and corrects, and what does so to it, as far as the reader sees it."""
    seen = Document.objects.visible_to(user).select_related("unit")
    for how, keys in (
        ("replaces", [document.replaces_id]), ("carries_out", [document.carries_out_id]),
        ("replaced_by", document.replaced_by.values("pk")), ("carried_out_by", document.carried_out_by.values("pk")),
        ("corrects", document.corrects.values("document")),
    ):
        yield from (Related(how, one) for one in seen.filter(pk__in=keys).exclude(state=DocumentState.DRAFT).order_by("dated", "pk"))


def linkable(user: Any) -> QuerySet[Document]:
    """Papers another may replace or carry out."""
    return Document.objects.visible_to(user).filter(state__in=[DocumentState.ISSUED, DocumentState.RECEIVED]).order_by("-dated", "-pk")


def issuer_of(document: Document) -> str:
    """Who issued it: `Chi bộ bản Mới`; with the body where a unit has several; of a received paper as its head says."""
    return document.issuer or issuer_said(document.unit, document.body)


def issuer_said(unit: Unit, body: str) -> str:
    return unit.name if body == Body.BRANCH else f"{unit.name} · {Body(body).label}"


def paragraphs(text: str) -> list[str]:
    """An empty line begins a new one."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def skeleton(unit: Unit, kind: str) -> str:
    """The text a draft of this kind begins with; nothing where Coso has none."""
    source = wording("documents/skeletons").get(kind, "")
    return SANDBOX.from_string(source).render(unit=unit.name, above=body_of(unit.parent.name)[0] if unit.parent else "").strip()


def first_recipient(unit: Unit) -> str:
    """A paper goes to the committee above."""
    return f"{body_of(unit.parent.name)[0]}," if unit.parent else ""


# --- searching -------------------------------------------------------------------------------------

WORD = re.compile(r"(\w+)")
BEFORE, AFTER = 80, 200  # letters shown around the first hit


def marked(text: str, typed: str, *, whole: bool = False) -> list[tuple[str, bool]]:
    """Pieces of a text and whether each is a word that was searched for; not `whole`: only what stands around the first one, nothing without any."""
    words = query_words(typed)
    text = text if whole else " ".join(text.split())
    pieces = [(piece, bool(words) and is_hit(piece, words)) for piece in WORD.split(text) if piece]
    return pieces if whole else _around_first(pieces) if any(hit for _piece, hit in pieces) else []


def is_hit(piece: str, words: list[str]) -> bool:
    """Whether a word of the text is one of those typed, or begins with the last of them."""
    forms = search_tokens(piece)
    return any(word in forms for word in words) or any(form.startswith(words[-1]) for form in forms)


def _around_first(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    lengths = list(accumulate((len(piece) for piece, _hit in pieces), initial=0))
    at = next(at for at, (_piece, hit) in enumerate(pieces) if hit)
    start = next(n for n, length in enumerate(lengths) if length >= lengths[at] - BEFORE)
    shown = [piece for n, piece in enumerate(pieces) if n >= start and lengths[n] < lengths[at] + AFTER]
    return ([("… ", False)] if start else []) + shown + ([("…", False)] if start + len(shown) < len(pieces) else [])
