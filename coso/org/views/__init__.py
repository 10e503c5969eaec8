"""Pages of the tree, of one unit, and of the areas units serve."""

from coso.org.views.areas import (
    add_area,
    add_place,
    area_traits,
    areas,
    correct_area,
    serve,
    stop,
)
from coso.org.views.changes import correct, found, move, rename
from coso.org.views.reading import children, search, switch, tree, unit

__all__ = [
    "add_area", "add_place", "area_traits", "areas", "children", "correct", "correct_area", "found", "move", "rename", "search",
    "serve", "stop", "switch", "tree", "unit",
]
