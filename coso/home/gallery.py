"""Specimens for the gallery: the names, lengths and counts that break pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thị Ngọc Phượng Vy"
LONG_UNIT = (
    "Chi bộ Trung tâm Kiểm soát bệnh tật, An toàn vệ sinh thực phẩm và Bảo trợ xã hội "
    "trực thuộc Đảng bộ Sở Y tế tỉnh Mường So"
)
DAY = date(2020, 12, 31)
STEPS = [(_("File"), "done"), (_("Columns"), "done"), (_("Preview"), "now"), (_("Result"), "ahead")]


class SpecimenForm(forms.Form):
    """Every kind of field, some filled wrongly."""

    full_name = forms.CharField(label=_("Full name"), help_text=_("As on the citizen card, in full."))
    birth_date = forms.DateField(label=_("Date of birth"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Status"), choices=[("", "–"), ("o", _("Official")), ("p", _("Probationary"))])
    sex = forms.ChoiceField(label=_("Sex"), choices=[("m", _("Male")), ("f", _("Female"))], widget=forms.RadioSelect)
    note = forms.CharField(label=_("Note"), widget=forms.Textarea, required=False)
    sheet = forms.FileField(label=_("Spreadsheet"), required=False)
    sure = forms.BooleanField(label=_("I have checked this against the paper file"))


def people(rows: int) -> list[dict[str, Any]]:
    names = ["Lò Thị Hường", LONG_NAME, "Nguyễn Văn Ất", "Vàng A Páo", "Đặng Thị Ước"]
    return [
        {"name": names[i % 5], "unit": LONG_UNIT if i == 1 else "Chi bộ bản Nà Củng", "born": date(1968 + i, 3, 8), "official": i != 2}
        for i in range(rows)
    ]


def everything() -> dict[str, Any]:
    return {
        "long_name": LONG_NAME,
        "long_unit": LONG_UNIT,
        "day": DAY,
        "lists": [people(0), people(1), people(5)],
        "chips": [(_("Official"), "?", True), (_("Women"), "?", False), (_("Under 30"), "?", False)],
        "tabs": [(_("Facts"), "#", True), (_("Places"), "#", False), (_("Papers"), "#", False)],
        "wizard": STEPS,
        "form": SpecimenForm(),
        "wrong_form": SpecimenForm({"full_name": "", "birth_date": "31/31/1990"}, prefix="wrong"),
        "branches": [("Chi bộ bản Nà Củng", 31, 29, 2, 11), ("Chi bộ bản Huổi Én", 19, 19, 0, "< 5"), (LONG_UNIT, 15980, 15900, 80, 7015)],
    }
