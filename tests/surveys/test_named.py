"""Surveys by name: changed until the end, read by the office the survey names, entered for those without a phone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from coso.ballots.enums import Way
from coso.ballots.models import Voter
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import Scope, everything, within
from coso.figures.queries import Question as Asking
from coso.figures.queries import figure
from coso.surveys import actions, queries
from coso.surveys.models import Reply, Survey, Tally, Turnout
from coso.surveys.rules import Given
from tests.factories import make_member, make_unit, make_user
from tests.surveys.story import (
    Comrade,
    asks,
    ended,
    given,
    make_place,
    opened,
    put,
    say,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place(3)


def named(place, **told):
    return opened(place, kind="named", **told)


def test_an_answer_is_changed_until_the_end_and_then_counted(place):
    survey = named(place)
    acts = Act.objects.count()
    say(survey, place.members[0], given(survey, 0, (0,), text="Sớm hơn"))
    say(survey, place.members[0], given(survey, 2, (1,), text="Muộn hơn"))
    say(survey, place.members[1], given(survey, 2))
    assert Act.objects.count() == acts
    survey = ended(survey)
    found = asks(survey)
    assert (survey.asked, survey.answered, survey.shown) == (3, 2, True)
    assert [one.number for one in Tally.objects.filter(question=found["one"]).order_by("option")] == [0, 0, 2]
    assert Reply.objects.get(member=place.members[0]).answers[found["text"].key]["said"] == "Muộn hơn"
    with pytest.raises(RuleBroken, match="không nhận"):
        say(survey, place.members[2])


def test_both_walls_let_the_member_and_the_named_office_read_and_nobody_else(place):
    survey = named(place)
    reply = say(survey, place.members[0])
    ended(survey)
    officer = make_user("organisation_officer", place.commune)
    for user, sees in ((place.clerk, True), (place.standing, False), (place.secretary, False), (officer, False), (make_user(member=place.members[0]), True), (make_user(member=place.members[1]), False)):
        with within(user.scope()):
            assert list(Reply.objects.all()) == [reply] * sees
        with within(everything()):
            assert list(Reply.objects.visible_to(user)) == [reply] * sees
    with within(place.clerk.scope()):
        assert list(queries.answered_so(survey, place.clerk, asks(survey)["one"], 0)) == [reply]
        assert not queries.answered_so(survey, place.clerk, asks(survey)["one"], 1)


def test_for_a_member_without_a_phone_it_is_entered_with_a_note(place):
    survey = named(place)
    one, other = place.members[:2]
    told = {"survey": survey, "given": given(survey), "by": place.secretary, "today": timezone.localdate()}
    with pytest.raises(RuleBroken, match="bằng cách nào"):
        actions.answer_for(member=one, told_how=" ", **told)
    actions.answer_for(member=one, told_how="Nói ở buổi họp", **told)
    assert (Reply.objects.get().entered_by, Voter.objects.get(ballot=survey.ballot, member=one).way) == (place.secretary, Way.PAPER)
    say(survey, one, given(survey, 2))  # the member's own word goes before
    assert Reply.objects.get().entered_by is None
    with pytest.raises(RuleBroken, match="đã tự trả lời"):
        actions.answer_for(member=one, told_how="Nói lại", **told)
    with pytest.raises(NotAllowed):
        actions.answer_for(member=other, told_how="Nói", **told | {"by": make_user("branch_secretary", make_unit())})
    with pytest.raises(NotAllowed, match="không hỏi"):
        actions.answer_for(member=make_member(place.branch), told_how="Nói", **told)
    secretary = make_user("branch_secretary", place.branch, member=other)
    with pytest.raises(RuleBroken, match="chính đồng chí"):
        actions.answer_for(member=other, told_how="Nói", **told | {"by": secretary})
    with pytest.raises(NotAllowed, match="cách khác"):
        actions.answer_for(member=other, told_how="Nói", **told | {"survey": opened(make_place(5))})


def test_one_answers_in_the_own_name_only_and_what_is_offered(place):
    survey = named(place)
    voter = Voter.objects.select_related("member").get(ballot=survey.ballot, member=place.members[0])
    with pytest.raises(NotAllowed):
        actions.answer_by_name(survey=survey, voter=voter, given=given(survey), by=Comrade(place.members[1]), today=timezone.localdate())
    found = asks(survey)
    wrong = [
        (Given(), "chưa trả lời câu nào"), (Given({}, {found["text"].pk: "Chỉ viết"}), "Còn một câu"), (given(survey, 7), "Không có phương án"), (given(survey, several=(0, 0)), "Không có phương án"), (given(survey, text="a" * 2001), "dài quá"),
    ]
    for answers, why in wrong:
        with pytest.raises(RuleBroken, match=why):
            say(survey, place.members[0], answers)
    with pytest.raises(RuleBroken, match="không nhận"):
        say(survey, place.members[0], today=survey.until + timedelta(days=1))
    with pytest.raises(NotAllowed, match="cách khác"):
        put(survey, place.members[0])
    assert not Reply.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_member_twice_at_once_is_kept_once_and_two_are_both_kept():
    with within(everything()):
        place = make_place(3)
        survey = named(place)

    def once(member):
        try:
            say(survey, member)
        except RuleBroken:
            return 0
        else:
            return 1
        finally:
            connection.close()

    first, second = place.members[:2]
    with ThreadPoolExecutor(3) as pool:
        done = sum(pool.map(once, [first, first, second]))
    with within(everything()):
        assert done >= 2
        assert Reply.objects.count() == 2
        done = ended(survey)
        assert done.answered == 2
        assert sum(one.number for one in Tally.objects.filter(question=asks(done)["one"])) == 2


@pytest.mark.django_db(transaction=True)
def test_ended_while_somebody_answers_each_answer_is_in_or_refused():
    with within(everything()):
        place = make_place(12)
        survey = named(place)

    def once(member):
        try:
            return say(Survey.objects.get(pk=survey.pk), member) and 1
        except RuleBroken:
            return 0
        finally:
            connection.close()

    def stop(_nobody):
        try:
            with within(everything()):
                ended(survey)
        finally:
            connection.close()
        return 0

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(once, one) for one in place.members[:6]] + [pool.submit(stop, None)] + [pool.submit(once, one) for one in place.members[6:]]
        kept = sum(job.result() for job in jobs)
    with within(everything()):
        done = Survey.objects.get(pk=survey.pk)
        assert kept == Reply.objects.count() == done.answered == sum(one.number for one in Tally.objects.filter(question=asks(done)["one"]))


def test_two_records_of_one_person_have_one_answer(place):
    survey = named(place)
    first, second, third = place.members
    say(survey, second, given(survey, 1))
    assert actions.join_replies(kept=first, gone=second.pk, by=SYSTEM) == 1
    say(survey, third, given(survey, 2))
    assert actions.join_replies(kept=first, gone=third.pk, by=SYSTEM) == 0
    assert Reply.objects.get(member=first).answers[asks(survey)["one"].key]["picked"] == [1]


def test_figures_equal_a_hand_count_and_name_nobody(place):
    survey = named(place)
    say(survey, place.members[0])
    say(survey, place.members[1])
    ended(survey)
    ended(named(place))
    day = timezone.localdate()
    period = Asking(place.commune, day, start=day)
    told = {key: figure(f"dialogue.surveys_{key}", period, by=SYSTEM).value() for key in ("held", "asked", "answered")}
    assert told == {"held": 2, "asked": 6, "answered": 2}
    assert float(figure("dialogue.surveys_answered_share", period, by=SYSTEM).value()) == pytest.approx(33.33, abs=0.01)
    rows = figure("dialogue.surveys_answered", period, by=SYSTEM)
    assert {tuple(rows.indicator.row(one)) for one in rows.records()} == {("unit", "unit_name", "title", "ended_on")}
    before = Asking(place.commune, day, start=day, known_at=timezone.now() - timedelta(hours=1))
    assert figure("dialogue.surveys_asked", before, by=SYSTEM).value() == 0


def test_by_unit_small_numbers_are_not_kept(place):
    other = make_place(12, place.commune)
    for _n in range(12):
        make_member(place.branch)
    small = make_place(2, place.commune)
    survey = named(place)
    for member in other.members[:6]:
        say(survey, member)
    ended(survey)
    kept = {one.unit: (one.asked, one.answered) for one in Turnout.objects.select_related("unit")}
    assert kept[small.branch] == (None, None)
    assert sum(one == (None, None) for one in kept.values()) >= 2  # one hidden alone could be worked out
    assert all(one in {(None, None), (12, 6)} for one in kept.values())


def test_a_member_reads_only_the_own_row_of_the_roll(place):
    survey = named(place)
    with within(Scope(member=place.members[0].pk)):
        assert [one.member_id for one in Voter.objects.filter(ballot=survey.ballot)] == [place.members[0].pk]
