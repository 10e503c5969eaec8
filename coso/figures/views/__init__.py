"""Pages of figures, and of those told to everybody."""

from coso.figures.views.pages import (
    one,
    page,
    records,
    unit,
    unit_ages,
    unit_all,
    unit_below,
    unit_cards,
)
from coso.figures.views.released import public_index, public_unit, release, take_back

__all__ = ["one", "page", "public_index", "public_unit", "records", "release", "take_back", "unit", "unit_ages", "unit_all", "unit_below", "unit_cards"]
