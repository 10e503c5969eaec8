"""The text as the checker reads it: composed letters, one kind of space, dash and percent sign; and the way back.

Everything is found in this form and told in places of the text that was given, decomposed or not.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field

from coso.common.vietnamese import SPACES, UNSEEN

CLUSTER = re.compile(f"[^\u0300-\u036f{UNSEEN}]?[\u0300-\u036f]+|[{UNSEEN}]+|\r\n")
LOOK_ALIKE = {**dict.fromkeys(set(SPACES) - set("\t\n\v\f\r"), " "), **dict.fromkeys("–—−‐‑‒", "-"), "％": "%", "⁄": "/", "∕": "/", "Ð": "Đ", "ð": "đ", "\r": "\n", "\v": "\n", "\f": "\n"}
OTHERWISE = re.compile(f"[{''.join(map(re.escape, LOOK_ALIKE))}]")  # much faster than translating every letter
# Words written in two ways, both right; each pair has the same length.
SPELLED = [("tỉ lệ", "tỷ lệ"), ("Tỉ lệ", "Tỷ lệ"), ("uỷ", "ủy"), ("Uỷ", "Ủy"), ("luỹ", "lũy"), ("khoá", "khóa"), ("tỉ đồng", "tỷ đồng")]


@dataclass
class Letters:
    """text: as read. low: the same in small letters, place by place.

    ats, shifts: from each place in `text` on, how much further right the same letter stands in the text given.
    """

    text: str
    low: str = ""
    ats: list[int] = field(default_factory=list)
    shifts: list[int] = field(default_factory=list)

    def given(self, at: int) -> int:
        """The place in the text given of a place in `text`."""
        known = bisect_right(self.ats, at) - 1
        return at + (self.shifts[known] if known >= 0 else 0)


def read(given: str) -> Letters:
    letters = Letters(given) if _plain(given) else _composed(given)
    text = OTHERWISE.sub(_as_read, letters.text)
    for one, other in SPELLED:
        text = text.replace(one, other)
    letters.text, letters.low = text, _low(text)
    return letters


def _as_read(found: re.Match[str]) -> str:
    return LOOK_ALIKE[found.group()]


def _plain(given: str) -> bool:
    return "\r\n" not in given and unicodedata.is_normalized("NFC", given) and not any(letter in given for letter in UNSEEN)


def _composed(given: str) -> Letters:
    """Marks joined to their letters, unseen letters left out, with the places where that moved something."""
    pieces: list[str] = []
    letters = Letters("")
    done = length = 0
    for found in CLUSTER.finditer(given):
        cluster = found.group()
        said = "\n" if cluster == "\r\n" else unicodedata.normalize("NFC", cluster).translate(_NOTHING)
        pieces += (given[done : found.start()], said)
        length += found.start() - done + len(said)
        done = found.end()
        if not letters.shifts or letters.shifts[-1] != done - length:
            letters.ats.append(length)
            letters.shifts.append(done - length)
    pieces.append(given[done:])
    letters.text = "".join(pieces)
    return letters


_NOTHING = str.maketrans("", "", UNSEEN)


def _low(text: str) -> str:
    """Small letters; a letter whose small form is longer stays as it is, so that places agree."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
