"""Everything that changes schemes, targets and what units say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common import scope, uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.uploads import Upload
from coso.figures.queries import indicator
from coso.org.models import Unit
from coso.targets import rules
from coso.targets.enums import HandState, SchemeKind, TargetAct
from coso.targets.models import (
    AssignedValue,
    Assignment,
    Milestone,
    NewModel,
    ReportedResult,
    Scheme,
    Target,
)


@dataclass(frozen=True)
class Baseline:
    """What there was at the start: counted from records on `on`, or typed as `value` with its paper."""

    on: date
    value: Decimal | None = None
    paper: str = ""


@transaction.atomic
def set_scheme(*, unit: Unit, kind: str, title: str, starts_on: date, ends_on: date, by: Actor, paper: str = "", paper_date: date | None = None) -> Scheme:
    """A scheme, resolution or plan of the unit; a unit may register its own with the right to answer targets."""
    by.require("target.answer" if kind == SchemeKind.REGISTERED else "target.set", unit)
    with explained(Scheme):
        scheme = Scheme.objects.create(unit=unit, kind=kind, title=title.strip(), paper=paper.strip(), paper_date=paper_date, starts_on=starts_on, ends_on=ends_on)
    record(TargetAct.SCHEME_SET, scheme, by=by, position=unit.position, day=starts_on)
    return scheme


@transaction.atomic
def set_target(
    *, scheme: Scheme, title: str, value: Decimal, aim: str, by: Actor, indicator_key: str = "", over: str = "", where: Mapping[str, str] | None = None,
    measure: str = "", baseline: Baseline | None = None, milestones: Sequence[tuple[date, Decimal]] = (), responsible: str = "", starts_on: date | None = None, ends_on: date | None = None,
) -> Assignment:
    """A target of the scheme, decided for the issuing unit by the scheme's own paper. milestones: by which day how many per cent of it."""
    by.require(scheme.right, scheme.unit)
    rules.check_can_be_measured(counted=bool(indicator_key), measure=measure)
    for key in filter(None, (indicator_key, over)):
        indicator(key)
    with explained(Target, Milestone):
        target = Target.objects.create(
            scheme=scheme, title=title.strip(), indicator=indicator_key, over=over, where=dict(where or {}), measure=measure.strip(), aim=aim,
            starts_on=starts_on or scheme.starts_on, ends_on=ends_on or scheme.ends_on,
        )
        Milestone.objects.bulk_create([Milestone(target=target, on=day, percent=percent) for day, percent in milestones])
    told = _baseline(baseline)
    root = Assignment.objects.create(target=target, unit=scheme.unit, given_by=scheme.unit, state=HandState.DECIDED, proposed=value, responsible=responsible.strip(), **told)
    _put_in_force(root, value, target.starts_on, scheme.paper, by)
    _record(TargetAct.SET, root, by, target.starts_on, value)
    return root


def _baseline(baseline: Baseline | None) -> dict[str, object]:
    return {"baseline_on": baseline.on, "baseline": baseline.value, "baseline_paper": baseline.paper} if baseline else {}


@transaction.atomic
def split(*, assignment: Assignment, values: Mapping[int, Decimal], units: Sequence[Unit], by: Actor, today: date) -> list[Assignment]:
    """Propose each of the units below its share. values: unit's key -> share. Once for each unit; a share is proposed anew by `propose`."""
    by.require("target.set", assignment.unit)
    assignment = held(Assignment.objects.select_related("target", "unit"), assignment.pk)
    rules.check_state(assignment, HandState.DECIDED)
    rules.check_shares(assignment, values, units)
    baseline_on = assignment.baseline_on if assignment.target.counted else None
    with explained(Assignment):
        made = [Assignment.objects.create(target=assignment.target, unit=unit, parent=assignment, given_by=assignment.unit, proposed=values[unit.pk], baseline_on=baseline_on) for unit in units if unit.pk in values]
    for one in made:
        one.refresh_from_db(fields=["position"])
        _record(TargetAct.SPLIT, one, by, today, one.proposed)
    return made


@transaction.atomic
def accept(*, assignment: Assignment, by: Actor, today: date, responsible: str = "") -> Assignment:
    """The unit takes the target as proposed."""
    assignment = _in_hand(assignment, "target.answer", by, HandState.PROPOSED)
    assignment.responsible = responsible.strip()
    return _go_on(assignment, HandState.ACCEPTED, TargetAct.ACCEPTED, by, today)


