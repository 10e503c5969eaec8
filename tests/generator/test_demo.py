"""The demo says what the report says, shows every role, and touches nothing that is not its own."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connections

from coso.access.models import Appointment, User
from coso.access.roles import ROLES
from coso.common.actors import SYSTEM
from coso.common.acts import sentence
from coso.common.errors import CannotRun
from coso.common.scope import everything, within
from coso.figures.queries import Question, figure
from coso.generator import demo
from coso.generator.province import (
    ADMITTED,
    ADMITTED_IN_MINORITY_COMMUNES,
    ADMITTED_OF_MINORITY,
    COMMUNES,
    END,
    MEMBERS_AT_END,
    MEMBERS_AT_START,
    NEW_BRANCHES,
    START,
    VILLAGES,
    shares,
)
from coso.generator.sign_ins import PASSWORD, SIGN_INS
from coso.members.models import CorrectionRequest, Member
from coso.org.closure import differences
from coso.org.enums import UnitKind
from coso.org.models import Area, Unit
from coso.reports.models import ReportTemplate
from tests.factories import make_province
from tests.generator.test_published import PLACES, verdicts

committed = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
TODAY = date(2026, 11, 20)


def value(sql):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def number(key, unit, on, since=None):
    return figure(key, Question(unit=unit, day=on, start=since), by=SYSTEM).value()


ADMITTED_STAYS = "members_stay s WHERE s.reason = 'admitted' AND s.valid_from BETWEEN '2010-12-31' AND '2020-12-31'"
IN_MINORITY_COMMUNES = f"""
SELECT count(*) FROM {ADMITTED_STAYS} AND EXISTS (
  SELECT FROM org_closure c JOIN org_areaservice a ON a.unit_id = c.ancestor_id JOIN org_area r ON r.id = a.area_id AND r.minority
  JOIN org_unit u ON u.id = c.ancestor_id AND u.kind = 'commune_organisation'
  WHERE c.descendant_id = s.unit_id AND c.valid_from <= s.valid_from AND (c.valid_to IS NULL OR c.valid_to > s.valid_from))"""


@pytest.mark.long
@committed
def test_the_whole_province_has_the_figures_of_the_report():
    demo.make(scale=demo.WHOLE, seed=demo.SEED, until=TODAY)
    province = Unit.objects.get(kind=UnitKind.PROVINCIAL_ORGANISATION)
    with within(everything()):
        assert number("members.count", province, END) == MEMBERS_AT_END == 29_849
        assert number("members.admitted", province, END, START) == ADMITTED == 15_980
        assert number("members.count", province, START) == MEMBERS_AT_START
        assert round(MEMBERS_AT_END / MEMBERS_AT_START, 2) == 1.81
        assert number("members.count", province, TODAY) > MEMBERS_AT_END
    assert value(f"SELECT count(*) FROM {ADMITTED_STAYS} AND s.minority") == ADMITTED_OF_MINORITY == 7_223
    assert value(IN_MINORITY_COMMUNES) == ADMITTED_IN_MINORITY_COMMUNES == 10_653
    assert Area.objects.residential().filter(id__gte=demo.FIRST_AREA).count() == VILLAGES == 956
    assert Unit.objects.filter(kind="commune_organisation", ended_on="2025-07-01").count() == COMMUNES == 106
    assert Unit.objects.filter(sector="residential", founded_on__range=(START, date(2015, 12, 31))).count() == NEW_BRANCHES == 205
    assert differences() == []
    with within(everything()):
        _built, said = verdicts(province, ReportTemplate.objects.get(unit=province).key)
    assert said == [(fact.label, "khớp" if fact.agrees else "không khớp") for way in ("indicator", "parts") for fact in PLACES[demo.OWN].facts if getattr(fact, way)]


@committed
def test_the_small_demo_is_one_commune_of_the_same_province():
    told = demo.make(scale=demo.COMMUNE, seed=demo.SEED, until=TODAY)
    assert 1000 < told["members"] < 2000
    commune = Unit.objects.get(code=demo.demo_commune_code())
    assert commune.parent.kind == UnitKind.PROVINCIAL_ORGANISATION
    assert Unit.objects.filter(kind=UnitKind.COMMUNE_ORGANISATION, ended_on__isnull=True).count() == 1
    with within(everything()):
        inside = Member.objects.under(commune).on_roll().count()
        assert inside == Member.objects.on_roll().count()
        branch = Unit.objects.under(commune).filter(sector="residential").first()
        assert branch.areas_served.count() == 1
    assert differences() == []


@pytest.mark.long
@committed
def test_the_command_opens_one_sign_in_for_each_role_and_says_so(capsys):
    call_command("demo", data_only=True)
    first = capsys.readouterr().out
    assert {sign_in.role for sign_in in SIGN_INS} == set(ROLES) - {"public"}
    for sign_in in SIGN_INS:
        assert sign_in.username in first
        held = Appointment.objects.filter(user__username=sign_in.username).as_of(date.today())
        assert [appointment.role for appointment in held] == [sign_in.role]
    assert PASSWORD in first
    assert User.objects.get(username="tochuc").check_password(PASSWORD)
    with within(everything()):
        assert Member.objects.get(account__username="dangvien").unit == Appointment.objects.get(user__username="bithu").unit
        assert CorrectionRequest.objects.count() == 3

    members = value("SELECT count(*) FROM members_member")
    call_command("demo", data_only=True)
    assert value("SELECT count(*) FROM members_member") == members
    assert User.objects.count() == len(SIGN_INS)

    with pytest.raises(CannotRun):
        call_command("demo", data_only=True, scale="province")
    call_command("demo", data_only=True, fresh=True, seed=5)
    assert User.objects.count() == len(SIGN_INS)
    assert value("SELECT count(*) FROM org_area WHERE code = '12'") == 1


@committed
def test_a_database_in_use_is_never_made_a_demo():
    make_province()
    for fresh in (False, True):
        with pytest.raises(CannotRun):
            call_command("demo", data_only=True, fresh=fresh)
    with pytest.raises(CannotRun):
        demo.clear()
    assert Unit.objects.count() == 1


@pytest.mark.parametrize(("total", "weights"), [(0, [1.0]), (7, [1.0, 1.0, 1.0]), (15_980, [0.3, 5.0, 2.2]), (3, [1.0] * 9)])
def test_shares_are_whole_and_add_up(total, weights):
    out = shares(total, weights)
    assert sum(out) == total
    assert all(abs(share - total * weight / sum(weights)) < 1 for share, weight in zip(out, weights, strict=True))


def test_the_acts_of_the_generator_have_their_words():
    assert sentence("demo.made")
    assert sentence("data.generated")
