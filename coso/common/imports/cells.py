"""What people write in cells, understood: each function takes a text and answers a `Cleaned` or raises CellProblem.

A sentence in `warning` is shown beside the value; a CellProblem makes the row an error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from coso.common import vietnamese


class CellProblem(Exception):
    """The cell cannot be used; the sentence says why and what is right."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """value: what is kept (text, date, key), None when the cell is blank. warning: a sentence or empty."""

    value: Any
    warning: str = ""


BLANK = Cleaned(None)
_NOTHING = frozenset({"-", "--", "---", "–", "—", ".", "...", "…", "x", "#n/a", "null", "n/a", "none"})


def is_nothing(text: str) -> bool:
    """Blank, or one of the marks people put for `nothing`."""
    return not text or text.lower() in _NOTHING


def words(text: str, longest: int) -> Cleaned:
    """Free text: composed, single spaces."""
    text = vietnamese.tidy(text)
    if is_nothing(text):
        return BLANK
    if len(text) > longest:
        raise CellProblem(_("Longer than %(longest)s letters.") % {"longest": longest})
    return Cleaned(text)


_NAME = re.compile(r"[^\W\d_]+(?:[ .'’\-]+[^\W\d_]+)*\.?")


def name(text: str, longest: int = 100) -> Cleaned:
    """A person's name: letters only; one written in capitals gets ordinary letters."""
    text = vietnamese.tidy(text)
    if is_nothing(text):
        return BLANK
    if len(text) > longest or not _NAME.fullmatch(text):
        raise CellProblem(_("Not a person's name."))
    if text == text.upper() and len(text) > 2:
        text = " ".join(word.capitalize() for word in text.split(" "))
    return Cleaned(text)


EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 1, 1)
_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?")
_IN_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_FIRST_SERIAL, _LAST_SERIAL = 7000, 73050  # 1919 to 2099; smaller numbers are years
_SERIAL_ZERO = dt.date(1899, 12, 30)


def date(text: str, today: dt.date) -> Cleaned:
    """Day, month, year in the forms people use: 3/2/1980, 3-2-1980, 3.2.1980, 1980-02-03, `ngày 3 tháng 2 năm 1980`,
    03021980, or a spreadsheet's serial number."""
    text = vietnamese.tidy(text)
    if is_nothing(text):
        return BLANK
    if text.replace(".0", "").isdecimal():
        return _date_of_digits(text.replace(".0", ""))
    if found := _YEAR_FIRST.fullmatch(text):
        return Cleaned(_day(*(int(part) for part in found.groups())))
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        return _with_century(int(day), int(month), year, today)
    if found := _IN_WORDS.fullmatch(vietnamese.fold(text)):
        day, month, year = (int(part) for part in found.groups())
        return Cleaned(_day(year, month, day))
    raise CellProblem(_("Not a date. Write it as day/month/year, such as 03/02/1980."))


def _date_of_digits(digits: str) -> Cleaned:
    if found := _TOGETHER.fullmatch(digits):
        day, month, year = (int(part) for part in found.groups())
        return Cleaned(_day(year, month, day))
    if _FIRST_SERIAL <= int(digits) <= _LAST_SERIAL:
        return Cleaned(_SERIAL_ZERO + dt.timedelta(days=int(digits)))
    raise CellProblem(_("Day and month are missing. Write the date as day/month/year, such as 03/02/1980."))


def _with_century(day: int, month: int, year: str, today: dt.date) -> Cleaned:
    if len(year) == 4:
        return Cleaned(_day(int(year), month, day))
    century = today.year // 100 * 100
    whole = century + int(year) if int(year) <= today.year % 100 else century - 100 + int(year)
    return Cleaned(_day(whole, month, day), _("The year has two digits; read as %(year)s.") % {"year": whole})


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise CellProblem(_("There is no such day in the calendar.")) from None
    if not EARLIEST <= found < LATEST:
        raise CellProblem(_("The year cannot be right."))
    return found


_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d+)", re.IGNORECASE)


def digits(text: str) -> str:
    """Only the digits of a number written with spaces, dots, an apostrophe or in scientific form.

    Raises CellProblem where digits are lost for good (`1,23E+11`) or other letters stand between.
    """
    text = vietnamese.tidy(text).strip("'’ ")
    if found := _SCIENTIFIC.fullmatch(text):
        return _from_scientific(found[1], found[2] or "", int(found[3]))
    text = text.removesuffix(".0")
    bare = re.sub(r"[\s.\-'’]", "", text)
    if bare and not bare.isdecimal():
        raise CellProblem(_("Only digits may stand here."))
    return bare


def _from_scientific(first: str, rest: str, power: int) -> str:
    if len(rest) < power:
        raise CellProblem(_("The spreadsheet has shortened this number and its last digits are lost. Set the column to text and type the number again."))
    return str(int(Decimal(f"{first}.{rest or 0}").scaleb(power)))


def restored(found: str, *, length: int, shortest: int) -> Cleaned:
    """A number of fixed length; noughts that a spreadsheet dropped in front are put back, with a warning."""
    if len(found) == length:
        return Cleaned(found)
    if shortest <= len(found) < length:
        return Cleaned(found.zfill(length), _("Noughts in front were lost; read as %(number)s.") % {"number": found.zfill(length)})
    raise CellProblem(_("Must have %(length)s digits; here are %(found)s.") % {"length": length, "found": len(found)})


def number(text: str) -> Cleaned:
    """A number in Vietnamese form: 15.980 or 62,67."""
    text = re.sub(r"\s", "", vietnamese.tidy(text))
    if is_nothing(text):
        return BLANK
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", text) or "," in text:
        text = text.replace(".", "").replace(",", ".")
    try:
        return Cleaned(Decimal(text))
    except InvalidOperation:
        raise CellProblem(_("Not a number.")) from None


def choice(text: str, known: Mapping[str, str], what_is_right: Iterable[str]) -> Cleaned:
    """One of a closed list. known: folded words -> value. The nearest right words are named otherwise."""
    folded = plain_words(text)
    if not folded:
        return BLANK
    if folded in known:
        return Cleaned(known[folded])
    raise CellProblem(_("Not known here. Nearest: %(nearest)s.") % {"nearest": ", ".join(nearest(text, what_is_right))})


def plain_words(text: str) -> str:
    """Folded, every mark but letters and digits a space: how words are compared."""
    return " ".join(re.sub(r"[^\w]", " ", vietnamese.fold(text)).replace("_", " ").split())


def nearest(text: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names most like a text, the best first."""
    found = process.extract(text, list(names), scorer=fuzz.WRatio, processor=plain_words, limit=most)
    return [name for name, _score, _at in found]
