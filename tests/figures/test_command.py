"""`coso figure`: the answer as JSON, and a sentence with exit code 2 for what it cannot answer."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.core.management import call_command

from coso.org.enums import UnitKind
from tests.factories import make_member, make_unit

pytestmark = pytest.mark.django_db
CODE = "12001000000000"


@pytest.fixture(autouse=True)
def commune():
    commune = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code=CODE)
    branch = make_unit("Chi bộ bản Nà Củng", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune, code="12001000000001")
    for at in range(3):
        make_member(branch, f"Lò Văn {at}", sex="female" if at else "male", admission_date=date(2019 + at, 5, 1), official_date=None)
    return commune


def run(capsys, key, **options):
    call_command("figure", key, **{"unit": CODE, "on": "2026-03-03", "json": True} | options)
    return json.loads(capsys.readouterr().out)


def test_a_number_with_its_indicator_version_unit_and_day(capsys):
    told = run(capsys, "members.count")
    assert {key: told[key] for key in ("indicator", "version", "unit", "on", "value", "rows")} == {
        "indicator": "members.count", "version": 1, "unit": CODE, "on": "2026-03-03", "value": 3, "rows": [],
    }


def test_a_number_split_and_narrowed(capsys):
    told = run(capsys, "members.count", by=["sex"])
    assert [(row["sex"], row["value"]) for row in told["rows"]] == [("male", 1), ("female", 2)]
    assert run(capsys, "members.count", where=["sex=female"])["value"] == 2


def test_a_number_by_unit_below(capsys):
    rows = run(capsys, "members.count", children=True)["rows"]
    assert [(row["unit"], row["value"]) for row in rows] == [("12001000000001", 3), (CODE, 0)]


def test_a_period(capsys):
    told = run(capsys, "members.admitted", on=None, first="2020-01-01", last="2020-12-31")
    assert (told["value"], told["from"], told["to"]) == (1, "2020-01-01", "2020-12-31")
    assert run(capsys, "members.admitted", on="2021-12-31")["from"] == "2021-01-01"


def test_the_records_behind_a_number(capsys):
    told = run(capsys, "members.count", records=True)
    assert len(told["rows"]) == told["value"]
    assert told["rows"][0]["unit"] == "12001000000001"
    assert run(capsys, "branches.count", records=True)["rows"][0]["code"] == "12001000000001"


def test_an_average_and_its_rounding(capsys):
    assert run(capsys, "members.per_branch")["value"] == 3.0
    assert run(capsys, "members.women_share")["value"] == 66.67
    assert run(capsys, "members.women_share", on="1950-01-01")["value"] is None


def test_as_known_before_anything_was_entered(capsys):
    told = run(capsys, "members.count", known="2020-01-01T00:00:00+07:00")
    assert told["value"] == 0
    assert told["as_known_on"].startswith("2020-01-01")
    assert run(capsys, "members.count", known="2020-01-01")["value"] == 0


def test_the_answer_in_words(capsys):
    call_command("figure", "members.count", unit="12.001.000.000.000", on="2026-03-03", by=["sex"])
    assert capsys.readouterr().out.splitlines()[0] == "3"


@pytest.mark.parametrize("asked", [
    {"key": "members.cuont"}, {"unit": "00"}, {"unit": ""}, {"on": "2026-02-30"}, {"on": None}, {"on": "soon"}, {"by": ["colour"]}, {"where": ["sex"]}, {"where": ["sex=other"]},
    {"known": "yesterday afternoon"}, {"known": "2026-13-01T00:00"}, {"first": "2027-01-01"}, {"key": "members.per_branch", "records": True},
])
def test_what_cannot_be_answered_is_refused_in_a_sentence(capsys, asked):
    options = {"unit": CODE, "on": "2026-03-03"} | asked
    with pytest.raises(SystemExit) as stopped:
        call_command("figure", options.pop("key", "members.count"), **options)
    told = capsys.readouterr()
    assert stopped.value.code == 2
    assert not told.out
    assert re.search(r"\w.*\.", told.err)


def test_an_unknown_key_names_the_nearest(capsys):
    with pytest.raises(SystemExit):
        call_command("figure", "members.cuont", unit=CODE, on="2026-03-03")
    assert "members.count" in capsys.readouterr().err
