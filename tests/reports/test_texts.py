"""Reports written as texts: what the language refuses, and what its placeholders answer, with their traces."""

from __future__ import annotations

import io
import time
from datetime import date, datetime

import docx
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import NoConfirmedRule
from coso.figures.queries import Question, figure
from coso.org.enums import AreaKind, UnitKind
from coso.org.models import Area, AreaService
from coso.reports.checker import check
from coso.reports.checker.papers import text_of_bytes
from coso.reports.enums import Against, Format, Period
from coso.reports.exports import exported
from coso.reports.exports.paper import blocks_of
from coso.reports.queries import (
    REPORTS,
    Built,
    Report,
    TextRefused,
    Wording,
    Written,
    build,
    calls_in,
)
from coso.reports.queries.build import CountsOnly
from coso.reports.queries.periods import Span, compared, span
from coso.targets.declarations import PACE_SAID
from coso.targets.queries import progress
from tests.factories import make_member, make_unit, make_user
from tests.targets.story import make_target

DAY = date(2026, 1, 31)
NOW = datetime(2026, 2, 3, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def commune(db):
    unit = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION, code="12001000000000")
    branch = make_unit("Chi bộ bản Nà Củng", kind=UnitKind.SUBORDINATE_BRANCH, parent=unit)
    for at in range(8):
        new = {"admission_date": date(2026, 1, 5), "official_date": None} if at < 2 else {}
        make_member(branch, f"Lò Văn {at}", sex="female" if at % 2 else "male", ethnic_group="thai" if at < 3 else "kinh", **new)
    return unit


def filled(unit, text, *, on=DAY, period=Period.YEAR, people=True, **wording):
    """The text's paragraphs as they are printed."""
    made = build(Report("tried", "Báo cáo thử", text=text, period=period), unit, on, by=SYSTEM, now=NOW, wording=Wording(**wording))
    return [block["text"] for block in blocks_of(made, people=people) if "text" in block]


def refused(unit, text) -> list[tuple[int, str]]:
    with pytest.raises(TextRefused) as told:
        filled(unit, text)
    assert str(told.value)
    return [(fault.line, fault.sentence) for fault in told.value.faults]


# --- the sandbox ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "{{ figure.__class__ }}", '{{ "".__class__.__mro__ }}', '{{ unit["__class__"] }}', "{{ unit|attr('x') }}", "{% import 'os' as os %}", "{% include 'x' %}",
    "{% extends 'x' %}", "{% for one in [1] %}x{% endfor %}", "{% macro loop() %}{{ loop() }}{% endmacro %}", "{% set x = 1 %}", '{{ "a" * 1000000000 }}',
    "{{ 9 ** 9 ** 9 }}", "{{ unit ~ unit }}", "{{ [1, 2] }}", "{{ lipsum() }}", "{{ cycler }}", "{{ figure('members.count')() }}", "{{ unit() }}", "{{ figure(*unit) }}",
    "{{ figure(**unit) }}", "{{ figure(unit) }}", "{{ figure(1) }}", "{% if unit is defined %}{% endif %}", "{{ figure('members.count', sex=unit) }}", "{{ 1 if unit else 2 }}",
    "{% filter upper %}x{% endfilter %}", "{% with %}x{% endwith %}", "{% block x %}{% endblock %}", "{% call figure() %}{% endcall %}", "{% do %}", "{{ self }}", "x\x01n0\x02",
    "{{ " + "(" * 4000 + "1" + ")" * 4000 + " }}", "{% if " + "not " * 3000 + "unit %}{% endif %}", "x" * 40_001, "{% autoescape true %}x{% endautoescape %}",
])
def test_the_sandbox_refuses_all_but_text_and_placeholders(commune, text):
    assert all(line >= 1 and sentence for line, sentence in refused(commune, text))


