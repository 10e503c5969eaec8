"""When a meeting is to be held, who ought to come, what votes and score come to, and what may be done."""

from coso.meetings.rules.acts import (
    TAKES_MARKS,
    TAKES_NOTES,
    check_answer,
    check_becomes,
    check_branch,
    check_ends,
    check_groups,
    check_holds,
    check_level_reason,
    check_not_called_off,
    check_plan,
    check_roll,
    check_state,
    check_times,
    opening_time,
    time_of,
)
from coso.meetings.rules.counts import (
    PER_CENT,
    Attendance,
    Count,
    Quorum,
    attendance_of,
    check_count,
    check_points,
    frame_of,
    frame_on,
    level_of,
    local_steps,
    percent_of,
    quorum,
    steps_said,
)
from coso.meetings.rules.day import (
    KEYS,
    Book,
    Seen,
    book_on,
    called_in_time,
    day_named,
    days_asked,
    held_when,
    late,
    least_minutes,
    long_enough,
    minutes_by,
    minutes_of,
    proposed_day,
    settled_in_time,
    window_ends,
)
from coso.meetings.rules.elections import (
    ELECTS,
    Result,
    check_can_be_seated,
    check_delegates,
    check_elects,
    check_result,
)
from coso.meetings.rules.following import (
    check_above,
    check_of_committee,
    check_own_words,
    check_until,
    check_visit,
)

__all__ = ["ELECTS", "KEYS", "PER_CENT", "TAKES_MARKS", "TAKES_NOTES", "Attendance", "Book", "Count", "Quorum", "Result", "Seen", "attendance_of", "book_on", "called_in_time", "check_above", "check_answer", "check_becomes", "check_branch", "check_can_be_seated", "check_count", "check_delegates", "check_elects", "check_ends", "check_groups", "check_holds", "check_level_reason", "check_not_called_off", "check_of_committee", "check_own_words", "check_plan", "check_points", "check_result", "check_roll", "check_state", "check_times", "check_until", "check_visit", "day_named", "days_asked", "frame_of", "frame_on", "held_when", "late", "least_minutes", "level_of", "local_steps", "long_enough", "minutes_by", "minutes_of", "opening_time", "percent_of", "proposed_day", "quorum", "settled_in_time", "steps_said", "time_of", "window_ends"]
