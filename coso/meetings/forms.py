"""What people fill in before, during and after a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coso.assignments.forms import OrderForm
from coso.documents.enums import DocumentType
from coso.documents.models import Document
from coso.meetings.actions import Assigned, Line, Plan, Question
from coso.meetings.enums import (
    ChairedAs,
    DelegateBy,
    ElectionOf,
    ItemKind,
    Level,
    MeetingKind,
    Reply,
    VoteAbout,
)
from coso.meetings.models import AgendaItem, Candidate, Election, Meeting, MeetingVote, ScoreLine
from coso.meetings.queries.papers import without_points
from coso.meetings.queries.roll import Person
from coso.meetings.rules import Count, Result, steps_said
from coso.members.forms import UnitField, member_named, written
from coso.members.models import Member
from coso.org.forms import DayField
from coso.org.models import Unit
from coso.procedures.forms import number_field
from coso.rulebook.book import Rule

MOST_LISTED = 30  # branches in a list to choose from
NEW_ITEMS = 2  # empty lines at the end of the agenda


class ClockField(forms.TimeField):
    """A time of day, chosen by the phone's own clock face."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"), **options)


class PlanForm(forms.Form):
    on = DayField(label=_("Day"))
    at = ClockField(label=_("Time"))
    place = forms.CharField(label=_("Place of meeting"), max_length=200)
    theme = forms.CharField(label=_("Topic"), max_length=300, required=False, help_text=_("Only where a topic is discussed."))

    def plan(self) -> Plan:
        return Plan(**{name: self.cleaned_data[name] for name in ("on", "at", "place", "theme")})

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        return {"on": meeting.planned_on, "at": meeting.planned_at, "place": meeting.place, "theme": meeting.theme}


def holder_field(units: QuerySet[Unit], initial: dict[str, Any]) -> forms.Field:
    """A list to choose from, or where there are many branches one to type in, as other forms ask for them."""
    if units[MOST_LISTED:].exists():
        if unit := initial.get("unit"):
            initial["unit"] = written(unit)
        return UnitField(units, label=_("Organisation"), help_text=_("Name or code."))
    return forms.ModelChoiceField(label=_("Organisation"), queryset=units, empty_label=None)


class NewForm(PlanForm):
    """A new meeting: first whose and of which kind."""

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = holder_field(units, self.initial)
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=MeetingKind.choices)
        self.order_fields(["unit", "kind"])


