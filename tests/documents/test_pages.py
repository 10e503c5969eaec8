"""What the pages of papers show, and what they cost."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coso.documents.models import (
    Document,
    DocumentFile,
    GivenNumber,
    NumberSeries,
    Publication,
    Term,
)
from tests.documents.story import (
    B,
    K,
    make_draft,
    make_issued,
    make_published,
    make_received,
    numbered,
    reserve,
)
from tests.factories import make_commune, make_user

pytestmark = pytest.mark.django_db
REGISTER = reverse("documents:list")
TODAY = "2026-11-20"


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def clerk(client, commune, settings, tmp_path):
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path  # no second factor is asked for
    user = make_user("office_clerk", commune)
    client.force_login(user)
    return user


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        shown(client, address)
    return len(asked)


def sent(client, address, **told):
    response = client.post(address, told, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def url(name, *args):
    return reverse(f"documents:{name}", args=args)


def test_from_the_first_term_to_an_issued_paper_with_its_file(client, commune, clerk):
    assert "Chưa có văn bản nào" in shown(client, REGISTER)
    which = f"?unit={commune.pk}&body=standing_committee&kind=notice"
    assert client.get(url("choose") + which).url == url("draft") + which
    assert "Chưa nhập nhiệm kỳ" in shown(client, url("draft") + which)
    sent(client, url("set_term"), unit=commune.pk, name="2025–2030", valid_from="2025-08-01")
    assert "01-TB/ĐU" in shown(client, url("draft") + which)
    told = {"abstract": "Lịch họp tháng 12", "text": "Kính mời.", "signatory": "Lò Văn Chính", "signatory_role": "Bí thư"}
    assert "độ mật" in client.post(url("draft") + which, told | {"secret": "yes"}).content.decode()
    sent(client, url("draft") + which, **told, secret="no")  # noqa: S106 an answer
    paper = Document.objects.get()
    sent(client, url("change", paper.pk), **(told | {"abstract": "Lịch họp tháng 01"}))
    assert "số tiếp theo: 01-TB/ĐU" in shown(client, url("issue", paper.pk))
    assert "số 01-TB/ĐU" in sent(client, url("issue", paper.pk), dated=TODAY)
    sent(client, url("add_file", paper.pk), title="Bản ký", secret="no", file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"))  # noqa: S106 as above
    assert client.get(url("file", DocumentFile.objects.get().pk)).status_code == 200
    assert client.get(url("docx", paper.pk))["Content-Disposition"].endswith("01-TB-%C4%90U.docx")
    page = shown(client, REGISTER + "?q=lich+hop&kind=notice&state=issued&term=2025–2030&dated_from=2026-11-01&dated_to=2026-12-01&unit=muong")
    assert "Lịch họp tháng 01" in page


def test_what_the_body_may_not_issue_is_told_before_anything_is_typed(client, commune, clerk):
    page = client.get(url("choose") + f"?unit={commune.pk}&body=standing_committee&kind=working_rules").content.decode()
    assert "399-QĐ/TW" in page
    assert client.get(url("draft")).url == url("choose")


def test_a_paper_is_corrected_withdrawn_and_published_from_its_page(client, commune, clerk):
    numbered(commune)
    paper, decision = make_issued(commune), make_issued(commune, K.DECISION)
    sent(client, url("correct", paper.pk), decision=decision.pk, text="“5” đọc là “6”")
    sent(client, url("publish", paper.pk), reach="below")
    sent(client, url("unpublish", Publication.objects.get().pk))
    assert Publication.objects.get().ended_on
    page = sent(client, url("withdraw", paper.pk), on=TODAY, reason="Ban hành nhầm")
    assert "“5” đọc là “6”" in page
    assert "Ban hành nhầm" in page
    assert "01-QĐ/ĐU" in shown(client, url("document", decision.pk))


def test_incoming_papers_are_registered_mended_and_listed_apart(client, commune, clerk):
    assert "Chưa có văn bản đến nào" in shown(client, REGISTER + "?so=received")
    head = {"kind": "resolution", "symbol": "12-NQ/TU", "issuer": "Tỉnh ủy", "abstract": "Xây dựng chi bộ", "dated": "2026-11-02", "arrived_on": "2026-11-05"}
    sent(client, url("receive"), unit=commune.pk, secret="no", **head)  # noqa: S106 as above
    paper = Document.objects.get()
    sent(client, url("change", paper.pk), **(head | {"issuer": "Tỉnh ủy Lai Châu"}))
    assert "Tỉnh ủy Lai Châu" in shown(client, REGISTER + "?so=received")
    assert "Xây dựng chi bộ" not in shown(client, REGISTER)
    assert client.get(url("docx", paper.pk)).status_code == 404
    assert client.get(REGISTER + "?so=received&export=csv").getvalue().decode().count("12-NQ/TU") == 1


def test_numbers_are_reserved_and_taken_over_on_their_page(client, commune, clerk):
    assert "Chưa nhập nhiệm kỳ" in shown(client, url("numbers"))
    numbered(commune)
    sent(client, url("take_over"), unit=commune.pk, body=B.STANDING_COMMITTEE, kind=K.PLAN, term=Term.objects.get().pk, last=7)
    page = sent(client, url("reserve"), unit=commune.pk, body=B.STANDING_COMMITTEE, kind=K.PLAN, on=TODAY, purpose="Kế hoạch quý I")
    assert "Kế hoạch quý I" in page
    assert (GivenNumber.objects.get().symbol, NumberSeries.objects.get().last) == ("08-KH/ĐU", 8)


def test_the_lists_cost_the_same_with_one_paper_and_three(client, commune, clerk):
    numbered(commune)

    def fill():
        paper = make_issued(commune)
        make_draft(commune, carries_out=paper)
        make_published(paper)
        make_received(commune, symbol=f"{paper.pk}-NQ/TU")
        reserve(commune)

    pages = [REGISTER, REGISTER + "?so=received", url("library"), url("numbers")]
    fill()
    paper = Document.objects.order_by("pk").first()
    one = [cost(client, page) for page in (*pages, paper.get_absolute_url())]
    fill()
    fill()
    assert [cost(client, page) for page in (*pages, paper.get_absolute_url())] == one
