"""Lists: search, filters, sort, columns, exact count and pages, all held in the page's address.

A view makes a `Table` from a request and a queryset that already knows the reader; the component
`<c-list-of :table="table" noun="…" />` shows it. Pages are sought from the last row seen, never counted off, so they are
as fast far in as at the start and lose or repeat no row when others enter rows meanwhile.
"""

from coso.common.tables.filters import (
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    NumberRangeFilter,
    RangeFilter,
    UnitFilter,
    YesNoFilter,
)
from coso.common.tables.parts import BoundFilter, Cell, Chip, Head, Row
from coso.common.tables.table import PAGE, Table

__all__ = [
    "PAGE", "BoundFilter", "Cell", "Chip", "ChoiceFilter", "DateRangeFilter", "Filter", "Head", "NumberRangeFilter",
    "RangeFilter", "Row", "Table", "UnitFilter", "YesNoFilter",
]
