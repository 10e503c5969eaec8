"""What a phone sends is entered once, with the rights of the moment it arrives; what may not be entered waits for a person."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coso.access.models import Appointment
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act, Operation
from coso.common.operations import actions, sent
from coso.common.operations.enums import OperationAct
from coso.common.operations.kinds import TRANSLATORS
from coso.home.views import clock_words
from coso.members.models import CorrectionRequest
from tests import database
from tests.common.notes import history, notes_kind, turn
from tests.common.phone import batch, envelope, hand_in
from tests.factories import make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _notes():
    with notes_kind():
        yield


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return make_unit(parent=commune)


def signed_in(role="office_clerk", unit=None, **fields):
    user = make_user(role, unit, **fields)
    client = Client()
    client.force_login(user)
    return client, user


def test_a_tap_is_entered_once_however_often_it_comes(branch):
    client, user = signed_in(unit=branch)
    tap = envelope(branch, 7, author=user.username)
    first = hand_in(client, tap)
    assert first == hand_in(client, tap) == hand_in(client, tap, device=str(uuid4()))
    noted, = history(branch)
    assert (noted.by, noted.details["value"], noted.details["key"]) == (user, 7, tap["id"])
    assert first == [{"id": tap["id"], "outcome": "applied", "sentence": "Đã vào sổ.", "answer": {"act": noted.pk}}]


def test_the_same_key_with_another_content_is_refused_and_the_first_stays(branch):
    client, user = signed_in(unit=branch)
    tap = envelope(branch, 7, author=user.username)
    hand_in(client, tap)
    for other in ({"payload": tap["payload"] | {"value": 8}}, {"author": "khac"}, {"claimed_at": "2020-01-01T00:00:00Z"}):
        refused, = hand_in(client, tap | other)
        assert refused["outcome"] == "refused"
        assert "nội dung khác" in refused["sentence"]
    assert [one.details["value"] for one in history(branch)] == [7]


def test_a_batch_is_worked_off_in_its_order(branch):
    client, user = signed_in(unit=branch)
    hand_in(client, *(envelope(branch, value, author=user.username) for value in range(20)))
    assert [one.details["value"] for one in history(branch)] == list(range(20))


def test_who_lost_the_right_meanwhile_forges_nothing_and_loses_nothing(commune, branch):
    client, user = signed_in(unit=branch, full_name="Lò Văn Pín")
    tap = envelope(branch, 7, author=user.username)
    Appointment.objects.filter(user=user).update(valid_to=timezone.localdate())
    kept, = hand_in(client, tap, sent_at=timezone.now() + timedelta(days=3))
    assert kept["outcome"] == "kept"
    assert history(branch) == []

    office, clerk = signed_in(unit=commune)
    page = office.get(reverse("home:not_entered")).content.decode()
    assert "Lò Văn Pín" in page
    assert f"{branch}: 7" in page
    one = Operation.objects.get()
    page = office.get(reverse("home:operation", args=[one.pk])).content.decode()
    assert "nhanh 3 ngày" in page
    assert "Chưa vào sổ" in office.get("/").content.decode() or "chưa vào sổ" in office.get("/").content.decode()

    office.post(reverse("home:enter_operation", args=[one.pk]))
    noted, = history(branch)
    assert (noted.by, noted.details["key"]) == (clerk, tap["id"])
    told = Act.objects.get(kind=OperationAct.ENTERED)
    assert (told.by, told.details["author"], told.details["handed_in_by"]) == (clerk, user.username, user.pk)
    assert hand_in(client, tap)[0]["outcome"] == "applied"
    again = office.post(reverse("home:enter_operation", args=[one.pk]), follow=True).content.decode()
    assert "đã quyết định" in again
    assert len(history(branch)) == 1


def test_what_a_rule_refuses_is_set_aside_with_a_reason_the_sender_reads(branch):
    client, user = signed_in(unit=branch)
    turn(branch, closed=True, by=user)
    tap = envelope(branch, 7, author=user.username)
    assert hand_in(client, tap)[0]["sentence"] == "The book is closed."
    one = Operation.objects.get()
    with pytest.raises(RuleBroken, match="closed"):
        actions.enter(operation=one, by=user, at=timezone.now())
    client.post(reverse("home:set_aside_operation", args=[one.pk]), {"reason": " "})
    assert Operation.objects.kept().count() == 1
    client.post(reverse("home:set_aside_operation", args=[one.pk]), {"reason": "Đã ghi vào biên bản giấy"})
    assert hand_in(client, tap)[0] | {"id": ""} == {"id": "", "outcome": "set_aside", "sentence": "Đã ghi vào biên bản giấy", "answer": {}}
    assert history(branch) == []
    assert "Đã ghi vào biên bản giấy" in client.get(reverse("home:operation", args=[one.pk])).content.decode()
    assert "Để lại" in client.get(reverse("home:not_entered") + "?state=set_aside").content.decode()


def test_entering_a_late_one_warns_of_newer_ones(branch):
    client, user = signed_in(unit=branch)
    turn(branch, closed=True, by=user)
    hand_in(client, envelope(branch, 1, author=user.username))
    turn(branch, closed=False, by=user)
    hand_in(client, envelope(branch, 2, author=user.username))
    page = client.get(reverse("home:operation", args=[Operation.objects.kept().get().pk])).content.decode()
    assert "1 thao tác sau" in page


def test_only_who_may_decide_decides(branch):
    client, user = signed_in(unit=branch)
    turn(branch, closed=True, by=user)
    hand_in(client, envelope(branch, 7, author=user.username))
    one = Operation.objects.get()
    with pytest.raises(NotAllowed):
        actions.set_aside(operation=one, reason="x", by=make_user("auditor", branch), at=timezone.now())
    stranger, _ = signed_in(unit=make_unit())
    assert stranger.post(reverse("home:enter_operation", args=[one.pk])).status_code == 404


def test_two_deciders_at_once_are_told(branch):
    client, user = signed_in(unit=branch)
    turn(branch, closed=True, by=user)
    hand_in(client, envelope(branch, 7, author=user.username))
    one = Operation.objects.get()
    actions.set_aside(operation=one, reason="thừa", by=user, at=timezone.now())
    with pytest.raises(RuleBroken, match="already|đã quyết định"):
        actions.enter(operation=one, by=user, at=timezone.now())


@pytest.mark.parametrize(("other", "why"), [
    ({"kind": "gone.kind"}, "chưa biết loại"), ({"version": 4}, "mới hơn"), ({"version": 1, "payload": {"branch": 0, "number": "x"}}, "value"),
    ({"payload": {"unit": 10**9, "value": 1, "because": ""}}, "không còn"), ({"payload": {}}, "value"),
])
def test_what_cannot_be_read_or_found_waits_too(branch, other, why):
    client, user = signed_in(unit=branch)
    receipt, = hand_in(client, envelope(branch, 7, author=user.username) | other)
    assert (receipt["outcome"], why in receipt["sentence"]) == ("kept", True), receipt
    one = Operation.objects.get()
    assert one.position == branch.position
    assert client.get(reverse("home:operation", args=[one.pk])).status_code == 200


def test_an_old_app_is_still_understood_and_one_without_translator_is_kept(branch):
    client, user = signed_in(unit=branch)
    from_version_1 = {"version": 1, "payload": {"branch": branch.pk, "number": 41}}
    from_version_2 = {"version": 2, "payload": {"unit": branch.pk, "value": 42}}
    slept = {"claimed_at": (datetime.now(UTC) - timedelta(days=400)).isoformat()}
    for old in (from_version_1, from_version_2 | slept):
        tap = envelope(branch, 0, author=user.username) | old
        assert [hand_in(client, tap)[0]["outcome"] for _again in range(2)] == ["applied", "applied"]
    assert [one.details["value"] for one in history(branch)] == [41, 42]
    del TRANSLATORS["test.note", 1]
    assert "quá cũ" in hand_in(client, envelope(branch, 0, author=user.username) | from_version_1)[0]["sentence"]


def broken(tap):
    """Operations no phone of ours makes, each wrong in one way."""
    yield from (7, None, [], {}, {"id": tap["id"]})
    for field, values in {
        "id": ["x", 5, None], "version": [0, -1, "3", True, 2**20], "subject": [5, "x" * 121, "a\x00"], "author": ["x" * 151], "kind": [None],
        "claimed_at": ["yesterday", "2026-01-01T00:00:00", 5, "0001-01-01T00:00:00Z"], "payload": [[], "x", {"because": "\x00"}, {"because": "\ud800"}, {"x": "y" * 200_000}],
    }.items():
        yield from (tap | {field: value} for value in values)
    deep = {}
    for _level in range(20):
        deep = {"x": deep}
    yield tap | {"payload": deep}


def test_one_that_cannot_be_read_does_not_spoil_the_others(branch):
    client, user = signed_in(unit=branch)
    bad = list(broken(envelope(branch, 7, author=user.username)))
    receipts = hand_in(client, *bad, envelope(branch, 9, author=user.username))
    assert [one["outcome"] for one in receipts] == ["refused"] * len(bad) + ["applied"]
    assert all(one["sentence"] for one in receipts)
    assert [one.details["value"] for one in history(branch)] == [9]


@pytest.mark.parametrize("body", ["", "{", "[]", "5", "{}", '{"device": "x", "sent_at": "2026-01-01T00:00:00Z", "operations": []}', '{"device": "1cebe9d6-c149-4b82-b0d0-c6e6f0ada7e9", "sent_at": "2026-01-01T00:00:00Z", "operations": {}}', '{"device": NaN}', "[" * 100_000])
def test_a_batch_that_cannot_be_read_is_told_so(branch, body):
    client, _user = signed_in(unit=branch)
    answer = client.post("/dong-bo/", body, content_type="application/json")
    assert answer.status_code == 400
    assert "điện thoại" in answer.json()["error"]


def test_a_batch_has_its_limits(branch):
    client, user = signed_in(unit=branch)
    tap = envelope(branch, 7, author=user.username)
    assert client.post("/dong-bo/", batch([tap] * (sent.MOST_OPERATIONS + 1)), content_type="application/json").status_code == 413
    assert client.post("/dong-bo/", " " * (sent.MOST_BYTES + 1), content_type="application/json").status_code == 413
    assert history(branch) == []


def test_a_clock_beyond_all_measure_is_only_noted(branch):
    client, user = signed_in(unit=branch)
    assert hand_in(client, envelope(branch, 7, author=user.username), sent_at=datetime(9998, 1, 1, tzinfo=UTC))[0]["outcome"] == "applied"
    assert Operation.objects.get().skew == 2**31 - 1
    assert [clock_words(skew) for skew in (0, 59, 130, -7200)] == ["không lệch", "không lệch", "nhanh 2 phút", "chậm 2 giờ"]


def test_who_is_signed_out_keeps_the_outbox_and_is_sent_to_sign_in(branch):
    answer = Client().post("/dong-bo/", batch([envelope(branch, 7, author="x")]), content_type="application/json")
    assert answer.status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_user("office_clerk", branch))
    assert strict.post("/dong-bo/", batch([]), content_type="application/json").status_code == 403


def test_the_handshake_tells_the_clock_the_user_and_a_token(branch):
    client, user = signed_in(unit=branch)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    told = strict.get("/dong-bo/").json()
    assert (told["user"], told["name"], told["kinds"]["test.note"], told["since"]) == (user.username, str(user), 3, 0)
    assert abs(datetime.fromisoformat(told["now"]) - timezone.now()) < timedelta(seconds=30)
    tap = envelope(branch, 7, author=user.username)
    answer = strict.post("/dong-bo/", batch([tap]), content_type="application/json", headers={"x-csrftoken": told["csrf"]})
    assert answer.json()["receipts"][0]["outcome"] == "applied"


def test_another_phone_hands_in_with_its_own_rights_and_the_author_stays_a_claim(commune, branch):
    helper = make_user(member=make_member(branch), full_name="Vàng Thị Mẩy")
    helping = Client()
    helping.force_login(helper)
    tap = envelope(branch, 7, author=helper.username)
    assert hand_in(helping, tap)[0]["outcome"] == "kept"  # a member without a role, of this branch: shown there
    assert Operation.objects.get().position == branch.position
    client, user = signed_in(unit=branch)
    other = envelope(branch, 8, author=helper.username)
    assert hand_in(client, other)[0]["outcome"] == "applied"
    one = Operation.objects.get(key=other["id"])
    assert (one.author, one.user, history(branch)[0].by) == (helper.username, user, user)


def test_who_never_had_to_do_with_a_unit_puts_nothing_before_its_people(branch):
    elsewhere = make_unit()
    client, user = signed_in(unit=elsewhere)
    assert hand_in(client, envelope(branch, 7, author=user.username))[0]["outcome"] == "kept"
    one = Operation.objects.get()
    assert (one.position, one.words) == (elsewhere.position, "")


def test_an_account_of_nowhere_is_heard_too(branch):
    client, user = signed_in(role="")
    assert hand_in(client, envelope(branch, 7, author=user.username))[0]["outcome"] == "kept"
    assert Operation.objects.get().position == 0


def test_a_fault_of_ours_is_kept_and_undone_as_a_whole(branch, caplog):
    client, user = signed_in(unit=branch)
    taps = [envelope(branch, 7, author=user.username), envelope(branch, 8, author=user.username), envelope(branch, 9, author=user.username)]
    taps[0]["payload"]["because"], taps[1]["payload"]["because"] = "fail", "orphan"
    with caplog.at_level(logging.CRITICAL):
        outcomes = [one["outcome"] for one in hand_in(client, *taps)]
    assert outcomes == ["kept", "kept", "applied"]
    assert [one.details.get("value") for one in history(branch)] == [9]


def test_who_floods_is_told_and_the_phone_keeps_it(branch, monkeypatch):
    monkeypatch.setattr(actions, "MOST_KEPT", 2)
    client, user = signed_in(unit=branch)
    turn(branch, closed=True, by=user)
    outcomes = [hand_in(client, envelope(branch, value, author=user.username))[0]["outcome"] for value in range(3)]
    assert outcomes == ["kept", "kept", "later"]
    assert Operation.objects.count() == 2


def test_contents_go_after_two_years_and_the_key_stays(branch, settings):
    client, user = signed_in(unit=branch)
    tap = envelope(branch, 7, author=user.username)
    hand_in(client, tap)
    Operation.objects.update(received_at=timezone.now() - timedelta(days=settings.COSO_OPERATION_DAYS - 1))
    actions.forget_contents(before=timezone.now() - timedelta(days=settings.COSO_OPERATION_DAYS))
    assert Operation.objects.get().payload == tap["payload"]
    Operation.objects.update(received_at=timezone.now() - timedelta(days=settings.COSO_OPERATION_DAYS + 1))
    actions.forget_contents(before=timezone.now() - timedelta(days=settings.COSO_OPERATION_DAYS))
    one = Operation.objects.get()
    assert (one.payload, one.author, one.key) == ({}, "", UUID(tap["id"]))
    assert hand_in(client, tap)[0]["outcome"] == "applied"
    assert len(history(branch)) == 1


def test_the_list_costs_the_same_with_three(branch, django_assert_num_queries):
    client, user = signed_in(unit=branch)
    turn(branch, closed=True, by=user)
    hand_in(client, envelope(branch, 1, author=user.username))
    client.get(reverse("home:not_entered"))
    with connection.execute_wrapper(counter := Counter()):
        client.get(reverse("home:not_entered"))
    hand_in(client, *(envelope(branch, value, author=user.username) for value in (2, 3)))
    with django_assert_num_queries(counter.asked):
        client.get(reverse("home:not_entered"))


class Counter:
    asked = 0

    def __call__(self, execute, sql, params, many, context):
        self.asked += 1
        return execute(sql, params, many, context)


def test_a_member_asks_for_a_correction_without_network():
    member = make_member(job="thợ")
    user = make_user(member=member)
    client = Client()
    client.force_login(user)
    told = {"member": member.pk, "field": "job", "wanted": "giáo viên", "evidence": ""}
    tap = envelope(member.unit, 0, author=user.username) | {"kind": "member.ask_correction", "version": 1, "payload": told}
    receipt, = hand_in(client, tap)
    assert receipt["answer"] == {"request": CorrectionRequest.objects.get(member=member, wanted="giáo viên").pk}
    again, hidden = tap | {"id": str(uuid4())}, tap | {"id": str(uuid4()), "payload": told | {"field": "phone", "wanted": "x" * 500}}
    assert [one["outcome"] for one in hand_in(client, again, hidden)] == ["kept", "kept"]
    assert sorted(Operation.objects.kept().values_list("words", flat=True)) == [f"{member} – Nghề nghiệp hiện nay: giáo viên", f"{member} – Điện thoại: …"]


@pytest.mark.django_db(transaction=True)
def test_two_phones_hand_in_the_same_at_the_same_moment():
    """In two connections: entered once, and each of the two has the receipt at the latest when it comes again."""
    branch = make_unit()
    user = make_user("office_clerk", branch)
    for _schedule in range(8):
        tap, before = envelope(branch, 7, author=user.username), len(history(branch))
        ready = Barrier(2)

        def come(tap=tap, ready=ready):
            client = Client()
            client.force_login(user)
            ready.wait(10)
            try:
                return hand_in(client, tap)[0]["outcome"]
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(one.result() for one in [pool.submit(come), pool.submit(come)])
        assert outcomes in (["applied", "applied"], ["applied", "later"])
        assert len(history(branch)) == before + 1


@pytest.mark.django_db(transaction=True)
def test_while_one_is_still_running_the_others_about_its_subject_wait():
    branch, other = make_unit(), make_unit()
    client, user = signed_in(unit=branch)
    Appointment.objects.create(user=user, role="office_clerk", unit=other, valid_from="2020-01-01")
    first, second, elsewhere = envelope(branch, 1, author=user.username), envelope(branch, 2, author=user.username), envelope(other, 3, author=user.username)
    with database.server(database.worker_name()) as running:
        running.execute("SELECT pg_advisory_lock(%s)", [int.from_bytes(UUID(first["id"]).bytes[:8], signed=True)])
        assert [one["outcome"] for one in hand_in(client, first, second, elsewhere)] == ["later", "later", "applied"]
    assert [one["outcome"] for one in hand_in(client, first, second)] == ["applied", "applied"]
    assert [one.details["value"] for one in history(branch)] == [1, 2]
