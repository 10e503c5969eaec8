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

__all__ = ["Content", "change", "end", "hand_back", "note_copy", "release", "revise", "submit", "write"]
