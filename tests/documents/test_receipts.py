"""A paper is confirmed as read only where that was asked: the branch sees who, those above how many, and both walls hold it."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.models import Act
from coso.common.scope import within
from coso.documents import actions, queries
from coso.documents.models import Publication, Receipt
from coso.handbook.exports.copy import as_json, copy_of
from coso.home.queries import papers_to_confirm
from coso.members.actions import move_member
from coso.org.enums import UnitKind
from tests.documents.story import TODAY, make_issued, make_published, numbered
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=30)
DONE = "Đã xác nhận"


class Place:
    """A commune with two branches, and a paper of the commune that all are asked to confirm."""

    def __init__(self):
        self.commune = numbered()
        self.pho, self.mai = (make_unit(f"Chi bộ bản {name}", kind=UnitKind.SUBORDINATE_BRANCH, parent=self.commune) for name in ("Pho", "Mai"))
        self.huong, self.chinh, self.dua = make_member(self.pho, "Lò Thị Hường"), make_member(self.pho, "Lò Văn Chính"), make_member(self.mai, "Vàng A Dua")
        self.paper = self.lay_out()

    def lay_out(self, **told):
        return make_published(make_issued(self.commune), **({"receipt_by": UNTIL} | told))

    def reader(self, member, role=None, unit=None):
        return make_user(role, unit, member=member)


@pytest.fixture
def place():
    return Place()


def confirm(paper, user):
    return actions.confirm_read(publication=paper, by=user, now=timezone.now())


def list_of(client, user, paper, query=""):
    client.force_login(user)
    return client.get(reverse("documents:receipts", args=[paper.pk]) + query).content.decode()


def test_a_member_confirms_once_and_the_branch_sees_who(client, place):
    user = place.reader(place.huong)
    client.force_login(user)
    assert "Tôi đã đọc" in client.get(place.paper.get_absolute_url()).content.decode()
    address = reverse("documents:confirm", args=[place.paper.pk])
    assert client.post(address).headers["Location"] == place.paper.get_absolute_url()
    page = client.get(place.paper.get_absolute_url()).content.decode()
    assert DONE in page
    assert address not in page
    assert "đã xác nhận văn bản này rồi" in client.post(address).content.decode()
    page = list_of(client, place.reader(place.chinh, "branch_secretary", place.pho), place.paper)
    assert "1 trên 2 đã xác nhận" in page
    assert page.index("Lò Văn Chính") < page.index(">Đã xác nhận<") < page.index("Lò Thị Hường")  # first who has not
    assert "Vàng A Dua" not in page


def test_above_the_branch_only_numbers_are_told(client, place):
    confirm(place.paper, place.reader(place.huong))
    page = list_of(client, make_user("office_clerk", place.commune), place.paper)
    assert "Lò Thị Hường" not in page
    assert "Lò Văn Chính" not in page
    counted = queries.totals(place.paper, place.commune)
    assert (counted.whole.asked, counted.whole.confirmed) == (3, 1)
    assert [(one.unit, one.asked, one.confirmed) for one in counted.below] == [(place.pho, 2, 1), (place.mai, 1, 0)]
    page = list_of(client, make_user("office_clerk", place.commune), place.paper, f"?unit={place.pho.pk}")
    assert "Lò Thị Hường" not in page


def test_wall_one_leaves_out_the_branches_below(place):
    kept = confirm(place.paper, place.reader(place.huong))
    shown = [set(Receipt.objects.visible_to(user)) for user in (make_user("office_clerk", place.commune), make_user("branch_secretary", place.pho), make_user("branch_secretary", place.mai), kept.member.account)]
    assert shown == [set(), {kept}, set(), {kept}]


def test_wall_two_holds_by_itself(place):
    kept = confirm(place.paper, place.reader(place.huong))
    for user, wanted in ((make_user("office_clerk", place.commune), set()), (make_user("organisation_officer", place.commune), set()), (make_user("branch_secretary", place.pho), {kept}), (make_user("branch_secretary", place.mai), set()), (kept.member.account, {kept}), (place.reader(place.dua), set())):
        with within(user.scope()):
            assert set(Receipt.objects.all()) == wanted
    with within(place.reader(place.chinh).scope()), pytest.raises(ProgrammingError), transaction.atomic():
        Receipt.objects.create(publication=place.paper, member_id=place.dua.pk)
    for change in (lambda: Receipt.objects.update(at=timezone.now()), lambda: Receipt.objects.all().delete()):
        with pytest.raises(ProgrammingError), transaction.atomic():
            change()


def test_nothing_is_kept_where_nobody_asked_and_no_act_tells_who_read(place):
    user, quiet = place.reader(place.huong), place.lay_out(receipt_by=None)
    with pytest.raises(RuleBroken, match="không đề nghị xác nhận"):
        confirm(quiet, user)
    with pytest.raises(IntegrityError, match="receipt_asked_for"), transaction.atomic():
        Receipt.objects.create(publication=quiet, member=place.huong)
    before = Act.objects.count()
    confirm(place.paper, user)
    assert Act.objects.count() == before  # acts are read from above


def test_only_those_the_paper_reaches_are_asked_and_somebody_must_be(place):
    inner = make_published(make_issued(numbered(place.pho), body="branch"), "unit", receipt_by=UNTIL)
    assert set(queries.asked_of(inner)) == {place.huong, place.chinh}
    with pytest.raises(RuleBroken, match="không thuộc số đảng viên"):
        confirm(inner, place.reader(place.dua))
    with pytest.raises(RuleBroken, match="không đến đảng viên nào"):
        place.lay_out(reach="unit")
    with pytest.raises(RuleBroken, match="đã qua"):
        place.lay_out(receipt_by=TODAY - timedelta(days=1))
    actions.unpublish(publication=place.paper, by=SYSTEM, today=TODAY)
    with pytest.raises(RuleBroken):
        confirm(place.paper, place.reader(place.chinh))


def test_it_is_among_the_things_to_do_until_it_is_confirmed(client, place):
    user = place.reader(place.huong)
    (due,) = papers_to_confirm(user, UNTIL + timedelta(days=1))
    assert (due.href, due.late) == (place.paper.get_absolute_url(), True)
    client.force_login(user)
    address = reverse("handbook:read", args=[place.paper.pk])
    assert address in client.get("/so-tay/").content.decode()
    assert client.post(address).headers["Location"] == "/so-tay/"
    assert address not in client.get("/so-tay/").content.decode()
    assert not list(papers_to_confirm(user, TODAY))
    assert "đã xác nhận văn bản này rồi" in client.post(address, follow=True).content.decode()


def test_a_receipt_goes_with_its_member_and_into_their_copy(place):
    kept = confirm(place.paper, place.reader(place.huong))
    move_member(member=place.huong, to=place.mai, on=date(2026, 12, 1), paper="GT 1", by=SYSTEM, day=date(2026, 12, 1))
    kept.refresh_from_db()
    assert kept.position == place.mai.position
    place.huong.refresh_from_db()
    parts = {one["key"]: one["rows"] for one in json.loads(as_json(copy_of(place.huong, timezone.now())))["parts"]}
    assert parts["documents.receipt"][0]["publication"]["name"] == place.paper.symbol


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_costs_the_same_with_one_branch_and_with_three(client, place, more, django_assert_max_num_queries):
    for number in range(more):
        confirm(place.paper, place.reader(make_member(make_unit(f"Chi bộ {number}", kind=UnitKind.SUBORDINATE_BRANCH, parent=place.commune), f"Lò Văn {number}")))
    client.force_login(make_user("office_clerk", place.commune))
    with django_assert_max_num_queries(19):
        client.get(reverse("documents:receipts", args=[place.paper.pk]))
    assert Publication.objects.count() == 1
