"""The forms of the record. They say in a sentence what is wrong and keep what was typed; the rules stand in the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

from coso.common import uploads
from coso.common.errors import RuleBroken
from coso.common.fields import field_of
from coso.common.uploads import Upload
from coso.common.vietnamese import fold
from coso.members.codes import ETHNIC_GROUPS
from coso.members.enums import Activity, AttachmentKind, LeaveReason, QualificationKind
from coso.members.models import Member
from coso.members.tables import PARTS
from coso.org.enums import AreaKind
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Area, Unit

SEEN = "coso.members.seen"
MOST_OFFERED = 300
MOST_NAMED = 5  # people told where a name fits several
ENTERED = (
    "full_name", "other_name", "sex", "birth_date", "ethnic_group", "religion", "citizen_id_number", "party_card_number",
    "admission_date", "official_date", "home_province", "home_address", "residence_province", "residence_address",
    "general_education", "professional_level", "political_theory", "job", "phone",
)


def day_field(label: Any, *, required: bool = True, **options: Any) -> forms.DateField:
    """A day, chosen or typed as 31/12/2020."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"})
    return forms.DateField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"], **options)


def text_field(label: Any, *, required: bool = True, rows: int = 0, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "form-control"}) if rows else forms.TextInput(attrs={"class": "form-control"})
    return forms.CharField(label=label, required=required, widget=widget, **options)


def choice_field(label: Any, choices: Sequence[tuple[str, Any]], *, required: bool = True, **options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, choices=[("", "–"), *choices], widget=forms.Select(attrs={"class": "form-select"}), **options)


def record_field(name: str) -> forms.Field:
    """The form field of one field of the record."""
    kind = field_of(Member, name)
    label = str(kind.verbose_name)
    label = label[:1].upper() + label[1:]
    needed = not kind.blank
    if isinstance(kind, models.DateField):
        return day_field(label, required=needed)
    if isinstance(kind, models.BooleanField):
        return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))
    if isinstance(kind, models.ForeignKey):
        provinces = Area.objects.filter(kind=AreaKind.PROVINCE).order_by("name")
        return forms.ModelChoiceField(provinces, label=label, required=needed, empty_label="–", widget=forms.Select(attrs={"class": "form-select"}))
    if kind.choices:
        return choice_field(label, list(ETHNIC_GROUPS.items()) if name == "ethnic_group" else list(kind.choices), required=needed)
    return text_field(label, required=needed, max_length=kind.max_length)


