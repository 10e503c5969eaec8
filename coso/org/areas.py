"""Provinces and communes with their official codes, as the package `vietnam-provinces` has them."""

from __future__ import annotations

from vietnam_provinces import Province, VietNamDivisionType, Ward

from coso.org.enums import AreaKind
from coso.org.models import Area

COMMUNE_KINDS = {
    VietNamDivisionType.XA: AreaKind.COMMUNE,
    VietNamDivisionType.PHUONG: AreaKind.WARD,
    VietNamDivisionType.DAC_KHU: AreaKind.SPECIAL_ZONE,
}


def load(*, using: str) -> None:
    """Add the places that are missing and correct those whose name or kind has changed; may be run again at any time."""
    keep([Area(code=f"{one.code.value:02d}", name=one.name, kind=AreaKind.PROVINCE) for one in Province.iter_all()], using)
    keys = dict(Area.objects.using(using).filter(kind=AreaKind.PROVINCE).values_list("code", "pk"))
    communes = [
        Area(code=f"{one.code.value:05d}", name=one.name, kind=COMMUNE_KINDS[one.division_type], parent_id=keys[f"{one.province_code.value:02d}"])
        for one in Ward.iter_all()
    ]
    keep(communes, using)


def keep(areas: list[Area], using: str) -> None:
    known = {area.code: area for area in Area.objects.using(using).filter(code__in=[area.code for area in areas])}
    Area.objects.using(using).bulk_create([area for area in areas if area.code not in known], batch_size=1000)
    changed = [area for area in areas if area.code in known and facts(area) != facts(known[area.code])]
    for area in changed:
        area.pk = known[str(area.code)].pk
    Area.objects.using(using).bulk_update(changed, ["name", "kind", "parent"], batch_size=1000)


def facts(area: Area) -> tuple[str, str, int | None]:
    return area.name, str(area.kind), area.parent_id
