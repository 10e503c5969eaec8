"""Which branch a row of the sheet belongs to: by code, or by name inside the target unit."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from coso.common.imports.cells import CellProblem, Cleaned, nearest, plain_words
from coso.common.vietnamese import place_tones, tidy
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Unit

CODE_DIGITS = 14
_KIND_WORDS = re.compile(r"^(chi bo co so|chi bo truc thuoc|chi bo|cb|dang bo bo phan|dang bo|db)\s+")


def bare(name: str) -> str:
    """A unit's name folded, without the word for its kind in front."""
    plain = plain_words(name)
    return _KIND_WORDS.sub("", plain) or plain


@dataclass
class Branches:
    """The units under `target` in which members may have their home on a day."""

    target: Unit
    by_id: dict[int, Unit] = field(default_factory=dict)
    by_code: dict[str, Unit] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    by_bare_name: dict[str, list[Unit]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[int, str] = field(default_factory=dict)

    @classmethod
    def load(cls, target: Unit, day: date) -> Branches:
        found = cls(target)
        for unit in Unit.objects.under(target).existing_on(day).filter(kind__in=MEMBER_KINDS).select_related("parent"):
            found.by_id[unit.pk] = unit
            found.parents[unit.pk] = plain_words(unit.parent.name) if unit.parent else ""
            found.by_name[plain_words(unit.name)].append(unit)
            found.by_bare_name[bare(unit.name)].append(unit)
            if unit.code:
                found.by_code[unit.code] = unit
        return found

    def find(self, text: str) -> Cleaned:
        """The unit's key. Blank: the target unit itself where it holds members."""
        return Cleaned(self._find(tidy(text)).pk)

    def _find(self, text: str) -> Unit:
        if not text:
            return self._target()
        digits = re.sub(r"[\s.]", "", text)
        if digits.isdecimal() and len(digits) >= CODE_DIGITS - 1:
            return self._by_code(digits.zfill(CODE_DIGITS))
        found = self.by_name.get(plain_words(text)) or self.by_bare_name.get(bare(text)) or self._with_parent(text)
        if not found:
            raise CellProblem(self._unknown(text))
        if len(found) > 1:
            found = [unit for unit in found if place_tones(tidy(unit.name)) == place_tones(text)] or found
        if len(found) > 1:
            raise CellProblem(_("%(number)s organisations here have this name. Write the code instead.") % {"number": len(found)})
        return found[0]

    def _target(self) -> Unit:
        if self.target.pk not in self.by_id:
            raise CellProblem(_("The branch is missing, and “%(unit)s” itself holds no members. Write the branch's code or name.") % {"unit": self.target})
        return self.by_id[self.target.pk]

    def _by_code(self, code: str) -> Unit:
        if code not in self.by_code:
            raise CellProblem(_("No branch under “%(unit)s” has this code.") % {"unit": self.target})
        return self.by_code[code]

    def _with_parent(self, text: str) -> list[Unit]:
        """`Chi bộ thôn 1, Đảng bộ xã Mường So`: the branch, told apart by what stands above it."""
        for mark in (",", " - ", " – ", "/", ">", ";", " thuộc ", " trực thuộc "):
            first, _mark, above = text.partition(mark)
            found = self.by_name.get(plain_words(first)) or self.by_bare_name.get(bare(first)) or []
            inside = [unit for unit in found if bare(above) in self.parents[unit.pk] or plain_words(above) in plain_words(self.target.name)]
            if above and inside:
                return inside
        return []

    def _unknown(self, text: str) -> str:
        names = nearest(text, {unit.name for unit in self.by_id.values()})
        if not names:
            return _("There is no branch under “%(unit)s”.") % {"unit": self.target}
        return _("No branch of this name under “%(unit)s”. Nearest: %(nearest)s.") % {"unit": self.target, "nearest": ", ".join(f"“{name}”" for name in names)}
