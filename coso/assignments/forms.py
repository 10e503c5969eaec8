"""What people fill in about tasks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coso.assignments.actions import Evidence, Order
from coso.assignments.models import Assignment
from coso.documents.forms import LinkField
from coso.documents.models import Document
from coso.members.models import Member
from coso.org.forms import DayField
from coso.org.models import Unit
from coso.procedures.forms import PaperForm


def long_text(label: Any, *, rows: int = 3, most: int = 4000, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class PeopleForm(forms.Form):
    """Who is to do it: one who leads, others who help."""

    leading = forms.ModelChoiceField(label=_("Who leads"), queryset=Member.objects.none(), required=False, empty_label="–")
    helping = forms.ModelMultipleChoiceField(label=_("Who helps"), queryset=Member.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("leading", "helping"):
            self.fields[name].queryset = people
        self.fields["helping"].folded = True  # a branch has many members, and a task few who help


class OrderForm(PeopleForm):
    """A new task. Fields that nothing can be chosen in are left out."""

    title = forms.CharField(label=_("What is to be done"), max_length=300, help_text=_("Short and to be checked: what must be there in the end."))
    details = long_text(_("Details"), required=False)
    due_on = DayField(label=_("Due on"))
    to_unit = forms.ModelChoiceField(label=_("A unit below that is to do it"), queryset=Unit.objects.none(), required=False, empty_label="–")
    ordered_by = forms.ModelChoiceField(label=_("Ordered by the paper"), queryset=Document.objects.none(), required=False)
    basis = forms.CharField(label=_("Ordered by, in words"), max_length=300, required=False, help_text=_("A meeting, a plan, or a paper that stands in no register here."))

    def __init__(self, *args: Any, units: QuerySet[Unit], papers: QuerySet[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = units
        self.fields["ordered_by"] = LinkField(label=self.fields["ordered_by"].label, queryset=papers, required=False, empty_label="–")
        for name, rows in (("to_unit", units), ("ordered_by", papers)):
            if not rows.exists():
                del self.fields[name]
        self.order_fields(["title", "due_on", "leading", "helping", "to_unit", "details", "ordered_by", "basis"])

    def order(self) -> Order:
        told = self.cleaned_data
        return Order(**{name: told.get(name) or default for name, default in (("title", ""), ("due_on", None), ("details", ""), ("leading", None), ("helping", ()), ("to_unit", None), ("ordered_by", None), ("basis", ""))})


class ReportForm(PaperForm):
    """What was done, with at most one file that shows it."""

    def __init__(self, *args: Any, task: Assignment, behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"], self.fields["dated"]
        self.fields["text"] = long_text(_("What was done"), rows=5)
        self.fields["file"].required = self.fields["secret"].required = False
        self.fields["secret"].need_told = True  # asked only where a file comes along
        if behalf:
            self.fields["on_behalf_of"] = forms.CharField(label=_("Reported for"), max_length=200, required=False, initial=task.done_by[:200], help_text=_("Only when you enter this for somebody who has no phone or account."))
        self.order_fields(["text", "file", "secret", "on_behalf_of"])

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if found.get("upload") and not found.get("secret"):
            self.add_error("secret", _("Say whether the file carries a secrecy mark. Nothing was stored."))
        return found

    def told(self) -> dict[str, Any]:
        """The filled-in form, as the verb wants it."""
        found = self.cleaned_data
        upload = found.get("upload")
        return {"text": found["text"], "on_behalf_of": found.get("on_behalf_of", ""), "evidence": Evidence(upload, secret=found["secret"] == "yes") if upload else None}  # noqa: S105 an answer, not a password


class AcceptForm(forms.Form):
    text = long_text(_("Remark"), required=False)


class ReasonForm(forms.Form):
    reason = long_text(_("Reason"), help_text=_("Those who have the task in hand will read it."))


class ExtendForm(ReasonForm):
    due_on = DayField(label=_("New due day"))
    field_order = ("due_on", "reason")


class ReassignForm(PeopleForm):
    reason = long_text(_("Reason"))


def initial_of(task: Assignment) -> dict[str, Any]:
    """Who has the task in hand, as the form shows it."""
    hands = [hand for hand in task.hands.all() if hand.until is None]
    return {"leading": next((hand.member_id for hand in hands if hand.leading), None), "helping": [hand.member_id for hand in hands if not hand.leading]}


def due_after(day: date, days: int = 30) -> date:
    """What a new task's day is set to at first."""
    return date.fromordinal(day.toordinal() + days)
