"""What people fill in: what they ask or propose, an answer, why it is passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.dialogue.actions import Asked, Proposed
from coso.dialogue.enums import Outcome, QuestionKind
from coso.dialogue.queries.questions import Place
from coso.org.forms import DayField
from coso.org.models import Unit


def long_text(label: Any, *, rows: int = 5, most: int = 10_000, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


class PlaceForm(forms.Form):
    """An office, of those given."""

    place = forms.ChoiceField(label=_("To whom"))

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        self.fields["place"].choices = [(key, str(place)) for key, place in self.places.items()]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def chosen(self) -> Place:
        return self.places[self.cleaned_data["place"]]


class AskForm(PlaceForm):
    kind = forms.ChoiceField(label=pgettext_lazy("dialogue", "What is it?"), choices=QuestionKind.choices, widget=forms.RadioSelect, initial=QuestionKind.QUESTION)
    title = forms.CharField(label=_("In a line: what is it about?"), max_length=200)
    text = long_text(_("What do you ask or propose?"), rows=7)
    may_publish = forms.BooleanField(label=_("Question and answer may be published without my name, so that others who ask the same find them"), required=False, help_text=_("You can take this back until it is published. Then leave out of the text what others would know you by."))

    def asked(self) -> Asked:
        return Asked(**{name: self.cleaned_data[name] for name in ("kind", "title", "text", "may_publish")})


class AskForForm(AskForm):
    """For a member without a phone, who is known by now: the branch decides to whom one may write."""

    told_how = forms.CharField(label=_("How and when the member told you"), max_length=300, help_text=_("The member reads it, and so does the office. Then tell the member the answer."))


class AnswerForm(forms.Form):
    text = long_text(_("Your answer"), rows=8, help_text=_("The asker reads it with your name."))


class AskBackForm(forms.Form):
    text = long_text(_("What do you still want to know?"), help_text=_("You can ask back once for each answer."))


class PassOnForm(PlaceForm):
    reason = long_text(_("Why it is passed on"), rows=3, most=2000, help_text=_("The asker reads it. From then on your office sees only how far it is."))


# --- proposals of units ---


class PetitionForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To which unit"), queryset=Unit.objects.none(), empty_label=None)
    title = forms.CharField(label=_("In a line: what is it about?"), max_length=300)
    text = long_text(_("What is proposed, and why"), rows=8)
    paper = forms.CharField(label=_("Paper it is sent with"), max_length=300, required=False, help_text=_("Number, symbol and day, where there is one."))

    def __init__(self, *args: Any, above: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = above  # type: ignore[attr-defined] # a ModelChoiceField

    def proposed(self) -> Proposed:
        return Proposed(**{name: self.cleaned_data[name] for name in ("title", "text", "paper")})


class PassUpForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To which unit"), queryset=Unit.objects.none(), empty_label=None)
    reason = long_text(_("Why it is passed on"), rows=3, most=2000, help_text=_("The unit below reads it."))

    def __init__(self, *args: Any, above: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = above  # type: ignore[attr-defined] # as above


class DealForm(forms.Form):
    promised_on = DayField(label=_("Answered by"), help_text=_("A later day than the rule's moves nothing: the earlier one counts."))
    text = long_text(_("What is done till then"), rows=3, required=False)


class AnswerPetitionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    text = long_text(_("Answer and reason"), rows=7, help_text=_("The unit below reads it."))


class WithdrawPetitionForm(forms.Form):
    reason = long_text(_("Reason"), rows=3, most=2000)
