"""Notices on phones: sealed, without anything personal, handed to listed services only, tried again, and ended where the phone is gone."""

from __future__ import annotations

import stat
from base64 import urlsafe_b64decode
from datetime import datetime, time, timedelta
from pathlib import Path

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.members.actions import leave
from coso.notices import actions, rules
from coso.notices.actions import Wish
from coso.notices.channels import outgoing, push
from coso.notices.enums import Pace
from coso.notices.models import Phone, Sending
from coso.notices.tasks import send_due
from tests.factories import make_user
from tests.handbook.story import call_meeting, give_task, make_home

SETTINGS, ADD = "/so-tay/bao-tin/cach-nhan/", "/so-tay/bao-tin/may-nay/"
DAY, NIGHT = (timezone.make_aware(datetime(2026, 12, 7, hour)) for hour in (9, 23))
QUIET = (time(21), time(6))


@pytest.fixture
def home(db):
    return make_home()


def add(service, home, path="/ok"):
    return actions.add_phone(endpoint=service.origin + path, **service.keys(), by=home.user, now=timezone.now())


def state():
    return list(Sending.objects.order_by("pk").values_list("state", "attempts"))


def due_now():
    Sending.objects.filter(state="waiting").update(due_at=timezone.now() - timedelta(seconds=1))


# --- what arrives ---


def test_a_phone_is_told_that_there_is_news_and_nothing_of_it(service, home):
    add(service, home)
    notice = call_meeting(home)
    assert send_due() == 1
    ((_path, told),) = service.read()
    assert told == {"title": "Coso", "text": "Có tin mới về buổi họp", "href": notice.get_absolute_url(), "key": told["key"]}
    assert state() == [("arrived", 1)]
    assert send_due() == 0


def test_the_letter_is_signed_with_the_installations_key(service, home):
    add(service, home)
    give_task(home)
    send_due()
    headers = service.asked[0][1]
    scheme, _space, rest = headers["authorization"].partition(" ")
    token, key = (part.strip().partition("=")[2] for part in rest.split(","))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), urlsafe_b64decode(key + "=="))
    claims = jwt.decode(token, public, algorithms=["ES256"], audience="http://127.0.0.1")
    assert (scheme, key, claims["sub"]) == ("vapid", push.browser_key(), "mailto:coso@localhost")
    assert int(headers["ttl"]) == push.KEPT_BY_SERVICE


def test_what_is_due_together_is_one_letter_and_opens_the_list(service, home):
    add(service, home)
    give_task(home)
    call_meeting(home)
    send_due()
    ((_path, told),) = service.read()
    assert (told["text"], told["href"]) == ("Có 2 thông báo mới", "/so-tay/bao-tin/")


def test_each_phone_is_told_and_none_that_belongs_to_another(service, home):
    add(service, home, "/one")
    add(service, home, "/two")
    other = make_home()
    add(service, other, "/three")
    call_meeting(home)
    send_due()
    assert sorted(path for path, *_rest in service.asked) == ["/one", "/two"]


# --- what does not arrive ---


def test_a_service_that_is_down_is_asked_again_later_each_time_and_at_last_no_more(service, home):
    add(service, home, "/down")
    call_meeting(home)
    waits = []
    for _try in range(9):
        before = timezone.now()
        send_due()
        waits.append(round((Sending.objects.get().due_at - before).total_seconds() / 60))
        due_now()
    assert waits[:5] == [1, 5, 30, 120, 480]
    assert len(service.asked) == len(rules.AFTER) + 1
    assert state() == [("given_up", 6)]


def test_a_second_try_replaces_the_first_on_the_screen(service, home):
    phone = add(service, home, "/down")
    call_meeting(home)
    send_due()
    Phone.objects.filter(pk=phone.pk).update(endpoint=service.origin + "/ok")
    due_now()
    assert send_due() == 1
    first, second = (told for _path, told in service.read())
    assert first["key"] == second["key"]


@pytest.mark.parametrize("path", ["/gone", "/lost"])
def test_a_phone_whose_address_is_no_more_is_forgotten(service, home, path):
    add(service, home, path)
    call_meeting(home)
    send_due()
    assert not Phone.objects.exists()
    assert not Sending.objects.exists()


def test_a_service_that_hangs_holds_up_nobody_else(service, home, monkeypatch):
    monkeypatch.setattr(push, "TIMEOUT", (1, 1))
    add(service, home, "/hang")
    add(service, home, "/ok")
    call_meeting(home)
    begun = timezone.now()
    assert send_due() == 1
    assert (timezone.now() - begun).total_seconds() < 15
    assert sorted(state()) == [("arrived", 1), ("waiting", 1)]


def test_a_redirect_is_not_followed(service, home):
    add(service, home, "/moved")
    call_meeting(home)
    assert send_due() == 0
    assert [path for path, *_rest in service.asked] == ["/moved"]


