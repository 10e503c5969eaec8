"""What waits for a person today, asked from each app beneath; the late first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, islice
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.access.models import Appointment
from coso.access.roles import ROLES
from coso.admissions import queries as admissions
from coso.ballots.queries import to_vote_in
from coso.common import vietnamese
from coso.common.enums import ImportState, JobState
from coso.common.fields import field_of
from coso.common.jobs import KINDS
from coso.common.models import ImportBatch, Job
from coso.home.navigation import address
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest, Member
from coso.org.models import Unit
from coso.procedures.models import Case
from coso.targets import queries as targets

SHOWN_JOBS = 5
SHOWN_CASES = 12


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


@dataclass(frozen=True)
class Deadline:
    """A day by which something of a case is due; told without the person's name, since calendars and mail leave the house."""

    on: date
    what: str
    number: str
    href: str


def deadlines(user: Any, most: int = 200) -> list[Deadline]:
    """The steps in the user's hands that have a day, the earliest first."""
    waiting = Case.objects.visible_to(user).in_hand_of(user).filter(due_on__isnull=False).order_by("due_on", "pk")[:most]
    return [Deadline(case.due_on, f"{case.procedure_title} – {case.now.title if case.now else ''}", case.number, case.get_absolute_url()) for case in waiting if case.due_on]


def recognitions_due(user: Any, day: date) -> Iterator[Due]:
    """Probationary members whose recognition falls due, with the case or the way to open one."""
    for one in islice(admissions.recognitions_due(user, day), SHOWN_CASES):
        told = {"name": one.member.full_name, "ends": vietnamese.date(one.ends)}
        by = _("to be considered by %(by)s") % {"by": vietnamese.date(one.by)} if one.by else ""
        why = " · ".join(filter(None, [_("The probation ends on %(ends)s") % told, by, one.member.unit.name]))
        href = address("procedures:case", one.case) if one.case else f"{address('procedures:open', 'recognition')}?member={one.member.pk}"
        yield Due(_("Recognition falls due: %(name)s") % told, why, href, _("Open"), late=bool(one.by and one.by < day))


def targets_to_answer(user: Any, day: date) -> Iterator[Due]:
    """Targets proposed to the user's units, shares that wait for their decision, and the targets of these units that are late."""
    answers, decides = targets.waiting_for(user)
    for one in answers[:SHOWN_CASES]:
        yield Due(_("Answer the proposed target: %(target)s") % {"target": one.target}, one.unit.name, one.get_absolute_url(), _("Open"))
    for one in decides[:SHOWN_CASES]:
        yield Due(_("Decide the target: %(target)s") % {"target": one.target}, f"{one.unit.name} · {one.get_state_display()}", one.get_absolute_url(), _("Open"))
    for late in targets.late_ones(user, [office.unit for office in offices_held(user, day)], day):
        yield Due(_("Late target: %(target)s") % {"target": late.assignment.target}, late.assignment.unit.name, late.assignment.get_absolute_url(), _("Open"), late=True)


def votes_to_cast(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    if not user.own_member_id:
        return
    for voter in to_vote_in(user):
        yield Due(_("Secret ballot"), voter.question, address("ballots:vote", voter.pk), _("Vote"))


SOURCES: list[Callable[[Any, date], Iterator[Due]]] = [
    votes_to_cast,
    targets_to_answer,
    cases_in_hand,
    recognitions_due,
    corrections_to_answer,
    own_jobs,
    imports_to_finish,
    units_without_paper,
    own_corrections,
]


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
