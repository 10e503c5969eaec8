"""Reads with more than one row kind in them: a person's story, and records that may be of one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from coso.access.enums import ReadingKind
from coso.access.reading import log_reading
from coso.common.acts import sentence
from coso.common.fields import field_of
from coso.common.folded import Folded
from coso.common.models import Act
from coso.members import search
from coso.members.enums import Activity, LeaveReason, MemberAct, StayKind, StayReason
from coso.members.models import Member, Qualification, Stay
from coso.org.enums import UnitKind
from coso.org.kinds import KINDS
from coso.org.models import Unit

MOST_PAIRS = 100
# These acts begin a stay, and the stay tells it.
TOLD_BY_STAYS = (MemberAct.RECOGNISED, MemberAct.TRANSFERRED, MemberAct.ACTIVITY_CHANGED, MemberAct.QUALIFIED)


@dataclass(frozen=True)
class Event:
    """One line of the story: the day, what happened, by whom or which paper, and how it is coloured."""

    on: date
    what: str
    why: str = ""
    kind: str = ""


def log_if_by_number(text: str, user: Any, found: Iterable[Member], page: str) -> None:
    """Whoever finds people by an identity or card number shows that they know it: each one found leaves a reading.

    The number itself is never kept.
    """
    if not search.number_of(text):
        return
    for member in found:
        if member.pk != user.own_member_id:
            log_reading(by=user, kind=ReadingKind.LISTED, position=member.position, member_id=member.pk, fields=["number"], page=page)


def chain(unit: Unit) -> list[Unit]:
    """The units above, the top first, and the unit itself."""
    return [*Unit.objects.above(unit), unit]


def story(member: Member, user: Any) -> list[Event]:
    """What happened to a member as far as the user may see it, newest first; one query for each source."""
    told = [*_stays(member, user), *_acts(member, user), *_qualifications(member, user)]
    return sorted(told, key=lambda event: event.on, reverse=True)


def _stays(member: Member, user: Any) -> Iterator[Event]:
    for stay in Stay.objects.visible_to(user).filter(member=member).exclude(kind=StayKind.ASIDE).select_related("unit"):
        state = f"{stay.get_status_display()} – {stay.get_activity_display()}"
        if stay.kind == StayKind.GUEST:
            what = _("Temporarily in %(unit)s") % {"unit": stay.unit}
        elif stay.reason in (StayReason.RECOGNISED, StayReason.ACTIVITY_CHANGED):
            what = f"{stay.get_reason_display()}: {state}"
        else:
            what = f"{stay.get_reason_display()}: {stay.unit} ({state})"
        yield Event(stay.valid_from, what, stay.paper, "done")


def _left(reason: str) -> str:
    return f"{MemberAct.LEFT.label}: {LeaveReason(reason).label}"


def _acts(member: Member, user: Any) -> Iterator[Event]:
    acts = Act.objects.visible_to(user).filter(member_id=member.pk).exclude(kind__in=TOLD_BY_STAYS).select_related("by")
    newest = list(acts.order_by("-at")[:200])
    back = {act.details["left_on"]: act.details["left_reason"] for act in newest if act.kind == MemberAct.READMITTED}
    yield from (Event(date.fromisoformat(day), _left(reason), "", "bad") for day, reason in back.items())
    for act in newest:
        if act.kind == MemberAct.READMITTED or (act.kind == MemberAct.LEFT and str(act.day) in back):
            continue  # the new stay and the line above tell it
        fields = ", ".join(str(field_of(Member, name).verbose_name) for name in act.details.get("fields", ()) if name)
        what = f"{sentence(act.kind)}: {fields}" if fields else sentence(act.kind)
        if act.kind == MemberAct.LEFT and act.details.get("reason"):
            what = _left(act.details["reason"])
        who = str(act.by) if act.by else _("the system")
        yield Event(timezone.localdate(act.at), what, " – ".join(part for part in (who, act.reason) if part), "bad" if act.kind == MemberAct.LEFT else "")


def _qualifications(member: Member, user: Any) -> Iterator[Event]:
    for one in Qualification.objects.visible_to(user).filter(member=member):
        what = f"{one.get_kind_display()}: {', '.join(part for part in (level_name(one), one.subject) if part)}"
        yield Event(one.obtained_on or timezone.localdate(one.recorded_at), what, one.school, "done")


def level_name(one: Qualification) -> str:
    """The level in words, for the kinds that have levels."""
    field = {"general": "general_education", "professional": "professional_level", "theory": "political_theory"}.get(one.kind)
    choices: Any = field_of(Member, field).choices if field else ()
    return str(dict(choices).get(one.level, one.level))


@dataclass(frozen=True)
class Pair:
    """Two records that may be of one person, and why one may think so."""

    one: Member
    other: Member
    why: str


def too_wide(places: Sequence[tuple[int, int]]) -> bool:
    """Whether the intervals hold more than one province: too many to compare while somebody waits."""
    return sum(hi - lo for lo, hi in places) > 1 << KINDS[UnitKind.PROVINCIAL_ORGANISATION].width


def pairs(user: Any, places: Sequence[tuple[int, int]]) -> list[Pair]:
    """At most MOST_PAIRS, the surest first; inside the intervals, and where the user may join records.

    Past a few communes, names are compared with their tone marks and homes are not compared.
    """
    rows = Member.objects.visible_to(user).inside(user.intervals("member.merge")).inside(list(places))
    found: dict[frozenset[int], str] = {}
    for why, keys in _suspicions(rows, wide=sum(hi - lo for lo, hi in places) > search.FEW):
        found.setdefault(keys, why)
        if len(found) >= MOST_PAIRS:
            break
    members = rows.select_related("unit").in_bulk({key for keys in found for key in keys})
    return [Pair(members[min(keys)], members[max(keys)], why) for keys, why in found.items()]


def _suspicions(rows: Any, *, wide: bool) -> Iterator[tuple[str, frozenset[int]]]:
    numbered = rows.exclude(old_identity_number="").values("old_identity_number")
    yield from _groups(rows, numbered, _("Same old identity number"))
    yield from _crossed(rows)
    if wide:
        yield from _groups(rows, rows.values("birth_date", "name_key"), _("Same name and birth date"))
        return
    named = rows.annotate(folded=Folded("full_name"))
    yield from _groups(named, named.values("folded", "birth_date"), _("Same name and birth date"))
    home = Folded("home_address")
    at_home = named.exclude(home_address="").annotate(year=ExtractYear("birth_date"), home=home)
    yield from _groups(at_home, at_home.values("folded", "year", "home"), _("Same name, birth year and home address"))


def _crossed(rows: Any) -> Iterator[tuple[str, frozenset[int]]]:
    """One record's citizen number stands as another's card number."""
    numbers = rows.exclude(citizen_id_number="").order_by().values("citizen_id_number")
    cards = rows.filter(party_card_number__in=numbers).exclude(party_card_number=F("citizen_id_number"))
    for key, number in cards.values_list("pk", "party_card_number")[:MOST_PAIRS]:
        for other in rows.filter(citizen_id_number=number).exclude(pk=key).values_list("pk", flat=True):
            yield _("Citizen number of one is the card number of the other"), frozenset((key, other))


def _groups(rows: Any, by: Any, why: str) -> Iterator[tuple[str, frozenset[int]]]:
    """Pairs of those that share all values of a grouping."""
    shared = list(by.annotate(together=Count("pk")).filter(together__gt=1).order_by()[:MOST_PAIRS])
    if not shared:
        return
    names = [name for name in shared[0] if name != "together"]
    alike = Q(pk__in=[])
    for one in shared:
        alike |= Q(**{name: one[name] for name in names})
    together: dict[tuple[Any, ...], list[int]] = {}
    for key, *values in rows.filter(alike).values_list("pk", *names):
        together.setdefault(tuple(values), []).append(key)
    for keys in together.values():
        for pair in combinations(sorted(keys), 2):
            yield why, frozenset(pair)


def activity_since(stays: Iterable[Stay], on: date) -> dict[int, date]:
    """Stay's key -> the first day of the unbroken run of its activity."""
    stays = list(stays)
    away = {stay.member_id: stay for stay in stays if stay.activity != Activity.ACTIVE}
    runs = {stay.pk: stay.valid_from for stay in stays}
    earlier = Stay.objects.home().filter(member_id__in=away, valid_from__lte=on).order_by("member_id", "-valid_from") if away else ()
    for stay in earlier:
        last = away[stay.member_id]
        if stay.activity == last.activity and (stay.valid_to == runs[last.pk] or stay.pk == last.pk):
            runs[last.pk] = stay.valid_from
    return runs
