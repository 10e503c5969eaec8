"""Each wall alone: a branch's meetings stay its own, whoever forgets the other."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from coso.common.scope import Scope, within
from coso.meetings.models import Answer, Mark, Meeting, Minutes, Notice
from coso.meetings.queries.roll import names_of
from tests.factories import make_user
from tests.meetings.story import make_branch, settled

pytestmark = pytest.mark.django_db


@pytest.fixture
def branches():
    one = make_branch()
    two = make_branch("Chi bộ bản Mới", parent=one.unit.parent)
    for branch in (one, two):
        settled(branch)
    return one, two


def test_the_database_shows_a_branch_only_its_own_rows(branches):
    one, _two = branches
    with within(Scope(one.unit.position, one.unit.position_end)):
        for model in (Meeting, Notice, Mark, Minutes):
            assert set(model.objects.values_list("unit", flat=True)) == {one.unit.pk}


def test_the_queryset_shows_a_reader_only_their_own(branches):
    one, _two = branches
    reader = make_user("branch_secretary", one.unit)
    assert {meeting.unit_id for meeting in Meeting.objects.visible_to(reader)} == {one.unit.pk}
    assert {mark.unit_id for mark in Mark.objects.visible_to(reader)} == {one.unit.pk}
    own = make_user(member=one[3], home=one.unit)
    assert {notice.member_id for notice in Notice.objects.visible_to(own)} == {one[3].pk}


def test_a_member_without_a_role_sees_own_rows_and_may_write_none(branches):
    one, _two = branches
    with within(Scope(member=one[3].pk)):
        assert {notice.member_id for notice in Notice.objects.all()} == {one[3].pk}
        assert {mark.member_id for mark in Mark.objects.all()} == {one[3].pk}
        assert not Meeting.objects.exists()
        with pytest.raises(ProgrammingError), transaction.atomic():
            notice = Notice.objects.get()
            Answer.objects.create(unit_id=notice.unit_id, meeting_id=notice.meeting_id, member_id=notice.member_id, reply="coming")


def test_marks_and_minutes_are_never_changed_or_deleted(branches):
    one, _two = branches
    for change in (lambda: Mark.objects.update(presence="present"), lambda: Minutes.objects.update(text=""), lambda: Minutes.objects.all().delete()):
        with within(Scope(one.unit.position, one.unit.position_end)), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            change()
    assert len(names_of([one[0].pk])) == 1
