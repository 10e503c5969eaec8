"""Which villages have no branch of their own, or nobody in it, since when, and by when that ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.org.actions import serve_area, stop_serving
from coso.org.enums import AreaKind
from coso.org.models import Area
from coso.restructuring.actions import plan_coverage
from coso.restructuring.models import CoveragePlan
from coso.restructuring.queries import covered, heat
from tests.factories import make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)


@pytest.fixture
def commune():
    unit = make_commune()
    serve_area(unit=unit, area=Area.objects.filter(kind=AreaKind.COMMUNE).first(), on=date(2000, 1, 1), by=SYSTEM)
    return unit


def village(name):
    return Area.objects.create(name=name, kind=AreaKind.VILLAGE, parent=Area.objects.filter(kind=AreaKind.COMMUNE).first())


def serve(unit, area, on=date(2020, 1, 1)):
    serve_area(unit=unit, area=area, on=on, by=SYSTEM)


@pytest.fixture
def villages(commune):
    """One well covered, one whose branch left, one with an empty branch, two with a joint branch."""
    names = ("Đủ", "Trắng", "Không đảng viên", "Ghép một", "Ghép hai")
    found = {name: village(name) for name in names}
    good, left, empty, joint = (make_unit(parent=commune) for _ in range(4))
    serve(good, found["Đủ"])
    make_member(good)
    serve(left, found["Trắng"])
    stop_serving(unit=left, area=found["Trắng"], on=date(2025, 7, 1), by=SYSTEM)
    serve(empty, found["Không đảng viên"])
    serve(joint, found["Ghép một"], date(2019, 1, 1))
    serve(joint, found["Ghép hai"], date(2023, 5, 1))
    make_member(joint, birth_date=date(1981, 1, 1))
    return found


def test_each_gap_is_named_with_the_day_it_began(commune, villages):
    told = {area.name: (area.gap, area.since, area.members) for area in covered(commune, DAY)}
    assert told == {
        "Đủ": ("", None, 1), "Trắng": ("no_branch", date(2025, 7, 1), 0), "Không đảng viên": ("no_member", None, 0),
        "Ghép một": ("joint", date(2023, 5, 1), 1), "Ghép hai": ("joint", date(2023, 5, 1), 1),
    }


def test_communes_are_counted(commune, villages):
    plan(commune, villages["Trắng"])
    (row,) = heat(covered(commune, DAY), DAY + timedelta(days=4000))
    assert (row.areas, row.no_branch, row.no_member, row.joint, row.planned, row.overdue, row.gaps) == (5, 1, 1, 2, 1, 1, 4)


def plan(unit, area, **more):
    told = {"planned_on": date(2026, 12, 31), "responsible": "Lò Văn Hặc", "today": DAY, "by": SYSTEM, **more}
    return plan_coverage(unit=unit, area=area, **told)


def test_a_later_plan_replaces_the_earlier_one_which_stays(commune, villages):
    first = plan(commune, villages["Trắng"])
    second = plan(commune, villages["Trắng"], planned_on=date(2027, 6, 30))
    first.refresh_from_db()
    assert first.replaced_on == DAY
    assert list(CoveragePlan.objects.open()) == [second]
    assert covered(commune, DAY).get(name="Trắng").planned_on == date(2027, 6, 30)


@pytest.mark.parametrize("wrong", [{"planned_on": date(2026, 1, 1)}, {"responsible": "  "}])
def test_a_plan_has_a_day_to_come_and_somebody_who_sees_to_it(commune, villages, wrong):
    with pytest.raises(RuleBroken):
        plan(commune, villages["Trắng"], **wrong)


@pytest.fixture
def client(commune):
    client = Client()
    client.force_login(make_user("office_clerk", commune))
    return client


def test_the_board_leads_to_the_area_and_its_plan(client, commune, villages):
    board = client.get(reverse("restructuring:coverage"), follow=True).content.decode()
    assert "Trắng" in board
    assert ">Đủ<" not in board
    address = reverse("restructuring:cover", args=[commune.pk, villages["Trắng"].pk])
    later = timezone.localdate() + timedelta(days=30)
    client.post(address, {"planned_on": later.isoformat(), "responsible": "Lò Văn Hặc"})
    assert "Lò Văn Hặc" in client.get(address).content.decode()
    only = client.get(reverse("restructuring:coverage_of", args=[commune.pk]), {"gap": "joint"}).content.decode()
    assert "Ghép một" in only
    export = client.get(reverse("restructuring:coverage_of", args=[commune.pk]), {"export": "csv"}).getvalue().decode()
    assert "Lò Văn Hặc" in export


def test_the_board_costs_the_same_with_one_and_three_areas(client, commune):
    address = reverse("restructuring:coverage_of", args=[commune.pk])
    counts = []
    for names in (("Một",), ("Hai", "Ba")):
        for name in names:
            village(name)
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        counts.append(len(caught))
    assert counts[0] == counts[1]
