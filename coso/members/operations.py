"""What a member may do on a phone without network."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.operations.kinds import OfForm, Payload, Tap, check_whole, operation
from coso.common.privacy import DataClass
from coso.members import actions, rules
from coso.members.forms import AskForm
from coso.members.models import Member
from coso.members.tables import label_of


class Correction(Payload):
    """wanted: as it was typed into the form, which reads it here as it does online."""

    member: int
    field: str
    wanted: str
    evidence: str


def place(asked: Correction) -> int:
    return Member.objects.values_list("position", flat=True).get(pk=asked.member)


def in_words(asked: Correction) -> str:
    """Of a sensitive field only its name."""
    hidden = Member.privacy.class_of(asked.field) == DataClass.SENSITIVE
    return _("%(member)s – %(field)s: %(wanted)s") % {"member": Member.objects.get(pk=asked.member), "field": label_of(asked.field), "wanted": "…" if hidden else asked.wanted}


@operation("member.ask_correction", version=1, payload=Correction, title=gettext_lazy("Request to correct a record"), place=place, says=in_words)
def ask_correction(tap: Tap[Correction]) -> dict[str, Any]:
    asked = tap.payload
    member = get_object_or_404(Member.objects.visible_to(tap.by), pk=asked.member)
    rules.check_may_be_corrected(asked.field)
    form = AskForm({"wanted": asked.wanted, "evidence": asked.evidence}, name=asked.field)
    check_whole(form)
    kept = actions.ask_correction(member=member, field=asked.field, wanted=form.wanted(), evidence=form.cleaned_data["evidence"], by=tap.by, day=timezone.localdate())
    return {"request": kept.pk}


def of_form(member: Member, field: str) -> OfForm:
    """The form of a correction, as an operation for when there is no network."""
    return OfForm("member.ask_correction", f"member:{member.pk}:{field}", {"member": member.pk, "field": field}, _("Request to correct: %(field)s") % {"field": label_of(field)})
