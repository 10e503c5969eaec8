"""What rests on a member's consent stands on one page, as it is kept, each with the way to take it back."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from coso.access import actions as access
from coso.handbook.queries.consents import consents_of
from coso.members.enums import AttachmentKind
from coso.notices import actions as notices
from coso.notices.models import Choice
from tests.dialogue.story import make_place, put
from tests.factories import make_attachment, make_user
from tests.handbook.story import make_home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client):
    home = make_home(phone="0912000111")
    client.force_login(home.user)
    return home


def given(user) -> list[str]:
    return [one.to for one in consents_of(user) if one.given]


def test_nothing_is_agreed_to_by_itself(client, home):
    assert given(home.user) == []
    page = client.get(reverse("handbook:consents")).content.decode()
    assert page.count("Chưa đồng ý") == len(consents_of(home.user))
    assert "quy định về quản lý đảng viên yêu cầu" in page
    assert reverse("handbook:consents") in client.get(reverse("members:mine")).content.decode()


def test_each_thing_agreed_to_is_told_and_what_is_taken_back_is_gone(client, home):
    Choice.objects.update_or_create(member=home.member, defaults={"mail_to": "huong@example.org"})
    notices.want_texts(wanted=True, by=home.user)
    access.want_morning_mail(wanted=True, email="huong@example.org", by=home.user)
    access.make_calendar_key(by=home.user, now=timezone.now())
    make_attachment(home.member, kind=AttachmentKind.PHOTO)
    home.user.refresh_from_db()
    assert len(given(home.user)) == 5
    assert "huong@example.org" in client.get(reverse("handbook:consents")).content.decode()
    notices.want_texts(wanted=False, by=home.user)
    notices.stop_mail(by=home.user)
    assert len(given(home.user)) == 3


def test_a_question_that_may_be_published_is_counted(client):
    place = make_place()
    put(place, may_publish=True)
    told = {one.to: one.given for one in consents_of(place.asker)}
    assert told["Đăng câu hỏi của tôi và câu trả lời, không kèm tên"] == "1 câu hỏi"


def test_an_account_without_a_record_is_told_whom_to_ask(client):
    client.force_login(make_user())
    assert client.get(reverse("handbook:consents")).url == reverse("members:mine")
