"""The verbs of dialogue."""

from coso.dialogue.actions.offers import (
    allow_publishing,
    publish_offer,
    take_back_publishing,
    take_offer,
)
from coso.dialogue.actions.questions import (
    Asked,
    answer,
    ask,
    ask_back,
    ask_for,
    follow_ended_unit,
    join_questions,
    note_read,
    pass_on,
    take_up,
    withdraw,
)

__all__ = [
    "Asked", "allow_publishing", "answer", "ask", "ask_back", "ask_for", "follow_ended_unit", "join_questions", "note_read", "pass_on", "publish_offer",
    "take_back_publishing", "take_offer", "take_up", "withdraw",
]
