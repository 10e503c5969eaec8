"""What a phone carries into a room without network: the meeting as it stands, everybody called with their place, and the words of the page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.assignments.models import Assignment
from coso.common.vietnamese import date as written
from coso.common.vietnamese import long_date
from coso.meetings import rules
from coso.meetings.enums import HERE, ROLL_BUTTONS, Place, VoteAbout
from coso.meetings.models import Meeting
from coso.meetings.queries import papers
from coso.meetings.queries.branch import meeting_before
from coso.meetings.queries.following import guests_told
from coso.meetings.queries.roll import Person, roll
from coso.meetings.queries.score_facts import known_before
from coso.meetings.queries.tasks import Looked, before_meeting, given_in
from coso.rulebook.book import Rule


def pack_of(meeting: Meeting) -> dict[str, Any]:
    """Plain values only. Nothing of a member but the name, their place, what they answered and what is marked. source: where a phone asks for it anew."""
    known = known_before(meeting, timezone.localdate())
    frame, book, steps = rules.frame_of(meeting), rules.book_on(meeting.day, meeting.unit), rules.local_steps(meeting.day, meeting.unit)
    return {
        "name": f"meeting:{meeting.pk}", "source": reverse("meetings:take_along", args=[meeting.pk]), "meeting": meeting.pk, "address": meeting.get_absolute_url(),
        "title": papers.about(meeting), "unit": meeting.unit.name, "where": f"{meeting.planned_at:%H:%M}, {long_date(meeting.day)}", "place": meeting.place,
        "state": meeting.state, "over": meeting.is_held or meeting.is_called_off, "opened_at": moment(meeting.opened_at), "closed_at": moment(meeting.closed_at), "least": rules.least_minutes(meeting.kind, book),
        "chair": meeting.chair_id, "secretary": meeting.secretary_id, "guests": meeting.guests or guests_told(meeting), "conclusion": meeting.conclusion, "question": papers.usual_question(meeting),
        "people": [person(one) for one in roll(meeting) if one.place != Place.SUSPENDED],
        "items": [{"id": item.pk, "title": item.title, "minutes": item.minutes} for item in meeting.agendaitems.all()],
        "looked": [looked(one) for one in before_meeting(meeting, timezone.localdate())], "given": [given(one) for one in given_in(meeting)],
        "votes": [{"question": vote.question, "in_favour": vote.in_favour, "against": vote.against, "abstained": vote.abstained, "adopted": vote.adopted} for vote in meeting.meetingvotes.filter(void=False, ballot=None)],
        "frame": [score_line(rule, known, steps.get(rule.key)) for rule in frame], "points": {line.key: str(line.points) for line in meeting.scorelines.all()}, "remedies": {line.key: line.remedy for line in meeting.scorelines.all()},
        "before": said_before(meeting), "buttons": [[value.value, str(label)] for value, label in ROLL_BUTTONS], "here": [one.value for one in HERE],
        "abouts": [[one.value, str(one.label)] for one in VoteAbout], "words": words(),
    }


def moment(at: Any) -> str | None:
    return at and timezone.localtime(at).isoformat()


def person(one: Person) -> dict[str, Any]:
    """votes: whether they have a vote once they are here. excuse: what they wrote when they could not come."""
    said = [str(one.place.label)] if not one.expected else []
    said += [_("here for a time")] if one.guest else [] if one.official else [_("Probationary")]
    answer = one.answer
    return {
        "id": one.member_id, "name": one.name, "expected": one.expected, "chairs": one.expected and not one.guest, "guest": one.guest, "said": said,
        "answer": f"{answer.get_reply_display()}{f' ({answer.reason})' if answer.reason else ''}" if answer else "", "excuse": answer.reason if answer else "",
        "presence": one.presence.value, "reason": one.mark.reason if one.mark else "", "opinions": one.opinions,
        "votes": one.official and not one.guest and one.place in {Place.CALLED, Place.EXEMPT},
    }


def looked(one: Looked) -> dict[str, Any]:
    return given(one.task) | {"state": str(one.task.get_state_display()), "late": one.late, "said": one.said}


def given(task: Assignment) -> dict[str, str]:
    return {"title": task.title, "who": task.done_by, "due": written(task.due_on)}


def score_line(rule: Rule, known: dict[str, str], steps: Rule | None) -> dict[str, str]:
    return {"fact": known.get(rule.key, ""), "steps": rules.steps_said(steps) if steps else "", "key": rule.key, "title": papers.without_points(str(rule.title)), "most": str(rule.value)}


def said_before(meeting: Meeting) -> dict[str, str] | None:
    """What the meeting before concluded, to be looked at in this one."""
    before = meeting_before(meeting)
    return {"title": papers.about(before), "text": before.conclusion} if before and before.conclusion else None


def words() -> dict[str, str]:
    """What the page says; the page itself is drawn on the phone."""
    return {
        "roll": _("Roll call"), "agenda": _("Agenda"), "votes": _("Votes"), "score": _("Score"), "end": _("Closing"), "opening": _("Opening"), "back": _("On this phone"), "parts": _("Steps of the meeting"),
        "open": _("Open the meeting"), "chair": _("Chair"), "secretary": _("Meeting secretary"), "guests": _("Guests"), "guests_help": _("One a line: name, office."), "not_open": _("Not opened yet"),
        "so_far": _("{n} minutes so far"), "more": _("{n} more to the {least} of the rule"), "reached": _("the {least} minutes of the rule are reached"), "lasted": _("Lasted {n} minutes"),
        "expected": _("Ought to come"), "present": _("Present"), "with_reason": _("With reason"), "no_reason": _("No reason"), "unmarked": _("Not marked"),
        "rest": _("All who are not marked are present"), "answered": _("Answered"), "more_of": _("Reason, or take back"), "reason": _("Reason of absence"), "with_this": _("Absent, with this reason"), "clear": _("Take the mark back"), "cleared": _("Not marked"),
        "minutes": _("What the minutes say"), "kept": _("Kept on this phone."), "typing": _("Not kept yet"), "written": _("written"), "spoke": _("Who spoke"), "spoke_hint": _("only how often, never what"), "call_first": _("Call the roll first: whoever is present can be counted as a speaker."),
        "one_more": _("{name}: one more opinion"), "one_less": _("{name}: one opinion less"), "before": _("Concluded last time"),
        "tasks": _("Tasks"), "looked": _("Tasks to look at"), "given": _("Tasks given at this meeting"), "give": _("Give a task"), "give_it": _("Give the task"), "what": _("What is to be done"), "what_help": _("Short and to be checked: what must be there in the end."),
        "leading": _("Who answers for it"), "due": _("Due on"), "due_on": _("due on {day}"), "late": _("Late"), "no_tasks": _("The branch has no open task, and none was closed since the last meeting."),
        "about": _("The vote is about"), "question": _("Question"), "in_favour": _("In favour"), "against": _("Against"), "abstained": _("Abstaining"), "declared": _("The chair declared it"), "adopted": _("adopted"), "not_adopted": _("not adopted"),
        "record": _("Record the vote"), "hands": _("Show of hands"), "so_far_votes": _("Votes so far"), "voters": _("{here} members with a vote are here."), "no_vote": _("Probationary members, guests and members who are here for a time have no vote."),
        "too_many": _("For, against and abstaining make {told}, but only {here} members with a vote are here. Nothing was kept. Count again, or complete the roll call."), "counted": _("{for} for, {against} against, {abstained} abstaining"),
        "conclusion": _("Conclusion of the chair"), "together": _("Together"), "keep_score": _("Keep the score"), "remedy": _("Remedy"), "steps": _("Local steps"), "too_high": _("Points are missing, or more than the item has. Nothing was kept."),
        "close": _("Close the meeting"), "sure": _("Close the meeting? Marks and texts can still be added until the minutes are settled."), "closed": _("The meeting is closed. Everything goes from this phone once it is sent."),
        "sent": _("Everything of this meeting has arrived and is gone from this phone. The minutes wait in Coso."), "see": _("Whole meeting"),
        "full": _("This phone is full. What you just entered was NOT kept."),
    }
