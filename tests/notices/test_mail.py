"""Notices by letter and by text message: to an address shown to be one's own, to the number of the record, and without anything personal."""

from __future__ import annotations

import json
import re
import stat
from datetime import time, timedelta
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.actions import leave
from coso.members.models import Member
from coso.notices import actions
from coso.notices.actions import Wish
from coso.notices.channels import gateway
from coso.notices.models import Choice, Sending
from coso.notices.tasks import send_due
from tests.factories import make_user
from tests.handbook.story import call_meeting, give_task, make_home

pytestmark = pytest.mark.django_db
SETTINGS, WAY = "/so-tay/bao-tin/cach-nhan/", "/so-tay/bao-tin/gui/"
ADDRESS, NUMBER = "huong@example.vn", "0912000111"


@pytest.fixture(autouse=True)
def province(settings, tmp_path):
    settings.COSO_QUIET_FROM = settings.COSO_QUIET_TO = time(0)
    settings.EMAIL_HOST = "mail.example.vn"
    settings.COSO_GATEWAY, settings.COSO_GATEWAY_FILE = "coso.notices.channels.gateway.ToFile", str(tmp_path / "gateway.jsonl")


@pytest.fixture
def home():
    return make_home(phone=NUMBER)


@pytest.fixture
def signed_in(client, home):
    client.force_login(home.user)
    return client


def confirmed(home):
    code = actions.ask_mail_code(email=ADDRESS, by=home.user, now=timezone.now())
    assert actions.confirm_mail(code=code, by=home.user, now=timezone.now())


def written():
    return [json.loads(line) for line in Path(gateway.settings.COSO_GATEWAY_FILE).read_text().splitlines()]


# --- the address ---


def test_an_address_is_taken_after_its_code_and_stopped_with_one_tap(signed_in, home):
    assert "Gửi mã cho tôi" in signed_in.get(SETTINGS).content.decode()
    signed_in.post(f"{WAY}ma/", {"email": ADDRESS})
    (letter,) = mail.outbox
    code = re.search(r"\d{6}", letter.body).group()
    assert letter.to == [ADDRESS]
    assert code not in str(Choice.objects.values().get()), "only its seal is kept"
    page = signed_in.get(SETTINGS).content.decode()
    assert f"Mã trong thư gửi đến {ADDRESS}" in page
    assert Choice.objects.get().mail_to == ""
    signed_in.post(f"{WAY}xac-nhan/", {"code": f" {code} "})
    assert Choice.objects.get().mail_to == ADDRESS
    call_meeting(home)
    signed_in.post(f"{WAY}thoi-thu/")
    assert Choice.objects.get().mail_to == ""
    assert not Sending.objects.exists()


def test_a_wrong_an_old_and_a_guessed_code_change_nothing(home):
    now = timezone.now()
    code = actions.ask_mail_code(email=ADDRESS, by=home.user, now=now)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert not actions.confirm_mail(code=code, by=home.user, now=now + timedelta(minutes=15))
    for _try in range(5):
        assert not actions.confirm_mail(code=wrong, by=home.user, now=now)
    assert not actions.confirm_mail(code=code, by=home.user, now=now), "after five tries the code itself no longer holds"
    assert Choice.objects.get().mail_to == ""


def test_a_code_is_sent_once_a_minute_and_opens_no_other_address(home):
    now = timezone.now()
    first = actions.ask_mail_code(email=ADDRESS, by=home.user, now=now)
    with pytest.raises(RuleBroken):
        actions.ask_mail_code(email="khac@example.vn", by=home.user, now=now + timedelta(seconds=30))
    second = actions.ask_mail_code(email="khac@example.vn", by=home.user, now=now + timedelta(seconds=61))
    assert first == second or not actions.confirm_mail(code=first, by=home.user, now=now + timedelta(seconds=62))
    assert actions.confirm_mail(code=second, by=home.user, now=now + timedelta(seconds=63))
    assert Choice.objects.get().mail_to == "khac@example.vn"


def test_five_codes_a_day_are_enough_also_for_who_stops_letters_between(home):
    noon = timezone.localtime().replace(hour=12, minute=0)
    for nth in range(5):
        actions.ask_mail_code(email=ADDRESS, by=home.user, now=noon + timedelta(minutes=nth))
        actions.stop_mail(by=home.user)
    with pytest.raises(RuleBroken, match="Hôm nay"):
        actions.ask_mail_code(email=ADDRESS, by=home.user, now=noon + timedelta(hours=1))
    assert actions.ask_mail_code(email=ADDRESS, by=home.user, now=noon + timedelta(days=1))


def test_a_code_ends_with_its_use_and_with_a_tap_that_stops_letters(home):
    now = timezone.now()
    code = actions.ask_mail_code(email=ADDRESS, by=home.user, now=now)
    actions.stop_mail(by=home.user)
    assert not actions.confirm_mail(code=code, by=home.user, now=now)
    code = actions.ask_mail_code(email=ADDRESS, by=home.user, now=now + timedelta(minutes=2))
    assert actions.confirm_mail(code=code, by=home.user, now=now + timedelta(minutes=2))
    assert not actions.confirm_mail(code=code, by=home.user, now=now + timedelta(minutes=2))
    assert Choice.objects.get().mail_to == ADDRESS


