"""How many confirmed the papers they were asked to: by unit, on any day, as known at any time, and never by name."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.common.scope import within
from coso.documents import actions
from coso.documents.models import Publication, Receipt
from coso.figures.queries import Question, figure
from coso.members.models import Stay
from tests.documents.story import TODAY, lay_out_study, make_issued, make_published
from tests.documents.test_receipts import UNTIL, Place
from tests.factories import make_user
from tests.figures.test_known import clock

pytestmark = pytest.mark.django_db
ALL = {"start": TODAY - timedelta(days=400)}


@pytest.fixture
def place():
    """Of three members asked, Hường of Pho has confirmed."""
    made = Place()
    confirm(made.paper, made.huong)
    return made


def confirm(paper, member, day=TODAY):
    return Receipt.objects.create(publication=paper, member=member, at=timezone.make_aware(timezone.datetime(day.year, day.month, day.day, 0, 30)))


def counted(unit, day=UNTIL, **more):
    asked = [figure(f"handbook.papers_{key}", Question(unit, day, **ALL, **more), by=SYSTEM).value() for key in ("asked", "confirmed", "confirmed_share")]
    return tuple(asked)


def test_shares_by_unit_once_the_day_has_come(place):
    assert counted(place.commune) == (3, 1, Decimal("33.33"))
    assert counted(place.pho) == (2, 1, Decimal("50.00"))
    assert counted(place.mai) == (1, 0, Decimal("0.00"))
    assert counted(place.commune, UNTIL - timedelta(days=1)) == (0, 0, None)


def test_a_confirmation_after_the_day_counts_from_its_own_day(place):
    confirm(place.paper, place.dua, UNTIL + timedelta(days=2))
    assert [counted(place.mai, UNTIL + timedelta(days=n))[1] for n in (1, 2)] == [0, 1]


def test_those_exempt_and_those_the_paper_does_not_reach_are_not_asked(place):
    Stay.objects.filter(member=place.chinh).update(activity="exempt")
    assert counted(place.pho)[0] == 1
    inner = make_published(make_issued(place.commune), "unit", receipt_by=None)
    Publication.objects.filter(pk=inner.pk).update(receipt_by=UNTIL)  # nobody stands in the very commune
    assert counted(place.commune)[0] == 2


def test_a_paper_taken_out_before_the_day_asks_nobody(place):
    actions.unpublish(publication=place.paper, by=SYSTEM, today=TODAY)
    assert counted(place.commune) == (0, 0, None)


@pytest.mark.django_db(transaction=True)
def test_what_was_known_when():
    place = Place()
    Publication.objects.update(published_on=timezone.localdate())
    before = clock()
    actions.confirm_read(publication=place.paper, by=place.reader(place.huong), now=clock())
    day = max(UNTIL, timezone.localdate())
    assert [counted(place.commune, day, known_at=at)[:2] for at in (before - timedelta(days=1), before, clock())] == [(0, 0), (3, 0), (3, 1)]


def test_the_list_behind_it_names_nobody_whoever_reads_it(client, place):
    address = reverse("figures:records", args=[place.commune.pk, "handbook.papers_confirmed"]) + f"?on={UNTIL.isoformat()}&from={TODAY.isoformat()}"
    client.force_login(make_user("office_clerk", place.commune))
    page = client.get(address).content.decode()
    assert place.pho.name in page
    assert reverse("documents:receipts", args=[place.paper.pk]) in page
    assert place.huong.full_name not in page
    (row,) = figure("handbook.papers_confirmed", Question(place.commune, UNTIL, **ALL), by=SYSTEM).records()
    assert (str(row), row.confirmed_on) == (f"{place.paper.pk} {place.pho.pk}", TODAY)
    assert set(figure("handbook.papers_asked", Question(place.commune, UNTIL), by=SYSTEM).indicator.row(row)) == {"unit", "unit_name", "until", "confirmed"}


def test_studies_are_counted_likewise_and_those_ended_before_their_day_are_not(place):
    study = lay_out_study(place.commune, place.paper)
    user = place.reader(place.dua)
    with within(user.scope(about_oneself=True)):
        for part in study.parts.all():
            actions.read_part(part=part, by=user, now=timezone.now())
        actions.finish_study(study=study, by=user, now=timezone.now())
    asked = [figure(f"handbook.studies_{key}", Question(place.commune, study.until, **ALL), by=SYSTEM) for key in ("asked", "finished", "finished_share")]
    assert [one.value() for one in asked] == [3, 1, Decimal("33.33")]
    (row,) = asked[1].records()
    assert (row.get_absolute_url(), str(row)) == (reverse("documents:study_receipts", args=[study.pk]), f"{study.pk} {place.mai.pk}")
    assert counted(place.commune)[1] == 1  # a study finished is no paper confirmed
    assert figure("handbook.studies_asked", Question(place.commune, study.until, **ALL, known_at=clock() - timedelta(days=40)), by=SYSTEM).value() == 0
    actions.end_study(study=study, reason="Đã có văn bản mới", by=SYSTEM, today=TODAY)
    assert figure("handbook.studies_asked", Question(place.commune, study.until, **ALL), by=SYSTEM).value() == 0