@given(st.text(alphabet="{}%|_.()[]\"'abfigure=~*+ \n", max_size=60))
def test_any_text_is_filled_in_or_refused_with_a_line(text):
    """Never an error of the machine's own; without a database, since nothing of it names an indicator."""
    from_unit = Question.__new__(Question)
    try:
        assert isinstance(calls_in(text, from_unit), list)
    except TextRefused as told:
        assert told.faults  # noqa: PT017 either way is right


@pytest.mark.parametrize(("text", "said"), [
    ('một\nhai {{ figure("members.cuont") }}', "members.count"), ('một\n{{ figur("members.count") }}', "figure"), ('một\n{{ figure("members.count", sec="female") }}', "sex"),
    ('một\n{{ figure("members.count", sex="femal") }}', "female"), ('một\n{{ figure("members.count", on="31/12/2026") }}', "2026-12-31"), ("một\n{{ figure() }}", "figure"),
    ('một\n{{ change("members.count", against="month") }}', "year"), ('một\n{{ table("Bảng") }}', "table"), ('một\n{{ write("a") }}', "write"),
    ('một\n{{ write("a", "b", by="sex") }}', "by"), ('một\n{{ table("Bảng", "members.count", by="colour") }}', "sex"), ('một\n{{ figure("members.count" }}', "figure"),
    ('{{ write("a", "b") }}\n{{ write("c", "b") }}{{ write("c", "b") }}', "c"),
    ('một\n{{ published("Bảng", "Dòng", "nhiều", "members.count") }}', "nhiều"), ('một\n{{ published("Bảng", "Dòng", "8", "members.count", base="hai") }}', "hai"),
    ('một\n{{ published("Bảng", "Dòng", "8", "members.count", base="2", share="all") }}', "base"), ('một\n{{ stated("Bảng", "Dòng", "8", "5+x", "") }}', "x"),
    ('một\n{{ published("Bảng", "Dòng", "8", "members.count", times="2025") }}', "2025"), ('một\n{{ stated("Bảng", "Dòng", "8") }}', "stated"),
])
def test_a_wrong_placeholder_is_named_with_its_line_and_what_is_right(commune, text, said):
    (line, sentence), *_rest = refused(commune, text)
    assert line == 2
    assert said in sentence


def test_a_text_with_too_many_placeholders_or_too_slow_is_given_up(commune):
    assert "300" in refused(commune, '{{ figure("members.count") }}' * 301)[0][1]
    with pytest.raises(TextRefused):
        filled(commune, '{{ figure("members.count") }}', deadline=time.monotonic() - 1)
    commune.name = "Đảng bộ xã có tên rất dài, dài hơn mọi tên đã từng được đặt" * 2
    assert "200000" in refused(commune, "{{ unit }}" * 4_000)[0][1].replace(".", "")


# --- what placeholders answer -----------------------------------------------------------------------


def test_numbers_stand_in_the_text_as_papers_write_them(commune):
    text = (
        'Có {{ figure("members.count") }} đảng viên, {{ change("members.count") }} so với {{ before("members.count") }}; nữ {{ percent("members.count", sex="female") }}.\n\n'
        '{{ change("members.women_share") }}, {{ growth("members.count") }}, {{ change("members.recognised") }}, {{ figure("members.women_share") }}'
    )
    assert filled(commune, text) == ["Có 8 đảng viên, tăng 2 so với 6; nữ 50,00%.", "không thay đổi, tăng 33,33%, không thay đổi, 50,00%"]


def test_what_is_asked_of_other_days_is_counted_there(commune):
    assert filled(commune, '{{ figure("members.admitted", since="2010-01-01", on="2010-12-31") }} {{ change("members.admitted", against="period") }}') == ["6 tăng 2"]
    assert filled(commune, '{{ figure("members.count", on="1900-01-01") }}, {{ growth("members.count") }}', on=date(1946, 1, 1)) == ["chưa có số liệu, chưa có số liệu"]


