"""What a transfer writes into the roll, once the receiving side has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.errors import RuleBroken
from coso.members import actions as members
from coso.members.enums import Activity, LeaveReason, Status, StayKind, StayReason
from coso.members.models import Member, Stay
from coso.members.rules import NewStay
from coso.org.actions import dissolve_unit, found_unit
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.procedures import actions as procedures
from coso.procedures.declarations import PROCEDURES
from coso.procedures.models import Case
from coso.transfers import rules
from coso.transfers.enums import TransferAct


@transaction.atomic
def arrive(*, case: Case, on: date, by: Actor, today: date) -> Member:
    """The receiving branch has the member: from `on` the member is on its roll, and no longer on the sender's.

    It asks no leave: the case's step has. The receiving side does not see the sender's record, so the move is
    written in the whole system's scope.
    """
    with scope.within(scope.everything(user=by.pk, where="transfers.arrive")):
        member = _member(case)
        member = members.end_guest_stay(member=member, on=on, by=by)
        procedures.end_of_member(member=member, procedures=[rules.FOR_A_TIME], on=on, by=by, reason=_("Officially transferred, case %(number)s.") % {"number": case.number}, reached=True)
        return members.place_member(member=member, to=_receiving(case), on=on, paper=rules.letter_of(case), by=by, day=today, activity=rules.activity_there(member))


@transaction.atomic
def arrive_as_guest(*, case: Case, on: date, by: Actor, today: date) -> Member:
    """From `on` the member takes part in the receiving branch and stays on the roll at home. It asks no leave: the case's step has."""
    with scope.within(scope.everything(user=by.pk, where="transfers.arrive_as_guest")):
        member, paper = _member(case), rules.letter_of(case)
        members.receive_guest(member=member, unit=_receiving(case), on=on, paper=paper, by=by, day=today)
        return members.enter_activity(member=member, activity=Activity.TEMPORARY_ELSEWHERE, on=on, paper=paper, by=by, day=today)


@transaction.atomic
def come_home(*, case: Case, letter: str, on: date, by: Actor, today: date) -> Member:
    """From `on` the member takes part at home again. It asks no leave: the case's step has."""
    with scope.within(scope.everything(user=by.pk, where="transfers.come_home")):
        member = members.end_guest_stay(member=_member(case), on=on, by=by)
        return members.enter_activity(member=member, activity=Activity.ACTIVE, on=on, paper=letter or case.number, by=by, day=today)


@transaction.atomic
def go_out_for_a_time(*, case: Case, on: date, by: Actor, today: date) -> Member:
    """From `on` the member takes part in an organisation outside and stays on the roll here. It asks no leave: the case's step has."""
    return members.enter_activity(member=_member(case), activity=Activity.TEMPORARY_ELSEWHERE, on=on, paper=rules.letter_of(case), by=by, day=today)


@transaction.atomic
def go_out(*, case: Case, on: date, by: Actor, today: date) -> Member:
    """An organisation outside has confirmed the arrival: the member is off this roll from `on`. It asks no leave: the case's step has."""
    return members.strike_off(member=_member(case), on=on, reason=LeaveReason.TRANSFERRED_OUT, paper=rules.letter_of(case), by=by, day=today)


@transaction.atomic
def come_in(*, case: Case, told: dict[str, Any], on: date, by: Actor, today: date) -> Member:
    """A member from outside is entered, in the branch from `on`."""
    by.require("member.add", case.unit)
    status = Status.OFFICIAL if told.get("official_date") else Status.PROBATIONARY
    opened = case.facts["opened"]
    paper = f"{opened['letter']}, {date.fromisoformat(opened['dated']):%d/%m/%Y}"
    stay = NewStay(status, on, kind=StayKind.HOME, reason=StayReason.TRANSFERRED, paper=paper)
    fields = {name: told[name] for name in ("full_name", "sex", "birth_date", "admission_date", "official_date")}
    return members.add_member(unit=case.unit, fields=fields, by=by, day=today, stays=[stay])


def _member(case: Case) -> Member:
    return Member.objects.select_related("unit").get(pk=case.member_id)


def _receiving(case: Case) -> Unit:
    """The branch the member goes to; a case of transfer is not opened without it."""
    assert case.other_unit is not None
    return case.other_unit


@transaction.atomic
def open_together(*, members_going: Sequence[Member], told: dict[str, Any], on: date, by: Actor, today: date, for_a_time: bool = False) -> list[Case]:
    """One case each for members who move by one decision, for good or for a time; one that breaks a rule refuses all."""
    for member in members_going:
        by.require("transfer.prepare", member.unit)
    if not members_going:
        raise RuleBroken(_("Nobody is ticked. Nothing was saved. Tick those it is about."))
    return [
        procedures.open_case(
            procedure=PROCEDURES[rules.FOR_A_TIME if for_a_time else rules.OFFICIAL], unit=member.unit, member=member, title=member.full_name, on=on, by=by, today=today,
            other_unit=told["other_unit"], told=told,
        )
        for member in members_going
    ]


@transaction.atomic
def found_temporary(*, case: Case, until: date, on: date, paper: str, by: Actor) -> Unit:
    """From `on` a temporary branch of this name stands under the case's unit; the case goes on with it as its other side."""
    by.require("unit.found", case.unit)
    unit = found_unit(parent=case.unit, kind=UnitKind.TEMPORARY_BRANCH, name=case.title, founded_on=on, paper=paper, by=by)
    case.other_unit = unit
    record(TransferAct.GATHERED, unit, by=by, position=unit.position, day=on, details={"until": until.isoformat(), "case": case.number})
    return unit


@transaction.atomic
def end_temporary(*, case: Case, on: date, paper: str, by: Actor, today: date) -> Unit:
    """On `on` the temporary branch ends. Who is still in it takes part at home again; their cases are completed."""
    there = _receiving(case)
    by.require("unit.restructure", there)
    why = _("“%(unit)s” has ended.") % {"unit": there}
    with scope.within(scope.everything(user=by.pk, where="transfers.end_temporary")):
        for stay in Stay.objects.filter(unit=there, kind=StayKind.GUEST).open().select_related("member__unit").order_by("member_id"):
            member = members.end_guest_stay(member=stay.member, on=on, by=by)
            if member.activity == Activity.TEMPORARY_ELSEWHERE:
                member = members.enter_activity(member=member, activity=Activity.ACTIVE, on=on, paper=paper, by=by, day=today)
            procedures.end_of_member(member=member, procedures=[rules.FOR_A_TIME], on=on, by=by, reason=why, reached=True)
        if idle := Case.objects.open().filter(procedure__in=rules.KINDS, other_unit=there).first():
            raise RuleBroken(_("The transfer of %(member)s to “%(unit)s” is still under way (case %(number)s). Nothing was saved. Complete or cancel it first.") % {"member": idle.title, "unit": there, "number": idle.number})
    return dissolve_unit(unit=there, on=on, today=today, paper=paper, by=by)
