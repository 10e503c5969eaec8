"""What is counted of organisations and areas; declared here because `org` stands below the engine."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from coso.figures.enums import Direction
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Dimension,
    Indicator,
    Question,
    Ratio,
    choices,
    declare,
    either,
    known_by,
    once,
    text,
)
from coso.org.enums import RESIDENTIAL_KINDS, AreaKind, MassKind, Sector
from coso.org.kinds import BRANCH_KINDS, GRASSROOTS_KINDS, TEMPORARY_KINDS
from coso.org.models import (
    Area,
    AreaKnown,
    AreaService,
    AreaServiceKnown,
    AreaTraits,
    AreaTraitsKnown,
    Closure,
    ClosureKnown,
    MassBody,
    MassBodyKnown,
    Placement,
    PlacementKnown,
    Unit,
    UnitDetails,
    UnitDetailsKnown,
    UnitKnown,
)

known_by(Unit, UnitKnown)
known_by(UnitDetails, UnitDetailsKnown)
known_by(Closure, ClosureKnown)
known_by(Area, AreaKnown)
known_by(AreaService, AreaServiceKnown)
known_by(AreaTraits, AreaTraitsKnown)
known_by(MassBody, MassBodyKnown)
known_by(Placement, PlacementKnown)

AREA_KINDS = dict(pair for pair in AreaKind.choices if pair[0] in RESIDENTIAL_KINDS)


def in_being(question: Question) -> QuerySet:
    found: QuerySet = question.rows(Unit).existing_on(question.day)
    return found


def of_kinds(question: Question, kinds: tuple[str, ...]) -> QuerySet:
    """Units in being that were of one of these kinds on the day."""
    return _that_were(question, kind__in=kinds)


def of_sector(question: Question, sector: str) -> QuerySet:
    """Units in being that stood in this sector on the day."""
    return _that_were(question, sector=sector)


def _that_were(question: Question, **what: Any) -> QuerySet:
    """By the details of the day; by the unit's own where it has none. Two questions of existence, which PostgreSQL answers by one join each."""
    that_day = question.rows(UnitDetails).as_of(question.day).filter(unit=OuterRef("pk"))
    found: QuerySet = in_being(question).filter(Exists(that_day.filter(**what)) | Q(**what) & ~Exists(that_day))
    return found


def moved(question: Question) -> QuerySet:
    """Placements that began in the period where another had stood: the unit came under another superior by them."""
    before = question.rows(Placement).filter(unit=OuterRef("unit"), valid_to=OuterRef("valid_from"))
    found: QuerySet = question.rows(Placement).filter(Exists(before), valid_from__gte=question.first_day, valid_from__lte=question.day)
    return found


def founded(question: Question) -> QuerySet:
    """Units founded in the period as branches, whatever they have become since."""
    first = question.rows(UnitDetails).filter(unit=OuterRef("pk"), valid_from__lte=OuterRef("founded_on")).order_by("-valid_from").values("kind")[:1]
    in_period = question.rows(Unit).filter(founded_on__gte=question.first_day, founded_on__lte=question.day)
    found: QuerySet = in_period.alias(kind_then=Coalesce(Subquery(first), F("kind"))).filter(kind_then__in=BRANCH_KINDS)
    return found


def bodies(question: Question) -> QuerySet:
    """Bodies of mass organisations on the day, in the units that stand there."""
    found: QuerySet = question.rows(MassBody).as_of(question.day)
    return found


def bodies_founded(question: Question) -> QuerySet:
    """Those founded in the period, each once: what came over from a merged unit was founded there."""
    found: QuerySet = question.rows(MassBody).filter(valid_from__gte=question.first_day, valid_from__lte=question.day, follows=None)
    return found


def served(question: Question) -> QuerySet:
    """Who serves which area on the day."""
    found: QuerySet = question.rows(AreaService).as_of(question.day)
    return found


def joint(question: Question) -> QuerySet:
    places = served(question).filter(unit=OuterRef("pk"), area__kind__in=RESIDENTIAL_KINDS).order_by().values("unit").annotate(n=Count("*")).values("n")
    found: QuerySet = of_kinds(question, BRANCH_KINDS).alias(places=Subquery(places)).filter(places__gt=1)
    return found


def areas(question: Question) -> QuerySet:
    """Residential areas in being, each with `served_unit`: the unit that serves its commune, else the area itself."""
    standing = near(question.rows(Area).filter(kind__in=RESIDENTIAL_KINDS).exclude(ended_on__lte=question.day), question)
    chosen = chosen_services(question)
    own = served(question).filter(area=OuterRef("pk")).order_by("unit__position")
    placed = standing.annotate(
        by_commune=FilteredRelation("parent__served_by", condition=Q(parent__served_by__in=chosen)),
        by_province=FilteredRelation("parent__parent__served_by", condition=Q(parent__parent__served_by__in=chosen)),
    )
    known: QuerySet = placed.annotate(
        served_unit=Coalesce("by_commune__unit_id", "by_province__unit_id", Subquery(own.values("unit_id")[:1]), output_field=BigIntegerField()),
        served_position=Coalesce("by_commune__unit__position", "by_province__unit__position", Subquery(own.values("unit__position")[:1])),
    ).filter(served_unit__isnull=False)
    return known


