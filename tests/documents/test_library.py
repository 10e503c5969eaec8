"""Published papers are read by those they are for, found without tone marks, and go when the paper goes."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.translation import override

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.documents import actions, queries
from coso.documents.models import Publication
from coso.org.enums import UnitKind
from tests.documents.story import (
    TODAY,
    K,
    make_draft,
    make_file,
    make_issued,
    make_published,
    make_received,
    numbered,
)
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
LIBRARY = reverse("documents:library")


@pytest.fixture
def commune():
    return numbered()


@pytest.fixture
def branch(commune):
    return make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)


def reader(client, unit):
    """A plain member of the unit, signed in."""
    client.force_login(make_user("member", unit, member=make_member(unit)))
    return client


def shown(client, address=LIBRARY):
    return client.get(address).content.decode()


def test_a_paper_names_its_issuer_in_vietnamese_whoever_publishes_it(commune):
    with override("en"):
        made = make_published(make_issued(commune))
    assert made.issuer == f"{commune.name} · Ban thường vụ"


def test_a_member_reads_what_is_published_below_but_not_what_stays_in_the_unit(client, commune, branch):
    below, inner, drafted = (make_issued(commune, abstract=f"Văn bản {name}") for name in ("cấp dưới", "nội bộ", "sổ"))
    made = make_published(below)
    make_published(inner, "unit")
    page = shown(reader(client, branch))
    assert "Văn bản cấp dưới" in page
    assert "Văn bản nội bộ" not in page
    assert drafted.abstract not in page
    assert "Chi bộ quyết nghị." in shown(client, made.get_absolute_url())
    assert client.get(below.get_absolute_url()).status_code == 404  # the register itself stays closed


def test_without_signing_in_only_public_papers_are_read(client, commune):
    public = make_published(make_issued(commune, abstract="Kế hoạch công khai"), "public")
    inner = make_published(make_issued(commune, abstract="Nghị quyết trong đảng bộ"))
    page = shown(client)
    assert "Kế hoạch công khai" in page
    assert "Nghị quyết trong đảng bộ" not in page
    assert [client.get(one.get_absolute_url()).status_code for one in (public, inner)] == [200, 404]
    assert client.get(reverse("documents:publication_file", args=[public.pk])).status_code == 404  # it has no file


def test_words_are_found_without_tone_marks_and_marked(client, commune, branch):
    make_published(make_issued(commune, abstract="Xây dựng chi bộ", text="Mở đầu dài. " * 40 + "\n\nPhát triển đảng viên ở bản."))
    make_published(make_issued(commune, abstract="Thu đảng phí", text=""))
    page = shown(reader(client, branch), f"{LIBRARY}?q=phat+trie")
    assert "<mark>Phát</mark> <mark>triển</mark> đảng viên" in page
    assert "… " in page
    assert "Thu đảng phí" not in page
    assert "Không tìm thấy" in shown(client, f"{LIBRARY}?q=khong+co")
    assert queries.marked("Đảng <b>", "dang", whole=True) == [("Đảng", True), (" <", False), ("b", False), (">", False)]


def test_a_file_goes_along_and_corrections_and_withdrawal_reach_the_readers(client, commune, branch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = make_issued(commune)
    made = make_published(paper, file=True)
    assert b"".join(reader(client, branch).get(reverse("documents:publication_file", args=[made.pk])).streaming_content).startswith(b"%PDF")
    decision = make_issued(commune, K.DECISION)
    actions.correct(document=paper, decision=decision, text="“5” đọc là “6”", by=SYSTEM)
    assert "01-QĐ/ĐU: “5” đọc là “6”" in shown(client, made.get_absolute_url())
    actions.withdraw(document=paper, on=TODAY, reason="Hết hiệu lực", by=SYSTEM, today=TODAY)
    assert client.get(made.get_absolute_url()).status_code == 404


def test_only_issued_or_received_papers_are_published_once_and_can_be_taken_out(commune):
    with pytest.raises(RuleBroken):
        make_published(make_draft(commune))
    paper = make_received(commune)
    made = make_published(paper)
    with pytest.raises(RuleBroken, match="đang được phổ biến"):
        make_published(paper)
    with pytest.raises(RuleBroken, match="văn bản khác"):
        actions.publish(document=make_issued(commune), reach="below", file=make_file(paper), by=SYSTEM, today=TODAY)
    actions.unpublish(publication=made, by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken):
        actions.unpublish(publication=made, by=SYSTEM, today=TODAY)
    assert make_published(paper).issuer == "Tỉnh ủy Lai Châu"
    assert Publication.objects.count() == 2
