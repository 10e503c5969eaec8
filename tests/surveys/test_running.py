"""Drafted, released by a second person, opened on its day, ended; what the database refuses after the opening."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from coso.ballots.models import Voter
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.scope import everything, within
from coso.members.models import Member
from coso.notices.models import Message
from coso.org.actions import dissolve_unit
from coso.surveys import actions, rules
from coso.surveys.models import Survey, SurveyQuestion
from coso.surveys.tasks import see_to_surveys
from tests.factories import make_member, make_unit, make_user
from tests.surveys.story import asks, content, drafted, ended, make_place, opened, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place(6)


@pytest.fixture
def day():
    return timezone.localdate()


def test_who_wrote_on_it_does_not_release_it(place, day):
    survey = actions.submit(survey=drafted(place), by=place.clerk, today=day)
    for by in (place.clerk, SYSTEM):
        with pytest.raises(RuleBroken, match="không tự phát hành"):
            actions.release(survey=survey, by=by, today=day)
    survey = actions.hand_back(survey=survey, reason="Thiếu câu hỏi", by=place.standing)
    assert (survey.state, survey.handed_back_why) == ("draft", "Thiếu câu hỏi")
    actions.change(survey=survey, content=content(title="Giờ họp"), by=place.standing, today=day)
    actions.submit(survey=survey, by=place.standing, today=day)
    with pytest.raises(RuleBroken, match="không tự phát hành"):
        actions.release(survey=survey, by=place.standing, today=day)
    third = make_user("organisation_officer", place.commune)
    assert actions.release(survey=survey, by=third, today=day).state == "open"


@pytest.mark.parametrize(("told", "why"), [
    ({"title": " "}, "hỏi về việc gì"), ({"becomes": ""}, "hỏi về việc gì"), ({"desk": "branch"}, "không có bộ phận"),
    ({"from_day": timezone.localdate() - timedelta(days=1)}, "đã qua"), ({"until": timezone.localdate() - timedelta(days=1)}, "trước ngày mở"),
])
def test_a_draft_says_what_why_and_until_when(place, told, why):
    with pytest.raises(RuleBroken, match=why):
        drafted(place, **told)


def test_questions_are_written_while_it_is_a_draft(place, day):
    survey = drafted(place, questions=False)
    with pytest.raises(RuleBroken, match="chưa có câu hỏi"):
        actions.submit(survey=survey, by=place.clerk, today=day)
    for kind, text, options, why in (("one", " ", ["A", "B"], "ghi câu hỏi"), ("one", "Buổi nào?", ["Sáng", "Sáng"], "hai phương án")):
        with pytest.raises(RuleBroken, match=why):
            actions.add_question(survey=survey, kind=kind, text=text, options=options, by=place.clerk)
    question = actions.add_question(survey=survey, kind="one", text="Buổi nào?", options=["Sáng", "Tối"], by=place.clerk)
    scale = actions.add_question(survey=survey, kind="scale", text="Hài lòng?", options=[], by=place.clerk)
    assert scale.options == ["1", "2", "3", "4", "5"]
    assert rules.options_of("scale", ["Chưa", "Rất"])[::4] == ["1 – Chưa", "5 – Rất"]
    actions.change_question(question=question, kind="text", text="Góp ý", options=["bỏ"], by=place.clerk)
    question.refresh_from_db()
    assert question.options == []
    actions.remove_question(question=question, by=place.standing)
    assert set(Survey.objects.get().writers) == {place.clerk.pk, place.standing.pk}
    actions.submit(survey=survey, by=place.clerk, today=day)
    with pytest.raises(RuleBroken, match="trạng thái"):
        actions.remove_question(question=scale, by=place.clerk)
    assert SYSTEM.pk is None
    assert actions.write(unit=place.commune, content=content(), by=SYSTEM, today=day).writers == []


def test_after_the_opening_the_database_refuses_every_change_but_the_end(place):
    survey = opened(place)
    for name, value in {"kind": "named", "title": "Khác", "until": survey.until + timedelta(days=9), "publish": False, "desk": "committee", "state": "draft"}.items():
        with pytest.raises(IntegrityError, match="survey_stands"), transaction.atomic():
            Survey.objects.filter(pk=survey.pk).update(**{name: value})
    for change in (lambda: SurveyQuestion.objects.filter(survey=survey).update(text="Khác?"), lambda: SurveyQuestion.objects.filter(survey=survey).delete(), lambda: SurveyQuestion.objects.create(survey=survey, kind="text", text="Thêm")):
        with pytest.raises(IntegrityError, match="survey_asks_the_same"), transaction.atomic():
            change()
    with pytest.raises(RuleBroken):
        actions.change(survey=survey, content=content(), by=place.clerk, today=timezone.localdate())
    with pytest.raises(RuleBroken, match="lý do"):
        actions.end_early(survey=survey, reason=" ", by=place.clerk, now=timezone.now())
    done = ended(survey)
    assert done.ended_why == "Đã đủ ý kiến"
    with pytest.raises(IntegrityError, match="survey_stands"), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(answered=6)
    with pytest.raises(RuleBroken):
        ended(survey)


def test_it_asks_those_of_the_day_neither_exempt_nor_suspended(place):
    aside = make_member(place.branch, "Miễn")
    Member.objects.filter(pk=aside.pk).update(activity="exempt")
    make_member(place.branch, "Rời", left_on=date(2026, 1, 5), left_reason="left")
    above = make_member(make_unit(kind="subordinate_branch", parent=place.commune, founded_on=place.commune.founded_on))
    asked = set(Voter.objects.filter(ballot=opened(place).ballot_id).values_list("member", flat=True))
    assert asked == {one.pk for one in [*place.members, above]}
    own = opened(place, unit=place.branch, reach="unit", desk="branch", by=place.secretary, second=place.deputy)
    assert set(Voter.objects.filter(ballot=own.ballot_id).values_list("member", flat=True)) == {one.pk for one in place.members}


def test_it_opens_on_its_first_day_and_ends_when_its_last_is_over(place, day):
    survey = opened(place, from_day=day + timedelta(days=2), until=day + timedelta(days=5))
    assert (survey.state, survey.ballot) == ("released", None)
    with pytest.raises(IntegrityError, match="survey_stands"), transaction.atomic():
        Survey.objects.filter(pk=survey.pk).update(kind="named")

    def night(days):
        return see_to_surveys(timezone.now() + timedelta(days=days))

    assert [night(days) for days in (1, 2, 5)] == [(0, 0), (1, 0), (0, 0)]
    survey.refresh_from_db()
    assert survey.opened_on == day + timedelta(days=2)
    put(survey, place.members[0], today=survey.until)
    assert night(6) == (0, 1)
    survey.refresh_from_db()
    assert (survey.state, survey.answered, survey.ended_why) == ("ended", 1, "")


def test_what_would_ask_too_few_on_its_day_goes_back_to_its_author(place, day):
    survey = opened(place, from_day=day + timedelta(days=2))
    Member.objects.filter(pk__in=[one.pk for one in place.members[:3]]).update(activity="suspended")
    assert see_to_surveys(timezone.now() + timedelta(days=2)) == (1, 0)
    survey.refresh_from_db()
    assert (survey.state, survey.released_by) == ("draft", None)
    assert "3 người" in survey.handed_back_why
    with pytest.raises(RuleBroken):
        actions.open_on_its_day(survey=survey, by=SYSTEM, today=day)
    with pytest.raises(RuleBroken):
        actions.end_when_over(survey=survey, by=SYSTEM, now=timezone.now())


def test_one_that_fails_at_night_holds_up_no_other(place, day, monkeypatch):
    opened(place, from_day=day + timedelta(days=1))
    monkeypatch.setattr(actions, "open_on_its_day", lambda **_told: (_ for _ in ()).throw(RuleBroken("đã mở")))
    assert see_to_surveys(timezone.now() + timedelta(days=1)) == (0, 0)


def test_a_unit_that_ends_ends_its_surveys(place, day):
    branch = make_place(6, place.commune)
    open_one = opened(branch, unit=branch.branch, desk="branch", reach="unit", by=branch.secretary, second=branch.deputy)
    waiting = opened(branch, unit=branch.branch, desk="branch", reach="unit", by=branch.secretary, second=branch.deputy, from_day=day + timedelta(days=3))
    assert actions.follow_ended_unit(unit=branch.branch, by=SYSTEM, now=timezone.now(), reason="Chi bộ đã giải thể") == 2
    open_one.refresh_from_db()
    waiting.refresh_from_db()
    assert (open_one.state, open_one.ended_why, waiting.state) == ("ended", "Chi bộ đã giải thể", "draft")
    empty = make_unit(kind="subordinate_branch", parent=place.commune, founded_on=place.commune.founded_on)
    dissolve_unit(unit=empty, on=day, today=day, paper="12-QĐ/ĐU", by=SYSTEM)


def test_who_may_prepare_is_asked_each_time(place, day):
    stranger = make_user("office_clerk", make_unit(kind="commune_organisation"))
    with pytest.raises(NotAllowed):
        drafted(place, by=stranger)
    survey = drafted(place)
    with pytest.raises(NotAllowed):
        actions.submit(survey=survey, by=make_user("branch_secretary", place.branch), today=day)


def test_those_asked_are_told_without_content_outside(place):
    make_user(member=place.members[0])
    survey = opened(place)
    message = Message.objects.get(said="survey_opened")
    voter = Voter.objects.get(ballot=survey.ballot_id, member=place.members[0])
    assert (message.member, message.href) == (place.members[0], f"/khao-sat/phieu/{voter.pk}/")


def test_a_survey_knows_its_office_and_its_questions_by_word(place):
    survey = drafted(place)
    assert survey.office == f"Văn phòng cấp ủy, {place.commune.name}"
    assert [str(survey), str(asks(survey)["one"])] == ["Giờ sinh hoạt chi bộ", "Họp buổi nào?"]
    with within(everything()):
        assert list(Survey.objects.search("gio sinh hoat")) == [survey]
