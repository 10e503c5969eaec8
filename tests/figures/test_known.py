"""What was known when: a figure asked as known at a time gives what was then shown, after any later correction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.figures.enums import Tree
from coso.figures.forms import Wanted
from coso.figures.queries import Question, figure, time_of
from coso.figures.tables import records_url
from coso.members.models import Member, MemberKnown, Qualification, Stay, StayKnown
from coso.org.actions import change_traits
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area, AreaService, Closure, Placement, Unit
from tests.factories import TODAY, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db(transaction=True)  # each act has a time of its own
DAY = date(2026, 3, 3)


@pytest.fixture
def commune():
    return make_unit(kind=UnitKind.COMMUNE_ORGANISATION)


@pytest.fixture
def people(commune):
    branch = make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    return [make_member(branch, f"Lò Văn {at}", professional_level="college") for at in range(3)]


@pytest.fixture
def then(people):
    """A time at which just these people were known."""
    return clock()


def clock() -> datetime:
    """The database's own time; what is written before it was known then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def known(unit, at, key="members.count", **more):
    return figure(key, Question(unit, DAY, known_at=at, **more), by=SYSTEM)


def test_before_anything_was_entered_nothing_was_known(commune, people, then):
    assert known(commune, then - timedelta(days=1)).value() == 0
    assert known(commune, then).value() == 3


@pytest.mark.parametrize("tree", list(Tree))
def test_a_correction_changes_what_is_known_now_and_not_what_was(commune, people, then, tree):
    Member.objects.filter(pk=people[0].pk).update(sex="female")
    assert {line.choices[0].key: line.value for line in known(commune, then, tree=tree).by("sex")} == {"male": 3, "female": 0}
    assert {line.choices[0].key: line.value for line in known(commune, clock(), tree=tree).by("sex")} == {"male": 2, "female": 1}


def test_a_stay_taken_out_later_was_known_then(commune, people, then):
    Stay.objects.filter(member=people[0]).delete()
    asked = known(commune, then)
    assert asked.value() == 3 == len(asked.records())
    assert {row.member.full_name for row in asked.records()} == {"Lò Văn 0", "Lò Văn 1", "Lò Văn 2"}
    assert figure("members.count", Question(commune, DAY), by=SYSTEM).value() == 2


def test_a_member_known_under_an_earlier_name_is_listed_under_it(commune, people, then):
    Member.objects.filter(pk=people[0].pk).update(full_name="Lò Thị Sửa")
    assert "Lò Văn 0" in {row.member.full_name for row in known(commune, then).records()}


def test_levels_admissions_and_leavings_are_known_the_same_way(commune, people, then):
    Qualification.objects.create(member=people[0], kind="professional", level="university", obtained_on=date(2020, 1, 1))
    assert {line.choices[0].key: line.value for line in known(commune, then).by("professional_level") if line.value} == {"college": 3}
    Member.objects.filter(pk=people[1].pk).update(admission_date=date(2009, 1, 1))
    period = {"start": date(2010, 1, 1)}
    assert known(commune, then, "members.admitted", **period).value() == 3
    assert figure("members.admitted", Question(commune, DAY, **period), by=SYSTEM).value() == 2
    assert known(commune, then, "members.recognised", **period).value() == 3
    assert known(commune, then, "members.left", **period).value() == 0


@pytest.mark.parametrize("tree", list(Tree))
def test_units_are_known_as_they_were_entered(commune, people, then, tree):
    branch = people[0].unit
    Unit.objects.filter(pk=branch.pk).update(founded_on=date(2026, 6, 1))
    make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    asked = known(commune, then, "branches.count", tree=tree)
    assert asked.value() == 1 == len(asked.records())
    assert [row.pk for row in asked.records()] == [branch.pk]
    assert {line.unit.pk: line.value for line in asked.children() if line.value} == {branch.pk: 1}
    assert {line.choices[0].key: line.value for line in asked.by("unit_kind") if line.value} == {"subordinate_branch": 1}
    assert known(commune, clock(), "branches.count", tree=tree).value() == 1
    assert known(commune, then - timedelta(days=1), "branches.count").value() == 0


