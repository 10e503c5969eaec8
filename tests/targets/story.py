"""A commune of two branches with an admission target for a year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from coso.common.actors import SYSTEM
from coso.common.uploads import Upload
from coso.org.enums import UnitKind
from coso.targets import actions, queries
from coso.targets.enums import Aim, SchemeKind, SplitWay
from tests.factories import TODAY, make_commune, make_member, make_unit

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def make_branches(commune, n=2):
    return [make_unit(f"Chi bộ bản {at}", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune) for at in range(1, n + 1)]


def make_scheme(unit, **fields):
    told = {"kind": SchemeKind.RESOLUTION, "title": "Nghị quyết Đại hội", "paper": "01-NQ/ĐU", "starts_on": FIRST, "ends_on": LAST}
    return actions.set_scheme(unit=unit, by=SYSTEM, **(told | fields))


def make_target(unit=None, value=10, scheme=None, **fields):
    """The root share of an admission target, unless the fields say otherwise."""
    told = {"title": "Kết nạp đảng viên", "aim": Aim.AT_LEAST, "indicator_key": "members.admitted"}
    return actions.set_target(scheme=scheme or make_scheme(unit or make_commune()), value=Decimal(value), by=SYSTEM, **(told | fields))


def shared_out(root, way=SplitWay.EQUAL, today=TODAY):
    units = queries.units_to_share(root, today)
    values = queries.suggested(root, units, way, root.proposed, today, by=SYSTEM)
    return actions.split(assignment=root, values=values, units=units, by=SYSTEM, today=today)


def decided(assignment, by=SYSTEM):
    actions.accept(assignment=assignment, by=by, today=TODAY)
    return actions.decide(assignment=assignment, paper="2-QĐ/ĐU", by=by, today=TODAY)


def reported_result(assignment, on, value, **fields):
    """A result with its file."""
    told = {"paper": "Báo cáo số 3-BC/ĐU", "upload": Upload(b"%PDF-1.7 test", "application/pdf", "bao-cao.pdf"), "secret": False, "today": date(2027, 1, 1)}
    return actions.report_result(assignment=assignment, on=on, value=Decimal(value), by=SYSTEM, **(told | fields))


def admit(branch, on, **fields):
    """Somebody admitted on the day, entered long after."""
    return make_member(branch, day=date(2027, 12, 1), admission_date=on, official_date=None, **fields)