@pytest.mark.parametrize("email", ["", "huong", "a" * 250 + "@x.vn", "huong@example.vn\r\nBcc: x@example.vn"])
def test_what_is_no_address_is_refused_in_words(signed_in, email):
    assert "Đây không phải địa chỉ thư" in signed_in.post(f"{WAY}ma/", {"email": email}, follow=True).content.decode()
    assert mail.outbox == []


def test_where_no_mail_server_is_nobody_is_asked_for_an_address(signed_in, settings):
    settings.EMAIL_HOST = settings.COSO_GATEWAY = ""
    page = signed_in.get(SETTINGS).content.decode()
    assert "Thông báo qua thư" not in page
    assert "tin nhắn" not in page
    signed_in.post(f"{WAY}ma/", {"email": ADDRESS})
    assert mail.outbox == []
    for verb in ("ma", "tin-nhan", "gi-do"):
        assert signed_in.post(f"{WAY}{verb}/").status_code == 404
    assert not Choice.objects.exists()


def test_an_account_without_a_record_has_no_ways():
    user = make_user()
    for verb, told in ((actions.ask_mail_code, {"email": ADDRESS, "now": timezone.now()}), (actions.confirm_mail, {"code": "1", "now": timezone.now()}), (actions.stop_mail, {}), (actions.want_texts, {"wanted": True})):
        with pytest.raises(NotAllowed):
            verb(**told, by=user)


def test_who_leaves_the_roll_leaves_no_address_behind(home):
    confirmed(home)
    actions.want_texts(wanted=True, by=home.user)
    call_meeting(home)
    assert Sending.objects.count() == 2
    leave(member=home.member, on=timezone.localdate(), reason="deceased", paper="1-TB", by=SYSTEM, day=timezone.localdate())
    assert not Sending.objects.exists()
    assert Choice.objects.values_list("mail_to", "mail_asked", "texts").get() == ("", "", False)


def test_no_other_account_sees_an_address(client, home):
    confirmed(home)
    other = make_user("branch_secretary", home.branch, full_name="Lò Văn Bí")
    assert not Choice.objects.visible_to(other).exists()
    client.force_login(other)
    assert ADDRESS not in client.get(SETTINGS).content.decode()


# --- what goes there ---


def test_a_letter_says_that_there_is_news_and_nothing_of_it_or_of_whom(home):
    confirmed(home)
    notice = call_meeting(home)
    assert send_due() == 1
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([ADDRESS], "Coso: Có tin mới về buổi họp")
    assert notice.get_absolute_url() in letter.body
    assert SETTINGS in letter.body
    for never in ("Hường", "Pho", "Đảng", "chi bộ", "Nhà văn hóa", "đồng chí"):
        assert never not in letter.subject + letter.body


def test_the_letters_of_a_day_are_one(home):
    confirmed(home)
    actions.choose(wish=Wish(pace="daily"), by=home.user)
    give_task(home)
    call_meeting(home)
    assert send_due() == 0
    Sending.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert send_due() == 1
    assert mail.outbox[0].subject == "Coso: Có 2 thông báo mới"


def test_a_mail_server_that_is_down_is_tried_again(home, monkeypatch):
    confirmed(home)
    call_meeting(home)
    with monkeypatch.context() as down:
        down.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", no_server)
        assert send_due() == 0
    Sending.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert send_due() == 1
    assert list(Sending.objects.values_list("state", "attempts")) == [("arrived", 2)]


def no_server(*_what):
    raise SMTPServerDisconnected


def test_text_messages_go_by_the_gateway_to_the_number_of_the_record(signed_in, home):
    page = signed_in.get(SETTINGS).content.decode()
    assert "111" in page
    assert NUMBER not in page
    signed_in.post(f"{WAY}tin-nhan/")
    call_meeting(home)
    assert send_due() == 1
    (told,) = written()
    assert (told["to"], told["text"]) == (NUMBER, "Coso: Có tin mới về buổi họp")
    assert stat.S_IMODE(Path(gateway.settings.COSO_GATEWAY_FILE).stat().st_mode) == 0o600
    give_task(home)
    signed_in.post(f"{WAY}thoi-tin-nhan/")
    assert send_due() == 0
    assert len(written()) == 1


def test_a_gateway_that_does_not_take_it_and_a_record_without_a_number_are_tried_again(home, settings, tmp_path):
    actions.want_texts(wanted=True, by=home.user)
    settings.COSO_GATEWAY_FILE = str(tmp_path)  # a folder: it can not be written
    call_meeting(home)
    assert send_due() == 0
    settings.COSO_GATEWAY_FILE = str(tmp_path / "again.jsonl")
    Member.objects.filter(pk=home.member.pk).update(phone="")
    Sending.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert send_due() == 0
    assert list(Sending.objects.values_list("state", "attempts")) == [("waiting", 2)]
    assert actions.lease(by=SYSTEM, now=timezone.now()) == []


class Chatty:
    """A gateway whose fault says the number."""

    def send(self, *, to, text, key):
        raise OSError(f"{to} {text} {key}")


def test_a_fault_of_a_gateway_is_noted_without_the_number(home, settings, caplog):
    settings.COSO_GATEWAY = "tests.notices.test_mail.Chatty"
    actions.want_texts(wanted=True, by=home.user)
    call_meeting(home)
    assert send_due() == 0
    assert "OSError" in caplog.text
    assert NUMBER not in caplog.text


def test_a_record_without_a_number_is_told_so(client):
    client.force_login(make_home().user)
    assert "chưa có số điện thoại" in client.get(SETTINGS).content.decode()
