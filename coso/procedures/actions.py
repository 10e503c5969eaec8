"""Every way a case goes on: opened, a step done, handed back, refused, cancelled, opened again, papers in and out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.ballots.actions import open_ballot, void_ballot
from coso.ballots.models import Ballot
from coso.ballots.queries import standing
from coso.common import scope, uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.uploads import Upload
from coso.members.models import Member
from coso.org.models import Unit
from coso.procedures import queries, rules
from coso.procedures.declarations import Procedure, Step
from coso.procedures.enums import Board, CaseAct, CaseState, EntryKind, PaperWay
from coso.procedures.models import Case, CasePaper, CaseVote, Entry, OfCase
from coso.rulebook import rules as rulebook

NEXT_NUMBER = """INSERT INTO procedures_casenumber (prefix, year, last) VALUES (%s, %s, 1)
ON CONFLICT ON CONSTRAINT case_number_once DO UPDATE SET last = procedures_casenumber.last + 1 RETURNING last"""


@transaction.atomic
def open_case(
    *, procedure: Procedure, unit: Unit, title: str, on: date, by: Actor, today: date,
    member: Member | None = None, other_unit: Unit | None = None, told: dict[str, Any] | None = None, on_behalf_of: str = "",
) -> Case:
    """Begin a procedure on `on`; the first step that applies is in hand from then. `told` are the answers of its form."""
    by.require(procedure.opens, unit)
    if on > today:
        raise RuleBroken(_("A case cannot be opened on a day to come. Nothing was saved. Check the day."))
    case = Case(
        number=next_number(procedure.prefix, today), procedure=procedure.key, unit=unit, other_unit=other_unit, acting_unit=unit,
        member=member, title=title, step=procedure.steps[0].key, step_since=on, opened_on=on, opened_by_id=by.pk, facts={"opened": as_json(told or {})},
    )
    _stand(case, queries.first_step(case), since=on)
    with explained(Case):
        case.save(force_insert=True)
    case.refresh_from_db(fields=["position", "other_position"])
    _tell(case, EntryKind.OPENED, on=on, by=by, told=case.facts["opened"], on_behalf_of=on_behalf_of)
    if procedure.begin:
        procedure.begin(case, told=told or {}, by=by, today=today)
    _record(CaseAct.OPENED, case, by=by, day=on)
    return case


@transaction.atomic
def do_step(
    *, case: Case, seen: int, on: date, by: Actor, today: date, told: dict[str, Any] | None = None, seen_papers: Sequence[str] = (),
    count: rules.Count | None = None, exempt_present: int = 0, committee: int = 0, adopted: bool | None = None, note: str = "", on_behalf_of: str = "",
) -> Case:
    """The step in hand was done on `on`. A vote that does not reach its share closes the case as refused.

    seen: the case's turn as this person saw it. seen_papers: keys of papers seen on paper. count: of the vote, if the
    step takes one, among `committee` members where a committee votes. adopted: what the board itself declared, where the
    rulebook knows no share and the step lets the board say so.
    """
    now = _in_hand(case, seen, by)
    step = _step(now)
    rules.check_day(now, on, today)
    for key in seen_papers:
        _see(now, key, by)
    rules.check_papers(step, _paper_keys(now))
    answers = told or {}
    if step.check:
        step.check(now, on, answers)
    vote = _vote(now, step, on, count, base_of(now, step, on, exempt_present, committee), adopted) if step.vote else None
    decided_by = _values(now, step, on)
    if vote and not vote.passed:
        return _close(now, CaseState.REFUSED, EntryKind.REFUSED, CaseAct.REFUSED, by=by, on=on, told=as_json(answers), decided_by=decided_by, reason=_lost(vote))
    now.facts[step.key] = {"on": on.isoformat(), **({"due": now.due_on.isoformat()} if now.due_on else {}), **as_json(answers)}
    if step.do:
        step.do(now, on=on, told=answers, by=by, today=today)
    _tell(now, EntryKind.DONE, step=step.key, on=on, by=by, told=as_json(answers), decided_by=decided_by, note=note, on_behalf_of=on_behalf_of)
    _record(CaseAct.STEP_DONE, now, by=by, day=on, details={"step": step.key})
    return _go_on(now, step, on=on, by=by, today=today)


def _go_on(case: Case, step: Step, *, on: date, by: Actor, today: date) -> Case:
    """To the next step that applies, or to the end."""
    passed, following = queries.following(case, step)
    for one in passed:
        _tell(case, EntryKind.PASSED_OVER, step=one.key, on=on, by=by)
    case.turn += 1
    if following:
        _stand(case, following, since=on)
        case.save()
        return case
    case.state, case.closed_on, case.due_on, case.due_rule = CaseState.DONE, on, None, {}
    case.save()
    if case.declared.close:
        case.declared.close(case, on=on, by=by, today=today)
    _record(CaseAct.CLOSED, case, by=by, day=on)
    return case


@transaction.atomic
def hand_back(*, case: Case, seen: int, to: str, reason: str, by: Actor, today: date) -> Case:
    """Whoever has the step in hand gives the case back to an earlier step; what was decided since then counts no more."""
    now = _in_hand(case, seen, by)
    if to not in {step.key for step in queries.steps_to_hand_back(now)}:
        raise RuleBroken(_("The case cannot be handed back to this step: what was done since then already stands in the records. Nothing was saved."))
    _check_reason(reason)
    steps = [step.key for step in now.declared.steps]
    later = steps[steps.index(to) :]
    now.facts = {key: value for key, value in now.facts.items() if key not in later}
    _void_votes(now, later, reason, by)
    _tell(now, EntryKind.HANDED_BACK, step=now.step, on=today, by=by, note=reason)
    now.turn += 1
    _stand(now, now.declared.by_key[to], since=today)
    now.save()
    _record(CaseAct.HANDED_BACK, now, by=by, day=today, reason=reason, details={"to": to})
    return now


@transaction.atomic
def refuse(*, case: Case, seen: int, reason: str, by: Actor, today: date) -> Case:
    """Whoever has the step in hand says no, with the reason."""
    now = _in_hand(case, seen, by)
    _check_reason(reason)
    return _close(now, CaseState.REFUSED, EntryKind.REFUSED, CaseAct.REFUSED, by=by, on=today, reason=reason)


@transaction.atomic
def cancel(*, case: Case, seen: int, reason: str, by: Actor, today: date) -> Case:
    """The unit that opened the case takes it back."""
    by.require(case.declared.opens, case.unit)
    now = _locked(case, seen)
    _check_reason(reason)
    return _close(now, CaseState.CANCELLED, EntryKind.CANCELLED, CaseAct.CANCELLED, by=by, on=today, reason=reason)


@transaction.atomic
def reopen(*, case: Case, seen: int, reason: str, by: Actor, today: date) -> Case:
    """A refused or cancelled case goes on at the step where it stopped, by a decision that the reason names."""
    now = _held(case)
    rules.check_turn(now, seen)
    if now.state not in {CaseState.REFUSED, CaseState.CANCELLED}:
        raise RuleBroken(_("Only a refused or cancelled case can be opened again. Nothing was saved."))
    step = now.declared.by_key[now.step]
    by.require(step.permission, queries.acting_unit(now, step))
    _check_reason(reason)
    now.state, now.closed_on, now.outcome, now.turn = CaseState.OPEN, None, "", now.turn + 1
    _void_votes(now, [step.key], reason, by)
    _stand(now, step, since=today)
    now.save()
    _tell(now, EntryKind.REOPENED, step=step.key, on=today, by=by, note=reason)
    _record(CaseAct.REOPENED, now, by=by, day=today, reason=reason)
    return now


@transaction.atomic
def follow(*, case: Case, to: Unit, on: date, by: Actor, reason: str = "", other: bool = False) -> Case:
    """The case goes on in another unit, since its own was merged or dissolved; `other`: the other side did. Asks no leave: the decision on the unit has."""
    with scope.within(scope.everything(user=by.pk, where="procedures.follow")):
        now = _held(case)
        setattr(now, "other_unit" if other else "unit", to)
        now.turn += 1
        if now.now:
            now.acting_unit = queries.acting_unit(now, now.now)
        now.save()
        now.refresh_from_db(fields=["position", "other_position"])
        for kind in (model for model in OfCase.__subclasses__() if not model._meta.abstract):  # noqa: SLF001 Django's public _meta
            kind.objects.filter(case=now).update(position=now.position, other_position=now.other_position)
        _tell(now, EntryKind.FOLLOWED, step=now.step, on=on, by=by, note=reason, told={"unit": to.name})
        _record(CaseAct.FOLLOWED, now, by=by, day=on, reason=reason, details={"to": to.pk})
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
def stand_anew(*, unit: Unit, by: Actor) -> int:
    """A unit stands under another superior: steps of its cases, and of those below it, go into the hands of the new line.

    Asks no leave: the decision on the unit has. Answers how many changed hands.
    """
    inside = Q(position__gte=unit.position, position__lt=unit.position_end) | Q(other_position__gte=unit.position, other_position__lt=unit.position_end)
    with scope.within(scope.everything(user=by.pk, where="procedures.stand_anew")):
        changed = 0
        for case in Case.objects.open().filter(inside).select_for_update(of=("self",)).select_related("unit", "other_unit"):
            hands = queries.acting_unit(case, _step(case))
            if hands.pk != case.acting_unit_id:
                case.acting_unit, case.turn = hands, case.turn + 1
                case.save(update_fields=["acting_unit", "turn"])
                changed += 1
    return changed


@transaction.atomic
def forget_person(*, case: Case, title: str, by: Actor, today: date) -> Case:
    """What a closed case says of the person is taken out for good: its title, its answers, its files. Its steps, votes and days stay."""
    by.require(case.declared.opens, case.unit)
    now = _held(case)
    if now.is_open or now.member_id:
        raise RuleBroken(_("What an open case says, or one about a member, is not taken out. Nothing was changed."))
    files = list(CasePaper.objects.filter(case=now).exclude(stored_as="").values_list("stored_as", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT procedures_forget(%s, %s)", [now.pk, title])
    for name in files:
        transaction.on_commit(partial(uploads.forget, name))
    now.refresh_from_db()
    _record(CaseAct.FORGOTTEN, now, by=by, day=today)
    return now


@transaction.atomic
def open_step_ballot(*, case: Case, seen: int, by: Actor, today: date) -> Ballot:
    """Put the vote of the step in hand to all who have a vote today, on their own devices or on paper."""
    now = _in_hand(case, seen, by)
    step = _step(now)
    if step.vote is None or step.vote.board != Board.OFFICIAL_MEMBERS:
        raise RuleBroken(_("This step takes no secret ballot of the branch. Nothing was saved."))
    voters = list(queries.voters(now.unit, today))
    return open_ballot(subject=queries.subject_of_ballot(now, step), question=f"{step.title}: {now.title}"[:300], unit=now.unit, voters=voters, by=by)


def _void_votes(case: Case, steps: Sequence[str], reason: str, by: Actor) -> None:
    """Votes of these steps count no more."""
    CaseVote.objects.filter(case=case, step__in=steps, void=False).update(void=True)
    for key in steps:
        if ballot := standing(queries.subject_of_ballot(case, case.declared.by_key[key])):
            void_ballot(ballot=ballot, reason=reason, by=by)


# --- papers ---------------------------------------------------------------------------------------

@transaction.atomic
def add_paper(
    *, case: Case, key: str, by: Actor, upload: Upload, secret: bool = False, way: str = PaperWay.UPLOADED, number: str = "", dated: date | None = None,
) -> CasePaper:
    """Keep a checked file as one of the papers the procedure asks for. A paper with a secrecy mark is refused."""
    step, paper = case.declared.paper(key)
    require_a_side(case, step, by)
    if secret or uploads.carries_secrecy_mark(upload.name):
        raise RuleBroken(_("A paper with a secrecy mark does not belong in this system. Nothing was stored. Hand it to the person in charge of secret papers and withdraw the file from this device."))
    rules.check_open(Case.objects.select_for_update(of=("self",)).get(pk=case.pk))
    name = uploads.store(upload)
    try:
        kept = CasePaper.objects.create(
            case=case, step=step.key, key=key, title=str(paper.title), form_code=paper.form_code, way=way, number=number, dated=dated,
            stored_as=name, original_name=upload.name, content_type=upload.content_type, sha256=upload.sha256, added_by_id=by.pk,
        )
        _record(CaseAct.PAPER_ADDED, case, by=by, details={"paper": key})
    except Exception:
        uploads.forget(name)
        raise
    return kept


@transaction.atomic
def withdraw_paper(*, paper: CasePaper, reason: str, by: Actor) -> CasePaper:
    """Take a paper out of an open case; its file is kept as long as the case is."""
    case = paper.case
    require_a_side(case, case.declared.by_key[paper.step], by)
    rules.check_open(case)
    now = CasePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if now.withdrawn_at:
        raise RuleBroken(_("This paper was withdrawn already. Nothing was saved."))
    now.withdrawn_at = timezone.now()
    now.save(update_fields=["withdrawn_at"])
    _record(CaseAct.PAPER_WITHDRAWN, case, by=by, reason=reason, details={"paper": paper.key})
    return now


def require_a_side(case: Case, step: Step, by: Actor) -> None:
    """Papers may be handed in by whoever does their step, and by whoever may open such a case."""
    if not by.allowed(case.declared.opens, case.unit):
        by.require(step.permission, queries.acting_unit(case, step))


def _see(case: Case, key: str, by: Actor) -> None:
    step, paper = case.declared.paper(key)
    if key not in _paper_keys(case):
        CasePaper.objects.create(case=case, step=step.key, key=key, title=str(paper.title), form_code=paper.form_code, way=PaperWay.SEEN, added_by_id=by.pk)


def _paper_keys(case: Case) -> set[str]:
    return set(CasePaper.objects.filter(case=case, withdrawn_at=None).values_list("key", flat=True))


# --- parts ----------------------------------------------------------------------------------------

def next_number(prefix: str, day: date) -> str:
    """`KN26-00012`: the kind, the year, and a number that runs through the year."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [prefix, day.year])
        return f"{prefix}{day.year % 100:02d}-{cursor.fetchone()[0]:05d}"