def chosen_services(question: Question) -> Subquery:
    """Of each commune and province served by an organisation, the service of the first in the tree: a join on these
    is a hundred times faster over all areas of the land than asking for each area in turn.
    """
    first: QuerySet = served(question).filter(area__in=_outer(question)).exclude(unit__kind__in=BRANCH_KINDS).order_by("area_id", "unit__position").distinct("area_id")
    return Subquery(first.values("pk"))


def near(standing: QuerySet, question: Question) -> QuerySet:
    """Those that a unit of the subtree may be found to serve; without this every area of the land is asked who serves it."""
    if question.unit.parent_id is None:
        return standing
    places = _places(question)
    found: QuerySet = standing.filter(Q(pk__in=places) | Q(parent__in=places) | Q(parent__parent__in=places))
    return found


def _outer(question: Question) -> Any:
    """The communes and provinces by which an area may be found to be served from the subtree."""
    if question.unit.parent_id is None:
        return question.rows(Area).exclude(kind__in=RESIDENTIAL_KINDS).values("pk")
    return once(("outer", question.unit, question.day, question.tree, question.known_at), lambda: _read_outer(question))


def _read_outer(question: Question) -> list[int]:
    places = _places(question)
    near_by = Q(pk__in=places) | (Q(parent__in=places) & ~Q(kind__in=RESIDENTIAL_KINDS))
    lines = question.rows(Area).filter(near_by).order_by().values_list("pk", "parent", "parent__parent")
    found = question.rows(Area).exclude(kind__in=RESIDENTIAL_KINDS).filter(pk__in={key for line in lines for key in line if key})
    return list(found.order_by().values_list("pk", flat=True)) or [0]  # an empty list would empty the whole question


def _places(question: Question) -> list[int]:
    """Areas that the subtree serves: read once, for they are looked for three times in each question about areas."""
    return once(("places", question.unit, question.day, question.tree, question.known_at), lambda: _read_places(question))


def _read_places(question: Question) -> list[int]:
    below: QuerySet = question.subtree.holds(served(question), unit="unit", position="unit__position", day=question.day, since=question.day)
    return list(below.order_by().values_list("area", flat=True).distinct())


def branches_of_area(question: Question) -> QuerySet:
    """The services of an outer area by branches in being."""
    return served(question).filter(area=OuterRef("pk"), unit__kind__in=BRANCH_KINDS)


def with_branch(question: Question) -> QuerySet:
    return areas(question).filter(Exists(branches_of_area(question)))


def without_branch(question: Question) -> QuerySet:
    return areas(question).filter(~Exists(branches_of_area(question)))


def _trait(field: str, key: str, no: Any, yes: Any) -> Dimension:
    """Whether on the day the area, or the commune it lies in, was such an area; today's word where no change is on record."""

    def expression(question: Question, _indicator: Indicator) -> Greatest:
        told = question.rows(AreaTraits).as_of(question.day)
        on_the_day = [Coalesce(Subquery(told.filter(area=OuterRef(area)).values(field)[:1]), F(today)) for area, today in (("pk", field), ("parent", f"parent__{field}"))]
        return Greatest(*on_the_day, output_field=BooleanField())

    return Dimension(key, yes, either(no, yes), of=expression)


def unit_row(unit: Any) -> dict[str, Any]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind, "sector": unit.sector}


def move_row(placement: Any) -> dict[str, Any]:
    unit, to = placement.unit, placement.parent
    return {"unit": unit.code, "unit_name": unit.name, "on": placement.valid_from, "superior": to.name if to else ""}


def body_row(body: Any) -> dict[str, Any]:
    return {"name": body.name, "kind": body.kind, "founded_on": body.valid_from, "ended_on": body.valid_to, "unit": body.unit.code, "unit_name": body.unit.name}


def area_row(area: Any) -> dict[str, Any]:
    return {"name": area.name, "kind": area.kind, "commune": area.parent.name if area.parent else ""}


UNITS: dict[str, Any] = {"unit": "pk", "order": ("position",), "dimensions": (UNIT_KIND, SECTOR), "row": unit_row}
AREA_KIND = Dimension("area_kind", _("kind of area"), choices(AREA_KINDS), of=lambda *_: text("kind"))
TRAITS = (
    _trait("border", "border_area", _("Not a border area"), _("Border area")),
    _trait("minority", "minority_area", _("Not an ethnic-minority area"), _("Ethnic-minority area")),
    _trait("specially_hard", "hard_area", _("Not a specially hard area"), _("Specially hard area")),
    _trait("remote", "remote_area", _("Not a remote area"), _("Remote area")),
)
AREAS: dict[str, Any] = {
    "unit": "served_unit", "position": "served_position", "linked": False, "order": ("parent__name", "name", "pk"), "dimensions": (AREA_KIND, *TRAITS), "row": area_row,
    "related": ("parent",), "unit_of_measure": _("areas"),
}

