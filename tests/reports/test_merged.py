"""An upper unit's report put together from those of the units below: sums, what makes a difference, and a reason only where records do not tell."""

from __future__ import annotations

import io
import random
from datetime import date, datetime

import openpyxl
import pypdf
import pytest
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.members.actions import leave
from coso.members.models import Member
from coso.org.actions import move_unit
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.reports import actions
from coso.reports.checker import check
from coso.reports.checker.papers import text_of_bytes
from coso.reports.enums import Format, Period
from coso.reports.exports import exported
from coso.reports.exports.paper import blocks_of
from coso.reports.models import UnitReport
from coso.reports.queries import EXPLAINED, Built, reads, report_of, reports_below, text_of
from coso.reports.queries.sums import sums_of
from tests.factories import end_unit, make_commune, make_member, make_unit, make_user
from tests.reports.test_recounted import carried_out
from tests.reports.way import DAY, NOW, again, begun, clock, kept, make_tree, sent, settled, wrote

pytestmark = pytest.mark.django_db(transaction=True)  # each act has a time of its own
TODAY = date(2026, 11, 1)
TEXT = (
    'Có {{ figure("members.count") }} đảng viên, {{ figure("members.count", sex="female") }} nữ ({{ figure("members.women_share") }}), '
    '{{ figure("members.count", minority="true") }} người dân tộc thiểu số; trung bình {{ figure("members.per_branch") }} một chi bộ. Kết nạp {{ figure("members.admitted") }}.'
)
REASON = "Chi bộ bỏ sót một đảng viên mới chuyển đến."
SENT, SHARES, WHY = "Số các đơn vị cấp dưới đã gửi", "Tỷ lệ và số bình quân các đơn vị cấp dưới đã gửi", "Vì sao số cộng khác nhau"


@pytest.fixture
def commune() -> Unit:
    return make_tree()


@pytest.fixture
def key(commune) -> str:
    return kept(commune.parent, text=TEXT)


def branches(commune: Unit) -> list[Unit]:
    return list(Unit.objects.filter(parent=commune).order_by("position"))


def send(unit: Unit, key: str, now: datetime | None = None) -> UnitReport:
    work = begun(unit, key)
    return sent(settled(actions.check_report(work=work, built=reads(work, by=SYSTEM, now=clock()), by=SYSTEM), now or clock()))


def merged(unit: Unit, key: str) -> Built:
    return reads(begun(unit, key), by=SYSTEM, now=clock())


def lines(built: Built, title: str) -> dict[str, list[object]]:
    """Each line of the tables of that title, what stands beside each other put together."""
    found: dict[str, list[object]] = {}
    for table in built.tables:
        for line in table.lines if table.title == title else []:
            found[line.label] = found.get(line.label, []) + [cell.text(people=True) for cell in line.cells]
    return found


def why(built: Built, label: str) -> dict[str, list[object]]:
    """The lines below that number in the table that says why sums differ."""
    table = next(table for table in built.tables if table.title == WHY)
    at = [line.label for line in table.lines].index(label)
    rest = table.lines[at + 1 :]
    parts = rest[: next((n for n, line in enumerate(rest) if not line.level), len(rest))]
    return {line.label: [cell.value for cell in line.cells] for line in parts}


def check_and_settle(unit: Unit, key: str) -> UnitReport:
    work = begun(unit, key)
    return settled(actions.check_report(work=work, built=reads(work, by=SYSTEM, now=clock()), by=SYSTEM), clock())


def test_a_unit_that_has_not_sent_is_named_with_its_part_and_no_reason_is_asked(commune, key):
    first, second = branches(commune)
    make_member(second, "Lò Thị Hai", sex="female")
    assert not lines(merged(commune, key), SENT)
    send(first, key)
    built = merged(commune, key)
    assert lines(built, SENT) == {
        first.name: [3, 0, 0, 0], second.name: ["chưa gửi"] * 4, "Các đơn vị đã gửi, cộng lại": [3, 0, 0, 0], f"{commune.name} đếm từ hồ sơ": [6, 1, 0, 0], "Chênh lệch": [3, 1, 0, 0],
    }
    assert why(built, "Đảng viên") == {f"{second.name}: chưa gửi báo cáo": [3, None, 3]}
    assert check(text_of(built)).findings == []
    assert "chưa gửi báo cáo" in text_of(Built.read(check_and_settle(commune, key).frozen.content))


