"""What waits for a person today, asked from each app beneath; the late first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from coso.home.queries.dialogue import (
    answer_to_read,
    answers_owed,
    dialogues_in_hand,
    petitions_to_answer,
    questions_to_answer,
    votes_and_answers,
)
from coso.home.queries.due import Due
from coso.home.queries.meetings import (
    levels_to_decide,
    meetings_in_hand,
    meetings_to_plan,
    notices_to_answer,
    visits_to_note,
)
from coso.home.queries.office import (
    corrections_to_answer,
    imports_to_finish,
    job_title,
    kept_operations,
    operations_kept,
    own_jobs,
    plans_to_see_to,
    reports_in_hand,
    reports_owed,
    sizes_to_decide,
    units_without_paper,
)
from coso.home.queries.own import (
    corrections_and_answers,
    offices_held,
    own_corrections,
    own_record,
)
from coso.home.queries.search import Found, found
from coso.home.queries.work import (
    Deadline,
    cases_in_hand,
    deadlines,
    drafts_to_read,
    papers_to_confirm,
    recognitions_due,
    tasks_in_hand,
    tasks_to_answer,
    unreported,
    votes_to_cast,
)


def things_to_do(user: Any, day: date) -> list[Due]:
    """Everything that waits for this user, late things first, else in the order of the sources."""
    waiting = chain.from_iterable(source(user, day) for source in SOURCES)
    return sorted(waiting, key=lambda due: not due.late)


def told_to_a_member(user: Any, day: date) -> list[Due]:
    """What a member without an office is told besides meetings and tasks, for the handbook."""
    return list(chain.from_iterable(source(user, day) for source in OF_A_MEMBER))


SOURCES: list[Callable[[Any, date], Iterator[Due]]] = [
    votes_and_answers,
    notices_to_answer,
    visits_to_note,
    questions_to_answer,
    petitions_to_answer,
    answers_owed,
    dialogues_in_hand,
    meetings_in_hand,
    meetings_to_plan,
    drafts_to_read,
    papers_to_confirm,
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
OF_A_MEMBER = [votes_to_cast, corrections_and_answers]  # the handbook reads answers to questions with the record, in one question

__all__ = ["Deadline", "Due", "Found", "answer_to_read", "answers_owed", "cases_in_hand", "corrections_and_answers", "corrections_to_answer", "deadlines", "dialogues_in_hand", "drafts_to_read", "found", "imports_to_finish", "job_title", "kept_operations", "levels_to_decide", "meetings_in_hand", "meetings_to_plan", "notices_to_answer", "offices_held", "operations_kept", "own_corrections", "own_jobs", "own_record", "petitions_to_answer", "plans_to_see_to", "questions_to_answer", "recognitions_due", "reports_in_hand", "reports_owed", "sizes_to_decide", "tasks_in_hand", "tasks_to_answer", "things_to_do", "told_to_a_member", "units_without_paper", "unreported", "visits_to_note", "votes_and_answers", "votes_to_cast"]
