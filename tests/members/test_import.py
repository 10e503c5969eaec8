"""The 28-column sheet goes in as offices write it: good rows are entered, every bad row is named."""

import datetime as dt
import json
import unicodedata

import pytest
from django.core.management import CommandError, call_command

from coso.common.actors import SYSTEM
from coso.common.enums import ImportState
from coso.common.errors import RuleBroken
from coso.common.imports import actions, reports
from coso.common.models import Act, ImportBatch, ImportRow
from coso.members.actions import correct_member
from coso.members.imports.sheet import SHEET
from coso.members.models import Member, Stay
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area
from tests import sheets
from tests.factories import make_member, make_unit
from tests.sheets import person

DAY = dt.date(2026, 11, 22)
CODE = "38168053000000"
pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    if not Area.objects.filter(name="Thanh Hóa").exists():
        Area.objects.create(name="Thanh Hóa", kind=AreaKind.PROVINCE, code="38")
    if not Area.objects.filter(name="Ninh Bình").exists():
        Area.objects.create(name="Ninh Bình", kind=AreaKind.PROVINCE, code="37")
    unit = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code=CODE)
    for number in (1, 2, 3):
        make_unit(f"Chi bộ thôn {number}", parent=unit, code=f"38168053000{number:03}")
    return unit


def bring_in(path, capsys, *options, code=CODE):
    """The command's exit code and what it says in JSON."""
    capsys.readouterr()
    try:
        call_command("import_members", str(path), unit=code, json=True, **dict.fromkeys(options, True))
    except SystemExit as end:
        exit_code = end.code
    except CommandError as problem:
        exit_code = problem.returncode
    else:
        exit_code = 0
    return exit_code, json.loads(capsys.readouterr().out)


def one(tmp_path, capsys, **cells):
    """Import a single row; its error lines, or the member."""
    path = sheets.write_xlsx(tmp_path / "one.xlsx", sheets.flat([person(7, "Chi bộ thôn 1", **cells)]))
    _exit, said = bring_in(path, capsys)
    return said["errors"] or Member.objects.get()


def test_the_official_sheet_goes_in_with_title_merged_headings_numbers_and_signatures(tmp_path, commune, capsys):
    tail = ["Ghi chú: danh sách này có 20 đồng chí", "Mường So, ngày 20 tháng 11 năm 2026", "NGƯỜI LẬP BIỂU", "Lò Văn Ất"]
    path = sheets.official([person(n, f"Chi bộ thôn {n % 3 + 1}") for n in range(1, 21)], tmp_path / "a.xlsx", tail=tail)
    exit_code, said = bring_in(path, capsys)
    assert (exit_code, said["read"], said["created"], said["errors"]) == (0, 20, 20, [])
    assert len([note for note in said["notes"] if "Row" in note or "Dòng" in note]) == 4
    member = Member.objects.order_by("citizen_id_number").first()
    assert member.birth_province.name == "Thanh Hóa"
    assert member.residence_address == "thôn 1, xã Mường So"
    assert list(member.stays.values_list("status", flat=True).order_by("valid_from")) == ["probationary", "official"]
    again, second = bring_in(path, capsys)
    assert (again, second["unchanged"], second["created"]) == (0, 20, 0)
    assert Member.objects.count() == 20


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv", "semicolons"])
def test_every_format_gives_the_same_people(tmp_path, commune, capsys, form):
    rows = sheets.flat([person(n, "Chi bộ thôn 1") for n in range(1, 6)])
    path = {
        "xlsx": lambda: sheets.write_xlsx(tmp_path / "a.xlsx", rows), "ods": lambda: sheets.write_ods(tmp_path / "a.ods", rows),
        "csv": lambda: sheets.write_csv(tmp_path / "a.csv", rows, encoding="utf-8-sig"),
        "semicolons": lambda: sheets.write_csv(tmp_path / "a.csv", rows, encoding="utf-16", delimiter=";"),
    }[form]()
    assert bring_in(path, capsys)[1]["created"] == 5
    assert Member.objects.filter(full_name=person(3)[3]).exists()


