"""Marks in the library are the member's alone: nobody else reads one, by no role and through neither wall."""

from __future__ import annotations

import json

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from coso.access.models import User
from coso.common.errors import RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.documents import actions, queries, rules
from coso.documents.enums import MarkKind
from coso.documents.models import ReadingMark
from tests.documents.story import make_issued, make_published, numbered
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
MINE = reverse("documents:mine")


@pytest.fixture
def commune():
    return numbered()


@pytest.fixture
def reader(commune):
    branch = make_unit("Chi bộ bản Pho", kind="subordinate_branch", parent=commune)
    return make_user(member=make_member(branch, "Lò Thị Hường"))


def lay_out(commune, **told):
    return make_published(make_issued(commune, **told))


def mark(paper, user, kind=MarkKind.LATER):
    with within(user.scope()):
        return actions.mark(publication=paper, kind=kind, by=user, now=timezone.now())


def tap(client, paper, kind, **more):
    return client.post(reverse("documents:mark", args=[paper.pk]), {"kind": kind, **more}, follow=True).content.decode()


def test_a_member_marks_a_paper_finds_it_again_and_takes_it_out(client, commune, reader):
    paper = lay_out(commune, abstract="Xây dựng nông thôn mới")
    client.force_login(reader)
    for kind, words in (("later", "Đã ghi vào danh sách đọc sau"), ("kept", "Đã đánh dấu văn bản"), ("offline", "không có mạng vẫn đọc được")):
        assert words in tap(client, paper, kind)
    assert client.get(MINE).content.decode().count("Xây dựng nông thôn mới") == 3
    assert "đã được đánh dấu như vậy" in tap(client, paper, "later")
    for kind in MarkKind:
        tap(client, paper, kind, out="1", **{"from": "list"})
    assert "Xây dựng nông thôn mới" not in client.get(MINE).content.decode()
    assert "Đã bỏ khỏi" in tap(client, paper, "later", out="1")  # there is none any more: nothing happens


def test_neither_branch_nor_office_nor_administrator_nor_the_system_reads_a_mark(commune, reader):
    kept = mark(lay_out(commune), reader)
    others = [make_user(role, unit, member=make_member(kept.member.unit)) for role, unit in (("branch_secretary", kept.member.unit), ("office_clerk", commune), ("administrator", commune), ("inspection_officer", commune))]
    for one in others:
        assert not ReadingMark.objects.visible_to(one).exists()
        for about_oneself in (False, True):
            with within(one.scope(about_oneself=about_oneself)):
                assert not ReadingMark.objects.exists()
    with within(everything()):
        assert not ReadingMark.objects.exists()
    with within(reader.scope()):
        assert ReadingMark.objects.get() == kept


def test_nobody_marks_for_another_and_no_act_tells_what_somebody_reads(commune, reader):
    paper, secretary = lay_out(commune), make_user("branch_secretary", commune)
    before = Act.objects.count()
    mark(paper, reader)
    assert Act.objects.count() == before
    with within(secretary.scope()), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ReadingMark.objects.create(publication=paper, member_id=reader.own_member_id, kind="kept")
    with pytest.raises(RuleBroken, match="chưa gắn với hồ sơ"):
        mark(paper, User.objects.get(pk=secretary.pk))


def test_what_is_kept_on_the_phone_has_words_and_a_limit_told_in_words(commune, reader, monkeypatch):
    with pytest.raises(RuleBroken, match="chỉ có trong tệp"):
        mark(lay_out(commune, text=""), reader, MarkKind.OFFLINE)
    first, second, third = (lay_out(commune) for _each in range(3))
    mark(first, reader, MarkKind.OFFLINE)
    monkeypatch.setattr(rules, "MOST_LETTERS", len(first.text) + 1)
    with pytest.raises(RuleBroken, match="không đủ chỗ"):
        mark(second, reader, MarkKind.OFFLINE)
    monkeypatch.setattr(rules, "MOST_ON_PHONE", 1)
    with pytest.raises(RuleBroken, match="mức nhiều nhất"):
        mark(second, reader, MarkKind.OFFLINE)
    monkeypatch.setattr(rules, "MOST_MARKS", 1)
    with pytest.raises(RuleBroken, match="mức nhiều nhất"):
        mark(third, reader)


def test_the_phone_gets_the_chosen_papers_as_words_and_rows(client, commune, reader):
    paper = lay_out(commune, text="Mở đầu.\n\n| Việc | Hạn |\n| Làm đường | 30/11 |")
    mark(paper, reader, MarkKind.OFFLINE)
    mark(lay_out(commune), reader, MarkKind.KEPT)
    client.force_login(reader)
    pack = json.loads(client.get(reverse("documents:shelf")).content)
    assert (pack["name"], pack["source"]) == ("papers:mine", reverse("documents:shelf"))
    assert [(one["key"], one["parts"]) for one in pack["papers"]] == [(paper.pk, ["Mở đầu.", [["Việc", "Hạn"], ["Làm đường", "30/11"]]])]


def test_a_paper_taken_out_of_the_library_leaves_the_list_and_the_phone(commune, reader):
    paper = lay_out(commune)
    mark(paper, reader, MarkKind.OFFLINE)
    actions.unpublish(publication=paper, by=make_user("office_clerk", commune), today=paper.published_on)
    with within(reader.scope()):
        assert not queries.marks_of(reader).exists()
        assert not queries.shelf_of(reader).exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_with_one_mark_and_with_three(client, commune, reader, many, django_assert_max_num_queries):
    for _each in range(many):
        mark(lay_out(commune), reader)
    client.force_login(reader)
    with django_assert_max_num_queries(14):
        client.get(MINE)
