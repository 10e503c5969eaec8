"""Papers are drafted, read before they are issued, numbered, issued, signed, withdrawn, corrected, received and laid out."""

from coso.documents.actions.files import add_file, sign
from coso.documents.actions.library import confirm_read, publish, unpublish
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

__all__ = ["Content", "Received", "add_file", "answer_request", "ask", "change", "change_received", "confirm_read", "correct", "draft", "issue", "mark", "publish", "register_received", "reserve", "set_term", "sign", "take_back_request", "take_over", "unmark", "unpublish", "withdraw"]
