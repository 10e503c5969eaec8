"""Papers are drafted, read before they are issued, numbered, issued, signed, withdrawn, corrected, received and laid out."""

from coso.documents.actions.files import add_file, sign
from coso.documents.actions.library import confirm_read, enter_receipts, publish, unpublish
from coso.documents.actions.marks import mark, unmark
from coso.documents.actions.papers import (
    Content,
    Received,
    change,
    change_received,
    correct,
    draft,
    issue,
    register_received,
    reserve,
    set_term,
    take_over,
    withdraw,
)
from coso.documents.actions.requests import answer_request, ask, take_back_request
from coso.documents.actions.studies import (
    Asked,
    PartSaid,
    change_study,
    discard_study,
    end_study,
    follow_ended_unit,
    open_study,
    prepare_study,
    remove_piece,
    write_part,
    write_question,
)
from coso.documents.actions.studying import finish_study, join_receipts, read_part

__all__ = ["Asked", "Content", "PartSaid", "Received", "add_file", "answer_request", "ask", "change", "change_received", "change_study", "confirm_read", "correct", "discard_study", "draft", "end_study", "enter_receipts", "finish_study", "follow_ended_unit", "issue", "join_receipts", "mark", "open_study", "prepare_study", "publish", "read_part", "register_received", "remove_piece", "reserve", "set_term", "sign", "take_back_request", "take_over", "unmark", "unpublish", "withdraw", "write_part", "write_question"]
