"""A member says what is wrong in the own record; an officer answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.locking import held
from coso.common.privacy import DataClass
from coso.common.vietnamese import tidy
from coso.members import rules
from coso.members.actions.correct import Correction, rewrite
from coso.members.actions.ground import FIELDS, check, put
from coso.members.enums import CorrectionState, MemberAct
from coso.members.models import CorrectionRequest, Member


@transaction.atomic
def ask_correction(*, member: Member, field: str, wanted: str, evidence: str, by: Actor, day: date) -> CorrectionRequest:
    """The member asks that a field of the own record be put right. `wanted` is the value as it would be stored."""
    if by.own_member_id != member.pk:
        raise NotAllowed(_("Only the member may ask for a correction of the own record. Nothing was saved."))
    return _asked(member, field, wanted, evidence, by, day)


@transaction.atomic
def ask_correction_for(*, member: Member, field: str, wanted: str, evidence: str, told_how: str, by: Actor, day: date) -> CorrectionRequest:
    """Enter what a member without a phone asks for. The record says who entered it and how they were told; somebody else decides it."""
    by.require("status.prepare", member.unit)
    if Member.privacy.class_of(field) == DataClass.SENSITIVE:
        by.require("member.reveal", member.unit)
    if by.own_member_id == member.pk:
        raise RuleBroken(_("This is your own record. Ask for the correction yourself. Nothing was saved."))
    return _asked(member, field, wanted, evidence, by, day, entered_by_id=by.pk, told_how=tidy(told_how))


def _asked(member: Member, field: str, wanted: str, evidence: str, by: Actor, day: date, **on_behalf: object) -> CorrectionRequest:
    rules.check_may_be_corrected(field)
    now = Member.objects.get(pk=member.pk)
    said = stored_text(now, field)
    if tidy(wanted) == said:
        raise RuleBroken(_("The record says this already. Nothing was sent."))
    put(now, {field: value_of(field, wanted)})
    check(now, day)
    with scope.within(scope.everything(user=by.pk)):
        with explained(CorrectionRequest):
            kept = CorrectionRequest.objects.create(member=member, field=field, said=said, wanted=tidy(wanted), evidence=evidence, **on_behalf)
        record(MemberAct.CORRECTION_ASKED, kept, by=by, position=now.position, member_id=member.pk, reason=kept.told_how, details={"fields": [field]})
    return kept


@transaction.atomic
def answer_correction(*, request: CorrectionRequest, accept: bool, answer: str, by: Actor, day: date) -> CorrectionRequest:
    """Accept, and the field is corrected; or refuse, with the reason the member will read."""
    by.require("correction.answer", request.member.unit)
    now = held(CorrectionRequest.objects.select_related("member__unit"), request.pk)
    if now.state != CorrectionState.OPEN:
        raise RuleBroken(_("Somebody has answered this request already. Nothing was saved. Open the page again."))
    rules.check_another_decides(now.entered_by_id, by.pk)
    if not accept and not answer.strip():
        raise RuleBroken(_("A refusal needs its reason, which the member will read. Nothing was saved. Write the reason."))
    if accept:
        _correct_as_asked(now, by=by, day=day)
    now.state = CorrectionState.ACCEPTED if accept else CorrectionState.REFUSED
    now.answer, now.answered_at, now.answered_by_id = answer, timezone.now(), by.pk
    now.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    kind = MemberAct.CORRECTION_ACCEPTED if accept else MemberAct.CORRECTION_REFUSED
    record(kind, now, by=by, position=now.position, member_id=now.member_id, details={"fields": [now.field]})
    return now


def _correct_as_asked(request: CorrectionRequest, *, by: Actor, day: date) -> None:
    new = {request.field: value_of(request.field, request.wanted)}
    seen = {request.field: value_of(request.field, request.said, link=False)}
    rewrite([Correction(request.member, new, seen)], by=by, reason=_("At the member's request"), day=day)


def stored_text(member: Member, field: str) -> str:
    """A field's present value as text: dates as 2020-12-31, links as their key."""
    value = getattr(member, FIELDS[field].attname)
    return "" if value is None else str(value)


def value_of(field: str, text: str, *, link: bool = True) -> object:
    """The value behind such a text."""
    kind: Any = FIELDS[field]
    if kind.related_model is not None:
        key = int(text) if text else None
        return kind.related_model.objects.filter(pk=key).first() if link else key
    if not text and kind.null:
        return None
    return {"True": True, "False": False}.get(text, text) if kind.get_internal_type() == "BooleanField" else kind.to_python(text)
