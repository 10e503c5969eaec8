"""Members for other programs of the office: what the asker may see, read only, nothing of class 3."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from coso.common.errors import NotAllowed
from coso.common.seek import page
from coso.members.models import Member
from coso.org.models import Unit

router = Router(tags=["members"])


class MemberOut(Schema):
    id: int
    full_name: str
    sex: str
    birth_date: date
    unit: str = Field(description="code of the branch")
    status: str
    activity: str
    admission_date: date
    official_date: date | None


class Members(Schema):
    rows: list[MemberOut]
    next: str = Field(description="give it as `after` for the next page; empty at the end")


@router.get("/members", response=Members, url_name="members", summary="Members on the roll in the asker's care, branch by branch")
def members(request: HttpRequest, unit: str = "", after: str = "", limit: int = 100) -> dict[str, Any]:
    """unit: a code; only members there and below. Sensitive fields (class 3) are never given here."""
    if not request.user.anywhere("member.view"):
        raise NotAllowed
    seen = Member.objects.visible_to(request.user).on_roll().select_related("unit")
    rows, following = page(seen.under(unit_of(request, unit)) if unit else seen, after, limit)
    return {"rows": [as_out(member) for member in rows], "next": following}


def unit_of(request: HttpRequest, code: str) -> Unit:
    found = Unit.objects.visible_to(request.user).filter(code=code, ended_on__isnull=True).first()
    if found is None:
        raise Http404
    return found


def as_out(member: Member) -> dict[str, Any]:
    plain = ("id", "full_name", "sex", "birth_date", "status", "activity", "admission_date", "official_date")
    return {name: getattr(member, name) for name in plain} | {"unit": member.unit.code}
