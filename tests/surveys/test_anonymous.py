"""Anonymous surveys: each once, totals equal what was answered, and nothing kept joins a member to an answer."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, connections, transaction
from django.utils import timezone
from hypothesis import given as example
from hypothesis import settings
from hypothesis import strategies as st

from coso.ballots.enums import Answer, Way
from coso.ballots.models import Ballot, Box, Voter
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.surveys import actions, queries
from coso.surveys.models import Remark, Reply, Survey, SurveyQuestion, Tally, Turnout
from tests.factories import make_member
from tests.surveys.story import (
    ONE,
    SEVERAL,
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


def sums(survey):
    found = asks(survey)
    return {kind: [one.number for one in Tally.objects.filter(question=found[kind]).order_by("option")] for kind in ("one", "several", "scale")}


def test_what_was_put_in_comes_out_as_sums():
    place = make_place(6)
    survey = opened(place)
    for at, member in enumerate(place.members):
        assert put(survey, member, given(survey, one=at % 2, several=(0, 1) if at else (), scale=at % 5, text="Họp sớm hơn" if at < 2 else "")) == Answer.COUNTED
    survey = ended(survey)
    assert (survey.state, survey.asked, survey.answered, survey.shown) == ("ended", 6, 6, True)
    assert sums(survey) == {"one": [3, 3, 0], "several": [5, 5], "scale": [2, 1, 1, 1, 1]}
    with within(place.clerk.scope()):
        assert [one.texts for one in queries.results(survey, place.clerk) if one.texts] == [["Họp sớm hơn", "Họp sớm hơn"]]
        assert next(one.mean for one in queries.results(survey, place.clerk) if one.question.kind == "scale") == pytest.approx(16 / 6)


sheets = st.lists(st.tuples(st.integers(0, len(ONE) - 1), st.sets(st.integers(0, len(SEVERAL) - 1)), st.integers(0, 4), st.sampled_from(["", "Ít", "Nhiều"])), min_size=5, max_size=8)


@settings(max_examples=12)
@example(sheets)
def test_totals_equal_the_answers_given(told):
    with transaction.atomic():
        place = make_place(len(told))
        survey = opened(place)
        for member, (one, several, scale, text) in zip(place.members, told, strict=True):
            put(survey, member, given(survey, one, tuple(several), scale, text))
        survey = ended(survey)
        by_hand = Counter(one for one, _several, _scale, _text in told), Counter(at for _one, several, _scale, _text in told for at in several), Counter(scale for _one, _several, scale, _text in told)
        assert list(sums(survey).values()) == [[counted[at] for at in range(most)] for counted, most in zip(by_hand, (3, 2, 5), strict=True)]
        assert sorted(Remark.objects.filter(survey=survey).values_list("text", flat=True)) == sorted(text for *_rest, text in told if text)
        transaction.set_rollback(True)


def test_once_and_not_taken_back_and_by_nobody_else():
    place = make_place(6)
    survey, stranger = opened(place), make_member()
    assert [put(survey, place.members[0], given(survey, one)) for one in (0, 1)] == [Answer.COUNTED, Answer.ALREADY]
    with pytest.raises(NotAllowed):
        actions.answer_anonymously(survey=survey, voter=Voter.objects.get(ballot=survey.ballot, member=place.members[1]), given=given(survey), by=Comrade(stranger), today=timezone.localdate())
    with pytest.raises(NotAllowed, match="cách khác"):
        say(survey, place.members[1])
    for member in place.members[1:5]:
        put(survey, member, given(survey, 2))
    survey = ended(survey)
    assert sums(survey)["one"] == [1, 0, 4]
    with pytest.raises(RuleBroken, match="không nhận"):
        put(survey, place.members[5])


def test_of_too_few_nothing_is_kept():
    place = make_place(6)
    survey = opened(place)
    for member in place.members[:4]:
        put(survey, member, given(survey, text="Chỉ bốn người"))
    survey = ended(survey)
    assert (survey.answered, survey.shown) == (4, False)
    assert not Tally.objects.exists()
    assert not Remark.objects.exists()
    with within(place.clerk.scope()):
        assert all(not one.number for found in queries.results(survey, place.clerk) for one in found.choices)


def test_fewer_than_the_floor_are_not_asked_without_their_names():
    with pytest.raises(RuleBroken, match="4 người"):
        opened(make_place(4))
    assert opened(make_place(4), kind="named").state == "open"
    with pytest.raises(RuleBroken, match="không hỏi ai"):
        opened(make_place(0), kind="named")


def test_nothing_kept_joins_a_member_to_an_answer():
    """No table but the box holds what was marked; no row that names a member holds a time or an order; no act and no history tells of an answer."""
    place = make_place(6)
    survey = opened(place)
    acts = Act.objects.count()
    order = list(place.members)
    random.shuffle(order)
    for at, member in enumerate(order):
        put(survey, member, given(survey, at % 3, text=f"Ý {at}"))
    assert Act.objects.count() == acts
    assert not Reply.objects.exists()
    assert {field.name for field in Voter._meta.fields} == {"id", "ballot", "kind", "member", "question", "open", "way", "position"}
    assert {field.name for field in Box._meta.fields} == {"id", "ballot", "choice", "slot", "number", "texts"}
    assert {field.name for field in Remark._meta.fields} == {"id", "survey", "question", "text", "position", "desk"}
    assert {field.name for field in Tally._meta.fields} == {"id", "survey", "question", "option", "number"}
    assert not [model for model in apps.get_models() if getattr(model, "pgh_tracked_model", None) in {Ballot, Voter, Box, Tally, Remark, SurveyQuestion, Turnout}]
    ended(survey)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text), count(*) FROM ballots_voter WHERE ballot_id = %s", [survey.ballot_id])
        assert cursor.fetchone() == (1, 6)  # one transaction wrote them all
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_remark")
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_while_it_is_open_the_rows_do_not_tell_either():
    """The owner of the database sees of each slot who used it last. All its counters are written anew with each answer, so that is all."""
    with within(everything()):
        place = make_place(6)
        survey = opened(place)
    for at, member in enumerate(place.members):
        put(survey, member, given(survey, at % 3, text=f"Ý {at}"))
        connection.close()
    rows = owner("SELECT slot, count(DISTINCT xmin::text), count(*), sum(cardinality(texts)), sum(number) FROM ballots_box WHERE ballot_id = %s GROUP BY slot", survey.ballot_id)
    assert len(rows) == 8
    assert {row[1] for row in rows} == {1}
    assert {row[2] for row in rows} == {3 + 2 + 5 + 1}
    assert sum(row[3] for row in rows) == 6
    assert sum(row[4] for row in rows) == 6 * 3


def owner(question, *values):
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('coso.lo', '0', false), set_config('coso.hi', %s, false)", [str(2**62)])
        cursor.execute(question, values)
        return cursor.fetchall()


def test_the_app_cannot_look_into_the_box_and_nobody_reads_the_roll():
    place = make_place(6)
    survey = opened(place)
    put(survey, place.members[0])
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT texts FROM ballots_box")
    for user in (place.clerk, place.standing, place.secretary):
        with within(user.scope()):  # behind both walls
            assert not Voter.objects.filter(ballot=survey.ballot).exists()
        with within(everything()):
            assert not Voter.objects.visible_to(user).filter(ballot=survey.ballot).exists()
            assert not Ballot.objects.visible_to(user).filter(pk=survey.ballot_id).exists()
    assert queries.progress(survey) == {"asked": 6, "answered": 1}


def test_texts_are_read_by_the_office_alone():
    place = make_place(6)
    survey = opened(place)
    for member in place.members:
        put(survey, member, given(survey, text="Họp ngắn gọn"))
    survey = ended(survey)
    for user, seen in ((place.clerk, 6), (place.standing, 0), (place.secretary, 0)):
        with within(user.scope()):
            assert Remark.objects.count() == seen
        with within(everything()):
            assert Remark.objects.visible_to(user).count() == seen
    assert all(not one.texts for one in queries.results(survey, place.standing))


@pytest.mark.django_db(transaction=True)
def test_a_crowd_answers_at_once_some_twice_while_it_is_being_ended():
    with within(everything()):
        place = make_place(24)
        survey = opened(place)
    options = {member.pk: random.randrange(3) for member in place.members}

    def once(member):
        try:
            return member.pk, put(Survey.objects.get(pk=survey.pk), member, given(survey, options[member.pk], text="Ý"))
        except RuleBroken:
            return member.pk, Answer.CLOSED
        finally:
            connection.close()

    def stop():
        try:
            with within(everything()):
                ended(survey)
        finally:
            connection.close()

    crowd = [*place.members, *place.members]
    random.shuffle(crowd)
    with ThreadPoolExecutor(5) as pool:
        first, race = list(pool.map(once, crowd[:34])), pool.submit(stop)
        rest = list(pool.map(once, crowd[34:]))
        race.result()
    counted = [pk for pk, answer in [*first, *rest] if answer == Answer.COUNTED]
    assert len(counted) == len(set(counted))
    with within(everything()):
        done = Survey.objects.get(pk=survey.pk)
        assert done.answered == len(counted) == Voter.objects.filter(ballot=survey.ballot, way=Way.ELECTRONIC).count()
        assert sums(done)["one"] == [sum(options[pk] == at for pk in counted) for at in range(3)]
        assert Remark.objects.filter(survey=done).count() == len(counted)
