"""Who has a vote, which cases wait for whom, and how a case stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from coso.members.enums import Activity, Status
from coso.members.models import Member, Stay
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.org.models import Unit
from coso.procedures.declarations import PROCEDURES, Procedure, Step
from coso.procedures.enums import CaseState, EntryKind, Level
from coso.procedures.models import Case, CasePaper, CaseQuerySet, CaseVote, Entry
from coso.procedures.rules import Due, day_of_rules, due, missing, rests_on
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule
from coso.rulebook.rules import not_known

SECTIONS = (UnitKind.SUB_GRASSROOTS_ORGANISATION, UnitKind.SECTIONAL_ORGANISATION)


@dataclass(frozen=True)
class VotingBase:
    """Who has a vote in a branch on a day (rule `vote.base`).

    official: members on the roll with full rights. elsewhere, exempt: those of them the rule leaves out.
    """

    official: int
    elsewhere: int
    exempt: int

    def of(self, exempt_present: int = 0) -> int:
        """The base of a vote; exempt members who came do vote."""
        return self.official - self.elsewhere - self.exempt + min(exempt_present, self.exempt)


def voting_base(unit: Unit, on: date) -> VotingBase:
    counts = dict(
        Stay.objects.home().as_of(on).filter(unit=unit, status=Status.OFFICIAL).order_by()
        .values_list("activity").annotate(number=Count("pk")),
    )
    return VotingBase(sum(counts.values()), counts.get(Activity.TEMPORARY_ELSEWHERE, 0), counts.get(Activity.EXEMPT, 0))


def voters(unit: Unit, on: date) -> QuerySet[Member]:
    """The members the rule gives a vote, those who are exempt left out."""
    stays = Stay.objects.home().as_of(on).filter(unit=unit, status=Status.OFFICIAL).exclude(activity__in=[Activity.TEMPORARY_ELSEWHERE, Activity.EXEMPT])
    return Member.objects.filter(pk__in=stays.values("member")).by_name()


def subject_of_ballot(case: Case, step: Step) -> str:
    return f"{case.number}/{step.key}"


def grassroots_of(unit: Unit) -> Unit:
    """The grass-roots unit it stands in: itself, or the nearest above it; the unit itself where there is none."""
    return _nearest(unit, lambda one: KINDS[UnitKind(one.kind)].grassroots) or unit


def section_of(unit: Unit) -> Unit:
    """The sectional or lower organisation of the grass-roots unit it stands in; the unit itself where there is none."""
    return _nearest(unit, lambda one: one.kind in SECTIONS) or unit


def superior_of(unit: Unit) -> Unit:
    """The level directly above the grass-roots unit; that unit itself at a top."""
    grassroots = grassroots_of(unit)
    return grassroots.parent or grassroots


def _nearest(unit: Unit, wanted: Any) -> Unit | None:
    line = [unit, *reversed(list(Unit.objects.above(unit)))]
    return next((one for one in line if wanted(one)), None)


def acting_unit(case: Case, step: Step) -> Unit:
    """The unit in which the right for the step is asked."""
    return unit_of_level(case, Level(step.level))


def unit_of_level(case: Case, level: Level) -> Unit:
    """The unit a level means for this case."""
    other = case.other_unit or case.unit
    return {
        Level.UNIT: lambda: case.unit,
        Level.SECTION: lambda: section_of(case.unit),
        Level.GRASSROOTS: lambda: grassroots_of(case.unit),
        Level.SUPERIOR: lambda: superior_of(case.unit),
        Level.OTHER: lambda: other,
        Level.OTHER_GRASSROOTS: lambda: grassroots_of(other),
    }[level]()


def following(case: Case, step: Step) -> tuple[list[Step], Step | None]:
    """The steps passed over after this one, and the next that applies, which may be the same once more; None at the end."""
    if step.again and step.again(case):
        return [], step
    steps = case.declared.steps
    passed: list[Step] = []
    for one in steps[steps.index(step) + 1 :]:
        if one.applies(case):
            return passed, one
        passed.append(one)
    return passed, None


def first_step(case: Case) -> Step:
    return next(step for step in case.declared.steps if step.applies(case))


def steps_to_hand_back(case: Case) -> list[Step]:
    """The earlier steps to which the case may go back: those done since the last one that wrote into other records."""
    found: list[Step] = []
    for step in case.declared.steps:
        if step.key == case.step:
            break
        if step.key in case.facts:
            found = [] if step.do else [*found, step]
    return found


def papers_of(case: Case, user: Any) -> QuerySet[CasePaper]:
    return CasePaper.objects.visible_to(user).filter(case=case, withdrawn_at=None).select_related("case")


# --- the case page --------------------------------------------------------------------------------

@dataclass(frozen=True)
class Line:
    """A step as the page shows it. state: done, now, ahead. entries: what was told in it, the latest last. loose: the papers that may be withdrawn."""

    step: Step
    state: str
    entries: list[Entry]
    papers: list[CasePaper]
    votes: list[CaseVote]
    due: Due | None = None
    missing: list[Any] = field(default_factory=list)
    loose: list[CasePaper] = field(default_factory=list)

    @property
    def last(self) -> Entry | None:
        return self.entries[-1] if self.entries else None

    @property
    def done_on(self) -> date | None:
        return self.last.on if self.last and self.last.kind == EntryKind.DONE else None


def lines(case: Case, user: Any) -> list[Line]:
    """Every step of the case in order, those that will not be needed left out."""
    entries, papers, votes = (by_step(rows) for rows in (
        Entry.objects.visible_to(user).filter(case=case).select_related("by"), papers_of(case, user), CaseVote.objects.visible_to(user).filter(case=case, void=False),
    ))
    return [
        Line(
            step, state_of(case, step), entries.get(step.key, []), papers.get(step.key, []), votes.get(step.key, []),
            due(case, step) if state_of(case, step) != "done" else None, missing(step, [one.key for one in papers.get(step.key, [])]),
            loose(case, papers.get(step.key, [])),
        )
        for step in case.declared.steps if step.key in case.facts or step.applies(case)
    ]


def loose(case: Case, papers: list[CasePaper]) -> list[CasePaper]:
    """Those of the papers of one step on which nothing rests."""
    keys = [one.key for one in papers]
    return [one for one in papers if rests_on(case, one.key, copies=keys.count(one.key) - 1) is None]


def deciding(case: Case, day: date) -> list[tuple[Rule | None, str]]:
    """The rules that decide in the step in hand, by today's book; for one that nobody knows the sentence that says so."""
    if case.now is None:
        return []
    on = day_of_rules(case, day)
    book = rulebook.on(on, case.unit)
    return [(rule, "") if (rule := book.find(key)) else (None, not_known(key, on)) for key in case.now.keys_of_rules]


