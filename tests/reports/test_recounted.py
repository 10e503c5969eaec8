"""A settled report of two years ago, counted again after many edits: as it was known it is the same, and what differs names its acts."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db.models import Model, QuerySet
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.figures.enums import Tree
from coso.members.actions import correct_member, leave, move_member
from coso.members.models import Member
from coso.org.actions import move_unit
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.reports.actions import freeze_report
from coso.reports.models import FrozenFigure, FrozenReport
from coso.reports.queries import MEMBER_STATISTICS, REPORTS, Again, Built, Ready, differences
from coso.rulebook.actions import settle_rule
from tests.factories import make_commune, make_member, make_province, make_unit, make_user
from tests.reports.way import clock

pytestmark = pytest.mark.django_db(transaction=True)  # each act has a time of its own
EDITS = int(os.environ.get("COSO_EDITS", "40"))
THEN, TODAY = date(2024, 10, 31), date(2026, 11, 1)
BRANCHES = ("Nà Củng", "Huổi Én", "Vàng Bó", "Nậm Cung")


@pytest.fixture
def commune():
    unit = make_commune(parent=make_province())
    for name in BRANCHES:
        branch = make_unit(f"Chi bộ bản {name}", kind=UnitKind.SUBORDINATE_BRANCH, parent=unit)
        for at in range(4):
            make_member(branch, f"Lò Văn {at}", sex="female" if at % 2 else "male", ethnic_group="thai" if at else "kinh", admission_date=date(2024, at + 1, 5), official_date=None)
    return unit


def settled(unit: Unit, key: str) -> FrozenReport:
    ready = Ready.begin(MEMBER_STATISTICS if key == "member_statistics" else REPORTS[key], unit, THEN, by=SYSTEM, tree=Tree.STOOD, now=clock())
    while not ready.whole:
        ready.go_on(by=SYSTEM)
    return freeze_report(ready=ready, unit=unit, by=SYSTEM)


def one_of(draw: random.Random, rows: QuerySet) -> Model:
    """One of them, read alone: there are more and more."""
    return rows.get(pk=draw.choice(list(rows.values_list("pk", flat=True))))


def edits(draw: random.Random, commune: Unit, elsewhere: Unit) -> Iterator[Callable[[], object]]:
    """Corrections, leavings, moves, people entered late, units put elsewhere: each on a day before or after the report's."""
    while True:
        member = one_of(draw, Member.objects.filter(left_on=None).select_related("unit"))
        branch = one_of(draw, Unit.objects.filter(kind=UnitKind.SUBORDINATE_BRANCH))
        on = date(2023, 1, 1) + timedelta(days=draw.randrange(1400))
        new = draw.choice([{"sex": draw.choice(["male", "female"])}, {"ethnic_group": draw.choice(["kinh", "thai", "tay"])}, {"birth_date": date(draw.randrange(1950, 2000), 5, 9)}, {"admission_date": on}])
        seen = {name: getattr(member, name) for name in new}
        yield draw.choice([
            lambda member=member, new=new, seen=seen: correct_member(member=member, new=new, seen=seen, by=SYSTEM, reason="Nhập nhầm.", day=TODAY),
            lambda member=member, new=new, seen=seen: correct_member(member=member, new=new, seen=seen, by=SYSTEM, reason="Nhập nhầm.", day=TODAY),
            lambda member=member, on=on: leave(member=member, on=on, reason="deceased", paper="", by=SYSTEM, day=TODAY),
            lambda member=member, branch=branch, on=on: move_member(member=member, to=branch, on=on, paper="", by=SYSTEM, day=TODAY),
            lambda branch=branch, on=on: make_member(branch, "Vàng Thị Muộn", day=TODAY, admission_date=on, official_date=None),
            lambda branch=branch, on=on: move_unit(unit=branch, to=draw.choice([commune, elsewhere]), on=on, today=TODAY, paper="QĐ 9", reason="", by=SYSTEM),
        ])


def carried_out(commune: Unit, number: int, seed: int) -> int:
    done, draw = 0, random.Random(seed)
    for edit in edits(draw, commune, make_commune("Đảng bộ xã Khổng Lào", parent=commune.parent)):
        try:
            edit()
        except RuleBroken:
            continue
        done += 1
        if done == number:
            return done
    return done


@pytest.mark.parametrize("key", ["member_statistics", "yearly"])
def test_after_many_edits_it_is_the_same_cell_by_cell_as_known_then_and_each_difference_names_its_act(commune, key):
    kept = settled(commune, key)
    assert carried_out(commune, EDITS, seed=len(key)) == EDITS
    figures = {one.place: one for one in FrozenFigure.objects.filter(report=kept)}
    for place, table, line, column, asked in Again(Built.read(kept.content), by=SYSTEM, known_at=kept.as_known_on):
        told = (table.title, line.label, table.heads[min(column, len(table.heads) - 1)])
        value = asked.value()
        assert (None if value is None else float(value)) == (None if figures[place].value is None else float(figures[place].value)), told
        assert asked.digest() == figures[place].digest, told
    changed = differences(kept, by=SYSTEM)
    assert changed, "so many edits change something"
    assert [one for one in changed if not one.acts] == []
    assert all(act.at > kept.as_known_on for one in changed for act in one.acts)


def test_a_rule_settled_later_is_named_when_it_alone_moves_people_between_lines(commune):
    kept = settled(commune, "member_statistics")
    settle_rule(key="figure.age_bands", value=[18, 48, 70], unit=commune.parent, on=date(2020, 1, 1), paper="QĐ 5", reason="Thử", by=SYSTEM)
    assert {act.kind.split(".")[0] for one in differences(kept, by=SYSTEM) for act in one.acts} == {"rule"}


def test_who_may_not_read_acts_sees_only_when_records_were_changed(client, commune):
    kept = settled(commune, "member_statistics")
    carried_out(commune, 12, seed=3)
    page = reverse("reports:settled", args=[kept.pk]) + "?compare=1"
    said = {}
    for role in ("office_clerk", "report_reader"):
        client.force_login(make_user(role, commune))
        said[role] = client.get(page).content.decode()
    assert "Có thay đổi hồ sơ" in said["report_reader"]
    assert "Có thay đổi hồ sơ" not in said["office_clerk"]
