"""A little of the way into the Party in the demo commune: a source list, and admissions and recognitions at several steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from coso.admissions.actions import add_applicant, begin_admission
from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.common.periods import add_months
from coso.generator.names import invent
from coso.members.enums import Activity, Sex, Status
from coso.members.models import Member, Stay
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.procedures import actions, queries
from coso.procedures.declarations import PROCEDURES
from coso.procedures.enums import VoteWay
from coso.procedures.models import Case
from coso.procedures.rules import Count

# Up to which step each invented person has come; empty: only on the list. The step named is in hand.
STOPS = ("", "", "", "application", "introducers", "vetting", "opinions", "branch_vote", "committee", "decide", "received", "ceremony", "member_history", "record", "")
JOBS = ("Nông dân", "Giáo viên tiểu học", "Công nhân may", "Chủ hợp tác xã", "Phó trưởng bản", "Sinh viên", "Y sĩ trạm y tế")
GROUPS = {"Nông dân": ["rural"], "Công nhân may": ["non_state_worker"], "Phó trưởng bản": ["rural", "village_head"], "Sinh viên": ["student"], "Chủ hợp tác xã": ["rural"]}
BETWEEN = 6  # days from one step to the next
COMMITTEE = 15
OLD_ENOUGH = 14  # months in the branch, so that somebody may introduce


@dataclass(frozen=True)
class Branch:
    """A branch with people who may introduce."""

    unit: Unit
    introducers: list[Member]


def fill(*, seed: int, commune: Unit, first: Unit, today: date) -> None:
    """Some people on the source list of the commune's branches, the branch of the demo's secretary first."""
    rng = Random(f"{seed}/admissions")
    places = [place for unit in [first, *branches_of(commune, first)] if len((place := branch(unit, today)).introducers) > 1]
    if not places:
        return
    for n, stop in enumerate(STOPS):
        place = places[0] if n % 2 == 0 else places[n % len(places)]
        person = applicant(rng, place.unit, today)
        if stop:
            walk(rng, person, place, stop, today)
    for member in probationary(commune):
        recognition(member, today)


def branches_of(commune: Unit, first: Unit) -> list[Unit]:
    return list(Unit.objects.under(commune).filter(kind=UnitKind.SUBORDINATE_BRANCH, ended_on=None).exclude(pk=first.pk).order_by("position")[:5])


def branch(unit: Unit, today: date) -> Branch:
    stays = Stay.objects.home().as_of(today).filter(unit=unit, status=Status.OFFICIAL, activity=Activity.ACTIVE, valid_from__lte=add_months(today, -OLD_ENOUGH))
    return Branch(unit, [stay.member for stay in stays.select_related("member").order_by("pk")[:8]])


def applicant(rng: Random, unit: Unit, today: date) -> Applicant:
    sex, job = rng.choice([Sex.MALE, Sex.FEMALE]), rng.choice(JOBS)
    group = rng.choice(["kinh", "thai", "hmong"])
    agreed = today - timedelta(days=rng.randrange(200, 380))
    return add_applicant(unit=unit, by=SYSTEM, today=today, fields={
        "full_name": invent(rng, group, sex), "sex": sex, "birth_date": date(today.year - rng.randrange(21, 42), rng.randrange(1, 13), rng.randrange(1, 28)),
        "ethnic_group": group, "religion": "none", "general_education": "upper_secondary", "professional_level": "", "job": job, "residence": unit.name,
        "groups": GROUPS.get(job, []), "course_certificate": f"{rng.randrange(10, 90)}/CN-TTCT", "course_on": agreed + timedelta(days=30),
        "consent_on": agreed, "consent_paper": f"Giấy đồng ý ngày {agreed:%d/%m/%Y}", "youth_union_date": None,
    })


def walk(rng: Random, person: Applicant, place: Branch, stop: str, today: date) -> None:
    """Through the steps until `stop` is in hand, a week between two."""
    steps = [step.key for step in PROCEDURES["admission"].steps]
    day = today - timedelta(days=BETWEEN * (steps.index(stop) + 1) + rng.randrange(3, 40))
    case = begin_admission(applicant=person, on=day, by=SYSTEM, today=today)
    while case.is_open and case.step != stop:
        day += timedelta(days=BETWEEN)
        case = one_step(case, place, day, today)


def one_step(case: Case, place: Branch, day: date, today: date) -> Case:
    """The step in hand, its papers seen on paper."""
    seen = [paper.key for paper in queries.lacking(case, SYSTEM)]
    return actions.do_step(case=case, seen=case.turn, on=day, by=SYSTEM, today=today, told=answers(case, place, day), seen_papers=seen, **vote(case, day))


def answers(case: Case, place: Branch, day: date) -> dict[str, Any]:
    told: dict[str, dict[str, Any]] = {
        "application": {"place": "residence", "applied_on": day - timedelta(days=3), "history_on": day - timedelta(days=1), "course_certificate": "", "course_on": day - timedelta(days=90)},
        "introducers": {"way": "members", "first": place.introducers[0], "second": place.introducers[1]},
        "vetting": {"conclusion": "meets", "paper": f"Kết luận thẩm tra ngày {day:%d/%m/%Y}"},
        "opinions": {"mass_on": day - timedelta(days=2), "residence_on": day - timedelta(days=1)},
        "branch_vote": {"exception": ""},
        "committee": {"power": "own", "resolution": f"{day.day}-NQ/ĐU"},
        "decide": {"number": f"{day.day}-QĐ/ĐU"},
    }
    return told.get(case.step, {})


def vote(case: Case, day: date) -> dict[str, Any]:
    if case.step == "branch_vote":
        voters = queries.voting_base(case.unit, day).of()
        return {"count": Count(VoteWay.SHOW_OF_HANDS, voters, voters, 0)}
    return {"count": Count(VoteWay.SHOW_OF_HANDS, COMMITTEE, COMMITTEE, 0), "committee": COMMITTEE, "adopted": True} if case.step == "committee" else {}


def probationary(commune: Unit) -> list[Member]:
    return list(Member.objects.under(commune).on_roll().filter(status=Status.PROBATIONARY).select_related("unit").order_by("admission_date", "pk")[:6])


def recognition(member: Member, today: date) -> None:
    """The case of a recognition that is under way since the ceremony."""
    actions.open_case(procedure=PROCEDURES["recognition"], unit=member.unit, title=member.full_name, on=member.admission_date, by=SYSTEM, today=today, member=member)
