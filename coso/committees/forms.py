"""What is entered about a seat in a committee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coso.committees.actions import Seated
from coso.committees.enums import Filled, Office
from coso.committees.models import CommitteeSeat
from coso.members.forms import UnitField, member_named, written
from coso.members.models import Member
from coso.org.forms import DayField
from coso.org.models import Unit


class OfficeForm(forms.Form):
    """The office, whether also in the standing committee, from when and by which paper."""

    office = forms.ChoiceField(label=_("Office in the committee"), choices=Office.choices, initial=Office.MEMBER)
    standing = forms.BooleanField(label=_("Also a member of the standing committee"), required=False)
    filled = forms.ChoiceField(label=_("How the seat was filled"), choices=Filled.choices)
    since = DayField(label=_("From"))
    basis = forms.CharField(label=_("By which paper"), max_length=300, required=False, help_text=_("Number and date of the decision, or the congress that elected."))

    def __init__(self, *args: Any, has_standing: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_standing:
            del self.fields["standing"]

    def seated(self) -> Seated:
        told = self.cleaned_data
        return Seated(told["office"], told["since"], told["filled"], standing=told.get("standing", False), basis=told["basis"])

    @staticmethod
    def initial_of(seat: CommitteeSeat) -> dict[str, Any]:
        return {name: getattr(seat, name) for name in ("office", "standing", "filled")}


class SeatForm(OfficeForm):
    """A new seat: first in whose committee, and who. The member is typed, as a committee's members are known by name."""

    def __init__(self, *args: Any, units: QuerySet[Unit], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not self.is_bound and (unit := self.initial.get("unit")):
            self.initial["unit"] = written(unit)
        self.fields["unit"] = UnitField(units, label=_("Organisation"), help_text=_("Name or code."))
        self.fields["member"] = forms.CharField(label=_("Member"), max_length=100, help_text=_("Full name; where two have the same name, the card number."))
        self.order_fields(["unit", "member"])

    def clean_member(self) -> Member:
        return member_named(Member.objects.visible_to(self.user).on_roll(), self.cleaned_data["member"], self.user)


class EndForm(forms.Form):
    until = DayField(label=_("First day on which the member sits in the committee no longer"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
