"""What a plan changes, in figures: each unit before and after, totals, warnings, roles to give anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from coso.access.models import Appointment
from coso.access.roles import ROLES
from coso.members.enums import Status, StayKind
from coso.members.models import Stay
from coso.org.enums import UnitKind
from coso.org.kinds import BRANCH_KINDS, KINDS
from coso.org.models import Area, AreaService, Unit
from coso.restructuring.queries.drawing import sketch_of
from coso.restructuring.rules.operations import Ref, parse_all
from coso.restructuring.rules.sketch import Drawn, Refusal, Sketch, count_under
from coso.rulebook import rules as rulebook


@dataclass(frozen=True)
class Counts:
    """Members whose home it is on the day: official and on probation."""

    official: int = 0
    probationary: int = 0

    @property
    def members(self) -> int:
        return self.official + self.probationary

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.official + other.official, self.probationary + other.probationary)

    def __sub__(self, other: Counts) -> Counts:
        return Counts(self.official - other.official, self.probationary - other.probationary)

    def plain(self) -> dict[str, int]:
        return {"members": self.members, "official": self.official, "probationary": self.probationary}


@dataclass(frozen=True)
class Line:
    """One unit. `before` None: founded by the plan. `after` None: ended by it."""

    ref: Ref
    name: str
    kind: str
    superior: str
    before: Counts | None
    after: Counts | None
    warnings: tuple[str, ...] = ()

    @property
    def kind_label(self) -> str:
        return str(UnitKind(self.kind).label)

    @property
    def change(self) -> int:
        return (self.after.members if self.after else 0) - (self.before.members if self.before else 0)

    def plain(self) -> dict[str, Any]:
        told = {"unit": self.ref, "name": self.name, "kind": str(self.kind), "superior": self.superior, "warnings": list(self.warnings)}
        return told | {"before": self.before.plain() if self.before else None, "after": self.after.plain() if self.after else None}


@dataclass(frozen=True)
class Total:
    """A unit and all below it."""

    units: int
    branches: int
    counts: Counts

    def __add__(self, other: Total) -> Total:
        return Total(self.units + other.units, self.branches + other.branches, self.counts + other.counts)

    def __sub__(self, other: Total) -> Total:
        return Total(self.units - other.units, self.branches - other.branches, self.counts - other.counts)

    def plain(self) -> dict[str, int]:
        return {"units": self.units, "branches": self.branches, **self.counts.plain()}


@dataclass(frozen=True)
class Role:
    """A role held in a unit that ends: a person gives it anew, nothing does it by itself."""

    appointment: int
    user: int
    name: str
    role: str
    unit: str
    successors: tuple[str, ...]


@dataclass
class Forecast:
    """moved: how many members change their unit. refusals: what the rules would not let pass."""

    lines: list[Line]
    before: Total
    after: Total
    moved: int
    operations: list[str]
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    sketch: Sketch | None = None

    @property
    def ready(self) -> bool:
        return not self.refusals and bool(self.operations)

    def plain(self) -> dict[str, Any]:
        """As the command prints it and as a checked plan keeps it."""
        return {
            "ready": self.ready, "operations": self.operations, "moved": self.moved,
            "before": self.before.plain(), "after": self.after.plain(), "units": [line.plain() for line in self.lines],
            "warnings": self.warnings, "refusals": [asdict(one) for one in self.refusals], "roles": [asdict(one) for one in self.roles],
        }


def forecast(plain: Sequence[dict[str, Any]], unit: Unit, day: date, also: Iterable[int] = ()) -> Forecast:
    """Draw the operations on the units as they are on `day`; nothing is written. The totals are those of `unit`."""
    operations = parse_all(list(plain))
    then = sketch_of(operations, day, {unit.pk, *also})
    now = deepcopy(then).draw_all(operations)
    official = _official(now, day)
    whole, drawn = total_of(unit, day), _drawn(then, unit, official)
    lines = [_line(key, then, now, official, day) for key in _in_order(then, now)]
    told = Forecast(
        lines=[line for line in lines if line is not None], before=whole, after=whole - drawn + _drawn(now, unit, official),
        moved=sum(start != end for start, end in now.moved.values()), operations=[one.said(namer(now)) for one in operations],
        refusals=now.refusals, sketch=now,
    )
    told.warnings = [*_not_conserved(told), *_left_areas(then, now, day)]
    told.roles = roles_to_give_anew(now, day)
    return told


def namer(sketch: Sketch) -> Any:
    """Names for the sentences of operations."""

    def named(ref: Ref) -> str:
        unit = sketch.units.get(ref)
        return f"“{unit.name if unit else ref}”"

    return named


def _official(sketch: Sketch, day: date) -> set[int]:
    rows = Stay.objects.filter(unit__in=[ref for ref in sketch.units if isinstance(ref, int)], kind=StayKind.HOME, status=Status.OFFICIAL)
    return set(rows.as_of(day).values_list("member", flat=True))


def _in_order(then: Sketch, now: Sketch) -> list[Ref]:
    """Units before the plan in the order of the tree, then those it founds."""
    places = dict(Unit.objects.filter(pk__in=[ref for ref in then.units if isinstance(ref, int)]).values_list("pk", "position"))
    return [*sorted(then.units, key=lambda ref: places.get(int(ref), 0)), *(ref for ref in now.units if ref not in then.units)]


def _counts(unit: Drawn, official: set[int]) -> Counts:
    count = len(unit.people & official)
    return Counts(count, len(unit.people) - count)


def _line(ref: Ref, then: Sketch, now: Sketch, official: set[int], day: date) -> Line | None:
    """A line for every unit that the plan changes, itself or in its members."""
    old, new = then.units.get(ref), now.units[ref]
    changed = old is None or new.ended or (old.name, old.kind, old.parent) != (new.name, new.kind, new.parent)
    superior = now.units.get(new.parent) if new.parent is not None else None
    before, after = (_counts(old, official) if old else None), (None if new.ended else _counts(new, official))
    if not changed and before == after and (old is None or old.people == new.people):
        return None
    warnings = tuple(_of_size(new, after, now, day)) if after is not None else ()
    return Line(ref, new.name, new.kind, superior.name if superior else "", before, after, warnings)


def _of_size(unit: Drawn, counts: Counts, sketch: Sketch, day: date) -> Iterator[str]:
    """What the regulations ask of a unit of this size; they advise, a person decides."""
    rule, rules = KINDS[UnitKind(unit.kind)], rulebook.on(day)
    if rule.branch and (least := rules.find("org.min_official_members")) and counts.official < least.value:
        yield _("%(count)s official members, fewer than %(least)s (%(source)s).") % {"count": counts.official, "least": least.value, "source": rulebook.named(least)}
    if rule.branch and (low := rules.find("org.merge_trigger_official_members")) and counts.official <= low.value:
        yield _("With %(least)s official members or fewer, members are sent in or the branch is merged (%(source)s).") % {"least": low.value, "source": rulebook.named(low)}
    if size := rules.find("org.party_organisation_min_members"):
        yield from _of_form(unit, counts, sketch, size)


def _of_form(unit: Drawn, counts: Counts, sketch: Sketch, size: Any) -> Iterator[str]:
    told = {"size": size.value, "source": rulebook.named(size)}
    if unit.kind == UnitKind.GRASSROOTS_BRANCH and counts.members >= size.value:
        yield _("%(count)s members: from %(size)s a grass-roots unit is a party organisation with branches (%(source)s).") % {"count": counts.members, **told}
    if unit.kind == UnitKind.GRASSROOTS_PARTY_ORGANISATION and (all_below := count_under(sketch, unit.ref)) < size.value:
        yield _("%(count)s members: below %(size)s a grass-roots unit is a branch (%(source)s).") % {"count": all_below, **told}


def total_of(unit: Unit, day: date) -> Total:
    """The whole subtree as the records have it, on today's tree."""
    units = Unit.objects.under(unit).existing_on(day)
    people = Stay.objects.under(unit).filter(kind=StayKind.HOME).as_of(day)
    official, members = people.filter(status=Status.OFFICIAL).count(), people.count()
    return Total(units.count(), units.filter(kind__in=BRANCH_KINDS).count(), Counts(official, members - official))


