"""What may be done to the tree and its areas; each refusal is a whole sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from coso.common.errors import RuleBroken
from coso.common.vietnamese import number
from coso.org.enums import RESIDENTIAL_KINDS, Sector, UnitKind
from coso.org.kinds import KINDS, children_of, may_stand_under
from coso.org.models import (
    Area,
    AreaService,
    AreaTraits,
    Closure,
    Lineage,
    MassBody,
    Placement,
    Unit,
    UnitDetails,
)
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule

ENTERPRISES = (Sector.STATE_ENTERPRISE, Sector.NON_STATE_ENTERPRISE, Sector.FOREIGN_INVESTED_ENTERPRISE, Sector.CO_OPERATIVE)
SUB_UNITS = (UnitKind.SUB_GRASSROOTS_ORGANISATION, UnitKind.SECTIONAL_ORGANISATION)


class Superior(NamedTuple):
    """What the rules ask of a unit in the line above: from the top down."""

    kind: str
    code: str


def check_name(name: str) -> None:
    if not name:
        raise RuleBroken(_("A unit needs a name. Nothing was changed. Write the name as the decision gives it."))


def check_kind(kind: str, parent_kind: str | None) -> None:
    """Whether a unit of `kind` may stand under `parent_kind`; None is the top of a tree, where any kind may stand."""
    if parent_kind is None or may_stand_under(kind, parent_kind):
        return
    legal = ", ".join(str(child.label) for child in children_of(parent_kind))
    raise RuleBroken(
        _("“%(kind)s” cannot stand under “%(parent)s”. Nothing was changed. These kinds can: %(legal)s.")
        % {"kind": UnitKind(kind).label, "parent": UnitKind(parent_kind).label, "legal": legal or _("none")}
    )


def check_in_being(unit: Unit, on: date) -> None:
    if unit.founded_on > on:
        raise RuleBroken(_("“%(unit)s” did not exist yet on %(day)s. Nothing was changed. Choose a later day.") % {"unit": unit, "day": f"{on:%d/%m/%Y}"})
    if unit.ended_on and unit.ended_on <= on:
        raise RuleBroken(_("“%(unit)s” had ended on %(day)s. Nothing was changed. Choose an earlier day or another unit.") % {"unit": unit, "day": f"{on:%d/%m/%Y}"})


def check_not_in_future(on: date, today: date) -> None:
    if on > today:
        raise RuleBroken(_("%(day)s has not come yet. Nothing was changed. Enter the change on that day.") % {"day": f"{on:%d/%m/%Y}"})


def check_code(code: str, *, kind: str, line: Sequence[Superior], groups: Sequence[int]) -> None:
    """The parts of an organisation code against the units above.

    line: the superiors, the top first. groups: digits in each part: province, level above the grass
    roots, grass-roots unit, sub-unit, branch.
    """
    if not (code.isascii() and code.isdecimal()) or len(code) != sum(groups):
        raise RuleBroken(_("The code %(code)s is not %(digits)s digits. Nothing was changed. Write all digits; dots are optional.") % {"code": code, "digits": sum(groups)})
    _check_province(code, line, groups)
    _check_superior(code, line, groups)
    sub_unit = split_code(code, groups)[3]
    if int(sub_unit) and kind not in SUB_UNITS and not any(above.kind in SUB_UNITS for above in line):
        raise RuleBroken(_("The fourth part of the code is %(part)s, but there is no sub-unit between the grass-roots unit and this one. Nothing was changed. Write 000 there.") % {"part": sub_unit})


def _check_province(code: str, line: Sequence[Superior], groups: Sequence[int]) -> None:
    province = next((above.code for above in line if above.code and above.kind == UnitKind.PROVINCIAL_ORGANISATION), "")
    if province and code[: groups[0]] != province[: groups[0]]:
        raise RuleBroken(_("The code begins with %(part)s, but the province's code is %(province)s. Nothing was changed. Correct the first part.") % {"part": code[: groups[0]], "province": province[: groups[0]]})


def _check_superior(code: str, line: Sequence[Superior], groups: Sequence[int]) -> None:
    superior = next((above.code for above in reversed(line) if above.code), "")
    if superior and (code == superior or not code.startswith(significant(superior, groups))):
        start = ".".join(split_code(significant(superior, groups), groups))
        raise RuleBroken(_("The code must begin with %(start)s, the code of the superior, and go on from there. Nothing was changed. Correct the code.") % {"start": start})


def split_code(code: str, groups: Sequence[int]) -> list[str]:
    parts, at = [], 0
    for size in groups:
        parts.append(code[at : at + size])
        at += size
    return [part for part in parts if part]


def significant(code: str, groups: Sequence[int]) -> str:
    """The code without the parts that are only noughts at its end."""
    parts = split_code(code, groups)
    while parts and not int(parts[-1]):
        parts.pop()
    return "".join(parts)


def check_move(*, unit: Unit, to: Unit, on: date, today: date, last: Placement) -> None:
    """Whether `unit` may stand under `to` from `on`; `last` is the unit's placement that has no end yet."""
    check_not_in_future(on, today)
    check_in_being(unit, on)
    check_in_being(to, on)
    if unit.parent_id is None:
        raise RuleBroken(_("“%(unit)s” is the top of its tree and cannot be moved. Nothing was changed.") % {"unit": unit})
    if unit.parent_id == to.pk:
        raise RuleBroken(_("“%(unit)s” already stands under “%(to)s”. Nothing was changed. Choose another superior.") % {"unit": unit, "to": to})
    if on <= last.valid_from:
        raise RuleBroken(_("“%(unit)s” has its present superior since %(day)s. Nothing was changed. Choose a later day, or correct the earlier change first.") % {"unit": unit, "day": f"{last.valid_from:%d/%m/%Y}"})
    if to.pk == unit.pk or Closure.objects.filter(ancestor=unit, descendant=to).touching(on, date.max).exists():
        raise RuleBroken(_("“%(to)s” stands below “%(unit)s”, so “%(unit)s” cannot be put under it. Nothing was changed. Choose a superior outside.") % {"unit": unit, "to": to})
    check_kind(unit.kind, to.kind)


