"""The same thing given two values: one sentence of a text says it in the same words as another, with another number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from coso.reports.checker import phrases
from coso.reports.checker.findings import Notes, Relation, plain
from coso.reports.checker.numbers import Figure
from coso.reports.checker.passages import Sentence

SCOPE = re.compile(
    r"(?:^|[\s,;:.(+-])((?:toàn|cả|đảng bộ|đảng ủy|tổng số)\b[^,;:.()#]{2,60}?) (?:hiện nay có|hiện có|có|là|gồm)(?: tổng số)?(?: là)? $"
)
TIME = re.compile(r"(?:19|20)\d\d|tháng \d+|quý [iv\d]+|đầu (?:nhiệm kỳ|năm|kỳ)|cuối (?:nhiệm kỳ|năm|kỳ)|cùng kỳ|trước|sau|khi|kế hoạch|chỉ tiêu|mục tiêu|dự kiến|phấn đấu|đại hội|sáp nhập|mới|hiện nay|đến nay")
NEUTRAL = re.compile(r"^(?: (?:sinh hoạt|trực thuộc|ở|tại|đang|và|thuộc|của đảng bộ)\b.*)?$")


@dataclass
class Seen:
    """What has been said so far: the words without their number -> the figure."""

    said: dict[tuple[str, ...], Figure] = field(default_factory=dict)

    def find(self, sentence: Sentence, notes: Notes) -> None:
        for at, figure in enumerate(sentence.figures):
            if figure.exact and figure.noun and (key := _key(sentence, at, figure)):
                self._compare(key, figure, notes)

    def _compare(self, key: tuple[str, ...], figure: Figure, notes: Notes) -> None:
        first = self.said.setdefault(key, figure)
        if first is figure:
            return
        if first.value == figure.value:
            notes.checked += 1
            return
        told = _("“%(what)s” is %(first)s before and %(now)s here.") % {"what": f"{key[0]} … {figure.noun}", "first": plain(first), "now": plain(figure)}
        notes.wrong(Relation.TWO_VALUES, figure, [], plain(first), told)


def _key(sentence: Sentence, at: int, figure: Figure) -> tuple[str, ...] | None:
    found = SCOPE.search(sentence.gaps[at][-100:])
    rest = phrases.clause_after(sentence.gaps[at + 1]).strip()[len(figure.noun) :]
    if not found or not NEUTRAL.match(rest) or phrases.ACT.search(found[1]):
        return None
    around = "".join(sentence.gaps[: at + 1])[-300:]
    return (found[1], figure.noun, *sorted(set(TIME.findall(around))))
