"""The meeting while it is held: one step after the other, large, with the clock and the counts always in sight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coso.assignments.forms import due_after
from coso.assignments.queries import who_may_do
from coso.common import vietnamese
from coso.common.errors import NoConfirmedRule, RuleBroken
from coso.common.performing import NothingForm, done_with
from coso.meetings import actions, forms, rules
from coso.meetings.enums import OF_MEMBERS, ROLL_BUTTONS, Presence
from coso.meetings.models import AgendaItem, Meeting
from coso.meetings.queries import papers
from coso.meetings.queries.following import guests_told
from coso.meetings.queries.pack import pack_of
from coso.meetings.queries.roll import Person, attendance, roll, voters
from coso.meetings.queries.score_facts import score_facts
from coso.meetings.views.ground import HOLD, seen, tasks_told, today
from coso.members.models import Member

STEPS = {
    "khai-mac": gettext_lazy("Opening"), "diem-danh": gettext_lazy("Roll call"), "noi-dung": gettext_lazy("Agenda"), "nhiem-vu": gettext_lazy("Tasks"), "bieu-quyet": gettext_lazy("Votes"),
    "ket-luan": gettext_lazy("Conclusion"), "cham-diem": gettext_lazy("Score"), "ket-thuc": gettext_lazy("Closing"),
}
OPENING, ROLL_CALL, CONTENT, TASKS, VOTES, CONCLUSION, SCORE, CLOSE = STEPS


@require_safe
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """To the step the meeting stands at."""
    found = seen(request, pk, HOLD)
    return redirect("meetings:step", pk, step_of(found))


@require_safe
def take_along(request: HttpRequest, pk: int) -> JsonResponse:
    """What a phone carries into a room without network."""
    return JsonResponse(pack_of(seen(request, pk, HOLD)))


def step_of(meeting: Meeting) -> str:
    if not meeting.is_open:
        return OPENING if meeting.is_before else CLOSE
    if attendance(roll(meeting)).unmarked:
        return ROLL_CALL
    if not meeting.conclusion:
        return CONTENT
    return SCORE if meeting.self_points is None and SCORE in steps_of(meeting) else CLOSE


def steps_of(meeting: Meeting) -> dict[str, Any]:
    """Of a committee or a congress nobody gives points."""
    return {key: title for key, title in STEPS.items() if key != SCORE or meeting.kind in OF_MEMBERS}


@require_safe
def bar(request: HttpRequest, pk: int) -> HttpResponse:
    """The line with the clock and the counts, asked for every minute."""
    found = seen(request, pk, HOLD)
    return render(request, "meetings/_bar.html", in_sight(found, roll(found)))


def in_sight(meeting: Meeting, people: list[Person]) -> dict[str, Any]:
    book, now_ = rules.book_on(meeting.day, meeting.unit), timezone.now()
    found, least, lasted = attendance(people), rules.least_minutes(meeting.kind, book), rules.minutes_by(meeting, now_)
    left = least - lasted if least is not None and lasted is not None else None
    return {
        "meeting": meeting, "count": found, "percent": rules.percent_of(found.rate), "percent_excused": rules.percent_of(found.rate_excused), "lasted": lasted, "least": least,
        "left": left if left and left > 0 else None, "least_rule": book.rule("least_combined" if least and least == book.number("least_combined") else "least"), "disputed": [one for one in people if one.disputed],
        "quorum": rules.quorum(found, book.rule("quorum")), "book": book,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    found = seen(request, pk, HOLD)
    steps = steps_of(found)
    if step not in steps:
        raise Http404
    people = roll(found)
    form = FORMS[step](request, found, people) if step in FORMS else None
    if form is not None and (gone := done_with(request, form, lambda told: ACTS[step](request, found, form, told), said=SAID[step], to=gone_on(found, step))):
        return gone
    following = after(found, step)
    told = {
        "step": step, "steps": [(key, title, reverse("meetings:step", args=[pk, key])) for key, title in steps.items()], "title": STEPS[step], "number": list(steps).index(step) + 1,
        "form": form, "people": people, "rows": [row_of(one) for one in people], "following": reverse("meetings:step", args=[pk, following]) if step != CLOSE else "", "following_title": STEPS[following], "about": papers.about(found),
        "items": [(item, forms.TextForm(initial={"text": item.minutes}, prefix=f"item-{item.pk}")) for item in found.agendaitems.all()] if step == CONTENT else [],
        "in_turn": next((item.pk for item in found.agendaitems.all() if not item.minutes), None) if step == CONTENT else None,
        "votes": found.meetingvotes.filter(void=False).select_related("ballot"), "voters": voters(found, people) if step == VOTES else None,
        "ballot_form": forms.BallotForm(prefix="kin") if step == VOTES else None, "frame": rules.frame_of(found) if step == SCORE else [],
        "takes_marks": found.state in rules.TAKES_MARKS, "takes_notes": found.state in rules.TAKES_NOTES,
    }
    told |= tasks_told(request.user, found) if step == TASKS else {}
    return render(request, "meetings/now.html", told | in_sight(found, people), status=422 if form and form.errors else 200)


def gone_on(meeting: Meeting, step: str) -> str:
    """Where an act leads: on to the next step; after a task to the same one, since several are given; from the last to the whole meeting."""
    if step == CLOSE:
        return meeting.get_absolute_url()
    return reverse("meetings:step", args=[meeting.pk, step if step == TASKS else after(meeting, step)])


def after(meeting: Meeting, step: str) -> str:
    order = list(steps_of(meeting))
    return order[min(order.index(step) + 1, len(order) - 1)]


def row_of(one: Person) -> tuple[Person, list[tuple[str, Any, bool]]]:
    """A person with the four buttons, the pressed one told."""
    return one, [(value.value, label, one.presence == value) for value, label in ROLL_BUTTONS]


# --- the forms and verbs of the steps --------------------------------------------------------------

def chair_of(request: HttpRequest, meeting: Meeting, people: list[Person]) -> dict[str, Any]:
    """Who is signed in, where they stand on the roll, chairs as a rule."""
    own = request.user.own_member_id
    mine = own if any(one.member_id == own for one in people) else None
    return {"chair": meeting.chair_id or mine, "secretary": meeting.secretary_id, "guests": meeting.guests or guests_told(meeting)}


FORMS: dict[str, Callable[[HttpRequest, Meeting, list[Person]], Any]] = {
    OPENING: lambda request, meeting, people: forms.OpenForm(request.POST or None, people=people, initial=chair_of(request, meeting, people)),
    TASKS: lambda request, meeting, people: forms.TaskForm(request.POST or None, people=who_may_do(meeting.unit, request.user, today()), initial={"due_on": due_after(meeting.day)}),  # noqa: ARG005 one form, one signature
    VOTES: lambda request, meeting, people: forms.VoteForm(request.POST or None, votes=meeting.meetingvotes.filter(void=False, ballot=None), initial={"question": papers.usual_question(meeting)}),  # noqa: ARG005 one form, one signature
    CONCLUSION: lambda request, meeting, people: forms.ConcludeForm(request.POST or None, initial={"text": meeting.conclusion}),  # noqa: ARG005 as above
    SCORE: lambda request, meeting, people: forms.ScoreForm(request.POST or None, frame=rules.frame_of(meeting), known=meeting.scorelines.all(), facts=score_facts(meeting, people, timezone.now(), today()), steps=rules.local_steps(meeting.day, meeting.unit)),
    CLOSE: lambda request, meeting, people: NothingForm(request.POST if request.method == "POST" else None),  # noqa: ARG005 as above
}


def open_it(request: HttpRequest, meeting: Meeting, form: Any, told: dict[str, Any]) -> Any:  # noqa: ARG001 as above
    chair, secretary = (get_object_or_404(Member, pk=told[name]) for name in ("chair", "secretary"))
    return actions.open_meeting(meeting=meeting, chair=chair, secretary=secretary, guests=told["guests"], by=request.user, now=timezone.now())


ACTS: dict[str, Callable[[HttpRequest, Meeting, Any, dict[str, Any]], Any]] = {
    OPENING: open_it,
    TASKS: lambda request, meeting, form, told: actions.give_task(meeting=meeting, order=form.order(), by=request.user, today=today()),  # noqa: ARG005 as above
    VOTES: lambda request, meeting, form, told: actions.record_vote(meeting=meeting, question=form.asked(), count=form.count(), adopted=told["adopted"], by=request.user, now=timezone.now()),
    CONCLUSION: lambda request, meeting, form, told: actions.conclude(meeting=meeting, text=told["text"], by=request.user),  # noqa: ARG005 as above
    SCORE: lambda request, meeting, form, told: actions.score(meeting=meeting, points=form.points(), remedies=form.remedies(), by=request.user),  # noqa: ARG005 as above
    CLOSE: lambda request, meeting, form, told: actions.close(meeting=meeting, by=request.user, now=timezone.now()),  # noqa: ARG005 as above
}
SAID: dict[str, Any] = {
    OPENING: gettext_lazy("The meeting is open."), TASKS: gettext_lazy("The task is given."), VOTES: gettext_lazy("The vote is recorded."), CONCLUSION: gettext_lazy("The conclusion is kept."),
    SCORE: lambda meeting: _("The branch gave itself %(points)s points.") % {"points": vietnamese.number(meeting.self_points, 1)}, CLOSE: gettext_lazy("The meeting is closed. Settle the minutes once they are read."),
}


# --- single taps -----------------------------------------------------------------------------------

def tapped(request: HttpRequest, pk: int, do: Callable[[Meeting, datetime], Any]) -> str:
    """Carry out a tap; the sentence of a refusal, or nothing."""
    found = seen(request, pk, HOLD)
    try:
        do(found, timezone.now())
    except (RuleBroken, NoConfirmedRule) as refusal:
        return str(refusal)
    return ""


@require_POST
def mark(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    presence, reason = request.POST.get("presence", ""), request.POST.get("reason", "")[:300]
    if presence not in Presence.values:
        raise Http404
    return person_answer(request, pk, member, ROLL_CALL, lambda meeting, at: actions.mark(meeting=meeting, member_id=member, presence=presence, reason=reason, by=request.user, now=at))


@require_POST
def opinion(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    back = request.POST.get("back") == "1"
    return person_answer(request, pk, member, CONTENT, lambda meeting, at: actions.note_opinion(meeting=meeting, member_id=member, back=back, by=request.user, now=at))


def person_answer(request: HttpRequest, pk: int, member: int, step: str, do: Callable[[Meeting, datetime], Any]) -> HttpResponse:
    """The person's line anew with the counts, or without scripts the whole page at the person."""
    refusal = tapped(request, pk, do)
    if not getattr(request, "htmx", False):
        if refusal:
            messages.error(request, refusal)
        return HttpResponseRedirect(reverse("meetings:step", args=[pk, step]) + f"#person-{member}")
    found = seen(request, pk)
    people = roll(found)
    one = next((one for one in people if one.member_id == member), None)
    if one is None:
        raise Http404
    template = "meetings/_person.html" if step == ROLL_CALL else "meetings/_speaker.html"
    told = {"one": one, "buttons": row_of(one)[1], "refusal": refusal, "anew": True, "takes_marks": found.state in rules.TAKES_MARKS, "takes_notes": found.state in rules.TAKES_NOTES}
    return render(request, template, told | in_sight(found, people))


