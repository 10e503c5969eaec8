"""A commune is restructured by one plan and one decision: two units dissolved, ten branches founded, members moved."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command

from coso.common import bulk
from coso.common.actors import SYSTEM
from coso.common.models import Act
from coso.figures.enums import Tree
from coso.figures.queries import Question, figure
from coso.members.enums import Status, StayReason
from coso.members.models import Member, Stay
from coso.org import soundness
from coso.org.models import Lineage, Unit
from coso.restructuring.models import RestructuringPlan
from tests.factories import make_commune, make_province, make_unit

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 1)
EVE = ON - timedelta(days=1)


def people(unit: Unit, count: int, *, probationary: int = 0) -> list[Member]:
    """Many members at once, the last of them on probation."""
    rows = bulk.insert(
        Member(
            unit=unit, full_name=f"Nguyễn Văn {place}", sex="male", birth_date=date(1980, 1, 1), admission_date=date(2010, 5, 19),
            official_date=None if place >= count - probationary else date(2011, 5, 19), status=Status.OFFICIAL, religion="none",
        )
        for place in range(count)
    )
    bulk.insert(
        Stay(
            member=row, unit=unit, status=Status.OFFICIAL if row.official_date else Status.PROBATIONARY, valid_from=date(2010, 5, 19), reason=StayReason.LISTED,
        )
        for row in rows
    )
    return rows


@pytest.fixture
def commune():
    return make_commune("Đảng bộ xã Công Hải", parent=make_province(code="56000000000000"), code="56001001000000")


@pytest.fixture
def plan(commune, tmp_path):
    """Two units with 600 members, and the file that sends them to ten new branches."""
    old = [make_unit(f"Chi bộ cơ quan {n}", parent=commune, code=f"5600100100000{n}") for n in (1, 2)]
    for unit in old:
        people(unit, 300, probationary=10)
    file = tmp_path / "plan.toml"
    file.write_text(toml(commune, old))
    return file, old


def toml(commune: Unit, old: list[Unit]) -> str:
    lines = [
        'title = "Sắp xếp chi bộ cơ quan xã Công Hải"', f'unit = "{commune.printed_code()}"', "on = 2026-10-01",
        'paper = "Đề án số 02-ĐA/ĐU"', "paper_date = 2026-09-30",
    ]
    for n in range(10):
        lines += ["[[operations]]", 'do = "found"', f'label = "moi-{n}"', f'name = "Chi bộ mới {n}"', 'kind = "subordinate_branch"', f'under = "{commune.code}"', f'code = "560010010001{n:02}"']
    for unit in old:
        keys = list(Member.objects.filter(unit=unit).order_by("pk").values_list("pk", flat=True))
        for n in range(9):
            named = ", ".join(f'"#{key}"' for key in keys[n * 30:(n + 1) * 30])
            lines += ["[[operations]]", 'do = "move_members"', f'unit = "{unit.code}"', f'to = "moi-{n}"', 'who = "list"', f"members = [{named}]"]
        lines += ["[[operations]]", 'do = "move_members"', f'unit = "{unit.code}"', 'to = "moi-9"', 'who = "rest"']
        lines += ["[[operations]]", 'do = "dissolve"', f'unit = "{unit.code}"']
    return "\n".join(lines)


def run(capsys, *arguments) -> dict:
    call_command("restructure", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


def test_a_dry_run_tells_everything_and_changes_nothing(plan, commune, capsys):
    file, old = plan
    told = run(capsys, str(file), "--dry-run")
    assert (told["ready"], told["carried_out"], told["moved"], told["refusals"]) == (True, False, 600, [])
    assert told["before"] == {"units": 3, "branches": 2, "members": 600, "official": 580, "probationary": 20}
    assert told["after"] == {"units": 11, "branches": 10, "members": 600, "official": 580, "probationary": 20}
    lines = {line["name"]: line for line in told["units"]}
    assert lines["Chi bộ mới 0"]["before"] is None
    assert lines["Chi bộ mới 0"]["after"]["members"] == 60
    assert lines["Chi bộ cơ quan 1"]["after"] is None
    assert not RestructuringPlan.objects.exists()
    assert Unit.objects.filter(parent=commune).count() == 2


def count(unit: Unit, day: date, tree: Tree = Tree.STOOD) -> int:
    return figure("members.count", Question(unit=unit, day=day, tree=tree), by=SYSTEM).value()


def test_one_plan_one_decision(plan, commune, capsys):
    file, old = plan
    told = run(capsys, str(file))
    assert told["carried_out"]
    assert list(soundness.differences()) == []
    new = Unit.objects.get(code="56001001000100")
    assert [count(commune, day, tree) for day in (EVE, ON) for tree in Tree] == [600] * 4
    assert [count(old[0], EVE), count(new, ON), count(new, EVE, Tree.STANDS)] == [300, 60, 0]
    assert Unit.objects.filter(parent=commune, ended_on__isnull=True).count() == 10
    assert Lineage.objects.filter(predecessor=old[0]).count() == 10
    assert {Unit.objects.get(pk=unit.pk).ended_on for unit in old} == {ON}
    assert Act.objects.filter(kind="member.regrouped").count() == 600
    done = RestructuringPlan.objects.get()
    assert (done.state, done.full_paper) == ("done", "Đề án số 02-ĐA/ĐU ngày 30/09/2026")


def test_every_member_reads_one_unbroken_life(plan, commune, capsys):
    file, _old = plan
    run(capsys, str(file))
    for member in Member.objects.prefetch_related("stays")[:50]:
        first, second = member.stays.all().order_by("valid_from")
        assert (first.valid_to, second.valid_from, second.valid_to) == (ON, ON, None)
        assert (first.status, second.reason) == (second.status, StayReason.UNIT_CHANGED)
        assert (member.unit_id, member.position) == (second.unit_id, second.position)


def test_a_plan_that_breaks_a_rule_is_told_and_not_carried_out(commune, tmp_path, capsys):
    unit = make_unit("Chi bộ còn đảng viên", parent=commune, code="56001001000007")
    people(unit, 3)
    file = tmp_path / "plan.toml"
    file.write_text(f'title = "Thử"\nunit = "{commune.code}"\non = 2026-10-01\npaper = "QĐ 1"\n[[operations]]\ndo = "dissolve"\nunit = "{unit.code}"\n')
    with pytest.raises(SystemExit) as ended:
        call_command("restructure", str(file), "--json")
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert told["refusals"][0]["place"] == 1
    assert " 3 " in told["refusals"][0]["sentence"]
    assert not RestructuringPlan.objects.exists()
