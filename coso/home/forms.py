from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReminderForm(forms.Form):
    """Whether one wants the list of what is due each morning, and where to."""

    wanted = forms.BooleanField(label=_("Send me what is due each morning"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"}))
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"class": "form-control"}), help_text=_("The mail names no person: kind of case, number, day and a link."))