@require_POST
def mark_rest(request: HttpRequest, pk: int) -> HttpResponse:
    done: list[int] = []
    refusal = tapped(request, pk, lambda meeting, at: done.append(actions.mark_rest(meeting=meeting, by=request.user, now=at)))
    if refusal:
        messages.error(request, refusal)
    else:
        messages.success(request, ngettext("%(n)s member is marked as present.", "%(n)s members are marked as present.", done[0]) % {"n": vietnamese.number(done[0])})
    return redirect("meetings:step", pk, ROLL_CALL)


@require_POST
def text(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """The text of one item."""
    line = get_object_or_404(AgendaItem.objects.select_related("meeting__unit"), pk=item, meeting=seen(request, pk, HOLD))
    form = forms.TextForm(request.POST, prefix=f"item-{item}")
    refusal = tapped(request, pk, lambda _meeting, _at: actions.enter_text(item=line, text=form.cleaned_data["text"], by=request.user)) if form.is_valid() else str(form.errors["text"][0])
    (messages.error if refusal else messages.success)(request, refusal or _("The text is kept."))
    return HttpResponseRedirect(reverse("meetings:step", args=[pk, CONTENT]) + f"#item-{item}")


@require_POST
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    seen(request, pk, HOLD)
    form = forms.BallotForm(request.POST, prefix="kin")
    refusal = tapped(request, pk, lambda meeting, at: actions.open_meeting_ballot(meeting=meeting, question=form.asked(), by=request.user, now=at)) if form.is_valid() else _("Say what is voted on. Nothing was opened.")
    (messages.error if refusal else messages.success)(request, refusal or _("The secret ballot is open. Close it on its page once all have voted."))
    return redirect("meetings:step", pk, VOTES)


