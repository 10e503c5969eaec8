"""What may be written about a member: dates, places and periods, each refusal a whole sentence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from coso.access.models import User
from coso.common.errors import RuleBroken
from coso.common.fields import field_of
from coso.common.periods import Period
from coso.common.vietnamese import date as written
from coso.common.vietnamese import fold
from coso.members.enums import Activity, LeaveReason, Status, StayKind, StayReason
from coso.members.models import Member, Stay
from coso.org.kinds import MEMBER_KINDS, TEMPORARY_KINDS
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule

MONTHS_A_YEAR = 12
OLDEST = 130
# What identifies the row or follows from other rows is never typed into a record.
DERIVED = {
    "id", "unit", "position", "account", "status", "activity", "left_on", "left_reason", "merged_into", "minority",
    "name_key", "name_tokens", "recorded_at",
}
CORRECTABLE = tuple(field.name for field in Member._meta.concrete_fields if field.name not in DERIVED)  # noqa: SLF001 Django's public _meta
DATES = tuple(name for name in CORRECTABLE if field_of(Member, name).get_internal_type() == "DateField")


@dataclass(frozen=True)
class NewStay:
    """A stay to be entered. `unit` of None means the member's own unit."""

    status: str
    valid_from: date
    valid_to: date | None = None
    kind: str = StayKind.HOME
    activity: str = Activity.ACTIVE
    reason: str = StayReason.LISTED
    paper: str = ""
    note: str = ""
    unit: Unit | None = None


def full_years(start: date, day: date) -> int:
    """Whole years from `start` to `day`; below nought when `start` has not come."""
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def age(member: Member, day: date) -> int:
    return full_years(member.birth_date, day)


def too_young(born: date, admitted: date) -> Rule | None:
    """The rule of the day that asks for a greater age at admission, counted by month as it says; None where the age is enough or no rule is known."""
    rule = rulebook.on(admitted).find("admission.age_min")
    months = (admitted.year - born.year) * MONTHS_A_YEAR + admitted.month - born.month
    return rule if rule and rule.settled and months < rule.span.months else None


def party_age(member: Member, day: date) -> int:
    """Full years since the date in the admission decision."""
    return full_years(member.admission_date, day)


def check_dates(member: Member, day: date) -> None:
    """The dates of one record agree with each other and with the day it is written."""
    for name in DATES:
        value = getattr(member, name)
        if value and value > day:  # asked first: a label's translation costs more than the rest of the check
            check_not_later(_label(name), value, day)
    if full_years(member.birth_date, day) > OLDEST:
        raise RuleBroken(_("The birth date %(date)s would make this person older than %(years)d. Nothing was saved. Check the year.") % {"date": written(member.birth_date), "years": OLDEST})
    if member.admission_date <= member.birth_date:
        raise RuleBroken(_("The admission date %(admission)s is not after the birth date %(birth)s. Nothing was saved. Check both dates.") % {"admission": written(member.admission_date), "birth": written(member.birth_date)})
    if member.official_date and member.official_date < member.admission_date:
        raise RuleBroken(_("The official date %(official)s is before the admission date %(admission)s. Nothing was saved. Check both dates.") % {"official": written(member.official_date), "admission": written(member.admission_date)})
    if member.army_from and member.army_to and member.army_to < member.army_from:
        raise RuleBroken(_("The day of leaving the army is before the day of joining it. Nothing was saved. Check both dates."))


def check_not_later(name: str, value: date | None, day: date) -> None:
    if value and value > day:
        raise RuleBroken(_("%(name)s: %(date)s lies in the future. Nothing was saved. Enter a day that has come.") % {"name": name, "date": written(value)})


def warnings_about(member: Member) -> list[str]:
    """What is unusual but not wrong; the person decides."""
    if rule := too_young(member.birth_date, member.admission_date):
        years = full_years(member.birth_date, member.admission_date)
        return [_("Admitted at the age of %(years)d; the rule of the day asks for %(least)s (%(source)s). Check both dates.") % {"years": years, "least": rule.said, "source": rulebook.named(rule)}]
    return []


def check_holds_members(unit: Unit, day: date) -> None:
    """Members have their home in branches that stand on that day."""
    if unit.kind not in MEMBER_KINDS:
        raise RuleBroken(_("“%(unit)s” is not a branch, so members cannot have their home in it. Nothing was saved. Choose one of its branches.") % {"unit": unit})
    _check_stands(unit, day)


def check_takes_guests(unit: Unit, day: date) -> None:
    """Members take part for a time in a branch, or in a temporary branch, that stands on that day."""
    if unit.kind in TEMPORARY_KINDS:
        _check_stands(unit, day)
    else:
        check_holds_members(unit, day)


