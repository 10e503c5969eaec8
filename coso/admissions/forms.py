"""What is typed on the way into the Party. Each step's form is given its case; the rules stand in rules.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coso.admissions import queries, rules
from coso.admissions.enums import Conclusion, Excluded, Introducers, Place, Power, TargetGroup
from coso.admissions.models import Applicant
from coso.common.errors import RuleBroken
from coso.common.fields import field_of
from coso.common.vietnamese import date as written
from coso.members.codes import ETHNIC_GROUPS
from coso.members.enums import Status
from coso.members.forms import UnitField, branches, choice_field, day_field, text_field
from coso.members.models import Member
from coso.rulebook import rules as rulebook

TYPED = (
    "full_name", "sex", "birth_date", "ethnic_group", "religion", "general_education", "professional_level", "job",
    "residence", "youth_union_date", "course_certificate", "course_on", "consent_on", "consent_paper",
)


def citizen_number(**options: Any) -> forms.RegexField:
    return forms.RegexField(r"^[0-9]{12}$", label=_("Citizen ID number"), required=False, widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "numeric"}), error_messages={"invalid": _("Twelve digits, nothing else.")}, **options)


def applicant_field(name: str) -> forms.Field:
    """The form field of one field of the source list."""
    kind = field_of(Applicant, name)
    label = str(kind.verbose_name)
    label = label[:1].upper() + label[1:]
    needed = name in {"full_name", "sex", "birth_date", "ethnic_group", "consent_on", "consent_paper"}
    if isinstance(kind, models.DateField):
        return day_field(label, required=needed)
    if kind.choices:
        return choice_field(label, list(ETHNIC_GROUPS.items()) if name == "ethnic_group" else list(kind.choices), required=needed)
    return text_field(label, required=needed, max_length=kind.max_length)


class ApplicantForm(forms.Form):
    """A person on the source list. Consent comes first: without it nothing is kept."""

    groups = forms.MultipleChoiceField(label=_("Target groups"), required=False, choices=TargetGroup.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, user: Any, applicant: Applicant | None = None, unit: str = "") -> None:
        known = {name: getattr(applicant, name) for name in (*TYPED, "groups")} if applicant else {"religion": "none"}
        super().__init__(data, initial=known)
        for name in ("consent_on", "consent_paper"):
            self.fields[name] = applicant_field(name)
        if applicant is None:
            self.fields["unit"] = UnitField(branches(user, "admission.prepare"), label=_("Branch"), help_text=_("Name or code of the branch that prepares the admission."))
            self.fields["unit"].initial = unit or self.only_branch()
        for name in TYPED:
            self.fields.setdefault(name, applicant_field(name))
        self.order_fields(["consent_on", "consent_paper", "unit", *TYPED, "groups"])

    def record(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*TYPED, "groups")}

    def only_branch(self) -> str:
        """The branch of a secretary, who has but one."""
        return self.offered[0] if len(self.offered) == 1 else ""

    @property
    def offered(self) -> list[str]:
        return self.fields["unit"].offered() if "unit" in self.fields else []


class BeginForm(forms.Form):
    """The beginning. A number that is typed is only looked for; whether a record found is of the same person, a person says.

    look: from a citizen number to the record that bears it, or None. After cleaning, `former` is in the answers.
    """

    on = day_field(_("Day on which the branch begins"))
    number = citizen_number(help_text=_("Only to look whether the person was a member before: a former member is admitted again in the same record. The number is not kept here."))
    left_on = day_field(_("Was a member elsewhere, left the Party on"), required=False, help_text=_("Leave empty for a first admission, and where the record is found by the number."))

    def __init__(self, data: Any = None, *, applicant: Applicant, look: Callable[[str], Member | None], **more: Any) -> None:
        super().__init__(data, **more)
        self.applicant, self.look = applicant, look

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        told["former"] = found = self.found(told.pop("number", ""))
        if found:
            self.fields["same"] = choice_field(self.question(found), [("yes", _("Yes, the same person: a re-admission")), ("no", _("No, somebody else"))])
            said = self.data.get("same", "")
            if said not in {"yes", "no"}:
                self.add_error("same", _("Nothing is decided by the number alone. Say whether it is the same person."))
            elif said == "no":
                self.add_error("number", _("This number belongs to another person's record. Nothing was saved. Check it with the person's papers, or leave it empty."))
        return told

    def found(self, number: str) -> Member | None:
        """The former member with this number. A record with another birth date is not told of."""
        member = self.look(number) if number else None
        try:
            if member:
                rules.check_former(member, self.applicant)
        except RuleBroken as refusal:
            self.add_error("number", str(refusal))
            return None
        return member

    def question(self, member: Member) -> str:
        told = {"name": member.full_name, "born": written(member.birth_date), "left": written(member.left_on or member.birth_date), "reason": member.get_left_reason_display(), "unit": member.unit}
        return gettext("A record bears this number: %(name)s, born %(born)s, last in %(unit)s; left on %(left)s (%(reason)s). Is it the same person?") % told


class WithdrawForm(forms.Form):
    on = day_field(_("Consent withdrawn on"))


class YearsForm(forms.Form):
    years = forms.IntegerField(label=_("No admission for … years"), min_value=1, max_value=50, widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}))


# --- the steps -------------------------------------------------------------------------------------

class StepAnswers(forms.Form):
    """What a step asks besides the day and the papers. case: the case it stands in."""

    def __init__(self, data: Any = None, *, case: Any, user: Any) -> None:
        super().__init__(data)
        self.case, self.user = case, user
        self.prepare()

    def prepare(self) -> None:
        """Fill in what the case knows already."""


class FormerForm(StepAnswers):
    cleared_on = day_field(_("Criminal record cleared on"), required=False, help_text=_("Only for a person who was convicted once."))
    excluded = choice_field(_("Groups that the rule leaves out of re-admission"), Excluded.choices)
    paper = text_field(_("Paper on which this rests (number, date)"), max_length=200)

    def prepare(self) -> None:
        rule = rulebook.on(self.case.opened_on, self.case.unit).find("readmission.excluded")
        self.fields["excluded"].help_text = rule.said if rule else ""


class ApplicationForm(StepAnswers):
    place = choice_field(_("Why the person applies to this branch"), Place.choices, help_text=_("A person may live, work and study at different places; one branch leads the case and asks the others for their opinion."))
    worked_since = day_field(_("Works at the present place since"), required=False, help_text=_("For whoever works for wages. A worker on a short contract is admitted by the organisation of the residence."))
    why_here = text_field(_("Why this branch leads the case, if the rule names another"), required=False, max_length=300, help_text=_("For example the paper by which both branches agreed."))
    applied_on = day_field(_("Date on the application"))
    history_on = day_field(_("Date on the personal history"))
    course_certificate = text_field(_("Number of the awareness course certificate"), required=False, max_length=60)
    course_on = day_field(_("Date of the awareness course certificate"))

    def prepare(self) -> None:
        applicant = queries.applicant_of(self.case)
        self.fields["course_certificate"].initial, self.fields["course_on"].initial = applicant.course_certificate, applicant.course_on


def official_members(case: Any) -> models.QuerySet[Member]:
    return Member.objects.filter(unit=case.unit, status=Status.OFFICIAL, left_on=None, merged_into=None).order_by("name_key", "pk")


class MemberField(forms.ModelChoiceField):
    """An official member of the branch, chosen by name."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(Member.objects.none(), label=label, empty_label="–", widget=forms.Select(attrs={"class": "form-select"}), **options)

    def label_from_instance(self, member: Member) -> str:
        return f"{member.full_name} ({member.birth_date.year})"