def as_json(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a case keeps them: days as text, a row of another table with its key and what it was called."""
    return {name: _plain(value) for name, value in answers.items() if value not in (None, "")}


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return {"pk": value.pk, "said": str(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | models.QuerySet):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | int | str) else str(value)


def _in_hand(case: Case, seen: int, by: Actor) -> Case:
    """The case locked, open, as this person saw it, and theirs to act on."""
    now = _locked(case, seen)
    by.require(_step(now).permission, now.acting_unit)
    return now


def _held(case: Case) -> Case:
    return held(Case.objects.select_related("unit", "other_unit", "acting_unit", "member"), case.pk)


def _locked(case: Case, seen: int) -> Case:
    now = _held(case)
    rules.check_open(now)
    rules.check_turn(now, seen)
    return now


def _step(case: Case) -> Step:
    return case.declared.by_key[case.step]


def _stand(case: Case, step: Step, *, since: date) -> None:
    """The case stands in this step from `since`; who has it in hand and by when follow."""
    due = rules.due(case, step)
    case.step, case.step_since, case.acting_unit = step.key, since, queries.acting_unit(case, step)
    case.due_on, case.due_rule = (due.on, due.rule) if due else (None, {})


def _values(case: Case, step: Step, on: date) -> list[dict[str, Any]]:
    """The values of the rulebook that decided in this step, as they stood."""
    book = rulebook.on(rules.day_of_rules(case, on), case.unit)
    return [rules.as_kept(rule) for key in step.keys_of_rules if (rule := book.find(key))]


def base_of(case: Case, step: Step, on: date, exempt_present: int, committee: int) -> tuple[int, dict[str, int]]:
    """How many have a vote on the day, and how many were left out for which reason."""
    if step.vote and step.vote.board == Board.COMMITTEE:
        return committee, {}
    if ballot := closed_ballot(case, step):
        return ballot.base, {}
    here = queries.voting_base(case.unit, on)
    base = here.of(exempt_present)
    return base, {"elsewhere": here.elsewhere, "exempt": here.official - here.elsewhere - base}


def closed_ballot(case: Case, step: Step) -> Ballot | None:
    """The secret ballot on this step, once it is counted."""
    ballot = standing(queries.subject_of_ballot(case, step))
    return ballot if ballot and not ballot.is_open else None


def _vote(case: Case, step: Step, on: date, count: rules.Count | None, voters: tuple[int, dict[str, int]], adopted: bool | None) -> CaseVote:
    ballot = closed_ballot(case, step)
    count = rules.counted(ballot) if ballot else count
    if step.vote is None or count is None:
        raise RuleBroken(_("This step takes a vote. Nothing was saved. Enter how the votes were cast."))
    base, left_out = voters
    book = rulebook.on(rules.day_of_rules(case, on), case.unit)
    said_by_board = step.vote.board_may_say and adopted is not None and book.find(step.vote.share) is None
    rule = None if said_by_board else book.decisive(step.vote.share)
    if not base:
        raise RuleBroken(_("Nobody has a vote here on this day. Nothing was saved. Check the unit's members and the day."))
    rules.check_count(count, base)
    share = rules.share_of(rule) if rule else None
    needed = share.needed(base) if share else None
    return CaseVote.objects.create(
        case=case, step=step.key, on=on, way=count.way, base=base, left_out=left_out,
        present=count.present, issued=count.issued, returned=count.returned, invalid=count.invalid, in_favour=count.in_favour,
        against=count.against, abstained=count.abstained, share=str(share or ""), needed=needed,
        passed=bool(adopted) if needed is None else count.in_favour >= needed, rule=rules.as_kept(rule) if rule else {},
    )


def _lost(vote: CaseVote) -> str:
    if vote.needed is None:
        return _("%(for)d of %(base)d voted for it; the board declared it not adopted.") % {"for": vote.in_favour, "base": vote.base}
    return _("%(for)d of %(base)d voted for it; %(needed)d were needed (%(share)s).") % {"for": vote.in_favour, "base": vote.base, "needed": vote.needed, "share": vote.share}


def _close(
    case: Case, state: str, entry: str, act: str, *, by: Actor, on: date, reason: str, told: dict[str, Any] | None = None, decided_by: list[dict[str, Any]] | None = None,
) -> Case:
    case.state, case.closed_on, case.outcome, case.due_on, case.due_rule = state, on, reason, None, {}
    case.turn += 1
    case.save()
    _tell(case, entry, step=case.step, on=on, by=by, note=reason, told=told, decided_by=decided_by)
    if case.declared.give_up:
        case.declared.give_up(case, state=state, on=on, reason=reason, by=by)
    _record(act, case, by=by, day=on, reason=reason)
    return case


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("A reason is needed. Nothing was saved. Write it in a sentence; both sides can read it."))


def _tell(
    case: Case, kind: str, *, on: date, by: Actor, step: str = "", note: str = "", on_behalf_of: str = "",
    told: dict[str, Any] | None = None, decided_by: list[dict[str, Any]] | None = None,
) -> Entry:
    return Entry.objects.create(case=case, step=step, kind=kind, on=on, by_id=by.pk, note=note, on_behalf_of=on_behalf_of, told=told or {}, rules=decided_by or [])


def _record(kind: str, case: Case, *, by: Actor, day: date | None = None, reason: str = "", details: dict[str, Any] | None = None) -> None:
    """The act stands where the case belongs, which may lie out of sight of the side that acted."""
    with scope.within(scope.everything(user=by.pk, where="procedures.record")):
        record(kind, case, by=by, position=case.position, member_id=case.member_id, day=day, reason=reason, details={"number": case.number, **(details or {})})
