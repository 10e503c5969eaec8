"""What is refused, what is done twice, and what becomes of papers whose unit ends without another that follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.dialogue import actions
from coso.dialogue.actions import Asked, Proposed
from coso.dialogue.models import Offer, Petition, Question
from coso.handbook import actions as guides
from coso.handbook.actions import Content
from tests.dialogue.story import TEXT, TITLE, answered, make_place, put
from tests.factories import make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
GONE_WITHOUT_FOLLOWER = "Đơn vị đã kết thúc hoạt động."


@pytest.fixture
def place():
    province = make_province()
    return make_place(make_unit("Đảng bộ xã Mường So", kind="commune_organisation", parent=province, founded_on=province.founded_on))


@pytest.fixture
def day():
    return timezone.localdate()


def kinds(question):
    return [one.kind for one in question.entries.order_by("pk")]


# --- questions ---


def test_the_office_beside_may_not_answer_though_its_rights_reach_the_unit(place, day):
    question = put(place, unit=place.commune, desk="committee")
    with pytest.raises(NotAllowed, match="nơi khác xử lý"):
        actions.answer(question=question, text="Tháng 12.", by=place.clerk, today=day)
    assert kinds(question) == ["asked"]


@pytest.mark.parametrize(("title", "text"), [(" ", TEXT), (TITLE, "\n")])
def test_a_question_without_words_is_not_sent(place, day, title, text):
    with pytest.raises(RuleBroken, match="Chưa gửi"):
        actions.ask(member=place.member, unit=place.branch, desk="branch", asked=Asked("question", title, text), by=place.asker, today=day)
    assert not Question.objects.exists()


def test_an_answer_without_words_is_not_kept(place):
    question = put(place)
    with pytest.raises(RuleBroken):
        answered(place, question, "  ")
    question.refresh_from_db()
    assert question.state == "asked"


def test_who_left_the_roll_asks_no_more(place, day):
    place.member.left_on = day
    with pytest.raises(RuleBroken, match=place.member.full_name):
        put(place)
    assert not Question.objects.exists()


def test_who_prepares_the_papers_asks_in_their_own_name_for_themselves(place, day):
    member = make_member(place.branch, "Lò Văn Ủy")
    proxy = make_user("branch_committee", place.branch, member=member)
    with pytest.raises(RuleBroken, match="chính là đồng chí"):
        actions.ask_for(member=member, unit=place.branch, desk="branch", asked=Asked("question", TITLE, TEXT), told_how="Tự kể", by=proxy, today=day)
    assert not Question.objects.exists()


def test_that_the_answer_is_read_is_said_once_however_often_one_taps(place, day):
    question = answered(place, put(place))
    for later in range(2):
        actions.note_read(question=question, by=place.asker, today=day + timedelta(days=later))
    question.refresh_from_db()
    assert (question.read_on, kinds(question)) == (day, ["asked", "answered", "read"])


def test_of_the_highest_unit_nothing_is_handed_on(place, day):
    province = place.commune.parent
    make_user("organisation_officer", province)
    question = put(place, unit=province, desk="organisation")
    assert actions.follow_ended_unit(unit=province, into=[], on=day, by=SYSTEM) == 0
    question.refresh_from_db()
    assert question.unit == province


# --- leave to publish ---


def test_leave_given_or_taken_twice_is_written_once(place, day):
    question = answered(place, put(place))
    actions.take_back_publishing(question=question, by=place.asker, today=day)
    assert kinds(question) == ["asked", "answered"]
    for _again in range(2):
        actions.allow_publishing(question=question, by=place.asker, today=day)
    assert kinds(question) == ["asked", "answered", "allowed"]
    assert Offer.objects.get().state == "offered"


def test_leave_taken_back_before_there_is_an_answer_lays_nothing_out(place, day):
    question = put(place, may_publish=True)
    actions.take_back_publishing(question=question, by=place.asker, today=day)
    answered(place, question)
    assert not Offer.objects.exists()


def test_leave_given_before_there_is_an_answer_holds_for_the_answer_to_come(place, day):
    question = actions.allow_publishing(question=put(place), by=place.asker, today=day)
    assert not Offer.objects.exists()
    answered(place, question)
    assert Offer.objects.get().state == "offered"


def test_a_second_answer_leaves_the_guide_that_is_being_written_alone(place, day):
    question = answered(place, put(place, may_publish=True))
    editor = make_user("handbook_editor", place.commune)
    offer = Offer.objects.get()
    guides.write(unit=offer.unit, content=Content("meeting", offer.title, offer.text, "below"), by=editor, offer=offer)
    actions.ask_back(question=question, text="Ai làm?", by=place.asker, today=day)
    answered(place, question, "Đội 2 làm.")
    offer.refresh_from_db()
    assert (offer.state, "Đội 2" in offer.text) == ("taken", False)


# --- proposals of units ---


def send(place, day):
    return actions.send_petition(unit=place.branch, to=place.commune, proposed=Proposed("Nhà văn hóa", "Đề nghị sửa mái."), by=place.secretary, today=day)


def state_of(petition):
    petition.refresh_from_db()
    return petition.state, petition.entries.last().text


def test_a_proposal_whose_sender_follows_into_the_very_unit_it_is_put_to_is_closed(place, day):
    one = send(place, day)
    assert actions.petitions_follow(unit=place.branch, into=[place.commune], on=day, by=SYSTEM, reason="Nhập về xã") == 1
    assert state_of(one) == ("withdrawn", "Nhập về xã")


def test_what_an_ended_unit_had_received_waits_with_its_superior(place, day):
    one = send(place, day)
    actions.petitions_follow(unit=place.commune, into=[], on=day, by=SYSTEM)
    assert state_of(one) == ("passed_up", GONE_WITHOUT_FOLLOWER)
    assert one.to_unit == place.commune.parent


def test_what_an_ended_unit_had_received_is_closed_where_nobody_above_is_left(place, day):
    one = actions.send_petition(unit=place.commune, to=place.commune.parent, proposed=Proposed("Biên chế", "Đề nghị bổ sung."), by=place.clerk, today=day)
    actions.petitions_follow(unit=place.commune.parent, into=[], on=day, by=SYSTEM)
    assert state_of(one) == ("withdrawn", GONE_WITHOUT_FOLLOWER)


def test_an_upper_unit_that_opened_the_page_before_it_was_passed_on_is_told_so(place, day):
    stale = send(place, day)
    officer = make_user("organisation_officer", place.commune.parent)
    actions.pass_petition_up(petition=Petition.objects.get(), to=place.commune.parent, reason="Vượt thẩm quyền", by=place.clerk, today=day)
    with pytest.raises(NotAllowed, match="chuyển"):
        actions.answer_petition(petition=stale, outcome="accepted", text="Được.", by=officer, today=day)
    assert state_of(stale)[0] == "passed_up"