class YearForm(forms.Form):
    at = ClockField(label=_("Time"))
    place = forms.CharField(label=_("Place of meeting"), max_length=200)

    def __init__(self, *args: Any, units: QuerySet[Unit], years: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = holder_field(units, self.initial)
        self.fields["year"] = forms.TypedChoiceField(label=_("Year"), choices=[(year, str(year)) for year in years], coerce=int)
        self.order_fields(["unit", "year"])


class AgendaForm(forms.Form):
    """Each item with its place, kind and title; one without a title is taken away."""

    def __init__(self, data: Any = None, *, items: Iterable[AgendaItem]) -> None:
        super().__init__(data)
        known = list(items)
        self.places = range(1, len(known) + NEW_ITEMS + 1)
        for at in self.places:
            item = known[at - 1] if at <= len(known) else None
            self.fields[f"order_{at}"] = number_field(_("Place in the order"), required=False, initial=at)
            self.fields[f"kind_{at}"] = forms.ChoiceField(label=_("Kind of item"), choices=ItemKind.choices, initial=item.kind if item else ItemKind.OTHER)
            self.fields[f"title_{at}"] = forms.CharField(label=_("Title of the item"), max_length=300, required=False, initial=item.title if item else "", widget=forms.Textarea(attrs={"rows": 2, "class": "form-control"}))

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [(self[f"order_{at}"], self[f"kind_{at}"], self[f"title_{at}"]) for at in self.places]

    def lines(self) -> list[Line]:
        told = self.cleaned_data
        order = sorted(self.places, key=lambda at: (told[f"order_{at}"] or at, at))
        return [Line(told[f"kind_{at}"], told[f"title_{at}"]) for at in order]


class OpenForm(forms.Form):
    """Who is in the chair, who writes, who came as a guest."""

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((one.member_id, one.name) for one in people if one.expected and not one.guest)]
        self.fields["chair"] = forms.TypedChoiceField(label=_("Chair"), choices=choices, coerce=int)
        self.fields["secretary"] = forms.TypedChoiceField(label=_("Meeting secretary"), choices=choices, coerce=int)
        self.fields["guests"] = forms.CharField(label=_("Guests"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("One a line: name, office."))


class TaskForm(OrderForm):
    """A task given in the meeting: to members of the branch, and the meeting orders it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, units=Unit.objects.none(), papers=Document.objects.none(), **kwargs)
        del self.fields["basis"]
        self.fields["leading"].required = True  # no unit stands below a branch


class TextForm(forms.Form):
    text = forms.CharField(label=_("What the minutes say"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class ConcludeForm(forms.Form):
    text = forms.CharField(label=_("Conclusion of the chair"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}), help_text=_("What is to be done, by whom, until when. An empty line begins a new paragraph."))


class VoteForm(forms.Form):
    about = forms.ChoiceField(label=_("The vote is about"), choices=VoteAbout.choices, initial=VoteAbout.RESOLUTION)
    question = forms.CharField(label=_("Question"), max_length=300)
    in_favour = number_field(_("In favour"))
    against = number_field(_("Against"), initial=0)
    abstained = number_field(_("Abstaining"), initial=0)
    adopted = forms.TypedChoiceField(label=_("The chair declared it"), choices=[("yes", _("adopted")), ("no", _("not adopted"))], coerce=lambda said: said == "yes", widget=forms.RadioSelect)

    def __init__(self, *args: Any, votes: QuerySet[MeetingVote], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if votes:
            self.fields["instead_of"] = forms.ModelChoiceField(label=_("In the place of a vote recorded wrongly"), queryset=votes, required=False, empty_label="–")

    def count(self) -> Count:
        return Count(*(self.cleaned_data[name] for name in ("in_favour", "against", "abstained")))

    def asked(self) -> Question:
        return Question(self.cleaned_data["about"], self.cleaned_data["question"], self.cleaned_data.get("instead_of"))


class BallotForm(forms.Form):
    about = forms.ChoiceField(label=_("The vote is about"), choices=VoteAbout.choices)
    question = forms.CharField(label=_("Question"), max_length=300)

    def asked(self) -> Question:
        return Question(self.cleaned_data["about"], self.cleaned_data["question"])


class ScoreForm(forms.Form):
    """Points and, where an item is low, what is to be done about it. facts, steps: what Coso knows of an item, and the local steps of its points, by its key."""

    def __init__(self, data: Any = None, *, frame: Iterable[Rule], known: Iterable[ScoreLine], facts: Mapping[str, str], steps: Mapping[str, Rule]) -> None:
        super().__init__(data)
        self.facts, self.steps = facts, {key: steps_said(rule) for key, rule in steps.items()}
        self.frame, given = list(frame), {line.key: line for line in known}
        for at, rule in enumerate(self.frame):
            line = given.get(rule.key)
            self.fields[f"points_{at}"] = forms.DecimalField(
                label=_("Points"), max_digits=4, decimal_places=1, min_value=Decimal(0), max_value=Decimal(rule.value), initial=line.points if line else None,
                widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "decimal", "step": "0.5", "data-adds": ""}),
            )
            self.fields[f"remedy_{at}"] = forms.CharField(label=_("Remedy"), max_length=500, required=False, initial=line.remedy if line else "")

    @property
    def rows(self) -> list[tuple[Rule, str, str, str, Any, Any]]:
        return [(rule, without_points(str(rule.title)), self.facts.get(rule.key, ""), self.steps.get(rule.key, ""), self[f"points_{at}"], self[f"remedy_{at}"]) for at, rule in enumerate(self.frame)]

    def points(self) -> dict[str, Decimal]:
        return {rule.key: self.cleaned_data[f"points_{at}"] for at, rule in enumerate(self.frame)}

    def remedies(self) -> dict[str, str]:
        return {rule.key: self.cleaned_data[f"remedy_{at}"] for at, rule in enumerate(self.frame)}


class AmendForm(forms.Form):
    why = forms.CharField(label=_("Reason"), max_length=500, help_text=_("Why the minutes are amended; it stands over the new version."))
    text = forms.CharField(label=_("Text of the minutes"), max_length=200_000, widget=forms.Textarea(attrs={"class": "tall"}), help_text=_("An empty line begins a new paragraph."))


class ResolutionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of paper"), choices=[(one.value, one.label) for one in (DocumentType.RESOLUTION, DocumentType.CONCLUSION)], widget=forms.RadioSelect, initial=DocumentType.RESOLUTION)
    chaired_as = forms.ChoiceField(label=_("The chair signs as"), choices=ChairedAs.choices, widget=forms.RadioSelect, help_text=_("The office that stands over the signature."))


class LevelForm(forms.Form):
    level = forms.ChoiceField(label=_("Official level"), choices=Level.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Reason"), max_length=500, required=False, help_text=_("Needed where the level differs from what the branch proposed."))


class AnswerForm(forms.Form):
    reply = forms.ChoiceField(label=_("Your answer"), choices=Reply.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, help_text=_("Needed only if you can not come. Those who look after the branch read it."))


class AnswerForForm(AnswerForm):
    """For a member without a phone."""

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = forms.TypedChoiceField(label=_("Member"), choices=[(one.member_id, one.name) for one in people if one.expected], coerce=int)
        self.order_fields(["member"])


class TimesForm(forms.Form):
    on = DayField(label=_("Day"))
    began = ClockField(label=_("Began at"))
    ended = ClockField(label=_("Ended at"))

    def times(self) -> dict[str, datetime]:
        return {name: timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data[field])) for name, field in (("opened_at", "began"), ("closed_at", "ended"))}

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        began, ended = (timezone.localtime(at) for at in (meeting.opened_at, meeting.closed_at))
        return {"on": began.date(), "began": began.time(), "ended": ended.time()}


class CallOffForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Whoever was called will read it."))


class FollowForm(forms.Form):
    """Who follows which branch. The member is typed, as a committee's members are known by name."""

    def __init__(self, *args: Any, committees: QuerySet[Unit], branches: QuerySet[Unit], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not self.is_bound and (unit := self.initial.get("unit")):
            self.initial["unit"] = written(unit)
        self.fields["committee"] = forms.ModelChoiceField(label=_("Committee"), queryset=committees, empty_label=None)
        self.fields["unit"] = UnitField(branches, label=_("Branch"), help_text=_("Name or code of the branch."))
        self.fields["member"] = forms.CharField(label=_("Committee member"), max_length=100, help_text=_("Full name; where two have the same name, the card number."))
        self.fields["since"] = DayField(label=_("From"))
        self.fields["basis"] = forms.CharField(label=_("By which paper"), max_length=300, required=False, help_text=_("Number and date of the decision or notice."))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("committee") and told.get("member"):
            self._find(told)
        return told

    def _find(self, told: dict[str, Any]) -> None:
        """One member by this name below the committee, or a sentence that says who there is."""
        rows = Member.objects.visible_to(self.user).on_roll().inside([told["committee"].interval])
        try:
            told["found"] = member_named(rows, told["member"], self.user)
        except forms.ValidationError as problem:
            self.add_error("member", problem)

    def assigned(self) -> Assigned:
        return Assigned(self.cleaned_data["found"], self.cleaned_data["since"], self.cleaned_data["basis"])


class EndFollowingForm(forms.Form):
    until = DayField(label=_("First day on which the branch is not followed any more"))
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class VisitForm(forms.Form):
    noted = forms.CharField(label=_("What was noted"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6}), help_text=_("The branch and the committee read it. Leave it empty to note only that the follower came."))


class TakeBackForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class DelegateForm(forms.Form):
    """A delegate, typed by name, and by what right."""

    member = forms.CharField(label=_("Member"), max_length=100, help_text=_("Full name; where two have the same name, the card number."))
    right = forms.ChoiceField(label=_("By what right"), choices=DelegateBy.choices)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_member(self) -> Member:
        return member_named(Member.objects.visible_to(self.user).on_roll(), self.cleaned_data["member"], self.user)


class NominateForm(forms.Form):
    """What is elected, how many, and who stands: a name a line."""

    of = forms.ChoiceField(label=_("What is elected"), choices=ElectionOf.choices)
    seats = number_field(_("How many are to be elected"))
    members = forms.CharField(label=_("On the ballot paper"), widget=forms.Textarea(attrs={"rows": 8}), help_text=_("One name a line, in the order of the ballot paper; where two have the same name, the card number."))

    def __init__(self, *args: Any, rows: QuerySet[Member], user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.user = rows, user

    def clean_members(self) -> list[Member]:
        """Each line one member; what is wrong is told with its line."""
        found, problems = [], []
        for at, line in enumerate(self.cleaned_data["members"].splitlines(), start=1):
            if name := line.strip():
                try:
                    found.append(member_named(self.rows, name, self.user))
                except forms.ValidationError as problem:
                    problems.append(gettext("Line %(line)d, “%(name)s”: %(why)s") % {"line": at, "name": name, "why": problem.messages[0]})
        if problems:
            raise forms.ValidationError(problems)
        return found


class CountForm(forms.Form):
    """What the ballots came to, and the votes of each candidate in the order of the ballot paper."""

    issued = number_field(_("Ballots given out"))
    collected = number_field(_("Ballots that came back"))
    valid = number_field(_("Valid ballots"))

    def __init__(self, data: Any = None, *, election: Election) -> None:
        super().__init__(data, initial={name: getattr(election, name) for name in ("issued", "collected", "valid")})
        self.candidates = list(election.candidates.all())
        for at, one in enumerate(self.candidates):
            self.fields[f"votes_{at}"] = number_field(_("Votes received"), initial=one.votes)
            self.fields[f"elected_{at}"] = forms.BooleanField(label=_("Elected"), required=False, initial=one.elected)

    @property
    def rows(self) -> list[tuple[Candidate, Any, Any]]:
        return [(one, self[f"votes_{at}"], self[f"elected_{at}"]) for at, one in enumerate(self.candidates)]

    def result(self) -> Result:
        told, places = self.cleaned_data, range(len(self.candidates))
        return Result(told["issued"], told["collected"], told["valid"], [told[f"votes_{at}"] for at in places], [told[f"elected_{at}"] for at in places])
