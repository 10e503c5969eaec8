"""The pages: drafted and released at a desk, answered on a phone, read after the end; what each costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coso.ballots.models import Voter
from coso.common.scope import everything, within
from coso.home.queries import things_to_do
from coso.surveys.models import Reply, Survey, Tally
from tests.factories import make_user
from tests.surveys.story import asks, drafted, ended, given, make_place, opened, put, say

pytestmark = pytest.mark.django_db
MINE, LIST, NEW = (reverse(f"surveys:{name}") for name in ("mine", "list", "new"))


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True  # no second factor is asked for


@pytest.fixture
def place():
    return make_place(6)


def at(name, *keys):
    return reverse(f"surveys:{name}", args=keys)


def shown(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def sent(client, address, status=200, **told):
    response = client.post(address, told, follow=True)
    assert response.status_code == status, response.content.decode()
    return response.content.decode()


def paper(survey, member):
    with within(everything()):  # a page asked before leaves its own scope behind
        return at("answer", Voter.objects.get(ballot=survey.ballot_id, member=member).pk)


def ticked(survey, one=0, scale=4, text=""):
    found = asks(survey)
    return {f"q{found['one'].pk}": one, f"q{found['several'].pk}": [0, 1], f"q{found['scale'].pk}": scale, f"q{found['text'].pk}": text}


def test_from_the_draft_to_the_results(client, place):
    day = timezone.localdate()
    client.force_login(place.clerk)
    assert "Chưa có khảo sát" in shown(client, LIST)
    told = {"title": "Giờ họp", "why": "Để chọn giờ", "becomes": "Chọn giờ", "kind": "anonymous", "reach": "below", "desk": "office", "from_day": day.isoformat(), "until": (day + timedelta(days=5)).isoformat(), "publish": "on"}
    assert "trước ngày mở" in sent(client, NEW, status=422, **told | {"until": (day - timedelta(days=1)).isoformat()})
    assert "Chưa có câu hỏi nào" in sent(client, NEW, **told)
    survey = Survey.objects.get()
    assert "Giờ họp" in sent(client, at("add_question", survey.pk), text="Buổi nào?", kind="one", options="Sáng\nTối", again="1")
    sent(client, at("add_question", survey.pk), text="Góp ý", kind="text", options="")
    first, last = survey.questions.all()
    assert "Sáng\nTối" in shown(client, at("question", first.pk))
    sent(client, at("question", first.pk), text="Họp buổi nào?", kind="one", options="Sáng\nTối")
    sent(client, at("question", last.pk), text="Hài lòng?", kind="scale", options="Chưa\nRất")
    assert "Chưa\nRất" in shown(client, at("question", last.pk))
    assert "Đã bỏ câu hỏi" in sent(client, at("remove_question", last.pk))
    sent(client, at("change", survey.pk), **told | {"title": "Giờ sinh hoạt"})
    assert "chờ người thứ hai" in sent(client, at("act", survey.pk, "gui"))
    page = shown(client, survey.get_absolute_url())
    assert at("act", survey.pk, "cong-bo") not in page
    assert "trạng thái" in sent(client, at("remove_question", first.pk))
    assert client.get(at("act", survey.pk, "khac")).status_code == 404
    client.force_login(place.standing)
    assert "Đã phát hành khảo sát" in sent(client, at("act", survey.pk, "cong-bo"))
    for member in place.members[:5]:
        client.force_login(make_user(member=member))
        address = paper(Survey.objects.get(), member)
        page = shown(client, address)
        assert "Khuyết danh: không ai, kể cả quản trị, biết đồng chí trả lời gì" in page
        assert "không rút lại được" in page
        assert "Đã nhận phiếu" in sent(client, address, **{f"q{first.pk}": 1})
        assert "đã trả lời rồi" in sent(client, address, **{f"q{first.pk}": 0})
    assert "Chưa có kết quả" in shown(client, at("results", survey.pk))
    client.force_login(place.clerk)
    page = shown(client, survey.get_absolute_url())
    assert "Đã trả lời" in page
    assert "Khảo sát đã kết thúc" in sent(client, at("act", survey.pk, "dung"), reason="Đã đủ")
    assert [one.number for one in Tally.objects.order_by("option")] == [0, 5]
    page = shown(client, at("results", survey.pk))
    assert "<svg" in page
    assert "100,00%" in page
    assert "Giàng A" not in page
    assert client.get(at("replies", survey.pk)).status_code == 403
    assert "Tối" in client.get(at("results", survey.pk) + "?export=csv").getvalue().decode()
    assert client.get(at("results", survey.pk) + "?export=xlsx").getvalue()[:2] == b"PK"
    client.force_login(make_user(member=place.members[5]))
    assert "<svg" in shown(client, at("results", survey.pk))
    assert "đã kết thúc" in shown(client, paper(Survey.objects.get(), place.members[5]))
    assert "Kết quả" in shown(client, MINE)


def test_by_name_it_says_who_reads_and_is_changed(client, place):
    survey, member = opened(place, kind="named", publish=False), place.members[0]
    comrade = make_user(member=member)
    client.force_login(comrade)
    assert f"Khảo sát: {survey.title}" in [one.what for one in things_to_do(comrade, timezone.localdate())]
    assert survey.title in shown(client, "/so-tay/")
    address = paper(survey, member)
    assert f"Ghi tên: Văn phòng cấp ủy, {place.commune.name} đọc câu trả lời" in shown(client, address)
    assert "được sửa đến khi" in sent(client, address, **ticked(survey, 0, text="Sớm hơn"))
    assert "Sớm hơn" in shown(client, address)
    sent(client, address, **ticked(survey, 2, text="Muộn hơn"))
    assert not [one for one in things_to_do(comrade, timezone.localdate()) if "Khảo sát" in one.what]
    assert "Đồng chí đã trả lời" in shown(client, MINE)
    client.force_login(place.clerk)
    assert client.get(at("replies", survey.pk)).status_code == 403
    ended(survey)
    page = shown(client, at("results", survey.pk))
    link = f"{at('replies', survey.pk)}?cau={asks(survey)['one'].pk}&amp;chon=2"
    assert link in page
    assert "Muộn hơn" in shown(client, link.replace("&amp;", "&"))
    assert "Chưa ai trả lời" in shown(client, link.replace("&amp;", "&").replace("chon=2", "chon=0"))
    assert "Muộn hơn" in client.get(at("replies", survey.pk) + "?export=csv").getvalue().decode()
    for user, status in ((place.standing, 403), (place.secretary, 404)):
        client.force_login(user)
        assert client.get(at("replies", survey.pk)).status_code == status
    client.force_login(comrade)
    assert "Muộn hơn" in shown(client, address)
    assert client.get(at("results", survey.pk)).status_code == 403


def test_entered_for_a_member_without_a_phone(client, place):
    survey, member = opened(place, kind="named"), place.members[0]
    client.force_login(place.secretary)
    assert member.full_name in shown(client, at("answer_for", survey.pk))
    sent(client, at("answer_for", survey.pk) + f"?member={member.pk}", **ticked(survey), told_how="Nói ở buổi họp")
    assert Reply.objects.get().entered_by == place.secretary
    client.force_login(make_user(member=member))
    assert "đã nhập thay đồng chí (Nói ở buổi họp)" in shown(client, paper(survey, member))
    ended(survey)
    assert "đã nhập thay đồng chí" in shown(client, paper(survey, member))
    client.force_login(place.secretary)
    assert client.get(at("answer_for", survey.pk)).status_code == 403
    assert client.get(at("answer_for", opened(place).pk)).status_code == 404


def test_of_too_few_the_page_says_so(client, place):
    survey = opened(place)
    for member in place.members[:3]:
        put(survey, member, given(survey))
    ended(survey)
    client.force_login(place.clerk)
    page = shown(client, at("results", survey.pk))
    assert "Ít người trả lời quá" in page
    assert "<svg" not in page
    assert client.get(at("results", survey.pk) + "?export=csv")["Content-Type"].startswith("text/html")


def test_what_is_typed_wrongly_comes_back_and_closed_is_closed(client, place):
    survey = opened(place, kind="named")
    client.force_login(make_user(member=place.members[0]))
    address = paper(survey, place.members[0])
    assert "Ý của tôi" in sent(client, address, status=422, **{f"q{asks(survey)['text'].pk}": "Ý của tôi"})
    ended(survey)
    assert "không nhận câu trả lời nữa" in sent(client, address, status=422, **ticked(survey))
    client.force_login(make_user(member=place.members[1]))
    assert client.get(address).status_code == 404


def test_lists_cost_the_same_with_one_and_three(client, place):
    def fill():
        survey = opened(place, kind="named")
        say(survey, place.members[0])
        say(survey, place.members[1])
        ended(survey)
        opened(place)
        drafted(place)

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            shown(client, address)
        return len(asked)

    fill()
    comrade = make_user(member=place.members[0])
    done = Survey.objects.get(state="ended")
    pages = [(place.clerk, LIST), (place.clerk, at("replies", done.pk)), (place.clerk, at("results", done.pk)), (comrade, MINE), (comrade, "/so-tay/")]
    found = []
    for user, page in pages:
        client.force_login(user)
        found.append(cost(page))
    fill()
    fill()
    for (user, page), before in zip(pages, found, strict=True):
        client.force_login(user)
        assert cost(page) == before, page
