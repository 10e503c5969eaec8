"""What else happens: kind of act -> functions to call, in the same transaction.

The only place where apps meet sideways.
"""

from collections.abc import Callable

from coso.common.models import Act

REACTIONS: dict[str, tuple[Callable[[Act], None], ...]] = {}
