"""Whatever a plan does to a unit, every kind of case that is open in it, or with it, goes on in a unit that stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.members.models import Member
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.procedures.actions import open_case
from coso.procedures.declarations import PROCEDURES
from coso.procedures.models import Case
from coso.procedures.queries import acting_unit
from coso.restructuring.actions import check_plan, decide_plan, draft_plan
from tests.factories import make_commune, make_member, make_province, make_unit

pytestmark = pytest.mark.django_db
OPENED, ON, TODAY = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 22)
NEW = {"do": "found", "label": "new", "name": "Chi bộ mới", "kind": "grassroots_branch"}


class Place:
    def __init__(self) -> None:
        province = make_province()
        self.commune, self.elsewhere = make_commune(parent=province), make_commune("Đảng bộ xã Bản Lang", parent=province)
        self.unit, self.near = (make_unit(parent=self.commune, kind=UnitKind.GRASSROOTS_BRANCH) for _ in range(2))
        self.far = make_unit(parent=self.elsewhere)
        self.member, self.stranger = make_member(self.unit), make_member(self.far, "Lò Thị Xa")


def everybody(place: Place, to: Any) -> dict[str, Any]:
    return {"do": "move_members", "unit": place.unit.pk, "to": to, "who": "all"}


PLANS: dict[str, Any] = {
    "merge": lambda at: [{"do": "merge", "units": [at.unit.pk], "into": at.near.pk}],
    "divide": lambda at: [NEW | {"under": at.commune.pk}, everybody(at, "new"), {"do": "split", "unit": at.unit.pk, "into": ["new"], "ends": True}],
    "split off": lambda at: [NEW | {"under": at.commune.pk}, everybody(at, "new"), {"do": "split", "unit": at.unit.pk, "into": ["new"], "ends": False}],
    "dissolve": lambda at: [everybody(at, at.near.pk), {"do": "dissolve", "unit": at.unit.pk}],
    "move": lambda at: [{"do": "move", "unit": at.unit.pk, "to": at.elsewhere.pk}],
    "change of kind": lambda at: [
        {"do": "change_kind", "unit": at.unit.pk, "kind": "grassroots_party_organisation"},
        NEW | {"kind": "subordinate_branch", "under": at.unit.pk}, everybody(at, "new"),
    ],
}


def opened(key: str, unit: Unit, member: Member, other: Unit | None, monkeypatch: Any) -> Case:
    """A case of this kind as it stands after its opening; what the opening asks and writes elsewhere is not what is looked at."""
    procedure = PROCEDURES[key]
    about = member if procedure.about_member else None
    told = {"other_unit": other} if other else {}
    monkeypatch.setitem(procedure.__dict__, "begin", None)
    return open_case(procedure=procedure, unit=unit, member=about, title=f"Hồ sơ {key}", on=OPENED, by=SYSTEM, today=TODAY, other_unit=other, told=told)


def carry_out(at: Place, operations: list[dict[str, Any]]) -> None:
    plan = draft_plan(unit=at.commune.parent, title="Sắp xếp", on=ON, by=SYSTEM, now=timezone.now(), operations=operations)
    check_plan(plan=plan, by=SYSTEM)
    decide_plan(plan=plan, paper="QĐ 12", paper_date=ON, by=SYSTEM, today=TODAY, now=timezone.now())


@pytest.mark.parametrize("done", PLANS)
def test_every_open_case_goes_on_in_a_unit_that_stands(done, monkeypatch):
    at = Place()
    ours = [opened(key, at.unit, at.member, at.far if key.startswith("transfer") else None, monkeypatch) for key in sorted(PROCEDURES)]
    theirs = [opened(key, at.far, at.stranger, at.unit, monkeypatch) for key in ("transfer", "transfer_temporary")]
    carry_out(at, PLANS[done](at))
    member = Member.objects.select_related("unit").get(pk=at.member.pk)
    assert member.unit.ended_on is None
    for case in Case.objects.filter(pk__in=[one.pk for one in (*ours, *theirs)]).select_related("unit", "other_unit", "acting_unit", "member"):
        assert case.is_open, case.procedure
        assert [unit.ended_on for unit in (case.unit, case.acting_unit, case.other_unit) if unit] == [None] * (3 if case.other_unit else 2), case.procedure
        assert case.acting_unit == acting_unit(case, case.now), case.procedure
        assert case.position == case.unit.position, case.procedure
        assert case.other_position == (case.other_unit.position if case.other_unit else None), case.procedure
        if case.member_id == member.pk:
            assert case.unit == member.unit, case.procedure
        if done == "change of kind":
            assert at.unit not in {case.unit, case.other_unit}, case.procedure


def test_cases_of_no_member_stay_with_an_organisation_whose_people_went_to_several_branches_and_say_so(monkeypatch):
    at = Place()
    applicant, about_her = (opened(key, at.unit, at.member, None, monkeypatch) for key in ("admission", "away"))
    coming = opened("transfer", at.far, at.stranger, at.unit, monkeypatch)
    second = make_member(at.unit)
    below = {"kind": "subordinate_branch", "under": at.unit.pk}
    carry_out(at, [
        {"do": "change_kind", "unit": at.unit.pk, "kind": "grassroots_party_organisation"}, NEW | below, NEW | below | {"label": "other", "name": "Chi bộ thứ hai"},
        everybody(at, "new") | {"who": "list", "members": [at.member.pk]}, everybody(at, "other") | {"who": "list", "members": [second.pk]},
    ])
    for case in (applicant, about_her, coming):
        case.refresh_from_db()
    assert (applicant.unit, coming.other_unit) == (at.unit, at.unit)
    assert about_her.unit == Member.objects.get(pk=at.member.pk).unit != at.unit
    assert all("ở lại với đảng bộ" in case.entrys.last().note for case in (applicant, coming))


def test_cases_of_a_unit_that_nothing_follows_go_on_in_its_superior(monkeypatch):
    at = Place()
    case = opened("admission", at.near, at.member, None, monkeypatch)
    carry_out(at, [{"do": "dissolve", "unit": at.near.pk}])
    case.refresh_from_db()
    assert (case.unit, case.position) == (at.commune, at.commune.position)