class UnitField(forms.CharField):
    """A branch, typed by name or code among those offered."""

    def __init__(self, units: models.QuerySet, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "list": "offered"}), **options)
        self.units = units

    def clean(self, value: Any) -> Unit:
        text = super().clean(value)
        if text.isdecimal():
            found = list(self.units.filter(**({"code": text} if len(text) > 12 else {"pk": text}))[:2])
        else:
            named = self.units.filter(name_key=fold(text.split(" · ")[0]))
            above = fold(text.split(" · ")[1]) if " · " in text else ""
            found = [unit for unit in named.select_related("parent")[:50] if not above or (unit.parent and fold(unit.parent.name) == above)]
        if not found:
            raise forms.ValidationError(_("No branch of yours has this name or code. Type the name as it stands in the tree, or the code."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several branches have this name. Write the organisation above after “ · ”, or type the code."))
        return found[0]

    def offered(self) -> list[str]:
        """Names to choose from while typing; none when there are too many."""
        names = [written(unit) for unit in self.units.select_related("parent").order_by("position")[: MOST_OFFERED + 1]]
        return names if len(names) <= MOST_OFFERED else []


def written(unit: Unit) -> str:
    """A branch with the organisation above it, as it may be typed."""
    return f"{unit.name} · {unit.parent.name}" if unit.parent else unit.name


def member_named(rows: models.QuerySet, text: str, user: Any) -> Member:
    """The one member of `rows` by this name or card number; ValidationError says who there is where there are several or none."""
    found = list(rows.search(text, user).select_related("unit")[: MOST_NAMED + 1])
    if not found:
        raise forms.ValidationError(_("Nobody of this name is found here. Check the name, or enter the card number."))
    if len(found) > 1:
        names = "; ".join(f"{one.full_name} ({one.birth_date.year}, {one.unit})" for one in found[:MOST_NAMED])
        raise forms.ValidationError(_("Several members match: %(names)s. Enter the card number of the one meant."), params={"names": names})
    return found[0]


def branches(user: Any, permission: str) -> models.QuerySet:
    return Unit.objects.inside(user.intervals(permission)).filter(kind__in=MEMBER_KINDS, ended_on=None)


class AddForm(forms.Form):
    """A new record. What lists rarely know may be added on the person's page."""

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"] = UnitField(branches(user, "member.add"), label=_("Home branch"), help_text=_("Name or code of the branch."))
        for name in ENTERED:
            self.fields[name] = record_field(name)

    def record(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ENTERED}


class SheetForm(forms.Form):
    """Of which unit, on which day and for what the 28-column sheet is taken."""

    on = day_field(_("As of the day"))
    purpose = text_field(_("What the file is for"), max_length=300)

    def __init__(self, *args: Any, user: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        units = Unit.objects.inside(user.intervals("member.export")).inside(user.intervals("member.reveal"))
        self.fields["unit"] = UnitField(units, label=_("Unit"), help_text=_("Name or code; all units below are in the sheet."))
        self.fields["on"].initial = today
        self.order_fields(["unit", "on", "purpose"])
        self.today = today

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. Choose today or an earlier day."))
        return day


class CorrectForm(forms.Form):
    """One part of a record; what the person saw travels along, sealed."""

    def __init__(self, data: Any = None, *, member: Member, part: str) -> None:
        self.names = PARTS[part][1]
        kinds = {name: field_of(Member, name) for name in self.names}
        now = {name: getattr(member, kind.attname) for name, kind in kinds.items()}
        super().__init__(data, initial=now)
        for name in self.names:
            self.fields[name] = record_field(name)
        self.fields["reason"] = text_field(_("Reason and paper of the correction"), max_length=500)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=signing.dumps([member.pk, {k: str_of(v) for k, v in now.items()}], salt=SEEN))
        self.kinds, self.member = kinds, member

    def clean_seen(self) -> dict[str, Any]:
        try:
            key, seen = signing.loads(self.cleaned_data["seen"], salt=SEEN)
        except signing.BadSignature:
            key, seen = None, {}
        if key != self.member.pk:
            raise forms.ValidationError(_("This page is out of date. Nothing was saved. Open it again."))
        return {name: typed(self.kinds[name], text) for name, text in seen.items() if name in self.kinds}

    def new(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}


def str_of(value: Any) -> str | None:
    return None if value is None else str(value)


def typed(kind: models.Field, text: str | None) -> Any:
    """The value that a sealed text stands for; a link as its key."""
    if text is None:
        return None
    if isinstance(kind, models.BooleanField):
        return text == "True"
    return int(text) if isinstance(kind, models.ForeignKey) else kind.to_python(text)


class RecogniseForm(forms.Form):
    on = day_field(_("Official from"))
    paper = text_field(_("Decision (number, date)"), max_length=300)


class MoveForm(forms.Form):
    on = day_field(_("First day in the new branch"))
    paper = text_field(_("Letter or decision (number, date)"), max_length=300)
    reason = text_field(_("Reason"), required=False, rows=2)

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"] = UnitField(branches(user, "member.change"), label=_("New branch"), help_text=_("Name or code of the branch."))
        self.order_fields(["to", "on", "paper", "reason"])


class ActivityForm(forms.Form):
    activity = choice_field(_("Activity"), Activity.choices)
    on = day_field(_("From"))
    until = day_field(_("Until"), required=False, help_text=_("Only for a time that is over already; the first day back."))
    paper = text_field(_("Paper (number, date)"), required=False, max_length=300)
    reason = text_field(_("Reason"), required=False, rows=2, help_text=_("Kept as a sensitive note of the stay."))


class LeaveForm(forms.Form):
    reason = choice_field(_("Reason of leaving"), LeaveReason.choices)
    on = day_field(_("First day no longer on the roll"))
    paper = text_field(_("Decision (number, date)"), required=False, max_length=300)


class ReasonForm(forms.Form):
    reason = text_field(_("Reason"), rows=2, max_length=500)


class QualifyForm(forms.Form):
    kind = choice_field(_("Kind"), QualificationKind.choices)
    level = forms.CharField(label=_("Level"), required=False, max_length=40)
    subject = text_field(_("Subject"), required=False, max_length=200)
    school = text_field(_("School"), required=False, max_length=200)
    obtained_on = day_field(_("Obtained on"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        groups = [
            (str(label), list(field_of(Member, name).choices))
            for name, label in (("general_education", _("General education")), ("professional_level", _("Professional education")), ("political_theory", _("Political theory")))
        ]
        self.fields["level"].widget = forms.Select(choices=[("", "–"), *groups], attrs={"class": "form-select"})


class AttachForm(forms.Form):
    """A photo or a paper. The file is checked for what it is before anything is stored."""

    kind = forms.ChoiceField(label=_("What it is"), choices=AttachmentKind.choices, widget=forms.RadioSelect, initial=AttachmentKind.PAPER)
    title = text_field(_("Title"), required=False, max_length=200)
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, JPEG or PNG, at most 10 MB."), widget=forms.FileInput(attrs={"class": "form-control", "accept": ".pdf,.docx,.jpg,.jpeg,.png"}))
    secret = forms.ChoiceField(
        label=_("Does this paper carry a secrecy mark (Mật, Tối mật, Tuyệt mật)?"), choices=[("no", _("No")), ("yes", _("Yes"))], widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("file") and data.get("secret") == "no":
            data["upload"] = self._checked(data["file"], data.get("kind"))
        return data

    def _checked(self, file: Any, kind: str | None) -> Upload | None:
        try:
            uploads.check_announced(file.size)
            check = uploads.checked_photo if kind == AttachmentKind.PHOTO else uploads.checked_paper
            return check(file.read(), file.name)
        except RuleBroken as refusal:
            self.add_error("file", str(refusal))
            return None


class AskForm(forms.Form):
    """What the member says the field should read."""

    def __init__(self, data: Any = None, *, name: str) -> None:
        super().__init__(data)
        self.name = name
        self.fields["wanted"] = record_field(name)
        self.fields["evidence"] = text_field(_("What shows that this is right"), required=False, rows=3, help_text=_("For example the paper and its number."))

    def wanted(self) -> str:
        """The value as text, as the action takes it."""
        value = self.cleaned_data["wanted"]
        return "" if value is None else str(getattr(value, "pk", value))


class AskForForm(AskForm):
    """The same, for a member who told somebody."""

    told_how = text_field(_("How and when the member told you"), max_length=300, help_text=_("For example “by telephone on 3 December”. The member reads it, with your name."))

    def __init__(self, data: Any = None, *, name: str) -> None:
        super().__init__(data, name=name)
        self.order_fields(["wanted", "told_how", "evidence"])


class AnswerForm(forms.Form):
    answer = text_field(_("Answer to the member"), required=False, rows=3, max_length=1000, help_text=_("Needed for a refusal; the member reads it."))
