"""What the steps of a transfer ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.members.enums import Sex
from coso.members.forms import choice_field, day_field, text_field
from coso.procedures.forms import AnswerForm, AnyBranchField
from coso.transfers import rules
from coso.transfers.enums import Cause


def tick(label: object) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))


class TransferForm(AnswerForm):
    other_unit = AnyBranchField(
        label=_("Receiving branch"), help_text=_("Type part of its name or its code, then choose it from those found. It may stand in another commune or province."),
    )
    cause = choice_field(_("Why the member moves"), Cause.choices)
    basis = text_field(_("Request or decision (number, date)"), max_length=300)
    effective_on = day_field(_("Day the decision takes effect or the residence changes"), help_text=_("The time limit of the transfer counts from this day."))


class TemporaryForm(TransferForm):
    effective_on = day_field(_("Day the decision takes effect or the residence changes"))
    until = day_field(_("Expected to return on"))
    contact = text_field(_("How the member can be reached there"), required=False, max_length=200)


class ThereForm(TemporaryForm):
    """A temporary transfer whose other side the page names."""

    other_unit = None


class OutForm(AnswerForm):
    organisation = text_field(_("Receiving organisation"), max_length=300, help_text=_("Its full name with the committee above it, as the letter will name it."))
    cause = choice_field(_("Why the member moves"), Cause.choices)
    basis = text_field(_("Request or decision (number, date)"), max_length=300)
    effective_on = day_field(_("Day the decision takes effect or the residence changes"), help_text=_("The time limit of the transfer counts from this day."))


class TemporaryOutForm(OutForm):
    effective_on = day_field(_("Day the decision takes effect or the residence changes"))
    until = day_field(_("Expected to return on"))


class InForm(AnswerForm):
    organisation = text_field(_("Organisation the member comes from"), max_length=300)
    letter = text_field(_("Number of the letter of introduction"), max_length=60)
    dated = day_field(_("Date of the letter"))


class RemarksForm(AnswerForm):
    dues_until = text_field(_("Dues paid up to the month"), max_length=20, help_text=_("For example 10/2026."))
    remarks = tick(_("The branch has written its remarks on the self-review"))

    def clean_remarks(self) -> bool:
        if not self.cleaned_data["remarks"]:
            raise forms.ValidationError(_("Write the remarks of the branch first, then tick this."))
        return True


class LetterForm(AnswerForm):
    letter = text_field(_("Number of the letter of introduction"), max_length=60)
    dated = day_field(_("Date of the letter"))


class ReceiveForm(AnswerForm):
    complete = tick(_("The member's file and card record are complete"))
    lacking = text_field(_("What is still lacking"), required=False, max_length=300)


class RecordForm(AnswerForm):
    """The few facts a record needs; the rest is completed on the person's page."""

    full_name = text_field(_("Full name"), max_length=100)
    sex = choice_field(_("Sex"), Sex.choices)
    birth_date = day_field(_("Birth date"))
    admission_date = day_field(_("Admission date"))
    official_date = day_field(_("Official date"), required=False, help_text=_("Leave empty for a probationary member."))


class ReturnForm(AnswerForm):
    letter = text_field(_("Number of the letter back"), required=False, max_length=60)
    dues_until = text_field(_("Dues paid up to the month"), max_length=20, help_text=_("For example 10/2026."))


class PlaceForm(AnswerForm):
    """Of a temporary branch: where its members are, and what for."""

    place = text_field(_("Where its members are"), max_length=200, help_text=_("Commune and province, or country and town."))
    reason = text_field(_("Why the members there need a branch of their own"), max_length=500, rows=2)


class FoundingForm(AnswerForm):
    decision = text_field(_("Number of the decision or resolution"), max_length=60)
    dated = day_field(_("Dated"))
    until = day_field(_("Last day of its term"))
    head = text_field(_("Who leads the temporary branch"), max_length=100)
    contact = text_field(_("How the branch can be reached"), max_length=200)
    contact_person = text_field(_("Who keeps contact with everybody there"), required=False, max_length=200, help_text=_("One person of the organisation for all of them, with a telephone number; each home branch sees it."))


class TermForm(AnswerForm):
    until = day_field(_("New last day of its term"), required=False, help_text=_("Leave empty when the branch ends."))
    decision = text_field(_("Number of the decision or resolution"), required=False, max_length=60)
    contact_person = text_field(_("Who keeps contact with everybody there"), required=False, max_length=200)

    def __init__(self, *told: Any, **about: Any) -> None:
        super().__init__(*told, **about)
        if self.case:
            self.fields["contact_person"].initial = rules.contact_person(self.case)


class EndingForm(AnswerForm):
    decision = text_field(_("Number of the decision or resolution"), max_length=60)
    dated = day_field(_("Dated"))
