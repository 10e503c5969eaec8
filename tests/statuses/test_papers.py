"""Every paper these procedures can write is written whole: number, body that issues it, name, no sentence left in braces."""

from __future__ import annotations

from datetime import date

import pytest

from coso.common.actors import SYSTEM
from coso.procedures import actions
from coso.procedures.declarations import PROCEDURES
from coso.procedures.exports import TYPES, sheet_of
from tests.factories import make_commune, make_member, make_province, make_unit, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
TOLD = {
    "opened": {"basis": "12-QĐ/UBND", "effective_on": "2026-10-01", "until": "2027-02-28", "since": "2026-10-01", "organisation": "Chi bộ Học viện", "received_on": "2026-11-02"},
    "remarks": {"dues_until": "10/2026"}, "help": {"on": "2026-10-08", "until": "2026-11-10", "helper": "Lò Văn Hai"}, "decide": {"on": "2026-11-20"},
}
WRITTEN = [(procedure.key, paper.key) for procedure in PROCEDURES.values() if procedure.about_member and procedure.key not in {"recognition", "strike_off"} for step in procedure.steps for paper in step.papers if paper.template]


@pytest.mark.parametrize(("procedure", "paper"), WRITTEN)
def test_a_paper_is_written_whole(procedure, paper):
    home = make_unit("Chi bộ bản Đớ", parent=make_commune(parent=make_province()))
    away = make_unit("Chi bộ tổ dân phố 2", parent=make_commune("Đảng bộ phường Tân Phong", parent=make_province("Đảng bộ tỉnh Phú Thọ")))
    member = make_member(home, "Vàng Thị Mỷ", party_card_number="012345678901")
    two_sided = procedure in {"transfer", "transfer_temporary"}
    declared = PROCEDURES[procedure]
    user = make_user("organisation_officer", home.parent.parent)
    case = actions.open_case(
        procedure=PROCEDURES["death"] if procedure == "removal_appeal" else declared, unit=home, member=member, title=member.full_name, on=DAY, by=SYSTEM, today=DAY,
        other_unit=away if two_sided else None, told={"since": DAY, "until": None, "ground": "treatment"},
    )
    case.procedure, case.facts = procedure, TOLD
    sheet = sheet_of(case, declared.paper(paper)[1], user=user, day=DAY, number="15")
    text = " ".join([sheet.symbol, sheet.kind, sheet.about, sheet.decides, *sheet.grounds, *sheet.body, *sheet.recipients])
    assert "Số 15-" in text
    assert "Vàng Thị Mỷ" in text
    assert "{{" not in text
    assert "None" not in text
    for write, _kind in TYPES.values():
        assert len(write(sheet)) > 2000