def by_step(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.step, []).append(row)
    return found


def state_of(case: Case, step: Step) -> str:
    if case.is_open and case.step == step.key:
        return "now"
    return "done" if step.key in case.facts else "ahead"


# --- boards and statistics --------------------------------------------------------------------------

@dataclass(frozen=True)
class Pile:
    """One step of the board: how many cases stand in it, the late among them, and the first few to show."""

    step: Step
    number: int
    late: int
    cases: list[Case]


MOST_SHOWN = 20


def board(procedure: Procedure, cases: CaseQuerySet, day: date) -> list[Pile]:
    """The open cases of a procedure by step, the late first; two queries however many there are."""
    found = cases.open().filter(procedure=procedure.key)
    numbers = {row["step"]: row["number"] for row in found.order_by().values("step").annotate(number=Count("pk"))}
    late = {row["step"]: row["number"] for row in found.filter(due_on__lt=day).order_by().values("step").annotate(number=Count("pk"))}
    piles: dict[str, list[Case]] = {}
    for case in first_of_each_step(found):
        piles.setdefault(case.step, []).append(case)
    return [Pile(step, numbers.get(step.key, 0), late.get(step.key, 0), piles.get(step.key, [])) for step in procedure.steps]


def first_of_each_step(cases: CaseQuerySet) -> CaseQuerySet:
    """At most MOST_SHOWN cases of each step, the late first."""
    place = Window(RowNumber(), partition_by=F("step"), order_by=[F("due_on").asc(nulls_last=True), "pk"])
    return cases.annotate(place=place).filter(place__lte=MOST_SHOWN).select_related("unit").late_first()


