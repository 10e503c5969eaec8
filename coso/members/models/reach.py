"""Whose records a reader may see, and how long records are kept."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

KEEP = "as long as the member's file; the archive period is unknown and is a setting"


def own_or_inside(user: Any, permission: str, own: str) -> Q:
    """Rows inside the user's intervals for a permission, or about the user's own member record.

    Where the intervals cover the own record already, lists of records do without the OR: it would cost them their index.
    """
    intervals = user.intervals(permission)
    member = user.own_outside(intervals) if own == "pk" else user.own_member_id
    found = Q(**{own: member}) if member else Q(pk__in=[])
    for lo, hi in intervals:
        found |= Q(position__gte=lo, position__lt=hi)
    return found
