"""What a person typed into the search box, as the database wants it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Value

from coso.common import vietnamese
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS

MOST_FOUND = 500
# So narrow a stretch of positions (four communes) holds few enough members to look at each.
FEW = 4 * 2 ** KINDS[UnitKind.COMMUNE_ORGANISATION].width
# The members of a province can all be looked at, in less than a second, where filters ask for it.
A_PROVINCE = 2 ** KINDS[UnitKind.PROVINCIAL_ORGANISATION].width
MOST_VARIANTS = 64
DIGITS = 12
BOXES = ("database_id", "history_number", "old_card_number", "citizen_id_number", "party_card_number", "old_identity_number")
MOST_WORDS = 8
# A bare letter stands for itself and for those that differ by a mark.
VARIANTS = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}
VOWELS = frozenset("aeiouy")
NUMBER = re.compile(r"[0-9][0-9A-Za-z./-]{2,39}")


@dataclass(frozen=True)
class NameQuery:
    """Tests over `name_tokens`: the words before the last (may be empty), and the last, which may be cut short.

    beginnings: how the name key begins where the last word is the given name.
    """

    others: str
    last: str
    beginnings: list[str]

    @property
    def words(self) -> str:
        return f"{self.others} & {self.last}" if self.others else self.last


def number_of(text: str) -> str:
    """The card, identity, database or history number that was typed, spaces and dots taken out; else empty."""
    plain = "".join(text.split())
    return plain.replace(".", "") if NUMBER.fullmatch(plain) else ""


def name_query(text: str) -> NameQuery | None:
    """None when nothing was typed that a name could hold."""
    words = vietnamese.query_words(text)[:MOST_WORDS]
    if not words:
        return None
    others = [_lexeme(word, prefix=not _has_vowel(word)) for word in words[:-1]]
    return NameQuery(" & ".join(others), _lexeme(words[-1], prefix=True), beginnings(words[-1]))


def _lexeme(word: str, *, prefix: bool) -> str:
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}'{':*' if prefix else ''}"


def _has_vowel(word: str) -> bool:
    """A word of consonants alone (`ng`, `th`) is the beginning of one."""
    return any(letter in VOWELS for letter in unicodedata.normalize("NFD", word))


def beginnings(word: str) -> list[str]:
    """In order, how a name key may begin when the given name begins with `word`; none when that would be too many."""
    toneless = vietnamese.fold(word) == word.replace("đ", "d")
    letters = [_kin(letter) if toneless else letter for letter in word]
    size = 1
    for kin in letters:
        size *= len(kin)
    if size > MOST_VARIANTS:
        return []
    return sorted({vietnamese.name_sort_key("".join(variant)).split("!")[0] for variant in product(*letters)})


def _kin(letter: str) -> str:
    return VARIANTS.get(letter, letter)


class Bears(Func):
    """Whether the name bears the words, row by row: for the few members of a few units."""

    arg_joiner = " @@ "
    template = "(%(expressions)s::tsquery)"
    output_field = BooleanField()

    def __init__(self, words: str) -> None:
        super().__init__(F("name_tokens"), Value(words))


def with_number(rows: QuerySet, number: str) -> list[int]:
    """Keys of those of the rows with exactly this number, in whichever box it stands; each box asked by its own index."""
    boxes = BOXES if len(number) <= DIGITS and number.isdecimal() else BOXES[:3]
    asked = [rows.filter(**{box: number}).order_by().values_list("pk", flat=True) for box in boxes]
    return list(asked[0].union(*asked[1:]))


def found(asked: NameQuery, places: Sequence[tuple[int, int]], own: int | None) -> list[int]:
    """Keys of members who bear the words, at most MOST_FOUND: in the half-open intervals, or the reader's own record."""
    los, his = [lo for lo, _hi in places], [hi for _lo, hi in places]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM members_found(%s, %s, %s::text[], %s::bigint[], %s::bigint[], %s, %s)",
            [asked.others, asked.last, asked.beginnings, los, his, own, MOST_FOUND],
        )
        return [key for (key,) in cursor.fetchall()]