def test_many_units_that_have_not_sent_are_one_line_and_a_part_that_did_not_occur_is_nought(commune):
    first, *_others = branches(commune)
    for at in range(4):
        make_member(make_unit(f"Chi bộ số {at}", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune), "Lò Thị Ba", sex="female")
    split = kept(commune.parent, text='{{ table("Đảng viên", "members.count", by="sex") }}')
    send(first, split)
    built = merged(commune, split)
    assert lines(built, SENT)[first.name] == [3, 3, 0]
    assert why(built, "Đảng viên (Nữ)") == {"4 đơn vị: chưa gửi số này, xem bảng số từng đơn vị đã gửi": [4, None, 4]}
    assert why(built, "Đảng viên") == {"5 đơn vị: chưa gửi số này, xem bảng số từng đơn vị đã gửi": [6, None, 6]}


def test_when_all_have_sent_what_the_records_say_the_sums_stand_and_nothing_is_to_be_explained(commune, key):
    for branch in branches(commune):
        send(branch, key)
    built = merged(commune, key)
    assert lines(built, SENT)["Chênh lệch"] == [0, 0, 0, 0]
    assert not lines(built, WHY)
    assert EXPLAINED not in str(built.blocks)


def test_shares_are_divided_anew_from_their_parts_and_averages_without_parts_have_no_sum(commune, key):
    first, second = branches(commune)
    make_member(second, "Lò Thị Hai", sex="female")
    for branch in (first, second):
        send(branch, key)
    shares = lines(merged(commune, key), SHARES)
    assert shares["Tính lại từ các số cộng"] == [16.67, None]
    assert [shares[first.name], shares[second.name]] == [[0.0, 3.0], [33.33, 3.0]]
    assert shares[f"{commune.name} đếm từ hồ sơ"] == [16.67, 3.0]


def test_what_was_corrected_after_a_unit_settled_is_told_with_its_time(commune, key):
    first, second = branches(commune)
    for branch in (first, second):
        send(branch, key)
    leave(member=Member.objects.filter(unit=second)[0], on=date(2026, 1, 10), reason="deceased", paper="Giấy báo tử 3", by=SYSTEM, day=TODAY)
    ((label, cells),) = why(merged(commune, key), "Đảng viên").items()
    assert label.startswith(f"{second.name}: hồ sơ thay đổi sau khi đơn vị chốt lúc")
    assert cells == [1, 2, -1]
    assert check_and_settle(commune, key).state == "frozen"


def test_what_no_record_explains_is_explained_by_a_person_before_it_is_checked(commune, key):
    first, second = branches(commune)
    send(first, key, NOW)  # settled at a time at which nothing of it was known
    send(second, key)
    make_member(first, "Vàng Thị Mới", day=DAY)
    work = begun(commune, key)
    built = reads(work, by=SYSTEM, now=clock())
    assert why(built, "Đảng viên") == {f"{first.name}: hồ sơ không cho biết vì sao": [4, 3, 1]}
    assert f"{first.name} (Đảng viên)" in built.blocks[-1]["hint"]
    with pytest.raises(RuleBroken, match=EXPLAINED):
        actions.check_report(work=work, built=built, by=SYSTEM)
    wrote(work, REASON, EXPLAINED)
    check_and_settle(commune, key)


@pytest.fixture
def explained(commune, key) -> Built:
    """Settled: the first branch sent three where four are counted, no record tells why, a person does; divided anew and differing lines stand in it."""
    first, second = branches(commune)
    make_member(second, "Lò Thị Hai", sex="female")
    send(first, key, NOW)
    send(second, key)
    make_member(first, "Vàng Thị Mới", day=DAY)
    wrote(begun(commune, key), REASON, EXPLAINED)
    return Built.read(check_and_settle(commune, key).frozen.content)


