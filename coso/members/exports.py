"""The 28-column sheet of a unit's members on a day, in the form that `coso import_members` reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from coso.access.enums import ReadingKind
from coso.access.reading import digest_of, log_reading
from coso.common.actors import Actor
from coso.common.columns import Column, Kind
from coso.common.imports.cells import plain_words
from coso.common.privacy import DataClass
from coso.members.codes import ETHNIC_GROUPS, RELIGIONS
from coso.members.enums import Activity, Sex
from coso.members.imports.columns import STATUS_WORDS
from coso.members.models import Member, Stay
from coso.members.queries import activity_since
from coso.org.models import Unit

CHUNK = 2000
SEXES = {Sex.MALE: "Nam", Sex.FEMALE: "Nữ"}


@dataclass
class SheetRow:
    """One member as of the day. since: from when the present activity holds."""

    number: int
    member: Member
    stay: Stay
    unit: str
    since: date


# The headings are those of the official sheet, in its own language whatever the reader's.
def _of(name: str) -> Any:
    return lambda row: getattr(row.member, name)


def _province(name: str) -> Any:
    return lambda row: str(getattr(row.member, name) or "")


def _place(key: str, group: str) -> list[Column]:
    return [
        Column(f"{key}_country", f"{group}: Quốc gia", _of(f"{key}_country")),
        Column(f"{key}_province", f"{group}: Tỉnh, thành phố", _province(f"{key}_province")),
        Column(f"{key}_address", f"{group}: Địa chỉ", _of(f"{key}_address"), data_class=DataClass.SENSITIVE),
    ]


def _text(name: str, heading: str, data_class: DataClass = DataClass.PERSONAL) -> Column:
    return Column(name, heading, _of(name), data_class=data_class)


def _day(name: str, heading: str) -> Column:
    return Column(name, heading, _of(name), kind=Kind.DATE)


SHEET = [
    Column("ordinal", "STT", "number", kind=Kind.NUMBER),
    _text("database_id", "ID"),
    _text("full_name", "Họ và tên"),
    _text("other_name", "Tên gọi khác"),
    Column("sex", "Giới tính", lambda row: SEXES[Sex(row.member.sex)]),
    _day("birth_date", "Sinh ngày"),
    Column("ethnic_group", "Dân tộc", lambda row: ETHNIC_GROUPS[row.member.ethnic_group], data_class=DataClass.SENSITIVE),
    Column("religion", "Tôn giáo", lambda row: RELIGIONS[row.member.religion], data_class=DataClass.SENSITIVE),
    _text("citizen_id_number", "Số định danh cá nhân", DataClass.SENSITIVE),
    _text("party_card_number", "Số thẻ Đảng", DataClass.SENSITIVE),
    _text("card_place", "Nơi cấp thẻ"),
    _day("card_issued_on", "Ngày cấp thẻ"),
    _text("old_card_number", "Số thẻ theo Quyết định 85", DataClass.SENSITIVE),
    Column("unit", "Tổ chức đảng đang sinh hoạt", "unit"),
    *_place("birth", "Nơi đăng ký khai sinh"),
    *_place("home", "Quê quán"),
    *_place("residence", "Thường trú"),
    _day("admission_date", "Ngày vào Đảng"),
    _day("official_date", "Ngày chính thức"),
    _text("old_identity_number", "Số CMND cũ", DataClass.SENSITIVE),
    Column("status", "Trạng thái hoạt động", lambda row: STATUS_WORDS[row.stay.activity]),
    Column("status_date", "Ngày rời khỏi, mất, miễn sinh hoạt", lambda row: None if row.stay.activity == Activity.ACTIVE else row.since, kind=Kind.DATE),
]


@dataclass
class _Names:
    """What the unit column says: the name where it is the only one of the list, else the code."""

    known: dict[int, str] = field(default_factory=dict)

    @classmethod
    def under(cls, unit: Unit) -> _Names:
        units = list(Unit.objects.under(unit).values_list("pk", "name", "code", "ended_on"))
        times = Counter(plain_words(name) for _pk, name, _code, _ended in units)
        return cls({pk: name if times[plain_words(name)] < 2 or not code else code for pk, name, code, _ended in units})


@dataclass(frozen=True)
class MembersOn:
    """Members whose home is in the unit or below it on a day, unit by unit and by name.

    They are fetched in parts (`at` is the first of one), so that long work may keep each part in its own transaction.
    """

    on: date
    keys: list[int]
    names: _Names

    @classmethod
    def of(cls, unit: Unit, on: date) -> MembersOn:
        stays = Stay.objects.home().under(unit).as_of(on).order_by("position", "member__name_key", "member_id")
        return cls(on, list(stays.values_list("pk", flat=True)), _Names.under(unit))

    def __iter__(self) -> Iterator[SheetRow]:
        for at in self.parts:
            yield from self.rows(at)

    @property
    def parts(self) -> range:
        return range(0, len(self.keys), CHUNK)

    def rows(self, at: int) -> list[SheetRow]:
        """The rows of one part."""
        some = self.keys[at : at + CHUNK]
        found = Stay.objects.select_related("member__birth_province", "member__home_province", "member__residence_province").in_bulk(some)
        since = activity_since(found.values(), self.on)
        stays = [found[key] for key in some]
        return [SheetRow(at + n, stay.member, stay, self.names.known.get(stay.unit_id, ""), since[stay.pk]) for n, stay in enumerate(stays, 1)]


def log_sheet(sheet: MembersOn, unit: Unit, *, by: Actor, purpose: str, page: str) -> None:
    """Keep that the sheet was taken, before it is handed out: it holds class 3."""
    fields = [column.key for column in SHEET if column.data_class == DataClass.SENSITIVE]
    log_reading(
        by=by, kind=ReadingKind.EXPORTED, position=unit.position, fields=fields, purpose=purpose, rows=len(sheet.keys),
        digest=digest_of(f"28 {unit.pk} {sheet.on}"), page=page,
    )
