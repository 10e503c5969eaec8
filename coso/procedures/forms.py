"""What is typed in a step: the day, the papers seen, the votes, and what the step itself asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coso.common import uploads
from coso.common.errors import RuleBroken
from coso.members.forms import UnitField, branches, choice_field, day_field, text_field
from coso.members.models import Member
from coso.org.kinds import GUEST_KINDS
from coso.org.models import Unit
from coso.procedures import rules
from coso.procedures.declarations import Paper, Procedure, Step
from coso.procedures.enums import Board, VoteWay
from coso.procedures.models import Case

LONGEST_KEY = 12
MOST_FOUND = 12


def number_field(label: Any, *, required: bool = True, **options: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=required, min_value=0, max_value=100_000, widget=widget, **options)


class AnswerForm(forms.Form):
    """What one step, or the opening, asks besides: an app declares the fields only."""

    def __init__(self, data: Any = None, *, case: Case | None = None, user: Any = None, member: Member | None = None) -> None:
        super().__init__(data)
        self.case, self.user, self.member = case, user, member


class UnitPicker(forms.TextInput):
    """Part of a name or the code is typed, then one of those found is chosen. Without a script the name may be typed whole."""

    template_name = "procedures/unit_picker.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        chosen = any_branches().filter(pk=value).first() if is_key(value) else None
        context = super().get_context(name, chosen.name if chosen else value, attrs)
        context["widget"] |= {"search_url": reverse("procedures:units"), "chosen": chosen, "found": [chosen] if chosen else branches_found(str(value or ""))}
        return context


def is_key(value: Any) -> bool:
    return str(value or "").isdecimal() and len(str(value)) <= LONGEST_KEY


def any_branches() -> QuerySet[Unit]:
    """Every branch in being, temporary ones too: the tree is open to everybody who signs in."""
    return Unit.objects.filter(kind__in=GUEST_KINDS, ended_on=None).select_related("parent__parent")


def branches_found(text: str) -> list[Unit]:
    text = text.split(" · ", maxsplit=1)[0].strip()
    return list(any_branches().search(text).in_tree_order()[:MOST_FOUND]) if text else []


class AnyBranchField(UnitField):
    """A branch anywhere in the tree, also outside one's own units."""

    def __init__(self, **options: Any) -> None:
        super().__init__(any_branches(), **options)
        self.widget = UnitPicker(attrs={"class": "form-control", "autocomplete": "off"})

    def offered(self) -> list[str]:
        return []


class StepForm(forms.Form):
    """The part every step has. Nobody needs an account to be served: on whose behalf it was done may be said."""

    def __init__(self, data: Any, *, case: Case, step: Step, today: Any, missing: list[Paper]) -> None:
        super().__init__(data)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=case.turn)
        self.fields["on"] = day_field(step.day_label or _("Day on which it was done"), initial=today)
        if missing:
            choices = [(paper.key, named(paper)) for paper in missing]
            self.fields["seen_papers"] = forms.MultipleChoiceField(
                label=_("Papers seen on paper"), required=False, choices=choices, widget=forms.CheckboxSelectMultiple,
                help_text=_("Tick what lies before you; or add the file to the list of papers first."),
            )
            self.fields["seen_papers"].need_told = True  # the list of papers above says which are missing
        self.fields["note"] = text_field(_("Note"), required=False, rows=2)
        self.fields["on_behalf_of"] = text_field(
            _("Done for"), required=False, max_length=200, help_text=_("Only when you enter this for somebody who has no phone or account."),
        )


def named(paper: Paper) -> str:
    return f"{paper.title} ({paper.form_code})" if paper.form_code else str(paper.title)