SENT_HEADS = ["Đảng viên", "Đảng viên (Nữ)", "Đảng viên (Dân tộc thiểu số)", "Kết nạp"]
SENT_LINES = {
    "Chi bộ bản Nà Củng": [3, 0, 0, 0], "Chi bộ bản Huổi Én": [3, 1, 0, 0], "Các đơn vị đã gửi, cộng lại": [6, 1, 0, 0],
    "Đảng bộ xã Mường So đếm từ hồ sơ": [7, 1, 0, 0], "Chênh lệch": [1, 0, 0, 0],
}
SHARE_LINES = {
    "Chi bộ bản Nà Củng": ["0,00", "3,00"], "Chi bộ bản Huổi Én": ["33,33", "3,00"], "Tính lại từ các số cộng": ["16,67", "–"],
    "Đảng bộ xã Mường So đếm từ hồ sơ": ["14,29", "3,50"], "Chênh lệch": ["-2,38", "–"],
}
CAUSES = {"Đảng viên": [7, 6, 1], "Chi bộ bản Nà Củng: hồ sơ không cho biết vì sao": [4, 3, 1]}


def test_the_spreadsheet_holds_what_was_sent_the_causes_and_the_explanation(explained):
    report, text, *_sources = openpyxl.load_workbook(io.BytesIO(exported(explained, Format.XLSX, people=True))).worksheets
    rows = [[cell for cell in row if cell is not None] for row in report.iter_rows(values_only=True)]
    at = rows.index([SENT, *SENT_HEADS])
    assert {name: numbers for name, *numbers in rows[at + 1 : at + 6]} == SENT_LINES
    at = rows.index([WHY, "Đếm từ hồ sơ", "Đã gửi", "Chênh lệch"])
    assert {name: numbers for name, *numbers in rows[at + 1 : at + 3]} == CAUSES
    told = [cell for (cell, *_) in text.iter_rows(values_only=True)]
    assert told[-2:] == ["Lý do chênh lệch", REASON]
    assert "Ghép từ các đơn vị cấp dưới: 2 trên 2 đơn vị đã gửi" in told


def test_the_pdf_holds_what_was_sent_the_causes_and_the_explanation(explained):
    pages = pypdf.PdfReader(io.BytesIO(exported(explained, Format.PDF, people=True))).pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    signed = {"Chênh lệch": ["+1", 0, 0, 0]}
    for table in (SENT_LINES | signed, SHARE_LINES, CAUSES | {name: [*cells[:2], "+1"] for name, cells in CAUSES.items()}):
        for name, cells in table.items():
            assert " ".join(map(str, [name, *cells])) in said
    assert "-----" in said
    for words in (" ".join([SENT, "Tổ chức đảng", *SENT_HEADS]), f"{WHY} Nội dung Đếm từ hồ sơ Đã gửi Chênh lệch", f"Lý do chênh lệch {REASON}"):
        assert words in said
    assert said.index(SENT) < said.index(SHARES) < said.index(WHY) < said.index(REASON) < said.index("Nơi nhận")


@pytest.mark.parametrize("form", [Format.DOCX, Format.HTML])
def test_the_document_and_the_page_hold_the_same_words(explained, form):
    made = exported(explained, form, people=True)
    told = made.decode() if form == Format.HTML else text_of_bytes(made)
    for words in (SENT, SHARES, WHY, *SENT_LINES, *SHARE_LINES, *CAUSES, REASON):
        assert words in told


def test_a_reason_may_be_added_where_the_records_tell_and_stays_out_of_the_paper_when_there_is_none(commune, key):
    first, second = branches(commune)
    send(first, key)
    assert [block["kind"] for block in blocks_of(merged(commune, key), people=True)][-1] == "table"
    wrote(begun(commune, key), "Chi bộ chưa họp được vì lũ.", EXPLAINED)
    assert "vì lũ" in text_of(merged(commune, key))
    assert second.name in str(lines(merged(commune, key), WHY))