def test_a_dry_run_writes_nothing(tmp_path, commune, capsys):
    path = sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 9")]))
    exit_code, said = bring_in(path, capsys, "dry_run")
    assert (exit_code, said["created"], said["refused"]) == (1, 1, 1)
    assert (Member.objects.count(), ImportBatch.objects.count(), ImportRow.objects.count()) == (0, 0, 0)


def test_good_rows_go_in_and_each_bad_row_is_named_with_its_own_heading(tmp_path, commune, capsys):
    rows = [person(n, "Chi bộ thôn 1") for n in range(1, 7)]
    rows[1] |= {6: "31/02/1980"}
    rows[2] |= {9: "1,23E+11"}
    rows[3] |= {14: "Chi bộ thôn 11"}
    rows[4] |= {3: "", 5: "không rõ"}
    exit_code, said = bring_in(sheets.official(rows, tmp_path / "a.xlsx"), capsys)
    assert (exit_code, said["read"], said["created"], said["refused"]) == (1, 6, 2, 4)
    found = {(error["row"], error["column"]): error for error in said["errors"]}
    assert set(found) == {(8, "Sinh ngày* (dd/mm/yyyy)"), (9, "Số định danh cá nhân*"), (10, "Tổ chức đảng đang sinh hoạt*"), (11, "Họ và tên*"), (11, "Giới tính*")}
    assert found[8, "Sinh ngày* (dd/mm/yyyy)"]["value"] == "31/02/1980"
    assert "“Chi bộ thôn 1”" in found[10, "Tổ chức đảng đang sinh hoạt*"]["message"]


@pytest.mark.parametrize("written", [29254, "29254", "3/2/1980", "03-02-1980", "3.2.1980", "1980-02-03", "ngày 3 tháng 2 năm 1980", dt.date(1980, 2, 3)])
def test_a_date_is_understood_as_text_serial_number_or_date(tmp_path, commune, capsys, written):
    assert one(tmp_path, capsys, c6=written, c24="01/01/2005", c25="").birth_date == dt.date(1980, 2, 3)


@pytest.mark.parametrize("written", ["038080001234", 38080001234, "38080001234", "038 080 001 234", "038.080.001.234", "3,8080001234E+10", "'038080001234"])
def test_an_identity_number_is_mended(tmp_path, commune, capsys, written):
    assert one(tmp_path, capsys, c9=written).citizen_id_number == "038080001234"


@pytest.mark.parametrize("written", ["1,23E+11", "123456789", "03808000123A", "12"])
def test_an_identity_number_that_cannot_be_right_is_refused(tmp_path, commune, capsys, written):
    assert [error["column"] for error in one(tmp_path, capsys, c9=written)] == ["Số định danh cá nhân*"]


@pytest.mark.parametrize(("written", "sex"), [("Nam", "male"), ("nữ", "female"), ("NU", "female"), ("X", "female"), (1, "male"), (0, "female"), ("1", "male")])
def test_sex_is_understood(tmp_path, commune, capsys, written, sex):
    assert one(tmp_path, capsys, c5=written).sex == sex


@pytest.mark.parametrize(("mark", "sex"), [("x", "female"), ("", "male"), (1, "female"), (0, "male")])
def test_a_column_headed_women_takes_marks(tmp_path, commune, capsys, mark, sex):
    rows = sheets.flat([person(7, "Chi bộ thôn 1", c5=mark)])
    rows[0][4] = "Nữ"
    assert bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", rows), capsys)[0] == 0
    assert Member.objects.get().sex == sex


@pytest.mark.parametrize("written", ["Thanh Hóa", "Thanh Hoá", "T. Thanh Hóa", "tỉnh Thanh Hóa", "TỈNH THANH HÓA", "thanh hoa", unicodedata.normalize("NFD", "Thanh Hóa")])
def test_provinces_are_known_in_many_spellings(tmp_path, commune, capsys, written):
    assert one(tmp_path, capsys, c16=written).birth_province.name == "Thanh Hóa"


def test_a_province_of_before_the_merger_is_the_one_it_is_part_of_now(tmp_path, commune, capsys):
    assert one(tmp_path, capsys, c19="Hà Nam").home_province.name == "Ninh Bình"
    row = ImportRow.objects.get()
    assert "Hà Nam" in row.cells["home_province"][1]


