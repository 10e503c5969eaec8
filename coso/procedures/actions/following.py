"""A case goes on with the unit that follows its own, or forgets the person it was about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import partial

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from coso.common import scope, uploads
from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.members.models import Member
from coso.org.models import Unit
from coso.procedures import queries
from coso.procedures.actions.ground import close, held_case, recorded, step_in_hand, tell
from coso.procedures.enums import CaseAct, CaseState, EntryKind
from coso.procedures.models import Case, CasePaper, OfCase


@transaction.atomic
def follow(*, case: Case, to: Unit, on: date, by: Actor, reason: str = "", other: bool = False) -> Case:
    """The case goes on in another unit, since its own was merged or dissolved; `other`: the other side did. Asks no leave: the decision on the unit has."""
    with scope.within(scope.everything(user=by.pk, where="procedures.follow")):
        now = held_case(case)
        setattr(now, "other_unit" if other else "unit", to)
        now.turn += 1
        if now.now:
            now.acting_unit = queries.acting_unit(now, now.now)
        now.save()
        now.refresh_from_db(fields=["position", "other_position"])
        for kind in (model for model in OfCase.__subclasses__() if not model._meta.abstract):  # noqa: SLF001 Django's public _meta
            kind.objects.filter(case=now).update(position=now.position, other_position=now.other_position)
        tell(now, EntryKind.FOLLOWED, step=now.step, on=on, by=by, note=reason, told={"unit": to.name})
        recorded(CaseAct.FOLLOWED, now, by=by, day=on, reason=reason, details={"to": to.pk})
    return now


@transaction.atomic
def follow_ended_unit(*, unit: Unit, into: Sequence[Unit], on: date, by: Actor, reason: str = "") -> int:
    """Open cases of a unit that ended go on in those that follow it: with their member where one is, else in the first.

    Asks no leave: the decision on the unit has. Answers how many went on.
    """
    if not into:
        return 0
    with scope.within(scope.everything(user=by.pk, where="procedures.follow")):
        here = list(Case.objects.open().filter(unit=unit).select_related("member__unit"))
        for case in here:
            follow(case=case, to=case.member.unit if case.member and case.member.unit_id != unit.pk else into[0], on=on, by=by, reason=reason)
        there = list(Case.objects.open().filter(other_unit=unit))
        for case in there:
            follow(case=case, to=into[0], on=on, by=by, reason=reason, other=True)
    return len(here) + len(there)


@transaction.atomic
def follow_below(*, unit: Unit, into: Sequence[Unit], on: date, by: Actor, reason: str) -> int:
    """Open cases still in, or with, a branch that became a party organisation go on in the branch below that took its people.

    into: the branches below that took them. With none or several nobody chooses for the organisation: the case stays with it and
    says why. Asks no leave: the decision on the unit has. Answers how many there were.
    """
    to, why = (into[0], reason) if len(into) == 1 else (unit, " ".join([reason, _("Its people did not all go to one branch below, so the case stays with the organisation.")]))
    with scope.within(scope.everything(user=by.pk, where="procedures.follow_below")):
        here = list(Case.objects.open().filter(unit=unit).order_by("pk"))
        for case in here:
            follow(case=case, to=to, on=on, by=by, reason=why)
        there = list(Case.objects.open().filter(other_unit=unit).order_by("pk"))
        for case in there:
            follow(case=case, to=to, on=on, by=by, reason=why, other=True)
    return len(here) + len(there)


@transaction.atomic
def follow_member(*, member: Member, on: date, by: Actor, reason: str = "") -> int:
    """Open one-sided cases about a member go on in the member's present branch. Asks no leave: the move has. Answers how many went on."""
    with scope.within(scope.everything(user=by.pk, where="procedures.follow_member")):
        left_behind = list(Case.objects.open().filter(member=member, other_unit=None).exclude(unit=member.unit_id))
        for case in left_behind:
            follow(case=case, to=member.unit, on=on, by=by, reason=reason)
    return len(left_behind)


@transaction.atomic
def follow_members(*, members: Collection[int], start: Unit, to: Unit, on: date, by: Actor, reason: str = "") -> int:
    """Open cases in a unit about members who went on in another go on there; so does the side where they are guests.

    Asks no leave: the decision on the unit has. Answers how many went on.
    """
    with scope.within(scope.everything(user=by.pk, where="procedures.follow_members")):
        here = list(Case.objects.open().filter(unit=start, member__in=members).order_by("pk"))
        for case in here:
            follow(case=case, to=to, on=on, by=by, reason=reason)
        there = list(Case.objects.open().filter(other_unit=start, member__in=members).order_by("pk"))
        for case in there:
            follow(case=case, to=to, on=on, by=by, reason=reason, other=True)
    return len(here) + len(there)


@transaction.atomic
def end_of_member(*, member: Member, procedures: Collection[str], on: date, by: Actor, reason: str, reached: bool = False) -> int:
    """Open cases of these procedures about a member end, since what happened to the member leaves nothing to do in them.

    reached: they came to what they were for, so they are completed and not cancelled. Asks no leave: what happened has.
    Answers how many ended.
    """
    how: tuple[str, str, str] = (CaseState.DONE, EntryKind.DONE, CaseAct.CLOSED) if reached else (CaseState.CANCELLED, EntryKind.CANCELLED, CaseAct.CANCELLED)
    with scope.within(scope.everything(user=by.pk, where="procedures.end_of_member")):
        idle = list(Case.objects.open().filter(member=member, procedure__in=procedures).order_by("pk"))
        for case in idle:
            close(held_case(case), *how, by=by, on=on, reason=reason)
    return len(idle)


@transaction.atomic
def stand_anew(*, unit: Unit, by: Actor) -> int:
    """A unit stands under another superior: steps of its cases, and of those below it, go into the hands of the new line.

    Asks no leave: the decision on the unit has. Answers how many changed hands.
    """
    inside = Q(position__gte=unit.position, position__lt=unit.position_end) | Q(other_position__gte=unit.position, other_position__lt=unit.position_end)
    with scope.within(scope.everything(user=by.pk, where="procedures.stand_anew")):
        changed = 0
        for found in list(Case.objects.open().filter(inside).order_by("pk")):
            case = held_case(found)
            hands = queries.acting_unit(case, step_in_hand(case))
            if case.is_open and hands.pk != case.acting_unit_id:
                case.acting_unit, case.turn = hands, case.turn + 1
                case.save(update_fields=["acting_unit", "turn"])
                changed += 1
    return changed


@transaction.atomic
def forget_person(*, case: Case, title: str, by: Actor, today: date) -> Case:
    """What a closed case says of the person is taken out for good: its title, its answers, its files. Its steps, votes and days stay."""
    by.require(case.declared.opens, case.unit)
    now = held_case(case)
    if now.is_open or now.member_id:
        raise RuleBroken(_("What an open case says, or one about a member, is not taken out. Nothing was changed."))
    files = list(CasePaper.objects.filter(case=now).exclude(stored_as="").values_list("stored_as", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT procedures_forget(%s, %s)", [now.pk, title])
    for name in files:
        transaction.on_commit(partial(uploads.forget, name))
    now.refresh_from_db()
    recorded(CaseAct.FORGOTTEN, now, by=by, day=today)
    return now