class IntroducersForm(StepAnswers):
    way = choice_field(_("Who introduces"), Introducers.choices)
    first = MemberField(_("First introducer"))
    second = MemberField(_("Second introducer"), required=False, help_text=_("Leave empty where the youth union introduces together with one member."))

    def prepare(self) -> None:
        for name in ("first", "second"):
            self.fields[name].queryset = official_members(self.case)


class VettingForm(StepAnswers):
    conclusion = choice_field(_("Conclusion of the vetting"), Conclusion.choices, help_text=_("Only the conclusion is kept here, nothing about relatives; the papers stay in the paper file."))
    paper = text_field(_("Paper with the conclusion (number, date)"), max_length=200)


class OpinionsForm(StepAnswers):
    mass_on = day_field(_("Opinion of the mass organisation at work, dated"))
    residence_on = day_field(_("Opinion of the branch committee at the residence, dated"))


class BranchVoteForm(StepAnswers):
    exception = text_field(_("Paper of an exception for schooling"), required=False, max_length=200, help_text=_("Only for hard areas where less schooling is allowed: number and date of the paper."))


class AppraisalForm(StepAnswers):
    report = text_field(_("Appraisal report (number, date)"), max_length=200)


class CommitteeForm(StepAnswers):
    power = choice_field(_("Who may decide"), Power.choices)
    resolution = text_field(_("Resolution of the committee (number)"), max_length=60)


class ConsentForm(StepAnswers):
    body = text_field(_("Which body agreed"), max_length=200)
    paper = text_field(_("Its paper (number, date)"), max_length=200)


class DecisionForm(StepAnswers):
    number = text_field(_("Number of the decision"), max_length=60)


class RecognitionDecisionForm(DecisionForm):
    official_on = day_field(_("Official from, as the decision says"))

    def prepare(self) -> None:
        self.fields["official_on"].initial = queries.probation_ends(self.case.member)


class RecordForm(StepAnswers):
    citizen_id_number = citizen_number()
    home_address = text_field(_("Home town (village, commune, province)"), required=False, max_length=300)
    phone = text_field(_("Phone"), required=False, max_length=20)

    def prepare(self) -> None:
        if self.case.facts["opened"].get("former"):
            del self.fields["citizen_id_number"]  # the record that goes on has it


class MentorForm(StepAnswers):
    mentor = MemberField(_("Mentor: an official member who follows the new member"))

    def prepare(self) -> None:
        self.fields["mentor"].queryset = official_members(self.case)


class CourseForm(StepAnswers):
    certificate = text_field(_("Number of the new-member course certificate"), max_length=60)


class RemarksForm(StepAnswers):
    self_review_on = day_field(_("Self-review of the member, dated"))
    mentor_on = day_field(_("Remarks of the mentor, dated"))
    mass_on = day_field(_("Opinion of the mass organisation at work, dated"))
    residence_on = day_field(_("Opinion of the branch committee at the residence, dated"))


class CardForm(StepAnswers):
    card = text_field(_("Party card number"), max_length=40)

    def clean_card(self) -> str:
        card: str = self.cleaned_data["card"].replace(" ", "").replace(".", "")
        rule = rulebook.on(self.case.opened_on, self.case.unit).find("card.number_digits") or rulebook.on(date.max, self.case.unit).find("card.number_digits")
        if rule and not (card.isdecimal() and len(card) == int(rule.value)):
            raise forms.ValidationError(_("A party card number has %(n)d digits.") % {"n": rule.value})
        return card


class GroundsForm(StepAnswers):
    grounds = text_field(_("Why the branch proposes to strike the member off"), rows=3, max_length=2000)
    heard_on = day_field(_("The member was told and heard on"))