def test_an_unknown_province_is_refused_with_the_nearest(tmp_path, commune, capsys):
    assert "Thanh Hóa" in one(tmp_path, capsys, c16="Thanh Hoas")[0]["message"]


def test_names_are_composed(tmp_path, commune, capsys):
    assert one(tmp_path, capsys, c3=unicodedata.normalize("NFD", "Nguyễn Thị  Hường")).full_name == "Nguyễn Thị Hường"


@pytest.mark.parametrize("written", ["Chi bộ thôn 2", "CHI BO THON 2", "thôn 2", "38.168.053.000.002", "38168053000002", "Chi bộ thôn 2, Đảng bộ xã Mường So"])
def test_the_branch_is_found_by_name_or_code(tmp_path, commune, capsys, written):
    assert one(tmp_path, capsys, c14=written).unit.name == "Chi bộ thôn 2"


def test_a_blank_branch_is_the_target_itself_when_it_holds_members(tmp_path, commune, capsys):
    path = sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "")]))
    assert bring_in(path, capsys)[1]["refused"] == 1
    assert bring_in(path, capsys, code="38168053000003")[1]["created"] == 1
    assert Member.objects.get().unit.name == "Chi bộ thôn 3"


def test_the_same_person_twice_in_a_file_is_entered_once(tmp_path, commune, capsys):
    rows = [person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 1"), person(1, "Chi bộ thôn 2")]
    _exit, said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat(rows)), capsys)
    assert (said["created"], said["refused"]) == (2, 1)
    assert said["errors"][0]["row"] == 4
    assert "2" in said["errors"][0]["message"]


def test_a_person_is_known_by_identity_number_then_by_card(tmp_path, commune, capsys):
    bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 1")])), capsys)
    rows = [person(1, "Chi bộ thôn 2", c23="thôn 5"), person(2, "Chi bộ thôn 1", c9="", c4="Hai")]
    _exit, said = bring_in(sheets.write_xlsx(tmp_path / "b.xlsx", sheets.flat(rows)), capsys)
    assert (said["changed"], said["created"], said["refused"]) == (2, 0, 0)
    assert set(Member.objects.values_list("residence_address", "other_name", "unit__name")) == {("thôn 5", "", "Chi bộ thôn 1"), ("thôn 1, xã Mường So", "Hai", "Chi bộ thôn 1")}
    assert "unit" in ImportRow.objects.get(batch=said["batch"], row_no=2).cells


def test_a_number_of_somebody_else_is_refused(tmp_path, commune, capsys):
    bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 1")])), capsys)
    mixed = person(1, "Chi bộ thôn 1") | {10: person(2)[10]}
    stranger = person(3, "Chi bộ thôn 1") | {9: person(2)[9], 10: ""}
    card_only = person(4, "Chi bộ thôn 1") | {10: person(1)[10]}
    _exit, said = bring_in(sheets.write_xlsx(tmp_path / "b.xlsx", sheets.flat([mixed, stranger, card_only])), capsys)
    assert [error["row"] for error in said["errors"]] == [2, 3, 4]


def test_a_member_of_another_organisation_is_left_alone(tmp_path, commune, capsys):
    elsewhere = make_member(citizen_id_number="038080001234", full_name="Lò Văn Xa")
    errors = one_named(tmp_path, capsys, "Lò Văn Xa", c9="038080001234", c6="03/02/1980")
    assert errors[0]["column"] == "Số định danh cá nhân*"
    assert str(elsewhere.unit) not in errors[0]["message"]


def one_named(tmp_path, capsys, name, **cells):
    path = sheets.write_xlsx(tmp_path / "one.xlsx", sheets.flat([person(7, "Chi bộ thôn 1", c3=name, **cells)]))
    return bring_in(path, capsys)[1]["errors"]


