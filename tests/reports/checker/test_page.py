"""The page: paste or upload, see the words marked; nothing is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from coso.org.enums import UnitKind
from coso.reports.checker import check
from coso.reports.checker.marking import SHOWN_WHOLE, pieces
from tests.factories import make_unit, make_user
from tests.reports.checker.test_papers import WRONG, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(make_user("report_reader", make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION)))
    return client


def ask(client, **data):
    answer = client.post(reverse("reports:check"), data)
    return answer.status_code, answer.content.decode()


def test_a_pasted_text_comes_back_with_its_words_marked_and_the_sum(reader):
    status, said = ask(reader, text=WRONG)
    assert status == 200
    assert '<mark class="error" id="m1">423 đảng viên nữ, chiếm 54%' in said
    assert "423 trên 940 là 45%" in said


def test_a_document_is_read_and_not_kept(reader, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    status, said = ask(reader, file=SimpleUploadedFile("bao-cao.docx", document(WRONG)))
    assert (status, "423 đảng viên nữ, chiếm 54%" in said) == (200, True)
    assert list(tmp_path.rglob("*")) == []


def test_a_text_that_agrees_says_so(reader):
    assert "Không phát hiện số liệu nào không khớp" in ask(reader, text="Có 27/36 xã hoàn thành đại hội, đạt 75%.")[1]


def test_the_empty_page_offers_an_example_that_has_findings(reader):
    assert "?example=1" in reader.get(reverse("reports:check")).content.decode()
    assert reader.get(reverse("reports:check"), {"example": "1"}).content.decode().count('<li id="f') == 2


@pytest.mark.parametrize("data", [{}, {"text": "  "}, {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")}])
def test_nothing_to_check_is_said_beside_the_field(reader, data):
    status, said = ask(reader, **data)
    assert status == 422
    assert "invalid-feedback" in said or "errorlist" in said or "error" in said


def test_what_is_pasted_is_shown_as_it_is_and_never_run(reader):
    said = ask(reader, text=f"<script>alert(1)</script> {WRONG}")[1]
    assert "<script>alert" not in said
    assert "&lt;script&gt;alert" in said


def test_of_a_very_long_text_only_the_neighbourhood_is_shown():
    text = "Kết quả tốt. " * 8000 + WRONG + "Kết quả tốt. " * 8000
    assert len(text) > SHOWN_WHOLE
    shown = pieces(text, check(text))
    assert sum(len(piece.text) for piece in shown) < 2000
    assert [piece.cut for piece in shown] == [True, False, False]
