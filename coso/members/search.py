"""What a person typed into the search box, as the database wants it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, Value

from coso.common import vietnamese

MOST_FOUND = 500
# So narrow a stretch of positions (four communes) holds few enough members to look at each.
FEW = 2**36
MOST_VARIANTS = 64
DIGITS = 12
MOST_WORDS = 8
# A bare letter stands for itself and for those that differ by a mark.
VARIANTS = {"a": "aăâ", "e": "eê", "o": "oôơ", "u": "uư", "d": "dđ"}
VOWELS = frozenset("aeiouy")
NUMBER = re.compile(r"[0-9][0-9A-Za-z./-]{2,39}")


@dataclass(frozen=True)
class NameQuery:
    """words: a tsquery over `name_tokens`. beginnings: how the name key begins where the last word is the given name."""

    words: str
    beginnings: list[str]


def number_of(text: str) -> str:
    """The card, identity, database or history number that was typed, spaces and dots taken out; else empty."""
    plain = "".join(text.split())
    return plain.replace(".", "") if NUMBER.fullmatch(plain) else ""


def name_query(text: str) -> NameQuery | None:
    """None when nothing was typed that a name could hold."""
    words = vietnamese.query_words(text)[:MOST_WORDS]
    if not words:
        return None
    lexemes = [_lexeme(word, prefix=word is words[-1] or not _has_vowel(word)) for word in words]
    return NameQuery(" & ".join(lexemes), beginnings(words[-1]))


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


def by_number(number: str) -> Q:
    """Exactly this number, in whichever box it stands."""
    found = Q(database_id=number) | Q(history_number=number) | Q(old_card_number=number)
    if len(number) <= DIGITS and number.isdecimal():
        found |= Q(citizen_id_number=number) | Q(party_card_number=number) | Q(old_identity_number=number)
    return found


def found(asked: NameQuery, places: Sequence[tuple[int, int]], own: int | None) -> list[int]:
    """Keys of members who bear the words, at most MOST_FOUND: in the half-open intervals, or the reader's own record."""
    los, his = [lo for lo, _hi in places], [hi for _lo, hi in places]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM members_found(%s, %s::text[], %s::bigint[], %s::bigint[], %s, %s)",
            [asked.words, asked.beginnings, los, his, own, MOST_FOUND],
        )
        return [key for (key,) in cursor.fetchall()]
