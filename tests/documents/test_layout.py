"""The document that offices edit: the party's layout, measured."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.shared import Pt
from pypdf import PdfReader

from coso.documents.exports import docx_of, pdf_of, sheet_of
from coso.documents.queries import skeleton
from coso.org.enums import UnitKind
from tests.documents.story import TODAY, B, K, make_draft, make_issued, numbered
from tests.factories import make_commune, make_province, make_unit

pytestmark = pytest.mark.django_db
TEXT = "Căn cứ Điều lệ Đảng;\n\nQUYẾT NGHỊ\n\nI. Kết nạp 3 đảng viên.\n\nII. Giao đồng chí phụ trách."


@pytest.fixture
def branch():
    commune = make_commune("Đảng bộ xã Mường So", parent=make_province())
    return numbered(make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune))


def opened(paper):
    return Document(io.BytesIO(docx_of(paper, TODAY)))


def cells(table):
    return [[one.text for one in cell.paragraphs] for cell in table.rows[0].cells]


def texts(made):
    return [one.text for one in made.paragraphs if one.text]


def test_an_issued_resolution_stands_in_the_partys_layout(branch):
    made = opened(make_issued(branch, K.RESOLUTION, B.BRANCH, text=TEXT, recipients="- Đảng ủy xã,\nĐảng viên chi bộ,"))
    section, first = made.sections[0], made.paragraphs[-1]
    assert [round(section.page_width.mm), round(section.page_height.mm)] == [210, 297]
    assert [round(getattr(section, f"{side}_margin").mm) for side in ("top", "bottom", "left", "right")] == [20, 20, 30, 15]
    normal = made.styles["Normal"]
    assert (normal.font.name, normal.font.size, normal.paragraph_format.line_spacing, normal.paragraph_format.space_after) == ("Times New Roman", Pt(14), Pt(18), Pt(6))
    head, foot = made.tables
    assert cells(head) == [["ĐẢNG ỦY XÃ MƯỜNG SO", "CHI BỘ BẢN PHO", "*", "Số 01-NQ/CB"], ["ĐẢNG CỘNG SẢN VIỆT NAM", "Mường So, ngày 20 tháng 11 năm 2026"]]
    assert texts(made) == ["NGHỊ QUYẾT", "Phát triển đảng viên năm 2026", "-----", "Căn cứ Điều lệ Đảng;", "QUYẾT NGHỊ", "I. Kết nạp 3 đảng viên.", "II. Giao đồng chí phụ trách."]
    assert round(first.paragraph_format.first_line_indent.mm) == 10
    left, right = cells(foot)
    assert left == ["Nơi nhận:", "- Đảng ủy xã,", "- Đảng viên chi bộ,", "- Lưu Chi bộ."]
    assert [line for line in right if line] == ["T/M CHI BỘ", "BÍ THƯ", "Lò Văn Chính"]


def test_a_draft_says_so_and_has_neither_number_nor_day(branch):
    made = opened(make_draft(branch, K.NOTICE, B.BRANCH))
    assert cells(made.tables[0])[0][-1] == "Số      -TB/CB"
    assert texts(made)[:2] == ["DỰ THẢO", "THÔNG BÁO"]
    assert cells(made.tables[0])[1][-1].endswith("ngày      tháng      năm 2026")


def test_a_letter_bears_no_name_and_minutes_are_signed_by_two(branch):
    letter = opened(make_issued(branch, K.OFFICIAL_LETTER, B.BRANCH))
    assert texts(letter)[0] == "Căn cứ tình hình."
    assert cells(letter.tables[0])[0][-1] == "V/v Phát triển đảng viên năm 2026"
    minutes = opened(make_issued(branch, K.MINUTES, B.CONGRESS))
    assert [side[0] for side in cells(minutes.tables[1])] == ["NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ"]
    assert cells(minutes.tables[0])[0][1:4:2] == ["ĐẠI HỘI CHI BỘ BẢN PHO", "Số 01-BB/ĐH"]


def test_a_committee_and_a_province_sign_as_they_are_called(branch):
    commune = numbered(branch.parent)
    sheet = sheet_of(make_issued(commune), TODAY)
    assert (sheet.above, sheet.issuer, sheet.signature[0], sheet.recipients[-1]) == ("TỈNH ỦY LAI CHÂU", "ĐẢNG ỦY XÃ MƯỜNG SO", "T/M BAN THƯỜNG VỤ", "Lưu Đảng ủy.")
    top = sheet_of(make_issued(numbered(commune.parent), text=""), TODAY)
    assert (top.above, top.symbol, top.body) == ("", "Số 01-NQ/TU", [])


def test_a_draft_begins_with_a_text_of_its_kind(branch):
    assert "Chi bộ bản Pho trình Đảng ủy xã Mường So" in skeleton(branch, K.SUBMISSION)
    assert skeleton(branch, K.OPTION_PLAN) == ""


def words(paper):
    """What the PDF says, a space between any two words."""
    pages = PdfReader(io.BytesIO(pdf_of(paper, TODAY))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), pages


def test_the_pdf_says_what_the_document_says_on_the_same_page(branch):
    for paper in (make_issued(branch, K.RESOLUTION, B.BRANCH, text=TEXT), make_draft(branch, K.OFFICIAL_LETTER, B.BRANCH), make_issued(branch, K.MINUTES, B.CONGRESS)):
        said, pages = words(paper)
        made = opened(paper)
        told = [*texts(made), *(line for table in made.tables for cell in cells(table) for line in cell if line)]
        assert [line for line in told if " ".join(line.split()) not in said] == []
        assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]


def test_a_long_paper_goes_over_many_pages_and_is_numbered_from_the_second_on(branch):
    said, pages = words(make_issued(branch, K.REPORT, B.BRANCH, text="\n\n".join(["Đoạn văn dài. " * 40] * 12)))
    assert len(pages) > 2
    assert pages[1].extract_text().strip().startswith("2")
    assert said.endswith("Lò Văn Chính")
