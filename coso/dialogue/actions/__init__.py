"""The verbs of dialogue."""

from coso.dialogue.actions.dialogues import (
    Planned,
    announce,
    call_off,
    change_dialogue,
    dialogues_follow,
    hold_dialogue,
    publish_minutes,
)
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
from coso.dialogue.actions.sent_in import (
    Put,
    hold_back,
    join_sent_in,
    put_forward,
    regroup,
    send_in,
    set_publishing,
    support,
    take_back_support,
    withdraw_sent_in,
)
from coso.dialogue.actions.topics import answer_topic, arrange_topic, owe_answer

__all__ = [
    "Asked", "Planned", "Proposed", "Put", "allow_publishing", "announce", "answer", "answer_petition", "answer_topic", "arrange_topic", "ask", "ask_back", "ask_for", "call_off", "change_dialogue",
    "deal_with_petition", "dialogues_follow", "follow_ended_unit", "hold_back", "hold_dialogue", "join_questions", "join_sent_in", "note_read", "owe_answer", "pass_on", "pass_petition_up", "petitions_follow",
    "publish_minutes", "publish_offer", "put_forward", "receive_petition", "regroup", "send_in", "send_petition", "set_publishing", "support", "take_back_publishing", "take_back_support", "take_offer", "take_up",
    "withdraw", "withdraw_petition", "withdraw_sent_in",
]