def _check_stands(unit: Unit, day: date) -> None:
    if unit.ended_on and unit.ended_on <= day:
        raise RuleBroken(_("“%(unit)s” ended on %(date)s. Nothing was saved. Choose a branch that still stands.") % {"unit": unit, "date": written(unit.ended_on)})
    if unit.founded_on > day:
        raise RuleBroken(_("“%(unit)s” was founded only on %(date)s. Nothing was saved. Choose a later day or another branch.") % {"unit": unit, "date": written(unit.founded_on)})


def check_stays(stays: Sequence[NewStay], home: Unit, *, admission_date: date, left_on: date | None, day: date) -> None:
    """Stays lie in their unit's life, after the admission, before the leaving, and do not overlap."""
    for stay in stays:
        unit = stay.unit or home
        check_holds_members(unit, stay.valid_from)
        if stay.valid_from > day:  # asked first, as in check_dates
            check_not_later(_("Start of the stay"), stay.valid_from, day)
        if stay.valid_to is not None and stay.valid_to <= stay.valid_from:
            raise RuleBroken(_("A stay in “%(unit)s” ends on or before the day it begins. Nothing was saved. Check both dates.") % {"unit": unit})
        if stay.valid_from < admission_date:
            raise RuleBroken(_("A stay begins on %(date)s, before the admission on %(admission)s. Nothing was saved. Check both dates.") % {"date": written(stay.valid_from), "admission": written(admission_date)})
        if left_on and (stay.valid_to is None or stay.valid_to > left_on):
            raise RuleBroken(_("A stay lasts past %(date)s, the day the member left. Nothing was saved. Check both dates.") % {"date": written(left_on)})
    _check_apart([stay for stay in stays if stay.kind == StayKind.HOME])
    _check_apart([stay for stay in stays if stay.kind == StayKind.GUEST])


def _check_apart(stays: Iterable[NewStay]) -> None:
    periods = sorted((Period(stay.valid_from, stay.valid_to) for stay in stays), key=lambda period: period.start)
    if any(one.overlaps(other) for one, other in pairwise(periods)):
        raise RuleBroken(_("Two stays of the same kind share a day. Nothing was saved. A member has one home branch at a time."))


LEFT_THE_PARTY = (LeaveReason.REMOVED, LeaveReason.REQUESTED_EXIT, LeaveReason.EXPELLED)


def left_the_party(member: Member) -> bool:
    """Whether the record says that the person is no member of the Party any more, and lives."""
    return member.left_on is not None and member.left_reason in LEFT_THE_PARTY and member.merged_into_id is None


def check_may_be_readmitted(member: Member, on: date, day: date) -> None:
    """Only who left the Party comes back, on a day after the leaving."""
    if member.left_on is None or not left_the_party(member):
        raise RuleBroken(_("The record of %(member)s does not say that the person left the Party, so there is nobody to admit again. Nothing was saved. Check the record first.") % {"member": member})
    check_not_later(_("Admitted again on"), on, day)
    if on < member.left_on:
        raise RuleBroken(_("%(on)s lies before %(left)s, the day of leaving. Nothing was saved. Check the day.") % {"on": written(on), "left": written(member.left_on)})


def implied_stays(
    unit: Unit, *, admission_date: date, official_date: date | None, day: date, activity: str = Activity.ACTIVE,
    activity_from: date | None = None, left_on: date | None = None, reason: str = StayReason.LISTED,
) -> list[NewStay]:
    """The home stays that a line of a list tells of: probation, official, then today's activity.

    They begin no earlier than the unit: where the member was before, the list does not say. Empty when
    the member left before the unit was founded. `activity_from` of None: seen on `day`.
    """
    start = max(admission_date, unit.founded_on)
    if left_on is not None and left_on <= start:
        return []
    first = Status.OFFICIAL if official_date and official_date <= start else Status.PROBATIONARY
    stays = [NewStay(first, start, left_on, reason=reason)]
    if official_date and official_date > start:
        stays = _cut(stays, official_date, status=Status.OFFICIAL, reason=StayReason.RECOGNISED)
    if activity != Activity.ACTIVE:
        since = max(activity_from or day, start)
        stays = _cut(stays, since, activity=activity, reason=StayReason.ACTIVITY_CHANGED)
    return stays


def _cut(stays: list[NewStay], on: date, *, reason: str, paper: str = "", **change: Any) -> list[NewStay]:
    """From `on` the stays carry `change`; the stay that holds the day is divided, for `reason` and by `paper`."""
    out: list[NewStay] = []
    for stay in stays:
        if stay.valid_to is not None and stay.valid_to <= on:
            out.append(stay)
        elif stay.valid_from >= on:
            out.append(replace(stay, **change))
        else:
            out += [replace(stay, valid_to=on), replace(stay, valid_from=on, reason=reason, paper=paper, **change)]
    return out


