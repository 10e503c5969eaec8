"""What people fill in: what they ask or propose, an answer, why it is passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.access.roles import DESKS, Desk
from coso.dialogue.actions import Asked, Planned, Proposed, Put
from coso.dialogue.enums import Ground, Host, Outcome, QuestionKind
from coso.dialogue.models import Dialogue, Topic
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


# --- scheduled dialogues ---


class PlannedForm(forms.Form):
    """A dialogue as members are told of it."""

    theme = forms.CharField(label=_("Theme"), max_length=200, help_text=_("In a line: what the committee wants to hear about."))
    host = forms.ChoiceField(label=_("Who answers"), choices=Host.choices, widget=forms.RadioSelect, initial=Host.STANDING_COMMITTEE)
    on = DayField(label=pgettext_lazy("dialogue day", "Day"))
    at = forms.TimeField(label=pgettext_lazy("dialogue day", "Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=pgettext_lazy("dialogue day", "Place"), max_length=200)
    takes_from = DayField(label=_("Questions are taken from"))
    takes_until = DayField(label=_("Questions are taken until"), help_text=_("This day included. Leave the office time to group them."))
    below = forms.TypedChoiceField(label=_("Who is invited"), choices=[("yes", _("Members of the unit and of all units below")), ("no", _("Members of the unit itself only"))], coerce=lambda said: said == "yes", widget=forms.RadioSelect, initial="yes")
    about = long_text(_("What members should know beforehand"), rows=4, most=2000, required=False)

    def planned(self) -> Planned:
        return Planned(**{name: self.cleaned_data[name] for name in ("host", "theme", "on", "at", "place", "takes_from", "takes_until", "about", "below")})


def initial_of(dialogue: Dialogue) -> dict[str, Any]:
    """What was planned, for the form that changes it."""
    told = {name: getattr(dialogue, name) for name in ("theme", "host", "on", "at", "place", "takes_from", "takes_until", "about")}
    return told | {"below": "yes" if dialogue.below else "no"}


class AnnounceForm(PlannedForm):
    """offices: the reader's own, one of which prepares it."""

    office = forms.ChoiceField(label=_("Which office prepares it"), help_text=_("It alone reads who sent in what."))
    field_order = ("office",)

    def __init__(self, *args: Any, offices: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {one.key: one for one in offices}
        self.fields["office"].choices = [(key, str(one)) for key, one in self.offices.items()]  # type: ignore[attr-defined] # a ChoiceField

    @property
    def chosen(self) -> Place:
        return self.offices[self.cleaned_data["office"]]


class SendInForm(forms.Form):
    title = forms.CharField(label=_("In a line: what is it about?"), max_length=200)
    text = long_text(_("Your question"), rows=6, most=4000)
    show_name = forms.BooleanField(label=_("Show my name with the question"), required=False, help_text=_("Otherwise only the office that prepares the dialogue reads it."))
    may_publish = forms.BooleanField(label=_("Question and answer may be published without my name, so that others who ask the same find them"), required=False, help_text=_("You can take this back until it is published. Then leave out of the text what others would know you by."))

    def put(self) -> Put:
        return Put(**{name: self.cleaned_data[name] for name in ("title", "text", "show_name", "may_publish")})


class GroupForm(forms.Form):
    """In which group a question lies."""

    topic = forms.ModelChoiceField(label=_("In which group"), queryset=Topic.objects.none(), required=False, empty_label=_("In a group of its own"), help_text=_("Questions of one group are answered together."))

    def __init__(self, *args: Any, topics: QuerySet[Topic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined] # a ModelChoiceField


class HoldBackForm(forms.Form):
    ground = forms.ChoiceField(label=_("Why it is not put forward"), choices=Ground.choices, widget=forms.RadioSelect)
    why = long_text(_("In a sentence, for the asker"), rows=3, most=2000, help_text=_("The asker reads it, and your office; nobody else. The question stays on record."))


class TopicForm(forms.Form):
    title = forms.CharField(label=_("Title of the group"), max_length=200)
    rank = forms.IntegerField(label=_("Place in the order"), required=False, min_value=1, max_value=999, help_text=_("Leave it empty to go by how many support it."))


class AnswerTopicForm(forms.Form):
    text = long_text(_("The answer, in short"), rows=6, help_text=_("Everybody invited reads it; each asker is told."))


class OweForm(forms.Form):
    desk = forms.ChoiceField(label=_("Which office answers"))
    until = DayField(label=_("Answered by"))

    def __init__(self, *args: Any, desks: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desk"].choices = [(desk, DESKS[Desk(desk)]) for desk in desks]  # type: ignore[attr-defined] # a ChoiceField


class HeldForm(forms.Form):
    present = forms.IntegerField(label=_("How many members came"), min_value=0, max_value=1_000_000)
    chair = forms.CharField(label=_("Who led it"), max_length=200, required=False, help_text=_("Name and office, as it is to stand in the minutes."))


class CallOffForm(forms.Form):
    reason = long_text(_("Reason"), rows=3, most=2000, help_text=_("Everybody invited reads it."))
