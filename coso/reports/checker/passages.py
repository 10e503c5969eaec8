"""Sentences with their figures and the words between them; everything a relation looks at.

Only the neighbourhood of figures is looked at, so that a text without figures costs nothing but the search for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from coso.reports.checker.letters import Letters
from coso.reports.checker.numbers import Figure

CAPITALS = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
END = re.compile(rf"[.!?…][\"”’)]?[ \n\t]+(?=[\"“(‘+*•-]?[ \t]?[{CAPITALS}0-9])|\n")
MARK = re.compile(r"[.!?…\n]")
SHORT = frozenset("tp ts ths pgs gs q p h tx tt bs ks tr ths.s st gs.ts pgs.ts".split())
BRACKETS = re.compile(r"\([^()]*\)")
FARTHEST = 700
WRAPPED = 40


@dataclass
class Sentence:
    """figures: in order. gaps: the words in small letters before, between and after them; one more than figures.

    depths: how many brackets are open at each figure.
    """

    figures: list[Figure] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)

    def between(self, one: int, other: int) -> str:
        """The words between two figures, other figures as #, closed brackets left out."""
        gaps = self.gaps[one + 1 : other + 1]
        return gaps[0] if len(gaps) == 1 else BRACKETS.sub(" ", "#".join(gaps))

    def gap_after(self, figure: Figure) -> str:
        return self.gaps[self.figures.index(figure) + 1]


@dataclass
class Paragraph:
    sentences: list[Sentence] = field(default_factory=list)
    leads_in: bool = False  # the paragraph before ends with a colon

    def figures(self) -> Iterator[Figure]:
        for sentence in self.sentences:
            yield from sentence.figures


def paragraphs(letters: Letters, found: Sequence[Figure]) -> list[Paragraph]:
    """The figures of a text in their sentences and paragraphs; places without figures are left out."""
    out: list[Paragraph] = []
    sentence = Sentence()
    done = 0
    for at, figure in enumerate(found):
        first, last, paragraph_ends, led = _ends(letters, done, figure.start)
        if at == 0 or first is not None:
            _finish(letters, sentence, done, figure.start if first is None else first)
            sentence = Sentence()
            if at == 0 or paragraph_ends:
                out.append(Paragraph(leads_in=led))
            out[-1].sentences.append(sentence)
        begin = done if last is None else last
        _add(letters, sentence, figure, max(begin, figure.start - FARTHEST))
        done = figure.end
    first = _ends(letters, done, min(len(letters.text), done + FARTHEST))[0]
    _finish(letters, sentence, done, first if first is not None else min(len(letters.text), done + FARTHEST))
    return out


def _add(letters: Letters, sentence: Sentence, figure: Figure, begin: int) -> None:
    gap = letters.low[begin : figure.start]
    depth = sentence.depths[-1] if sentence.depths else 0
    sentence.gaps.append(gap)
    sentence.depths.append(_depth(gap, depth))
    sentence.figures.append(figure)


def _depth(gap: str, depth: int) -> int:
    if "(" not in gap and ")" not in gap:
        return depth
    for letter in gap:
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
    return depth


def _finish(letters: Letters, sentence: Sentence, done: int, end: int) -> None:
    if sentence.figures:
        sentence.gaps.append(letters.low[done : min(end, done + FARTHEST)])


def _ends(letters: Letters, begin: int, end: int) -> tuple[int | None, int | None, bool, bool]:
    """Where the sentence before ends and the next begins, whether a paragraph ends between, and whether by a colon."""
    text = letters.text
    first = last = None
    paragraph = led = False
    if end - begin > 2 * FARTHEST:
        return begin + FARTHEST, end - FARTHEST, True, False
    if not MARK.search(text, begin, end + 1):
        return None, None, False, False
    for found in END.finditer(text, begin, end + 1):
        if found.start() >= end or not _is_end(text, found):
            continue
        first = found.start() if first is None else first
        last = min(found.end(), end)
        if "\n" in found.group():
            paragraph = True
            led = text[max(0, found.start() - 2) : found.start() + 1].rstrip().endswith(":")
    return first, last, paragraph, led


def _is_end(text: str, found: re.Match[str]) -> bool:
    if found.group() == "\n":
        return not _wrapped(text, found.start())
    if "\n" in found.group() or found.group()[0] != ".":
        return True
    word = text[max(0, found.start() - 8) : found.start()].split()[-1:] or [""]
    return word[0].lower().lstrip("(“") not in SHORT and not (len(word[0]) == 1 and word[0].isupper())


def _wrapped(text: str, at: int) -> bool:
    """A line broken in the middle of a sentence, as text copied from a PDF has it."""
    begin = text.rfind("\n", max(0, at - 4 * WRAPPED), at) + 1
    line = text[max(begin, at - 4 * WRAPPED) : at].rstrip()
    then = text[at + 1 : at + 12].lstrip(" ")
    if not then or not line or at - begin < WRAPPED or line[-1] in ".;:!?…":
        return False
    return then[0].islower() or (then[0].isdigit() and not re.match(r"\d{1,2}(?:\.\d{1,2})*[.)/:-] ?|\d{1,2} -", then))