def kinds_open_to(user: Any) -> list[Procedure]:
    """The procedures the user may open somewhere."""
    return [one for one in PROCEDURES.values() if user.intervals(one.opens)]


def lacking(case: Case, user: Any) -> list[Any]:
    """The needed papers of the step in hand that the case does not have yet."""
    return missing(case.now, papers_of(case, user).values_list("key", flat=True)) if case.now else []


MARKS: dict[str, str] = {EntryKind.DONE: "done", EntryKind.REFUSED: "bad", EntryKind.CANCELLED: "bad", EntryKind.HANDED_BACK: "now"}


@dataclass(frozen=True)
class Told:
    """One line of the case's story in words."""

    on: date
    what: str
    why: str
    kind: str


def story(case: Case, user: Any) -> list[Told]:
    """What happened in the case, the latest first."""
    rows = Entry.objects.visible_to(user).filter(case=case).select_related("by").order_by("-pk")
    return [Told(row.on, in_story(case, row), told_by(row), MARKS.get(row.kind, "")) for row in rows]


def in_story(case: Case, row: Entry) -> str:
    step = case.declared.by_key.get(row.step)
    return f"{row.get_kind_display()}: {step.title}" if step else str(row.get_kind_display())


def told_by(row: Entry) -> str:
    behalf = _("for %(name)s") % {"name": row.on_behalf_of} if row.on_behalf_of else ""
    return " · ".join(filter(None, [row.note, str(row.by or ""), behalf]))


# --- statistics -------------------------------------------------------------------------------------

@dataclass(frozen=True)
class StepFigures:
    """Of one step: how many cases stand in it, how many of them late, and the median days it took when done."""

    step: Step
    open: int
    late: int
    done: int
    median_days: float | None


MEDIAN = """
WITH done AS (
  SELECT e.step, e.on - lag(e.on) OVER (PARTITION BY e.case_id ORDER BY e.id) AS days
  FROM procedures_entry e JOIN procedures_case c ON c.id = e.case_id
  WHERE c.procedure = %s AND e.kind IN ('opened', 'done') AND c.id IN ({cases})
) SELECT step, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY days) FROM done WHERE step <> '' GROUP BY step"""


def statistics(procedure: Procedure, cases: CaseQuerySet, day: date) -> list[StepFigures]:
    """The steps of a procedure in numbers, over the cases given."""
    of_kind = cases.filter(procedure=procedure.key)
    now = {row["step"]: row for row in of_kind.open().order_by().values("step").annotate(number=Count("pk"), late=Count("pk", filter=Q(due_on__lt=day)))}
    took = {step: (number, median) for step, number, median in median_days(procedure, of_kind)}
    return [
        StepFigures(step, now.get(step.key, {}).get("number", 0), now.get(step.key, {}).get("late", 0), *took.get(step.key, (0, None)))
        for step in procedure.steps
    ]


def median_days(procedure: Procedure, cases: CaseQuerySet) -> list[tuple[str, int, float | None]]:
    """Step, how often it was done, median days since the step before it."""
    inside, values = cases.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(MEDIAN.format(cases=inside), [procedure.key, *values])
        return [(step, number, None if median is None else float(median)) for step, number, median in cursor.fetchall()]


def totals(procedure: Procedure, cases: CaseQuerySet, day: date) -> dict[str, int]:
    """How many cases are open, late, completed, refused and cancelled."""
    of_kind = cases.filter(procedure=procedure.key)
    by_state = {row["state"]: row["number"] for row in of_kind.order_by().values("state").annotate(number=Count("pk"))}
    return {**{state: by_state.get(state, 0) for state in CaseState.values}, "late": of_kind.open().filter(due_on__lt=day).count()}
