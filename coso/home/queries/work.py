"""Cases, tasks, drafts and ballots in a user's hands, and the days they are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coso.admissions import queries as admissions
from coso.assignments import queries as assignments
from coso.assignments.enums import TaskState
from coso.assignments.models import Assignment
from coso.ballots.enums import BallotKind
from coso.ballots.models import Voter
from coso.ballots.queries import to_vote_in
from coso.common import vietnamese
from coso.common.scope import within
from coso.documents.enums import DocumentState
from coso.documents.models import DraftRequest, Publication
from coso.documents.queries import with_studies
from coso.home.navigation import address
from coso.home.queries.due import Due
from coso.procedures.models import Case

SHOWN_CASES = 12
SHOWN_DRAFTS = 10
SHOWN_TASKS = 8
MOST_TASKS = 100
UNREPORTED = (TaskState.GIVEN, TaskState.HANDED_BACK)


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


def drafts_to_read(user: Any, day: date) -> Iterator[Due]:
    """Drafts of papers the user was asked to comment on or to sign off."""
    waiting = DraftRequest.objects.visible_to(user).open().filter(asked=user.pk, document__state=DocumentState.DRAFT).select_related("document__unit")
    for one in waiting.order_by("due_on", "pk")[:SHOWN_DRAFTS]:
        by = _("Answer by %(day)s") % {"day": vietnamese.date(one.due_on)} if one.due_on else ""
        yield Due(f"{one.get_kind_display()}: {one.document.abstract}", " · ".join(filter(None, [by, one.document.unit.name])), one.get_absolute_url(), _("Read and answer"), late=bool(one.due_on and one.due_on < day))


def papers_to_confirm(user: Any, day: date) -> Iterator[Due]:
    """Papers of the library the user is asked to confirm having read, or to study; once confirmed or finished, or taken out, nothing reminds any more."""
    if not user.own_member_id:
        return
    asked = with_studies(Publication.objects.visible_to(user).asking(user), user).filter(Q(waits=True) | Q(study__isnull=False))
    for one in asked.defer("text", "words").order_by("receipt_by", "pk")[:SHOWN_DRAFTS]:
        head = " · ".join(filter(None, [one.symbol, one.issuer]))
        if one.waits:
            by = _("To be confirmed by %(day)s") % {"day": vietnamese.date(one.receipt_by)}
            yield Due(_("Read and confirm: %(paper)s") % {"paper": one.abstract}, f"{by} · {head}", one.get_absolute_url(), _("Read"), late=bool(one.receipt_by and one.receipt_by < day))
        if one.study:
            until = date.fromisoformat(one.study["until"])
            by = _("To be studied by %(day)s") % {"day": vietnamese.date(until)}
            yield Due(_("Study: %(paper)s") % {"paper": one.abstract}, f"{by} · {head}", address("documents:study", one.study["pk"]), _("Study it"), late=until < day)


def votes_to_cast(user: Any, day: date) -> Iterator[Due]:  # noqa: ARG001 no deadline
    """For the handbook, whose pages see rows about oneself wherever they lie."""
    if user.own_member_id:
        yield from map(vote_to_cast, to_vote_in(user))


def vote_to_cast(voter: Voter) -> Due:
    """A ballot to vote in, or a survey to answer."""
    if voter.kind == BallotKind.SURVEY:
        return Due(_("Survey: %(title)s") % {"title": voter.question}, _("You are asked; who reads the answer stands on top of it."), address("surveys:answer", voter.pk), pgettext("survey", "Answer"))
    return Due(_("Secret ballot"), voter.question, address("ballots:vote", voter.pk), _("Vote"))
