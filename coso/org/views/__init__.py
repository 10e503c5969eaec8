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
from coso.org.views.changes import correct, found, found_many, move, rename
from coso.org.views.mass import bodies, correct_body, end_body
from coso.org.views.reading import children, search, switch, tree, unit

__all__ = [
    "add_area", "add_place", "area_traits", "areas", "bodies", "children", "correct", "correct_area",
    "correct_body", "end_body", "found", "found_many", "move", "rename", "search",
    "serve", "stop", "switch", "tree", "unit",
]