def _drawn(sketch: Sketch, top: Unit, official: set[int]) -> Total:
    """Of the subtree, what is drawn."""
    units = [unit for unit in sketch.units.values() if not unit.ended and sketch.inside(unit.ref, top.pk)]
    people = set().union(*(unit.people for unit in units))
    count = len(people & official)
    return Total(len(units), sum(unit.kind in BRANCH_KINDS for unit in units), Counts(count, len(people) - count))


def _not_conserved(told: Forecast) -> list[str]:
    if told.before.counts == told.after.counts:
        return []
    return [_("The number of members would not be the same before and after: %(before)s and %(after)s.") % {"before": told.before.counts.members, "after": told.after.counts.members}]


def _left_areas(then: Sketch, now: Sketch, day: date) -> list[str]:
    """Areas that had a branch and would have none."""
    left = set().union(*(unit.areas for unit in then.units.values())) - set().union(*(unit.areas for unit in now.units.values()))
    if not left:
        return []
    elsewhere = AreaService.objects.as_of(day).filter(area__in=left, unit__kind__in=BRANCH_KINDS).exclude(unit__in=then.units).values("area")
    names = Area.objects.residential().filter(pk__in=left).exclude(pk__in=elsewhere).values_list("name", flat=True)
    return [_("“%(area)s” would have no branch.") % {"area": name} for name in names]


def roles_to_give_anew(sketch: Sketch, day: date) -> list[Role]:
    """Roles held on the day in units that end."""
    ended = {unit.ref: unit for unit in sketch.units.values() if unit.ended}
    held = Appointment.objects.filter(unit__in=ended).as_of(day).select_related("user", "unit").order_by("unit__position", "role", "pk")
    return [
        Role(one.pk, one.user_id, str(one.user), str(ROLES[one.role].title), one.unit.name, tuple(sketch.units[ref].name for ref in ended[one.unit_id].successors))
        for one in held
    ]


