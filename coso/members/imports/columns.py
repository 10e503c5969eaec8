"""The 28 columns of the members' sheet: headings they are known by, and how their cells are understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.imports import cells
from coso.common.imports.cells import BLANK, CellProblem, Cleaned, plain_words
from coso.common.imports.kinds import ImportColumn, Sides
from coso.common.imports.layout import MARKS
from coso.members.codes import ETHNIC_GROUPS, RELIGIONS
from coso.members.enums import Activity, LeaveReason, Sex
from coso.members.imports import places
from coso.members.imports.places import Places
from coso.members.imports.units import Branches

ID_DIGITS = 12
LAST_PROVINCE = 99  # citizen numbers begin with a province's, 001 to 096; invented data uses 097
OLD_ID_DIGITS = 9
SHORTEST_CARD = 9


@dataclass
class SheetContext:
    """What the cells are understood with. seen: numbers met so far in the file -> row number."""

    day: date
    headings: dict[str, str]
    branches: Branches
    places: Places
    seen: dict[tuple[str, str], int] = field(default_factory=dict)


def _text(longest: int) -> Any:
    return lambda text, _context: cells.words(text, longest)


def _date(text: str, context: SheetContext) -> Cleaned:
    found = cells.date(text, context.day)
    if found.value is not None and found.value > context.day:
        raise CellProblem(_("This day lies in the future."))
    return found


_MALE = {"nam", "m", "male", "trai", "1"}
_FEMALE = {"nu", "f", "female", "gai", "0", "2"}


def sex(text: str, context: SheetContext) -> Cleaned:
    """Nam or Nữ; 1 or 0; or a mark in a column headed Nữ (or Nam)."""
    plain = plain_words(text) or text.strip().lower()
    heading = set(plain_words(context.headings["sex"]).split())
    if "nu" in heading and "nam" not in heading and plain not in (_MALE | _FEMALE) - {"1", "0"}:
        return Cleaned(Sex.FEMALE.value if plain in MARKS else Sex.MALE.value) if plain in MARKS | {"", "0"} else _bad_sex()
    if "nam" in heading and "nu" not in heading and plain not in (_MALE | _FEMALE) - {"1", "0"}:
        return Cleaned(Sex.MALE.value if plain in MARKS else Sex.FEMALE.value) if plain in MARKS | {"", "0"} else _bad_sex()
    if "nu" in heading and "nam" not in heading and plain in ("1", "0"):
        return Cleaned(Sex.FEMALE.value if plain == "1" else Sex.MALE.value)
    if plain in _MALE:
        return Cleaned(Sex.MALE.value)
    if plain in _FEMALE:
        return Cleaned(Sex.FEMALE.value)
    if plain == "x":
        return Cleaned(Sex.FEMALE.value, _("“X” is read as Nữ."))
    return BLANK if not plain else _bad_sex()


def _bad_sex() -> Cleaned:
    raise CellProblem(_("Write Nam or Nữ."))


_ETHNIC_ALSO = {
    "viet": "kinh", "h mong": "hmong", "hmong": "hmong", "meo": "hmong", "mong": "hmong", "ede": "e_de", "rhade": "e_de",
    "giarai": "gia_rai", "jarai": "gia_rai", "gia rai": "gia_rai", "bahnar": "ba_na", "bana": "ba_na", "xe dang": "xo_dang", "sedang": "xo_dang",
    "cao lan": "san_chay", "san chi": "san_chay", "k ho": "co_ho", "kho": "co_ho", "co ho": "co_ho", "cil": "co_ho", "m nong": "mnong",
    "ra glai": "ra_glai", "raglai": "ra_glai", "s tieng": "xtieng", "stieng": "xtieng", "van kieu": "bru_van_kieu", "bru": "bru_van_kieu",
    "bru van kieu": "bru_van_kieu", "dzay": "giay", "nhang": "giay", "ka tu": "co_tu", "katu": "co_tu", "k tu": "co_tu",
    "gie": "gie_trieng", "khmu": "kho_mu", "kho mu": "kho_mu", "cor": "co", "pa co": "ta_oi", "cham": "cham", "o xo": "other",
    "tay nung": "tay", "nguon": "kinh", "kho me": "khmer", "kh me": "khmer", "khome": "khmer", "han": "hoa",
}
_ETHNIC = {plain_words(name): key for key, name in ETHNIC_GROUPS.items()} | {key: value for key, value in _ETHNIC_ALSO.items() if value in ETHNIC_GROUPS}
_RELIGION = {plain_words(name): key for key, name in RELIGIONS.items()} | {
    "khong ton giao": "none", "khong theo ton giao": "none", "khong co": "none", "0": "none", "k": "none", "ko": "none", "luong": "none",
    "phat": "buddhist", "dao phat": "buddhist", "thien chua": "catholic", "thien chua giao": "catholic", "dao thien chua": "catholic",
    "cong giao la ma": "catholic", "cong": "catholic", "ki to giao": "catholic", "dao tin lanh": "protestant", "dao cao dai": "cao_dai",
    "hoa hao": "hoa_hao", "dao hoa hao": "hoa_hao", "pghh": "hoa_hao", "dao hoi": "muslim", "hoi": "muslim", "islam": "muslim", "khac": "other",
}


def ethnic_group(text: str, _context: SheetContext) -> Cleaned:
    plain = plain_words(text).removeprefix("dan toc ").removeprefix("nguoi ")
    return Cleaned(_ETHNIC[plain]) if plain in _ETHNIC else cells.choice(text, _ETHNIC, ETHNIC_GROUPS.values())


def religion(text: str, _context: SheetContext) -> Cleaned:
    if cells.is_nothing(text.strip()) and text.strip():
        return Cleaned("none")
    return cells.choice(text, _RELIGION, RELIGIONS.values())


def citizen_id(text: str, _context: SheetContext) -> Cleaned:
    """Twelve digits; up to two lost noughts are put back; an unknown province in front is only a warning."""
    found = cells.digits(text)
    if not found:
        return BLANK
    if len(found) == OLD_ID_DIGITS:
        raise CellProblem(_("Nine digits are an old identity number. Write the twelve digits of the citizen ID."))
    cleaned = cells.restored(found, length=ID_DIGITS, shortest=ID_DIGITS - 2)
    if not 1 <= int(cleaned.value[:3]) <= LAST_PROVINCE:
        return Cleaned(cleaned.value, _("No province has the first three digits of this number. Compare it with the card."))
    return cleaned


def card_number(text: str, _context: SheetContext) -> Cleaned:
    found = cells.digits(text)
    return cells.restored(found, length=ID_DIGITS, shortest=SHORTEST_CARD) if found else BLANK


def old_identity(text: str, _context: SheetContext) -> Cleaned:
    """Nine digits, or twelve of a later card; a lost nought is put back."""
    found = cells.digits(text)
    if not found:
        return BLANK
    return Cleaned(found) if len(found) == ID_DIGITS else cells.restored(found, length=OLD_ID_DIGITS, shortest=OLD_ID_DIGITS - 2)


# What the sheet's status column may say -> activity, or the way of leaving.
STATUS_WORDS: dict[str, str] = {
    Activity.ACTIVE: "Đang sinh hoạt", Activity.TEMPORARY_ELSEWHERE: "Sinh hoạt tạm thời nơi khác", Activity.WORKING_AWAY: "Đi làm ăn xa",
    Activity.ABROAD: "Ở nước ngoài", Activity.EXEMPT: "Miễn sinh hoạt", Activity.SUSPENDED: "Đình chỉ sinh hoạt",
    LeaveReason.TRANSFERRED_OUT: "Đã chuyển đi", LeaveReason.REMOVED: "Xóa tên", LeaveReason.REQUESTED_EXIT: "Xin ra khỏi Đảng",
    LeaveReason.EXPELLED: "Khai trừ", LeaveReason.DECEASED: "Từ trần",
}
_STATUS = {plain_words(words): key for key, words in STATUS_WORDS.items()} | {
    "dang hoat dong": "active", "hoat dong": "active", "sinh hoat": "active", "binh thuong": "active", "dang cong tac": "active",
    "dang vien chinh thuc": "active", "chinh thuc": "active", "dang vien du bi": "active", "du bi": "active", "co mat": "active",
    "tam thoi": "temporary_elsewhere", "sinh hoat tam thoi": "temporary_elsewhere", "chuyen sinh hoat tam thoi": "temporary_elsewhere",
    "lam an xa": "working_away", "di lam xa": "working_away", "luu dong": "working_away", "nuoc ngoai": "abroad", "di nuoc ngoai": "abroad",
    "mien": "exempt", "duoc mien sinh hoat": "exempt", "mien cong tac": "exempt", "mien cong tac va sinh hoat": "exempt",
    "mien cong tac va sinh hoat dang": "exempt", "mien sinh hoat dang": "exempt", "mien cong tac sinh hoat": "exempt", "mien sh": "exempt",
    "dinh chi": "suspended", "dinh chi sinh hoat dang": "suspended",
    "chuyen di": "transferred_out", "da chuyen": "transferred_out", "chuyen sinh hoat": "transferred_out", "chuyen sinh hoat dang": "transferred_out",
    "da chuyen sinh hoat": "transferred_out", "da chuyen sinh hoat dang": "transferred_out", "chuyen dang": "transferred_out", "chuyen noi khac": "transferred_out",
    "xoa ten": "removed", "da xoa ten": "removed", "bi xoa ten": "removed", "xin ra": "requested_exit", "xin ra khoi dang": "requested_exit", "xin ra dang": "requested_exit",
    "ra khoi dang": "requested_exit", "da ra khoi dang": "requested_exit", "bi khai tru": "expelled", "da khai tru": "expelled",
    "khai tru": "expelled", "mat": "deceased", "da mat": "deceased", "chet": "deceased", "da chet": "deceased", "da tu tran": "deceased", "qua doi": "deceased", "da qua doi": "deceased",
    "hy sinh": "deceased",
}


def status(text: str, _context: SheetContext) -> Cleaned:
    return cells.choice(text, _STATUS, STATUS_WORDS.values())


def _province(text: str, context: SheetContext) -> Cleaned:
    return context.places.province(text)


def _branch(text: str, context: SheetContext) -> Cleaned:
    return context.branches.find(text) if text.strip() else BLANK


_C = partial(ImportColumn)
_BIRTH = ("khai sinh", "noi sinh")
_HOME = ("que quan", "nguyen quan", "que")
_LIVES = ("thuong tru", "ho khau", "hktt", "noi o hien nay", "noi o", "cu tru")
_COUNTRY = ("quoc gia", "nuoc")
_PROVINCE = ("tinh thanh pho", "tinh thanh", "tinh tp", "tinh", "thanh pho")
_ADDRESS = ("dia chi", "chi tiet", "xa phuong", "xa", "phuong", "noi")


def _pairs(groups: tuple[str, ...], subs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{group}+{sub}" for group in groups for sub in subs)


def _place(key: str, groups: tuple[str, ...], labels: tuple[Any, Any, Any]) -> list[ImportColumn]:
    return [
        _C(f"{key}_country", labels[0], _pairs(groups, _COUNTRY), lambda text, _context: places.country(text)),
        _C(f"{key}_province", labels[1], _pairs(groups, _PROVINCE), _province, required="warning"),
        _C(f"{key}_address", labels[2], _pairs(groups, _ADDRESS), _text(300), required="warning"),
    ]


COLUMNS: list[ImportColumn] = [
    _C("ordinal", gettext_lazy("No."), ("stt", "tt", "so tt", "so thu tu", "no")),
    _C("database_id", gettext_lazy("ID"), ("id", "ma dang vien", "ma dinh danh dang vien", "id dang vien", "ma id"), _text(40)),
    _C("full_name", gettext_lazy("Full name"), ("ho va ten", "ho ten", "ho va ten khai sinh", "ho va ten dang vien", "ho ten dang vien", "ten dang vien", "ho va ten day du"), lambda text, _context: cells.name(text), required="error", person=False),
    _C("other_name", gettext_lazy("Other name"), ("ten goi khac", "ho ten khac", "ten khac", "bi danh", "ho va ten dang dung", "ten dang dung"), _text(100)),
    _C("sex", gettext_lazy("Sex"), ("gioi tinh", "nam nu", "phai", "gt", "nu", "nam"), sex, required="error"),
    _C("birth_date", gettext_lazy("Birth date"), ("sinh ngay", "ngay sinh", "ngay thang nam sinh", "ngay thang sinh", "sinh ngay thang nam", "nam sinh", "ngay thang nam sinh duong lich"), _date, required="error", person=True, is_date=True),
    _C("ethnic_group", gettext_lazy("Ethnic group"), ("dan toc",), ethnic_group, required="error"),
    _C("religion", gettext_lazy("Religion"), ("ton giao",), religion, required="error"),
    _C("citizen_id_number", gettext_lazy("Citizen ID number"), ("so dinh danh ca nhan", "so dinh danh", "so cccd", "cccd", "can cuoc cong dan", "so can cuoc cong dan", "so can cuoc", "so cccd so dinh danh ca nhan", "ma dinh danh ca nhan", "so ddcn"), citizen_id, required="warning", person=True),
    _C("party_card_number", gettext_lazy("Party card number"), ("so the dang", "so the dang vien", "the dang", "so the", "ma the dang"), card_number, required="warning", person=True),
    _C("card_place", gettext_lazy("Card issued at"), ("noi cap the", "noi cap the dang", "noi cap"), _text(200)),
    _C("card_issued_on", gettext_lazy("Card issued on"), ("ngay cap the", "ngay cap the dang", "ngay cap"), _date, is_date=True),
    _C("old_card_number", gettext_lazy("Card number under Decision 85"), ("so the theo quyet dinh 85", "so the theo qd 85", "so the theo qd85", "so the dang theo quyet dinh 85", "so the dang theo qd 85", "so the cu", "so the dang cu", "quyet dinh 85"), _text(40)),
    _C("unit", gettext_lazy("Present party organisation"), ("to chuc dang dang sinh hoat", "to chuc dang", "chi bo dang sinh hoat", "to chuc dang hien dang sinh hoat", "noi sinh hoat dang", "noi sinh hoat", "chi bo", "dang sinh hoat tai", "don vi sinh hoat"), _branch),
    *_place("birth", _BIRTH, (gettext_lazy("Birth registration: country"), gettext_lazy("Birth registration: province"), gettext_lazy("Birth registration: address"))),
    *_place("home", _HOME, (gettext_lazy("Home town: country"), gettext_lazy("Home town: province"), gettext_lazy("Home town: address"))),
    *_place("residence", _LIVES, (gettext_lazy("Permanent residence: country"), gettext_lazy("Permanent residence: province"), gettext_lazy("Permanent residence: address"))),
    _C("admission_date", gettext_lazy("Admission date"), ("ngay vao dang", "ngay ket nap", "ngay vao dang csvn", "ngay ket nap dang", "vao dang", "ngay vao dang du bi", "ngay vao dang lan dau"), _date, required="error", person=True, is_date=True),
    _C("official_date", gettext_lazy("Official date"), ("ngay chinh thuc", "ngay vao dang chinh thuc", "ngay cong nhan chinh thuc", "chinh thuc", "ngay cong nhan dang vien chinh thuc"), _date, is_date=True),
    _C("old_identity_number", gettext_lazy("Old identity number"), ("so cmnd cu", "so cmnd", "cmnd", "so cmt", "chung minh nhan dan", "so chung minh nhan dan", "cmnd cu"), old_identity),
    _C("status", gettext_lazy("Status of activity"), ("trang thai hoat dong", "trang thai", "tinh trang hoat dong", "tinh trang", "trang thai sinh hoat", "tinh trang sinh hoat"), status),
    _C("status_date", gettext_lazy("Date left, died or exempted"), ("ngay roi khoi mat mien sinh hoat", "ngay roi khoi", "ngay mat", "ngay mien sinh hoat", "ngay roi", "ngay chuyen di", "ngay roi di"), _date, is_date=True),
]
SIDES = Sides("sex", ("Nam", "Nữ"), holds="birth_date")
SECTION = ("unit", r"(chi bo|dang bo|cb|db)\b")
GROUPS = [
    ("khai sinh", ("birth_country", "birth_province", "birth_address")),
    ("que quan", ("home_country", "home_province", "home_address")),
    ("thuong tru", ("residence_country", "residence_province", "residence_address")),
]
# Columns whose value is a field of the record.
FIELDS = tuple(column.key for column in COLUMNS if column.key not in {"ordinal", "unit", "status", "status_date"})
PROVINCES = ("birth_province", "home_province", "residence_province")
