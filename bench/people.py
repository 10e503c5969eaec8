"""Who asks: an account at a branch, a commune, a province and at the centre; made once in the bench's database."""

from dataclasses import dataclass
from datetime import date

from coso.access.models import Appointment, User
from coso.common.scope import everything, within
from coso.org.enums import UnitKind
from coso.org.models import Unit


@dataclass(frozen=True)
class Reader:
    level: str
    unit: Unit
    user: User


def readers() -> list[Reader]:
    with within(everything(where="bench")):
        centre = Unit.objects.get(kind=UnitKind.CENTRE)
        province = Unit.objects.filter(kind=UnitKind.PROVINCIAL_ORGANISATION).order_by("position").first()
        commune = Unit.objects.under(province).filter(kind=UnitKind.COMMUNE_ORGANISATION, ended_on__isnull=True).order_by("position").first()
        branch = Unit.objects.under(commune).filter(sector="residential", ended_on__isnull=True).order_by("position").first()
        places = {"branch": branch, "commune": commune, "province": province, "nation": centre}
        return [Reader(level, unit, _account(level, unit)) for level, unit in places.items()]


def _account(level: str, unit: Unit) -> User:
    user, new = User.objects.get_or_create(username=f"bench.{level}", defaults={"unit": unit})
    if new:
        Appointment.objects.create(user=user, role="organisation_officer", unit=unit, valid_from=date(2025, 7, 1))
    return User.objects.get(pk=user.pk)