def test_a_condition_compares_numbers(commune):
    signs = {"> 7": 1, ">= 8": 1, "< 8": 0, "<= 8": 1, "== 8": 1, "!= 8": 0, "> day": 0}
    for sign, holds in signs.items():
        assert filled(commune, f'{{% if figure("members.count") {sign} %}}có{{% else %}}không{{% endif %}}') == ["có" if holds else "không"]
    assert filled(commune, '{% if figure("members.recognised") %}có{% elif figure("members.count") > figure("members.admitted") %}nhiều hơn{% endif %}') == ["nhiều hơn"]


def test_small_groups_stay_hidden_in_the_text_and_in_its_conditions(commune):
    text = '{{ figure("members.count", minority="true") }} {{ percent("members.count", minority="true") }} {% if figure("members.count", minority="true") > 0 %}có{% endif %}'
    assert filled(commune, text, people=False) == ["< 5 …"]
    assert filled(commune, text)[0].startswith("3 37,50%")


def test_headings_written_parts_and_what_is_not_measured_each_have_their_place(commune):
    text = '# I. Đầu\nđoạn một\nvẫn đoạn một\n\n{{ write("a", "Nêu ưu điểm.") }}\n{{ write("b", "Nêu hạn chế.") }}\n\n{{ not_measured("Tỷ lệ đạt") }} {{ table("Tuổi", "members.count", by="age_band") }} sau'
    said = filled(commune, text, written={"a": Written("Một.\n\nHai.", "Trần Thị Cán Bộ", NOW)})
    assert said == ["I. Đầu", "đoạn một vẫn đoạn một", "Một.", "Hai.", "[Nêu hạn chế.]", "Tỷ lệ đạt: chưa đo được. ", " sau"]


def compared_lines(unit, text, *, people=True):
    """The lines of the tables as they are printed: label, then cells."""
    made = build(Report("tried", "Báo cáo thử", text=text, period=Period.DAY), unit, DAY, by=SYSTEM, now=NOW)
    assert exported(made, Format.XLSX, people=people)
    return [[line["label"], *line["cells"]] for block in blocks_of(made, people=people) if block["kind"] == "table" for line in block["lines"]]


def test_published_numbers_stand_beside_the_records_with_the_sum_and_the_verdict(commune):
    text = """
{{ published("Bảng", "Đảng viên", "8", "members.count") }} {{ published("Bảng", "Đảng viên", "1.008", "members.count") }}
{{ published("Bảng", "Nữ (%)", "50,0", "members.count", share="all", sex="female") }} {{ published("Bảng", "Chỉ tiêu (%)", "trên 300", "members.count", base="2") }}
{{ published("Bảng", "Số lần", "1,3", "members.count", times="2025-12-31") }} {{ published("Bảng", "Tăng", "+3", "members.count", change="2025-12-31") }}
{{ published("Bảng", "Chưa có", "5", "members.count", on="1900-01-01") }} {{ published("Bảng", "Chưa có (lần)", "5", "members.count", on="1900-01-01", times="2025-12-31") }}
{{ stated("Bảng", "Cộng", "101", "63+38", "") }} {{ stated("Bảng", "Tỷ lệ", "21,86", "206", "956") }}
"""
    assert compared_lines(commune, text) == [
        ["Đảng viên", "8", "8", "–", "–", "khớp"], ["Đảng viên", "1.008", "8", "–", "–", "không khớp"],
        ["Nữ (%)", "50,0", "4", "8", "50,00", "khớp"], ["Chỉ tiêu (%)", "trên 300", "8", "2", "400,00", "khớp"],
        ["Số lần", "1,3", "8", "6", "1,33", "khớp"], ["Tăng", "+3", "8", "6", "+2", "không khớp"],
        ["Chưa có", "5", "–", "–", "–", "không tính được"], ["Chưa có (lần)", "5", "–", "6", "–", "không tính được"],
        ["Cộng", "101", "101", "–", "–", "khớp"], ["Tỷ lệ", "21,86", "206", "956", "21,55", "không khớp"],
    ]


