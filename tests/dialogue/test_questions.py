"""A question goes its way: who reads it when, by when it is due, and what the asker is told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import Scope, within
from coso.dialogue import actions
from coso.dialogue.actions import Asked
from coso.dialogue.models import Offer, Passed, Question, QuestionEntry
from coso.dialogue.queries.questions import places_for
from coso.handbook import actions as guides
from coso.handbook.actions import Content
from coso.handbook.queries.today import today as handbook_today
from coso.home.queries import things_to_do, votes_and_answers
from coso.members.actions import merge_members, move_member
from coso.notices.models import Message
from coso.org.actions import dissolve_unit
from coso.rulebook.actions import settle_rule
from tests.dialogue.story import TEXT, TITLE, answered, make_place, passed, put
from tests.factories import TODAY, make_commune, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def day():
    return timezone.localdate()


def kinds(question):
    return [one.kind for one in question.entries.order_by("pk")]


def seen_by(user, rows=Question):
    """By wall one, and by wall two alone."""
    one = list(rows.objects.visible_to(user).values_list("pk", flat=True))
    with within(user.scope("test", about_oneself=True)):
        two = list(rows.objects.order_by("pk").values_list("pk", flat=True))
    return one, two


def test_only_the_asker_and_the_office_read_it_and_nobody_above(place):
    question = put(place)
    mine = [question.pk]
    province_officer = make_user("organisation_officer", place.commune)
    deputy = make_user("branch_committee", place.branch)
    other = make_user(member=make_member(place.branch, "Giàng A Páo"))
    assert seen_by(place.asker) == (mine, mine)
    assert seen_by(place.secretary) == (mine, mine)
    assert seen_by(deputy) == (mine, mine)
    for outside in (place.clerk, place.standing, province_officer, other):
        assert seen_by(outside) == ([], [])
        assert seen_by(outside, QuestionEntry) == ([], [])
    with within(Scope(0, 2**62)):  # all places of the tree, and no post
        assert not Question.objects.exists()


def test_each_wall_holds_with_the_other_taken_away(place):
    question = put(place, unit=place.commune, desk="committee")
    assert seen_by(place.standing) == ([question.pk], [question.pk])
    assert seen_by(place.clerk) == ([], [])
    assert list(Question.objects.visible_to(place.clerk)) == []  # seen with all rows in sight
    with within(place.clerk.scope("test")):
        assert list(Question.objects.all()) == []


def test_passed_on_it_leaves_the_office_which_sees_the_state_alone(place, day):
    question = passed(place, put(place))
    assert (question.unit, question.desk, question.state) == (place.commune, "office", "passed_on")
    assert seen_by(place.secretary) == ([], [])
    assert seen_by(place.secretary, QuestionEntry) == ([], [])
    assert seen_by(place.clerk) == ([question.pk], [question.pk])
    assert seen_by(place.clerk, QuestionEntry)[1] == list(question.entries.order_by("pk").values_list("pk", flat=True))
    leg = Passed.objects.get()
    assert seen_by(place.secretary, Passed) == ([leg.pk], [leg.pk])
    assert seen_by(place.clerk, Passed) == ([], [])
    with pytest.raises(NotAllowed):
        answered(place, question)
    actions.answer(question=question, text="Quý sau sửa.", by=place.clerk, today=day)
    leg.refresh_from_db()
    assert (leg.state, leg.number, leg.to) == ("answered", f"số {question.pk}", f"Văn phòng cấp ủy, {place.commune.name}")
    with within(place.asker.scope("test", about_oneself=True)):
        chain = [(one.kind, one.where, one.text) for one in QuestionEntry.objects.order_by("pk")]
    assert chain == [("asked", "", ""), ("passed_on", leg.to, "Thuộc thẩm quyền của xã"), ("answered", "", "Quý sau sửa.")]
    told = Message.objects.filter(member=place.member).order_by("pk")
    assert [(one.said, one.what, one.href) for one in told] == [("request_question_passed_on", "", question.get_absolute_url()), ("request_question_answered", "", question.get_absolute_url())]


def test_the_asker_asks_back_once_for_each_answer_and_says_when_it_is_read(place, day):
    question = answered(place, put(place))
    assert [due.what for due in votes_and_answers(place.asker, day)] == [f"Câu hỏi của đồng chí đã được trả lời: {TITLE}"]
    actions.ask_back(question=question, text="Ai làm?", by=place.asker, today=day)
    with pytest.raises(RuleBroken):
        actions.ask_back(question=question, text="Thêm nữa?", by=place.asker, today=day)
    answered(place, question, "Đội 2 làm.")
    assert [due.what for due in handbook_today(place.asker, day).notices] == [f"Câu hỏi của đồng chí đã được trả lời: {TITLE}"]
    actions.note_read(question=question, by=place.asker, today=day)
    assert handbook_today(place.asker, day).notices == []
    assert list(votes_and_answers(place.asker, day)) == []
    assert kinds(question) == ["asked", "answered", "asked_back", "answered", "read"]


def test_what_is_withdrawn_is_answered_no_more(place, day):
    question = put(place)
    with pytest.raises(NotAllowed):
        actions.withdraw(question=question, by=place.secretary, today=day)
    actions.withdraw(question=question, by=place.asker, today=day)
    with pytest.raises(RuleBroken, match="Người hỏi đã rút"):
        answered(place, question)


def test_without_a_rule_no_day_is_set_and_nothing_is_late(place, day):
    question = put(place, day=day - timedelta(days=400))
    assert (question.due_on, question.due_rule) == (None, {})
    assert not Question.objects.late(day).exists()
    assert [(due.what, due.late) for due in things_to_do(place.secretary, day) if TITLE in due.what] == [(f"Câu hỏi: {TITLE}", False)]


def test_a_dated_local_value_sets_the_day_and_it_is_counted_anew_where_it_is_passed_on(place, day):
    asked_on = date(2026, 11, 2)
    settle_rule(key="dialogue.answer_days", value=10, unit=place.commune, on=date(2026, 1, 1), paper="05-QC/ĐU", reason="Quy chế đối thoại", by=SYSTEM)
    question = put(place, day=asked_on)
    assert question.due_on == date(2026, 11, 16)
    assert question.due_rule["regulation"] == "05-QC/ĐU"
    assert [due.late for due in things_to_do(place.secretary, day) if TITLE in due.what] == [day > date(2026, 11, 16)]
    assert passed(place, question).due_on > question.due_on


def test_one_writes_to_offices_somebody_holds_in_the_own_line_only(place, day):
    far = make_place(make_commune("Đảng bộ xã Khun Há"))
    assert [str(one) for one in places_for(place.branch, day)] == [
        f"Bí thư, chi ủy, {place.branch.name}", f"Ban thường vụ, {place.commune.name}", f"Văn phòng cấp ủy, {place.commune.name}",
    ]
    with pytest.raises(RuleBroken, match="không phải là cấp trên"):
        put(place, unit=far.branch)
    with pytest.raises(RuleBroken, match="chưa có ai"):
        put(place, unit=place.commune, desk="inspection")
    with pytest.raises(NotAllowed):
        actions.ask(member=far.member, unit=far.branch, desk="branch", asked=Asked("question", TITLE, TEXT), by=place.asker, today=day)
    with pytest.raises(RuleBroken):
        passed(place, put(place), unit=place.branch, desk="branch")


def test_entered_for_a_member_without_a_phone_it_says_so_and_the_answer_finds_its_way(place, day):
    one = make_member(place.branch, "Giàng A Páo")
    proxy = make_user("branch_committee", place.branch, member=make_member(place.branch, "Lò Văn Ủy"))
    asked = Asked("proposal", TITLE, TEXT)
    question = actions.ask_for(member=one, unit=place.commune, desk="office", asked=asked, told_how="Nói tại nhà", by=proxy, today=day)
    assert (question.name, question.entered_by, question.people) == ("Giàng A Páo", proxy, [one.pk, proxy.own_member_id])
    actions.answer(question=question, text="Đã ghi nhận.", by=place.clerk, today=day)
    assert seen_by(proxy) == ([question.pk], [question.pk])
    assert [due.what for due in things_to_do(proxy, day) if TITLE in due.what] == [f"Câu hỏi của đồng chí đã được trả lời: {TITLE}"]
    with pytest.raises(NotAllowed):
        actions.ask_for(member=one, unit=place.branch, desk="branch", asked=asked, told_how="Gọi điện", by=place.asker, today=day)
    with pytest.raises(RuleBroken):
        actions.ask_for(member=one, unit=place.branch, desk="branch", asked=asked, told_how=" ", by=proxy, today=day)


def test_acts_which_more_people_read_tell_neither_who_asked_nor_what(place, day):
    question = answered(place, put(place))
    actions.withdraw(question=put(place), by=place.asker, today=day)
    acts = Act.objects.filter(kind__startswith="question.")
    assert {(one.kind, one.by_id) for one in acts} == {("question.asked", None), ("question.answered", place.secretary.pk), ("question.withdrawn", None)}
    assert {(one.member_id, one.reason) for one in acts} == {(None, "")}
    assert question.title not in str([one.details for one in acts])


# --- published without the name ---


@pytest.fixture
def editor(place):
    return make_user("handbook_editor", place.commune)


def guide_of(offer, by):
    return guides.write(unit=offer.unit, content=Content("meeting", offer.title, offer.text, "below"), by=by, offer=offer)


def released(guide, editor, place, day):
    return guides.release(guide=guides.submit(guide=guide, by=editor), from_day=day, by=place.standing, today=day)


def test_an_answer_becomes_a_guide_without_the_name_when_the_asker_lets_it(place, editor, day):
    question = answered(place, put(place, may_publish=True))
    offer = Offer.objects.visible_to(editor).get()
    assert place.member.full_name not in f"{offer.title} {offer.text}"
    assert offer.text == f"{TEXT}\n\nTháng 12 bắt đầu sửa."
    guide = released(guide_of(offer, editor), editor, place, day)
    assert (guide.state, guide.question) == ("released", TITLE)
    assert kinds(question) == ["asked", "answered", "published"]
    with pytest.raises(RuleBroken, match="đã được công bố"):
        actions.take_back_publishing(question=question, by=place.asker, today=day)
    assert not Offer.objects.visible_to(place.standing).exists()


def test_until_it_is_published_the_asker_takes_it_back(place, editor, day):
    question = answered(place, put(place))
    assert not Offer.objects.exists()
    actions.allow_publishing(question=question, by=place.asker, today=day)
    guide = guide_of(Offer.objects.get(), editor)
    with pytest.raises(RuleBroken):  # one guide of one answer
        guide_of(Offer.objects.get(), editor)
    actions.take_back_publishing(question=question, by=place.asker, today=day)
    with pytest.raises(RuleBroken, match="không đồng ý công bố"):
        released(guide, editor, place, day)
    guide.refresh_from_db()
    assert guide.state == "in_review"


# --- units and members ---


def test_a_unit_that_ends_hands_on_what_waits_and_the_asker_is_told(place, day):
    question, done = put(place), answered(place, put(place, title="Đã xong"))
    next_door = make_unit(kind="subordinate_branch", parent=place.commune, founded_on=place.commune.founded_on)
    move_member(member=place.member, to=next_door, on=day, paper="12-QĐ/ĐU", by=SYSTEM, day=day)
    dissolve_unit(unit=place.branch, on=day, today=day, paper="12-QĐ/ĐU", by=SYSTEM)
    question.refresh_from_db()
    done.refresh_from_db()
    assert (question.unit, question.desk) == (place.commune, "committee")
    assert done.unit == place.branch
    assert kinds(question) == ["asked", "followed"]


def test_two_records_of_one_person_keep_what_both_asked(place):
    question = put(place)
    kept = make_member(place.branch, "Lò Thị Hường", day=TODAY)
    merge_members(keep=kept, other=place.member, choices={"membership": kept.pk}, reason="Nhập hai lần", by=SYSTEM)
    question.refresh_from_db()
    assert (question.member, question.people) == (kept, [kept.pk])