def check_may_end(unit: Unit, on: date) -> None:
    """Whether the unit may end on `on`: it stands, nothing stands below it, and nothing about it began on that day or later."""
    check_in_being(unit, max(on, unit.ended_on or on))
    if unit.parent_id is None:
        raise RuleBroken(_("“%(unit)s” is the top of its tree and cannot end. Nothing was changed.") % {"unit": unit})
    below = Placement.objects.filter(parent=unit).touching(on, date.max).select_related("unit").first()
    if below:
        raise RuleBroken(_("“%(below)s” still stands below “%(unit)s” on %(day)s. Nothing was changed. Move or end it first.") % {"below": below.unit, "unit": unit, "day": f"{on:%d/%m/%Y}"})
    if unit.founded_on == on:
        raise RuleBroken(_("“%(unit)s” was founded on %(day)s and cannot end on that same day. Nothing was changed. Choose a later day.") % {"unit": unit, "day": f"{on:%d/%m/%Y}"})
    begun = [*_begun(UnitDetails, unit, on), *_begun(Placement, unit, on), *_begun(AreaService, unit, on), *_begun(MassBody, unit, on)]
    if begun:
        raise RuleBroken(_("Something about “%(unit)s” was changed from %(day)s. Nothing was changed now. End it after that day, or correct the earlier change first.") % {"unit": unit, "day": f"{max(begun):%d/%m/%Y}"})


def _begun(rows: type[UnitDetails | Placement | AreaService | MassBody], unit: Unit, on: date) -> list[date]:
    return list(rows.objects.filter(unit=unit, valid_from__gte=on).values_list("valid_from", flat=True))


def check_emptied(unit: Unit, on: date, held: Sequence[tuple[str, int]]) -> None:
    """held: what still belongs to the unit from `on`, in words, and how many."""
    for what, count in held:
        raise RuleBroken(_("“%(unit)s” still has %(what)s on %(day)s: %(count)s. Nothing was changed. Send them to another branch first.") % {"unit": unit, "what": what, "count": count, "day": f"{on:%d/%m/%Y}"})


def check_area_in_being(area: Area, on: date) -> None:
    if area.ended_on and area.ended_on <= on:
        raise RuleBroken(_("The area “%(area)s” had ended on %(day)s. Nothing was changed. Choose the area that follows it.") % {"area": area, "day": f"{on:%d/%m/%Y}"})


def check_looks_after(unit: Unit, area: Area, on: date) -> None:
    """Whether the unit, or one above it, serves the area on the day: only they may add areas inside it."""
    line = Closure.objects.filter(descendant=unit).as_of(on).values("ancestor")
    if not AreaService.objects.filter(area=area, unit__in=line).as_of(on).exists():
        raise RuleBroken(_("“%(unit)s” does not look after “%(area)s”. Nothing was changed. Set first which unit serves that place.") % {"unit": unit, "area": area})


