"""Figures told to everybody: as they stood when released, never of a few people, read without signing in and kept by any proxy."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Act
from coso.common.scope import everything, within
from coso.figures import actions
from coso.figures.models import ReleasedFigure
from coso.org.enums import UnitKind
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def commune():
    """A commune of 14 members, of whom 8 belong to an ethnic minority and 2 were admitted this year."""
    commune = make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION)
    branch = make_unit("Chi bộ bản Nà Củng", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    for number in range(14):
        make_member(branch, f"Lò Văn {number}", ethnic_group="thai" if number < 8 else "kinh")
    return commune


@pytest.fixture
def standing(commune):
    return make_user("standing_member", commune, full_name="Cầm Thị Thường Vụ")


def release(commune, standing, key="members.count", on=TODAY, since=None):
    return actions.release(unit=commune, key=key, on=on, since=since, by=standing, now=timezone.now())


def public(commune) -> str:
    answer = Client().get(reverse("figures:public_unit", args=[commune.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_reads_it_and_any_proxy_may_keep_it(commune, standing):
    release(commune, standing)
    answer = Client().get(reverse("figures:public_unit", args=[commune.pk]))
    page = answer.content.decode()
    assert ">14<" in page
    assert "Đảng bộ xã Mường So" in page
    assert "Cầm Thị Thường Vụ" not in page
    assert answer["Cache-Control"] == "public, max-age=300"
    assert not answer.cookies
    again = Client().get(reverse("figures:public_unit", args=[commune.pk]), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert "Đảng bộ xã Mường So" in Client().get(reverse("figures:public_index")).content.decode()


def test_it_stays_as_released_when_the_records_change(commune, standing):
    release(commune, standing)
    make_member(make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune))
    assert ">14<" in public(commune)
    one = ReleasedFigure.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleasedFigure.objects.filter(pk=one.pk).update(value=99)
    with pytest.raises(IntegrityError), transaction.atomic():
        one.delete()


def test_a_share_is_told_with_its_decimals_and_a_period_with_its_first_day(commune, standing):
    assert release(commune, standing, "members.minority_share").places == 2
    assert "57,14" in public(commune)
    admitted = release(commune, standing, "branches.founded", since=date(TODAY.year, 1, 1))
    assert admitted.since == date(TODAY.year, 1, 1)


def test_of_few_people_nothing_is_told_nor_of_the_few_others(commune, standing):
    few = make_unit("Chi bộ bản Huổi Én", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    for number in range(4):
        make_member(few, f"Vì Thị {number}")
    with pytest.raises(RuleBroken, match="dưới 5 người"):
        release(few, standing)
    for number in range(6):
        make_member(few, f"Lò Thị {number}", ethnic_group="thai")
    assert release(few, standing).value == 10
    with pytest.raises(RuleBroken, match="dưới 5 người"):
        release(few, standing, "members.minority_share")  # 6 of 10: the other 4 are as few


def test_a_day_to_come_and_a_share_of_nothing_are_refused(commune, standing):
    with pytest.raises(RuleBroken, match="chưa tới"):
        release(commune, standing, on=TODAY + timedelta(days=1))
    with pytest.raises(RuleBroken, match="không có gì để chia"):
        release(commune, standing, "areas.with_branch_share")


def test_the_same_figure_of_a_day_is_released_once_until_it_is_taken_back(commune, standing):
    first = release(commune, standing)
    with pytest.raises(RuleBroken, match="đã công bố"), transaction.atomic():
        release(commune, standing)
    actions.take_back(released=first, reason="Đếm sót", by=standing, now=timezone.now())
    assert Client().get(reverse("figures:public_unit", args=[commune.pk])).status_code == 404
    with pytest.raises(RuleBroken, match="đã được thu hồi"):
        actions.take_back(released=first, reason="Đếm sót", by=standing, now=timezone.now())
    assert release(commune, standing).pk != first.pk
    assert Act.objects.get(kind="figure.taken_back").reason == "Đếm sót"


@pytest.mark.parametrize("who", ["branch_secretary", "office_clerk", "report_reader", "auditor", "handbook_editor"])
def test_who_answers_for_no_public_word_releases_nothing(commune, standing, who):
    with pytest.raises(NotAllowed):
        release(commune, make_user(who, commune))
    with pytest.raises(NotAllowed):
        actions.take_back(released=release(commune, standing), reason="", by=make_user(who, commune), now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_who_release_at_once_release_one():
    commune = make_unit(kind=UnitKind.COMMUNE_ORGANISATION)
    gate, refused = Barrier(2), []
    users = [make_user("standing_member", commune) for _each in range(2)]

    def go(user) -> None:
        gate.wait()
        try:
            with within(everything()):
                release(commune, user, "branches.count")
        except RuleBroken as broken:
            refused.append(str(broken))
        connection.close()

    threads = [Thread(target=go, args=[user]) for user in users]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert ReleasedFigure.objects.count() == 1
    assert "đã công bố" in refused[0]


def test_on_screen_it_is_released_seen_and_taken_back_with_a_reason(client, commune, standing):
    client.force_login(standing)
    here = reverse("figures:indicator", args=[commune.pk, "members.count"])
    assert "Công bố con số này" in client.get(here).content.decode()
    page = client.post(reverse("figures:release", args=[commune.pk, "members.count"]) + f"?on={TODAY.isoformat()}", follow=True).content.decode()
    assert "Đã công bố là 14" in page
    one = ReleasedFigure.objects.get()
    back = reverse("figures:take_back", args=[one.pk])
    client.post(back, {"reason": ""}, follow=True)
    assert ReleasedFigure.objects.open_to_everybody().exists()
    assert "Công bố con số này" in client.post(back, {"reason": "Đếm sót"}, follow=True).content.decode()


def test_a_narrowed_number_or_one_known_earlier_has_no_button(client, commune, standing):
    client.force_login(standing)
    here = reverse("figures:indicator", args=[commune.pk, "members.count"])
    for query in ("?sex=female", "?known=2026-01-01", "?tree=stands"):
        assert "Công bố con số này" not in client.get(here + query).content.decode(), query


def test_others_see_that_it_is_released_and_do_nothing_about_it(client, commune, standing):
    release(commune, standing)
    client.force_login(make_user("report_reader", commune))
    page = client.get(reverse("figures:indicator", args=[commune.pk, "members.count"])).content.decode()
    assert "Đã công bố là 14" in page
    assert "Thu hồi" not in page
