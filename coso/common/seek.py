"""Pages for programs: each answer names where the next begins, sought from the last row and never counted off."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

MOST = 500


def page(rows: QuerySet, after: str, limit: int) -> tuple[list[Any], str]:
    """At most `limit` rows in the order of the tree, and the word that asks for those after them; empty at the end."""
    limit = max(1, min(limit, MOST))
    found = list(beyond(rows, after).order_by("position", "pk")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], f"{last.position}.{last.pk}" if last else ""


def beyond(rows: QuerySet, after: str) -> QuerySet:
    """The rows past the one `after` names; a word nobody gave out asks for nothing."""
    if not after:
        return rows
    position, _, pk = after.partition(".")
    if not (position.isdecimal() and pk.isdecimal()) or len(after) > 40:
        return rows.none()
    return rows.filter(Q(position__gt=position) | Q(pk__gt=pk), position__gte=position)
