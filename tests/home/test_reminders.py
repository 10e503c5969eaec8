"""Deadlines come to those who have them in hand: by calendar and by mail, and neither names a person."""

from __future__ import annotations

from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from coso.access.actions import mark_mailed, want_morning_mail
from coso.access.models import CalendarKey, User
from coso.common.errors import NotAllowed, RuleBroken
from coso.home.tasks import send_all
from coso.procedures.models import Case
from tests.factories import make_case, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 7)


@pytest.fixture
def secretary() -> User:
    secretary = make_user("branch_secretary", make_unit())
    case = make_case(secretary.unit, title="Giàng Thị Mỷ")
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 12, 4))
    return secretary


def test_the_calendar_opens_by_its_secret_and_ends_with_it(secretary):
    client, stranger = Client(), Client()
    client.force_login(secretary)
    page = client.post(reverse("home:new_calendar")).content.decode()
    address = page.partition('<code class="code">')[2].partition("</code>")[0].replace("http://testserver", "")
    answer = stranger.get(address)
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [event["dtstart"].dt for event in events] == [date(2026, 12, 4)]
    assert "Giàng" not in answer.content.decode()
    kept = CalendarKey.objects.get(user=secretary)
    assert address.rstrip("/").rpartition("/")[2] not in f"{kept} {kept.digest}"
    client.post(reverse("home:new_calendar"), {"end": 1})
    assert stranger.get(address).status_code == 404


def test_the_morning_mail_goes_out_once_a_day_to_those_who_want_it(secretary):
    assert send_all(DAY) == 0
    want_morning_mail(wanted=True, email="bithu@example.vn", by=secretary)
    assert (send_all(DAY), send_all(DAY), send_all(date(2026, 12, 8))) == (1, 0, 1)
    letter = mail.outbox[0]
    assert letter.to == ["bithu@example.vn"]
    assert "1 trong số đó quá hạn" in letter.subject
    assert "SP26-00001" in letter.body
    assert "Giàng" not in letter.body


def test_only_the_system_says_that_the_mail_went_out(secretary):
    want_morning_mail(wanted=True, email="bithu@example.vn", by=secretary)
    with pytest.raises(NotAllowed):
        mark_mailed(user=secretary, day=DAY, by=secretary)
    assert send_all(DAY) == 1


def test_mail_without_an_address_is_refused(secretary):
    with pytest.raises(RuleBroken):
        want_morning_mail(wanted=True, email="", by=secretary)


def test_the_page_keeps_the_choice(secretary):
    client = Client()
    client.force_login(secretary)
    assert client.post(reverse("home:reminders"), {"wanted": "on", "email": ""}).status_code == 422
    client.post(reverse("home:reminders"), {"wanted": "on", "email": "bithu@example.vn"})
    secretary.refresh_from_db()
    assert (secretary.morning_mail, secretary.email) == (True, "bithu@example.vn")
