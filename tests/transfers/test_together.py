"""A branch's members move by one decision: one case each."""

import pytest

from coso.procedures.models import Case
from tests.factories import make_member, make_unit, make_user

pytestmark = pytest.mark.django_db


def test_several_members_are_sent_on_together(client):
    unit, to = make_unit(), make_unit("Chi bộ mới")
    going = [make_member(unit, f"Lò Văn {n}") for n in range(3)]
    client.force_login(make_user("branch_secretary", unit))
    address = f"/chuyen-sinh-hoat/nhieu-nguoi/{unit.pk}/"
    assert client.get(address).status_code == 200
    told = {"other_unit": to.pk, "cause": "unit", "basis": "5-QĐ/ĐU", "effective_on": "2026-10-01"}
    assert client.post(address, told).status_code == 422
    answer = client.post(address, told | {"chosen": [member.pk for member in going[:2]]}, follow=True)
    assert [str(said) for said in answer.context["messages"]] == ["Đã mở 2 hồ sơ."]
    assert set(Case.objects.values_list("member", flat=True)) == {member.pk for member in going[:2]}
    assert client.post(address, told | {"chosen": [going[0].pk, going[2].pk]}).status_code == 422
    assert Case.objects.count() == 2