class VoteForm(forms.Form):
    """A vote in numbers. The base is worked out from the roll; a committee's is typed."""

    def __init__(self, data: Any, *, step: Step, exempt: int) -> None:
        super().__init__(data)
        if step.vote and step.vote.board == Board.COMMITTEE:
            self.fields["committee"] = number_field(_("Members of the committee"))
        self.fields["way"] = choice_field(_("How the vote was taken"), [one for one in VoteWay.choices if one[0] != VoteWay.ELECTRONIC], initial=VoteWay.SHOW_OF_HANDS)
        if exempt and not (step.vote and step.vote.board == Board.COMMITTEE):
            self.fields["exempt_present"] = number_field(_("Exempt members who came and voted"), required=False, initial=0)
        self.fields["present"] = number_field(_("Present with a vote"))
        self.fields["in_favour"] = number_field(_("In favour"))
        self.fields["against"] = number_field(_("Against"), initial=0)
        self.fields["abstained"] = number_field(_("Abstained"), required=False, initial=0)
        if step.vote and step.vote.board_may_say:
            self.fields["adopted"] = forms.TypedChoiceField(
                label=_("Adopted, as the committee declared"), required=False, coerce=lambda value: value == "yes", empty_value=None,
                choices=[("", "–"), ("yes", _("Yes")), ("no", _("No"))], widget=forms.Select(attrs={"class": "form-select"}),
                help_text=_("Needed only where the rulebook knows no share for this vote; else the votes decide."),
            )
        for name, label in (("issued", _("Ballots handed out")), ("returned", _("Ballots returned")), ("invalid", _("Invalid ballots"))):
            self.fields[name] = number_field(label, required=False, help_text=_("Only for a secret ballot."))

    @property
    def on_paper(self) -> list[Any]:
        """The fields of a secret vote on paper."""
        return [self[name] for name in ("issued", "returned", "invalid") if name in self.fields]

    @property
    def on_paper_told(self) -> bool:
        return any(field.value() or field.errors for field in self.on_paper)

    @property
    def plain(self) -> list[Any]:
        """All others."""
        return [field for field in self if field.name not in {"issued", "returned", "invalid"}]

    def count(self) -> rules.Count:
        told = self.cleaned_data
        ballots = told["way"] == VoteWay.BALLOTS
        return rules.Count(
            told["way"], told["present"], told["in_favour"], told["against"], told.get("abstained") or 0,
            *((told.get("issued") or 0, told.get("returned") or 0, told.get("invalid") or 0) if ballots else ()),
        )


class OpenForm(forms.Form):
    """What begins a case: the day, and the person or the unit it is about."""

    def __init__(self, data: Any, *, procedure: Procedure, user: Any, today: Any, member: Member | None) -> None:
        super().__init__(data)
        self.fields["on"] = day_field(_("From which day"), initial=today)
        if procedure.about_member:
            self.member = member
        else:
            self.fields["unit"] = _unit_field(procedure, user)
            self.fields["title"] = text_field(procedure.title_label or _("What it is about"), max_length=300)
        self.fields["on_behalf_of"] = text_field(
            _("Done for"), required=False, max_length=200, help_text=_("Only when you enter this for somebody who has no phone or account."),
        )

    @property
    def asked(self) -> list[Any]:
        """All but whom it is done for, which comes last and folded."""
        return [field for field in self if field.name != "on_behalf_of"]


def _unit_field(procedure: Procedure, user: Any) -> UnitField:
    """In which unit the case is opened: a branch, or one of the kinds the procedure names."""
    if not procedure.in_kinds:
        return UnitField(branches(user, procedure.opens), label=_("Branch"), help_text=_("Name or code of the branch."))
    units = Unit.objects.inside(user.intervals(procedure.opens)).filter(kind__in=procedure.in_kinds, ended_on=None)
    return UnitField(units, label=_("Organisation"), help_text=_("Name or code of the organisation."))


class ReasonForm(forms.Form):
    """A reason, and what the person saw."""

    def __init__(self, data: Any, *, case: Case, steps: list[Step] | None = None) -> None:
        super().__init__(data)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=case.turn)
        if steps is not None:
            self.fields["to"] = choice_field(_("Back to the step"), [(step.key, step.title) for step in steps])
        self.fields["reason"] = text_field(_("Reason"), rows=3, max_length=2000)


class PaperForm(forms.Form):
    """A file for one of the papers a procedure asks for."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"class": "form-control", "accept": ".pdf,.jpg,.jpeg,.png,.docx"}), help_text=_("PDF, DOCX, JPEG or PNG, at most 10 MB."))
    number = text_field(_("Number of the paper"), required=False, max_length=60)
    dated = day_field(_("Date of the paper"), required=False)
    secret = forms.ChoiceField(
        label=_("Does this paper carry a secrecy mark (Mật, Tối mật, Tuyệt mật)?"), choices=[("no", _("No")), ("yes", _("Yes"))], widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if file := found.get("file"):
            try:
                uploads.check_announced(file.size)
                found["upload"] = uploads.checked_paper(file.read(), file.name)
            except RuleBroken as refusal:
                self.add_error("file", str(refusal))
        return found


class MakeForm(forms.Form):
    """The number the register gave, and the day on the paper."""

    number = text_field(_("Number of the paper"), required=False, max_length=60, help_text=_("As the register gives it, for example 15; leave empty to write it by hand."))
    dated = day_field(_("Date of the paper"))

    def __init__(self, data: Any, *, today: Any) -> None:
        super().__init__(data)
        self.fields["dated"].initial = today


class WithdrawForm(forms.Form):
    reason = text_field(_("Reason"), rows=3, max_length=2000)
