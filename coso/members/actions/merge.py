"""Two records of one person become one, by a person's decision, and may be parted again exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.fields import field_of
from coso.common.models import Act
from coso.members import rules
from coso.members.actions.correct import last_events
from coso.members.actions.ground import locked_all
from coso.members.enums import CorrectionState, MemberAct, StayKind
from coso.members.models import (
    Attachment,
    CorrectionRequest,
    FormerMembership,
    Member,
    Qualification,
    Stay,
)

MEMBERSHIP = "membership"
# These repeat or bound the stays, so they come from one record together.
TOGETHER = ("unit", "admission_date", "official_date", "status", "activity", "left_on", "left_reason")
MOVED = {"qualifications": Qualification, "attachments": Attachment, "requests": CorrectionRequest, "former": FormerMembership}


@transaction.atomic
def merge_members(*, keep: Member, other: Member, choices: Mapping[str, int], reason: str, by: Actor) -> Member:
    """Join `other` into `keep`. `choices` names, for each field that differs, the key of the record whose value holds.

    The choice `MEMBERSHIP` stands for all that stays tell: branch, dates, status, leaving. The other's stays go
    over on free days; the rest are set aside and count no more. `unmerge` gives back exactly what was.
    """
    by.require("member.merge", keep.unit)
    by.require("member.merge", other.unit)
    if keep.pk == other.pk:
        raise RuleBroken(_("A record cannot be joined with itself. Nothing was saved. Choose two records."))
    with scope.within(scope.everything(user=by.pk)):
        rows = locked_all([keep.pk, other.pk])
        kept, gone = rows[keep.pk], rows[other.pk]
        _check_may_join(kept, gone)
        taken = _taken(kept, gone, choices)
        of = gone if "admission_date" in taken else kept
        details: dict[str, Any] = {"other": gone.pk, "fields": taken, "account": gone.account_id}
        details |= _move_stays(kept, gone, of=of)
        details |= _move_rows(kept, gone)
        _take_values(kept, gone, taken)
        details["event"] = last_events([kept.pk]).get(kept.pk) if taken else None
        record(MemberAct.MERGED, kept, by=by, position=kept.position, member_id=kept.pk, reason=reason, details=details)
    return kept


def _check_may_join(kept: Member, gone: Member) -> None:
    if kept.merged_into_id or gone.merged_into_id:
        raise RuleBroken(_("One of the two records was joined already. Nothing was saved. Open the list of duplicates again."))
    if kept.account_id and gone.account_id:
        raise RuleBroken(_("Both records have an account of their own. Nothing was saved. Close one account first."))


def _taken(kept: Member, gone: Member, choices: Mapping[str, int]) -> list[str]:
    """The fields whose value comes from the record that goes."""
    if set(choices.values()) - {kept.pk, gone.pk}:
        raise RuleBroken(_("A choice names a third record. Nothing was saved. Open the page again."))
    wanted = [name for name, key in choices.items() if key == gone.pk]
    for name in wanted:
        if name != MEMBERSHIP:
            rules.check_may_be_corrected(name)
    own = [name for name in wanted if name not in (MEMBERSHIP, *TOGETHER)]
    return [*own, *(TOGETHER if MEMBERSHIP in wanted else ())]


def _move_stays(kept: Member, gone: Member, *, of: Member) -> dict[str, Any]:
    """The stays of `of` hold; those of the other stand only on days that are free, and after the admission."""
    loser = gone if of.pk == kept.pk else kept
    holding = list(of.stays.exclude(kind=StayKind.ASIDE))
    losing = list(loser.stays.exclude(kind=StayKind.ASIDE))
    aside = [stay for stay in losing if stay.valid_from < of.admission_date or any(_clash(stay, other) for other in holding)]
    Stay.objects.filter(pk__in=[stay.pk for stay in aside]).update(kind=StayKind.ASIDE)
    moved = list(gone.stays.exclude(kind=StayKind.ASIDE).values_list("pk", flat=True))
    Stay.objects.filter(pk__in=moved).update(member=kept)
    return {"stays_moved": moved, "stays_aside": {str(stay.pk): stay.kind for stay in aside}}


def _clash(one: Stay, other: Stay) -> bool:
    return one.kind == other.kind and one.period.overlaps(other.period)


def _move_rows(kept: Member, gone: Member) -> dict[str, list[int]]:
    """Qualifications, papers and answered requests go over; the keys of those that went."""
    moved = {}
    for name, kind in MOVED.items():
        rows = kind.objects.filter(member=gone)
        if kind is CorrectionRequest:
            rows = rows.exclude(state=CorrectionState.OPEN)
        moved[name] = list(rows.values_list("pk", flat=True))
        kind.objects.filter(pk__in=moved[name]).update(member=kept)
    return moved


def _take_values(kept: Member, gone: Member, names: list[str]) -> None:
    """The joined record frees its numbers and account first, then the other takes what was chosen."""
    account = gone.account_id
    gone.merged_into, gone.account = kept, None
    gone.save(update_fields=["merged_into", "account"])
    for name in names:
        setattr(kept, _column(name), getattr(gone, _column(name)))
    if account:
        kept.account_id = account
    with explained(Member):
        kept.save(update_fields=[*names, *(["account"] if account else [])])


def _column(name: str) -> str:
    return str(field_of(Member, name).attname)


@transaction.atomic
def unmerge(*, member: Member, reason: str, by: Actor) -> Member:
    """Part the record that was joined last from `member` again: both read as before. The parted record."""
    by.require("member.merge", member.unit)
    joining = Act.objects.about(member).filter(kind=MemberAct.MERGED).exclude(pk__in=_undone(member)).first()
    if joining is None:
        raise RuleBroken(_("No other record was joined with this one. Nothing was saved."))
    with scope.within(scope.everything(user=by.pk)):
        rows = locked_all([member.pk, joining.details["other"]])
        kept, gone = rows[member.pk], rows[joining.details["other"]]
        by.require("member.merge", gone.unit)
        _check_unchanged(kept, gone, joining)
        _give_values_back(kept, gone, joining.details)
        _give_rows_back(gone, joining.details)
        record(MemberAct.UNMERGED, kept, by=by, position=kept.position, member_id=kept.pk, reason=reason, details={"other": gone.pk, "joining": joining.pk})
    return gone


def _undone(member: Member) -> list[int]:
    return [one.details["joining"] for one in Act.objects.about(member).filter(kind=MemberAct.UNMERGED)]


def _check_unchanged(kept: Member, gone: Member, joining: Act) -> None:
    different = [name for name in joining.details["fields"] if getattr(kept, _column(name)) != getattr(gone, _column(name))]
    if different or kept.stays.filter(recorded_at__gt=joining.at).exists():
        raise RuleBroken(_("The joined record was changed after the joining, so the two cannot be parted exactly. Nothing was saved. Correct the records one by one."))


def _give_values_back(kept: Member, gone: Member, details: dict[str, Any]) -> None:
    names = details["fields"]
    if names:
        before = Member.pgh_event_model.objects.get(pgh_id=details["event"])
        for name in names:
            setattr(kept, _column(name), getattr(before, _column(name)))
    if details["account"]:
        kept.account = None
    kept.save(update_fields=[*names, "account"])
    gone.merged_into, gone.account_id = None, details["account"]
    gone.save(update_fields=["merged_into", "account"])


def _give_rows_back(gone: Member, details: dict[str, Any]) -> None:
    for name, kind in MOVED.items():
        kind.objects.filter(pk__in=details.get(name, [])).update(member=gone)  # a joining of before a kind was kept names none of it
    Stay.objects.filter(pk__in=details["stays_moved"]).update(member=gone)
    for was in set(details["stays_aside"].values()):
        keys = [int(key) for key, kind in details["stays_aside"].items() if kind == was]
        Stay.objects.filter(pk__in=keys).update(kind=was)