def test_a_superior_corrected_later_is_known_as_it_stood(commune, people, then):
    elsewhere = make_unit(kind=UnitKind.COMMUNE_ORGANISATION)
    branch = people[0].unit
    Placement.objects.filter(unit=branch).update(parent=elsewhere)
    Closure.objects.filter(ancestor=commune, descendant=branch).update(ancestor=elsewhere)
    assert known(commune, then).value() == 3
    assert known(commune, then, "members.admitted", start=date(1990, 1, 1)).value() == 3
    assert {line.unit.pk: line.value for line in known(commune, then).children() if line.value} == {branch.pk: 3}
    assert known(commune, then, "members.per_branch").value() == 3
    assert known(commune, clock()).value() == 0
    assert known(elsewhere, clock()).value() == 3


def test_areas_are_known_with_who_served_them(commune, people, then):
    area = Area.objects.create(name="Xã Mường So", kind=AreaKind.COMMUNE)
    AreaService.objects.create(unit=commune, area=area, valid_from=date(2000, 1, 1))
    village = Area.objects.create(name="Bản 1", kind=AreaKind.VILLAGE, parent=area)
    before = clock()
    AreaService.objects.create(unit=people[0].unit, area=village, valid_from=date(2000, 1, 1))
    assert known(commune, then, "areas.count").value() == 0
    for key, count in (("areas.count", 1), ("areas.without_branch", 1), ("areas.without_member", 1)):
        asked = known(commune, before, key)
        assert asked.value() == count == len(asked.records())
        assert sum(line.value for line in asked.children()) == count
        assert known(commune, clock(), key).value() == (1 if key == "areas.count" else 0)
    before = clock()
    traits = {"minority": False, "specially_hard": False, "remote": False}
    change_traits(unit=commune, area=area, on=date(2024, 1, 1), today=TODAY, paper="861/QĐ-TTg", by=SYSTEM, border=True, **traits)
    for day, answer in ((before, "false"), (clock(), "true")):
        assert [line.choices[0].key for line in known(commune, day, "areas.count").by("border_area") if line.value] == [answer]


def test_without_a_time_told_the_views_show_nothing(people):
    assert not StayKnown.objects.exists()
    assert not MemberKnown.objects.exists()



def test_the_pages_ask_what_was_known_at_the_end_of_a_day_and_say_so(client, commune, people):
    client.force_login(make_user("organisation_officer", commune))
    yesterday, today = (timezone.localdate() - timedelta(days=1)).isoformat(), timezone.localdate().isoformat()
    for name, more in (("unit", []), ("indicator", ["members.count"]), ("records", ["members.count"])):
        page = reverse(f"figures:{name}", args=[commune.pk, *more])
        now, then = (client.get(page, {"on": "2026-03-03", "known": day}) for day in (today, yesterday))
        assert now.status_code == then.status_code == 200
        assert "Theo hồ sơ biết đến hết ngày" not in now.content.decode()
        assert f"Theo hồ sơ biết đến hết ngày {date.fromisoformat(yesterday):%d/%m/%Y}" in then.content.decode()
    listed = {day: client.get(reverse("figures:records", args=[commune.pk, "members.count"]), {"on": "2026-03-03", "known": day}).context["total"] for day in (yesterday, "")}
    assert listed == {yesterday: 0, "": 3}


def test_a_number_known_then_leads_to_the_list_known_then(commune, people):
    wanted = Wanted.read(QueryDict("on=2026-03-03&known=2026-04-01"), date(2026, 5, 1))
    assert wanted.known_at == time_of("2026-04-01") == wanted.question(commune).known_at
    assert "known=2026-04-01" in records_url(figure("members.count", wanted.question(commune), by=SYSTEM), wanted, SYSTEM)
    assert Wanted.read(QueryDict("known=2026-05-01"), date(2026, 5, 1)).known is None
