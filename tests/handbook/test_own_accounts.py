"""An office prints the slips with which the members of a branch open their handbook."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from coso.access.models import ActivationCode, User
from coso.handbook.queries import accounts as queries
from coso.members.models import Member
from coso.org.enums import UnitKind
from tests.factories import make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
NAMES = ["Giàng A Páo", "Lò Thị Hường", "Lò Văn Tướng", "Lường Thị Ấm", "Quàng Văn Thiện"]


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    branch = make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    for name in NAMES:
        make_member(branch, name)
    return branch


@pytest.fixture
def clerk(client, commune):
    user = make_user("office_clerk", commune)
    client.force_login(user)
    return user


def page_of(branch) -> str:
    return reverse("handbook:accounts_of", args=[branch.pk])


def keys(branch, *names) -> list[int]:
    return [Member.objects.get(unit=branch, full_name=name).pk for name in names]


def text_of(answer) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


def ways(branch, user, now=None) -> dict[str, str]:
    return {line.member.full_name: line.way.value for line in queries.lines(branch, user, now or timezone.now())}


def test_four_slips_stand_on_a_page_each_with_name_code_and_address(client, branch, clerk):
    answer = client.post(page_of(branch), {"chosen": keys(branch, *NAMES)})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    paper = PdfReader(BytesIO(answer.content))
    assert len(paper.pages) == 2
    assert {(round(float(one.mediabox.width)), round(float(one.mediabox.height))) for one in paper.pages} == {(595, 842)}
    told = text_of(answer)
    for name in NAMES:
        assert name in told
    assert told.count("testserver/kich-hoat") == len(NAMES)
    assert ActivationCode.objects.filter(user__member__unit=branch, void=False).count() == len(NAMES)


def test_the_printed_code_lets_the_member_in(client, branch, clerk):
    told = text_of(client.post(page_of(branch), {"chosen": keys(branch, NAMES[1])}))
    code = next(word for word in told.split() if word.count("-") == 2 and len(word) == 14)
    phone = Client()
    phone.post(reverse("access:activate"), {"code": code})
    own = phone.get(reverse("members:mine"))
    assert NAMES[1] in own.content.decode()


def test_the_page_tells_how_each_member_stands(client, branch, clerk):
    unused, waiting, used, office, closed = keys(branch, *NAMES)
    client.post(page_of(branch), {"chosen": [waiting]})
    for key in (used, closed):
        make_user(member=Member.objects.get(pk=key), is_active=key != closed)
    Client().force_login(User.objects.get(member=used))
    make_user("branch_secretary", branch, member=Member.objects.get(pk=office))
    assert ways(branch, clerk) == dict(zip(NAMES, ["none", "waiting", "used", "office", "closed"], strict=True))
    later = timezone.now() + timedelta(days=8)
    assert ways(branch, clerk, later)[NAMES[1]] == "expired"
    shown = client.get(page_of(branch)).content.decode()
    assert shown.count(" checked") == 1, "only who has none is ticked already"
    assert f'value="{office}"' not in shown
    assert "Giữ chức trách" in shown


def test_an_account_that_was_never_used_and_has_no_code_any_more_needs_one(branch, clerk):
    make_user(member=Member.objects.get(pk=keys(branch, NAMES[0])[0]))
    assert ways(branch, clerk)[NAMES[0]] == "expired"


def test_slips_for_all_branches_come_at_once_branch_by_branch_and_only_for_those_in_need(client, branch, commune, clerk):
    other = make_unit("Chi bộ bản Bông", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    make_member(other, "Vì Văn Ún")
    make_user(member=make_member(other, "Lò Thị Bí Thư"), home=other)
    used, office = keys(branch, *NAMES[:2])
    Client().force_login(make_user(member=Member.objects.get(pk=used)))
    make_user("branch_secretary", branch, member=Member.objects.get(pk=office))
    told = text_of(client.post(reverse("handbook:accounts")))
    assert [name for name in ("Lò Văn Tướng", "Lường Thị Ấm", "Quàng Văn Thiện", "Lò Thị Bí Thư", "Vì Văn Ún") if name not in told] == []
    assert NAMES[0] not in told
    assert NAMES[1] not in told
    assert "BẢN PHO" in told
    assert "BẢN BÔNG" in told
    again = client.post(reverse("handbook:accounts"))
    assert again["Content-Type"].startswith("text/html"), "whoever has a good code gets no second one by this button"


def test_the_button_goes_by_what_is_searched(client, branch, commune, clerk):
    make_member(make_unit("Chi bộ bản Bông", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune), "Vì Văn Ún")
    told = text_of(client.post(reverse("handbook:accounts") + "?q=bong"))
    assert "Vì Văn Ún" in told
    assert NAMES[0] not in told


def test_with_nobody_ticked_nothing_is_made_and_the_page_says_so(client, branch, clerk):
    answer = client.post(page_of(branch), {})
    assert answer.status_code == 422
    assert "Chưa chọn ai" in answer.content.decode()
    assert not ActivationCode.objects.exists()


def test_somebody_of_another_branch_cannot_be_slipped_in(client, branch, commune, clerk):
    other = make_member(make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune))
    assert client.post(page_of(branch), {"chosen": [other.pk]}).status_code == 422
    assert not ActivationCode.objects.exists()


def test_an_account_is_joined_and_parted_on_screen(client, branch, clerk):
    key = keys(branch, NAMES[1])[0]
    make_user(username="huong", full_name=NAMES[1])
    client.post(reverse("handbook:join_account", args=[branch.pk, key]), {"username": "huong"})
    assert Member.objects.get(pk=key).account.username == "huong"
    client.post(reverse("handbook:part_account", args=[branch.pk, key]), {"reason": "Gắn nhầm"})
    assert Member.objects.get(pk=key).account is None


def test_the_list_counts_accounts_and_asks_no_more_for_more_branches(client, branch, commune, clerk):
    client.post(page_of(branch), {"chosen": keys(branch, *NAMES[:2])})
    Client().force_login(Member.objects.get(pk=keys(branch, NAMES[0])[0]).account)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("handbook:accounts")).status_code == 200
        return len(seen)

    client.get(reverse("handbook:accounts"))
    one = asked()
    row = queries.branches(clerk, timezone.localdate()).get(pk=branch.pk)
    assert (row.members, row.opened, row.used) == (5, 2, 1)
    for number in range(2):
        make_member(make_unit(f"Chi bộ bản số {number}", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune))
    assert asked() == one
    assert client.get(reverse("handbook:accounts") + "?export=csv").status_code == 200


def test_the_page_of_a_branch_asks_no_more_for_more_members(client, branch, clerk):
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page_of(branch)).status_code == 200
        return len(seen)

    client.get(page_of(branch))
    few = asked()
    for _each in range(3):
        make_user(member=make_member(branch))
    assert asked() == few
