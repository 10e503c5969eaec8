"""What waits for a person today, asked from each app beneath; the late first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby, islice
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.access.models import Appointment, User
from coso.access.roles import ROLES
from coso.admissions import queries as admissions
from coso.assignments import queries as assignments
from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment
from coso.ballots.queries import to_vote_in
from coso.common import vietnamese
from coso.common.enums import ImportState, JobState
from coso.common.fields import field_of
from coso.common.jobs import KINDS
from coso.common.models import ImportBatch, Job, Operation
from coso.common.scope import within
from coso.documents.enums import DocumentState
from coso.documents.models import DraftRequest
from coso.home.navigation import address
from coso.meetings.enums import MeetingState
from coso.meetings.queries import waiting as meetings
from coso.meetings.queries.papers import about
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest, Member
from coso.org.models import Unit
from coso.procedures.models import Case
from coso.reports.enums import State
from coso.reports.models import UnitReport
from coso.reports.queries import Owed, names_of, owed_around
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import units_of_odd_size

SHOWN_JOBS = 5
SHOWN_REPORTS = 8
SHOWN_CASES = 12
SHOWN_DRAFTS = 10
SHOWN_PLANS = 5
SHOWN_TASKS = 8
SHOWN_MEETINGS = 6
MOST_TASKS = 100
UNREPORTED = (TaskState.GIVEN, TaskState.HANDED_BACK)


@dataclass(frozen=True)
class Due:
    """One thing to do: what, a line that says why, where it is done, and since when it is late."""

    what: str
    why: str = ""
    href: str = ""
    act: str = ""
    state: str = ""
    late: bool = False


def things_to_do(user: Any, day: date) -> list[Due]:
    """Everything that waits for this user, late things first, else in the order of the sources."""
    found = chain.from_iterable(source(user, day) for source in SOURCES)
    return sorted(found, key=lambda due: not due.late)


def told_to_a_member(user: Any, day: date) -> list[Due]:
    """What a member without an office is told besides meetings and tasks, for the handbook."""
    return list(chain.from_iterable(source(user, day) for source in OF_A_MEMBER))


def corrections_to_answer(user: Any, day: date) -> Iterator[Due]:
    """One line however many there are: the list itself is a page."""
    waiting = CorrectionRequest.objects.inside(user.intervals("correction.answer")).filter(state=CorrectionState.OPEN)
    asked = list(waiting.order_by("asked_at").values_list("asked_at", flat=True))
    if not asked:
        return
    days = (day - asked[0].date()).days
    words = ngettext("Answer %(n)s request to correct a record", "Answer %(n)s requests to correct records", len(asked))
    waited = ngettext("The oldest has waited %(days)s day.", "The oldest has waited %(days)s days.", days) % {"days": days}
    why = waited if days else _("Asked today.")
    yield Due(words % {"n": vietnamese.number(len(asked))}, why, address("members:corrections"), _("Answer"))


def kept_operations(user: Any) -> QuerySet[Operation]:
    """What phones sent and was not entered, where the user decides on it, with the unit's name and that of whose tap it was."""
    unit = Unit.objects.filter(position=OuterRef("position")).values("name")[:1]
    author = User.objects.filter(username=OuterRef("author")).values("full_name")[:1]
    return Operation.objects.visible_to(user).select_related("user").annotate(unit_name=Subquery(unit), author_name=Subquery(author))


def operations_kept(user: Any, day: date) -> Iterator[Due]:
    waiting = list(Operation.objects.visible_to(user).kept().order_by("received_at").values_list("received_at", flat=True))
    if not waiting:
        return
    words = ngettext("Decide on %(n)s entry from a phone that was not entered", "Decide on %(n)s entries from phones that were not entered", len(waiting))
    since = timezone.localtime(waiting[0])
    why = _("The oldest came at %(time)s.") % {"time": f"{since:%H:%M, %d/%m}"}
    yield Due(words % {"n": vietnamese.number(len(waiting))}, why, address("home:not_entered"), _("Open the list"), late=since.date() < day)


