"""What a locked screen, a letter or a text message may say: which kind of news, and never about what."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy, ngettext

from coso.common import vietnamese
from coso.notices.enums import Kind

# Neither Party nor membership: whoever looks at a screen, a mailbox or a gateway learns nothing of whom it belongs to.
TITLE = "Coso"
OUTSIDE = {
    Kind.MEETING: gettext_lazy("There is news about a meeting"),
    Kind.TASK: gettext_lazy("There is news about a task"),
    Kind.BALLOT: gettext_lazy("A question waits for your decision"),
    Kind.REQUEST: gettext_lazy("There is news about a request of yours"),
    Kind.PAPER: gettext_lazy("There is a new paper to read"),
    Kind.DIALOGUE: gettext_lazy("There is news about a dialogue"),
    Kind.SURVEY: gettext_lazy("You are asked for your opinion"),
}


def outside(kinds: Sequence[str]) -> str:
    """One sentence for all that goes out at once."""
    if len(set(kinds)) == 1:
        return str(OUTSIDE[Kind(kinds[0])])
    return ngettext("%(n)s new notice", "%(n)s new notices", len(kinds)) % {"n": vietnamese.number(len(kinds))}
