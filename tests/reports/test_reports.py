"""The report: right numbers in four forms, and a settled one that never changes."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime

import docx
import openpyxl
import pypdf
import pytest
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coso.access.models import Reading
from coso.common import jobs
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Job
from coso.figures.enums import Tree
from coso.members.actions import correct_member, leave
from coso.org.enums import UnitKind
from coso.reports.actions import ask_to_freeze_report, freeze_report
from coso.reports.checker import check
from coso.reports.checker.papers import text_of_bytes
from coso.reports.enums import Format
from coso.reports.exports import exported
from coso.reports.exports.paper import body_of, layout_on, place_and_day
from coso.reports.models import FrozenFigure, FrozenReport
from coso.reports.queries import (
    MEMBER_STATISTICS,
    Built,
    Cell,
    Line,
    Ready,
    Table,
    build,
    differences,
    text_of,
)
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 31)
NOW = datetime(2026, 2, 3, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def commune():
    return make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code="12001000000000")


@pytest.fixture
def people(commune):
    branch = make_unit("Chi bộ bản Nà Củng", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    return [make_member(branch, f"Lò Văn {at}", sex="female" if at % 2 else "male", ethnic_group="thai" if at < 3 else "kinh") for at in range(8)]


def built(unit):
    return build(MEMBER_STATISTICS, unit, DAY, by=SYSTEM, now=NOW)


def settled(unit, by=SYSTEM, on=DAY):
    ready = Ready.begin(MEMBER_STATISTICS, unit, on, by=by, tree=Tree.STOOD, now=NOW)
    while not ready.whole:
        ready.go_on(by=by)
    return freeze_report(ready=ready, unit=unit, by=by)


def line(report: Built, label: str) -> list:
    return next([cell.value for cell in line.cells] for table in report.tables for line in table.lines if line.label == label)


def test_a_report_compares_with_a_year_before_and_the_end_of_last_year(commune, people):
    report = built(commune)
    assert report.tables[0].heads[0] == "31/01/2026"
    assert [head for head in report.tables[0].heads if head[0].isdigit()] == ["31/01/2026", "31/01/2025", "31/12/2025"]
    assert report.tables[0].lines[0].cells[0].value == 8


def test_a_day_on_which_the_unit_was_not_in_being_has_no_number(people):
    young = make_unit("Đảng bộ xã mới", kind=UnitKind.COMMUNE_ORGANISATION, founded_on=date(2026, 1, 1))
    assert [cell.value for cell in built(young).tables[0].lines[0].cells] == [0, None, None, None, None]


def test_the_spreadsheet_holds_real_numbers(commune, people):
    book = openpyxl.load_workbook(io.BytesIO(exported(built(commune), Format.XLSX, people=True)))
    cells = [row for row in book.worksheets[0].iter_rows(values_only=True) if row[1] == 8]
    assert cells
    assert all(isinstance(row[1], int) for row in cells)
    assert any("members.count" in row for row in book.worksheets[1].iter_rows(values_only=True))


def test_the_document_has_the_party_s_layout(commune, people):
    paper = docx.Document(io.BytesIO(exported(built(commune), Format.DOCX, people=True)))
    section = paper.sections[0]
    assert [round(length.mm) for length in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)] == [20, 20, 30, 15]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert paper.styles["Normal"].font.name == "Times New Roman"
    assert paper.styles["Normal"].font.size.pt == 14
    widths = [round(column.width.mm) for column in paper.tables[1].columns]
    assert widths[0] == 56
    assert round(sum(column.width.mm for column in paper.tables[1].columns)) <= 165
    said = "\n".join(cell.text for row in paper.tables[0].rows for cell in row.cells)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in said
    assert "ĐẢNG ỦY XÃ MƯỜNG SO" in said
    assert "Mường So, ngày 03 tháng 02 năm 2026" in said


def test_the_pdf_can_be_read_and_says_the_same(commune, people):
    pdf = pypdf.PdfReader(io.BytesIO(exported(built(commune), Format.PDF, people=True)))
    said = " ".join(page.extract_text() for page in pdf.pages)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in said
    assert "Chi bộ bản Nà Củng" in said
    assert (float(pdf.pages[0].mediabox.width), float(pdf.pages[0].mediabox.height)) == pytest.approx((595.28, 841.89), abs=0.1)


def test_the_web_page_stands_alone(commune, people):
    said = exported(built(commune), Format.HTML, people=True).decode()
    assert said.startswith("<!doctype html>")
    assert "Chi bộ bản Nà Củng" in said


def test_small_sensitive_groups_are_hidden_in_every_form_from_those_who_see_no_people(commune, people):
    report = built(commune)
    assert "< 5" in docx_words(exported(report, Format.DOCX, people=False))
    assert "&lt; 5" in exported(report, Format.HTML, people=False).decode()
    assert "&lt; 5" not in exported(report, Format.HTML, people=True).decode()
    rows = openpyxl.load_workbook(io.BytesIO(exported(report, Format.XLSX, people=False))).worksheets[0].iter_rows(values_only=True)
    assert any("< 5" in row for row in rows)


def docx_words(content: bytes) -> str:
    return "\n".join(cell.text for table in docx.Document(io.BytesIO(content)).tables for row in table.rows for cell in row.cells)


@pytest.mark.parametrize("form", Format.values)
def test_the_command_writes_each_form(commune, people, tmp_path, form):
    target = tmp_path / f"report.{form}"
    call_command("report", "member_statistics", unit="12001000000000", on="2026-01-31", output=str(target))
    assert target.stat().st_size > 1000


@pytest.mark.parametrize("asked", [
    {"key": "member_statistic"}, {"unit": "99999999999999"}, {"on": "tomorrow"}, {"output": "/nowhere/at/all.pdf"}, {"output": "report.odt"},
])
def test_the_command_refuses_in_a_sentence_with_exit_code_two(commune, tmp_path, capsys, asked):
    right = {"key": "member_statistics", "unit": "12001000000000", "on": "2026-01-31", "output": str(tmp_path / "report.pdf")} | asked
    with pytest.raises(SystemExit) as stopped:
        call_command("report", right.pop("key"), **right)
    assert stopped.value.code == 2
    assert re.search(r"\w.*\.", capsys.readouterr().err)


# --- settled ----------------------------------------------------------------------------------------


def test_a_settled_report_stays_as_it_was_after_corrections_and_shows_what_differs(commune, people):
    kept = settled(commune)
    before = Built.read(kept.content)
    assert differences(kept, by=SYSTEM) == []
    correct_member(member=people[0], new={"sex": "female"}, seen={"sex": "male"}, reason="sai", by=SYSTEM, day=DAY)
    kept.refresh_from_db()
    assert Built.read(kept.content) == before
    found = {(one.line, one.then, one.now) for one in differences(kept, by=SYSTEM)}
    assert any(then == 4 and now == 5 for _line, then, now in found)


def test_what_is_settled_is_in_vietnamese_whatever_the_clerk_reads(commune, people):
    with translation.override("en"):
        content = settled(commune).content
    assert content["title"] == "Thống kê đội ngũ đảng viên"
    assert content["tables"][0]["lines"][0]["label"].startswith("Đảng viên")


def test_each_settled_number_says_where_it_came_from(commune, people):
    kept = settled(commune)
    first = FrozenFigure.objects.get(report=kept, place="0.0.0")
    assert (first.indicator, first.version, first.counted_unit, first.on, first.value) == ("members.count", 1, commune, DAY, 8)
    assert first.as_known_on == NOW
    assert len(first.digest) == 64


def test_a_report_is_settled_only_once_its_day_has_come(commune):
    with pytest.raises(RuleBroken):
        settled(commune, on=date(2026, 2, 4))
    assert not FrozenReport.objects.exists()


def test_only_offices_settle(commune):
    with pytest.raises(NotAllowed):
        settled(commune, by=make_user("report_reader", commune))


def test_a_broken_off_settling_goes_on_where_it_was_and_keeps_one_report(commune, people, monkeypatch):
    job = ask_to_freeze_report(report=MEMBER_STATISTICS, unit=commune, on=DAY, by=make_user("office_clerk", commune), now=NOW)
    done = []

    def go_on(ready, *, by):
        done.append(len(ready.digests))
        if len(done) == 3:
            raise KeyboardInterrupt
        return whole(ready, by=by)

    whole = Ready.go_on
    monkeypatch.setattr(Ready, "go_on", go_on)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(job.pk)
    assert not FrozenReport.objects.exists()
    Job.objects.filter(pk=job.pk).update(state="waiting")
    jobs.run(job.pk)
    assert done[3] == done[2] > 0
    assert FrozenReport.objects.count() == 1


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=st.lists(st.tuples(st.booleans(), st.sampled_from(["kinh", "thai", "tay"]), st.integers(0, 3)), max_size=12), people=st.booleans())
def test_the_checker_is_silent_on_every_report_and_on_its_document(commune, world, people):
    with transaction.atomic():
        branches = [make_unit(f"Chi bộ bản {name}", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune) for name in ("Nà Củng", "Vàng Bó", "Huổi Én", "Nậm Cung")]
        for at, (woman, group, branch) in enumerate(world):
            make_member(branches[branch], f"Lò Văn {at}", sex="female" if woman else "male", ethnic_group=group)
        report = built(commune)
        assert check(text_of(report)).findings == []
        assert check(text_of_bytes(exported(report, Format.DOCX, people=people))).findings == []
        transaction.set_rollback(True)


def test_a_report_whose_figures_do_not_agree_is_not_settled(commune, people):
    ready = Ready.begin(MEMBER_STATISTICS, commune, DAY, by=SYSTEM, tree=Tree.STOOD, now=NOW)
    made_up = [Line(name, ["members.count"], [{}], commune.pk, [Cell(value)]) for name, value in (("Chi bộ A", 3), ("Chi bộ B", 5), ("Tổng cộng", 9))]
    wrong = Ready(replace(ready.built, tables=[Table("Đảng viên", ["Số đảng viên"], made_up)]), {})
    with pytest.raises(RuleBroken, match="3 \\+ 5 = 8"):
        freeze_report(ready=wrong, unit=commune, by=SYSTEM)
    assert not FrozenReport.objects.exists()


# --- pages ------------------------------------------------------------------------------------------


def test_a_clerk_opens_settles_and_finds_a_report_again(client, commune, people):
    client.force_login(make_user("office_clerk", commune))
    page = client.get(reverse("reports:report", args=[commune.pk, "member_statistics"]), {"on": "2026-01-31"})
    assert "Chi bộ bản Nà Củng" in page.content.decode()
    answer = client.post(reverse("reports:settle", args=[commune.pk, "member_statistics"]), {"on": "2026-01-31", "note": "quý I"})
    job = Job.objects.get()
    assert answer.url == reverse("home:job", args=[job.pk])
    jobs.run(job.pk)
    kept, job = FrozenReport.objects.get(), Job.objects.get()
    assert (job.state, job.done) == ("done", job.total)
    answer = client.get(reverse("home:job", args=[job.pk]))
    assert reverse("reports:settled", args=[kept.pk]) in answer.content.decode()
    leave(member=people[0], on=date(2026, 1, 15), reason="deceased", paper="", by=SYSTEM, day=date(2026, 3, 3))
    said = client.get(reverse("reports:settled", args=[kept.pk]), {"compare": "1"}).content.decode()
    assert "quý I" in said
    assert reverse("reports:settled", args=[kept.pk]) in client.get(reverse("reports:list")).content.decode()
    assert Built.read(kept.content).tables[0].lines[0].cells[0].value == 8


def test_a_reader_without_people_takes_a_file_with_hidden_groups_and_no_reading_is_kept(client, commune, people):
    client.force_login(make_user("report_reader", commune))
    answer = client.get(reverse("reports:report", args=[commune.pk, "member_statistics"]), {"on": "2026-01-31", "format": "docx"})
    assert "< 5" in docx_words(answer.content)
    assert not Reading.objects.exists()


def test_an_unknown_report_or_form_is_not_found(client, commune):
    client.force_login(make_user("report_reader", commune))
    assert client.get(reverse("reports:report", args=[commune.pk, "nothing"])).status_code == 404
    assert client.get(reverse("reports:report", args=[commune.pk, "member_statistics"]), {"format": "odt"}).status_code == 404


# --- the paper's words ------------------------------------------------------------------------------


def test_place_and_day_follow_the_guide():
    assert place_and_day("Lào Cai", date(2026, 2, 3)) == "Lào Cai, ngày 03 tháng 02 năm 2026"
    assert place_and_day("", date(2026, 11, 22)) == "…………, ngày 22 tháng 11 năm 2026"


@pytest.mark.parametrize(("unit", "body"), [
    ("Đảng bộ tỉnh Lai Châu", ("Tỉnh ủy Lai Châu", "TU")), ("Đảng bộ xã Mường So", ("Đảng ủy xã Mường So", "ĐU")), ("Chi bộ bản Nà Củng", ("Chi bộ bản Nà Củng", "CB")),
])
def test_the_committee_signs_for_its_unit(unit, body):
    assert body_of(unit) == body


def test_a_paper_made_before_the_guide_takes_its_first_measures():
    assert layout_on(date(2025, 1, 1)) == layout_on(date(2026, 6, 1))


def test_settling_too_early_is_refused_on_the_page(client, commune):
    client.force_login(make_user("office_clerk", commune))
    answer = client.post(reverse("reports:settle", args=[commune.pk, "member_statistics"]), {"on": "2999-01-01"}, follow=True)
    assert not FrozenReport.objects.exists()
    assert 'class="error' in answer.content.decode()


def test_who_sees_no_reports_is_refused(client, commune):
    client.force_login(make_user("handbook_editor", commune))
    assert client.get(reverse("reports:list")).status_code == 403


def test_a_settled_report_is_taken_as_a_file(client, commune, people):
    client.force_login(make_user("report_reader", commune))
    kept = settled(commune)
    answer = client.get(reverse("reports:settled", args=[kept.pk]), {"format": "xlsx"})
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]["A1"].value


def test_a_report_is_filled_in_by_one_pass_for_each_indicator_and_day(client, commune, people, django_assert_max_num_queries):
    client.force_login(make_user("standing_member", commune))
    with django_assert_max_num_queries(64):
        client.get(reverse("reports:report", args=[commune.pk, "member_statistics"]), {"on": "2026-01-31"})
