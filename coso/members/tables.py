"""The list of members and the facts on a person's page, declared once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coso.common.columns import Column, Kind, as_text
from coso.common.fields import field_of
from coso.common.periods import add_months
from coso.common.privacy import DataClass
from coso.common.tables import ChoiceFilter, Filter, NumberRangeFilter, Table, UnitFilter
from coso.common.vietnamese import fold
from coso.members import rules
from coso.members.enums import (
    Activity,
    GeneralEducation,
    PoliticalTheory,
    ProfessionalLevel,
    Sex,
    Status,
)
from coso.members.models import Member
from coso.org.models import Unit

LEFT = [("left", _("Left the roll")), ("all", _("With those who left"))]


def columns(day: date) -> list[Column]:
    """The columns a list or an export of members may have; class 3 is not among them."""
    personal = DataClass.PERSONAL
    return [
        Column("name", _("Full name"), "full_name", sort=("name_key",), data_class=personal, link=Member.get_absolute_url),
        Column("birth", _("Birth date"), "birth_date", Kind.DATE, sort=("birth_date", "name_key"), data_class=personal),
        Column("sex", _("Sex"), "get_sex_display", data_class=personal, default_shown=False),
        Column("unit", _("Branch"), "unit.name", sort=("position", "name_key"), phone=True),
        Column("status", _("Status"), "get_status_display", phone=True),
        Column("activity", _("Activity"), "get_activity_display", default_shown=False),
        Column("admitted", _("Admission date"), "admission_date", Kind.DATE, sort=("admission_date", "name_key"), data_class=personal),
        Column("official", _("Official date"), "official_date", Kind.DATE, data_class=personal, default_shown=False),
        Column("party_age", _("Party age"), lambda one: rules.party_age(one, day), Kind.NUMBER),
        Column("age", _("Age"), lambda one: rules.age(one, day), Kind.NUMBER, data_class=personal, default_shown=False),
        Column("education", _("General education"), "get_general_education_display", data_class=personal, default_shown=False),
        Column("profession", _("Professional level"), "get_professional_level_display", data_class=personal, default_shown=False),
        Column("theory", _("Political theory"), "get_political_theory_display", data_class=personal, default_shown=False),
        Column("job", _("Present job"), "job", data_class=personal, default_shown=False),
        Column("left", _("Left on"), "left_on", Kind.DATE, data_class=personal, default_shown=False),
    ]


def filters(user: Any, day: date) -> list[Filter]:
    return [
        UnitFilter("unit", _("Unit (name or code)"), find=lambda text: find_unit(text, user), narrow=under),
        ChoiceFilter("status", _("Status"), choices=Status.choices, narrow=lambda rows, keys: rows.filter(status__in=keys)),
        ChoiceFilter("activity", _("Activity"), choices=Activity.choices, narrow=lambda rows, keys: rows.filter(activity__in=keys)),
        ChoiceFilter("sex", _("Sex"), choices=Sex.choices, narrow=lambda rows, keys: rows.filter(sex__in=keys)),
        ChoiceFilter("education", _("General education"), choices=GeneralEducation.choices, narrow=lambda rows, keys: rows.filter(general_education__in=keys)),
        ChoiceFilter("profession", _("Professional level"), choices=ProfessionalLevel.choices, narrow=lambda rows, keys: rows.filter(professional_level__in=keys)),
        ChoiceFilter("theory", _("Political theory"), choices=PoliticalTheory.choices, narrow=lambda rows, keys: rows.filter(political_theory__in=keys)),
        NumberRangeFilter("age", _("Age"), narrow=lambda rows, ends: aged(rows, "birth_date", ends, day)),
        NumberRangeFilter("party_age", _("Party age"), narrow=lambda rows, ends: aged(rows, "admission_date", ends, day)),
        ChoiceFilter("left", _("Left the roll"), choices=LEFT, narrow=lambda rows, keys: rows.filter(left_on__isnull=False) if keys == ["left"] else rows),
    ]


def under(rows: QuerySet, unit: Unit) -> QuerySet:
    return rows.filter(position__gte=unit.position, position__lt=unit.position_end)


def aged(rows: QuerySet, field: str, ends: tuple[int | None, int | None], day: date) -> QuerySet:
    """Those whose full years from `field` to `day` lie in the range, both ends included."""
    low, high = ends
    if low is not None:
        rows = rows.filter(**{f"{field}__lte": add_months(day, -12 * low)})
    if high is not None:
        rows = rows.filter(**{f"{field}__gte": add_months(day, -12 * (high + 1)) + timedelta(days=1)})
    return rows


def find_unit(text: str, user: Any, permission: str = "member.view") -> Unit | None:
    """The unit of this key, code or part of a name, among those where the user has the permission: by default, may see members."""
    units = Unit.objects.inside(user.intervals(permission)).in_tree_order()
    if text.isdecimal():
        return units.filter(**({"code": text} if len(text) > 12 else {"pk": text})).first()
    return units.filter(name_key__contains=fold(text)).first()


def member_table(request: HttpRequest, day: date, *, may_export: bool) -> Table:
    """The list as this request asks for it; without the filter `left`, those on the roll."""
    user = request.user
    rows = Member.objects.visible_to(user).select_related("unit")
    if request.GET.get("left") not in dict(LEFT):
        rows = rows.on_roll()
    unit = find_unit(request.GET.get("unit", "").strip(), user) if request.GET.get("unit") else None
    within = overlap(user.intervals("member.view"), unit.interval) if unit else None
    table = Table(
        request, rows, key="members", columns=columns(day), default_order="name", filters=filters(user, day), export_permitted=may_export,
        search=lambda found, text: found.search(text, user, within=within, whole=any(one.key != "unit" for one in table.in_force)),
    )
    return table


def overlap(intervals: list[tuple[int, int]], other: tuple[int, int]) -> list[tuple[int, int]]:
    """The parts of half-open intervals that lie inside another."""
    cut = [(max(lo, other[0]), min(hi, other[1])) for lo, hi in intervals]
    return [(lo, hi) for lo, hi in cut if lo < hi]


@dataclass(frozen=True)
class Fact:
    """One line of the person's page. masked: class 3, not revealed, so its value is not here."""

    field: str
    label: str
    value: str
    masked: bool


