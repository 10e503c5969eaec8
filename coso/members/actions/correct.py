"""Correct what was entered wrongly; what was believed before stays in the history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import act, record_all
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.models import Act
from coso.common.vietnamese import tidy
from coso.members import rules
from coso.members.actions.ground import FIELDS, check, locked_all, put, require_in
from coso.members.enums import MemberAct, Status
from coso.members.models import Member, Stay
from coso.members.rules import NewStay

CHUNK = 500
PERIODS = ("admission_date", "official_date")


@dataclass(frozen=True)
class Correction:
    """New values of one record's fields; `seen` holds what the person saw in each, and must still stand."""

    member: Member
    new: dict[str, Any]
    seen: dict[str, Any]


@transaction.atomic
def correct_member(*, member: Member, new: dict[str, Any], seen: dict[str, Any], by: Actor, reason: str, day: date) -> Member:
    """Correct one record; `day` is today."""
    return correct_members(corrections=[Correction(member, new, seen)], by=by, reason=reason, day=day)[0]


@transaction.atomic
def correct_members(
    *, corrections: Sequence[Correction], by: Actor, reason: str, day: date, batch_id: int | None = None,
) -> list[Member]:
    """Correct fields of many records at once; the members as they read now.

    A field that no longer holds what the person saw refuses all. The acts keep which fields changed; the
    values stand in the history. Admission and official dates carry the stays with them.
    """
    require_in([one.member.unit for one in corrections], "member.change", by)
    return rewrite(corrections, by=by, reason=reason, day=day, batch_id=batch_id)


def rewrite(
    corrections: Sequence[Correction], *, by: Actor, reason: str, day: date, batch_id: int | None = None,
    kind: str = MemberAct.CORRECTED,
) -> list[Member]:
    """The writing part of a correction. It trusts its caller to have asked leave and opened the transaction."""
    now = locked_all(one.member.pk for one in corrections)
    changed: dict[int, list[str]] = {}
    before: dict[int, date] = {}
    for one in corrections:
        member = now[one.member.pk]
        if one.member.unit_id != member.unit_id:
            raise RuleBroken(_("%(member)s was moved to another branch since you opened the page. Nothing was saved. Open the page again.") % {"member": member})
        before[member.pk] = member.admission_date
        changed[member.pk] = _apply(one, member, day)
    members = [member for pk, member in now.items() if changed[pk]]
    _save(members, changed)
    _restate([member for member in members if set(changed[member.pk]) & set(PERIODS)], before)
    _keep_acts(members, changed, kind=kind, by=by, reason=reason, day=day, batch_id=batch_id)
    return [now[one.member.pk] for one in corrections]


def _apply(one: Correction, member: Member, day: date) -> list[str]:
    """Put the new values on the member; the names of the fields that differ now."""
    if member.merged_into_id is not None:
        raise RuleBroken(_("This record was joined to another. Nothing was saved. Open the other record."))
    old = {name: getattr(member, FIELDS[name].attname) for name in one.new if name in FIELDS}
    for name, value in old.items():
        if name not in one.seen or _plain(one.seen[name]) != value:
            raise RuleBroken(_("Somebody else has changed “%(field)s” of %(member)s since you opened the page. Nothing was saved. Look at the new value first.") % {"field": FIELDS[name].verbose_name, "member": member})
    put(member, one.new)
    different = [name for name in one.new if getattr(member, FIELDS[name].attname) != old[name]]
    if different:
        check(member, day)
    return different


def _plain(value: Any) -> Any:
    """A linked row as its key; text as it is kept."""
    if isinstance(value, str):
        return tidy(value)
    return getattr(value, "pk", value)


def _save(members: list[Member], changed: dict[int, list[str]]) -> None:
    names = sorted({name for member in members for name in changed[member.pk]})
    if names:
        with explained(Member):
            Member.objects.bulk_update(members, names, batch_size=CHUNK)


def _restate(members: list[Member], before: dict[int, date]) -> None:
    """Let the home stays follow corrected admission and official dates."""
    for member in members:
        with scope.within(scope.everything()):
            stays = list(member.stays.home().select_related("unit").select_for_update(of=("self",)).order_by("valid_from"))
            wanted = rules.restated(stays, was_admitted=before[member.pk], admitted=member.admission_date, official=member.official_date)
            rewrite_stays(member, stays, wanted)
        status = wanted[-1].status if wanted else (Status.OFFICIAL if member.official_date else Status.PROBATIONARY)
        if status != member.status:
            member.status = status
            Member.objects.filter(pk=member.pk).update(status=status)


