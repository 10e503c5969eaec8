"""What may be done to the tree and to areas. Each verb asks leave, locks, keeps the rules, writes and records."""

from coso.org.actions.areas import (
    add_area,
    change_traits,
    correct_area,
    serve_area,
    stop_serving,
)
from coso.org.actions.changing import (
    change_kind,
    check_settled,
    correct_unit,
    move_unit,
    rename_unit,
)
from coso.org.actions.ending import dissolve_unit, merge_units, split_unit
from coso.org.actions.founding import NewUnit, found_unit, found_units
from coso.org.actions.ground import tidy_code
from coso.org.actions.mass import correct_body, end_body, enter_body

__all__ = [
    "NewUnit", "add_area", "change_kind", "change_traits", "check_settled", "correct_area", "correct_body", "correct_unit", "dissolve_unit",
    "end_body", "enter_body", "found_unit", "found_units", "merge_units", "move_unit", "rename_unit", "serve_area", "split_unit", "stop_serving", "tidy_code",
]