SECTIONS: list[tuple[Any, tuple[str, ...]]] = [
    (_("Party membership"), ("admission_date", "official_date", "party_card_number", "card_place", "card_issued_on", "old_card_number", "database_id", "history_number", "recruited_on", "recruited_by", "youth_union_date")),
    (_("Person"), ("other_name", "sex", "birth_date", "ethnic_group", "religion", "citizen_id_number", "old_identity_number", "phone", "email")),
    (_("Origin and residence"), ("birth_country", "birth_province", "birth_address", "home_country", "home_province", "home_address", "residence_country", "residence_province", "residence_address", "temporary_address")),
    (_("Education and work"), ("general_education", "professional_level", "political_theory", "job", "army_from", "army_to", "paper_file")),
]
# Parts of the record that are corrected together on one page.
PARTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "person": (_("Name, birth, sex"), ("full_name", "other_name", "sex", "birth_date")),
    "membership": (_("Admission, official date, file"), ("admission_date", "official_date", "card_place", "card_issued_on", "database_id", "history_number", "recruited_on", "recruited_by", "youth_union_date", "paper_file")),
    "numbers": (_("Numbers and contact"), ("citizen_id_number", "old_identity_number", "party_card_number", "old_card_number", "phone", "email")),
    "origin": (_("Ethnic group and religion"), ("ethnic_group", "religion")),
    "places": (_("Origin and residence"), ("birth_country", "birth_province", "birth_address", "home_country", "home_province", "home_address", "residence_country", "residence_province", "residence_address", "temporary_address")),
    "education": (_("Education and work"), ("general_education", "professional_level", "political_theory", "job", "army_from", "army_to")),
}


def sensitive(names: Collection[str]) -> list[str]:
    """Those of the fields that are class 3."""
    return [name for name in names if Member.privacy.class_of(name) == DataClass.SENSITIVE]


def label_of(name: str) -> str:
    text = str(field_of(Member, name).verbose_name)
    return text[:1].upper() + text[1:]


def labels_of(names: str) -> str:
    """Names of fields as the reading log keeps them, in words."""
    known = {field.name for field in Member._meta.concrete_fields}  # noqa: SLF001 as above
    words = {"attachment": _("paper"), "photo": _("photo"), "number": _("found by number")}
    return ", ".join(label_of(name) if name in known else str(words.get(name, name)) for name in names.split(", ") if name)


def shown(member: Member, name: str) -> str:
    """A field's value in words."""
    return in_words(name, getattr(member, name))


def in_words(name: str, value: Any) -> str:
    choices = field_of(Member, name).choices
    if choices:
        value = dict(choices).get(value, value)
    return as_text(value, Kind.YES_NO if isinstance(value, bool) else Kind.TEXT)


def facts(member: Member, revealed: Collection[str] = ()) -> Iterator[tuple[Any, list[Fact], str]]:
    """The sections of the page, with the names of the empty fields; a class-3 value leaves only when it is revealed."""
    for title, names in SECTIONS:
        hidden = set(sensitive(names)) - set(revealed)
        values = {name: shown(member, name) for name in names}
        lines = [Fact(name, label_of(name), "" if name in hidden else value, name in hidden) for name, value in values.items() if value]
        yield title, lines, ", ".join(lowered(label_of(name)) for name, value in values.items() if not value)


def lowered(label: str) -> str:
    """A label inside a sentence; one of capitals alone stays."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
