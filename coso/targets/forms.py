"""What people fill in about schemes, targets, shares and new models."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coso.figures.queries import NoSuchIndicator, all_indicators, indicator
from coso.org.forms import DayField
from coso.org.models import Unit
from coso.procedures.forms import PaperForm
from coso.targets.enums import Aim, SchemeKind, SplitWay

NUMBER = _("Number and symbol, with its day.")
MILESTONE_HELP = _("One a line: day and per cent of the target, for example “31/12/2026 50”. Without any, time counts evenly.")


class SchemeForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Issuing unit"), queryset=Unit.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"))
    title = forms.CharField(label=_("Title"), max_length=300)
    paper = forms.CharField(label=_("Paper"), max_length=200, required=False, help_text=NUMBER)
    paper_date = DayField(label=_("Date of the paper"), required=False)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))

    def __init__(self, *args: Any, units: QuerySet[Unit], may_set: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["kind"].choices = SchemeKind.choices if may_set else [pair for pair in SchemeKind.choices if pair[0] == SchemeKind.REGISTERED]


class TargetForm(forms.Form):
    title = forms.CharField(label=_("What is to be reached"), max_length=300)
    indicator_key = forms.ChoiceField(label=_("Counted by"), required=False, help_text=_("“Reported by hand” for what no record counts: the unit then types results with their paper."))
    over = forms.ChoiceField(label=_("As a share of"), required=False, help_text=_("Only for a share in per cent."))
    where = forms.CharField(label=_("Only those with"), max_length=200, required=False, help_text=_("dimension=value, for example sex=female; several with a comma."))
    measure = forms.CharField(label=_("Unit of measure"), max_length=60, required=False)
    aim = forms.ChoiceField(label=_("Direction"), choices=Aim.choices)
    value = forms.DecimalField(label=_("Value"), min_value=Decimal(0), max_digits=14, decimal_places=2)
    baseline_on = DayField(label=_("Baseline day"), required=False)
    baseline_value = forms.DecimalField(label=_("Baseline, where records do not reach back"), required=False, max_digits=14, decimal_places=2)
    baseline_paper = forms.CharField(label=_("Paper of the baseline"), max_length=200, required=False)
    milestones = forms.CharField(label=_("Milestones"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=MILESTONE_HELP)
    responsible = forms.CharField(label=_("Who is responsible"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(one.key, one.name) for one in all_indicators()]
        self.fields["indicator_key"].choices = [("", _("Reported by hand")), *known]
        self.fields["over"].choices = [("", "–"), *((key, name) for key, name in known if not hasattr(indicator(key), "numerator"))]

    def clean_milestones(self) -> list[tuple[date, Decimal]]:
        return [self._milestone(line) for line in self.cleaned_data["milestones"].splitlines() if line.strip()]

    def _milestone(self, line: str) -> tuple[date, Decimal]:
        day, _space, percent = line.strip().partition(" ")
        number = forms.DecimalField(min_value=Decimal(0), max_digits=6, decimal_places=2).clean(percent.strip().rstrip("%").replace(",", "."))
        return DayField().clean(day), Decimal(number)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        told["where"] = self._where(told)
        if told.get("baseline_value") is not None and not (told.get("baseline_on") and told.get("baseline_paper")):
            self.add_error("baseline_paper", _("A typed baseline needs its day and its paper."))
        return told

    def _where(self, told: dict[str, Any]) -> dict[str, str]:
        pairs = [part.partition("=") for part in (told.get("where") or "").split(",") if part.strip()]
        found = {key.strip(): value.strip() for key, _sign, value in pairs}
        try:
            for key in found:
                if told.get("indicator_key") and key not in {one.key for one in indicator(told["indicator_key"]).dimensions}:
                    self.add_error("where", _("The figure can't be narrowed by “%(key)s”.") % {"key": key})
        except NoSuchIndicator as problem:
            self.add_error("where", str(problem))
        return found


class SplitForm(forms.Form):
    """One number field for each unit below, filled by the way chosen; shown as the rows of a table."""

    def __init__(self, *args: Any, units: Sequence[Unit], values: dict[int, Decimal], places: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for unit in units:
            self.fields[f"unit_{unit.pk}"] = forms.DecimalField(
                label=unit.name, min_value=Decimal(0), max_digits=14, decimal_places=places, initial=values.get(unit.pk), required=False,
                widget=forms.NumberInput(attrs={"class": "form-control", "data-adds": ""}),
            )

    def row_of(self, unit: Unit) -> forms.BoundField:
        return self[f"unit_{unit.pk}"]

    def values(self) -> dict[int, Decimal]:
        """Only units that were given a number."""
        return {int(name.removeprefix("unit_")): value for name, value in self.cleaned_data.items() if value is not None}


class WayForm(forms.Form):
    way = forms.ChoiceField(label=_("How"), choices=SplitWay.choices, initial=SplitWay.EQUAL)


class AcceptForm(forms.Form):
    responsible = forms.CharField(label=_("Who is responsible"), max_length=200, required=False)


class AnswerForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class ProposeForm(forms.Form):
    value = forms.DecimalField(label=_("New value"), min_value=Decimal(0), max_digits=14, decimal_places=2)


class DecideForm(forms.Form):
    paper = forms.CharField(label=_("Decision"), max_length=200, help_text=NUMBER)


class ReviseForm(forms.Form):
    value = forms.DecimalField(label=_("New value"), min_value=Decimal(0), max_digits=14, decimal_places=2)
    from_day = DayField(label=_("In force from"))
    paper = forms.CharField(label=_("Decision"), max_length=200, help_text=NUMBER)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ResultForm(PaperForm):
    """A result with its paper; the file is checked as that of any paper."""

    number = dated = None
    on = DayField(label=_("As of"))
    value = forms.DecimalField(label=_("Result"), max_digits=14, decimal_places=2)
    paper = forms.CharField(label=_("Paper"), max_length=200, help_text=NUMBER)
    field_order = ("on", "value", "paper", "file", "secret")


class NewModelForm(forms.Form):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)
    title = forms.CharField(label=_("New model or creative way"), max_length=300)
    text = forms.CharField(label=_("What it is and what it is to bring"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}))
    year = forms.IntegerField(label=_("Year"), min_value=1930, max_value=2200)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class ModelResultForm(forms.Form):
    result = forms.CharField(label=_("Result"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
