"""A report's way: begun, written, checked, settled, signed off, sent up, handed back, taken in; and templates an office writes."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from coso.common import jobs, scope
from coso.common.actors import SYSTEM
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Job
from coso.org.enums import UnitKind
from coso.reports import actions
from coso.reports.enums import Period, State
from coso.reports.models import FrozenFigure, FrozenReport, ReportTemplate, UnitReport
from coso.reports.queries import (
    Again,
    Built,
    NoSuchReport,
    TextRefused,
    reads,
    report_of,
    templates_for,
)
from tests.factories import make_commune, make_member, make_province, make_unit, make_user

DAY = date(2026, 1, 31)
NOW = datetime(2026, 2, 3, 9, 0, tzinfo=timezone.get_default_timezone())
TEXT = 'Có {{ figure("members.count") }} đảng viên.\n\n{{ write("nhận xét", "Nêu nhận xét.") }}'


@pytest.fixture
def commune(db):
    unit = make_commune(parent=make_province())
    branch = make_unit("Chi bộ bản Nà Củng", kind=UnitKind.SUBORDINATE_BRANCH, parent=unit)
    for at in range(3):
        make_member(branch, f"Lò Văn {at}")
    return unit


def begun(unit):
    template = actions.keep_template(unit=unit, name="Báo cáo nhanh", period=Period.YEAR, text=TEXT, on=DAY, by=SYSTEM)
    return actions.open_report(report=report_of(template.key), unit=unit, on=DAY, by=SYSTEM)


def written(work, text="Tốt."):
    actions.write_part(work=work, built=reads(work, by=SYSTEM, now=NOW), part="nhận xét", text=text, by=SYSTEM)
    return actions.check_report(work=work, built=reads(work, by=SYSTEM, now=NOW), by=SYSTEM)


def settled(work):
    job = actions.ask_to_freeze_report(report=report_of(work.key), unit=work.unit, on=work.on, by=make_user("office_clerk", work.unit), now=NOW, work=work)
    jobs.run(job.pk)
    return UnitReport.objects.get(pk=work.pk)


def test_a_report_goes_up_comes_back_with_a_reason_and_is_taken_in(commune):
    work = settled(written(begun(commune)))
    assert work.state == State.FROZEN
    assert "Tốt." in str(work.frozen.content)
    actions.sign_report(work=work, name="Lò Văn Bí", by=make_user("standing_member", commune))
    actions.send_report(work=work, by=SYSTEM)
    returned = actions.hand_back(work=work, reason="Thiếu nguyên nhân.", by=SYSTEM)
    assert (returned.state, returned.reason) == (State.RETURNED, "Thiếu nguyên nhân.")
    again = settled(written(returned, "Tốt hơn, do sát dân."))
    actions.send_report(work=actions.sign_report(work=again, name="", by=SYSTEM), by=SYSTEM)
    assert actions.accept_report(work=again, by=SYSTEM).state == State.ACCEPTED
    assert FrozenReport.objects.count() == 2
    assert [one.text for one in work.parts.order_by("pk")] == ["Tốt.", "Tốt hơn, do sát dân."]


def test_each_step_fits_only_where_the_report_stands(commune):
    work = begun(commune)
    built = reads(work, by=SYSTEM, now=NOW)
    refused = [
        lambda: actions.check_report(work=work, built=built, by=SYSTEM),  # nothing is written yet
        lambda: actions.write_part(work=work, built=built, part="khác", text="x", by=SYSTEM),
        lambda: settled(work), lambda: actions.reopen_report(work=work, by=SYSTEM), lambda: actions.sign_report(work=work, name="", by=SYSTEM),
        lambda: actions.send_report(work=work, by=SYSTEM), lambda: actions.hand_back(work=work, reason="x", by=SYSTEM), lambda: actions.accept_report(work=work, by=SYSTEM),
    ]
    for step in refused:
        with pytest.raises(RuleBroken):
            step()
    assert UnitReport.objects.get().state == State.DRAFT
    assert actions.reopen_report(work=written(work), by=SYSTEM).state == State.DRAFT
    assert actions.open_report(report=report_of(work.key), unit=commune, on=DAY, by=SYSTEM) == work


def test_handing_back_needs_a_reason_and_a_unit_above_is_needed_to_send(commune):
    UnitReport.objects.filter(pk=begun(commune).pk).update(state=State.SENT)
    with pytest.raises(RuleBroken):
        actions.hand_back(work=UnitReport.objects.get(), reason=" ", by=SYSTEM)
    top = begun(commune.parent)
    UnitReport.objects.filter(pk=top.pk).update(state=State.SIGNED)
    with pytest.raises(RuleBroken):
        actions.send_report(work=top, by=SYSTEM)


def test_only_the_unit_above_answers_and_only_who_may_sign_signs(commune):
    work, clerk = begun(commune), make_user("office_clerk", commune)
    for act in (actions.accept_report, lambda **told: actions.hand_back(reason="x", **told), lambda **told: actions.sign_report(name="", **told)):
        with pytest.raises(NotAllowed):
            act(work=work, by=clerk)


def test_a_report_settled_twice_keeps_one_copy_in_its_way(commune):
    work = written(begun(commune))
    clerk = make_user("office_clerk", commune)
    waiting = [actions.ask_to_freeze_report(report=report_of(work.key), unit=commune, on=DAY, by=clerk, now=NOW, work=work) for _each in range(2)]
    for job in waiting:
        jobs.run(job.pk)
    assert FrozenReport.objects.count() == 1


def test_a_settled_text_counted_again_is_the_same_number_by_number_from_the_same_records(commune):
    work = settled(written(begun(commune)))
    kept = Built.read(work.frozen.content)
    for place, _table, line, column, asked in Again(kept, by=SYSTEM):
        figure = FrozenFigure.objects.get(report=work.frozen, place=place)
        assert asked.value() == line.cells[column].value == figure.value
        assert asked.digest() == figure.digest


# --- templates --------------------------------------------------------------------------------------


def test_a_template_is_kept_in_versions_and_used_below(commune):
    first = actions.keep_template(unit=commune.parent, name="Mẫu tỉnh", period=Period.YEAR, text=TEXT, on=DAY, by=SYSTEM)
    actions.keep_template(unit=commune.parent, name="Mẫu tỉnh", period=Period.YEAR, text=TEXT + " x", on=DAY, by=SYSTEM, key=first.key, seen=1)
    assert [one.version for one in templates_for(commune)] == [2]
    assert templates_for(make_province("Đảng bộ tỉnh khác")) == []
    assert report_of(first.key).version == 2
    assert ReportTemplate.objects.get(version=1).text == TEXT


@pytest.mark.parametrize(("told", "problem"), [({"name": " "}, RuleBroken), ({"seen": 3}, RuleBroken), ({"text": "{{ figure('x') }}"}, TextRefused)])
def test_a_nameless_outdated_or_wrong_template_is_not_kept(commune, told, problem):
    right = {"unit": commune, "name": "Mẫu", "period": Period.YEAR, "text": TEXT, "on": DAY, "by": SYSTEM}
    with pytest.raises(problem):
        actions.keep_template(**(right | told))
    assert not ReportTemplate.objects.exists()


def test_an_unknown_report_names_the_nearest(db):
    with pytest.raises(NoSuchReport, match="yearly"):
        report_of("yearli")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_keep_the_same_version_at_once_one_is_told():
    commune = make_commune()
    key = actions.keep_template(unit=commune, name="Mẫu", period=Period.YEAR, text=TEXT, on=DAY, by=SYSTEM).key
    said, together = [], threading.Barrier(2)

    def keep():
        together.wait()
        try:
            with scope.within(scope.everything()):
                actions.keep_template(unit=commune, name="Mẫu", period=Period.YEAR, text=TEXT, on=DAY, by=SYSTEM, key=key, seen=1)
            said.append("kept")
        except RuleBroken:
            said.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=keep) for _each in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(said) == ["kept", "told"]
    assert ReportTemplate.objects.count() == 2


# --- pages ------------------------------------------------------------------------------------------


def test_an_office_goes_the_whole_way_on_screen(client, commune):
    client.force_login(make_user("office_clerk", commune))
    editor = reverse("reports:template", args=[commune.pk])
    assert client.post(editor, {"name": "Mẫu", "period": "year", "seen": 0, "text": "{{ figure('members.cuont') }}", "keep": ""}).status_code == 422
    told = {"name": "Mẫu", "period": "year", "seen": 0, "text": TEXT}
    assert "Có 3 đảng viên." in client.post(editor, told | {"preview": ""}).content.decode()
    page = client.post(editor, told | {"keep": ""}, follow=True)
    assert "Có 3 đảng viên." in page.content.decode()
    key = ReportTemplate.objects.get().key
    assert TEXT[:20] in client.get(editor, {"key": key}).content.decode().replace("&quot;", '"')
    client.post(editor + f"?key={key}", told | {"keep": ""}, follow=True)
    assert ReportTemplate.objects.count() == 1
    assert "II. Kết quả" in client.get(editor, {"key": "development"}).content.decode()
    page = client.post(reverse("reports:begin", args=[commune.pk, key]), {"on": "2026-01-31"}, follow=True)
    work = UnitReport.objects.get()

    def step(name, /, **told):
        return client.post(reverse("reports:step", args=[work.pk, name]), told, follow=True).content.decode()

    assert 'class="error' in step("check")
    client.post(reverse("reports:write", args=[work.pk]), {"part": "nhận xét", "text": "Tốt."})
    step("check")
    step("settle")
    jobs.run(Job.objects.get().pk)
    assert "Tốt." in client.get(work.get_absolute_url()).content.decode()
    client.force_login(make_user("standing_member", commune))
    step("sign", name="Lò Văn Bí")
    client.force_login(make_user("organisation_officer", commune.parent))
    step("send")
    assert "Thiếu." in step("return", reason="Thiếu.")
    UnitReport.objects.update(state=State.SENT)
    step("accept")
    assert UnitReport.objects.get().state == State.ACCEPTED
    step("reopen")
    assert client.post(reverse("reports:step", args=[work.pk, "fly"])).status_code == 404
    assert client.get(work.get_absolute_url()).status_code == 200


def test_the_list_costs_the_same_with_one_report_and_with_three(client, commune):
    client.force_login(make_user("office_clerk", commune))
    counts = []
    for month in (1, 2, 3):
        actions.open_report(report=report_of("yearly"), unit=commune, on=date(2026, month, 1), by=SYSTEM)
        with connection.execute_wrapper(lambda execute, *told, month=month: counts.append(month) or execute(*told)):
            client.get(reverse("reports:list"))
    assert counts.count(2) == counts.count(3)
