"""A sheet as messy as real ones: every good row goes in, every bad row is named, nobody comes in twice."""

import datetime as dt
import json

import pytest
from django.core.management import call_command

from coso.generator.sheet import write_sheet
from coso.members.models import Member
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


def test_a_messy_sheet_goes_in_with_every_bad_row_named(tmp_path, capsys):
    Area.objects.get_or_create(kind=AreaKind.PROVINCE, name="Lai Châu")
    commune = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code="38168053000000")
    branches = [make_unit(f"Chi bộ bản {name}", parent=commune).name for name in ("Nà Củng", "Huổi Én", "Vàng Pheo")]
    path = tmp_path / "messy.xlsx"
    made = write_sheet(path, rows=600, seed=1, branches=branches, province="Lai Châu", today=dt.date(2026, 11, 20), messy=True)
    with pytest.raises(SystemExit) as end:
        call_command("import_members", str(path), unit=commune.code, json=True)
    said = json.loads(capsys.readouterr().out)
    named = {(error["row"], error["column"]) for error in said["errors"]}
    assert end.value.code == 1
    assert {(bad.row, bad.column) for bad in made.bad} <= named
    assert {row for row, _column in named} == {bad.row for bad in made.bad} | set(made.twice)
    assert said["created"] == made.people == Member.objects.count()
    assert said["read"] == made.people + len(made.bad) + len(made.twice)
