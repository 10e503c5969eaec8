"""What was told in a step, in words; and which answers name somebody other than the person the case is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.members.models import Member
from coso.procedures.declarations import Procedure, Step


def in_words(step: Step | Procedure, told: dict[str, Any]) -> list[tuple[str, str]]:
    """What was told in a step, as its form calls it: label and text of each answer."""
    fields = getattr(step.form, "base_fields", {}) if step.form else {}
    return [(str(fields[name].label), text_of(fields[name], value)) for name, value in told.items() if name in fields]


def text_of(field: forms.Field, value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("said", ""))
    if isinstance(value, list):
        return "; ".join(text_of(field, one) for one in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.DateField):
        day = parse_date(str(value))
        return vietnamese.date(day) if day else str(value)
    choices = dict(getattr(field, "choices", []) or [])
    return str(choices.get(value, value))


def naming_others(step: Step | Procedure) -> set[str]:
    """The answers that name another person: members chosen from a list, and those a form says so of in `names_others`."""
    fields = getattr(step.form, "base_fields", {}) if step.form else {}
    chosen = {name for name, field in fields.items() if isinstance(field, forms.ModelChoiceField) and field.queryset.model is Member}
    return chosen | set(getattr(step.form, "names_others", ()))
