"""The source list, declared once for screen and files, and the facts of one person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coso.admissions.enums import ApplicantState, TargetGroup
from coso.admissions.models import Applicant
from coso.common.columns import Column, Kind, as_text
from coso.common.fields import field_of
from coso.common.privacy import DataClass
from coso.common.tables import ChoiceFilter, Filter, NumberRangeFilter, Table, UnitFilter
from coso.members.enums import Sex
from coso.members.rules import full_years
from coso.members.tables import aged, find_unit, under

OPEN = [ApplicantState.LISTED, ApplicantState.IN_CASE]
FACTS = (
    "birth_date", "sex", "ethnic_group", "religion", "general_education", "professional_level", "job", "residence", "youth_union_date",
    "course_certificate", "course_on", "consent_on", "consent_paper", "withdrawn_on",
)


def columns(day: date) -> list[Column]:
    """What a list or an export of the source list may show; class 3 is not among it."""
    personal = DataClass.PERSONAL
    return [
        Column("name", _("Full name"), str, sort=("name_key",), data_class=personal, link=Applicant.get_absolute_url),
        Column("birth", _("Birth date"), "birth_date", Kind.DATE, sort=("birth_date", "name_key"), data_class=personal),
        Column("sex", _("Sex"), "get_sex_display", data_class=personal, default_shown=False),
        Column("age", _("Age"), lambda one: full_years(one.birth_date, day) if one.birth_date else None, Kind.NUMBER, data_class=personal, default_shown=False),
        Column("unit", _("Branch"), "unit.name", sort=("position", "name_key"), phone=True),
        Column("state", _("State"), "get_state_display", phone=True),
        Column("step", _("Stands at"), stands_at, phone=True),
        Column("groups", _("Target groups"), groups_of, default_shown=False),
        Column("course", _("Certificate dated"), "course_on", Kind.DATE, sort=("course_on", "name_key"), data_class=personal),
        Column("job", _("Present job"), "job", data_class=personal, default_shown=False),
        Column("education", _("General education"), "get_general_education_display", data_class=personal, default_shown=False),
        Column("consent", _("Agreed in writing on"), "consent_on", Kind.DATE, default_shown=False),
    ]


def stands_at(applicant: Applicant) -> str:
    """Where the admission stands."""
    return str(applicant.case.now.title) if applicant.case and applicant.case.now else "–"


def groups_of(applicant: Applicant) -> str:
    return ", ".join(str(TargetGroup(key).label) for key in applicant.groups)


def filters(user: Any, day: date) -> list[Filter]:
    return [
        UnitFilter("unit", _("Unit (name or code)"), find=lambda text: find_unit(text, user), narrow=under),
        ChoiceFilter("state", _("State"), choices=ApplicantState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        ChoiceFilter("group", _("Target group"), choices=[*TargetGroup.choices, ("minority", _("Ethnic minority")), ("woman", _("Woman"))], narrow=in_groups),
        NumberRangeFilter("age", _("Age"), narrow=lambda rows, ends: aged(rows, "birth_date", ends, day)),
    ]


def in_groups(rows: QuerySet, keys: list[str]) -> QuerySet:
    """Those in any of the groups."""
    found = rows.filter(groups__overlap=[key for key in keys if key in TargetGroup.values])
    if "minority" in keys:
        found |= rows.filter(minority=True)
    return found | rows.filter(sex=Sex.FEMALE) if "woman" in keys else found


def applicant_table(request: HttpRequest, day: date, *, may_export: bool) -> Table:
    """The source list as this request asks for it; without a state chosen, those who may still be admitted."""
    rows = Applicant.objects.visible_to(request.user).select_related("unit", "case")
    if not request.GET.get("state"):
        rows = rows.filter(state__in=OPEN)
    return Table(
        request, rows, key="applicants", columns=columns(day), default_order="name", filters=filters(request.user, day),
        search=lambda found, text: found.search(text), export_permitted=may_export,
    )


def facts(applicant: Applicant, revealed: tuple[str, ...] = ()) -> list[tuple[str, str, str, bool]]:
    """Field, label, value and whether it is masked; empty fields are left out."""
    found = []
    for name in FACTS:
        if value := shown(applicant, name):
            masked = Applicant.privacy.class_of(name) == DataClass.SENSITIVE and name not in revealed
            found.append((name, label_of(name), "" if masked else value, masked))
    return found


def label_of(name: str) -> str:
    text = str(field_of(Applicant, name).verbose_name)
    return text[:1].upper() + text[1:]


def shown(applicant: Applicant, name: str) -> str:
    kind, value = field_of(Applicant, name), getattr(applicant, name)
    if kind.choices:
        value = dict(kind.flatchoices).get(value, value)
    return as_text(value, Kind.DATE if isinstance(value, date) else Kind.TEXT)
