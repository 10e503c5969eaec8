"""An issued paper's PDF is signed with the organisation's certificate: whole, once, and never after its last day."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from coso.access.models import User
from coso.common import uploads
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.documents import actions
from coso.documents.exports import pdf_of
from coso.documents.models import DocumentFile
from tests.documents.certificates import NAME, make_certificate, set_up
from tests.documents.story import TODAY, make_draft, make_issued, make_published, numbered
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return numbered()


@pytest.fixture
def trusted(settings, tmp_path):
    """The certificate that is set up, as whoever reads the PDF trusts it."""
    archive, made = make_certificate()
    set_up(settings, tmp_path, archive)
    return list(load_certs_from_pemder_data(made.public_bytes(Encoding.PEM)))


def sign(paper, by=SYSTEM):
    return actions.sign(document=paper, content=pdf_of(paper, TODAY), by=by, now=timezone.now())


def read(content, trusted):
    """What a validator finds of the only signature."""
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    return validate_pdf_signature(signature, ValidationContext(trust_roots=trusted))


def stored(file):
    return (uploads.folder() / file.stored_as).read_bytes()


def test_the_signed_pdf_is_a_file_of_the_paper_with_a_whole_signature(commune, trusted):
    paper = make_issued(commune)
    file = sign(paper)
    found = read(stored(file), trusted)
    assert (found.intact, found.valid, found.trusted, found.coverage) == (True, True, True, SignatureCoverageLevel.ENTIRE_FILE)
    assert stored(file).startswith(pdf_of(paper, TODAY))  # what was signed is what the paper says
    assert (file.signed_as, file.original_name, list(paper.files.all())) == (NAME, "01-NQ-ĐU.pdf", [file])
    assert Act.objects.filter(kind="document.signed", subject_id=paper.pk).exists()


def test_one_byte_changed_is_found(commune, trusted):
    content = bytearray(stored(sign(make_issued(commune))))
    content[len(pdf_of(make_issued(commune), TODAY)) // 2] ^= 1
    assert not read(bytes(content), trusted).intact


def test_the_same_bytes_are_signed_once(commune, trusted):
    paper = make_issued(commune)
    first = sign(paper)
    with pytest.raises(RuleBroken, match="đã được ký"):
        sign(paper)
    with pytest.raises(IntegrityError, match="document_signed_once"), transaction.atomic():  # two at once: the database holds it
        DocumentFile.objects.create(unit=commune, document=paper, title="", stored_as="x", signed_as=NAME, signed_from=first.signed_from)
    assert pdf_of(paper, TODAY) == pdf_of(paper, TODAY + timedelta(days=40))  # the same paper is the same file on any day


def test_a_draft_is_not_signed_and_neither_does_whoever_may_not_issue(commune, trusted):
    with pytest.raises(RuleBroken, match="Dự thảo"):
        sign(make_draft(commune))
    with pytest.raises(NotAllowed):
        sign(make_issued(commune), by=User.objects.get(pk=make_user("standing_member", commune).pk))
    assert not DocumentFile.objects.exists()


@pytest.mark.parametrize(("begun", "words"), [(400, "hết hạn"), (-5, "chỉ có giá trị từ")])
def test_a_certificate_that_is_over_or_has_not_begun_signs_nothing(commune, settings, tmp_path, begun, words):
    set_up(settings, tmp_path, make_certificate(begun=timedelta(days=begun))[0])
    with pytest.raises(RuleBroken, match=words):
        sign(make_issued(commune))
    assert not list(uploads.folder().glob("*/*"))


def test_a_wrong_passphrase_and_a_missing_certificate_are_told_in_words(client, commune, settings, tmp_path):
    paper = make_issued(commune)
    client.force_login(make_user("office_clerk", commune))
    page = client.get(paper.get_absolute_url()).content.decode()
    address = reverse("documents:sign", args=[paper.pk])
    assert "chưa khai chứng thư" in page
    assert address not in page
    assert client.post(address).status_code == 422  # the address alone does nothing
    set_up(settings, tmp_path, make_certificate()[0], passphrase=b"sai")
    assert "Không mở được" in client.post(address).content.decode()


def test_the_office_signs_on_the_page_and_lays_the_signed_file_out(client, commune, trusted):
    paper = make_issued(commune)
    client.force_login(make_user("office_clerk", commune, full_name="Vàng Thị Mỷ"))
    address = reverse("documents:sign", args=[paper.pk])
    assert address in client.get(paper.get_absolute_url()).content.decode()
    assert NAME in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == paper.get_absolute_url()
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "Vàng Thị Mỷ" in page
    form = client.get(reverse("documents:publish", args=[paper.pk])).context["form"]
    assert form.fields["file"].initial == paper.files.get()


def test_the_library_gives_the_paper_in_its_layout(client, commune):
    made = make_published(make_issued(commune), "public")
    answer = client.get(reverse("documents:publication_pdf", args=[made.pk]))
    assert (answer.status_code, answer.content) == (200, pdf_of(made.document, TODAY))
