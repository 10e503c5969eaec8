"""The tree of party organisations and its history, and the areas it serves."""

from coso.org.models.areas import ALWAYS, TRAITS, Area, AreaQuerySet, AreaService, AreaTraits
from coso.org.models.known import (
    AreaKnown,
    AreaServiceKnown,
    AreaTraitsKnown,
    ClosureKnown,
    PlacementKnown,
    UnitDetailsKnown,
    UnitKnown,
)
from coso.org.models.mass import MassBody, MassBodyKnown
from coso.org.models.placed import (
    HOLD_PLACES,
    PLACES_LOCK,
    LeavesEndedUnit,
    PlacedModel,
    PlacedQuerySet,
    StandsGuard,
)
from coso.org.models.units import (
    END_OF_SPACE,
    NOWHERE,
    Bears,
    Closure,
    Lineage,
    Placement,
    Unit,
    UnitDetails,
    UnitQuerySet,
    printed,
)

__all__ = ["ALWAYS", "END_OF_SPACE", "HOLD_PLACES", "NOWHERE", "PLACES_LOCK", "TRAITS", "Area", "AreaKnown", "AreaQuerySet", "AreaService", "AreaServiceKnown", "AreaTraits", "AreaTraitsKnown", "Bears", "Closure", "ClosureKnown", "LeavesEndedUnit", "Lineage", "MassBody", "MassBodyKnown", "PlacedModel", "PlacedQuerySet", "Placement", "PlacementKnown", "StandsGuard", "Unit", "UnitDetails", "UnitDetailsKnown", "UnitKnown", "UnitQuerySet", "printed"]
