"""Questions about plans: what they would change, and what they changed."""

from coso.restructuring.queries.board import Board, board
from coso.restructuring.queries.coverage import Heat, covered, heat
from coso.restructuring.queries.drawing import areas_of, names_area, sketch_of
from coso.restructuring.queries.forecast import Forecast, Line, Role, forecast, namer
from coso.restructuring.queries.sizes import units_of_odd_size

__all__ = ["Board", "Forecast", "Heat", "Line", "Role", "areas_of", "board", "covered", "forecast", "heat", "namer", "names_area", "sketch_of", "units_of_odd_size"]