def test_a_namesake_is_a_question_that_a_person_answers(tmp_path, commune, capsys):
    bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1", c9="", c10="")])), capsys)
    known = Member.objects.get()
    path = sheets.write_xlsx(tmp_path / "b.xlsx", sheets.flat([person(1, "Chi bộ thôn 1", c9="", c10="", c4="Ba")]))
    batch, _drafts = actions.read(SHEET, path=path, file_name="b.xlsx", unit=commune, by=SYSTEM, day=DAY)
    row = batch.rows.get()
    assert (row.state, row.question) == ("question", [known.pk])
    with pytest.raises(RuleBroken):
        actions.answer(SHEET, row=row, chosen=known.pk + 1, unit=commune, by=SYSTEM)
    actions.answer(SHEET, row=row, chosen=known.pk, unit=commune, by=SYSTEM)
    actions.enter(SHEET, batch=batch, unit=commune, by=SYSTEM, day=DAY)
    known.refresh_from_db()
    assert (known.other_name, Member.objects.count()) == ("Ba", 1)


def test_a_namesake_may_be_somebody_new(tmp_path, commune, capsys):
    bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1", c9="", c10="")])), capsys)
    path = sheets.write_xlsx(tmp_path / "b.xlsx", sheets.flat([person(1, "Chi bộ thôn 2", c10="")]))
    batch, _drafts = actions.read(SHEET, path=path, file_name="b.xlsx", unit=commune, by=SYSTEM, day=DAY)
    actions.answer(SHEET, row=batch.rows.get(), chosen=0, unit=commune, by=SYSTEM)
    actions.enter(SHEET, batch=batch, unit=commune, by=SYSTEM, day=DAY)
    assert Member.objects.count() == 2


@pytest.mark.parametrize(
    ("said", "left_reason"),
    [("Từ trần", "deceased"), ("Đã chuyển đi", "transferred_out"), ("Xóa tên", "removed"), ("khai trừ", "expelled"), ("Xin ra khỏi Đảng", "requested_exit")],
)
def test_a_member_who_has_left_comes_in_with_a_closed_stay(tmp_path, commune, capsys, said, left_reason):
    member = one(tmp_path, capsys, c6="03/02/1980", c24="19/05/2005", c25="19/05/2006", c27=said, c28="01/06/2020")
    assert (member.left_reason, member.left_on) == (left_reason, dt.date(2020, 6, 1))
    assert member.stays.order_by("-valid_from").first().valid_to == dt.date(2020, 6, 1)


def test_an_exempt_member_comes_in_with_an_exempt_stay(tmp_path, commune, capsys):
    member = one(tmp_path, capsys, c6="03/02/1950", c24="19/05/1980", c25="19/05/1981", c27="Miễn sinh hoạt", c28="01/06/2020")
    last = member.stays.order_by("-valid_from").first()
    assert (last.activity, last.valid_from, last.valid_to, member.activity) == ("exempt", dt.date(2020, 6, 1), None, "exempt")


def test_leaving_without_a_day_is_refused(tmp_path, commune, capsys):
    assert one(tmp_path, capsys, c27="Từ trần")[0]["column"] == "Ngày rời khỏi, mất, miễn sinh hoạt"


def test_stays_begin_no_earlier_than_the_branch(tmp_path, commune, capsys):
    make_unit("Chi bộ mới", parent=commune, code="38168053000009", founded_on=dt.date(2025, 7, 1))
    member = one(tmp_path, capsys, c6="03/02/1980", c14="Chi bộ mới", c24="19/05/2005", c25="19/05/2006")
    assert list(member.stays.values_list("status", "valid_from")) == [("official", dt.date(2025, 7, 1))]


def test_a_member_on_probation_has_no_official_date(tmp_path, commune, capsys):
    member = one(tmp_path, capsys, c6="03/02/2000", c24="19/05/2026", c25="")
    assert (member.status, member.stays.get().status) == ("probationary", "probationary")


def test_an_import_can_be_undone_as_a_whole(tmp_path, commune, capsys):
    first = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1")])), capsys)[1]
    rows = [person(1, "Chi bộ thôn 1", c23="thôn 9"), *(person(n, "Chi bộ thôn 2") for n in range(2, 6))]
    second = bring_in(sheets.write_xlsx(tmp_path / "b.xlsx", sheets.flat(rows)), capsys)[1]
    batch = actions.undo(SHEET, batch=ImportBatch.objects.get(pk=second["batch"]), unit=commune, by=SYSTEM, day=DAY)
    assert batch.state == ImportState.UNDONE
    assert Member.objects.get().residence_address == "thôn 1, xã Mường So"
    with pytest.raises(RuleBroken):
        actions.undo(SHEET, batch=batch, unit=commune, by=SYSTEM, day=DAY)
    assert first["created"] == 1


