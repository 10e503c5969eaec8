"""What is typed on the pages of reports."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.reports.enums import Period


class TemplateForm(forms.Form):
    """A template: its name, what it is about, its text. seen: the version the writer had before them."""

    name = forms.CharField(label=_("Name of the report"), max_length=200)
    period = forms.ChoiceField(label=_("What it is about"), choices=Period.choices)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 22, "spellcheck": "false"}), strip=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, initial=0)
