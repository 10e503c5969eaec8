from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.ballots.actions import PaperVotes
from coso.ballots.enums import Choice


class CastForm(forms.Form):
    choice = forms.ChoiceField(label=_("Your vote"), choices=Choice.choices, widget=forms.RadioSelect)


class CloseForm(forms.Form):
    """The ballots on paper, counted by hand."""

    in_favour = forms.IntegerField(label=_("On paper: in favour"), min_value=0, initial=0)
    against = forms.IntegerField(label=_("On paper: against"), min_value=0, initial=0)
    abstained = forms.IntegerField(label=_("On paper: abstained"), min_value=0, initial=0)
    invalid = forms.IntegerField(label=_("On paper: invalid"), min_value=0, initial=0)

    def votes(self) -> PaperVotes:
        return PaperVotes(**self.cleaned_data)