def test_the_verdicts_are_summed_up_under_their_table_with_those_that_do_not_agree(commune):
    text = '{{ published("Bảng", "Đảng viên", "8", "members.count") }} {{ published("Bảng", "Nữ", "5", "members.count", sex="female") }}'
    (table,) = build(Report("tried", "Báo cáo thử", text=text), commune, DAY, by=SYSTEM, now=NOW).tables
    assert table.notes == ["Khớp 1 trên 2 số. Không khớp: Nữ."]
    assert [line.cells[-1].form for line in table.lines] == ["good", "bad"]


def test_a_verdict_does_not_give_a_small_group_away(commune):
    text = '{{ published("Bảng", "Dân tộc thiểu số (%)", "37,5", "members.count", share="all", minority="true") }}'
    assert not build(Report("tried", "Báo cáo thử", text=text), commune, DAY, by=SYSTEM, now=NOW).tables[0].notes
    assert compared_lines(commune, text, people=False) == [["Dân tộc thiểu số (%)", "37,5", "< 5", "8", "…", "…"]]


def test_admissions_are_told_by_whether_the_commune_then_had_many_minorities(commune):
    place = Area.objects.create(name="Xã Mường So", kind=AreaKind.COMMUNE, minority=True)
    AreaService.objects.create(unit=commune, area=place, valid_from=commune.founded_on, valid_to=date(2026, 1, 5))
    text = '{{ figure("members.admitted", since="1900-01-01", minority_area="true") }}'
    assert filled(commune, text) == ["6"]
    AreaService.objects.update(unit=make_unit("Đảng bộ xã Nậm Xe", kind=UnitKind.COMMUNE_ORGANISATION, code="12002000000000"))
    assert filled(commune, text) == ["0"]


def test_counts_only_answers_for_the_same_person(commune):
    only = CountsOnly(SYSTEM)
    assert figure("members.count", Question(commune, DAY), by=only).value() == 8
    assert only.intervals("member.view") == []
    assert only.intervals("report.view") == SYSTEM.intervals("report.view")


# --- periods ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("period", "on", "start", "year", "before"), [
    (Period.MONTH, date(2026, 3, 31), date(2026, 3, 1), Span(date(2025, 3, 1), date(2025, 3, 31)), Span(date(2026, 2, 1), date(2026, 2, 28))),
    (Period.QUARTER, date(2026, 3, 31), date(2026, 1, 1), Span(date(2025, 1, 1), date(2025, 3, 31)), Span(date(2025, 10, 1), date(2025, 12, 31))),
    (Period.HALF, date(2026, 12, 31), date(2026, 7, 1), Span(date(2025, 7, 1), date(2025, 12, 31)), Span(date(2026, 1, 1), date(2026, 6, 30))),
    (Period.YEAR, date(2024, 2, 29), date(2024, 1, 1), Span(date(2023, 1, 1), date(2023, 2, 28)), Span(date(2023, 1, 1), date(2023, 12, 31))),
    (Period.TERM, date(2023, 6, 2), date(2020, 1, 1), Span(date(2020, 1, 1), date(2022, 6, 2)), Span(date(2016, 1, 1), date(2019, 12, 31))),
    (Period.DAY, date(2026, 5, 5), date(2026, 1, 1), Span(date(2025, 1, 1), date(2025, 5, 5)), Span(date(2025, 1, 1), date(2025, 12, 31))),
])
def test_a_period_begins_and_is_compared_where_offices_expect_it(commune, period, on, start, year, before):
    asked = span(period, on, commune)
    assert asked == Span(start, on)
    assert [compared(period, asked, against) for against in Against] == [year, before]


def test_another_beginning_can_be_asked_for(commune):
    assert span(Period.TERM, date(2020, 12, 31), commune, date(2010, 12, 31)).start == date(2010, 12, 31)
    assert span(Period.TERM, date(2020, 12, 31), commune, date(2021, 1, 1)).start == date(2020, 1, 1)


