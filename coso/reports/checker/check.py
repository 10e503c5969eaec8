"""The checker's one door: a text in, what does not agree in it out."""

from __future__ import annotations

from coso.reports.checker import letters, numbers, passages, phrases, tables
from coso.reports.checker.findings import Checked, Notes
from coso.reports.checker.numbers import Figure, Kind
from coso.reports.checker.passages import Paragraph, Sentence
from coso.reports.checker.relations import (
    attainment,
    change,
    fraction,
    hundred,
    parts,
    share,
    twice,
)
from coso.reports.checker.wholes import Context, held, pool

MOST_EARLIER = 24  # counts that are remembered as what a share may be of


def check(text: str) -> Checked:
    """Compare the figures of a text with each other. Explanations are in the active language."""
    read = letters.read(text)
    notes = Notes(text, read)
    found = tables.find(read)
    for table in found:
        tables.check(table, notes)
    prose = numbers.figures(read, [(table.start, table.end) for table in found])
    paragraphs = passages.paragraphs(read, prose)
    tables.beside.check(found, paragraphs, notes)
    _sentences(paragraphs, notes)
    return Checked(sorted(notes.findings, key=lambda one: (one.start, one.end)), notes.checked)


def _sentences(paragraphs: list[Paragraph], notes: Notes) -> None:
    """Every sentence, with what was said before it."""
    seen = twice.Seen()
    context, before = Context(), list[Sentence]()
    for paragraph in paragraphs:
        listed = paragraph.sentences[0].gaps[0].lstrip(" \t")[:1] in ("-", "+", "*", "•")
        context.lead = context.before if paragraph.leads_in else context.lead if listed else []
        context.earlier = context.earlier[-MOST_EARLIER // 2 :]
        context.paragraph, context.held, context.said = [], [], ""
        for sentence in paragraph.sentences:
            _sentence(sentence, context, before, seen, notes)
            context.parted = pool(sentence, context)
            context.said = " ".join(sentence.gaps)
            context.before = _top(sentence) or _still_spoken_of(sentence, context.before)
            context.earlier = [*context.earlier, *sentence.figures][-MOST_EARLIER:]
            context.paragraph, context.held = [*context.paragraph, *sentence.figures][-MOST_EARLIER:], [*context.held, *held(sentence)][-MOST_EARLIER:]
            before = [sentence, *before[:2]]


def _sentence(sentence: Sentence, context: Context, before: list[Sentence], seen: twice.Seen, notes: Notes) -> None:
    """The surest relations come first: what they explain is not asked again."""
    seen.find(sentence, notes)
    if len(sentence.figures) > 1 or sentence.figures[0].kind == Kind.PERCENT or context.lead or phrases.opens_group(sentence.gaps[0]):
        fraction.find(sentence, notes)
        change.find(sentence, before, notes)
        attainment.find(sentence, before, notes)
        share.find(sentence, context, notes)
        parts.find(sentence, context, notes)
        hundred.find(sentence, notes)


def _still_spoken_of(sentence: Sentence, before: list[Figure]) -> list[Figure]:
    """Of the counts before, those that a sentence with nothing but per cents goes on about."""
    said = "" if any(figure.kind != Kind.PERCENT for figure in sentence.figures) else " ".join(sentence.gaps)
    return [one for one in before if one.noun and one.noun in said]


def _top(sentence: Sentence) -> list[Figure]:
    """The counts outside brackets and before any `trong đó`, no amounts of change: what a list that follows may be parts of."""
    out: list[Figure] = []
    for figure, gap, depth in zip(sentence.figures, sentence.gaps, sentence.depths, strict=False):
        if phrases.opens_group(gap) and out:
            break
        if not depth and figure.exact and not phrases.by_how_much(gap):
            out.append(figure)
    return out
