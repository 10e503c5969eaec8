"""The verbs of the handbook."""

from coso.handbook.actions.copies import note_copy
from coso.handbook.actions.guides import (
    Content,
    change,
    end,
    hand_back,
    release,
    revise,
    submit,
    write,
)
from coso.handbook.actions.images import add_image, remove_image
from coso.handbook.actions.receipts import confirm_read

__all__ = ["Content", "add_image", "change", "confirm_read", "end", "hand_back", "note_copy", "release", "remove_image", "revise", "submit", "write"]
