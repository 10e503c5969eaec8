"""Members of several branches who are away together: founded for a term, counted at home, extended, ended; two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from coso.common import scope
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.figures.queries import Question, figure
from coso.home.queries import cases_in_hand
from coso.members.actions import enter_activity, move_member
from coso.members.enums import Activity, StayKind
from coso.members.models import Member, Stay
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.procedures import actions
from coso.procedures.enums import CaseState
from coso.procedures.models import Case
from coso.statuses.procedures import AWAY
from coso.transfers.procedures import TEMPORARY, TEMPORARY_BRANCH, TRANSFER
from coso.transfers.queries import guests
from tests.factories import make_commune, make_member, make_unit, make_user

TODAY = date(2027, 9, 30)
FOUNDED, CAME, ENDED = date(2026, 9, 1), date(2026, 9, 10), date(2027, 3, 1)
ANSWERS: dict[str, dict[str, Any]] = {
    "found": {"decision": "5-QĐ/ĐU", "dated": date(2026, 8, 30), "until": date(2027, 2, 28), "head": "Lò Văn Một", "contact": "0900 000 001", "contact_person": "Lò Văn Năm"},
    "remarks": {"dues_until": "8/2026", "remarks": True}, "release": {"letter": "15-GT/ĐU", "dated": date(2026, 9, 5)},
    "receive": {"complete": True}, "term": {"until": None, "decision": ""}, "end": {"decision": "9-QĐ/ĐU", "dated": date(2027, 2, 27)},
    "go_home": {"dues_until": "2/2027"},
}


def do(case: Case, on: date, by: Any = SYSTEM, **told: Any) -> Case:
    papers = [paper.key for paper in case.now.papers]
    return actions.do_step(case=case, seen=case.turn, on=on, by=by, today=TODAY, told=told or ANSWERS.get(case.step, {}), seen_papers=papers)


class Story:
    """A commune with two branches; three members work in one place far away."""

    def __init__(self) -> None:
        self.commune = make_commune()
        self.home, self.other = make_unit("Chi bộ bản Đớ", parent=self.commune), make_unit("Chi bộ bản Nậm", parent=self.commune)
        self.people = [make_member(self.home, "Lò Văn Một"), make_member(self.home, "Lò Văn Hai"), make_member(self.other, "Lò Thị Ba")]
        for member in self.people:
            self.goes_away(member)

    def goes_away(self, member: Member) -> Case:
        told = {"kind": "work", "place": "Bắc Ninh", "contact": "0900", "since": date(2026, 8, 1), "look_back_on": date(2026, 10, 1), "contact_person": "Bí thư"}
        return do(actions.open_case(procedure=AWAY, unit=member.unit, member=member, title=str(member), on=date(2026, 8, 1), by=SYSTEM, today=TODAY, told=told), date(2026, 8, 1))

    def opened(self) -> Case:
        told = {"place": "Khu công nghiệp Quế Võ, Bắc Ninh", "reason": "Nhiều đảng viên cùng làm việc"}
        return actions.open_case(procedure=TEMPORARY_BRANCH, unit=self.commune, title="Chi bộ tạm thời Quế Võ", on=date(2026, 8, 25), by=SYSTEM, today=TODAY, told=told)

    def founded(self) -> Case:
        self.case = do(self.opened(), FOUNDED)
        self.there = Unit.objects.get(kind=UnitKind.TEMPORARY_BRANCH)
        return self.case

    def comes(self, member: Member, on: date = CAME) -> Case:
        told = {"other_unit": self.there, "cause": "work", "basis": "5-QĐ/ĐU", "effective_on": FOUNDED, "until": date(2027, 2, 28), "contact": "0900 000 002"}
        case = actions.open_case(procedure=TEMPORARY, unit=member.unit, member=member, title=str(member), on=FOUNDED, by=SYSTEM, today=TODAY, other_unit=self.there, told=told)
        while case.step != "go_home":
            case = do(case, on)
        return case


@pytest.fixture
def story(db: Any) -> Story:
    return Story()


def now(member: Member) -> Member:
    return Member.objects.select_related("unit").get(pk=member.pk)


def count(unit: Unit, day: date, key: str = "members.count") -> int:
    asked = figure(key, Question(unit, day), by=SYSTEM)
    assert asked.value() == len(asked.records())
    return asked.value()


def test_its_members_are_counted_at_home_and_never_twice(story):
    case = story.founded()
    assert (case.other_unit, case.step, case.due_on, story.there.parent, story.there.founded_on) == (story.there, "term", date(2027, 2, 28), story.commune, FOUNDED)
    for member in story.people:
        story.comes(now(member))
    for day, gathered, away in ((date(2026, 9, 9), 0, 3), (CAME, 3, 0)):
        assert [count(unit, day) for unit in (story.commune, story.home, story.other, story.there)] == [3, 2, 1, 0]
        assert [count(story.commune, day, key) for key in ("transfers.gathered", "statuses.away", "branches.count", "units.temporary_branches")] == [gathered, away, 2, 1]
    assert count(story.there, CAME, "transfers.gathered") == 3
    assert not Case.objects.open().filter(procedure="away").exists()
    assert {case.state for case in Case.objects.filter(procedure="away")} == {CaseState.DONE}


def test_it_is_no_home_and_is_founded_by_its_procedure_only(story, client):
    story.founded()
    with pytest.raises(RuleBroken):
        move_member(member=now(story.people[0]), to=story.there, on=CAME, paper="", by=SYSTEM, day=TODAY)
    with pytest.raises(RuleBroken):
        actions.open_case(procedure=TRANSFER, unit=story.home, member=now(story.people[0]), title="", on=CAME, by=SYSTEM, today=TODAY, other_unit=story.there, told={"other_unit": story.there})
    client.force_login(make_user("organisation_officer", story.commune))
    assert "temporary_branch" not in client.get(reverse("org:found", args=[story.commune.pk])).content.decode()


def test_its_term_is_extended_and_it_ends_with_everybody_at_home(story):
    case = story.founded()
    story.comes(now(story.people[0]))
    stays = story.comes(now(story.people[1]))
    officer = make_user("organisation_officer", story.commune)
    assert [one.late for one in cases_in_hand(officer, date(2027, 3, 2)) if "Chi bộ tạm thời Quế Võ" in one.what] == [True]
    with pytest.raises(RuleBroken):
        do(case, date(2027, 2, 20), until=date(2027, 2, 28), decision="7-NQ/ĐU")
    case = do(case, date(2027, 2, 20), until=date(2027, 8, 31), decision="7-NQ/ĐU")
    assert (case.step, case.due_on) == ("term", date(2027, 8, 31))
    case = do(case, date(2027, 8, 1))
    transfer = actions.open_case(procedure=TRANSFER, unit=story.home, member=now(story.people[1]), title="", on=date(2027, 8, 2), by=SYSTEM, today=TODAY, other_unit=story.other, told={"other_unit": story.other, "effective_on": date(2027, 8, 2)})
    while transfer.state == CaseState.OPEN:
        transfer = do(transfer, date(2027, 8, 5))
    stays.refresh_from_db()
    assert (stays.state, now(story.people[1]).unit, now(story.people[1]).activity) == (CaseState.DONE, story.other, Activity.ACTIVE)
    with pytest.raises(RuleBroken, match="sau ngày"):
        do(case, date(2027, 2, 26))
    case = do(case, date(2027, 9, 1))
    story.there.refresh_from_db()
    assert (case.state, story.there.ended_on) == (CaseState.DONE, date(2027, 9, 1))
    assert not Stay.objects.filter(kind=StayKind.GUEST).open().exists()
    assert not Case.objects.open().filter(procedure="transfer_temporary").exists()
    assert [now(member).activity for member in story.people] == [Activity.ACTIVE, Activity.ACTIVE, Activity.WORKING_AWAY]
    assert [count(story.commune, day, "transfers.gathered") for day in (date(2027, 8, 4), date(2027, 8, 31), date(2027, 9, 1))] == [2, 1, 0]


def test_who_was_exempted_meanwhile_stays_exempt_at_home_when_it_ends(story):
    case = story.founded()
    story.comes(now(story.people[0]))
    enter_activity(member=now(story.people[0]), activity=Activity.EXEMPT, on=date(2027, 1, 1), paper="3-QĐ/ĐU", by=SYSTEM, day=TODAY)
    do(do(case, date(2027, 2, 20)), ENDED)
    assert now(story.people[0]).activity == Activity.EXEMPT
    assert not Stay.objects.filter(kind=StayKind.GUEST).open().exists()


def test_it_does_not_end_while_somebody_is_on_the_way(story):
    case = do(story.founded(), date(2027, 2, 20))
    told = {"other_unit": story.there, "effective_on": FOUNDED, "until": date(2027, 2, 28)}
    actions.open_case(procedure=TEMPORARY, unit=story.home, member=now(story.people[0]), title="Lò Văn Một", on=FOUNDED, by=SYSTEM, today=TODAY, other_unit=story.there, told=told)
    with pytest.raises(RuleBroken, match="Lò Văn Một"):
        do(case, ENDED)


@pytest.mark.parametrize("told", [{"until": FOUNDED}, {"dated": date(2026, 9, 2)}])
def test_the_founding_has_a_decision_and_a_term(story, told):
    with pytest.raises(RuleBroken):
        do(story.opened(), FOUNDED, **ANSWERS["found"] | told)


def test_a_clerk_founds_none_and_the_office_gathers_those_who_are_away(story, client):
    case = story.opened()
    with pytest.raises(NotAllowed):
        do(case, FOUNDED, by=make_user("office_clerk", story.commune))
    do(case, FOUNDED)
    story.there = Unit.objects.get(kind=UnitKind.TEMPORARY_BRANCH)
    client.force_login(make_user("office_clerk", story.commune))
    address = reverse("transfers:gather", args=[story.there.pk])
    page = client.get(address).content.decode()
    assert all(str(member) in page for member in story.people)
    assert "Bắc Ninh" in page
    told = {"cause": "work", "basis": "5-QĐ/ĐU", "effective_on": "2026-09-01", "until": "2027-02-28", "contact": "0900 000 002"}
    assert client.post(address, told).status_code == 422
    assert client.post(address, told | {"chosen": [member.pk for member in story.people[1:]]}).status_code == 302
    assert set(Case.objects.open().filter(procedure="transfer_temporary").values_list("title", flat=True)) == {"Lò Văn Hai", "Lò Thị Ba"}
    assert "đang trên đường" in client.get(reverse("transfers:here", args=[story.there.pk])).content.decode()


def test_the_list_tells_both_sides_and_costs_the_same_for_one_and_three(story, client, django_assert_max_num_queries):
    story.founded()
    secretary = make_user("branch_secretary", story.there)
    client.force_login(secretary)
    address = reverse("transfers:here", args=[story.there.pk])
    story.comes(now(story.people[0]))
    client.get(address)
    with django_assert_max_num_queries(60) as one:
        page = client.get(address).content.decode()
    assert all(said in page for said in ("Lò Văn Một", "Chi bộ bản Đớ", "0900 000 002", "28/02/2027", "Quế Võ"))
    for member in story.people[1:]:
        story.comes(now(member))
    with django_assert_max_num_queries(60) as three:
        client.get(address)
    assert len(one) == len(three)
    keeper = "Lò Văn Bốn, 0900 000 009"
    do(story.case, date(2027, 2, 20), until=date(2027, 8, 31), decision="7-NQ/ĐU", contact_person=keeper)
    assert keeper in client.get(address).content.decode()
    client.force_login(make_user("branch_secretary", story.home))  # who does not see the founding
    assert keeper in client.get(next(guest.case for guest in guests(story.there, secretary) if guest.case.unit == story.home).get_absolute_url()).content.decode()
    client.force_login(make_user("organisation_officer", story.commune))
    assert f'value="{keeper}"' in client.get(story.case.get_absolute_url()).content.decode()
    assert {(guest.case.title, guest.case.unit.name, guest.since) for guest in guests(story.there, secretary)} == {
        ("Lò Văn Hai", "Chi bộ bản Đớ", CAME), ("Lò Văn Một", "Chi bộ bản Đớ", CAME), ("Lò Thị Ba", "Chi bộ bản Nậm", CAME),
    }


def at_once(acts: list[Any]) -> list[bool]:
    """Both in the same instant; which of them were done."""
    ready = Barrier(len(acts))

    def one(act: Any) -> bool:
        try:
            ready.wait(10)
            with scope.within(scope.everything()):
                act()
        except RuleBroken:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_found_or_end_it_at_once_one_does():
    story = Story()
    for _each in range(5):
        case = story.opened()
        assert sorted(at_once([lambda case=case: do(case, FOUNDED)] * 2)) == [False, True]
        case.refresh_from_db()
        case = do(case, date(2027, 2, 20))
        assert sorted(at_once([lambda case=case: do(case, ENDED)] * 2)) == [False, True]
    assert Unit.objects.filter(kind=UnitKind.TEMPORARY_BRANCH, ended_on=ENDED).count() == 5


@pytest.mark.django_db(transaction=True)
def test_nobody_comes_into_a_branch_in_the_instant_it_ends():
    story = Story()
    case = do(story.founded(), date(2027, 2, 20))
    story.comes(now(story.people[0]))
    going = actions.open_case(
        procedure=TEMPORARY, unit=story.home, member=now(story.people[1]), title="Lò Văn Hai", on=FOUNDED, by=SYSTEM, today=TODAY, other_unit=story.there,
        told={"other_unit": story.there, "effective_on": FOUNDED, "until": date(2027, 2, 28)},
    )
    while going.step != "arrive":
        going = do(going, CAME)
    arrived, _ended = at_once([lambda: do(going, CAME), lambda: do(case, ENDED)])
    assert arrived
    story.there.refresh_from_db()
    inside = Stay.objects.filter(kind=StayKind.GUEST, unit=story.there).open().count()
    assert inside == (0 if story.there.ended_on else 2)