def check_may_describe(unit: Unit, area: Area, on: date) -> None:
    """Whether the unit, one above it or one below it looks after the area, or after the place it lies in."""
    check_area_in_being(area, on)
    line = Closure.objects.filter(Q(descendant=unit) | Q(ancestor=unit)).as_of(on).values("ancestor", "descendant")
    units = {key for row in line for key in row.values()}
    if not AreaService.objects.filter(area__in=[area.pk, area.parent_id], unit__in=units).as_of(on).exists():
        raise RuleBroken(_("“%(unit)s” does not look after “%(area)s”. Nothing was changed. Set first which unit serves that place.") % {"unit": unit, "area": area})


def check_enterprise(unit: Unit) -> None:
    """Mass organisations are entered where the unit stands in an enterprise."""
    if unit.sector not in ENTERPRISES:
        raise RuleBroken(_("“%(unit)s” does not stand in an enterprise. Nothing was changed. If it does, enter its sector first.") % {"unit": unit})


def check_body_may_end(body: MassBody, on: date) -> None:
    if body.valid_to is not None:
        raise RuleBroken(_("“%(body)s” ended on %(day)s already. Nothing was changed.") % {"body": body, "day": f"{body.valid_to:%d/%m/%Y}"})
    check_body_period(body, body.valid_from, on)


def check_body_period(body: MassBody, founded_on: date, ended_on: date | None) -> None:
    """It lasts a day, and ends no later than its unit; what came over from another unit keeps the day it came."""
    if ended_on is not None and ended_on <= founded_on:
        raise RuleBroken(_("The end %(ended)s is not after the founding on %(founded)s. Nothing was changed. Check both days.") % {"ended": f"{ended_on:%d/%m/%Y}", "founded": f"{founded_on:%d/%m/%Y}"})
    if body.unit.ended_on and (ended_on is None or ended_on > body.unit.ended_on):
        raise RuleBroken(_("“%(unit)s” had ended on %(day)s. Nothing was changed. Choose an earlier day or another unit.") % {"unit": body.unit, "day": f"{body.unit.ended_on:%d/%m/%Y}"})
    if body.follows_id and founded_on != body.valid_from:
        raise RuleBroken(_("“%(body)s” came over with a merger, and that day stands. Nothing was changed. Correct its founding at the unit it came from.") % {"body": body})


def traits_to_end(area: Area, on: date) -> AreaTraits | None:
    """The traits that may end on `on`; None when they never changed."""
    last = AreaTraits.objects.filter(area=area).open().first()
    if last and on <= last.valid_from:
        raise RuleBroken(_("“%(area)s” has its present traits since %(day)s. Nothing was changed. Choose a later day, or correct the record instead.") % {"area": area, "day": f"{last.valid_from:%d/%m/%Y}"})
    return last


def check_founding(unit: Unit, founded_on: date, today: date, held_before: date | None) -> None:
    """Whether the unit can have been founded on that day: its superior stood, and nothing of its own is older or has ended.

    held_before: the first day on which somebody or something of another app belonged to it.
    """
    check_not_in_future(founded_on, today)
    first = Placement.objects.filter(unit=unit).select_related("parent").order_by("valid_from").first()
    if first and first.parent:
        check_in_being(first.parent, founded_on)
    ends = [unit.ended_on, first.valid_to if first else None, UnitDetails.objects.filter(unit=unit).order_by("valid_from").values_list("valid_to", flat=True).first()]
    if any(end and end <= founded_on for end in ends):
        raise RuleBroken(_("“%(unit)s” was changed or ended before %(day)s, so it must have been founded earlier. Nothing was changed. Choose an earlier day.") % {"unit": unit, "day": f"{founded_on:%d/%m/%Y}"})
    if Lineage.objects.filter(successor=unit).exists():
        raise RuleBroken(_("“%(unit)s” follows other units by a decision, and that day is its founding. Nothing was changed. Correct the decision instead.") % {"unit": unit})
    begun = [*([held_before] if held_before else []), *Closure.objects.filter(ancestor=unit).exclude(descendant=unit).values_list("valid_from", flat=True), *AreaService.objects.filter(unit=unit).values_list("valid_from", flat=True)]
    if begun and min(begun) < founded_on and unit.founded_on < founded_on:
        raise RuleBroken(_("“%(unit)s” already had units, members or places of its own on %(earlier)s, before %(day)s. Nothing was changed. Choose that day or an earlier one.") % {"unit": unit, "earlier": f"{min(begun):%d/%m/%Y}", "day": f"{founded_on:%d/%m/%Y}"})