MASS_KIND = Dimension("mass_kind", _("mass organisation"), choices(MassKind), of=lambda *_: text("kind"))
BODIES: dict[str, Any] = {
    "position": "unit__position", "order": ("unit__position", "kind", "name", "pk"), "dimensions": (MASS_KIND, SECTOR, UNIT_KIND), "row": body_row, "related": ("unit",),
    "unit_of_measure": _("bodies"), "direction": Direction.UP,
}

declare(
    Indicator(
        key="units.count", name=_("Party organisations"), unit_of_measure=_("units"), population=in_being, **UNITS,
        definition=_("Party organisations in being on the day, the unit itself included, of every kind down to party groups."),
    ),
    Indicator(
        key="units.grassroots", name=_("Grass-roots units"), unit_of_measure=_("units"), **UNITS,
        population=lambda question: of_kinds(question, GRASSROOTS_KINDS),
        definition=_("Grass-roots branches and grass-roots party organisations in being on the day, the unit itself included when it is one."),
    ),
    Indicator(
        key="branches.count", name=_("Branches"), unit_of_measure=_("branches"), **UNITS,
        population=lambda question: of_kinds(question, BRANCH_KINDS),
        definition=_("Branches in being on the day: grass-roots branches, subordinate branches and other branches, the unit itself included when it is one."),
    ),
    Indicator(
        key="units.temporary_branches", name=_("Temporary branches"), unit_of_measure=_("units"), **UNITS,
        population=lambda question: of_kinds(question, TEMPORARY_KINDS),
        definition=_("Temporary branches in being on the day, of members who are away together; they are not counted among the branches."),
    ),
    Indicator(
        key="units.joint_branches", name=_("Joint branches"), unit_of_measure=_("branches"), population=joint, direction=Direction.DOWN, **UNITS,
        definition=_("Branches that serve two or more residential areas on the day."),
    ),
    Indicator(
        key="units.non_state", name=_("Party organisations in non-state enterprises"), unit_of_measure=_("units"), direction=Direction.UP, **UNITS,
        population=lambda question: of_sector(question, Sector.NON_STATE_ENTERPRISE),
        definition=_("Party organisations in being on the day whose sector on that day is non-state enterprises, of every kind. Foreign-invested enterprises are a sector of their own."),
    ),
    Indicator(
        key="units.moved", name=_("Units moved to another superior"), unit_of_measure=_("moves"), population=moved, row=move_row, event="valid_from", tree_day=F("valid_from"),
        position="unit__position", order=("valid_from", "unit__position", "pk"), dimensions=(UNIT_KIND, SECTOR), related=("unit", "parent"),
        definition=_("Changes of the superior in the period, first and last day included, counted where the unit stands after it. A unit that moves twice counts twice."),
    ),
    Indicator(
        key="branches.founded", name=_("Branches set up"), unit_of_measure=_("branches"), population=founded, event="founded_on", tree_day=F("founded_on"), direction=Direction.UP, **UNITS,
        definition=_("Branches founded in the period, first and last day included, also those that follow others by a merger or a division."),
    ),
    Indicator(
        key="mass_bodies.count", name=_("Mass organisations in enterprises"), population=bodies, **BODIES,
        definition=_("Bodies of mass organisations in being on the day in the enterprises where party organisations stand, as entered on the pages of those units."),
    ),
    Indicator(
        key="mass_bodies.founded", name=_("Mass organisations set up in enterprises"), population=bodies_founded, event="valid_from",
        tree_day=Greatest(F("valid_from"), F("unit__founded_on"), output_field=DateField()), **BODIES,
        definition=_("Bodies of mass organisations founded in the period in enterprises where party organisations stand, first and last day included, each counted once with the unit it was entered at."),
    ),
    Indicator(
        key="areas.count", name=_("Residential areas"), population=areas, **AREAS,
        definition=_("Hamlets, villages and residential groups on the day, counted with the unit that serves their commune."),
    ),
    Indicator(
        key="areas.with_branch", name=_("Areas with a branch"), population=with_branch, direction=Direction.UP, **AREAS,
        definition=_("Hamlets, villages and residential groups that a branch serves on the day, counted with the unit that serves their commune."),
    ),
    Ratio(
        key="areas.with_branch_share", name=_("Share of areas with a branch"), unit_of_measure="%", numerator="areas.with_branch", denominator="areas.count", percent=True, direction=Direction.UP,
        definition=_("Residential areas that a branch serves among all on the day, in percent, two decimals."),
    ),
    Indicator(
        key="areas.without_branch", name=_("Areas without a branch"), population=without_branch, direction=Direction.DOWN, **AREAS,
        definition=_("Hamlets, villages and residential groups that no branch serves on the day, counted with the unit that serves their commune."),
    ),
)
