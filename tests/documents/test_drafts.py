"""A draft is commented on and signed off before it is issued, and its versions stand side by side."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.documents import actions, queries
from coso.documents.models import DraftRequest
from coso.home.queries import drafts_to_read
from tests.documents.story import TODAY, ask_to_read, content, make_draft, numbered
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return numbered()


@pytest.fixture
def reader(unit):
    return make_user("standing_member", unit, full_name="Vàng Thị Đọc")


def sign(request, agreed, text=""):
    return actions.answer_request(request=request, text=text, agreed=agreed, by=request.asked, now=timezone.now())


def issue(document):
    return actions.issue(document=document, dated=TODAY, by=SYSTEM, today=TODAY)


def rewrite(document, **told):
    return actions.change(document=document, content=content(**told), by=SYSTEM, today=TODAY)


def test_whoever_is_asked_finds_it_among_the_things_to_do_comments_and_is_read(unit, reader, client):
    draft = make_draft(unit)
    request = ask_to_read(draft, reader, due_on=TODAY)
    (due,) = drafts_to_read(reader, TODAY + timedelta(days=1))
    assert (due.late, due.href) == (True, request.get_absolute_url())
    client.force_login(reader)
    assert "Chi bộ quyết nghị" in client.get(request.get_absolute_url()).content.decode()
    assert client.post(request.get_absolute_url(), {"text": "Bổ sung chỉ tiêu cho bản vùng cao."}).status_code == 302
    assert list(drafts_to_read(reader, TODAY)) == []
    assert "Bổ sung chỉ tiêu cho bản vùng cao." in client.get(draft.get_absolute_url()).content.decode()
    assert issue(draft).symbol  # a comment holds nothing up


def test_a_paper_is_issued_only_once_all_have_signed_off_what_stands(unit, reader):
    draft, second = make_draft(unit), make_user("standing_member", unit)
    one, two = actions.ask(document=draft, kind="sign_off", people=[reader, second], by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken, match="chưa duyệt dự thảo"):
        issue(draft)
    sign(one, agreed=True)
    sign(two, agreed=False, text="Thiếu kinh phí.")
    with pytest.raises(RuleBroken, match="Thiếu kinh phí"):
        issue(draft)
    rewrite(draft, text="Chi bộ quyết nghị. Kinh phí từ quỹ bản.")
    sign(ask_to_read(draft, second, kind="sign_off"), agreed=True)
    with pytest.raises(RuleBroken, match="đã sửa sau khi đồng chí Vàng Thị Đọc duyệt"):
        issue(draft)
    actions.take_back_request(request=one, by=SYSTEM, now=timezone.now())
    assert issue(draft).symbol


def test_what_is_refused_on_the_way(unit, reader):
    draft = make_draft(unit)
    stranger = make_user("standing_member", numbered())
    for people, due_on, why in (([], None, "ít nhất một người"), ([stranger], None, "không được xem"), ([reader], date(2026, 11, 1), "Thời hạn đã qua")):
        with pytest.raises(RuleBroken, match=why):
            actions.ask(document=draft, kind="comment", people=people, due_on=due_on, by=SYSTEM, today=TODAY)
    request = ask_to_read(draft, reader, kind="sign_off")
    with pytest.raises(RuleBroken, match="đã được hỏi"):
        ask_to_read(draft, reader, kind="sign_off")
    with pytest.raises(NotAllowed):
        actions.answer_request(request=request, text="", agreed=True, by=stranger, now=timezone.now())
    with pytest.raises(RuleBroken, match="có duyệt dự thảo không"):
        sign(request, agreed=None)
    with pytest.raises(RuleBroken, match="điều cần sửa"):
        sign(request, agreed=False)
    actions.take_back_request(request=request, by=SYSTEM, now=timezone.now())
    with pytest.raises(RuleBroken, match="đã được trả lời hoặc đã rút"):
        sign(request, agreed=True)
    with pytest.raises(NotAllowed):
        actions.ask(document=draft, kind="comment", people=[reader], by=reader, today=TODAY)


def test_somebody_else_does_not_answer_for_whoever_was_asked(unit, reader, client):
    request = ask_to_read(make_draft(unit), reader)
    client.force_login(make_user("office_clerk", unit))
    assert client.get(request.get_absolute_url()).status_code == 404


def test_the_clerk_asks_and_takes_back_on_the_pages(unit, reader, client):
    draft = make_draft(unit)
    client.force_login(make_user("office_clerk", unit))
    page = reverse("documents:ask", args=[draft.pk])
    assert "Vàng Thị Đọc" in client.get(page).content.decode()
    assert client.post(page, {"kind": "sign_off", "people": [reader.pk], "due_on": ""}).status_code == 302
    request = DraftRequest.objects.get()
    assert (request.asked, request.kind) == (reader, "sign_off")
    assert client.post(reverse("documents:take_back", args=[request.pk])).status_code == 302
    assert "đã rút" in client.get(draft.get_absolute_url()).content.decode()
    issue(draft)
    assert client.get(page).status_code == 200
    late = client.post(page, {"kind": "sign_off", "people": [reader.pk], "due_on": ""})
    assert late.status_code == 422
    assert "Đã ban hành" in late.content.decode()


def test_versions_stand_side_by_side_with_what_went_out_and_what_came_in(unit, client):
    draft = make_draft(unit, text="Căn cứ tình hình.\n\nChi bộ quyết nghị làm đường.")
    rewrite(draft, text="Căn cứ tình hình.\n\nChi bộ quyết nghị làm đường nội đồng.\n\nThu quỹ trước ngày 20.")
    rewrite(draft, text="Căn cứ tình hình.\n\nChi bộ quyết nghị làm đường nội đồng.\n\nThu quỹ trước ngày 20.")  # nothing changed
    draft.refresh_from_db()
    first, second = queries.versions_of(draft)
    assert queries.compared(first.text, second.text) == [
        [("", "Căn cứ tình hình.")],
        [("", "Chi bộ quyết nghị làm "), ("del", "đường."), ("ins", "đường nội đồng.")],
        [("ins", "Thu quỹ trước ngày 20.")],
    ]
    client.force_login(make_user("office_clerk", unit))
    page = reverse("documents:versions", args=[draft.pk])
    assert "<ins>Thu quỹ trước ngày 20.</ins>" in client.get(page).content.decode()
    assert "<del>Thu quỹ trước ngày 20.</del>" in client.get(page, {"tu": 2, "den": 1}).content.decode()
    assert "mới có một bản" in client.get(reverse("documents:versions", args=[make_draft(unit).pk])).content.decode()
    issued = issue(draft)
    assert [one.number for one in queries.versions_of(issued)] == [1, 2]


@pytest.mark.parametrize(("before", "after"), [("", "Một."), ("Một.\n\nHai.", ""), ("Một hai ba", "Ba hai một"), ("Một.\n\nHai.\n\nBa.", "Ba.\n\nBốn.")])
def test_what_is_compared_gives_back_both_texts(before, after):
    def text(*hows):
        said = ["".join(piece for how, piece in part if how in ("", *hows)) for part in queries.compared(before, after)]
        return [one for one in said if one]

    assert text("del") == queries.paragraphs(before)
    assert text("ins") == queries.paragraphs(after)
