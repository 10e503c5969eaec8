"""A unit proposes to one above: received, dealt with by a day, answered or passed further up; counted like a hand count."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.scope import within
from coso.dialogue import actions
from coso.dialogue.actions import Proposed
from coso.dialogue.models import Petition, PetitionEntry
from coso.figures.queries import Question as Asking
from coso.figures.queries import figure
from coso.home.queries import things_to_do
from coso.org.actions import dissolve_unit
from coso.rulebook.actions import settle_rule
from tests.dialogue.story import make_place
from tests.factories import make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
D = date
SAID = Proposed("Kinh phí nhà văn hóa", "Đề nghị bố trí kinh phí sửa mái.", "Tờ trình 04-TTr/CB")
OURS, TO_US, BELOW, NEW = (reverse(f"dialogue:{name}") for name in ("petitions", "petitions_to_us", "petitions_below", "new_petition"))


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # no second factor is asked for


@pytest.fixture
def place():
    province = make_province()
    return make_place(make_unit("Đảng bộ xã Mường So", kind="commune_organisation", parent=province, founded_on=province.founded_on))


@pytest.fixture
def day():
    return timezone.localdate()


def send(place, day, **told):
    return actions.send_petition(**{"unit": place.branch, "to": place.commune, "proposed": SAID, "by": place.secretary, "today": day} | told)


def answered(one, day, outcome="accepted"):
    return actions.answer_petition(petition=one, outcome=outcome, text="Đưa vào kế hoạch quý sau.", by=SYSTEM, today=day)


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def sent(client, address, **told):
    response = client.post(address, told, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def act(one, verb):
    return reverse("dialogue:petition_act", args=[one.pk, verb])


def test_from_the_branch_up_and_the_answer_back(client, place, day):
    client.force_login(place.secretary)
    assert "Chưa có kiến nghị" in shown(client, OURS)
    sent(client, NEW, to=place.commune.pk, title="Sửa nhà văn hóa", text="Đề nghị bố trí kinh phí.", paper="04-TTr/CB")
    one = Petition.objects.get()
    assert client.get(act(one, "tra-loi")).status_code == 403
    client.force_login(place.clerk)
    assert "Kiến nghị: Sửa nhà văn hóa" in [due.what for due in things_to_do(place.clerk, day)]
    assert "Sửa nhà văn hóa" in shown(client, TO_US)
    sent(client, act(one, "nhan"))
    assert "đã qua" in client.post(act(one, "giai-quyet"), {"promised_on": (day - timedelta(days=1)).isoformat()}).content.decode()
    sent(client, act(one, "giai-quyet"), promised_on=(day + timedelta(days=5)).isoformat(), text="Đang khảo sát")
    assert "Chấp thuận một phần" in sent(client, act(one, "tra-loi"), outcome="partly", text="Bố trí một nửa.")
    assert "Sửa nhà văn hóa" not in shown(client, TO_US)
    assert "Sửa nhà văn hóa" in shown(client, TO_US + "?state=answered&q=nha+van+hoa")
    client.force_login(place.secretary)
    page = shown(client, one.get_absolute_url())
    assert "Bố trí một nửa." in page
    assert "Đang khảo sát" in page
    with pytest.raises(RuleBroken):
        actions.withdraw_petition(petition=one, reason="Thôi", by=place.secretary, today=day)


def test_passed_further_up_both_units_below_go_on_seeing_it(place, day):
    province = place.commune.parent
    officer = make_user("organisation_officer", province)
    one = actions.pass_petition_up(petition=send(place, day), to=province, reason="Vượt thẩm quyền", by=place.clerk, today=day)
    assert (one.to_unit, one.state) == (province, "passed_up")
    for user in (place.secretary, place.clerk, officer):
        with within(user.scope("test")):
            assert list(Petition.objects.visible_to(user)) == [one]
            assert PetitionEntry.objects.count() == 2
    with pytest.raises(NotAllowed):
        actions.receive_petition(petition=one, by=place.clerk, today=day)
    actions.answer_petition(petition=one, outcome="not", text="Chưa có nguồn.", by=officer, today=day)
    other = make_place(make_unit("Đảng bộ xã Khun Há", kind="commune_organisation", parent=province, founded_on=province.founded_on))
    with within(other.clerk.scope("test")):
        assert not Petition.objects.exists()
    assert not Petition.objects.visible_to(other.clerk).exists()


def test_one_proposes_upwards_only(place, day):
    with pytest.raises(RuleBroken, match="không phải là cấp trên"):
        send(place, day, unit=place.commune, to=place.branch, by=place.clerk)
    with pytest.raises(NotAllowed):
        send(place, day, unit=place.commune, to=place.commune.parent)
    with pytest.raises(RuleBroken):
        actions.pass_petition_up(petition=send(place, day), to=place.commune, reason="Lên", by=place.clerk, today=day)


def test_figures_equal_a_hand_count_and_open_their_records(place):
    settle_rule(key="dialogue.petition_days", value=10, unit=place.commune, on=D(2026, 1, 1), paper="05-QC/ĐU", reason="Quy chế", by=SYSTEM)
    in_time, late, open_one, off = (send(place, D(2026, 10, 1)) for _ in range(4))
    assert in_time.due_on == D(2026, 10, 15)
    answered(in_time, D(2026, 10, 12))
    actions.deal_with_petition(petition=late, promised_on=D(2026, 10, 30), text="", by=SYSTEM, today=D(2026, 10, 2))
    answered(late, D(2026, 10, 16), "not")  # before the promised day, after the rule's
    actions.withdraw_petition(petition=off, reason="Đã xong", by=SYSTEM, today=D(2026, 10, 3))
    month = Asking(place.commune, D(2026, 10, 31), start=D(2026, 10, 1))
    told = {key: figure(f"dialogue.petitions_{key}", month, by=SYSTEM).value() for key in ("sent", "answered", "with_a_day", "in_time", "late")}
    assert told == {"sent": 3, "answered": 2, "with_a_day": 2, "in_time": 1, "late": 1}
    assert float(figure("dialogue.petitions_in_time_share", month, by=SYSTEM).value()) == 50
    rows = figure("dialogue.petitions_answered", month, by=SYSTEM)
    assert [rows.indicator.row(one)["outcome"] for one in rows.records()] == ["accepted", "not"]
    assert "Nhà văn hóa" not in str([rows.indicator.row(one) for one in rows.records()])
    assert list(Petition.objects.late(D(2026, 10, 20))) == [open_one]
    assert [one.in_time for one in Petition.objects.filter(state="answered").order_by("pk")] == [True, False]
    before = Asking(place.commune, D(2026, 10, 31), start=D(2026, 10, 1), known_at=timezone.now() - timedelta(hours=1))
    assert figure("dialogue.petitions_sent", before, by=SYSTEM).value() == 0


def test_without_a_rule_only_the_day_the_upper_unit_gave_makes_it_late(place, day):
    one = send(place, day - timedelta(days=300))
    assert not one.is_late(day)
    actions.deal_with_petition(petition=one, promised_on=day - timedelta(days=10), text="", by=SYSTEM, today=day - timedelta(days=20))
    assert list(Petition.objects.late(day)) == [one]
    assert [due.late for due in things_to_do(place.clerk, day) if "Kiến nghị" in due.what] == [True]


def test_a_unit_that_ends_hands_its_proposals_on(place, day):
    sister = make_unit(kind="subordinate_branch", parent=place.commune, founded_on=place.commune.founded_on)
    first, second = send(place, day), send(make_place(place.commune), day)
    place.member.refresh_from_db()
    actions.petitions_follow(unit=place.branch, into=[sister], on=day, by=SYSTEM)
    first.refresh_from_db()
    assert (first.unit, [one.kind for one in first.entries.all()]) == (sister, ["sent", "followed"])
    dissolve_unit(unit=sister, on=day, today=day, paper="12-QĐ/ĐU", by=SYSTEM)
    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert Petition.objects.open().get() == second


def test_lists_cost_the_same_with_one_and_three_and_go_out_as_files(client, place, day):
    client.force_login(place.clerk)

    def fill():
        send(place, day)
        answered(send(place, day), day)
        send(place, day, unit=place.commune, to=place.commune.parent, by=place.clerk)

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            shown(client, address)
        return len(asked)

    fill()
    pages = [OURS, TO_US, BELOW, "/", Petition.objects.filter(state="answered").first().get_absolute_url()]
    found = [cost(page) for page in pages]
    fill()
    fill()
    assert [cost(page) for page in pages] == found
    assert client.get(BELOW + "?export=csv").getvalue().decode().count("Kinh phí nhà văn hóa") == 9
