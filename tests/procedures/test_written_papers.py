"""A case writes its papers: the text is declared, the case fills it, and what is not known stays a gap."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document

from coso.common.actors import SYSTEM
from coso.procedures.declarations import PROCEDURES
from coso.procedures.exports import TYPES, sheet_of
from coso.procedures.exports.sheet import GAP, SANDBOX
from coso.procedures.models import CasePaper
from tests.factories import make_user
from tests.transfers.test_official import begin, go, sides  # noqa: F401 a fixture

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 3)


def texts_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    return "\n".join([*(one.text for one in document.paragraphs), *(one.text for table in document.tables for row in table.rows for cell in row.cells for one in cell.paragraphs)])


def test_a_letter_of_introduction_names_the_person_and_both_sides(sides):  # noqa: F811
    case = go(begin(sides), "release")
    sheet = sheet_of(case, case.now.papers[0], user=SYSTEM, day=DAY, number="15")
    assert (sheet.symbol, sheet.kind) == ("Số 15-GT/ĐU", "GIẤY GIỚI THIỆU")
    said = texts_of(TYPES["docx"][0](sheet))
    for words in ("Nguyễn Văn Hùng", "Chi bộ phố 2", "Đảng ủy phường Tân Phong", "9/2026", "01/10/2026", "ngày 03 tháng 02 năm 2026", "ĐẢNG CỘNG SẢN VIỆT NAM"):
        assert words in said
    assert GAP in said  # no card number is known
    assert TYPES["pdf"][0](sheet).startswith(b"%PDF")


def test_a_text_reaches_no_more_than_plain_values():
    for attack in ("{{ ''.__class__.__mro__ }}", "{{ person.__init__.__globals__ }}", "{{ cycler.__init__.__globals__.os }}"):
        try:
            answer = SANDBOX.from_string(attack).render(person={"name": "x"})
        except Exception as refused:  # noqa: BLE001 any refusal will do
            answer = str(refused)
        assert "object" not in answer or "unsafe" in answer


def test_whoever_does_not_see_the_record_writes_no_more_than_the_name(sides):  # noqa: F811
    case = go(begin(sides), "receive")
    there = make_user("office_clerk", sides.away.parent)
    paper = case.declared.by_key["release"].papers[0]
    assert "03/02/1980" not in "".join(sheet_of(case, paper, user=there, day=DAY).body)


def test_every_declared_text_is_filled(sides):  # noqa: F811
    case = begin(sides)
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            for paper in step.papers:
                if paper.template:
                    sheet = sheet_of(case, paper, user=SYSTEM, day=DAY)
                    assert sheet.body
                    assert "{{" not in "".join(sheet.body)


def test_the_clerk_reads_takes_and_keeps_it(sides, client):  # noqa: F811
    case = go(begin(sides), "release")
    client.force_login(make_user("office_clerk", sides.home.parent))
    page = f"{case.get_absolute_url()}lam-giay/letter/"
    assert page in client.get(case.get_absolute_url()).content.decode()
    assert "GIẤY GIỚI THIỆU" in client.get(page).content.decode()
    taken = client.get(page, {"number": "15", "dated": "2026-10-06", "form": "docx"})
    assert "Nguyễn Văn Hùng" in texts_of(taken.content)
    assert client.post(page, {"number": "15", "dated": "2026-10-06"}).status_code == 302
    kept = CasePaper.objects.get(case=case, key="letter")
    assert (kept.way, kept.number, kept.dated) == ("made", "15", date(2026, 10, 6))