def rewrite_stays(member: Member, stays: Sequence[Stay], wanted: Sequence[NewStay]) -> None:
    """Make the rows say what is wanted, in one order; rows left over go, and the history keeps them. It trusts its caller."""
    surplus = stays[len(wanted):]
    if surplus:
        Stay.objects.filter(pk__in=[stay.pk for stay in surplus]).delete()
    kept = list(zip(stays, wanted, strict=False))
    for stay, new in kept:
        stay.status, stay.valid_from, stay.valid_to, stay.activity = new.status, new.valid_from, new.valid_to, new.activity
        stay.reason, stay.paper, stay.note, stay.unit = new.reason, new.paper, new.note, new.unit or member.unit
    with explained(Stay):
        Stay.objects.bulk_update([stay for stay, _new in kept], ["status", "valid_from", "valid_to", "activity", "reason", "paper", "note", "unit"])
        Stay.objects.bulk_create([
            Stay(
                member=member, unit=new.unit or member.unit, kind=new.kind, status=new.status, activity=new.activity,
                valid_from=new.valid_from, valid_to=new.valid_to, reason=new.reason, paper=new.paper, note=new.note,
            )
            for new in wanted[len(stays):]
        ])


def _keep_acts(members: list[Member], changed: dict[int, list[str]], *, kind: str, by: Actor, reason: str, day: date, batch_id: int | None) -> None:
    events = last_events([member.pk for member in members])
    record_all(
        act(
            kind, member, by=by, position=member.position, member_id=member.pk, day=day, reason=reason,
            details={"fields": changed[member.pk], "event": events.get(member.pk)}, batch_id=batch_id,
        )
        for member in members
    )


def last_events(ids: Sequence[int]) -> dict[int, int]:
    """For each member the key of the newest history row: what the record said before its last change."""
    events = Member.pgh_event_model.objects.filter(pgh_obj_id__in=ids)
    return dict(events.order_by().values_list("pgh_obj_id").annotate(Max("pgh_id")))


@transaction.atomic
def undo_corrections(*, batch_id: int, by: Actor, day: date) -> int:
    """Give back to each field a batch changed what it said before; how many records were restored.

    A field that was changed again since refuses all.
    """
    acts = list(Act.objects.filter(batch_id=batch_id, kind=MemberAct.CORRECTED).order_by("-pk"))
    members = Member.objects.select_related("unit").in_bulk([one.member_id for one in acts])
    require_in([member.unit for member in members.values()], "member.import", by)
    for one in acts:
        _give_back(members[one.member_id], one, by=by, day=day)
    return len(members)


@transaction.atomic
def undo_recognitions(*, batch_id: int, by: Actor, day: date) -> int:
    """Members that a batch recognised are probationary again; refused where the official date was changed since."""
    acts = {one.member_id: one for one in Act.objects.filter(batch_id=batch_id, kind=MemberAct.RECOGNISED)}
    members = Member.objects.select_related("unit").in_bulk(acts)
    require_in([member.unit for member in members.values()], "member.import", by)
    corrections = [Correction(member, {"official_date": None}, {"official_date": acts[pk].day}) for pk, member in members.items()]
    rewrite(corrections, by=by, reason=_("Import undone"), day=day, kind=MemberAct.IMPORT_UNDONE, batch_id=batch_id)
    return len(corrections)


def _give_back(member: Member, one: Act, *, by: Actor, day: date) -> None:
    names = one.details["fields"]
    events = Member.pgh_event_model.objects.filter(pgh_obj_id=member.pk, pgh_id__gte=one.details["event"]).order_by("pgh_id")
    before, *later = list(events[:2])
    after = later[0] if later else Member.objects.get(pk=member.pk)
    new = {name: _linked(name, before) for name in names}
    seen = {name: getattr(after, FIELDS[name].attname) for name in names}
    rewrite([Correction(member, new, seen)], by=by, reason=_("Import undone"), day=day, kind=MemberAct.IMPORT_UNDONE, batch_id=one.batch_id)


def _linked(name: str, event: Any) -> Any:
    """The value a history row holds, as the field wants it: a row for a link."""
    field: Any = FIELDS[name]
    value = getattr(event, field.attname)
    if field.attname == name or value is None:
        return value
    return field.related_model.objects.get(pk=value)
