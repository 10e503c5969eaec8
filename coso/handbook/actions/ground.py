"""What each verb about a guide begins and ends with."""

from __future__ import annotations

from datetime import date

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.handbook import rules
from coso.handbook.enums import GuideAct, GuideState
from coso.handbook.models import Guide


def written_by(guide: Guide, by: Actor) -> None:
    """The list of writers only grows. It trusts its caller, a verb, to have asked leave and to save."""
    if by.pk and by.pk not in guide.writers:
        guide.writers = [*guide.writers, by.pk]


def in_hand(guide: Guide, permission: str, by: Actor, state: GuideState) -> Guide:
    """Leave asked, the row locked, and in the state the verb needs. It trusts its caller, a verb, to be one transaction."""
    by.require(permission, guide.unit)
    guide = held(Guide.objects.select_related("unit"), guide.pk)
    rules.check_state(guide.state, state, guide.ended_on)
    return guide


def kept(kind: GuideAct, guide: Guide, by: Actor, *, day: date | None = None, reason: str = "") -> Guide:
    """One act, as a verb ends; it trusts its caller for all before."""
    record(kind, guide, by=by, position=guide.unit.position, day=day, reason=reason)
    return guide
