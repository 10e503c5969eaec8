"""What a person fills in: the head of a plan, its operations one by one, and the decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coso.org.enums import Sector, UnitKind
from coso.org.forms import DayField
from coso.org.kinds import TEMPORARY_KINDS
from coso.org.models import Area, Unit
from coso.restructuring.enums import Do, Recipe, Who
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.rules.editing import free_label
from coso.restructuring.rules.operations import Plain, Ref
from coso.restructuring.rules.sketch import Drawn

PLANNED = [one for one in UnitKind.choices if one[0] not in TEMPORARY_KINDS]
NUMBER = _("As on the paper, for example “Quyết định số 12-QĐ/ĐU”.")


class PlanForm(forms.Form):
    """What the plan is about, for which unit, and from which day."""

    title = forms.CharField(label=_("What it is about"), max_length=300)
    unit = forms.ModelChoiceField(label=_("For the units under"), queryset=Unit.objects.none(), empty_label=None)
    on = DayField(label=_("In force from"), help_text=_("The first day of the new order. It may lie ahead: a plan that is decided before waits for its day."))
    paper = forms.CharField(label=_("Scheme or draft decision"), max_length=200, required=False, help_text=NUMBER)

    def __init__(self, *args: Any, units: QuerySet[Unit], plan: RestructuringPlan | None = None, today: date, **kwargs: Any) -> None:
        now = {"title": plan.title, "on": plan.on, "paper": plan.paper} if plan else {"on": today}
        super().__init__(*args, initial=now, **kwargs)
        if plan:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = units


class DecisionForm(forms.Form):
    """Number and date of the decision."""

    paper = forms.CharField(label=_("Decision"), max_length=200, help_text=NUMBER)
    paper_date = DayField(label=_("Date of the decision"))


class CallBackForm(forms.Form):
    """Why a decision is taken back before its day."""

    reason = forms.CharField(label=_("Why the decision is called back"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CoverageForm(forms.Form):
    """By when the area is covered, and who sees to it."""

    planned_on = DayField(label=_("By which day"))
    responsible = forms.CharField(label=_("Who is responsible"), max_length=200, help_text=_("Name and post, for example “Lò Văn Hặc, phó bí thư đảng ủy”."))
    note = forms.CharField(label=_("How"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


def word_of(ref: Ref) -> str:
    """A unit as a form's value: its key, or its label."""
    return str(ref)


def ref_of(word: str) -> Ref:
    return int(word) if word.isdecimal() else word


