"""Who stands where on the way into the Party, and whose recognition falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coso.admissions import rules
from coso.admissions.models import Applicant
from coso.common import scope
from coso.common.actors import Actor
from coso.common.errors import NoConfirmedRule
from coso.members.enums import Status, StayKind, StayReason
from coso.members.models import Member, Stay
from coso.org.kinds import MEMBER_KINDS
from coso.org.models import Unit
from coso.procedures.models import Case
from coso.procedures.queries import section_of
from coso.rulebook import rules as rulebook

AHEAD = timedelta(days=31)  # how long before its day a recognition is told of on the first page


def applicant_of(case: Case) -> Applicant:
    return Applicant.objects.select_related("unit").get(pk=case.facts["opened"]["applicant"])


def decided_on(case: Case) -> date | None:
    """The date written in the decision, whoever took it."""
    return case.told_day("decide") or case.told_day("superior")


def decision(case: Case) -> str:
    """The decision as papers name it: number and date."""
    told = case.facts.get("decide") or case.facts.get("superior") or {}
    day = decided_on(case)
    return f"{told.get('number', '')} ({day:%d/%m/%Y})" if day else ""


def has_section(case: Case) -> bool:
    """Whether a sectional organisation stands between the branch and its grass-roots unit."""
    return section_of(case.unit) != case.unit


def is_readmission(case: Case) -> bool:
    return bool(case.facts.get("opened", {}).get("left_on"))


def listed_like(applicant: Applicant) -> bool:
    """Whether this branch's list has a waiting person of the same name, sex and birth date already."""
    return Applicant.objects.waiting().filter(unit=applicant.unit, full_name=applicant.full_name, sex=applicant.sex, birth_date=applicant.birth_date).exists()


def former_with(number: str, by: Actor) -> Member | None:
    """The record, anywhere, that bears this citizen number: a former member may have left from any unit."""
    with scope.within(scope.everything(user=by.pk, where="admissions.former")):
        return Member.objects.filter(citizen_id_number=number, merged_into=None).select_related("unit").first() if number else None


def former_of(case: Case, by: Actor) -> Member | None:
    """The record that a re-admission goes on with; None where the person was a member elsewhere, or never."""
    told = case.facts.get("opened", {}).get("former")
    with scope.within(scope.everything(user=by.pk, where="admissions.former")):
        return Member.objects.select_related("unit").get(pk=told["pk"]) if told else None


# --- the ceremony ---------------------------------------------------------------------------------

def ceremony_counted_from(case: Case) -> date | None:
    """The day from which the time for the ceremony runs.

    From the receipt of the decision where the rule in force on that day says so, from its issue where the rule of that
    day does. A decision issued under one rule and received under another is counted from its receipt, the later day.
    """
    issued, received = decided_on(case), case.told_day("received")
    if issued is None:
        return None
    rule = rulebook.on(issued, case.unit).find("admission.ceremony_working_days")
    return issued if rule and rule.counted_from == "decision_issued" else received


# --- probation -----------------------------------------------------------------------------------

def joined_on() -> Coalesce:
    """Of members: the day of the ceremony, where the stay tells it, else the date of admission."""
    came = Stay.objects.filter(member=OuterRef("pk"), kind=StayKind.HOME, reason__in=rules.JOINED).order_by()
    return Coalesce(Subquery(came.values("member").annotate(day=Max("valid_from")).values("day")), "admission_date")


def probation_began(member: Member) -> date:
    day: date = Member.objects.filter(pk=member.pk).annotate(joined=joined_on()).values_list("joined", flat=True).get()
    return day


def came_back(member: Member) -> bool:
    return member.stays.home().filter(reason=StayReason.READMITTED).exists()


def probation_ends(member: Member) -> date:
    return rules.probation_ends(probation_began(member), member.unit, again=came_back(member))


@dataclass(frozen=True)
class FallsDue:
    """A recognition that falls due. ends: the day the probation is over; by: the last day for the branch, if the rule is
    known. case: the number of the case that is under way, if one is."""

    member: Member
    ends: date
    by: date | None
    case: str


def recognitions_due(user: Any, day: date) -> Iterator[FallsDue]:
    """Probationary members in the user's branches whose probation ends within a month or has ended; the oldest first."""
    rows = Member.objects.inside(user.intervals("admission.prepare")).filter(status=Status.PROBATIONARY, left_on=None, merged_into=None)
    months = rulebook.on(day).find("probation.months")
    if months is None:
        return
    under_way = Case.objects.open().filter(procedure="recognition", member=OuterRef("pk")).order_by().values("number")[:1]
    for member in rows.annotate(joined=joined_on(), under_way=Subquery(under_way)).filter(joined__lte=rules.add_months(day + AHEAD, -int(months.value)) + timedelta(days=1)).select_related("unit").order_by("joined", "pk"):
        try:
            ends = rules.probation_ends(member.joined, member.unit, again=came_back(member))
        except NoConfirmedRule:
            continue
        yield FallsDue(member, ends, review_by(ends, member.unit), member.under_way or "")


def review_by(ends: date, unit: Unit) -> date | None:
    """The last day for the branch to consider a recognition; None where the rulebook does not know it."""
    book = rulebook.on(ends, unit)
    rule = book.find("probation.review_working_days")
    return rule.span.after(ends, book.closures) if rule else None


# --- pictures of the whole ---------------------------------------------------------------------------

def without_admission(user: Any, years: int, day: date) -> QuerySet[Unit]:
    """Branches in being for at least `years` that have admitted nobody in that time; each with `last_admission`."""
    since = rules.add_months(day, -rules.MONTHS * years)
    came = Stay.objects.filter(unit=OuterRef("pk"), kind=StayKind.HOME, reason__in=rules.JOINED).order_by().values("unit").annotate(day=Max("valid_from")).values("day")
    branches = Unit.objects.inside(user.intervals("case.view")).existing_on(day).filter(kind__in=MEMBER_KINDS, founded_on__lte=since)
    return branches.annotate(last_admission=Subquery(came)).filter(Q(last_admission__isnull=True) | Q(last_admission__lt=since)).order_by("position")
