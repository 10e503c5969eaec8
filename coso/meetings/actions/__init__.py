"""Meetings are planned, called, held, written down and judged."""

from coso.meetings.actions.after import (
    amend_minutes,
    decide_level,
    draft_resolution,
    settle_minutes,
)
from coso.meetings.actions.congress import (
    add_all_members,
    add_delegate,
    count_election,
    nominate,
    remove_delegate,
    seat_elected,
)
from coso.meetings.actions.following import (
    Assigned,
    assign_follower,
    end_following,
    end_followings_of,
    join_followings,
    note_visit,
    take_back_visit,
)
from coso.meetings.actions.hold import (
    Question,
    check_in,
    close,
    conclude,
    correct_times,
    enter_text,
    mark,
    mark_rest,
    note_opinion,
    open_meeting,
    open_meeting_ballot,
    record_vote,
    score,
)
from coso.meetings.actions.plan import (
    Line,
    Plan,
    answer,
    answer_for,
    call,
    call_off,
    change_plan,
    follow_ended_unit,
    plan_meeting,
    plan_year,
    set_agenda,
)
from coso.meetings.actions.tasks import give_task

__all__ = ["Assigned", "Line", "Plan", "Question", "add_all_members", "add_delegate", "amend_minutes", "answer", "answer_for", "assign_follower", "call", "call_off", "change_plan", "check_in", "close", "conclude", "correct_times", "count_election", "decide_level", "draft_resolution", "end_following", "end_followings_of", "enter_text", "follow_ended_unit", "give_task", "join_followings", "mark", "mark_rest", "nominate", "note_opinion", "note_visit", "open_meeting", "open_meeting_ballot", "plan_meeting", "plan_year", "record_vote", "remove_delegate", "score", "seat_elected", "set_agenda", "settle_minutes", "take_back_visit"]
