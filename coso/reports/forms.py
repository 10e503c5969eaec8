"""What the pages of reports ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.errors import CannotRun
from coso.org.forms import DayField
from coso.reports.checker import papers
from coso.reports.enums import CALLED_EVERY, Period
from coso.reports.rules import MOST_DUE_DAYS

LONGEST = 1_000_000


class CheckForm(forms.Form):
    """A text whose figures are to be checked: pasted, or out of a file. Nothing of it is stored."""

    text = forms.CharField(
        label=gettext_lazy("Text of the report"), required=False, max_length=LONGEST, strip=False,
        widget=forms.Textarea(attrs={"class": "form-control long-text", "rows": 14, "placeholder": gettext_lazy("Paste the text here; tables may be pasted too.")}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"), required=False, help_text=gettext_lazy("DOCX or plain text, at most 20 MB. It is read and not kept."),
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".docx,.txt,.md"}),
    )

    def clean(self) -> dict[str, Any]:
        """`found` is the text to check; a file goes before what was pasted."""
        data = super().clean() or {}
        if file := data.get("file"):
            try:
                data["found"] = papers.text_of_upload(file)
            except CannotRun as problem:
                self.add_error("file", str(problem))
        elif data.get("text", "").strip():
            data["found"] = data["text"].replace("\r\n", "\n")
        elif not self.errors:
            self.add_error("text", _("There is nothing to check yet. Paste the text of a report or choose a file."))
        return data


class TemplateForm(forms.Form):
    """A template: its name, what it is about, its text. seen: the version the writer had before them."""

    name = forms.CharField(label=gettext_lazy("Name of the report"), max_length=200)
    period = forms.ChoiceField(label=gettext_lazy("Period of the report"), choices=Period.choices)
    text = forms.CharField(label=gettext_lazy("Text of the report"), widget=forms.Textarea(attrs={"class": "form-control long-text", "rows": 20, "spellcheck": "false"}), strip=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)


class CallForm(forms.Form):
    """Which report is asked of the units right below, as of which day, how often, and due when."""

    report = forms.ChoiceField(label=gettext_lazy("Report"))
    every = forms.ChoiceField(label=gettext_lazy("How often"), choices=[(Period.DAY, gettext_lazy("Once")), *((one.value, one.label) for one in CALLED_EVERY if one != Period.DAY)])
    on = DayField(label=gettext_lazy("As of"), help_text=gettext_lazy("The last day of the first period, for instance 30/06/2026 for six months."))
    due_days = forms.IntegerField(label=gettext_lazy("Days until it is due"), min_value=0, max_value=MOST_DUE_DAYS, initial=10, help_text=gettext_lazy("Counted from that day."))

    def __init__(self, *args: Any, reports: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = [(one.key, one.name) for one in reports]  # type: ignore[attr-defined] a choice field
