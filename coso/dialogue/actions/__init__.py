"""The verbs of dialogue."""

from coso.dialogue.actions.offers import (
    allow_publishing,
    publish_offer,
    take_back_publishing,
    take_offer,
)
from coso.dialogue.actions.petitions import (
    Proposed,
    answer_petition,
    deal_with_petition,
    pass_petition_up,
    petitions_follow,
    receive_petition,
    send_petition,
    withdraw_petition,
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
    "Asked", "Proposed", "allow_publishing", "answer", "answer_petition", "ask", "ask_back", "ask_for", "deal_with_petition", "follow_ended_unit", "join_questions", "note_read", "pass_on", "pass_petition_up",
    "petitions_follow", "publish_offer", "receive_petition", "send_petition", "take_back_publishing", "take_offer", "take_up", "withdraw", "withdraw_petition",
]