@pytest.mark.parametrize(("on", "start"), [
    (date(2022, 6, 30), date(2020, 1, 1)), (date(2022, 7, 1), date(2022, 7, 1)), (date(2025, 6, 30), date(2025, 1, 1)),  # two congresses in five years
    (date(2025, 7, 1), date(2025, 1, 1)), (date(2026, 7, 25), date(2025, 1, 1)),  # five years for every branch, on trial
])
def test_a_subordinate_branch_has_the_term_the_rulebook_gives_it_on_the_day(commune, on, start):
    for kind in (UnitKind.SUBORDINATE_BRANCH, UnitKind.BRANCH):
        assert span(Period.TERM, on, make_unit(kind=kind, parent=commune)).start == start


def test_without_a_known_term_the_reader_is_told_which_regulation_to_look_in(commune, client):
    branch = make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    assert span(Period.TERM, date(2026, 7, 26), branch, date(2026, 1, 1)).start == date(2026, 1, 1)
    with pytest.raises(NoConfirmedRule, match="Điều lệ Đảng"):
        span(Period.TERM, date(2026, 7, 26), branch)
    client.force_login(make_user("branch_secretary", branch))
    page = client.get(reverse("reports:report", args=[branch.pk, "term"]) + "?on=2026-09-01", follow=True)
    assert "cần xem Điều lệ Đảng" in page.content.decode()


# --- the standing texts -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(key for key, report in REPORTS.items() if report.text))
def test_each_standing_text_can_be_filled_in_and_made_as_each_form(commune, key):
    made = build(REPORTS[key], commune, DAY, by=SYSTEM, now=NOW)
    assert Built.read(made.kept()) == made
    assert all(exported(made, form, people=True) for form in Format)
    with translation.override("en"):
        assert str(REPORTS[key].name) != made.title


@pytest.mark.parametrize("key", sorted(key for key, report in REPORTS.items() if report.text))
def test_a_new_unit_is_compared_with_nothing_and_the_checker_is_silent_on_the_document(commune, key):
    young = make_unit("Đảng bộ xã mới", kind=UnitKind.COMMUNE_ORGANISATION, founded_on=date(2026, 1, 1))
    for unit, earlier in ((young, False), (commune, True)):
        made = build(REPORTS[key], unit, DAY, by=SYSTEM, now=NOW)
        prose = " ".join(block["text"] for block in blocks_of(made, people=True) if block["kind"] == "text")
        assert ("so với cùng kỳ" in prose or "so với đầu" in prose) is earlier
        assert check(text_of_bytes(exported(made, Format.DOCX, people=True))).findings == []


def test_the_targets_of_the_unit_stand_in_its_reports_and_the_result_opens_its_records(commune):
    assert "không có chỉ tiêu nào được giao" in " ".join(filled(commune, '{{ targets("Chỉ tiêu") }}'))
    make_target(commune, 3)
    made = build(REPORTS["admission_progress"], commune, date(2026, 12, 31), by=SYSTEM, now=NOW)
    (table,) = [one for one in made.tables if one.title == "Kết quả so với chỉ tiêu được giao"]
    (line,) = table.lines
    assert (line.label, line.unit, line.indicators[1]) == ("Kết nạp đảng viên, 01/01/2026 – 31/12/2026", commune.pk, "members.admitted")
    assert [cell.value for cell in line.cells] == [3, 2, 66.67, None, None]
    assert (line.cells[1].start, line.cells[1].on, line.cells[3].word) == ("2026-01-01", "2026-12-31", "Hết hạn chưa đạt")
    assert table.notes[-1].endswith("Không dự báo: đã hết thời gian.")
    assert check(text_of_bytes(exported(made, Format.DOCX, people=True))).findings == []
    ended = build(REPORTS["development"], commune, date(2027, 1, 31), by=SYSTEM, now=NOW, wording=Wording(start=date(2026, 2, 1)))
    assert [one.label for table in ended.tables for one in table.lines].count(line.label) == 1


