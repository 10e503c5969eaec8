"""A branch, its people, and the steps of an admission as an office types them."""

from __future__ import annotations

from datetime import date
from typing import Any

from coso.admissions.actions import begin_admission
from coso.admissions.models import Applicant
from coso.common.actors import SYSTEM
from coso.members.models import Member
from coso.org.models import Unit
from coso.procedures import actions, queries
from coso.procedures.enums import VoteWay
from coso.procedures.models import Case
from coso.procedures.rules import Count
from tests.factories import make_applicant, make_commune, make_member, make_unit

TODAY = date(2027, 12, 1)


def make_branch(official: int = 6) -> Unit:
    branch = make_unit(parent=make_commune())
    for n in range(official):
        make_member(branch, full_name=f"Lò Văn {'ABCDEFGHIJ'[n]}")
    return branch


def begin(applicant: Applicant, on: date, **more: Any) -> Case:
    return begin_admission(applicant=applicant, on=on, by=SYSTEM, today=TODAY, **more)


def do(case: Case, on: date, told: dict[str, Any] | None = None, *, by: Any = SYSTEM, today: date = TODAY, **more: Any) -> Case:
    """The step in hand, its papers seen on paper."""
    seen = [paper.key for paper in queries.lacking(case, SYSTEM)]
    return actions.do_step(case=case, seen=case.turn, on=on, by=by, today=today, told=told or {}, seen_papers=seen, **more)


def votes(yes: int, no: int = 0) -> Count:
    return Count(VoteWay.SHOW_OF_HANDS, yes + no, yes, no)


def to_the_vote(case: Case, on: date, *, applied: date | None = None, course_on: date = date(2026, 3, 2)) -> Case:
    """Everything up to the vote of the branch, all on one day."""
    members = list(Member.objects.filter(unit=case.unit).order_by("pk")[:2])
    if case.step == "former":
        case = do(case, on, {"cleared_on": None, "excluded": "none", "paper": "BB 2"})
    case = do(case, on, {"applied_on": applied or on, "history_on": applied or on, "course_certificate": "12/CN", "course_on": course_on})
    case = do(case, on, {"way": "members", "first": members[0], "second": members[1]})
    case = do(case, on, {"conclusion": "meets", "paper": "Kết luận 3"})
    return do(case, on, {"mass_on": on, "residence_on": on})


def to_the_decision(case: Case, on: date, yes: int = 5, no: int = 1, *, power: str = "own") -> Case:
    """The branch and the committee have voted on the day."""
    case = do(case, on, {"exception": ""}, count=votes(yes, no))
    return do(case, on, {"power": power, "resolution": "4-NQ/ĐU"}, count=votes(6, 0), committee=7, adopted=True)


def admitted(branch: Unit, *, decided: date, ceremony: date, applicant: Applicant | None = None, **more: Any) -> Case:
    """A whole admission; the record is opened on the day of the ceremony."""
    return open_record(to_the_record(branch, decided=decided, ceremony=ceremony, applicant=applicant, **more), ceremony)


def to_the_record(branch: Unit, *, decided: date, ceremony: date, applicant: Applicant | None = None, **more: Any) -> Case:
    """Everything but the record of the new member."""
    case = to_the_vote(begin(applicant or make_applicant(branch), decided, **more), decided)
    case = to_the_decision(case, decided)
    while case.step in {"over_age", "readmission"}:
        case = do(case, decided, {"body": "Ban Thường vụ Tỉnh ủy", "paper": "7-CV/TU"})
    case = do(case, decided, {"number": "15-QĐ/ĐU"})
    case = do(case, decided)
    case = do(case, ceremony)
    return do(case, ceremony)


def open_record(case: Case, ceremony: date) -> Case:
    return do(case, ceremony, {"citizen_id_number": "", "home_address": "", "phone": ""})
