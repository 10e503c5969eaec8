"""To which units one may propose, and what waits."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from coso.dialogue.models import Petition
from coso.org.models import Unit


def units_above(unit: Unit, day: date) -> QuerySet[Unit]:
    """Those above it on the day, the nearest first."""
    found: QuerySet[Unit] = Unit.objects.filter(position__lte=unit.position, position_end__gt=unit.position).exclude(pk=unit.pk).existing_on(day)
    return found.order_by("-position", "position_end")


def petitions_to_answer(user: Any) -> QuerySet[Petition]:
    """Put to the very units for which the reader answers, what is due first."""
    found: QuerySet[Petition] = Petition.objects.sent_to(user.places("petition.answer")).open().select_related("unit")
    return found.order_by("due_on", "here_since", "pk")
