"""What the pages of reports ask."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.errors import CannotRun
from coso.reports.checker import papers

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
