"""Who was asked to confirm or to study a paper, and who has: by name in the very branch, as numbers above it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from coso.common import scope
from coso.documents.enums import Reach
from coso.documents.models import ReceiptModel
from coso.members.enums import Activity
from coso.members.models import Member
from coso.org.models import Unit

PERCENT = 100
RELEASED = (Activity.EXEMPT, Activity.SUSPENDED)  # not asked; may confirm all the same


def asked_of(reading: Any) -> Any:
    """The members on the roll whom it reaches, as a queryset of members. reading: a paper of the library, a study of one, a guide or a survey, with unit and reach."""
    rows = Member.objects.on_roll().filter(merged_into=None).exclude(activity__in=RELEASED)
    return rows.filter(position=reading.unit.position) if reading.reach == Reach.UNIT else rows.under(reading.unit)


@dataclass(frozen=True)
class Branch:
    """One very unit of the reader's: its members, each with the receipt there is."""

    unit: Unit
    people: list[tuple[Member, ReceiptModel | None]]

    @property
    def confirmed(self) -> int:
        return len(self.given)

    @property
    def given(self) -> list[tuple[Member, ReceiptModel]]:
        return [(member, kept) for member, kept in self.people if kept]

    @property
    def missing(self) -> list[Member]:
        return [member for member, kept in self.people if kept is None]


def branches(reading: Any, user: Any) -> list[Branch]:
    """The units in which the reader works, with names; those below them are not among these."""
    there = {kept.member_id: kept for kept in reading.receipts.visible_to(user).select_related("entered_by")}
    people = asked_of(reading).inside(user.places("document.view")).select_related("unit").by_name()
    found: dict[Unit, list[tuple[Member, ReceiptModel | None]]] = {}
    for one in people:
        found.setdefault(one.unit, []).append((one, there.get(one.pk)))
    return [Branch(unit, told) for unit, told in sorted(found.items(), key=lambda pair: pair[0].position)]


@dataclass(frozen=True)
class Line:
    """How many of a unit and all below were asked, and have confirmed."""

    unit: Unit
    asked: int
    confirmed: int

    @property
    def share(self) -> float | None:
        """In percent."""
        return PERCENT * self.confirmed / self.asked if self.asked else None


@dataclass(frozen=True)
class Totals:
    """A unit as a whole, and those right below it. Numbers only."""

    whole: Line
    below: list[Line]


def totals(reading: Any, unit: Unit) -> Totals:
    """Counted with the system's eyes, since the rows themselves are not for those above; the caller has made sure that the unit is the reader's."""
    with scope.within(scope.everything(where="receipts counted")):
        has = Exists(reading.receipts.filter(member=OuterRef("pk")))
        rows = asked_of(reading).under(unit).alias(has=has).order_by().values("position").annotate(n=Count("pk"), done=Count("pk", filter=Q(has=True)))
        counted = [(row["position"], row["n"], row["done"]) for row in rows]
    units = Unit.objects.filter(parent=unit).in_tree_order()
    return Totals(_line(unit, counted), [line for one in units if (line := _line(one, counted)).asked])


def _line(unit: Unit, counted: list[tuple[int, int, int]]) -> Line:
    mine = [(asked, done) for at, asked, done in counted if unit.position <= at < unit.position_end]
    return Line(unit, sum(asked for asked, _done in mine), sum(done for _asked, done in mine))


def tops(reading: Any, user: Any) -> Iterator[Unit]:
    """Where the reader's numbers begin: at the unit that laid it out, else at the reader's own units below that."""
    mine = user.intervals("document.view")
    if any(lo <= reading.unit.position < hi for lo, hi in mine):
        yield reading.unit
    else:
        yield from Unit.objects.filter(position__in=[lo for lo, _hi in mine], position__gte=reading.unit.position, position__lt=reading.unit.position_end).in_tree_order()


def confirmed_at(reading: Any, user: Any) -> datetime | None:
    """When the reader confirmed it."""
    at: datetime | None = reading.receipts.filter(member=user.own_member_id or 0).values_list("at", flat=True).first()
    return at


def without_receipt(reading: Any, by: Any) -> Any:
    """Those of the very branches in which `by` prepares papers who have given none yet, without `by` themselves."""
    people = asked_of(reading).inside(by.places("document.draft")).exclude(pk__in=reading.receipts.values("member"))
    return people.exclude(pk=by.own_member_id or 0).select_related("unit").by_name()
