"""Units for other programs of the office: what the asker may see, read only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from coso.common.seek import page
from coso.org.models import Unit

router = Router(tags=["units"])


class UnitOut(Schema):
    code: str
    name: str
    kind: str
    sector: str
    parent: str = Field("", description="code of the superior, if the asker may see it")


class Units(Schema):
    rows: list[UnitOut]
    next: str = Field(description="give it as `after` for the next page; empty at the end")


@router.get("/units", response=Units, url_name="units", summary="Units in being in the asker's care, in the order of the tree")
def units(request: HttpRequest, q: str = "", after: str = "", limit: int = 100) -> dict[str, Any]:
    """q: words of a name, with or without tone marks."""
    request.user.require_anywhere("unit.view")
    seen = Unit.objects.visible_to(request.user).filter(ended_on__isnull=True)
    rows, following = page(seen.search(q) if q.strip() else seen, after, limit)
    superiors = dict(Unit.objects.visible_to(request.user).filter(pk__in={unit.parent_id for unit in rows}).values_list("pk", "code"))
    return {"rows": [as_out(unit, superiors) for unit in rows], "next": following}


def as_out(unit: Unit, superiors: dict[int, str]) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name, "kind": unit.kind, "sector": unit.sector, "parent": superiors.get(unit.parent_id or 0, "")}
