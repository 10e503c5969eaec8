"""Search over people and units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from coso.members.models import Member
from coso.org.models import Unit


@dataclass(frozen=True)
class Found:
    """What a search met: people and units within the reader's scope, a few of each and how many there are."""

    text: str
    members: list[Member]
    units: list[Unit]
    more_members: bool
    more_units: bool

    def __bool__(self) -> bool:
        return bool(self.members or self.units)


def found(user: Any, text: str, *, most: int) -> Found:
    """At most `most` people and units; units in tree order, people by given name."""
    people = list(Member.objects.visible_to(user).search(text, user).by_name().select_related("unit")[: most + 1])
    units = list(Unit.objects.visible_to(user).search(text).select_related("parent").order_by(F("ended_on").desc(nulls_first=True), "position")[: most + 1])
    return Found(text, people[:most], units[:most], len(people) > most, len(units) > most)
