"""What an administrator fills in to settle a value or to enter days off."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coso.rulebook.book import Key, Rule, plain, typed
from coso.rulebook.enums import COUNTS, ValueType
from coso.rulebook.shares import Share

OWN = "own"
LISTS = {ValueType.LIST, ValueType.NUMBERS, ValueType.RANGE}
EXAMPLES: dict[ValueType, Any] = {
    ValueType.SHARE: _("For instance 2/3, or >1/2 for more than half."),
    ValueType.FRACTION: _("For instance 1/3."),
    ValueType.LIST: _("One line for each."),
    ValueType.NUMBERS: _("Numbers with commas between them, for instance 30, 40, 50."),
    ValueType.RANGE: _("The first and the last, with a comma between them."),
    ValueType.WORKING_DAYS: _("In working days."),
    ValueType.DAYS: _("In days."),
    ValueType.MONTHS: _("In months."),
    ValueType.YEARS: _("In years."),
    ValueType.PERCENT: _("In per cent, without the sign."),
    ValueType.AMOUNT: _("In đồng, without dots."),
}


class DayField(forms.DateField):
    """A day, as browsers send it or as people write it."""

    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def value_field(kind: ValueType) -> forms.Field:
    """The field a value of this type is typed into."""
    told = {"label": _("Value"), "required": False, "help_text": EXAMPLES.get(kind, "")}
    if kind is ValueType.DATE:
        return DayField(**told)
    if kind is ValueType.FLAG:
        return forms.ChoiceField(choices=[("true", _("Yes")), ("false", _("No"))], **told)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}) if kind is ValueType.LIST else None, max_length=2000, **told)


def as_written(kind: ValueType, text: Any) -> Any:
    """What was typed, as the regulation files write it. ValueError for what is no value of the type."""
    if kind is ValueType.DATE:
        return text.isoformat()
    if kind is ValueType.FLAG:
        return text == "true"
    text = text.strip()
    if kind in COUNTS:
        return number(text)
    if kind is ValueType.LIST:
        return [line.strip() for line in text.splitlines() if line.strip()]
    if kind in LISTS:
        return [number(part) for part in text.split(",")]
    if kind is ValueType.SHARE:
        Share.parse(text)
    elif kind is ValueType.FRACTION:
        typed(text, kind)
    return text


def number(text: str) -> int | float:
    """`2,5` and `2.5` are the same; dots between thousands are not expected here."""
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or value < 0:
        raise ValueError(text)
    return int(value) if value == int(value) else float(value)


class SettleForm(forms.Form):
    """One of the readings, where sources disagree, or a value of one's own; from which day, by which paper and why."""

    def __init__(self, *args: Any, key: Key, rule: Rule | None, scopes: list[tuple[str, Any]], units: list[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key, self.readings, self.units = key, rule.readings if rule else (), units
        if self.readings:
            choices = [(str(n), reading.said) for n, reading in enumerate(self.readings)]
            self.fields["reading"] = forms.ChoiceField(label=_("Value"), choices=[*choices, (OWN, _("Another value"))], widget=forms.RadioSelect)
        self.fields["value"] = value_field(key.type)
        if self.readings:
            self.fields["value"].label = _("Another value")
        if len(scopes) > 1:
            self.fields["scope"] = forms.ChoiceField(label=_("For"), choices=scopes, required=False)
        if len(units) > 1:
            self.fields["unit"] = forms.ChoiceField(label=_("Where it holds"), choices=[(str(unit.pk), str(unit)) for unit in units], help_text=_("There and in all units below."))
        self.fields["on"] = DayField(label=_("From this day"), initial=today, help_text=_("The day in the paper. What was decided before stays as it was."))
        self.fields["paper"] = forms.CharField(label=_("Paper"), max_length=300, help_text=_("Number and symbol, who issued it, with its day."))
        self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        chosen = told.pop("reading", OWN)
        if "reading" in self.errors or "value" in self.errors:
            return told
        if chosen != OWN:
            reading = self.readings[int(chosen)]
            return {**told, "value": plain(reading.written), "measure": reading.unit}
        try:
            told["value"] = as_written(self.key.type, told.get("value") or "")
        except (ValueError, ArithmeticError, AttributeError):
            self.add_error("value", gettext("This is no value for “%(key)s”. Write it as the example shows.") % {"key": self.key.title})
        return told

    def told(self) -> dict[str, Any]:
        """What the verb is given."""
        chosen = self.cleaned_data.pop("unit", "")
        unit = next((one for one in self.units if str(one.pk) == chosen), self.units[0])
        return {**self.cleaned_data, "unit": unit}


class EndForm(forms.Form):
    """From which day the regulations decide again."""

    on = DayField(label=_("From this day the regulations decide again"))
    reason = forms.CharField(label=_("Reason"), max_length=1000)


class ClosureForm(forms.Form):
    """Days off besides the public holidays."""

    first = DayField(label=_("First day off"))
    last = DayField(label=_("Last day off"))
    paper = forms.CharField(label=_("Paper"), max_length=300, help_text=_("Number and symbol, who issued it, with its day."))
    reason = forms.CharField(label=_("Reason"), max_length=1000, help_text=_("For instance a flood, or a provincial day off."))


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=1000)
