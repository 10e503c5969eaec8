"""What communes do again and again, ready-made: each recipe gives a plan that can be decided."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coso.common.actors import SYSTEM
from coso.members.models import Member
from coso.org import soundness
from coso.org.actions import serve_area
from coso.org.enums import AreaKind
from coso.org.enums import UnitKind as K
from coso.org.models import Area, Lineage, Unit
from coso.restructuring.actions import check_plan, decide_plan, draft_plan
from coso.restructuring.models import RestructuringPlan
from tests.factories import make_commune, make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
ON, TODAY = date(2026, 10, 1), date(2026, 11, 22)


@pytest.fixture
def commune():
    unit = make_commune(parent=make_province())
    serve_area(unit=unit, area=Area.objects.filter(kind=AreaKind.COMMUNE).first(), on=date(2000, 1, 1), by=SYSTEM)
    return unit


def village(name, branch):
    area = Area.objects.create(name=name, kind=AreaKind.VILLAGE, parent=Area.objects.filter(kind=AreaKind.COMMUNE).first())
    serve_area(unit=branch, area=area, on=date(2020, 1, 1), by=SYSTEM)
    return area


def person(unit, name, n, address=""):
    return make_member(unit, name, birth_date=date(1980, 1, n), residence_address=address)


def cook(unit, recipe, **more):
    """The recipe through its page, then the check and the decision."""
    plan = draft_plan(unit=more.pop("of", unit.parent), title="Sắp xếp", on=ON, by=SYSTEM, now=timezone.now())
    client = Client()
    client.force_login(make_user("organisation_officer", plan.unit))
    answer = client.post(reverse("restructuring:recipe", args=[plan.pk]), {"recipe": recipe, "unit": unit.pk, **more})
    if answer.status_code != 302:
        return answer.content.decode()
    plan = RestructuringPlan.objects.get(pk=plan.pk)
    told = check_plan(plan=plan, by=SYSTEM)
    assert told.refusals == []
    plan.refresh_from_db()
    done = decide_plan(plan=plan, paper="QĐ 1", paper_date=ON, by=SYSTEM, today=TODAY, now=timezone.now())
    assert list(soundness.differences()) == []
    return done


def homes():
    return dict(Member.objects.values_list("full_name", "unit__name"))


@pytest.mark.parametrize("recipe", ["office", "office_again"])
def test_an_office_branch_goes_to_the_villages(commune, recipe):
    office = make_unit("Chi bộ cơ quan", parent=commune)
    first, second = (make_unit(f"Chi bộ {name}", parent=commune) for name in ("Huổi Én", "Nà Củng"))
    village("Bản Huổi Én", first)
    village("Bản Nà Củng", second)
    person(office, "Một", 1, "Bản Huổi Én, xã Mường So")
    person(office, "Hai", 2, "ban na cung, xa Muong So")
    person(office, "Ba", 3, "Tổ 4, phường Tân Phong")
    cook(office, recipe, rest=second.pk)
    assert homes() == {"Một": "Chi bộ Huổi Én", "Hai": "Chi bộ Nà Củng", "Ba": "Chi bộ Nà Củng"}
    assert Unit.objects.filter(name="Chi bộ cơ quan", ended_on__isnull=True).count() == (recipe == "office_again")


def test_a_joint_branch_comes_apart(commune):
    joint = make_unit("Chi bộ ghép", parent=commune)
    areas = [village(name, joint) for name in ("Bản Một", "Bản Hai")]
    person(joint, "Ở một", 1, "Bản Một")
    person(joint, "Ở hai", 2, "Bản Hai")
    cook(joint, "joint")
    new = Unit.objects.get(founded_on=ON)
    assert homes() == {"Ở một": "Chi bộ ghép", "Ở hai": new.name}
    assert list(new.areas_served.values_list("area", flat=True)) == [areas[1].pk]
    assert list(joint.areas_served.open().values_list("area", flat=True)) == [areas[0].pk]
    assert (Lineage.objects.get().predecessor, Lineage.objects.get().successor) == (joint, new)


def test_a_grassroots_branch_grows_and_shrinks_again():
    top = make_unit(parent=make_province(), kind=K.SUPERIOR_ORGANISATION)
    school = make_unit("Chi bộ Trường THPT", parent=top, kind=K.GRASSROOTS_BRANCH)
    person(school, "Một", 1)
    cook(school, "grow", count=2, of=top)
    school.refresh_from_db()
    assert (school.kind, Unit.objects.filter(parent=school).count()) == (K.GRASSROOTS_PARTY_ORGANISATION, 2)
    other = make_unit("Đảng bộ Bệnh viện", parent=top, kind=K.GRASSROOTS_PARTY_ORGANISATION)
    person(make_unit("Chi bộ Khoa Nội", parent=other), "Hai", 2)
    cook(other, "shrink", of=top)
    other.refresh_from_db()
    assert other.kind == K.GRASSROOTS_BRANCH
    assert homes()["Hai"] == "Đảng bộ Bệnh viện"


@pytest.mark.parametrize(("recipe", "more", "said"), [
    ("joint", {}, "ít hơn hai địa bàn"), ("grow", {}, "không phải là chi bộ cơ sở"), ("shrink", {}, "không phải là đảng bộ cơ sở"), ("office", {}, "Chọn nơi chuyển"),
])
def test_a_recipe_for_the_wrong_unit_is_refused(commune, recipe, more, said):
    branch = make_unit("Chi bộ bản", parent=commune)
    make_unit(parent=commune)
    assert said in cook(branch, recipe, **more)
