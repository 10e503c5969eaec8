"""Forms of accounts, roles and activation; they read what was typed, the verbs decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coso.access.models import Appointment, User
from coso.access.queries import candidates, units_with
from coso.access.roles import ROLES, Permission
from coso.org.models import Unit

MOST_NAMED = 5


def choose_among(field: Any, units: Any) -> None:
    """Tell a field of units which may be named in it."""
    field.units = units


class UnitField(forms.CharField):
    """A unit by its code or by words of its name, inside the reach of a permission; set `found` to those units."""

    units = Unit.objects.none()

    def clean(self, value: Any) -> Unit | None:
        text = super().clean(value)
        if not text:
            return None
        digits = text.replace(".", "").replace(" ", "")
        matches = list(self.units.filter(code=digits) if digits.isdecimal() else self.units.search(text)[: MOST_NAMED + 1])
        exact = [unit for unit in matches if unit.name.casefold() == text.casefold()]
        if len(exact or matches) == 1:
            return (exact or matches)[0]
        raise ValidationError(self.why(text, matches))

    def why(self, text: str, matches: list[Unit]) -> str:
        if not matches:
            return gettext("No unit in your care is called “%(text)s”. Enter its code or other words of its name.") % {"text": text}
        names = "; ".join(f"{unit} ({unit.printed_code()})" for unit in matches[:MOST_NAMED])
        return gettext("Several units are called so: %(names)s. Enter the code of the one you mean.") % {"names": names}


class OpenForm(forms.Form):
    full_name = forms.CharField(label=_("Full name"), max_length=200)
    username = forms.CharField(label=_("Sign-in name"), max_length=60, help_text=_("Letters without tone marks, digits, dots or hyphens. It never changes."))
    unit = UnitField(label=_("Unit"), help_text=_("The code or words of the name of the unit that looks after this account."))

    def __init__(self, *data: Any, user: User, **more: Any) -> None:
        super().__init__(*data, **more)
        choose_among(self.fields["unit"], units_with(Permission.ACCOUNT_MANAGE, user))


class AppointForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[(role.key, role.title) for role in ROLES.values() if role.permissions])
    unit = UnitField(label=_("In the unit"), help_text=_("The role holds in this unit and in all below it."))
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    valid_to = forms.DateField(label=_("Until (first day without the role)"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    paper = forms.CharField(label=_("Decision"), max_length=300, required=False, help_text=_("Number and date of the decision that gives the role."))

    def __init__(self, *data: Any, user: User, **more: Any) -> None:
        super().__init__(*data, **more)
        choose_among(self.fields["unit"], units_with(Permission.APPOINTMENT_MANAGE, user))
        self.fields["valid_from"].initial = timezone.localdate


class StandInForm(forms.Form):
    """Who stands in, from when until when, and why."""

    def __init__(self, *data: Any, appointment: Appointment, **more: Any) -> None:
        super().__init__(*data, **more)
        day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.fields["user"] = forms.ModelChoiceField(candidates(appointment, timezone.localdate()), label=_("Who stands in"), help_text=_("People who hold a role beside or around this unit."))
        self.fields["valid_from"] = forms.DateField(label=_("From"), initial=timezone.localdate, widget=day)
        self.fields["valid_to"] = forms.DateField(label=_("Until (first day without the role)"), widget=day)
        self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=300)


class EndForm(forms.Form):
    on = forms.DateField(label=_("First day without the role"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ActivateForm(forms.Form):
    code = forms.CharField(label=_("Activation code"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}))


def pin_field(label: Any, help_text: Any = "") -> forms.CharField:
    """Digits that a phone's number pad types, and no browser offers to keep."""
    told = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6", "class": "pin"}
    return forms.CharField(label=label, max_length=20, help_text=help_text, widget=forms.PasswordInput(attrs=told))


class PinForm(forms.Form):
    pin = pin_field(_("PIN"))


class NewPinForm(forms.Form):
    pin = pin_field(_("Your PIN, 6 digits"), _("Not a birth date, not digits in a row."))
    again = pin_field(_("The same 6 digits again"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("pin") != found.get("again"):
            raise ValidationError(gettext("The two PINs differ. Nothing was saved. Enter the same one twice."))
        return found