def check_area_name(area: Area) -> None:
    if not area.name:
        raise RuleBroken(_("An area needs a name. Nothing was changed. Write the name used locally."))
    if area.kind not in RESIDENTIAL_KINDS:
        raise RuleBroken(_("Only villages, hamlets and groups are added here; provinces and communes come with their official codes. Nothing was changed. Choose another kind."))
    if Area.objects.filter(parent=area.parent, name=area.name, kind=area.kind, ended_on__isnull=True).exists():
        raise RuleBroken(_("“%(parent)s” already has an area “%(area)s” of that kind. Nothing was changed. Use that one, or add what tells the two apart to the name.") % {"parent": area.parent, "area": area})


def check_not_served_yet(unit: Unit, area: Area, on: date) -> None:
    if AreaService.objects.filter(unit=unit, area=area).touching(on, date.max).exists():
        raise RuleBroken(_("“%(unit)s” already serves “%(area)s”. Nothing was changed.") % {"unit": unit, "area": area})


def service_to_end(unit: Unit, area: Area, on: date) -> AreaService:
    """The service that may end on `on`."""
    service = AreaService.objects.filter(unit=unit, area=area).open().first()
    if service is None:
        raise RuleBroken(_("“%(unit)s” does not serve “%(area)s”. Nothing was changed.") % {"unit": unit, "area": area})
    if on <= service.valid_from:
        raise RuleBroken(_("“%(unit)s” serves “%(area)s” only since %(day)s. Nothing was changed. Choose a later day.") % {"unit": unit, "area": area, "day": f"{service.valid_from:%d/%m/%Y}"})
    return service


def warnings_of_size(kind: str, day: date) -> list[str]:
    """What the regulations ask of the size of a unit of this kind, in sentences; they advise and do not block."""
    found = []
    rule = KINDS[UnitKind(kind)]
    if (rule.branch or rule.grassroots) and (least := rulebook.on(day).find("org.min_official_members")):
        found.append(_("A branch or grass-roots unit needs at least %(number)s official members (%(source)s).") % {"number": least.value, "source": rulebook.named(least)})
    if kind in {UnitKind.GRASSROOTS_PARTY_ORGANISATION, UnitKind.GRASSROOTS_BRANCH} and (size := rulebook.on(day).find("org.party_organisation_min_members")):
        found.append(_("From %(number)s members a grass-roots unit is a party organisation with branches, below it a branch (%(source)s).") % {"number": size.value, "source": rulebook.named(size)})
    return found


class SizeNote(NamedTuple):
    """What the rulebook says about a unit of this size. urgent: the size is not legal, somebody must decide."""

    sentence: str
    urgent: bool
    rule: Rule


def notes_on_size(kind: str, *, members: int, official: int, day: date) -> list[SizeNote]:
    """The real counts beside the thresholds in force on the day. They advise: Coso changes nothing because of them."""
    known, rule = rulebook.on(day), KINDS[UnitKind(kind)]
    found = []
    least = known.find("org.min_official_members") if rule.branch or rule.grassroots else None
    if least and official < least.value:
        found.append(SizeNote(_("Too few official members: %(count)s, where a branch or grass-roots unit needs at least %(number)s (%(source)s). The committee above decides.") % _told(least, official), urgent=True, rule=least))
    shrunk = known.find("org.merge_trigger_official_members") if rule.branch else None
    if shrunk and official <= shrunk.value:
        found.append(SizeNote(_("Official members: %(count)s. With %(number)s or fewer, the committee above sends members here or merges the branch (%(source)s).") % _told(shrunk, official), urgent=True, rule=shrunk))
    size = known.find("org.party_organisation_min_members")
    if size and kind == UnitKind.GRASSROOTS_BRANCH and members >= size.value:
        found.append(SizeNote(_("Members: %(count)s. From %(number)s on, a grass-roots unit is a party organisation with branches below (%(source)s). The committee above decides.") % _told(size, members), urgent=True, rule=size))
    if size and kind == UnitKind.GRASSROOTS_PARTY_ORGANISATION and members < size.value:
        found.append(SizeNote(_("Members: %(count)s. Below %(number)s, a grass-roots unit is a branch (%(source)s). The committee above decides.") % _told(size, members), urgent=True, rule=size))
    committee = known.find("org.branch_committee_min_official_members") if rule.branch else None
    if committee and official >= committee.value:
        found.append(SizeNote(_("Official members: %(count)s. From %(number)s on, the branch elects a branch committee (%(source)s).") % _told(committee, official), urgent=False, rule=committee))
    elif committee and official:
        found.append(SizeNote(_("Official members: %(count)s. Below %(number)s, the branch elects a secretary, and a deputy if needed, and no committee (%(source)s).") % _told(committee, official), urgent=False, rule=committee))
    return found


def _told(rule: Rule, count: int) -> dict[str, str]:
    return {"count": number(count), "number": number(rule.value), "source": rulebook.named(rule)}
