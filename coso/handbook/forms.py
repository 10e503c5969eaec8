"""What editors fill in about guides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.common import uploads
from coso.common.errors import RuleBroken
from coso.common.vietnamese import sort_key
from coso.documents.models import Publication
from coso.handbook.actions import Content
from coso.handbook.enums import REACHES, Topic
from coso.handbook.models import Guide
from coso.handbook.rules import CORRECTION
from coso.org.forms import DayField
from coso.org.models import Unit
from coso.procedures.declarations import PROCEDURES
from coso.rulebook.book import book

MOST_PAPERS = 20
RULES = ("first_rule", "second_rule")


def of_rulebook() -> list[tuple[str, str]]:
    return [("", "–"), *sorted(((key, str(about.title)) for key, about in book().keys.items()), key=lambda one: sort_key(one[1]))]


def of_procedures() -> list[tuple[str, str]]:
    return [("", "–"), (CORRECTION, _("Request to correct a record")), *((one.key, str(one.title)) for one in PROCEDURES.values())]


class BookletForm(forms.Form):
    """For whom the handbook of a branch is printed, and with which papers."""

    whom = forms.ChoiceField(label=_("For whom"), choices=[("without", _("Members without an account")), ("all", _("All members of the branch"))], widget=forms.RadioSelect, initial="without")
    papers = forms.TypedMultipleChoiceField(label=_("Papers to print an abstract of"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, papers: QuerySet[Publication]) -> None:
        super().__init__(data)
        offered: Any = self.fields["papers"]
        offered.choices = [(one.pk, f"{one.get_kind_display()} {one.symbol} · {one.abstract}") for one in papers[:MOST_PAPERS]]
        offered.help_text = "" if offered.choices else _("No paper was laid out for this branch in the last three months.")


class CodesForm(forms.Form):
    """Who of the branch gets a code."""

    chosen = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, data: Any = None, *, members: Iterable[int]) -> None:
        super().__init__(data)
        offered: Any = self.fields["chosen"]
        offered.choices = [(key, "") for key in members]


class JoinForm(forms.Form):
    username = forms.CharField(label=_("Sign-in name"), max_length=60, help_text=_("Of the account the administrator opened for the office of this very person."), widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}))


class GuideForm(forms.Form):
    topic = forms.ChoiceField(label=pgettext_lazy("guide", "Topic"), choices=Topic.choices)
    question = forms.CharField(label=pgettext_lazy("guide", "Question"), max_length=200, help_text=_("As a member would ask it, for example “Tôi chuyển nơi ở, làm gì?”."))
    text = forms.CharField(label=_("Answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14, "class": "tall"}), help_text=_("Short sentences. An empty line begins a new paragraph."))
    first_rule = forms.ChoiceField(label=_("Rule that decides it"), choices=of_rulebook, required=False)
    second_rule = forms.ChoiceField(label=_("Second rule"), choices=of_rulebook, required=False)
    starts = forms.ChoiceField(label=_("Procedure it leads to"), choices=of_procedures, required=False)
    videos = forms.CharField(
        label=_("Videos"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: what it shows | its address. For example: Cách viết đơn chuyển sinh hoạt | https://youtu.be/abc. The member sees the words and opens it there; nothing of it is shown in the guide itself."),
    )
    reach = forms.ChoiceField(label=_("Who may read it"), choices=REACHES, widget=forms.RadioSelect)

    def content(self) -> Content:
        told = self.cleaned_data
        chosen = tuple(dict.fromkeys(told[name] for name in RULES if told[name]))
        return Content(told["topic"], told["question"], told["text"], told["reach"], chosen, told["starts"], tuple(video_of(line) for line in told["videos"].splitlines() if line.strip()))

    @staticmethod
    def initial_of(guide: Guide) -> dict[str, Any]:
        return {name: getattr(guide, name) for name in ("topic", "question", "text", "starts", "reach")} | dict(zip(RULES, guide.rules, strict=False)) | {"videos": "\n".join(f"{title} | {address}" for title, address in guide.videos)}


def video_of(line: str) -> tuple[str, str]:
    """Title and address of a line; the address is what follows the last bar."""
    title, _bar, address = line.rpartition("|")
    return title.strip(), address.strip()


class ImageForm(forms.Form):
    """A picture, drawn anew before it is kept."""

    file = forms.FileField(label=_("Picture"), help_text=_("JPEG or PNG, at most 10 MB. Place, date and camera are taken out of it."), widget=forms.FileInput(attrs={"class": "form-control", "accept": ".jpg,.jpeg,.png"}))
    description = forms.CharField(label=_("What is to be seen in it"), max_length=300, help_text=_("For members who do not see it, and for the voice that reads aloud."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if file := data.get("file"):
            try:
                uploads.check_announced(file.size)
                data["upload"] = uploads.checked_photo(file.read(), file.name)
            except RuleBroken as refusal:
                self.add_error("file", str(refusal))
        return data


class NewGuideForm(GuideForm):
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none(), empty_label=None)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"] = forms.ModelChoiceField(label=_("Unit"), queryset=units, empty_label=None)
        self.order_fields(["unit"])


class ReleaseForm(forms.Form):
    from_day = DayField(label=_("To be read from"))
    receipt_by = DayField(label=_("Members confirm that they have read it, by"), required=False, help_text=_("Leave it empty as a rule: then nobody keeps who read it. With a day, each member is asked once; their branch sees who has confirmed, those above see numbers only."))


class EndForm(forms.Form):
    on = DayField(label=_("Not to be found any more from"), required=False, help_text=_("Empty: from today."))


class HandBackForm(forms.Form):
    reason = forms.CharField(label=_("What is to be mended"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
