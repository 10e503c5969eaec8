"""What is filled in: a survey, its questions, and the answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.access.enums import desk_choices
from coso.org.forms import DayField
from coso.org.models import Unit
from coso.surveys.actions import Content
from coso.surveys.enums import REACHES, AskKind, SurveyKind
from coso.surveys.models import Reply, Survey, SurveyQuestion
from coso.surveys.rules import LONGEST_TEXT, Given, desks_of

FIELDS = ("title", "why", "becomes", "kind", "reach", "desk", "from_day", "until", "publish")
KINDS = [
    (SurveyKind.NAMED.value, _("By name: the office named below reads who answered what; an answer may be changed until the end.")),
    (SurveyKind.ANONYMOUS.value, _("Anonymous: nobody, the administrators neither, learns who answered what; an answer is given once.")),
]


def long_text(label: Any, *, rows: int = 3, most: int = 2000, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class SurveyForm(forms.Form):
    """For a unit known by now: it decides which offices may ask."""

    title = forms.CharField(label=_("In a line: what is it about?"), max_length=200)
    why = long_text(_("Why it is asked"), help_text=_("Those asked read it on top."))
    becomes = long_text(_("What becomes of the answers"), help_text=_("Who reads them, what is decided with them, and when."))
    kind = forms.ChoiceField(label=_("Named or anonymous"), choices=KINDS, widget=forms.RadioSelect, help_text=_("Once it is released this never changes."))
    reach = forms.ChoiceField(label=_("Who is asked"), choices=REACHES, widget=forms.RadioSelect, help_text=_("Those on the roll on the day it opens; not those exempt from meetings or suspended."))
    desk = forms.ChoiceField(label=_("Which office asks"), help_text=_("It alone reads names and texts; everybody else sees numbers."))
    from_day = DayField(label=_("Open from"))
    until = DayField(label=_("Open until, this day too"))
    publish = forms.BooleanField(label=_("Those asked see the results in numbers"), required=False, help_text=_("It stands on the survey as a promise. Results are seen after it has ended, never before."))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = set(desks_of(unit))
        self.fields["desk"].choices = [pair for pair in desk_choices() if pair[0] in mine]  # type: ignore[attr-defined] # a ChoiceField

    def content(self) -> Content:
        return Content(**{name: self.cleaned_data[name] for name in FIELDS})

    @staticmethod
    def initial_of(survey: Survey) -> dict[str, Any]:
        return {name: getattr(survey, name) for name in FIELDS}


class QuestionForm(forms.Form):
    text = forms.CharField(label=pgettext_lazy("survey", "Question"), max_length=300)
    kind = forms.ChoiceField(label=_("How it is answered"), choices=AskKind.choices, widget=forms.RadioSelect, initial=AskKind.ONE)
    options = long_text(_("Choices, one a line"), rows=6, required=False, help_text=_("Of a scale: the words for 1 and for 5, a line each, or nothing. Of a text: nothing."))

    def told(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "kind": self.cleaned_data["kind"], "options": self.cleaned_data["options"].splitlines()}

    @staticmethod
    def initial_of(question: SurveyQuestion) -> dict[str, Any]:
        shown = question.options
        if question.kind == AskKind.SCALE:
            shown = [end.partition(" – ")[2] for end in (shown[0], shown[-1])]
        return {"text": question.text, "kind": question.kind, "options": "\n".join(filter(None, shown))}


class ReasonForm(forms.Form):
    reason = long_text(pgettext_lazy("survey", "Reason"), most=500)


class AnswerForm(forms.Form):
    """The questions of a survey; with the reply given before, where there is one."""

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], anonymous: bool, reply: Reply | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, one in enumerate(questions, 1):
            before = reply.answers.get(one.key, {}) if reply else {}
            self.fields[self.name_of(one)] = field_of(one, f"{number}. {one.text}", before, anonymous=anonymous)

    @staticmethod
    def name_of(question: SurveyQuestion) -> str:
        return f"q{question.pk}"

    def given(self) -> Given:
        told = {one.pk: (one.kind, self.cleaned_data[self.name_of(one)]) for one in self.questions}
        picked = {key: [int(option) for option in ([value] if isinstance(value, str) else value)] for key, (kind, value) in told.items() if kind != AskKind.TEXT and value}
        return Given(picked, {key: value for key, (kind, value) in told.items() if kind == AskKind.TEXT and value})


class AnswerForForm(AnswerForm):
    """For a member without a phone, who is known by now."""

    told_how = forms.CharField(label=_("How and when the member told you"), max_length=300, help_text=_("The member reads it, and so does the office."))


def field_of(question: SurveyQuestion, label: str, before: dict[str, Any], *, anonymous: bool) -> forms.Field:
    picked = [str(option) for option in before.get("picked", [])]
    choices = [(str(at), option) for at, option in enumerate(question.options)]
    if question.kind == AskKind.TEXT:
        warning = _("Nobody is told who wrote it; but your own words may give you away. Leave out names and what only you know.") if anonymous else ""
        return long_text(label, most=LONGEST_TEXT, required=False, initial=before.get("said", ""), help_text=warning)
    if question.kind == AskKind.SEVERAL:
        return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=False, initial=picked, help_text=_("You may choose several, or none."))
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, initial=picked[0] if picked else None)