@transaction.atomic
def answer(*, assignment: Assignment, reason: str, by: Actor, today: date) -> Assignment:
    """The unit says why it can't take the target as proposed."""
    assignment = _in_hand(assignment, "target.answer", by, HandState.PROPOSED)
    assignment.answer = rules.check_reason(reason)
    return _go_on(assignment, HandState.ANSWERED, TargetAct.ANSWERED, by, today)


@transaction.atomic
def propose(*, assignment: Assignment, value: Decimal, by: Actor, today: date) -> Assignment:
    """The superior proposes another value; the unit is asked again."""
    assignment = _from_above(assignment, by, HandState.PROPOSED, HandState.ANSWERED)
    assignment.proposed = value
    return _go_on(assignment, HandState.PROPOSED, TargetAct.PROPOSED, by, today)


@transaction.atomic
def decide(*, assignment: Assignment, paper: str, by: Actor, today: date) -> Assignment:
    """The superior decides what was proposed, accepted or answered: it is in force from the target's first day."""
    assignment = _from_above(assignment, by, HandState.ACCEPTED, HandState.ANSWERED)
    _put_in_force(assignment, assignment.proposed, assignment.target.starts_on, paper, by)
    return _go_on(assignment, HandState.DECIDED, TargetAct.DECIDED, by, today)


@transaction.atomic
def revise(*, assignment: Assignment, value: Decimal, from_day: date, paper: str, reason: str, by: Actor) -> Assignment:
    """A dated decision changes a value from a day on; figures of earlier days keep reading the earlier one."""
    by.require(assignment.target.scheme.right if assignment.parent_id is None else "target.set", assignment.given_by)
    assignment = held(Assignment.objects.select_related("target", "unit"), assignment.pk)
    rules.check_can_be_revised(assignment, from_day)
    _put_in_force(assignment, value, from_day, paper, by, rules.check_reason(reason))
    _record(TargetAct.REVISED, assignment, by, from_day, value, reason)
    return assignment


@transaction.atomic
def report_result(*, assignment: Assignment, on: date, value: Decimal, paper: str, upload: Upload, secret: bool, by: Actor, today: date) -> ReportedResult:
    """What a unit reports of a target that no record counts, with its paper and the checked file of it."""
    by.require("target.answer", assignment.unit)
    assignment = held(Assignment.objects.select_related("target", "unit"), assignment.pk)
    rules.check_reported_by_hand(assignment.target)
    rules.check_state(assignment, HandState.DECIDED)
    if on > today:
        raise RuleBroken(_("A result can be reported only once its day has come. Nothing was saved."))
    uploads.check_not_secret(secret, paper, upload.name)
    name = uploads.store(upload)
    try:
        found = _kept_result(assignment, on, value, paper, upload, name, by)
        _record(TargetAct.REPORTED, assignment, by, on, value)
    except Exception:
        uploads.forget(name)
        raise
    return found


def _kept_result(assignment: Assignment, on: date, value: Decimal, paper: str, upload: Upload, name: str, by: Actor) -> ReportedResult:
    with explained(ReportedResult):
        return ReportedResult.objects.create(
            assignment=assignment, unit=assignment.unit, on=on, value=value, paper=paper.strip(), entered_by_id=by.pk,
            stored_as=name, original_name=upload.name, content_type=upload.content_type, sha256=upload.sha256,
        )


@transaction.atomic
def register_model(*, unit: Unit, title: str, text: str, year: int, by: Actor, today: date) -> NewModel:
    """A new model or creative way the unit registers for a year."""
    by.require("target.answer", unit)
    with explained(NewModel):
        found = NewModel.objects.create(unit=unit, title=title.strip(), text=text.strip(), year=year)
    record(TargetAct.MODEL_REGISTERED, found, by=by, position=unit.position, day=today)
    return found


@transaction.atomic
def report_model(*, model: NewModel, result: str, by: Actor, today: date) -> NewModel:
    """What came of it; a later report takes the place of an earlier one, which the history keeps."""
    by.require("target.answer", model.unit)
    model = held(NewModel.objects.select_related("unit"), model.pk)
    model.result, model.reported_on = rules.check_reason(result), today
    model.save(update_fields=["result", "reported_on"])
    record(TargetAct.MODEL_REPORTED, model, by=by, position=model.position, day=today)
    return model


@transaction.atomic
def follow_ended_unit(*, unit: Unit, into: Sequence[Unit], on: date, by: Actor) -> int:
    """The targets of a unit that ended go on in the units that follow it. Asks no leave: the decision on the unit has. Answers how many.

    What was decided is added to what the following unit has, from the day on; several share it equally; a share in per cent stays as it is.
    """
    with scope.within(scope.everything(user=by.pk, where="targets.follow")):
        found = list(Assignment.objects.filter(unit=unit, ended_on=None).select_related("target", "unit").select_for_update(of=("self",)))
        for assignment in found:
            _carry(assignment, into, on, by)
    return len(found)


