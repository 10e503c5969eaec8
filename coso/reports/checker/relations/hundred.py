"""Shares that must make 100: the levels of a classification, men and women, and `còn lại`."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from coso.reports.checker import phrases
from coso.reports.checker.findings import Notes, Relation, plain, written
from coso.reports.checker.numbers import Figure, Kind
from coso.reports.checker.passages import Sentence
from coso.reports.checker.phrases import Link
from coso.reports.checker.relations.parts import COMPLETE, all_of_one

MOST = 12
LEVEL = re.compile(r"sau đại học|đại học|thạc sĩ|tiến sĩ|cao đẳng|trung cấp|sơ cấp|chưa qua đào tạo|\bkhác\b")
OTHER_SCALE = re.compile(r"lý luận|chính trị|trở lên|quản lý nhà nước|tin học|ngoại ngữ")  # of which the same people have a level, too
STRUCTURE = re.compile(r"cơ cấu|tỷ trọng")
SECTORS = [("nông", "công nghiệp", "dịch vụ"), ("nông", "công nghiệp", "thương mại"), ("nông", "xây dựng", "dịch vụ")]  # taxes on products may make the rest


def find(sentence: Sentence, notes: Notes) -> None:
    shares = [at for at, figure in enumerate(sentence.figures) if figure.kind == Kind.PERCENT and _is_share(sentence, at)]
    if not 2 <= len(shares) <= MOST:
        return
    if any("còn lại" in sentence.gaps[at] for at in shares[1:]):
        _rest(sentence, shares, notes)
        return
    before = [sentence.between(one, other) for one, other in zip([-1, *shares[:-1]], shares, strict=True)]
    after = [sentence.between(one, other) for one, other in zip(shares, [*shares[1:], len(sentence.figures)], strict=True)]
    if all_of_one(COMPLETE, before) or all_of_one(COMPLETE, after):
        _compare([sentence.figures[at] for at in shares], notes)
    elif len(shares) > 2 and (all_told := _levels(before, "".join(sentence.gaps))) is not None:
        _compare([sentence.figures[at] for at in shares], notes, all_told=all_told)
    elif STRUCTURE.search("".join(sentence.gaps)) and (all_of_one(SECTORS, before) or all_of_one(SECTORS, after)):
        _compare([sentence.figures[at] for at in shares], notes, all_told=False)


def _levels(labels: list[str], said: str) -> bool | None:
    """Whether shares are of levels of schooling, each another one, and all are told; None where they are not."""
    found = [LEVEL.findall(label)[-1:] for label in labels]
    levels = {level for one in found for level in one}
    if len(levels) < len(labels) or OTHER_SCALE.search(said):
        return None
    return "khác" in levels or "chưa qua đào tạo" in levels


def _is_share(sentence: Sentence, at: int) -> bool:
    tied = phrases.link(sentence.gaps[at])
    after = sentence.gaps[at + 1]
    return tied not in (Link.RISE, Link.FALL, Link.FOLD, Link.EXCEEDS) and not phrases.of_target(sentence.gaps[at], after) and not phrases.compared(after)


def _rest(sentence: Sentence, shares: list[int], notes: Notes) -> None:
    """`20% …, 65% …, còn lại 15% …`: all of the list, up to the rest; what stands before the list may be of something else."""
    last = next(at for at in shares[1:] if "còn lại" in sentence.gaps[at])
    listed = [at for at in shares if at <= last]
    begun = next((at for at in reversed(listed) if phrases.GROUP.search(sentence.gaps[at]) or ";" in sentence.gaps[at].split("còn lại")[0]), listed[0])
    figures = [sentence.figures[at] for at in listed]
    if any(_is_hundred(figures[first:]) for first in range(len(figures) - 1)):
        notes.checked += 1
    elif len(listed := [at for at in listed if at >= begun]) > 1 and sentence.figures[last].value < 100:
        _compare([sentence.figures[at] for at in listed], notes)


def _is_hundred(shares: list[Figure]) -> bool:
    total = sum(one.value for one in shares)
    return abs(total - 100) <= sum(one.step for one in shares)


def _compare(shares: list[Figure], notes: Notes, *, all_told: bool = True) -> None:
    """all_told: nothing may be left out, so that less than 100 is wrong, too."""
    if any(one.rough for one in shares) or all(one.start in notes.settled for one in shares):
        return  # each has been compared with its whole
    if _is_hundred(shares):
        notes.checked += 1
        return
    total = sum(one.value for one in shares)
    if total < 100 and not all_told:
        return
    told = _("%(sum)s = %(total)s%%; these shares must make 100%%.") % {"sum": " + ".join(plain(one) for one in shares), "total": written(total, 1)}
    last = shares[-1].value + 100 - total
    other = _("It would agree if the last were %(last)s%%.") % {"last": written(last, shares[-1].places)} if last >= 0 else ""
    notes.wrong(Relation.HUNDRED, shares[-1], shares[:-1], f"{written(total, 1)}%", f"{told} {other}".strip())
