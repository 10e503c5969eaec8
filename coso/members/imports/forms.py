"""The forms of the wizard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common import vietnamese
from coso.common.imports.files import LARGEST_FILE
from coso.common.imports.kinds import ImportKind
from coso.common.models import ImportBatch
from coso.org.models import Unit


class UploadForm(forms.Form):
    """The file, and the unit whose branches its rows belong to."""

    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("XLSX, ODS or CSV, up to 20 MB. Nothing is entered before you have seen what would happen."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.ods,.csv,.txt"}),
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), help_text=gettext_lazy("Name or code. The rows belong to it or to branches below it."))

    def __init__(self, *args: Any, user: Any, unit: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = Unit.objects.inside(user.intervals("member.import")).filter(ended_on__isnull=True)
        first = self.units.filter(pk=unit).first() if unit.isdecimal() else self.units.order_by("position").first()
        self.fields["unit"].initial = first.name if first else ""

    def clean_file(self) -> Any:
        if self.cleaned_data["file"].size > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 20 MB. Nothing was entered. Split the list into several files."))
        return self.cleaned_data["file"]

    def clean_unit(self) -> Unit:
        text = self.cleaned_data["unit"]
        found = list(self.units.filter(code="".join(text.replace(".", "").split()))[:2]) or list(self.units.filter(name_key=vietnamese.fold(text))[:2])
        if len(found) > 1:
            raise forms.ValidationError(_("Several units have this name. Write the code instead."))
        if not found:
            raise forms.ValidationError(_("None of your units has this name or code."))
        return found[0]


class MappingForm(forms.Form):
    """For each column of ours, the file's column that holds it."""

    def __init__(self, *args: Any, batch: ImportBatch, kind: ImportKind, **options: Any) -> None:
        super().__init__(*args, **options)
        self.keys = [column.key for column in kind.columns]
        choices = [("", _("Not in the file"))] + [(str(at), f"{at + 1}. {heading or '–'}") for at, heading in enumerate(batch.headings)]
        for column in kind.columns:
            self.fields[column.key] = forms.ChoiceField(
                label=column.label, choices=choices, required=False, initial=str(batch.mapping.get(column.key, "")),
            )

    def clean(self) -> dict[str, Any]:
        chosen = [value for value in self.cleaned_data.values() if value]
        if len(chosen) > len(set(chosen)):
            raise forms.ValidationError(_("One column of the file is chosen twice. Give each column one meaning."))
        return self.cleaned_data

    def mapping(self) -> dict[str, int]:
        return {key: int(self.cleaned_data[key]) for key in self.keys if self.cleaned_data[key]}