def restated(stays: Sequence[Stay], *, was_admitted: date, admitted: date, official: date | None) -> list[NewStay]:
    """The home stays as they must read after the admission or the official date was corrected.

    The first stay follows the admission date when it began with it; the change from probation to
    official moves to the corrected day; everything else stays as it is written. Of one who was admitted again only
    the time since then is restated: what was before the leaving stands.
    """
    in_order = sorted(stays, key=lambda stay: stay.valid_from)
    back = max((n for n, stay in enumerate(in_order) if stay.reason == StayReason.READMITTED), default=0)
    earlier, plain = [_as_new(stay) for stay in in_order[:back]], _joined([_as_new(stay) for stay in in_order[back:]])
    return earlier + _restated_life(plain, in_order[back:], was_admitted=was_admitted, admitted=admitted, official=official) if plain else []


def _restated_life(plain: list[NewStay], stays: Sequence[Stay], *, was_admitted: date, admitted: date, official: date | None) -> list[NewStay]:
    first = plain[0]
    founded = first.unit.founded_on if first.unit else admitted
    if first.valid_from in (was_admitted, max(was_admitted, founded)) or first.valid_from < admitted:
        start = max(admitted, founded)
        if first.valid_to is not None and first.valid_to <= start:
            raise RuleBroken(_("With this admission date the first stay would end before it begins. Nothing was saved. Check the stays on the person's page."))
        plain[0] = replace(first, valid_from=start)
    plain = [replace(stay, status=Status.PROBATIONARY) for stay in plain]
    if official is None:
        return plain
    if official <= plain[0].valid_from:
        return [replace(stay, status=Status.OFFICIAL) for stay in plain]
    paper = next((stay.paper for stay in stays if stay.reason == StayReason.RECOGNISED), "")
    return _cut(plain, official, status=Status.OFFICIAL, reason=StayReason.RECOGNISED, paper=paper)


def _joined(stays: list[NewStay]) -> list[NewStay]:
    """Stays that differ only by the recognition between them, made one."""
    out: list[NewStay] = []
    for stay in stays:
        last = out[-1] if out else None
        if last and stay.reason == StayReason.RECOGNISED and last.valid_to == stay.valid_from and last.unit == stay.unit and last.activity == stay.activity:
            out[-1] = replace(last, valid_to=stay.valid_to)
        else:
            out.append(stay)
    return out


def _as_new(stay: Stay) -> NewStay:
    return NewStay(
        stay.status, stay.valid_from, stay.valid_to, stay.kind, stay.activity, stay.reason, stay.paper, stay.note, stay.unit,
    )


def check_change_day(stay: Stay, on: date, day: date) -> None:
    """A change of status, place or activity falls inside the stay it ends, and not in the future."""
    check_not_later(_("Day of the change"), on, day)
    if on <= stay.valid_from:
        raise RuleBroken(_("The present stay began on %(date)s; a change must come after that day. Nothing was saved. Check the day.") % {"date": written(stay.valid_from)})


def check_on_roll(member: Member) -> None:
    if member.merged_into_id is not None:
        raise RuleBroken(_("This record was joined to another. Nothing was saved. Open the other record."))
    if member.left_on:
        raise RuleBroken(_("%(member)s left the roll on %(date)s. Nothing was saved. Undo the leaving first if it was entered wrongly.") % {"member": member, "date": written(member.left_on)})


def check_on_roll_of(member: Member, unit: Unit) -> None:
    """Whoever was moved meanwhile gets no code from here."""
    if member.unit_id != unit.pk or member.left_on is not None or member.merged_into_id is not None:
        raise RuleBroken(_("%(member)s is no longer on the roll of “%(unit)s”. No code was made. Open the page again.") % {"member": member, "unit": unit})


def check_may_join(member: Member, account: User | None, *, taken: bool, by: int | None) -> None:
    """Unknown, taken and other people's accounts are answered alike: nobody learns here who has one."""
    if member.account_id is not None:
        raise RuleBroken(_("An account is joined to this record already. Nothing was changed. Part it first."))
    if account is None or taken or fold(account.full_name) != fold(member.full_name):
        raise RuleBroken(_("No free account of this sign-in name bears the name %(member)s. Nothing was changed. Check the sign-in name, or ask the administrator how the name is written there.") % {"member": member})
    if account.pk == by:
        raise RuleBroken(_("Nobody joins their own account to a record. Nothing was changed. Ask a colleague who may."))


def check_may_be_corrected(name: str) -> None:
    if name not in CORRECTABLE:
        raise RuleBroken(_("The field “%(name)s” follows from other entries and cannot be typed in. Nothing was saved. Use the act that changes it.") % {"name": name})


def check_another_decides(entered_by: int | None, by: int | None) -> None:
    """Who entered a request for a member does not decide it as well."""
    if entered_by is not None and entered_by == by:
        raise RuleBroken(_("You entered this request for the member, so somebody else decides it: the committee above, or another of the branch. Nothing was saved."))


def _label(name: str) -> str:
    text = str(field_of(Member, name).verbose_name)
    return text[:1].upper() + text[1:]