def imports_to_finish(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    open_states = [ImportState.READ, ImportState.PREVIEWED]
    for batch in ImportBatch.objects.visible_to(user).filter(by=user, state__in=open_states).order_by("-created_at")[:5]:
        why = _("%(state)s, %(day)s. Nothing of it is in the records yet.") % {
            "state": batch.get_state_display(), "day": vietnamese.date(batch.created_at.date()),
        }
        yield Due(_("Finish bringing in “%(file)s”") % {"file": batch.file_name}, why, address("imports:batch", batch.pk), _("Go on"))


def own_jobs(user: Any, day: date) -> Iterator[Due]:
    """Long work asked for since yesterday: how it stands, with a way to its result."""
    recent = Job.objects.filter(owner=user, asked_at__date__gte=day - timedelta(days=1)).order_by("-asked_at")
    for job in recent[:SHOWN_JOBS]:
        why = _("Asked for at %(time)s") % {"time": f"{timezone.localtime(job.asked_at):%H:%M, %d/%m}"}
        yield Due(job_title(job), why, address("home:job", job.pk), state=job.get_state_display(), late=job.state == JobState.FAILED)


def job_title(job: Job) -> str:
    kind = KINDS.get(job.kind)
    return str(kind.title) if kind else job.kind


def units_without_paper(user: Any, day: date) -> Iterator[Due]:
    units = Unit.objects.inside(user.intervals("unit.change")).existing_on(day).filter(founding_paper="")
    count = units.count()
    if count:
        words = ngettext("Add the founding decision of %(n)s unit", "Add the founding decisions of %(n)s units", count)
        why = _("Later mergers and reports refer to it.")
        yield Due(words % {"n": vietnamese.number(count)}, why, address("org:tree"), _("Open"))


def offices_held(user: Any, day: date) -> list[Appointment]:
    """The roles with which this user looks after others on the day, the widest unit first."""
    roles = [key for key, role in ROLES.items() if role.permissions]
    held = Appointment.objects.filter(user=user, role__in=roles).as_of(day).select_related("unit")
    return list(held.order_by("unit__position", "pk"))


def own_record(user: Any) -> Member | None:
    return Member.objects.select_related("unit").filter(pk=user.own_member_id).first() if user.own_member_id else None


def own_corrections(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    if not user.own_member_id:
        return
    for asked in CorrectionRequest.objects.filter(member_id=user.own_member_id, state=CorrectionState.OPEN):
        why = _("Asked on %(day)s; the office has not answered yet.") % {"day": vietnamese.date(asked.asked_at.date())}
        label = field_of(Member, asked.field).verbose_name
        yield Due(_("Your request to correct: %(field)s") % {"field": label}, why, address("members:mine"), state=_("Waiting for an answer"))


def cases_in_hand(user: Any, day: date) -> Iterator[Due]:
    """The steps that wait for this user, those due first; past SHOWN_CASES one line leads to the rest."""
    waiting = list(Case.objects.visible_to(user).in_hand_of(user).select_related("unit").late_first()[: SHOWN_CASES + 1])
    for case in waiting[:SHOWN_CASES]:
        what = _("%(step)s: %(about)s") % {"step": case.now.title if case.now else "", "about": case.title}
        until = _("Due on %(day)s") % {"day": vietnamese.date(case.due_on)} if case.due_on else ""
        why = " · ".join(filter(None, [until, str(case.procedure_title), case.unit.name]))
        yield Due(what, why, case.get_absolute_url(), _("Open"), late=bool(case.due_on and case.due_on < day))
    if len(waiting) > SHOWN_CASES:
        yield Due(_("More steps wait for you"), "", address("procedures:list") + "?mine=1", _("Open the list"))


def tasks_in_hand(user: Any, day: date) -> Iterator[Due]:
    """Tasks the user has in hand, and those of a unit in which the user gives tasks; each until it is reported done."""
    for task in unreported(user)[:SHOWN_TASKS]:
        yield _task_due(task, day, _("Report"))


def unreported(user: Any) -> list[Assignment]:
    """The user's own tasks, wherever they were given, and those of the user's units; the earliest due first."""
    if user.own_member_id:
        with within(user.scope("own tasks", about_oneself=True)):
            mine = list(assignments.of_member(user.own_member_id).filter(state__in=UNREPORTED).order_by("due_on", "pk")[:MOST_TASKS])
    else:
        mine = []
    found = dict.fromkeys([*mine, *assignments.given_to_units_of(user)[:MOST_TASKS]])
    return sorted(found, key=lambda task: (task.due_on, task.pk))


def tasks_to_answer(user: Any, day: date) -> Iterator[Due]:
    """Tasks reported done that wait to be accepted, and those nobody leads any more."""
    for task in assignments.to_accept(user)[:SHOWN_TASKS]:
        why = " · ".join(filter(None, [_("Reported done on %(day)s") % {"day": vietnamese.date(task.reported_on)} if task.reported_on else "", task.done_by, task.unit.name]))
        yield Due(_("Accept or hand back: %(task)s") % {"task": task.title}, why, task.get_absolute_url(), _("Open"))
    for task in assignments.without_hands(user)[:SHOWN_TASKS]:
        yield Due(_("Nobody leads it: %(task)s") % {"task": task.title}, task.unit.name, task.get_absolute_url(), _("Open"), late=task.is_late(day))


def _task_due(task: Assignment, day: date, act: str) -> Due:
    """With what was said when it was handed back, if it was."""
    until = _("Due on %(day)s") % {"day": vietnamese.date(task.due_on)}
    state = task.get_state_display() if task.state == TaskState.HANDED_BACK else ""
    return Due(_("Task: %(task)s") % {"task": task.title}, f"{until} · {task.unit.name}", task.get_absolute_url(), act, state=state, late=task.is_late(day))


@dataclass(frozen=True)
class Deadline:
    """A day by which something of a case, or a task, is due; told without the person's name, since calendars and mail leave the house."""

    on: date
    what: str
    number: str
    href: str


def deadlines(user: Any, most: int = 200) -> list[Deadline]:
    """The steps and tasks in the user's hands that have a day, the earliest first."""
    waiting = Case.objects.visible_to(user).in_hand_of(user).filter(due_on__isnull=False).order_by("due_on", "pk")[:most]
    steps = [Deadline(case.due_on, f"{case.procedure_title} – {case.now.title if case.now else ''}", case.number, case.get_absolute_url()) for case in waiting if case.due_on]
    tasks = [Deadline(task.due_on, _("Task"), f"NV{task.pk}", task.get_absolute_url()) for task in unreported(user)]
    return sorted([*steps, *tasks], key=lambda one: one.on)[:most]


def recognitions_due(user: Any, day: date) -> Iterator[Due]:
    """Probationary members whose recognition falls due, with the case or the way to open one."""
    for one in islice(admissions.recognitions_due(user, day), SHOWN_CASES):
        told = {"name": one.member.full_name, "ends": vietnamese.date(one.ends)}
        by = _("to be considered by %(by)s") % {"by": vietnamese.date(one.by)} if one.by else ""
        why = " · ".join(filter(None, [_("The probation ends on %(ends)s") % told, by, one.member.unit.name]))
        href = address("procedures:case", one.case) if one.case else f"{address('procedures:open', 'recognition')}?member={one.member.pk}"
        yield Due(_("Recognition falls due: %(name)s") % told, why, href, _("Open"), late=bool(one.by and one.by < day))


def notices_to_answer(user: Any, day: date) -> Iterator[Due]:
    """The notices of meetings the user was called to and has not answered."""
    if not user.own_member_id:
        return
    with within(user.scope("own notices", about_oneself=True)):
        mine = list(meetings.to_answer(user.own_member_id, day)[:SHOWN_MEETINGS])
    for one in mine:
        when = f"{one.at:%H:%M}, {vietnamese.date(one.on)}"
        yield Due(_("Answer the notice: %(meeting)s") % {"meeting": one.get_kind_display()}, " · ".join(filter(None, [when, one.place, one.issuer])), one.get_absolute_url(), _("Read and answer"))


def visits_to_note(user: Any, day: date) -> Iterator[Due]:
    """Meetings just over in branches the user follows, of which nothing is noted yet."""
    if not user.own_member_id:
        return
    with within(user.scope("own notices", about_oneself=True)):
        mine = list(meetings.to_note(user.own_member_id, day)[:SHOWN_MEETINGS])
    for one in mine:
        yield Due(_("Note your visit: %(branch)s") % {"branch": one.issuer}, f"{one.get_kind_display()}, {vietnamese.date(one.on)}", one.get_absolute_url(), _("Open"))


def meetings_to_plan(user: Any, day: date) -> Iterator[Due]:
    """Branches without a regular meeting in this month."""
    if not user.places("meeting.hold"):
        return
    for unit, proposed in meetings.not_planned(user, day)[:SHOWN_MEETINGS]:
        why = _("day of the rule: %(day)s") % {"day": vietnamese.date(proposed)} if proposed else ""
        href = f"{address('meetings:new')}?unit={unit.pk}&thang={day:%Y-%m}"
        yield Due(_("Plan the regular meeting of %(month)s") % {"month": f"{day:%m/%Y}"}, " · ".join(filter(None, [why, unit.name])), href, _("Plan the meeting"), late=bool(proposed and day > proposed))


def meetings_in_hand(user: Any, day: date) -> Iterator[Due]:
    """Meetings whose notice is to go out, that are to be held or closed, whose minutes are to be settled."""
    if not user.places("meeting.hold"):
        return
    said = {
        MeetingState.CALLED: (_("Send the notice: %(meeting)s"), "meetings:call"), MeetingState.OPEN: (_("Not held on its day: %(meeting)s"), "meetings:meeting"),
        MeetingState.CLOSED: (_("Close the meeting: %(meeting)s"), "meetings:now"), MeetingState.SETTLED: (_("Settle the minutes: %(meeting)s"), "meetings:minutes"),
    }
    for one in meetings.to_go_on_with(user, day)[:SHOWN_MEETINGS]:
        what, page = said[one.step]
        until = _("by %(day)s at the latest") % {"day": vietnamese.date(one.by)} if one.by else ""
        why = " · ".join(filter(None, [vietnamese.date(one.meeting.day), until, one.meeting.unit.name]))
        yield Due(what % {"meeting": about(one.meeting)}, why, address(page, one.meeting.pk), _("Open"), late=one.is_late(day))


def levels_to_decide(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no rule says until when
    """One line however many there are: the list itself is a page."""
    if not user.places("meeting.decide"):
        return
    waiting = meetings.to_judge(user)
    count, first = waiting.count(), waiting.select_related("unit").first()
    if first is not None:
        words = ngettext("Decide the official level of %(n)s branch meeting", "Decide the official level of %(n)s branch meetings", count)
        more = _("and %(n)s more") % {"n": vietnamese.number(count - 1)} if count > 1 else ""
        href = address("meetings:level", first.pk) if count == 1 else f"{address('meetings:list')}?decided=0"
        yield Due(words % {"n": vietnamese.number(count)}, " · ".join(filter(None, [f"{first.unit.name}, {vietnamese.date(first.day)}", more])), href, _("Decide") if count == 1 else _("Open the list"))


def drafts_to_read(user: Any, day: date) -> Iterator[Due]:
    """Drafts of papers the user was asked to comment on or to sign off."""
    waiting = DraftRequest.objects.visible_to(user).open().filter(asked=user.pk, document__state=DocumentState.DRAFT).select_related("document__unit")
    for one in waiting.order_by("due_on", "pk")[:SHOWN_DRAFTS]:
        by = _("Answer by %(day)s") % {"day": vietnamese.date(one.due_on)} if one.due_on else ""
        yield Due(f"{one.get_kind_display()}: {one.document.abstract}", " · ".join(filter(None, [by, one.document.unit.name])), one.get_absolute_url(), _("Read and answer"), late=bool(one.due_on and one.due_on < day))


def votes_to_cast(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    if not user.own_member_id:
        return
    for voter in to_vote_in(user):
        yield Due(_("Secret ballot"), voter.question, address("ballots:vote", voter.pk), _("Vote"))


def plans_to_see_to(user: Any, day: date) -> Iterator[Due]:
    """Plans of restructuring whose day has come and that wait for who decides: undecided, held up, or broken off."""
    mine = RestructuringPlan.objects.inside(user.intervals("unit.restructure")).filter(on__lte=day).order_by("on", "pk")
    for plan in mine.open().select_related("unit")[:SHOWN_PLANS]:
        why = _("In force from %(day)s") % {"day": vietnamese.date(plan.on)}
        said = _("decided, but held up on its day: see why") if plan.held_up else _("not decided yet")
        yield Due(_("Plan of restructuring: %(title)s") % {"title": plan.title}, f"{why} · {said}", plan.get_absolute_url(), _("Open"), late=bool(plan.held_up) or plan.on < day)
    for plan in mine.broken_off()[:SHOWN_PLANS]:
        why = _("Broken off after %(done)s of %(all)s operations.") % {"done": plan.carried, "all": len(plan.operations)}
        yield Due(_("Plan of restructuring: %(title)s") % {"title": plan.title}, why, plan.get_absolute_url(), _("Go on"), late=True)


def sizes_to_decide(user: Any, day: date) -> Iterator[Due]:
    """Units right below the user's own whose size calls for a decision of the committee above; nothing changes by itself."""
    crossed = units_of_odd_size([lo for lo, _hi in user.intervals("unit.restructure")], day)
    if crossed:
        words = ngettext("Decide on %(n)s unit whose size has crossed a threshold", "Decide on %(n)s units whose size has crossed a threshold", len(crossed))
        first, sentence = crossed[0]
        more = _("and %(n)s more") % {"n": vietnamese.number(len(crossed) - 1)} if len(crossed) > 1 else ""
        yield Due(words % {"n": vietnamese.number(len(crossed))}, " · ".join(filter(None, [first.name, sentence, more])), first.get_absolute_url(), _("Open"))


def reports_in_hand(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline of their own
    """Reports at a step that this user does: to be mended, signed off, sent up, or answered."""
    waiting = list(UnitReport.objects.in_hand_of(user).select_related("unit").order_by("on", "pk")[:SHOWN_REPORTS])
    names = names_of({one.key for one in waiting})
    for one in waiting:
        told = {"name": names[one.key], "step": one.get_state_display()}
        yield Due(_("Report: %(name)s") % told, f"{vietnamese.date(one.on)} · {one.unit.name}", one.get_absolute_url(), _("Open"), state=str(told["step"]), late=one.state == State.RETURNED)


def reports_owed(user: Any, day: date) -> Iterator[Due]:
    """Reports that the committee above has asked for, and those that units below have not sent in time."""
    positions = [lo for lo, _hi in user.intervals("report.freeze")]
    around = [one for one in owed_around(positions, day) if not one.sent] if positions else []
    names = names_of({one.call.key for one in around})
    for one in [one for one in around if one.unit.position in positions][:SHOWN_REPORTS]:
        told = {"name": names[one.call.key], "day": vietnamese.date(one.day), "due": vietnamese.date(one.due)}
        href = one.work.get_absolute_url() if one.work else f"{address('reports:report', one.unit.pk, one.call.key)}?on={one.day.isoformat()}"
        late = one.late_by(day)
        why = ngettext("%(days)s day late", "%(days)s days late", late) % {"days": vietnamese.number(late)} if late else _("Due on %(day)s") % {"day": told["due"]}
        yield Due(_("Send up: %(name)s, %(day)s") % told, f"{why} · {one.unit.name}", href, _("Open"), late=bool(late))
    yield from _late_below([one for one in around if one.call.unit.position in positions and one.late_by(day)], names)


def _late_below(late: list[Owed], names: dict[str, Any]) -> Iterator[Due]:
    """A line for each report asked for, however many units are late."""
    for (call, on), group in groupby(late, key=lambda one: (one.call, one.day)):
        units = list(group)
        words = ngettext("%(n)s unit below is late: %(name)s, %(day)s", "%(n)s units below are late: %(name)s, %(day)s", len(units))
        told = {"n": vietnamese.number(len(units)), "name": names[call.key], "day": vietnamese.date(on)}
        more = _("and %(n)s more") % {"n": vietnamese.number(len(units) - 1)} if len(units) > 1 else ""
        href = f"{address('reports:calls', call.unit_id)}?asked={call.pk}-{on.isoformat()}&late=1"
        yield Due(words % told, " · ".join(filter(None, [units[0].unit.name, more])), href, _("Open the list"))


SOURCES: list[Callable[[Any, date], Iterator[Due]]] = [
    votes_to_cast,
    notices_to_answer,
    visits_to_note,
    meetings_in_hand,
    meetings_to_plan,
    drafts_to_read,
    tasks_in_hand,
    tasks_to_answer,
    cases_in_hand,
    reports_in_hand,
    reports_owed,
    levels_to_decide,
    recognitions_due,
    operations_kept,
    corrections_to_answer,
    plans_to_see_to,
    own_jobs,
    imports_to_finish,
    sizes_to_decide,
    units_without_paper,
    own_corrections,
]
OF_A_MEMBER = [votes_to_cast, own_corrections]


@dataclass(frozen=True)
class Found:
    """What a search met: people and units within the reader's scope, a few of each and how many there are."""

    text: str
    members: list[Member]
    units: list[Unit]
    more_members: bool
    more_units: bool

    def __bool__(self) -> bool:
        return bool(self.members or self.units)


def found(user: Any, text: str, *, most: int) -> Found:
    """At most `most` people and units; units in tree order, people by given name."""
    people = list(Member.objects.visible_to(user).search(text, user).by_name().select_related("unit")[: most + 1])
    units = list(Unit.objects.visible_to(user).search(text).select_related("parent").order_by(F("ended_on").desc(nulls_first=True), "position")[: most + 1])
    return Found(text, people[:most], units[:most], len(people) > most, len(units) > most)
