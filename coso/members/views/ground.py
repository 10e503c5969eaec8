"""What the pages of this folder share: one record in scope, one form, one act, and the log of readings."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from coso.access.enums import ReadingKind
from coso.access.reading import log_reading
from coso.common import performing
from coso.members import queries
from coso.members.models import Member


def find(request: HttpRequest, pk: int) -> Member:
    """The record, if the reader may see it; else 404."""
    rows = Member.objects.visible_to(request.user).select_related("unit", "birth_province", "home_province", "residence_province")
    return get_object_or_404(rows, pk=pk)


def find_for(request: HttpRequest, pk: int, permission: str) -> Member:
    """The record for an act: 404 out of sight, 403 without the right."""
    member = find(request, pk)
    request.user.require(permission, member.unit)
    return member


def is_own(request: HttpRequest, member: Member) -> bool:
    return request.user.own_member_id == member.pk


def log(request: HttpRequest, member: Member, kind: ReadingKind, fields: Collection[str] = ()) -> None:
    """Keep that somebody else's record was read; one's own reading leaves nothing."""
    if not is_own(request, member):
        log_reading(by=request.user, kind=kind, position=member.position, member_id=member.pk, fields=fields, page=request.path)


def about(request: HttpRequest, member: Member, **more: Any) -> dict[str, Any]:
    """What every page about one member shows; the units above lead to their members, where one may see such lists."""
    above = queries.chain(member.unit) if request.user.anywhere("member.view") else []
    trail = [{"name": unit.name, "get_absolute_url": f"{reverse('members:list')}?unit={unit.pk}"} for unit in above]
    return {"member": member, "trail": trail, "back": member.get_absolute_url(), **more}


perform = partial(performing.perform, template="members/form.html")


def sent(request: HttpRequest) -> Any:
    """What was sent, even nothing at all; None when the form is only opened."""
    return request.POST if request.method == "POST" else None


def today() -> Any:
    """The clock, asked at the edge."""
    return timezone.localdate()
