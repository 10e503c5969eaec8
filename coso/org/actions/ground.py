"""What every verb of this folder stands on: locks, codes, room, dated details."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.common.scope import everything, within
from coso.common.vietnamese import tidy
from coso.org import rules
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.org.models import Unit, UnitDetails
from coso.org.placing import shift
from coso.org.positions import Space
from coso.rulebook import rules as rulebook


def tidy_code(code: str) -> str:
    """Digits only: dots and spaces between the parts are for reading."""
    return tidy(code).replace(".", "").replace(" ", "")


def check_code(code: str, kind: str, line: list[rules.Superior], on: date) -> None:
    if code:
        rules.check_code(code, kind=kind, line=line, groups=rulebook.on(on).get("org.code.groups"))


def check_codes_free(codes: Sequence[str]) -> None:
    """No two units in being share a code."""
    wanted = [code for code in codes if code]
    twice = next((code for code, times in Counter(wanted).items() if times > 1), None)
    taken = twice or Unit.objects.filter(code__in=wanted, ended_on__isnull=True).values_list("code", flat=True).first()
    if taken:
        raise RuleBroken(_("Another unit in being already has the code %(code)s. Nothing was changed. Correct the code.") % {"code": taken})


def size_of(kind: str) -> int:
    return 1 << KINDS[UnitKind(kind)].width


def locked(*keys: int) -> dict[int, Unit]:
    """The units as they are now, held until the transaction ends; always locked in the order of their keys."""
    found = Unit.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("parent").order_by("pk")
    return {unit.pk: unit for unit in found}


def line_to(unit: Unit) -> list[rules.Superior]:
    above = Unit.objects.above(unit).values_list("kind", "code")
    return [*(rules.Superior(*one) for one in above), rules.Superior(unit.kind, unit.code)]


def place(unit: Unit, interval: tuple[int, int], by: Actor) -> None:
    """Shift the unit and all it holds to an interval of the same width. It trusts its caller to have asked leave."""
    with within(everything(user=by.pk, where="org.move")):
        shift(unit.position, unit.position_end, interval[0] - unit.position)
    unit.position, unit.position_end = interval


def make_room(unit: Unit, size: int, by: Actor) -> None:
    """A kind with a wider interval gets a new one under the same superior; a narrower one keeps what it has.

    It trusts its caller to have asked leave.
    """
    if unit.position_end - unit.position >= size:
        return
    lo, hi = Space.below(unit.parent).take(size)
    place(unit, (lo, lo + unit.position_end - unit.position), by)
    put(unit, position_end=hi)


def put(unit: Unit, **values: object) -> None:
    """Set and save; it trusts its caller to have asked leave."""
    for key, value in values.items():
        setattr(unit, key, value)
    unit.save(update_fields=list(values))


def details_from(unit: Unit, on: date, *, paper: str, reason: str) -> None:
    """From `on`, the details are those the unit has now. A second change on one day replaces the first.

    It trusts its caller to have asked leave.
    """
    now = {"code": unit.code, "name": unit.name, "kind": unit.kind, "sector": unit.sector, "paper": paper, "reason": reason}
    last = UnitDetails.objects.open().get(unit=unit)
    if on < last.valid_from:
        raise RuleBroken(_("“%(unit)s” has its present name, code and kind since %(day)s. Nothing was changed. Choose that day or a later one.") % {"unit": last, "day": f"{last.valid_from:%d/%m/%Y}"})
    if on == last.valid_from:
        UnitDetails.objects.filter(pk=last.pk).update(**now)
        return
    UnitDetails.objects.filter(pk=last.pk).update(valid_to=on)
    UnitDetails.objects.create(unit=unit, valid_from=on, **now)
