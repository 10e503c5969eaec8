from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.notices.enums import ALWAYS_TOLD, Kind

CHOSEN = [(kind.value, kind.label) for kind in Kind if kind not in ALWAYS_TOLD]


class ChoiceForm(forms.Form):
    """Ticked is told; what the verb keeps is what is off."""

    told = forms.MultipleChoiceField(label=_("Tell me about"), choices=CHOSEN, required=False, widget=forms.CheckboxSelectMultiple, help_text=_("That a meeting is called is always told."))

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        return {"off": [key for key, _label in CHOSEN if key not in told.get("told", [])]}
