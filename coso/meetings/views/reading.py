"""A unit's meetings, one meeting, its minutes, and the board of the branches below."""

from __future__ import annotations

from itertools import dropwhile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.queries import units_with
from coso.common import exports
from coso.common.addresses import key_in, month_in
from coso.common.periods import add_months
from coso.documents.queries import paragraphs
from coso.figures.exports import Bar, bars
from coso.meetings import rules
from coso.meetings.enums import OF_MEMBERS, HeldWhen, Level, MeetingState, Reply
from coso.meetings.exports import sheet_of
from coso.meetings.models import Meeting
from coso.meetings.queries import papers
from coso.meetings.queries.board import board as board_of
from coso.meetings.queries.board import facts
from coso.meetings.queries.branch import meeting_before
from coso.meetings.queries.following import followers_at
from coso.meetings.queries.roll import attendance, roll
from coso.meetings.queries.sums import MonthHeld, over_a_year
from coso.meetings.tables import board_columns, meeting_table
from coso.meetings.views.ground import HOLD, seen, tasks_told, today
from coso.org.models import Unit
from coso.procedures.exports import TYPES
from coso.rulebook.rules import title_of

STATES = {MeetingState.PLANNED: "", MeetingState.CALLED: "info", MeetingState.OPEN: "warn", MeetingState.CLOSED: "warn", MeetingState.SETTLED: "good", MeetingState.CALLED_OFF: "bad"}
LEVELS = {Level.GOOD: "good", Level.FAIR: "info", Level.AVERAGE: "warn", Level.WEAK: "bad"}
WHEN = {HeldWhen.ON_DAY: "good", HeldWhen.IN_WINDOW: "info", HeldWhen.OUTSIDE: "warn"}


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings the reader may see, the latest first; the next one stands on top."""
    request.user.require_anywhere("meeting.view")
    table = meeting_table(request)
    if table.export_kind:
        return exports.response(table.export_kind, "sinh-hoat-hoi-nghi", table.export_columns, table.ordered, title=_("Meetings of branches and committees"))
    following = Meeting.objects.visible_to(request.user).filter(state__in=[MeetingState.PLANNED, MeetingState.CALLED, MeetingState.OPEN], planned_on__gte=add_months(today(), -1)).select_related("unit").order_by("planned_on", "pk").first()
    may_hold = request.user.anywhere(HOLD)
    one_branch = len(units_with("meeting.view", request.user).in_tree_order()[:2]) == 1
    return render(request, "meetings/list.html", {"title": _("Meetings of branches and committees"), "table": table, "following": following, "may_hold": may_hold, "one_branch": one_branch, "about": papers.about(following) if following else ""})


@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """All of one meeting: what is to be done next, the people, the agenda, the votes, the score."""
    found = seen(request, pk)
    people, book = roll(found), rules.book_on(found.day, found.unit)
    told = facts(found, book, today())
    answers = [(one, one.answer) for one in people if one.expected]
    shown = {
        "meeting": found, "about": papers.about(found), "state": STATES[MeetingState(found.state)], "facts": told, "when": WHEN.get(told.when) if told.when else "", "items": found.agendaitems.all(),
        "people": people, "answers": answers, "answered": answer_counts(answers), "count": attendance(people), "book": book, "votes": [papers.vote_said(vote) for vote in found.meetingvotes.filter(void=False).select_related("ballot")],
        "lines": [(papers.without_points(title_of(line.key)), line) for line in found.scorelines.all()], "level": LEVELS.get(Level(found.self_level)) if found.self_level else "", "official": LEVELS.get(Level(found.official_level)) if found.official_level else "",
        "may_hold": request.user.allowed(HOLD, found.unit), "may_decide": request.user.allowed("meeting.decide", found.unit.parent or found.unit), "before": meeting_before(found),
        "percent": rules.percent_of(told.attendance.rate), "percent_excused": rules.percent_of(told.attendance.rate_excused), "least": rules.least_minutes(found.kind, book), "quorum": rules.quorum(attendance(people), book.rule("quorum")),
        "followers": followers_at(found), "elections": list(found.elections.all()), "elects": found.kind in rules.ELECTS and found.state in rules.TAKES_NOTES, "scored": found.kind in OF_MEMBERS, "disputed": [one for one in people if one.disputed],
    }
    return render(request, "meetings/meeting.html", shown | tasks_told(request.user, found))


def answer_counts(answers: list[tuple[Any, Any]]) -> list[tuple[str, int]]:
    """How many answered what, and how many not yet."""
    given = [answer.reply if answer else "" for _one, answer in answers]
    return [(str(reply.label), given.count(reply.value)) for reply in Reply] + [(_("No answer yet"), given.count(""))]


@require_safe
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    found = seen(request, pk)
    if not found.is_held:
        raise Http404
    versions = list(found.minutes.select_related("settled_by"))
    number = request.GET.get("ban", "")
    asked = next((one for one in versions if str(one.number) == number), versions[-1] if versions else None)
    sheet = sheet_of(found, asked)
    shown = {"meeting": found, "versions": versions, "asked": asked, "sheet": sheet, "paragraphs": paragraphs(asked.text if asked else papers.minutes_text(found)), "may_hold": request.user.allowed(HOLD, found.unit), "title": _("Minutes"), "about": papers.about(found)}
    return render(request, "meetings/minutes.html", shown)


@require_safe
def minutes_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The minutes as DOCX or PDF: the last version settled, or the draft."""
    found = seen(request, pk)
    if kind not in TYPES or not found.is_held:
        raise Http404
    make, content_type = TYPES[kind]
    name = f"bien-ban-{found.day:%Y-%m-%d}.{kind}"
    return HttpResponse(make(sheet_of(found, found.minutes.last())), content_type=content_type, headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or ""})


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The branches below a unit in a month."""
    request.user.require_anywhere("meeting.view")
    unit, month = unit_asked(request), month_in(request.GET.get("thang")) or today().replace(day=1)
    if unit is None:
        return HttpResponseRedirect(reverse("meetings:list"))
    found = board_of(unit, month, today(), by=request.user)
    if (kind := request.GET.get("export")) in ("csv", "xlsx"):
        return exports.response(kind, f"sinh-hoat {month:%Y-%m}", board_columns(), found.rows, title=_("Branch meetings") + f" {month:%m/%Y} · {unit.name}")
    kept = f"?unit={unit.pk}&thang="
    year = over_a_year(unit, month, by=request.user)
    shown = {
        "year": year, "picture": bars([bar for one in dropwhile(lambda one: not one.held, year) for bar in bars_of(one)]),
        "title": _("Board of branch meetings"), "board": found, "earlier": f"{kept}{add_months(month, -1):%Y-%m}", "later": f"{kept}{add_months(month, 1):%Y-%m}", "book": rules.book_on(month, unit), "day": rules.proposed_day(month, rules.book_on(month, unit)),
        "exports": [(word, f"{kept}{month:%Y-%m}&export={word}") for word in ("xlsx", "csv")], "whens": WHEN, "levels": LEVELS, "above": unit.parent if unit.parent and request.user.allowed("meeting.view", unit.parent) else None,
    }
    return render(request, "meetings/board.html", shown)


def bars_of(one: MonthHeld) -> list[Bar]:
    label = f"{one.month:%m/%Y}"
    return [Bar(label, one.held, _("Held")), Bar(label, one.in_time, _("On the day or in the first week"))]


def unit_asked(request: HttpRequest) -> Unit | None:
    """The unit named, or the topmost one of the reader."""
    mine = units_with("meeting.view", request.user).in_tree_order()
    asked = key_in(request.GET.get("unit"))
    return get_object_or_404(mine, pk=asked) if asked else mine.first()


