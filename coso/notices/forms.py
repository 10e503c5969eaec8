from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.notices.actions import Wish
from coso.notices.enums import ALWAYS_TOLD, Kind, Pace
from coso.notices.models import Choice

KINDS = [(kind.value, kind.label) for kind in Kind]
CHOSEN = [(key, label) for key, label in KINDS if key not in ALWAYS_TOLD]


def hour(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time", "class": "form-control"}, format="%H:%M"), **more)


class ChoiceForm(forms.Form):
    """Ticked is told; what the verb keeps is what is off, and what stays inside."""

    told = forms.MultipleChoiceField(label=_("Tell me in the app about"), choices=CHOSEN, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("That a meeting is called is always told."))
    out = forms.MultipleChoiceField(label=_("Send out of the app"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("What is sent says only which kind of news there is; what it is about is read after signing in."))
    pace = forms.ChoiceField(label=_("When"), choices=Pace, widget=forms.RadioSelect)
    quiet_from = hour(_("Send nothing from"), help_text=_("Left empty, the hours of your province hold."))
    quiet_to = hour(_("until"))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("quiet_from")) != bool(told.get("quiet_to")):
            self.add_error("quiet_to", _("Quiet hours need a beginning and an end."))
        if self.errors:
            return told
        off, inside = ([key for key, _label in every if key not in told[name]] for name, every in (("told", CHOSEN), ("out", KINDS)))
        return {"wish": Wish(off, inside, told["pace"], told["quiet_from"], told["quiet_to"])}


def as_told(choice: Choice) -> dict[str, Any]:
    """A choice as the form shows it."""
    shown = {name: getattr(choice, name) for name in ("pace", "quiet_from", "quiet_to")}
    return shown | {"told": [key for key, _label in CHOSEN if key not in choice.off], "out": [key for key, _label in KINDS if key not in choice.inside]}
