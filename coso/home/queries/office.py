"""What waits for whoever looks after a unit: requests, entries, imports, long work, plans and reports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.access.models import User
from coso.common import vietnamese
from coso.common.enums import ImportState, JobState
from coso.common.jobs import KINDS
from coso.common.models import ImportBatch, Job, Operation
from coso.home.navigation import address
from coso.home.queries.due import Due
from coso.members.enums import CorrectionState
from coso.members.models import CorrectionRequest
from coso.org.models import Unit
from coso.reports.enums import State
from coso.reports.models import UnitReport
from coso.reports.queries import Owed, names_of, owed_around
from coso.restructuring.models import RestructuringPlan
from coso.restructuring.queries import units_of_odd_size

SHOWN_JOBS = 5
SHOWN_REPORTS = 8
SHOWN_PLANS = 5


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
