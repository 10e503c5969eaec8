"""What people fill in about units and areas; the rules are asked by the verbs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.org.enums import RESIDENTIAL_KINDS, AreaKind, MassKind, Sector, UnitKind
from coso.org.kinds import BRANCH_KINDS, children_of
from coso.org.models import TRAITS, Area, MassBody, Unit


class DayField(forms.DateField):
    """A day, as browsers send it or as people write it."""

    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


SECTORS = [("", _("Not said")), *Sector.choices]
PAPER = _("Number and symbol of the decision, with its day.")


class ListForm(forms.Form):
    """A spreadsheet of units to found; looked at first, unless the box is taken off."""

    file = forms.FileField(label=_("File"), help_text=_("XLSX, ODS or CSV. Columns: Tên tổ chức đảng, Loại tổ chức đảng; if known: Tổ chức cấp trên, Mã tổ chức đảng, Loại hình, Ngày thành lập, Quyết định thành lập."), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}))
    founded_on = DayField(label=_("Founding day of rows that tell none"), required=False)
    only_look = forms.BooleanField(label=_("Only look: write nothing yet"), required=False, initial=True)


class FoundForm(forms.Form):
    """A new unit under `parent`; only the kinds that may stand there are offered."""

    kind = forms.ChoiceField(label=_("Kind of unit"))
    name = forms.CharField(label=_("Name"), max_length=300, help_text=_("As the decision gives it, with “Chi bộ” or “Đảng bộ”."))
    code = forms.CharField(label=_("Code"), max_length=30, required=False, help_text=_("14 digits; dots are optional."))
    sector = forms.ChoiceField(label=_("Sector"), choices=SECTORS, required=False)
    founded_on = DayField(label=_("Founded on"), help_text=_("The day from which the decision takes effect."))
    paper = forms.CharField(label=_("Decision"), max_length=300, required=False, help_text=PAPER)

    def __init__(self, *args: Any, parent: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        kinds = children_of(parent.kind)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].initial = UnitKind.SUBORDINATE_BRANCH if UnitKind.SUBORDINATE_BRANCH in kinds else None
        self.fields["founded_on"].initial = today

    def clean_founded_on(self) -> date:
        day: date = self.cleaned_data["founded_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Enter the unit on the day it is founded."))
        return day


class RenameForm(forms.Form):
    """From a day on, another name, code, kind or sector."""

    name = forms.CharField(label=_("Name"), max_length=300)
    kind = forms.ChoiceField(label=_("Kind of unit"))
    code = forms.CharField(label=_("Code"), max_length=30, required=False, help_text=_("14 digits; dots are optional."))
    sector = forms.ChoiceField(label=_("Sector"), choices=SECTORS, required=False)
    on = DayField(label=_("From this day"), help_text=_("What was true before this day stays in the history."))
    paper = forms.CharField(label=_("Decision"), max_length=300, required=False, help_text=PAPER)

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        now = {"name": unit.name, "kind": unit.kind, "code": unit.printed_code(), "sector": unit.sector, "on": today}
        super().__init__(*args, initial=now, **kwargs)
        legal = children_of(unit.parent.kind) if unit.parent else [UnitKind(unit.kind)]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in {UnitKind(unit.kind): 0, **dict.fromkeys(legal)}]


class CorrectForm(forms.Form):
    """What was entered wrongly; no date, since it was never true."""

    name = forms.CharField(label=_("Name"), max_length=300)
    code = forms.CharField(label=_("Code"), max_length=30, required=False, help_text=_("14 digits; dots are optional."))
    sector = forms.ChoiceField(label=_("Sector"), choices=SECTORS, required=False)
    founded_on = DayField(label=_("Founded on"), required=False, help_text=_("The day from which the decision takes effect."))
    founding_paper = forms.CharField(label=_("Founding decision"), max_length=300, required=False, help_text=PAPER)
    reason = forms.CharField(label=_("What was wrong"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        now = {"name": unit.name, "code": unit.printed_code(), "sector": unit.sector, "founded_on": unit.founded_on, "founding_paper": unit.founding_paper}
        super().__init__(*args, initial=now, **kwargs)


class MoveForm(forms.Form):
    """Under which unit from which day; the unit is chosen on the page."""

    to = forms.ModelChoiceField(queryset=Unit.objects.none(), widget=forms.HiddenInput)
    on = DayField(label=_("From this day"))
    paper = forms.CharField(label=_("Decision"), max_length=300, help_text=PAPER)
    reason = forms.CharField(label=_("Reason"), max_length=500)
    new_code = forms.CharField(label=_("New code"), max_length=30, required=False, help_text=_("Leave empty to keep the present code."))

    def __init__(self, *args: Any, superiors: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = superiors
        self.fields["on"].initial = today


class AreaForm(forms.Form):
    """A village or group inside one of the places that the unit looks after."""

    parent = forms.ModelChoiceField(label=_("Lies in"), queryset=Area.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind of area"), choices=[(kind.value, kind.label) for kind in RESIDENTIAL_KINDS])
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("The name used locally, for example “Bản Huổi Én”."))
    households = forms.IntegerField(label=_("Households"), min_value=0, max_value=100_000, required=False)
    border = forms.BooleanField(label=_("Border area"), required=False)
    minority = forms.BooleanField(label=_("Ethnic-minority area"), required=False)
    specially_hard = forms.BooleanField(label=_("Specially hard area"), required=False)
    remote = forms.BooleanField(label=_("Remote area"), required=False)
    on = DayField(label=_("From this day"))

    def __init__(self, *args: Any, unit: Unit, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = Area.objects.filter(served_by__unit__in=[*Unit.objects.above(unit), unit], served_by__valid_to__isnull=True)
        self.fields["parent"].queryset = served.exclude(kind__in=[*RESIDENTIAL_KINDS, AreaKind.PROVINCE]).distinct()
        self.fields["on"].initial = today


class TraitsForm(forms.Form):
    """From a day on, what the state says about the area."""

    border = forms.BooleanField(label=_("Border area"), required=False)
    minority = forms.BooleanField(label=_("Ethnic-minority area"), required=False)
    specially_hard = forms.BooleanField(label=_("Specially hard area"), required=False)
    remote = forms.BooleanField(label=_("Remote area"), required=False)
    on = DayField(label=_("From this day"), help_text=_("What was true before this day stays in the history."))
    paper = forms.CharField(label=_("Decision"), max_length=300, required=False, help_text=PAPER)

    def __init__(self, *args: Any, area: Area, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(area, name) for name in TRAITS} | {"on": today}, **kwargs)


class CorrectAreaForm(forms.Form):
    """What was entered wrongly about an area; no date, since it was never true."""

    name = forms.CharField(label=_("Name"), max_length=200)
    households = forms.IntegerField(label=_("Households"), min_value=0, max_value=100_000, required=False)
    border = forms.BooleanField(label=_("Border area"), required=False)
    minority = forms.BooleanField(label=_("Ethnic-minority area"), required=False)
    specially_hard = forms.BooleanField(label=_("Specially hard area"), required=False)
    remote = forms.BooleanField(label=_("Remote area"), required=False)
    reason = forms.CharField(label=_("What was wrong"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, initial={name: getattr(area, name) for name in ("name", "households", *TRAITS)}, **kwargs)
        self.fields["name"].disabled = area.kind not in RESIDENTIAL_KINDS


class PlaceForm(forms.Form):
    """Which commune, ward or special zone a unit serves."""

    area = forms.ModelChoiceField(label=_("Place"), queryset=Area.objects.none(), widget=forms.HiddenInput)
    on = DayField(label=_("From this day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.exclude(kind__in=RESIDENTIAL_KINDS).filter(ended_on__isnull=True)
        self.fields["on"].initial = today


class ServeForm(forms.Form):
    """Which branch serves an area from a day on."""

    branch = forms.ModelChoiceField(label=_("Branch"), queryset=Unit.objects.none())
    on = DayField(label=_("From this day"))

    def __init__(self, *args: Any, unit: Unit, area: Area, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        serving = area.served_by.open().values("unit")
        branches = Unit.objects.under(unit).existing_on(today).filter(kind__in=BRANCH_KINDS).exclude(pk__in=serving)
        self.fields["branch"].queryset = branches.in_tree_order()
        self.fields["on"].initial = today


class StopForm(forms.Form):
    """The first day on which an area is no longer served."""

    on = DayField(label=_("From this day"))


class BodyForm(forms.Form):
    """A body of a mass organisation in the unit's enterprise."""

    kind = forms.ChoiceField(label=_("Mass organisation"), choices=MassKind.choices)
    name = forms.CharField(label=_("Name of the body"), max_length=200, help_text=_("With the enterprise, for example “Công đoàn Công ty TNHH Minh Phát”."))
    founded_on = DayField(label=_("Founded on"))
    paper = forms.CharField(label=_("Decision"), max_length=300, required=False, help_text=PAPER)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["founded_on"].initial = today


class CorrectBodyForm(forms.Form):
    """What was entered wrongly about a body."""

    kind = forms.ChoiceField(label=_("Mass organisation"), choices=MassKind.choices)
    name = forms.CharField(label=_("Name of the body"), max_length=200)
    founded_on = DayField(label=_("Founded on"))
    ended_on = DayField(label=_("Ended on"), required=False, help_text=_("The first day on which it is no more."))
    reason = forms.CharField(label=_("What was wrong"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, body: MassBody, **kwargs: Any) -> None:
        super().__init__(*args, initial={"kind": body.kind, "name": body.name, "founded_on": body.valid_from, "ended_on": body.valid_to}, **kwargs)
        if body.valid_to is None:  # its end is an act of its own
            self.fields["ended_on"].widget = forms.HiddenInput()