def test_a_unit_that_came_or_went_in_the_period_is_told_with_its_day_on_both_sides(commune, key):
    other = make_commune("Đảng bộ xã Khổng Lào", parent=commune.parent)
    branch = make_unit("Chi bộ bản Vàng Bó", kind=UnitKind.SUBORDINATE_BRANCH, parent=other)
    make_unit("Chi bộ bản Ở Lại", kind=UnitKind.SUBORDINATE_BRANCH, parent=other)
    for at, day in enumerate((5, 20)):
        make_member(branch, f"Lò Văn {at}", admission_date=date(2026, 1, day), official_date=None)
    move_unit(unit=branch, to=commune, on=date(2026, 1, 15), today=TODAY, paper="QĐ 9", reason="", by=SYSTEM)
    send(Unit.objects.get(pk=branch.pk), key)
    assert why(merged(commune, key), "Kết nạp")[f"{branch.name}: thuộc đơn vị từ ngày 15/01/2026, báo cáo của đơn vị tính cả kỳ"] == [1, 2, -1]
    send(branches(other)[0], key)
    assert why(merged(other, key), "Kết nạp") == {f"{branch.name}: thuộc đơn vị khác từ ngày 15/01/2026, báo cáo gửi về đơn vị ấy": [1, None, 1]}


def test_a_unit_that_ended_in_the_period_keeps_what_happened_in_it_before(commune, key):
    ended = make_unit("Chi bộ bản Đã Nhập", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    last = make_unit("Chi bộ bản Sau Cùng", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    make_member(ended, "Lò Văn Đi", admission_date=date(2026, 1, 5), official_date=None, left_on=date(2026, 1, 15), left_reason="transferred_out")
    end_unit(ended, date(2026, 1, 20))
    for branch in [one for one in branches(commune) if one != ended]:
        send(branch, key)
    assert why(merged(commune, key), "Kết nạp") == {f"{ended.name}: kết thúc hoạt động ngày 20/01/2026, không còn báo cáo nào nói về thời gian trước đó": [1, None, 1]}
    assert last.name in lines(merged(commune, key), SENT)


def test_small_groups_stay_hidden_in_the_sums_from_who_may_not_open_people(commune, key):
    first, second = branches(commune)
    make_member(first, "Lò Văn Thái", ethnic_group="thai")
    send(first, key)
    built = merged(commune, key)
    shown = [block for block in blocks_of(built, people=False) if block["kind"] == "table" and block["title"] == SENT]
    assert [line["cells"][2] for line in shown[0]["lines"]] == ["…", "chưa gửi", "…", "…", "…"]
    assert second.name in str(shown)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_parts_always_make_the_whole_difference(commune, seed):
    draw = random.Random(seed)
    commune_key = kept(commune.parent, text=TEXT)
    for at in range(3):
        make_unit(f"Chi bộ số {at}", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    for branch in draw.sample(branches(commune), 3):
        send(branch, commune_key)
    carried_out(commune, 15, seed)
    work = again(begun(commune, commune_key))
    sums = sums_of(reads(work, by=SYSTEM, now=clock()), work, reports_below(work), by=SYSTEM)
    assert [one for one in sums if not one.ratio and sum(part.difference for part in one.apart) != one.own - one.total] == []


def test_an_office_opens_the_sums_from_the_list_of_those_who_have_sent(client, commune, key):
    first, second = branches(commune)
    client.force_login(make_user("organisation_officer", commune))
    actions.call_reports(unit=commune, report=report_of(key, commune), every=Period.DAY, on=DAY, due_days=10, by=SYSTEM)
    page = reverse("reports:calls", args=[commune.pk])
    assert "Chưa đơn vị nào gửi" in client.get(page).content.decode()
    send(first, key)
    assert "Ghép báo cáo của đơn vị" in client.get(page).content.decode()
    opened = client.post(reverse("reports:begin", args=[commune.pk, key]), {"on": DAY.isoformat(), "to": "merged"})
    assert opened["Location"].endswith("#merged")
    shown = client.get(opened["Location"]).content.decode()
    assert 'id="merged"' in shown
    assert "1 đơn vị chưa bắt đầu" in shown
    assert second.name in shown


