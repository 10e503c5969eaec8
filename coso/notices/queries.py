"""Whom something can be told, and how they want it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from coso.members.models import Member
from coso.notices.models import Choice


def choice_of(user: Any) -> Choice:
    """How the member wants to be told; what holds for everybody where they never chose."""
    return Choice.objects.visible_to(user).first() or Choice(member_id=user.own_member_id)


def choices_of(members: Collection[int]) -> dict[int, Choice]:
    """How each of them wants to be told, where they chose."""
    return {one.member_id: one for one in Choice.objects.filter(member__in=members)}


def reachable(members: Collection[int], by: Any) -> list[int]:
    """Of these, those on the roll who have an open account; not whoever does the act: they know."""
    found = Member.objects.filter(pk__in=members, left_on=None, account__is_active=True)
    return list((found.exclude(account=by.pk) if by.pk else found).order_by("pk").values_list("pk", flat=True))