def test_an_undo_is_refused_when_something_was_changed_since(tmp_path, commune, capsys):
    said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 1")])), capsys)[1]
    member = Member.objects.first()
    correct_member(member=member, new={"job": "giáo viên"}, seen={"job": ""}, by=SYSTEM, reason="", day=DAY)
    with pytest.raises(RuleBroken):
        actions.undo(SHEET, batch=ImportBatch.objects.get(pk=said["batch"]), unit=commune, by=SYSTEM, day=DAY)
    assert Member.objects.count() == 2


def test_the_file_to_mend_holds_the_bad_rows_and_goes_in_again(tmp_path, commune, capsys):
    rows = [person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 1", c6="hôm qua")]
    said = bring_in(sheets.official(rows, tmp_path / "a.xlsx"), capsys)[1]
    mend = tmp_path / "mend.xlsx"
    assert reports.write_errors(mend, ImportBatch.objects.get(pk=said["batch"]), SHEET) == 1
    again = bring_in(mend, capsys)[1]
    assert (again["read"], again["refused"], [e["column"] for e in again["errors"]]) == (1, 1, [e["column"] for e in said["errors"]])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "không có gì ở đây".encode()])
def test_a_file_that_cannot_be_used_ends_with_code_2_and_a_sentence(tmp_path, commune, capsys, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    exit_code, said = bring_in(path, capsys)
    assert (exit_code, said["read"]) == (2, 0)
    assert said["message"]
    assert ImportBatch.objects.count() == 0


def test_an_unknown_unit_ends_with_code_2(tmp_path, commune, capsys):
    path = sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1)]))
    assert bring_in(path, capsys, code="00000000000099")[0] == 2


def test_what_an_import_did_is_kept_as_acts(tmp_path, commune, capsys):
    said = bring_in(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(n, "Chi bộ thôn 1") for n in range(1, 4)])), capsys)[1]
    assert Act.objects.filter(batch_id=said["batch"], kind="member.added").count() == 3
    assert Stay.objects.count() == 6


def test_the_queries_do_not_grow_with_the_rows(tmp_path, commune, capsys, django_assert_max_num_queries):
    path = sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(n, "Chi bộ thôn 1") for n in range(1, 400)]))
    with django_assert_max_num_queries(90):
        bring_in(path, capsys)


# --- what happens on a day -----------------------------------------------------------------------

def twice(tmp_path, capsys, before, after):
    """The same person in two lists, one after the other: what the second said, and the member."""
    for name, cells in (("before.xlsx", before), ("after.xlsx", after)):
        path = sheets.write_xlsx(tmp_path / name, sheets.flat([person(1, "Chi bộ thôn 1", **cells)]))
        capsys.readouterr()
        call_command("import_members", str(path), unit=CODE, json=True)
        said = json.loads(capsys.readouterr().out)
    return said, Member.objects.get()


PROBATION = {"c6": "03/02/2000", "c24": "19/05/2025", "c25": ""}
OLD = {"c6": "03/02/1950", "c24": "19/05/1980", "c25": "19/05/1981"}


def test_an_official_date_beside_a_member_on_probation_is_the_recognition(tmp_path, commune, capsys):
    said, member = twice(tmp_path, capsys, PROBATION, PROBATION | {"c25": "19/05/2026", "c11": "Tỉnh ủy Lai Châu"})
    assert (said["changed"], said["errors"]) == (1, [])
    assert [(line["column"], line["message"]) for line in said["warnings"]] == [("Ngày chính thức", "Công nhận đảng viên chính thức từ ngày 19/05/2026.")]
    assert (member.status, member.official_date, member.card_place) == ("official", dt.date(2026, 5, 19), "Tỉnh ủy Lai Châu")
    assert list(member.stays.order_by("valid_from").values_list("status", "reason")) == [("probationary", "listed"), ("official", "recognised")]
    assert Act.objects.filter(kind="member.recognised", member_id=member.pk, batch_id=said["batch"]).count() == 1
    actions.undo(SHEET, batch=ImportBatch.objects.get(pk=said["batch"]), unit=commune, by=SYSTEM, day=dt.date(2026, 11, 22))
    member.refresh_from_db()
    assert (member.status, member.official_date, member.stays.get().status) == ("probationary", None, "probationary")
    assert member.card_place == "Tỉnh ủy Thanh Hóa"