def test_a_worker_that_dies_with_it_in_hand_loses_nothing(service, home):
    add(service, home)
    call_meeting(home)
    now = timezone.now()
    assert len(actions.lease(by=SYSTEM, now=now)) == 1  # and is killed
    assert actions.lease(by=SYSTEM, now=now + timedelta(minutes=1)) == []
    assert len(actions.lease(by=SYSTEM, now=now + timedelta(minutes=11))) == 1


def test_a_fault_over_one_is_no_fault_of_the_others(service, home):
    broken = add(service, home, "/one")
    add(service, home, "/two")
    Phone.objects.filter(pk=broken.pk).update(p256dh="kein Schlüssel")
    call_meeting(home)
    assert send_due() == 1
    assert sorted(state()) == [("arrived", 1), ("waiting", 1)]


# --- where it goes ---


def test_without_a_key_nothing_is_sent_and_the_page_says_so(service, home, client, settings, tmp_path):
    add(service, home)
    call_meeting(home)
    settings.COSO_PUSH_KEY_FILE = str(tmp_path / "none.pem")
    assert send_due() == 0
    assert service.asked == []
    client.force_login(home.user)
    assert "không gửi thông báo đến điện thoại" in client.get(SETTINGS).content.decode()


LISTED = ["push.example.org", "*.notify.example.com", "http://10.1.2.3:8080"]


@pytest.mark.parametrize("address", ["https://push.example.org/a", "https://a.notify.example.com/x", "http://10.1.2.3:8080/x", "https://push.example.org:443/a"])
def test_listed_places_may_be_written_to(address):
    assert outgoing.is_listed(address, LISTED)


@pytest.mark.parametrize("address", [
    "http://push.example.org/a", "https://push.example.org:8443/a", "https://push.example.org.evil.test/", "https://evil.test/push.example.org", "https://notify.example.com/",
    "https://evil.test#a.notify.example.com", "https://me@push.example.org/", "https://me:x@push.example.org/", "https://127.0.0.1/", "https://[::1]/", "https://10.1.2.3:8080/", "http://10.1.2.3/",
    "file:///etc/passwd", "ftp://push.example.org/", "//push.example.org/", "push.example.org", "", "https://push.example.org\r\nHost: x/", "https://push.example.org:x/", "https://[push/", "https://\\push.example.org/",
])
def test_no_other_place_is(address):
    assert not outgoing.is_listed(address, LISTED)


def test_a_name_that_leads_inside_the_network_is_not_followed(service):
    """Also where it is listed: whom the socket has reached counts, not what the name said before."""
    inside = service.origin.replace("127.0.0.1", "localhost")
    with pytest.raises(requests.ConnectionError):
        outgoing.session().post(inside + "/ok", data=b"")
    assert service.asked == []
    assert outgoing.session().post(service.origin + "/ok", data=b"").status_code == 201  # listed by its number, on purpose


