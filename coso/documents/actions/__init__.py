"""Papers are drafted, read before they are issued, numbered, issued, withdrawn, corrected and received."""

from coso.documents.actions.papers import (
    Content,
    Received,
    add_file,
    change,
    change_received,
    correct,
    draft,
    issue,
    publish,
    register_received,
    reserve,
    set_term,
    take_over,
    unpublish,
    withdraw,
)
from coso.documents.actions.requests import answer_request, ask, take_back_request

__all__ = ["Content", "Received", "add_file", "answer_request", "ask", "change", "change_received", "correct", "draft", "issue", "publish", "register_received", "reserve", "set_term", "take_back_request", "take_over", "unpublish", "withdraw"]
