"""The sheet that goes out can come in again, and then changes nothing."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from python_calamine import CalamineWorkbook

from coso.access.models import Reading
from coso.common import jobs
from coso.common.actors import SYSTEM
from coso.common.jobs import result_path
from coso.common.models import Job
from coso.members.actions import change_activity, leave
from coso.members.models import Member
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area
from tests import sheets
from tests.factories import make_member, make_unit, make_user
from tests.sheets import person

CODE = "38168053000000"
pytestmark = pytest.mark.django_db


@pytest.fixture
def commune(tmp_path, capsys):
    """Twenty members of two branches, brought in from a sheet, one of them exempt, and one who only has a card."""
    Area.objects.get_or_create(name="Thanh Hóa", kind=AreaKind.PROVINCE)
    unit = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code=CODE)
    make_unit("Chi bộ thôn 1", parent=unit, code="38168053000001")
    make_unit("Chi bộ thôn 1", parent=unit, code="38168053000002")
    rows = [person(n, f"3816805300000{n % 2 + 1}") for n in range(1, 21)]
    rows[3] |= {6: "03/02/1950", 24: "19/05/1980", 25: "19/05/1981", 27: "Miễn sinh hoạt", 28: "01/06/2020"}
    rows[4] |= {9: ""}
    rows[5] |= {6: "03/02/2000", 24: "19/05/2026", 25: ""}
    rows[6] |= {3: "Nguyễn Thị Thúy", 9: "", 10: ""}
    call_command("import_members", str(sheets.write_xlsx(tmp_path / "in.xlsx", sheets.flat(rows))), unit=CODE)
    capsys.readouterr()
    return unit


def export(path, on="2026-11-22"):
    call_command("export_members", unit=CODE, on=dt.date.fromisoformat(on), output=path)
    return path


def bring_in(path, capsys):
    capsys.readouterr()
    call_command("import_members", str(path), unit=CODE, json=True)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
def test_what_goes_out_comes_in_unchanged(tmp_path, commune, capsys, name):
    said = bring_in(export(tmp_path / name), capsys)
    assert (said["read"], said["unchanged"], said["errors"]) == (20, 20, [])


def test_a_sheet_moved_to_an_empty_place_makes_the_same_people(tmp_path, commune, capsys):
    path = export(tmp_path / "out.xlsx")
    before = facts()
    wipe()
    assert bring_in(path, capsys)["created"] == 20
    assert facts() == before


def facts():
    names = ["full_name", "sex", "birth_date", "ethnic_group", "citizen_id_number", "party_card_number", "unit__code", "birth_province__name", "residence_address", "admission_date", "official_date", "status", "activity"]
    stays = ["stays__status", "stays__activity", "stays__valid_from", "stays__valid_to"]
    return sorted(Member.objects.values_list(*names, *stays), key=str)


def wipe():
    for member in Member.objects.all():
        member.stays.all().delete()
        member.delete()


def test_the_sheet_is_that_of_its_day(tmp_path, commune):
    known = Member.objects.get(full_name=person(9)[3], citizen_id_number=person(9)[9])
    leave(member=known, on=dt.date(2026, 3, 1), reason="deceased", paper="", by=SYSTEM, day=dt.date(2026, 11, 22))
    before = CalamineWorkbook.from_path(export(tmp_path / "a.xlsx", "2026-02-28")).get_sheet_by_index(0).to_python()
    after = CalamineWorkbook.from_path(export(tmp_path / "b.xlsx", "2026-03-01")).get_sheet_by_index(0).to_python()
    assert len(before) - len(after) == 1
    assert before[0][:4] == ["STT", "ID", "Họ và tên", "Tên gọi khác"]
    assert len(before[0]) == 28


def test_the_day_of_an_exemption_is_its_first(tmp_path, commune):
    branch = make_unit("Chi bộ cũ", parent=commune, code="38168053000009")
    member = make_member(branch, "Lò Văn Già", birth_date=dt.date(1940, 1, 1))
    change_activity(member=member, activity="exempt", on=dt.date(2020, 1, 1), paper="", reason="", by=SYSTEM, day=dt.date(2026, 11, 22))
    rows = CalamineWorkbook.from_path(export(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()
    row = next(row for row in rows if row[2] == "Lò Văn Già")
    assert row[26:28] == ["Miễn sinh hoạt", dt.date(2020, 1, 1)]


def test_an_unknown_unit_or_a_place_that_cannot_be_written_ends_with_code_2(tmp_path, commune):
    for code, path in (("99999999999999", tmp_path / "a.xlsx"), (CODE, tmp_path / "nowhere" / "a.csv")):
        with pytest.raises(CommandError) as problem:
            call_command("export_members", unit=code, output=path)
        assert problem.value.returncode == 2


def test_branches_whose_names_differ_by_a_tone_are_told_apart(tmp_path, commune, capsys):
    for name, number in (("Chi bộ bản Nà Củng", 11), ("Chi bộ bản Nà Cùng", 12)):
        branch = make_unit(name, parent=commune, code=f"381680530000{number}")
        make_member(branch, f"Lò Văn {name[-4:]}", citizen_id_number=f"0380800012{number}")
    assert bring_in(export(tmp_path / "a.xlsx"), capsys)["unchanged"] == 22
    rows = [person(31, "Chi bộ bản Nà Củng"), person(32, "Chi bộ bản Nà Cùng")]
    assert bring_in(sheets.write_xlsx(tmp_path / "b.xlsx", sheets.flat(rows)), capsys)["created"] == 2
    assert set(Member.objects.filter(citizen_id_number__in=[row[9] for row in rows]).values_list("unit__name", flat=True)) == {"Chi bộ bản Nà Củng", "Chi bộ bản Nà Cùng"}


def asked_for(client, user, **more):
    client.force_login(user)
    return client.post(reverse("members:sheet"), {"unit": CODE, "on": "2026-11-01", "purpose": "Đối chiếu số liệu"} | more)


@pytest.fixture
def _no_second_factor(settings):
    settings.DEMO = True


@pytest.mark.usefixtures("_no_second_factor")
def test_the_sheet_is_asked_for_on_a_page_and_written_by_the_worker(client, commune, tmp_path, capsys):
    clerk = make_user("office_clerk", commune)
    answer = asked_for(client, clerk)
    job = Job.objects.get()
    assert answer["Location"] == reverse("home:job", args=[job.pk])
    assert not Reading.objects.filter(kind="exported").exists()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.error) == ("done", 20, 20, "")
    kept = Reading.objects.get(kind="exported")
    assert (kept.by_id, kept.rows, kept.purpose, kept.position) == (clerk.pk, 20, "Đối chiếu số liệu", commune.position)
    assert "citizen_id_number" in kept.fields
    found = tmp_path / "result.xlsx"
    found.write_bytes(client.get(reverse("home:job_result", args=[job.pk])).getvalue())
    assert bring_in(found, capsys)["unchanged"] == 20


@pytest.mark.usefixtures("_no_second_factor")
def test_the_sheet_page_asks_for_a_day_that_has_come_and_offers_the_unit_one_comes_from(client, commune):
    clerk = make_user("office_clerk", commune)
    answer = asked_for(client, clerk, on="2999-01-01")
    assert answer.status_code == 422
    assert not Job.objects.exists()
    assert commune.name in client.get(reverse("members:sheet"), {"unit": commune.pk}).content.decode()
    assert reverse("members:sheet") in client.get(commune.get_absolute_url()).content.decode()
    assert reverse("members:sheet") in client.get(reverse("members:list")).content.decode()


@pytest.mark.usefixtures("_no_second_factor")
def test_who_lost_the_right_meanwhile_gets_no_sheet(client, commune):
    clerk = make_user("office_clerk", commune)
    asked_for(client, clerk)
    clerk.appointments.update(role="branch_committee")
    job = Job.objects.get()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, result_path(job)) == ("failed", None)
    assert not Reading.objects.exists()


def test_the_sheet_of_the_command_leaves_a_reading_of_the_system(tmp_path, commune):
    export(tmp_path / "out.csv")
    kept = Reading.objects.get()
    assert (kept.by_id, kept.kind, kept.rows, kept.page) == (None, "exported", 20, "coso export_members")
    assert {"citizen_id_number", "ethnic_group", "religion"} <= set(kept.fields.split(", "))
