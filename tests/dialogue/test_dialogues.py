"""A dialogue from its announcement to its minutes: who reads what when, what is refused, what is owed, and what is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import Scope, within
from coso.dialogue import actions
from coso.dialogue.actions import Put
from coso.dialogue.models import Dialogue, Offer, Raised, SentIn, Support, Topic
from coso.dialogue.queries.dialogues import groups_of, minutes_text
from coso.handbook import actions as guides
from coso.handbook.actions import Content
from coso.home.queries import things_to_do
from coso.members.actions import merge_members
from coso.notices.models import Message
from coso.org.actions import dissolve_unit
from tests.dialogue.story import (
    TEXT,
    THEME,
    TITLE,
    announced,
    forward,
    make_place,
    planned,
    sent_in,
    support,
)
from tests.factories import TODAY, make_commune, make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    province = make_province()
    return make_place(make_unit("Đảng bộ xã Mường So", kind="commune_organisation", parent=province, founded_on=province.founded_on))


@pytest.fixture
def day():
    return timezone.localdate()


@pytest.fixture
def taking(place, day):
    """One that takes questions from today on."""
    return announced(place, day + timedelta(days=10))


def another(place, name="Giàng A Páo"):
    return make_user(member=make_member(place.branch, name), full_name=name)


def seen_by(user, rows=SentIn):
    """By wall one, and by wall two alone."""
    one = list(rows.objects.visible_to(user).order_by("pk").values_list("pk", flat=True))
    with within(user.scope("test", about_oneself=True)):
        two = list(rows.objects.order_by("pk").values_list("pk", flat=True))
    return one, two


def dues(user, day, word):
    return [(due.what, due.late) for due in things_to_do(user, day) if word in due.what]


# --- who reads what ---


def test_the_name_is_read_by_the_asker_and_the_preparing_office_alone(place, taking):
    sent = sent_in(taking, place.asker)
    mine = [sent.pk]
    assert seen_by(place.asker) == (mine, mine)
    assert seen_by(place.clerk) == (mine, mine)
    for outside in (place.secretary, place.standing, another(place), make_user("organisation_officer", place.commune.parent)):
        assert seen_by(outside) == ([], [])
    with within(Scope(0, 2**62)):  # all places of the tree, and no post
        assert not SentIn.objects.exists()


def test_each_wall_holds_with_the_other_taken_away(place, taking):
    sent = sent_in(taking, place.asker)
    other = another(place)
    assert list(SentIn.objects.visible_to(other)) == []  # seen with all rows in sight
    with within(other.scope("test", about_oneself=True)):
        assert list(SentIn.objects.all()) == []
        assert SentIn.objects.filter(pk=sent.pk).update(why="x") == 0


def test_others_read_nothing_of_it_until_it_is_put_forward_and_then_no_name_unless_wished(place, taking):
    first, second = sent_in(taking, place.asker), sent_in(taking, place.asker, title="Lớp nghề", show_name=True)
    other = another(place)
    assert not Raised.objects.visible_to(other).exists()
    assert [(one.title, one.text, one.name) for one in Raised.objects.all()] == [("", "", "")] * 2
    forward(place, first)
    forward(place, second)
    shown = Raised.objects.visible_to(other).order_by("pk")
    assert [(one.title, one.text, one.name) for one in shown] == [(TITLE, TEXT, ""), ("Lớp nghề", TEXT, place.member.full_name)]


def test_acts_which_more_people_read_tell_neither_who_asked_nor_what(place, taking, day):
    sent = sent_in(taking, place.asker)
    actions.hold_back(sent=sent, ground="off_theme", why="Việc riêng của chi bộ", by=place.clerk, today=day)
    actions.withdraw_sent_in(sent=sent, by=place.asker, today=day)
    acts = Act.objects.filter(kind__in=["dialogue.sent_in", "dialogue.withdrawn", "dialogue.held_back"]).order_by("pk")
    assert [(one.kind, one.by_id) for one in acts] == [("dialogue.sent_in", None), ("dialogue.held_back", place.clerk.pk), ("dialogue.withdrawn", None)]
    assert {(one.member_id, one.reason, str(one.details)) for one in acts} == {(None, "", "{}")}


# --- announcing ---


def test_members_of_the_unit_and_of_those_below_are_invited_or_of_the_unit_alone(place, taking, day):
    own = announced(place, day + timedelta(days=10), below=False, theme="Việc của văn phòng xã")
    far = make_place(make_commune("Đảng bộ xã Khun Há"))
    above = make_user("organisation_officer", place.commune.parent)
    assert set(Dialogue.objects.visible_to(place.asker)) == {taking}
    assert set(Dialogue.objects.visible_to(place.clerk)) == {taking, own}
    assert not Dialogue.objects.visible_to(far.asker).exists()
    assert not Dialogue.objects.visible_to(above).exists()
    with pytest.raises(RuleBroken, match="đơn vị khác"):
        sent_in(own, place.asker)


def test_only_who_holds_the_post_there_announces_and_prepares(place, taking, day):
    with pytest.raises(NotAllowed):
        announced(place, day + timedelta(days=10), by=place.secretary)
    with pytest.raises(NotAllowed, match="chức trách"):
        announced(place, day + timedelta(days=10), by=place.standing)  # of the committee, not of the office
    with pytest.raises(NotAllowed, match="cơ quan khác"):
        actions.call_off(dialogue=taking, reason="Bão", by=place.standing, today=day)
    with pytest.raises(NotAllowed):
        actions.put_forward(sent=sent_in(taking, place.asker), topic=None, by=place.standing, today=day)


@pytest.mark.parametrize("told", [{"takes_from": 3, "takes_until": 2}, {"takes_until": 11}, {"on": -1, "takes_from": -3, "takes_until": -2}])
def test_days_that_do_not_fit_are_refused(place, day, told):
    days = {name: day + timedelta(days=ahead) for name, ahead in ({"on": 10, "takes_from": 0, "takes_until": 9} | told).items()}
    with pytest.raises(RuleBroken):
        actions.announce(unit=place.commune, desk="office", planned=planned(**days), by=place.clerk, today=day)
    assert not Dialogue.objects.exists()


def test_it_is_changed_until_it_is_held_and_called_off_with_a_reason(place, taking, day):
    later = actions.change_dialogue(dialogue=taking, planned=planned(day + timedelta(days=12)), by=place.clerk, today=day)
    assert later.on == day + timedelta(days=12)
    with pytest.raises(RuleBroken):
        actions.call_off(dialogue=taking, reason=" ", by=place.clerk, today=day)
    actions.call_off(dialogue=taking, reason="Mưa lũ", by=place.clerk, today=day)
    taking.refresh_from_db()
    assert (taking.state, taking.why_off, taking.phase(day)) == ("called_off", "Mưa lũ", "called_off")
    with pytest.raises(RuleBroken, match="Không tổ chức"):
        actions.change_dialogue(dialogue=taking, planned=planned(day + timedelta(days=12)), by=place.clerk, today=day)


def test_the_day_says_how_far_it_is(place, day):
    one = announced(place, day + timedelta(days=10), takes_from=day + timedelta(days=2), takes_until=day + timedelta(days=5))
    assert [one.phase(day + timedelta(days=ahead)).value for ahead in (0, 2, 5, 6, 20)] == ["announced", "taking", "taking", "closed", "closed"]


# --- sending in and withdrawing ---


def test_questions_are_taken_between_the_two_days_only(place, day):
    one = announced(place, day + timedelta(days=10), takes_from=day + timedelta(days=2), takes_until=day + timedelta(days=5))
    for outside in (1, 6):
        with pytest.raises(RuleBroken, match="nhận câu hỏi từ"):
            sent_in(one, place.asker, day=day + timedelta(days=outside))
    sent = sent_in(one, place.asker, day=day + timedelta(days=5))
    with pytest.raises(RuleBroken, match="nhận câu hỏi từ"):
        actions.withdraw_sent_in(sent=sent, by=place.asker, today=day + timedelta(days=6))


def test_one_asks_in_ones_own_name_while_on_the_roll(place, taking, day):
    other = another(place)
    with pytest.raises(NotAllowed):
        actions.send_in(dialogue=taking, member=place.member, put=Put(TITLE, TEXT), by=other, today=day)
    with pytest.raises(RuleBroken, match="không gắn với đảng viên"):
        actions.send_in(dialogue=taking, member=None, put=Put(TITLE, TEXT), by=place.clerk, today=day)
    with pytest.raises(RuleBroken):
        sent_in(taking, place.asker, text=" ")
    place.member.left_on = day
    with pytest.raises(RuleBroken, match="không còn"):
        actions.send_in(dialogue=taking, member=place.member, put=Put(TITLE, TEXT), by=place.asker, today=day)
    assert not SentIn.objects.exists()


def test_withdrawn_nothing_of_it_is_seen_by_others_and_asker_and_office_see_that_it_was(place, taking, day):
    sent = sent_in(taking, place.asker, show_name=True)
    raised = forward(place, sent)
    with pytest.raises(NotAllowed):
        actions.withdraw_sent_in(sent=sent, by=another(place), today=day)
    with pytest.raises(NotAllowed):
        actions.withdraw_sent_in(sent=sent, by=SYSTEM, today=day)
    actions.withdraw_sent_in(sent=sent, by=place.asker, today=day)
    raised.refresh_from_db()
    assert (raised.state, raised.title, raised.text, raised.name, raised.topic) == ("withdrawn", "", "", "", None)
    assert seen_by(place.clerk) == ([sent.pk], [sent.pk])
    assert groups_of(taking) == []
    with pytest.raises(RuleBroken, match="đã rút"):
        actions.withdraw_sent_in(sent=sent, by=place.asker, today=day)


# --- looking through, grouping ---


def test_a_question_held_back_keeps_its_reason_and_may_be_put_forward_after_all(place, taking, day):
    sent = sent_in(taking, place.asker)
    with pytest.raises(RuleBroken):
        actions.hold_back(sent=sent, ground="off_theme", why=" ", by=place.clerk, today=day)
    actions.hold_back(sent=sent, ground="names_persons", why="Nêu tên một đồng chí; xin viết lại.", by=place.clerk, today=day)
    with within(place.asker.scope("test", about_oneself=True)):
        mine = SentIn.objects.select_related("raised").get()
        assert (mine.raised.state, mine.ground, mine.why) == ("held_back", "names_persons", "Nêu tên một đồng chí; xin viết lại.")
    told = Message.objects.get(member=place.member, said="dialogue_held_back")
    assert (told.what, told.href) == ("", sent.get_absolute_url())
    forward(place, sent)
    sent.refresh_from_db()
    assert (sent.ground, sent.why, sent.raised.state) == ("", "", "shown")


def test_questions_lie_in_one_group_each_ordered_by_hand_and_then_by_support(place, taking, day):
    roads, school, clinic, road_again = (forward(place, sent_in(taking, place.asker, title=title)) for title in ("Đường", "Trường", "Trạm y tế", "Lại đường"))
    actions.regroup(sent=road_again.sent_in, topic=roads.topic, by=place.clerk, today=day)
    support(clinic, place.asker, day)
    assert [(one.topic.title, one.topic.questions, one.topic.support) for one in groups_of(taking)] == [("Trạm y tế", 1, 1), ("Đường", 2, 0), ("Trường", 1, 0)]
    actions.arrange_topic(topic=school.topic, title="Trường lớp", rank=1, by=place.clerk, today=day)
    assert [one.topic.title for one in groups_of(taking)] == ["Trường lớp", "Trạm y tế", "Đường"]
    actions.regroup(sent=road_again.sent_in, topic=None, by=place.clerk, today=day)
    assert [one.topic.title for one in groups_of(taking)][2:] == ["Đường", "Lại đường"]
    with pytest.raises(RuleBroken):
        actions.arrange_topic(topic=school.topic, title=" ", rank=None, by=place.clerk, today=day)


def test_a_group_of_another_dialogue_is_refused_by_rule_and_by_the_database(place, taking, day):
    other = forward(place, sent_in(announced(place, day + timedelta(days=10), theme="Khác"), place.asker))
    sent = sent_in(taking, place.asker)
    with pytest.raises(RuleBroken, match="buổi đối thoại khác"):
        actions.put_forward(sent=sent, topic=other.topic, by=place.clerk, today=day)
    raised = forward(place, sent)
    with pytest.raises(IntegrityError), transaction.atomic():
        Raised.objects.filter(pk=raised.pk).update(topic=other.topic)


# --- the day, answers, minutes ---


@pytest.fixture
def evening(place, taking):
    """Three groups on the day itself: asked by the member and by another."""
    groups = [forward(place, sent_in(taking, user, title=title)).topic for user, title in ((place.asker, "Đường vào bản"), (another(place), "Lớp nghề"), (place.asker, "Nước sạch"))]
    return taking, groups


def test_answered_on_the_day_or_owed_by_an_office_and_each_asker_is_told(place, evening):
    one, (road, trade, water) = evening
    with pytest.raises(RuleBroken, match="chưa đến ngày"):
        actions.answer_topic(topic=road, text="Tháng 12.", by=place.clerk, today=one.takes_until)
    actions.answer_topic(topic=road, text="Tháng 12 sửa.", by=place.clerk, today=one.on)
    actions.answer_topic(topic=road, text="Tháng 12 bắt đầu sửa.", by=place.clerk, today=one.on + timedelta(days=1))
    road.refresh_from_db()
    assert (road.answer, road.answered_on) == ("Tháng 12 bắt đầu sửa.", one.on)  # put better, still of the day
    assert [(told.member_id, told.what) for told in Message.objects.filter(said="dialogue_answered")] == [(place.member.pk, "")]
    with pytest.raises(RuleBroken, match="đã được trả lời"):
        actions.owe_answer(topic=road, desk="committee", until=one.on, by=place.clerk, today=one.on)
    with pytest.raises(RuleBroken, match="đã qua"):
        actions.owe_answer(topic=trade, desk="committee", until=one.on - timedelta(days=1), by=place.clerk, today=one.on)
    with pytest.raises(RuleBroken, match="chưa có ai"):
        actions.owe_answer(topic=trade, desk="inspection", until=one.on, by=place.clerk, today=one.on)
    until = one.on + timedelta(days=5)
    actions.owe_answer(topic=trade, desk="committee", until=until, by=place.clerk, today=one.on)
    assert dues(place.standing, until, "Lớp nghề") == [("Còn phải trả lời sau đối thoại: Lớp nghề", False)]
    assert dues(place.standing, until + timedelta(days=1), "Lớp nghề") == [("Còn phải trả lời sau đối thoại: Lớp nghề", True)]
    assert dues(place.clerk, until, "Lớp nghề") == []
    with pytest.raises(NotAllowed):
        actions.answer_topic(topic=water, text="Sang năm.", by=place.standing, today=one.on)  # owed by nobody yet: the preparing office answers
    actions.answer_topic(topic=trade, text="Quý sau mở lớp.", by=place.standing, today=until)
    assert dues(place.standing, until, "Lớp nghề") == []
    assert Topic.objects.get(pk=trade.pk).answered_by == place.standing


def test_minutes_wait_for_every_question_and_then_say_what_is_owed_by_whom(place, evening, day):
    one, (road, trade, water) = evening
    late = sent_in(one, another(place, "Sùng A Dơ"), title="Chợ phiên")
    with pytest.raises(RuleBroken, match="chưa đến ngày"):
        actions.hold_dialogue(dialogue=one, present=41, chair="", by=place.clerk, today=one.takes_until)
    assert dues(place.clerk, one.on + timedelta(days=1), THEME) == [(f"1 câu hỏi chờ xem: {THEME}", True)]
    held = actions.hold_dialogue(dialogue=one, present=1_241, chair="Đồng chí Hà Văn Thường, Bí thư", by=place.clerk, today=one.on)
    with pytest.raises(RuleBroken, match="chưa xem"):
        actions.publish_minutes(dialogue=held, by=place.clerk, today=one.on)
    actions.hold_back(sent=late, ground="doubled", why="Trùng câu khác", by=place.clerk, today=one.on)
    with pytest.raises(RuleBroken, match="Còn 3 nhóm"):
        actions.publish_minutes(dialogue=held, by=place.clerk, today=one.on)
    actions.answer_topic(topic=road, text="Tháng 12 sửa.", by=place.clerk, today=one.on)
    actions.answer_topic(topic=water, text="Đã giao đội 2.", by=place.clerk, today=one.on + timedelta(days=1))
    actions.owe_answer(topic=trade, desk="committee", until=one.on + timedelta(days=9), by=place.clerk, today=one.on)
    assert dues(place.clerk, one.on, "biên bản") == [(f"Công bố biên bản đối thoại: {THEME}", False)]
    done = actions.publish_minutes(dialogue=held, by=place.clerk, today=one.on + timedelta(days=2))
    said = done.minutes
    assert "Số đảng viên tham dự: 1.241." in said
    assert "gửi đến, không tính câu người gửi đã rút: 4. Số câu hỏi đưa ra đối thoại: 3, gồm 3 vấn đề. Số câu hỏi không đưa ra: 1 (trùng câu hỏi khác: 1)." in said
    assert "Trả lời: Tháng 12 sửa." in said
    assert f"Trả lời (ngày {(one.on + timedelta(days=1)):%d/%m/%Y}): Đã giao đội 2." in said
    assert "Những nội dung còn phải trả lời:" in said
    assert f"- Lớp nghề: Ban thường vụ, {place.commune.name}, chậm nhất ngày" in said
    assert place.member.full_name not in said
    assert dues(place.clerk, one.on, THEME) == []
    with pytest.raises(RuleBroken, match="Đã công bố biên bản"):  # what the minutes promised is not put off
        actions.owe_answer(topic=trade, desk="committee", until=one.on + timedelta(days=90), by=place.clerk, today=one.on + timedelta(days=3))
    actions.answer_topic(topic=trade, text="Quý sau.", by=place.clerk, today=one.on + timedelta(days=3))
    done.refresh_from_db()
    assert "Quý sau." not in done.minutes
    with pytest.raises(RuleBroken, match="đã được trả lời"):
        actions.answer_topic(topic=trade, text="Không phải.", by=place.clerk, today=one.on + timedelta(days=4))
    with pytest.raises(RuleBroken):
        actions.hold_back(sent=late, ground="doubled", why="Trùng", by=place.clerk, today=one.on)


def test_minutes_name_who_wished_it_and_say_when_nothing_is_owed(place, taking, day):
    road = forward(place, sent_in(taking, place.asker, show_name=True)).topic
    actions.answer_topic(topic=road, text="Tháng 12.", by=place.clerk, today=taking.on)
    held = actions.hold_dialogue(dialogue=taking, present=0, chair=" ", by=place.clerk, today=taking.on)
    said = minutes_text(held)
    assert f"- {TEXT} ({place.member.full_name})" in said
    assert "Chủ trì" not in said
    assert said.endswith("Các nội dung đưa ra đối thoại đã được trả lời.")


def test_a_day_that_went_by_unnoted_stands_late_with_the_office(place, taking):
    assert dues(place.clerk, taking.on, THEME) == []
    assert dues(place.clerk, taking.on + timedelta(days=1), THEME) == [(f"Đã tổ chức chưa? {THEME}", True)]
    assert dues(place.standing, taking.on + timedelta(days=1), THEME) == []


# --- guides ---


def test_an_answer_becomes_a_guide_only_with_the_askers_leave(place, taking, day):
    sent, silent = sent_in(taking, place.asker, may_publish=True), sent_in(taking, another(place), title="Lớp nghề")
    topic = forward(place, sent).topic
    forward(place, silent, topic)
    assert not Offer.objects.exists()
    actions.answer_topic(topic=topic, text="Tháng 12 sửa.", by=place.clerk, today=taking.on)
    offer = Offer.objects.get()
    assert (offer.sent_in, offer.unit, offer.title, offer.text) == (sent, place.commune, TITLE, f"{TEXT}\n\nTháng 12 sửa.")
    actions.set_publishing(sent=sent, may_publish=False, by=place.asker, today=day)
    offer.refresh_from_db()
    assert offer.state == "taken_back"
    actions.set_publishing(sent=sent, may_publish=True, by=place.asker, today=day)
    editor = make_user("handbook_editor", place.commune)
    guide = guides.write(unit=offer.unit, content=Content("meeting", offer.title, offer.text, "below"), by=editor, offer=Offer.objects.get())
    guides.release(guide=guides.submit(guide=guide, by=editor), from_day=day, by=place.standing, today=day)
    assert Offer.objects.get().state == "published"
    with pytest.raises(RuleBroken, match="đã được công bố"):
        actions.set_publishing(sent=sent, may_publish=False, by=place.asker, today=day)
    with pytest.raises(NotAllowed):
        actions.set_publishing(sent=silent, may_publish=True, by=place.clerk, today=day)


# --- units and members ---


def test_a_unit_that_ends_calls_off_what_it_announced_and_hands_on_what_it_owes(place, taking, day):
    past = announced(place, day, today=day - timedelta(days=10), theme="Buổi đã qua")
    sent = sent_in(past, place.asker, day=day - timedelta(days=10))
    topic = forward(place, sent).topic
    actions.owe_answer(topic=topic, desk="office", until=day, by=place.clerk, today=day)
    actions.hold_dialogue(dialogue=past, present=5, chair="", by=place.clerk, today=day)
    off = announced(place, day + timedelta(days=10), theme="Đã hoãn")
    actions.call_off(dialogue=off, reason="Bão", by=place.clerk, today=day)
    assert actions.dialogues_follow(unit=place.commune, into=[], on=day, by=SYSTEM) == 2
    states = {one.theme: (one.state, one.why_off, one.unit) for one in Dialogue.objects.select_related("unit")}
    assert states == {THEME: ("called_off", "Đơn vị đã kết thúc hoạt động.", place.commune), "Buổi đã qua": ("held", "", place.commune.parent), "Đã hoãn": ("called_off", "Bão", place.commune)}
    clerk = make_user("office_clerk", place.commune.parent)
    assert seen_by(clerk) == ([sent.pk], [sent.pk])
    assert seen_by(place.clerk) == ([], [])
    assert dues(clerk, day, TITLE) == [(f"Còn phải trả lời sau đối thoại: {TITLE}", False)]
    assert actions.dialogues_follow(unit=place.commune.parent, into=[], on=day, by=SYSTEM) == 1  # nobody above: it stays
    assert Dialogue.objects.get(theme="Buổi đã qua").unit == place.commune.parent


def test_dissolving_a_unit_calls_its_dialogue_off(place, day):
    lone = make_unit("Đảng bộ xã Tà Gia", kind="commune_organisation", parent=place.commune.parent, founded_on=place.commune.founded_on)
    make_user("office_clerk", lone)
    one = actions.announce(unit=lone, desk="office", planned=planned(day + timedelta(days=10)), by=SYSTEM, today=day)
    dissolve_unit(unit=lone, on=day, today=day, paper="12-QĐ/TU", by=SYSTEM)
    one.refresh_from_db()
    assert one.state == "called_off"


def test_two_records_of_one_person_keep_what_both_sent_in(place, taking):
    sent = sent_in(taking, place.asker)
    kept = make_member(place.branch, "Lò Thị Hường", day=TODAY)
    merge_members(keep=kept, other=place.member, choices={"membership": kept.pk}, reason="Nhập hai lần", by=SYSTEM)
    sent.refresh_from_db()
    assert sent.member == kept


def test_a_support_is_seen_by_its_member_alone_whatever_the_role(place, taking, day):
    raised = forward(place, sent_in(taking, place.asker))
    other = another(place)
    support(raised, other, day)
    for outside in (place.asker, place.clerk, place.standing, place.secretary):
        assert seen_by(outside, Support) == ([], [])
    with within(Scope(0, 2**62, desks="*")):  # the system itself, all places and posts
        assert not Support.objects.exists()
    with within(other.scope("test")):
        assert Support.objects.get().raised == raised
    assert not Act.objects.filter(by_id=other.pk).exists()
