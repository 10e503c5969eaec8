"""While an officer is away somebody holds the role too, for the days named, under their own name."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from coso.access.actions import stand_in
from coso.access.models import Appointment, User
from coso.common.errors import NotAllowed, RuleBroken
from tests.factories import make_commune, make_unit, make_user

pytestmark = pytest.mark.django_db
FROM, UNTIL = date(2026, 12, 1), date(2026, 12, 11)


@pytest.fixture
def office() -> tuple[User, User, User]:
    commune = make_commune()
    branch = make_unit(parent=commune)
    return make_user("branch_secretary", branch), make_user("branch_committee", branch), make_user("office_clerk", make_commune())


def held(user: User) -> Appointment:
    return Appointment.objects.select_related("unit").get(user=user)


def test_the_holder_names_somebody_near_and_the_role_ends_by_itself(office):
    secretary, deputy, _stranger = office
    stand = stand_in(appointment=held(secretary), user=deputy, valid_from=FROM, valid_to=UNTIL, reason="Đi học", by=secretary)
    assert (stand.role, stand.unit, stand.instead_of) == ("branch_secretary", held(secretary).unit, held(secretary))
    assert date(2026, 12, 10) in stand.period
    assert UNTIL not in stand.period


@pytest.mark.parametrize("who", ["stranger", "oneself"])
def test_neither_a_stranger_nor_oneself_stands_in(office, who):
    secretary, _deputy, stranger = office
    with pytest.raises(RuleBroken):
        stand_in(appointment=held(secretary), user=stranger if who == "stranger" else secretary, valid_from=FROM, valid_to=UNTIL, reason="Ốm", by=secretary)


def test_nobody_else_names_a_stand_in(office):
    secretary, deputy, stranger = office
    with pytest.raises(NotAllowed):
        stand_in(appointment=held(secretary), user=deputy, valid_from=FROM, valid_to=UNTIL, reason="Ốm", by=stranger)


def test_a_stand_in_ends_after_it_begins_and_within_the_role(office):
    secretary, deputy, _stranger = office
    Appointment.objects.filter(user=secretary).update(valid_to=date(2026, 12, 5))
    with pytest.raises(RuleBroken):
        stand_in(appointment=held(secretary), user=deputy, valid_from=FROM, valid_to=UNTIL, reason="Ốm", by=secretary)
    with pytest.raises(RuleBroken):
        stand_in(appointment=held(secretary), user=deputy, valid_from=FROM, valid_to=FROM, reason="Ốm", by=secretary)


def test_the_page_of_ones_own_roles_names_the_stand_in(office):
    secretary, deputy, _stranger = office
    client = Client()
    client.force_login(secretary)
    told = {"user": deputy.pk, "valid_from": FROM, "valid_to": UNTIL, "reason": "Đi học"}
    assert client.post(reverse("access:stand_in", args=[held(secretary).pk]), {**told, "user": ""}).status_code == 422
    page = client.post(reverse("access:stand_in", args=[held(secretary).pk]), told, follow=True).content.decode()
    assert "01/12/2026" in page


def test_the_same_stand_in_is_named_once_for_the_same_days(office):
    secretary, deputy, _stranger = office
    told = {"appointment": held(secretary), "user": deputy, "valid_from": FROM, "valid_to": UNTIL, "reason": "Đi học"}
    stand_in(**told, by=secretary)
    with pytest.raises(RuleBroken):
        stand_in(**told, by=secretary)
    assert Appointment.objects.filter(user=deputy, instead_of=held(secretary)).count() == 1


def test_what_the_rules_refuse_stands_as_a_sentence_on_the_page(office):
    secretary, deputy, _stranger = office
    client = Client()
    client.force_login(secretary)
    answer = client.post(reverse("access:stand_in", args=[held(secretary).pk]), {"user": deputy.pk, "valid_from": FROM, "valid_to": FROM, "reason": "Đi học"})
    assert answer.status_code == 422
    assert not Appointment.objects.filter(user=deputy, instead_of__isnull=False).exists()