def _carry(assignment: Assignment, into: Sequence[Unit], on: date, by: Actor) -> None:
    value = assignment.values.filter(valid_to=None).values_list("value", flat=True).first()
    _end_value(assignment, on)
    parts = rules.divided(value, {unit.pk: 1 for unit in into}) if value is not None and not assignment.target.is_share else {}
    takers = [_taken_over(assignment, unit, parts.get(unit.pk, value), on, by) for unit in into]
    _hand_over_shares(assignment, takers)
    assignment.ended_on, assignment.into = on, takers[0] if takers else None
    assignment.save(update_fields=["ended_on", "into"])
    _record(TargetAct.CARRIED, assignment, by, on, value)


def _hand_over_shares(old: Assignment, takers: Sequence[Assignment]) -> None:
    """What the ended unit had given goes on under the taker that stands over each share's unit by now, else under the first."""
    by_unit: dict[int | None, Assignment] = {taker.unit_id: taker for taker in takers}
    for share in old.shares.filter(ended_on=None).select_related("unit") if takers else ():
        share.parent = by_unit.get(share.unit.parent_id, takers[0])
        share.given_by = share.parent.unit
        share.save(update_fields=["parent", "given_by"])


def _taken_over(old: Assignment, unit: Unit, value: Decimal | None, on: date, by: Actor) -> Assignment:
    """The following unit's share, with what it takes over added."""
    taker, new = Assignment.objects.get_or_create(
        target=old.target, unit=unit, defaults={"parent_id": old.parent_id, "given_by_id": old.given_by_id, "state": old.state, "proposed": value or old.proposed, "responsible": "", "baseline_on": old.baseline_on},
    )
    if value is None:
        return taker
    before = taker.values.filter(valid_to=None).first()
    if new or before:
        whole = value if before is None else before.value if old.target.is_share else before.value + value
        _put_in_force(taker, whole, on, "", by, _("Carried along from “%(unit)s”") % {"unit": old.unit})
    elif not old.target.is_share:
        taker.proposed += value  # its own share is not decided yet: the decision will be on both
        taker.save(update_fields=["proposed"])
    return taker


# --- what the verbs share ------------------------------------------------------------------------


def _in_hand(assignment: Assignment, permission: str, by: Actor, *states: HandState) -> Assignment:
    by.require(permission, assignment.unit)
    assignment = held(Assignment.objects.select_related("target", "unit"), assignment.pk)
    rules.check_state(assignment, *states)
    return assignment


def _from_above(assignment: Assignment, by: Actor, *states: HandState) -> Assignment:
    by.require("target.set", assignment.given_by)
    assignment = held(Assignment.objects.select_related("target", "unit"), assignment.pk)
    rules.check_state(assignment, *states)
    return assignment


def _go_on(assignment: Assignment, state: HandState, kind: TargetAct, by: Actor, today: date) -> Assignment:
    assignment.state = state
    assignment.save(update_fields=["state", "proposed", "answer", "responsible"])
    _record(kind, assignment, by, today, assignment.proposed, assignment.answer if state == HandState.ANSWERED else "")
    return assignment


def _put_in_force(assignment: Assignment, value: Decimal, from_day: date, paper: str, by: Actor, reason: str = "") -> None:
    """End the value in force the day a new one begins; one that began that very day is taken over by the new one."""
    assignment.values.filter(valid_to=None, valid_from__gte=from_day).delete()
    _end_value(assignment, from_day)
    with explained(AssignedValue):
        AssignedValue.objects.create(assignment=assignment, unit_id=assignment.unit_id, value=value, valid_from=from_day, paper=paper.strip(), reason=reason[:300], entered_by_id=by.pk)


def _end_value(assignment: Assignment, on: date) -> None:
    """Close the open value; one that would hold no day is closed after its first."""
    for one in assignment.values.filter(valid_to=None):
        one.valid_to = max(on, one.valid_from + timedelta(days=1))
        one.save(update_fields=["valid_to"])


def _record(kind: TargetAct, assignment: Assignment, by: Actor, day: date, value: Decimal | None, reason: str = "") -> None:
    record(kind, assignment, by=by, position=assignment.position, day=day, reason=reason, details={"value": str(value), "target": assignment.target_id})
