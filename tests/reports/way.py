"""What the stories of a report's way have in common."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from coso.common import jobs
from coso.common.actors import SYSTEM
from coso.org.enums import UnitKind
from coso.org.models import Unit
from coso.reports import actions
from coso.reports.enums import Period
from coso.reports.models import UnitReport
from coso.reports.queries import declared_of, reads, report_of
from tests.factories import make_commune, make_member, make_province, make_unit, make_user

DAY = date(2026, 1, 31)
NOW = datetime(2026, 2, 3, 9, 0, tzinfo=timezone.get_default_timezone())
TEXT = 'Có {{ figure("members.count") }} đảng viên.\n\n{{ write("nhận xét", "Nêu nhận xét.") }}'


def make_tree() -> Unit:
    """A commune with two branches of three and two members, in a province."""
    commune = make_commune(parent=make_province())
    for name, members in (("Chi bộ bản Nà Củng", 3), ("Chi bộ bản Huổi Én", 2)):
        branch = make_unit(name, kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
        for at in range(members):
            make_member(branch, f"Lò Văn {at}")
    return commune


def kept(unit: Unit, *, text: str = TEXT, **told: object) -> str:
    """The key of a template."""
    return actions.keep_template(unit=unit, name="Báo cáo nhanh", period=Period.YEAR, text=text, on=DAY, by=SYSTEM, **told).key


def begun(unit: Unit, key: str = "", on: date = DAY) -> UnitReport:
    return actions.open_report(report=report_of(key or kept(unit), unit), unit=unit, on=on, by=SYSTEM)


def wrote(work: UnitReport, text: str = "Tốt.", part: str = "nhận xét") -> None:
    latest = work.parts.filter(part=part).order_by("-pk").first()
    actions.write_part(work=work, built=reads(work, by=SYSTEM, now=NOW), part=part, text=text, seen=latest.pk if latest else 0, by=SYSTEM)


def checked(work: UnitReport, text: str = "Tốt.") -> UnitReport:
    wrote(work, text)
    return actions.check_report(work=work, built=reads(work, by=SYSTEM, now=NOW), by=SYSTEM)


def settled(work: UnitReport, now: datetime = NOW) -> UnitReport:
    clerk = make_user("office_clerk", work.unit)
    jobs.run(actions.ask_to_freeze_report(report=declared_of(work), unit=work.unit, on=work.on, by=clerk, now=now, work=work).pk)
    return again(work)


def sent(work: UnitReport, on: date = date(2026, 2, 4)) -> UnitReport:
    return actions.send_report(work=actions.sign_report(work=work, name="Lò Văn Bí", by=SYSTEM), on=on, by=SYSTEM)


def clock() -> datetime:
    """The time by the database; each act of a test that commits has one of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def taken_in(unit: Unit, key: str) -> UnitReport:
    return actions.accept_report(work=sent(settled(checked(begun(unit, key)))), by=SYSTEM)


def again(work: UnitReport) -> UnitReport:
    return UnitReport.objects.select_related("unit__parent", "frozen", "template").get(pk=work.pk)