def test_an_official_date_before_the_present_stay_is_a_correction(tmp_path, commune, capsys):
    make_unit("Chi bộ mới", parent=commune, code="38168053000009", founded_on=dt.date(2025, 7, 1))
    said, member = twice(tmp_path, capsys, OLD | {"c14": "Chi bộ mới", "c25": ""}, OLD | {"c14": "Chi bộ mới"})
    assert (said["changed"], said["warnings"]) == (1, [])
    assert (member.status, member.stays.get().status) == ("official", "official")


@pytest.mark.parametrize(("before", "after", "column", "act"), [
    ({}, {"c27": "Từ trần", "c28": "01/06/2020"}, "Trạng thái hoạt động", "Đưa ra khỏi danh sách"),
    ({}, {"c27": "Miễn sinh hoạt", "c28": "01/06/2020"}, "Trạng thái hoạt động", "Đổi trạng thái sinh hoạt"),
    ({"c27": "Xóa tên", "c28": "01/06/2020"}, {}, None, ""),
    ({"c27": "Xóa tên", "c28": "01/06/2020"}, {"c27": "Đang sinh hoạt"}, "Trạng thái hoạt động", "Hủy"),
    ({"c27": "Xóa tên", "c28": "01/06/2020"}, {"c27": "Khai trừ", "c28": "01/06/2020"}, "Trạng thái hoạt động", "Hủy"),
    ({"c27": "Miễn sinh hoạt", "c28": "01/06/2020"}, {"c27": "Miễn sinh hoạt", "c28": "01/07/2020"}, "Ngày rời khỏi, mất, miễn sinh hoạt", "01/06/2020"),
    ({"c27": "Từ trần", "c28": "01/06/2020"}, {"c27": "Từ trần", "c28": "01/07/2020"}, "Ngày rời khỏi, mất, miễn sinh hoạt", "01/06/2020"),
    ({"c27": "Miễn sinh hoạt", "c28": "01/06/2020"}, {"c27": "Miễn sinh hoạt", "c28": "01/06/2020"}, None, ""),
])
def test_a_change_of_status_names_the_act_that_makes_it(tmp_path, commune, capsys, before, after, column, act):
    said, member = twice(tmp_path, capsys, OLD | before, OLD | after)
    assert (said["unchanged"], said["errors"]) == (1, [])
    assert [line["column"] for line in said["warnings"]] == ([column] if column else [])
    assert all(act in line["message"] for line in said["warnings"])
    assert member.left_reason == {"Xóa tên": "removed", "Từ trần": "deceased"}.get(before.get("c27"), "")


def test_another_branch_in_the_list_moves_nobody_and_says_how(tmp_path, commune, capsys):
    make_unit("Chi bộ thôn 9", parent=commune, code="38168053000009")
    said, member = twice(tmp_path, capsys, OLD, OLD | {"c14": "Chi bộ thôn 9"})
    assert "Chuyển sang chi bộ khác" in said["warnings"][0]["message"]
    assert member.unit.name == "Chi bộ thôn 1"


# --- formulas ------------------------------------------------------------------------------------

@pytest.mark.parametrize("options", [("dry_run",), ()])
def test_what_a_formula_said_last_is_read_and_told(tmp_path, commune, capsys, options):
    path = sheets.with_formulas(sheets.write_xlsx(tmp_path / "a.xlsx", sheets.flat([person(1, "Chi bộ thôn 1"), person(2, "Chi bộ thôn 2")])), {(2, 3): "Lò Thị Én"})
    exit_code, said = bring_in(path, capsys, *options)
    assert (exit_code, said["created"]) == (0, 2)
    (line,) = said["warnings"]
    assert (line["row"], line["column"], line["value"]) == (2, "Họ và tên*", "Lò Thị Én")
    assert "công thức" in line["message"]
