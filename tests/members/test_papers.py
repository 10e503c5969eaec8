"""Photos and papers: refused when they are not what they say, drawn anew, stored under random names."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from coso.common import uploads
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.actions import attach, withdraw_attachment
from coso.members.models import Attachment
from tests.factories import make_attachment, make_member, make_picture, make_user

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n..."


def docx(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


WORD = docx("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.pdf"), (PDF, "a.exe"), (PDF, "a.docx"), (b"MZ\x90", "a.pdf"), (b"<html>", "a.pdf"), (PDF, "a"), (b"\xff\xd8\xff junk", "a.jpg"),
        (docx("x"), "a.docx"), (docx("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "a.docx"), (b"PK\x03\x04 junk", "a.docx"),
        (PDF + b"x" * uploads.MOST_BYTES, "a.pdf"), (make_picture(), "a.png"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(content, name):
    with pytest.raises(RuleBroken):
        uploads.checked_paper(content, name)


@pytest.mark.parametrize(("content", "name"), [(PDF, "a.pdf"), (WORD, "Đơn xin vào Đảng.docx"), (make_picture(), "a.JPEG"), (make_picture(form="PNG"), "a.png")])
def test_papers_that_are_what_they_say(content, name):
    assert uploads.checked_paper(content, name).name == name


def test_a_photo_is_drawn_anew_without_place_or_camera():
    before = make_picture(2000, 3000, place=True)
    assert Image.open(io.BytesIO(before)).getexif()
    after = Image.open(io.BytesIO(uploads.checked_photo(before, "IMG_1.jpg").content))
    assert not after.getexif()
    assert after.size == (800, 1200)
    assert b"Maker" not in uploads.checked_photo(before, "IMG_1.jpg").content


@pytest.mark.parametrize("content", [b"", PDF, b"GIF89a", make_picture()[:200], make_picture(5200, 5000, form="PNG")])
def test_what_is_not_a_small_picture_is_no_photo(content):
    with pytest.raises(RuleBroken):
        uploads.checked_photo(content, "a.jpg")


@pytest.mark.parametrize("name", ["../../etc/passwd", "C:\\dir\\a.pdf", "a\x00\n.pdf", "x" * 300 + ".pdf", ""])
def test_names_are_made_safe(name):
    safe = uploads.safe_name(name)
    assert safe
    assert "/" not in safe
    assert "\\" not in safe
    assert safe.isprintable()
    assert len(safe) <= 150


def test_a_paper_is_kept_under_a_random_name():
    paper = make_attachment(make_member())
    path = Path(settings.MEDIA_ROOT) / "stored" / paper.stored_as
    assert path.read_bytes() == b"%PDF-1.7 test"
    assert "quyet" not in paper.stored_as


@pytest.mark.parametrize(("title", "secret"), [("Quyết định", True), ("TỐI MẬT", False), ("Báo cáo (MẬT)", False)])
def test_a_secret_paper_is_refused_and_nothing_is_stored(title, secret):
    member = make_member()
    before = sum(1 for _one in uploads.folder().rglob("*"))
    with pytest.raises(RuleBroken):
        attach(member=member, kind="paper", title=title, upload=uploads.Upload(PDF, "application/pdf", "a.pdf"), secret=secret, by=SYSTEM)
    assert not Attachment.objects.exists()
    assert sum(1 for _one in uploads.folder().rglob("*")) == before


def test_ordinary_words_are_no_secrecy_mark():
    assert not uploads.carries_secrecy_mark("Mật độ dân cư", "bí mật nhỏ.pdf", "NGUYỄN VĂN MẬTH.pdf")


def test_a_new_photo_takes_the_place_of_the_old():
    member = make_member()
    make_attachment(member, kind="photo")
    make_attachment(member, kind="photo")
    assert Attachment.objects.filter(withdrawn_at=None).count() == 1


def test_withdrawn_once_and_only_with_leave():
    paper = make_attachment(make_member())
    with pytest.raises(NotAllowed):
        withdraw_attachment(attachment=paper, reason="", by=make_user("branch_secretary", paper.member.unit))
    withdraw_attachment(attachment=paper, reason="nhầm", by=SYSTEM)
    with pytest.raises(RuleBroken):
        withdraw_attachment(attachment=paper, reason="nhầm", by=SYSTEM)


def test_a_write_that_fails_leaves_no_file(monkeypatch):
    member = make_member()
    before = sum(1 for one in uploads.folder().rglob("*") if one.is_file())
    monkeypatch.setattr("coso.members.actions.papers.record", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        make_attachment(member)
    assert sum(1 for one in uploads.folder().rglob("*") if one.is_file()) == before