class OperationForm(forms.Form):
    """One operation. Units are chosen among those the plan has so far."""

    do: ClassVar[Do]
    branches: ClassVar[tuple[str, ...]] = ()
    any_unit: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, units: Sequence[Drawn], operations: Sequence[Plain], areas: QuerySet[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.operations = operations
        all_units = [(word_of(unit.ref), unit.name) for unit in units]
        of_members = [(word_of(unit.ref), unit.name) for unit in units if unit.holds_members]
        for name in self.branches:
            self.offer(name, of_members)
        for name in self.any_unit:
            self.offer(name, all_units)
        if isinstance(self.fields.get("area"), forms.ModelChoiceField):
            self.fields["area"].queryset = areas

    def offer(self, name: str, units: list[tuple[str, str]]) -> None:
        """The units a field offers; where one is chosen, none stands there before somebody has chosen it."""
        field = self.fields[name]
        field.choices = units if isinstance(field, forms.MultipleChoiceField) else [("", "–"), *units]

    def plain(self) -> Plain:
        """The operation as the plan keeps it."""
        told = {name: self.value_of(name, value) for name, value in self.cleaned_data.items()}
        return {"do": self.do.value, **{name: value for name, value in told.items() if value not in ("", None, [], False)}}

    def value_of(self, name: str, value: Any) -> Any:
        if name in (*self.branches, *self.any_unit):
            return [ref_of(one) for one in value] if isinstance(value, list) else ref_of(value)
        return value.pk if isinstance(value, Area) else value


class FoundForm(OperationForm):
    do = Do.FOUND
    any_unit = ("under",)

    name = forms.CharField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind of unit"), choices=PLANNED, initial=UnitKind.SUBORDINATE_BRANCH)
    under = forms.ChoiceField(label=_("Superior"))
    code = forms.CharField(label=_("Code"), max_length=30, required=False, help_text=_("14 digits; dots are optional."))
    sector = forms.ChoiceField(label=_("Sector"), choices=[("", "–"), *Sector.choices], required=False)

    def plain(self) -> Plain:
        return {**super().plain(), "label": free_label(self.operations)}


class RenameForm(OperationForm):
    do = Do.RENAME
    any_unit = ("unit",)

    unit = forms.ChoiceField(label=_("Unit"))
    name = forms.CharField(label=_("New name"), max_length=300, required=False)
    code = forms.CharField(label=_("New code"), max_length=30, required=False, help_text=_("Leave empty to keep the present code."))


class MoveForm(OperationForm):
    do = Do.MOVE
    any_unit = ("unit", "to")

    unit = forms.ChoiceField(label=_("Unit"))
    to = forms.ChoiceField(label=_("New superior"))
    code = forms.CharField(label=_("New code"), max_length=30, required=False, help_text=_("Leave empty to keep the present code."))


class MergeForm(OperationForm):
    do = Do.MERGE
    any_unit = ("units", "into")

    units = forms.MultipleChoiceField(label=_("Units that end"), widget=forms.CheckboxSelectMultiple)
    into = forms.ChoiceField(label=_("Unit that takes them in"), help_text=_("For a new unit, found it first."))


class SplitForm(OperationForm):
    do = Do.SPLIT
    any_unit = ("unit", "into")

    unit = forms.ChoiceField(label=_("Unit"))
    into = forms.MultipleChoiceField(label=_("Units founded from it"), widget=forms.CheckboxSelectMultiple)
    ends = forms.BooleanField(label=_("The unit is divided up and ends"), required=False)


class DissolveForm(OperationForm):
    do = Do.DISSOLVE
    any_unit = ("unit",)

    unit = forms.ChoiceField(label=_("Unit"))
    terminated = forms.BooleanField(label=_("Its work ends because the model of organisation changed"), required=False)


class ChangeKindForm(OperationForm):
    do = Do.CHANGE_KIND
    any_unit = ("unit",)

    unit = forms.ChoiceField(label=_("Unit"))
    kind = forms.ChoiceField(label=_("Kind of unit"), choices=PLANNED)
    name = forms.CharField(label=_("New name"), max_length=300, required=False)
    code = forms.CharField(label=_("New code"), max_length=30, required=False, help_text=_("Leave empty to keep the present code."))


class MoveMembersForm(OperationForm):
    do = Do.MOVE_MEMBERS
    branches = ("unit", "to")

    unit = forms.ChoiceField(label=_("From the branch"))
    to = forms.ChoiceField(label=_("To the branch"))
    who = forms.ChoiceField(label=_("Whom"), choices=[pair for pair in Who.choices if pair[0] != Who.LIST])
    area = forms.CharField(label=_("Area"), max_length=200, required=False, help_text=_("Its name as it stands in the members' addresses; only with “Those who live in an area”."))


class ServeForm(OperationForm):
    do = Do.SERVE
    branches = ("unit",)

    unit = forms.ChoiceField(label=_("Branch"))
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none())
    stop = forms.BooleanField(label=_("It no longer serves the area"), required=False)


class RecipeForm(forms.Form):
    """A ready-made list of operations, and for which unit."""

    recipe = forms.ChoiceField(label=_("Which recipe"), choices=Recipe.choices, widget=forms.RadioSelect)
    unit = forms.ChoiceField(label=_("Unit"))
    rest = forms.ChoiceField(label=_("Branch for the others"), required=False, help_text=_("For an office branch: where those go whose address names none of the villages."))
    count = forms.IntegerField(label=_("Number of branches"), min_value=1, max_value=30, initial=2, required=False, help_text=_("For a new party organisation."))

    def __init__(self, *args: Any, units: Sequence[Drawn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(word_of(unit.ref), unit.name) for unit in units]
        self.fields["rest"].choices = [("", "–"), *((word_of(unit.ref), unit.name) for unit in units if unit.holds_members)]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if str(told.get("recipe", "")).startswith("office") and not told.get("rest"):
            self.add_error("rest", _("Choose where the others go."))
        return told


FORMS: dict[str, type[OperationForm]] = {
    one.do.value: one for one in (FoundForm, RenameForm, MoveForm, MergeForm, SplitForm, DissolveForm, ChangeKindForm, MoveMembersForm, ServeForm)
}
