"""What is filled in about a yearly plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coso.plans.enums import Stage
from coso.plans.models import PARTS, PlanDraft

LONG = forms.Textarea(attrs={"rows": 4})


class PlanForm(forms.Form):
    """The parts of a plan, each as much or as little as the member wants."""

    def __init__(self, data: Any = None, *, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        for name in PARTS:
            label = PlanDraft._meta.get_field(name).verbose_name  # type: ignore[union-attr] # noqa: SLF001 a plain text field; Django's public _meta
            self.fields[name] = forms.CharField(label=label[:1].upper() + label[1:], max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 5}))

    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in PARTS}


class PlanForForm(PlanForm):
    """For a member without a phone."""

    def __init__(self, data: Any = None, *, amended: bool, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["told_how"] = forms.CharField(label=_("How and when the member told you"), max_length=300)
        if amended:
            self.fields["why"] = why_field()


def why_field() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=1000, widget=LONG)


class WhyForm(forms.Form):
    """A reason: of an amendment, or of what is sent back."""

    why = why_field()


class TellForm(forms.Form):
    stage = forms.ChoiceField(label=_("Of which part of the year"), choices=Stage.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("How it went"), max_length=4000, widget=LONG, help_text=_("In your own words. The committee of your branch reads it, nobody above."))
