"""Provinces and countries as people write them, also by the names before the mergers of 1 July 2025."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from coso.common.imports.cells import BLANK, CellProblem, Cleaned, nearest, plain_words
from coso.common.vietnamese import tidy
from coso.org.enums import AreaKind
from coso.org.models import Area

# Province before 1 July 2025 (and Hà Tây, which ended in 2008) -> the one it belongs to since.
MERGED = {
    "Hà Giang": "Tuyên Quang", "Yên Bái": "Lào Cai", "Bắc Kạn": "Thái Nguyên", "Vĩnh Phúc": "Phú Thọ", "Hòa Bình": "Phú Thọ",
    "Bắc Giang": "Bắc Ninh", "Thái Bình": "Hưng Yên", "Hải Dương": "Hải Phòng", "Hà Nam": "Ninh Bình", "Nam Định": "Ninh Bình",
    "Quảng Bình": "Quảng Trị", "Quảng Nam": "Đà Nẵng", "Kon Tum": "Quảng Ngãi", "Bình Định": "Gia Lai", "Ninh Thuận": "Khánh Hòa",
    "Đắk Nông": "Lâm Đồng", "Bình Thuận": "Lâm Đồng", "Phú Yên": "Đắk Lắk", "Bình Dương": "Hồ Chí Minh",
    "Bà Rịa - Vũng Tàu": "Hồ Chí Minh", "Bình Phước": "Đồng Nai", "Long An": "Tây Ninh", "Sóc Trăng": "Cần Thơ",
    "Hậu Giang": "Cần Thơ", "Bến Tre": "Vĩnh Long", "Trà Vinh": "Vĩnh Long", "Tiền Giang": "Đồng Tháp", "Bạc Liêu": "Cà Mau",
    "Kiên Giang": "An Giang", "Hà Tây": "Hà Nội",
}
# Other spellings, folded, -> the folded name.
ALSO = {
    "hcm": "ho chi minh", "tphcm": "ho chi minh", "tp hcm": "ho chi minh", "sai gon": "ho chi minh", "sg": "ho chi minh",
    "tphochiminh": "ho chi minh", "hn": "ha noi", "dn": "da nang", "hp": "hai phong", "thua thien hue": "hue", "tt hue": "hue",
    "t t hue": "hue", "thua thien": "hue", "vung tau": "ba ria vung tau", "br vt": "ba ria vung tau", "brvt": "ba ria vung tau",
    "dac lac": "dak lak", "dac lak": "dak lak", "dak lac": "dak lak", "daklak": "dak lak", "darlac": "dak lak",
    "dac nong": "dak nong", "daknong": "dak nong", "con tum": "kon tum", "kontum": "kon tum", "gialai": "gia lai",
    "bac can": "bac kan", "bac kan": "bac kan", "bg": "bac giang", "th": "thanh hoa",
}
_PREFIX = re.compile(r"^(tinh|thanh pho|t p|tp|t)\s+")
_NO_PLACE = "khong"
VIET_NAM = "Việt Nam"
_VIET_NAM = {"viet nam", "vietnam", "vn", "vnm", "nuoc chxhcn viet nam", "chxhcn viet nam", "cong hoa xa hoi chu nghia viet nam"}


def key_of(name: str) -> str:
    """A province's name without `tỉnh` or `thành phố`, folded: `T. Thanh Hoá` and `Thanh Hóa` are the same."""
    plain = plain_words(name)
    while found := _PREFIX.match(plain):
        plain = plain[found.end() :]
    return ALSO.get(plain, plain)


@dataclass
class Places:
    """by_key: folded name -> area and the old name it was found by. areas: by their key in the database."""

    by_key: dict[str, tuple[Area, str]] = field(default_factory=dict)
    areas: dict[int, Area] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    @classmethod
    def load(cls) -> Places:
        places = cls()
        for area in Area.objects.filter(kind=AreaKind.PROVINCE):
            places.areas[area.pk] = area
            places.by_key[key_of(area.name)] = (area, "")
            places.names.append(area.name)
        for old, now in MERGED.items():
            if key_of(now) in places.by_key:
                places.by_key.setdefault(key_of(old), (places.by_key[key_of(now)][0], old))
        return places

    def province(self, text: str) -> Cleaned:
        """The area's key; a warning where the name is one from before the mergers."""
        key = key_of(text)
        if not key or key == _NO_PLACE:
            return BLANK
        if key not in self.by_key:
            raise CellProblem(_("No such province. Nearest: %(nearest)s.") % {"nearest": ", ".join(nearest(text, [*self.names, *MERGED]))})
        area, old = self.by_key[key]
        if old:
            return Cleaned(area.pk, _("%(old)s is now part of %(now)s.") % {"old": old, "now": area.name})
        return Cleaned(area.pk)


def country(text: str) -> Cleaned:
    """A country's name; Việt Nam in one form."""
    plain = tidy(text)
    if not plain:
        return BLANK
    return Cleaned(VIET_NAM if plain_words(plain) in _VIET_NAM else plain[:60])
