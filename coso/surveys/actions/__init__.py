"""The verbs of surveys."""

from coso.surveys.actions.answering import (
    answer_anonymously,
    answer_by_name,
    answer_for,
    join_replies,
)
from coso.surveys.actions.drafting import (
    Content,
    add_question,
    change,
    change_question,
    hand_back,
    remove_question,
    submit,
    write,
)
from coso.surveys.actions.running import (
    end_early,
    end_when_over,
    follow_ended_unit,
    open_on_its_day,
    release,
)

__all__ = [
    "Content", "add_question", "answer_anonymously", "answer_by_name", "answer_for", "change", "change_question", "end_early", "end_when_over", "follow_ended_unit", "hand_back", "join_replies",
    "open_on_its_day", "release", "remove_question", "submit", "write",
]