def test_a_target_whose_result_is_reported_says_so_in_its_line(commune):
    reported = make_target(commune, 2, indicator_key="", measure="nhà")
    made = build(REPORTS["admission_progress"], commune, date(2026, 7, 1), by=SYSTEM, now=NOW)
    assert f"{reported.target.title} (nhà), 01/01/2026 – 31/12/2026 (theo báo cáo, không đếm từ hồ sơ)" in [line.label for table in made.tables for line in table.lines]


def test_numbers_of_another_day_in_the_text_say_which_day(commune):
    text = '{{ figure("members.count") }} {{ before("members.count") }} {{ change("members.count") }} {{ figure("members.admitted", on="2025-12-31", since="2025-01-01") }}'
    made = build(Report("tried", "Báo cáo thử", text=text, period=Period.YEAR), commune, DAY, by=SYSTEM, now=NOW)
    assert [line.label for line in made.tables[-1].lines] == ["Đảng viên", "Đảng viên, 31/01/2025", "Đảng viên, so với 31/01/2025", "Kết nạp, 01/01/2025 – 31/12/2025"]


def test_a_report_tells_how_targets_stand_and_where_they_are_heading_as_the_board_does(commune):
    share = make_target(commune, 3)
    on = date(2026, 7, 1)
    made = build(REPORTS["admission_progress"], commune, on, by=SYSTEM, now=NOW)
    (table,) = [one for one in made.tables if one.title == "Kết quả so với chỉ tiêu được giao"]
    with translation.override("vi"):
        told = progress(share, on)
        assert table.lines[0].cells[3].word == str(told.standing.label)
        assert table.notes == [str(PACE_SAID), f"Dự báo đến ngày cuối ({share.target.title}): {told.forecast.said}"]
    assert table.lines[0].cells[4].value == told.forecast.value == 4
    for form in (Format.DOCX, Format.HTML):
        assert "Theo đường thẳng" in (exported(made, form, people=True).decode() if form == Format.HTML else text_of_bytes(exported(made, form, people=True)))


def test_the_document_has_the_party_s_layout_and_traces_each_number_in_an_appendix(commune):
    made = build(REPORTS["development"], commune, DAY, by=SYSTEM, now=NOW)
    paper = docx.Document(io.BytesIO(exported(made, Format.DOCX, people=True)))
    (running,) = [one for one in paper.paragraphs if one.text.startswith("Từ ngày 01/01/2026")]
    assert "kết nạp 2 đảng viên" in running.text
    assert round(running.paragraph_format.first_line_indent.mm) == 10
    assert running.style.font.size.pt == 14
    (traces,) = [table for table in paper.tables if table.rows[0].cells[0].text.startswith("Số liệu và chỉ số")]
    rows = [[cell.text for cell in row.cells] for row in traces.rows[1:]]
    assert len(rows) == sum(len(table.lines) for table in made.tables)
    assert ["Kết nạp (Nữ): Kết nạp, members.admitted 1", "Đảng bộ xã Mường So", "01/01/2026 – 31/01/2026", "1", "09:00, 03/02/2026"] in rows
    assert all(all(row) for row in rows)


def test_the_pdf_keeps_its_margins_and_says_the_same(commune):
    pdf = pypdf.PdfReader(io.BytesIO(exported(build(REPORTS["development"], commune, DAY, by=SYSTEM, now=NOW), Format.PDF, people=True)))
    assert "kết nạp 2 đảng viên" in " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    places: list[tuple[float, float, float]] = []
    pdf.pages[0].extract_text(visitor_text=lambda text, cm, tm, _font, size: places.append((cm[4] + tm[4] * cm[0], cm[5] + tm[5] * cm[3], size)) if text.strip() else None)
    mm = 72 / 25.4
    assert min(x for x, _y, _size in places) >= 30 * mm - 0.5
    assert all(20 * mm - 1 <= y <= 841.9 - 20 * mm for _x, y, _size in places)