@pytest.mark.parametrize(("number", "outside"), [("8.8.8.8", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.0.0.1", False), ("169.254.169.254", False), ("::ffff:10.0.0.1", False), ("fe80::1%eth0", False), ("224.0.0.1", False), ("0.0.0.0", False)])
def test_which_addresses_are_outside(number, outside):
    assert outgoing.is_outside(number) is outside


@pytest.mark.parametrize("told", [{"endpoint": "https://evil.test/x"}, {"endpoint": "http://127.0.0.1:1/x"}, {"p256dh": "abc"}, {"auth": ""}, {"auth": "£"}])
def test_a_phone_elsewhere_or_without_keys_is_refused_in_words(service, home, client, told):
    client.force_login(home.user)
    answer = client.post(ADD, {"endpoint": f"{service.origin}/ok", **service.keys(), **told})
    assert answer.status_code == 422
    assert "Chưa lưu" in answer.json()["error"]
    assert not Phone.objects.exists()


# --- whose phone ---


def test_a_phone_is_added_by_a_tap_shown_and_ended_by_signing_out(service, home, client):
    client.force_login(home.user)
    page = client.get(SETTINGS).content.decode()
    assert push.browser_key() in page
    assert not Phone.objects.exists(), "opening the page asks for nothing"
    assert client.post(ADD, {"endpoint": f"{service.origin}/ok", **service.keys()}).status_code == 200
    assert "Không báo trên máy này nữa" in client.get(SETTINGS).content.decode()
    client.post("/accounts/logout/")
    assert not Phone.objects.exists()


def test_signing_out_elsewhere_leaves_it(service, home, client):
    add(service, home)
    client.force_login(home.user)
    assert "Các máy khác của tôi" in client.get(SETTINGS).content.decode()
    client.post("/accounts/logout/")
    assert Phone.objects.count() == 1


def test_who_takes_over_a_phone_gets_nothing_that_waited_for_another(service, home):
    add(service, home)
    call_meeting(home)
    other = make_home()
    add(service, other)
    assert send_due() == 0
    assert Phone.objects.get().member_id == other.member.pk


def test_nobody_ends_anothers_phone_and_an_account_without_a_record_has_none(service, home, client):
    phone = add(service, home)
    client.force_login(make_home().user)
    client.post(f"/so-tay/bao-tin/may/{phone.pk}/thoi/")
    assert Phone.objects.exists()
    client.force_login(home.user)
    client.post(f"/so-tay/bao-tin/may/{phone.pk}/thoi/")
    assert not Phone.objects.exists()
    with pytest.raises(NotAllowed):
        actions.add_phone(endpoint=f"{service.origin}/ok", **service.keys(), by=make_user(), now=timezone.now())


def test_of_many_phones_the_oldest_gives_way(service, home):
    for at in range(7):
        add(service, home, f"/{at}")
    assert [one.endpoint[-1] for one in Phone.objects.all()] == ["2", "3", "4", "5", "6"]


def test_who_left_the_roll_or_whose_account_is_closed_is_sent_nothing(service, home):
    add(service, home)
    call_meeting(home)
    type(home.user).objects.filter(pk=home.user.pk).update(is_active=False)
    assert send_due() == 0
    leave(member=home.member, on=timezone.localdate(), reason="deceased", paper="1-TB", by=SYSTEM, day=timezone.localdate())
    assert not Phone.objects.exists()


def test_only_the_system_sends(home):
    for verb, told in ((actions.lease, {"now": DAY}), (actions.note, {"sendings": [], "arrived": True, "now": DAY}), (actions.end_address, {"phone": 0})):
        with pytest.raises(NotAllowed):
            verb(**told, by=home.user)


# --- when ---


def test_a_kind_that_stays_inside_is_not_sent_and_a_day_is_sent_together(service, home):
    add(service, home)
    actions.choose(wish=Wish(inside=["task"], pace=Pace.DAILY), by=home.user)
    give_task(home)
    call_meeting(home)
    (waiting,) = Sending.objects.all()
    assert waiting.message.kind == "meeting"
    assert timezone.localtime(waiting.due_at).time() == time(7)
    assert send_due() == 0


@pytest.mark.parametrize(("now", "pace", "due"), [
    (DAY, "at_once", DAY), (NIGHT, "at_once", DAY.replace(day=8, hour=6)), (DAY.replace(hour=5), "at_once", DAY.replace(hour=6)), (DAY, "daily", DAY.replace(day=8, hour=7)), (DAY.replace(hour=5), "daily", DAY.replace(hour=7)),
])
def test_when_a_notice_goes_out(now, pace, due):
    assert rules.due_at(now, pace, time(7), QUIET) == due


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)), st.sampled_from(Pace.values), st.times(), st.times(), st.times())
def test_nothing_goes_out_in_quiet_hours_or_before_it_is_told(now, pace, digest, begin, end):
    begin, end, digest = (one.replace(second=0, microsecond=0) for one in (begin, end, digest))
    now = timezone.make_aware(now)
    due = rules.due_at(now, pace, digest, (begin, end))
    assert now <= due <= now + timedelta(days=2)
    assert rules.after_quiet(due, (begin, end)) == due


def test_the_choice_is_kept_and_half_a_pair_of_hours_is_refused(service, home, client):
    client.force_login(home.user)
    told = {"told": ["paper"], "out": ["meeting"], "pace": "daily", "quiet_from": "20:00", "quiet_to": "07:30"}
    assert client.post(SETTINGS, told).status_code == 302
    kept = home.member.choices.get()
    assert (kept.inside, kept.pace, kept.quiet) == (["ballot", "dialogue", "paper", "request", "survey", "task"], "daily", (time(20), time(7, 30)))
    refused = client.post(SETTINGS, told | {"quiet_to": ""})
    assert refused.status_code == 422
    assert "20:00" in refused.content.decode()
    with pytest.raises(RuleBroken):
        actions.choose(wish=Wish(quiet_from=time(20)), by=home.user)


# --- the key ---


def test_the_key_is_made_once_and_only_its_owner_reads_it(settings, tmp_path, capsys):
    settings.COSO_PUSH_KEY_FILE = str(tmp_path / "keys" / "push_key.pem")
    call_command("make_push_key")
    made = push.browser_key()
    assert len(urlsafe_b64decode(made + "=")) == 65
    assert stat.S_IMODE(Path(settings.COSO_PUSH_KEY_FILE).stat().st_mode) == 0o600
    call_command("make_push_key")
    assert push.browser_key() == made
    assert "PRIVATE" not in capsys.readouterr().out
