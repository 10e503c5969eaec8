"""Plain functions that make what a story needs, through the real actions."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from PIL import Image

from coso.access.models import Appointment, User
from coso.access.roles import ROLES
from coso.admissions.actions import add_applicant
from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.common.uploads import Upload, checked_photo
from coso.members.actions import NewMember, add_members, attach
from coso.members.models import Attachment, Member
from coso.org.actions import found_unit
from coso.org.enums import UnitKind
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit
from coso.procedures.actions import do_step, open_case
from coso.procedures.models import Case
from tests.procedures.mending import MENDING

TODAY = date(2026, 3, 3)
FOUNDED = date(1945, 9, 2)
_numbers = count(1)


def make_unit(name: str = "", *, kind: str = UnitKind.BRANCH, parent: Unit | None = None, founded_on: date = FOUNDED, ended_on: date | None = None, **fields: Any) -> Unit:
    """A unit under `parent`; a branch gets a commune organisation when no parent is named, other kinds stand at a top."""
    if parent is None and kind in BRANCH_KINDS:
        parent = make_commune(founded_on=founded_on)
    unit = found_unit(
        parent=parent, kind=kind, name=name or f"{UnitKind(kind).label} {next(_numbers)}", founded_on=founded_on, by=SYSTEM, **fields
    )
    return end_unit(unit, ended_on) if ended_on else unit


def end_unit(unit: Unit, on: date) -> Unit:
    """As a dissolution leaves it: nothing of it holds from `on`."""
    for rows in (unit.details, unit.placements, unit.closure_above, unit.closure_below):
        rows.filter(valid_to__isnull=True).update(valid_to=on)
    Unit.objects.filter(pk=unit.pk).update(ended_on=on)
    unit.ended_on = on
    return unit


def make_province(name: str = "Đảng bộ tỉnh Lai Châu", **fields: Any) -> Unit:
    """The top of a tree."""
    return make_unit(name, kind=UnitKind.PROVINCIAL_ORGANISATION, **fields)


def make_commune(name: str = "Đảng bộ xã Mường So", *, parent: Unit | None = None, **fields: Any) -> Unit:
    return make_unit(name, kind=UnitKind.COMMUNE_ORGANISATION, parent=parent, **fields)


def make_member(unit: Unit | None = None, full_name: str = "Nguyễn Văn Hùng", *, day: date = TODAY, **fields: Any) -> Member:
    """An official member admitted in 2010, unless `fields` say otherwise; `stays`, `left_on`, `left_reason` too."""
    known = {
        "full_name": full_name, "sex": "male", "birth_date": date(1980, 2, 3), "admission_date": date(2010, 5, 19),
        "official_date": date(2011, 5, 19), "ethnic_group": "kinh", "religion": "none",
    }
    about = {name: fields.pop(name) for name in ("stays", "left_on", "left_reason") if name in fields}
    new = NewMember(unit or make_unit(), known | fields, **about)
    return add_members(new=[new], by=SYSTEM, day=day)[0]


def make_applicant(unit: Unit, *, day: date = date(2027, 12, 1), **fields: Any) -> Applicant:
    """A woman of 2000 on the source list who agreed in January 2026, unless `fields` say otherwise."""
    known = {
        "full_name": "Vàng Thị Mai", "sex": "female", "birth_date": date(2000, 5, 20), "ethnic_group": "hmong", "religion": "none", "residence": "Bản Nậm Cáy",
        "general_education": "upper_secondary", "job": "Nông dân", "groups": ["rural"], "course_certificate": "12/CN", "course_on": date(2026, 3, 2),
        "consent_on": date(2026, 1, 5), "consent_paper": "Giấy đồng ý 05/01/2026",
    }
    return add_applicant(unit=unit, fields=known | fields, by=SYSTEM, today=day)


def make_picture(width: int = 40, height: int = 60, *, place: bool = False, form: str = "JPEG") -> bytes:
    """A small picture; with `place` its EXIF says where and with what it was taken."""
    out = BytesIO()
    exif = Image.Exif()
    if place:
        exif[0x010F] = "Maker"
        exif.get_ifd(0x8825)[2] = (21.0, 2.0, 3.0)
    Image.new("RGB", (width, height), "#446688").save(out, form, exif=exif)
    return out.getvalue()


def make_attachment(member: Member, *, kind: str = "paper", title: str = "Quyết định kết nạp") -> Attachment:
    upload = checked_photo(make_picture(), "anh.jpg") if kind == "photo" else Upload(b"%PDF-1.7 test", "application/pdf", "quyet-dinh.pdf")
    return attach(member=member, kind=kind, title=title, upload=upload, secret=False, by=SYSTEM)


def make_user(role: str = "", unit: Unit | None = None, *, member: Member | None = None, home: Unit | None = None, since: date = date(2020, 1, 1), **fields: Any) -> User:
    """An account, with a role in a unit if one is named, and the member whose account it is."""
    user = User.objects.create(username=fields.pop("username", f"user{next(_numbers)}"), full_name=fields.pop("full_name", "Trần Thị Cán Bộ"), unit=home or unit, **fields)
    if role:
        Appointment.objects.create(user=user, role=role, unit=unit, valid_from=since)
    if role and ROLES[role].second_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    if member:
        Member.objects.filter(pk=member.pk).update(account=user)
    return user


def make_case(unit: Unit | None = None, *, title: str = "Phòng họp", on: date = TODAY) -> Case:
    """A case of the procedure `tests.procedures.mending`, its first step done."""
    begun = open_case(procedure=MENDING, unit=unit or make_unit(), title=title, on=on, by=SYSTEM, today=on)
    return do_step(case=begun, seen=begun.turn, on=on, by=SYSTEM, today=on, told={"room": "nhỏ"}, seen_papers=["photo"])
