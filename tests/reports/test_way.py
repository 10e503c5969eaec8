"""A report's way: begun, written, checked, settled, signed off, sent up, handed back, taken in, and set beside those below."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from coso.common import jobs, scope
from coso.common.actors import SYSTEM
from coso.common.enums import JobState
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import Job
from coso.members.actions import leave
from coso.members.models import Member
from coso.org.models import Unit
from coso.reports import actions
from coso.reports.checker import check
from coso.reports.enums import State
from coso.reports.models import FrozenFigure, FrozenReport, ReportTemplate, UnitReport
from coso.reports.queries import EXPLAINED, Again, Built, declared_of, reads, text_of
from tests.factories import make_commune, make_member, make_user
from tests.reports.way import (
    DAY,
    NOW,
    TEXT,
    again,
    begun,
    checked,
    kept,
    make_tree,
    sent,
    settled,
    taken_in,
    wrote,
)


@pytest.fixture
def commune(db):
    return make_tree()


def test_a_report_goes_up_comes_back_with_a_reason_and_is_taken_in(commune):
    work = settled(checked(begun(commune)))
    assert work.state == State.FROZEN
    assert "Tốt." in str(work.frozen.content)
    work = sent(work)
    assert work.sent_on == date(2026, 2, 4)
    returned = actions.hand_back(work=work, reason="Thiếu nguyên nhân.", by=SYSTEM)
    assert (returned.state, returned.answer) == (State.RETURNED, "Thiếu nguyên nhân.")
    final = actions.accept_report(work=sent(settled(checked(returned, "Tốt hơn, do sát dân."))), by=SYSTEM)
    assert final.state == State.ACCEPTED
    assert FrozenReport.objects.count() == 2
    assert [one.text for one in work.parts.order_by("pk")] == ["Tốt.", "Tốt hơn, do sát dân."]


def test_each_step_fits_only_where_the_report_stands(commune):
    work = begun(commune)
    built = reads(work, by=SYSTEM, now=NOW)
    refused = [
        lambda: actions.check_report(work=work, built=built, by=SYSTEM),  # nothing is written yet
        lambda: wrote(work, part="khác"), lambda: settled(work), lambda: actions.reopen_report(work=work, by=SYSTEM), lambda: actions.sign_report(work=work, name="", by=SYSTEM),
        lambda: actions.send_report(work=work, on=DAY, by=SYSTEM), lambda: actions.hand_back(work=work, reason="x", by=SYSTEM), lambda: actions.accept_report(work=work, by=SYSTEM),
    ]
    for step in refused:
        with pytest.raises(RuleBroken):
            step()
    assert again(work).state == State.DRAFT
    assert actions.reopen_report(work=checked(work), by=SYSTEM).state == State.DRAFT
    assert begun(commune, work.key) == work


def test_a_part_whose_figures_do_not_agree_is_not_checked(commune):
    work = begun(commune)
    with pytest.raises(RuleBroken, match="9 đồng chí"):
        checked(work, "Có 3 đảng viên mới, trong đó có 9 đồng chí nữ.")
    assert again(work).state == State.DRAFT


def test_handing_back_needs_a_reason_and_a_unit_above_is_needed_to_send(commune):
    work = sent(settled(checked(begun(commune))))
    with pytest.raises(RuleBroken):
        actions.hand_back(work=work, reason=" ", by=SYSTEM)
    top = begun(commune.parent)
    UnitReport.objects.filter(pk=top.pk).update(state=State.SIGNED)
    with pytest.raises(RuleBroken):
        actions.send_report(work=top, on=DAY, by=SYSTEM)


@pytest.mark.parametrize("on", [date(1900, 1, 1), date(2026, 6, 1)])
def test_a_unit_that_was_not_in_being_begins_no_report(commune, on):
    Unit.objects.filter(pk=commune.pk).update(ended_on=date(2026, 5, 1))
    with pytest.raises(RuleBroken):
        begun(Unit.objects.get(pk=commune.pk), "yearly", on)


def test_only_the_unit_above_answers_and_only_who_may_sign_signs(commune):
    work, clerk = begun(commune), make_user("office_clerk", commune)
    for act in (actions.accept_report, lambda **told: actions.hand_back(reason="x", **told), lambda **told: actions.sign_report(name="", **told)):
        with pytest.raises(NotAllowed):
            act(work=work, by=clerk)
    assert actions.sign_report(work=settled(checked(work)), name="", by=make_user("standing_member", commune)).state == State.SIGNED


def test_a_later_version_of_its_template_does_not_change_a_report_under_way(commune):
    work = begun(commune)
    kept(commune, text=TEXT + "\n\nThêm.", key=work.key, seen=1)
    assert "Thêm" not in text_of(reads(again(work), by=SYSTEM, now=NOW))


def test_a_settled_text_counted_again_is_the_same_number_by_number_from_the_same_records(commune):
    work = settled(checked(begun(commune)))
    for place, _table, line, column, asked in Again(Built.read(work.frozen.content), by=SYSTEM):
        figure = FrozenFigure.objects.get(report=work.frozen, place=place)
        assert asked.value() == line.cells[column].value == figure.value
        assert asked.digest() == figure.digest


# --- an upper unit's report beside those below ------------------------------------------------------


def test_totals_that_equal_those_below_need_no_word(commune):
    key = kept(commune.parent)
    for branch in Unit.objects.filter(parent=commune):
        taken_in(branch, key)
    assert EXPLAINED not in str(reads(begun(commune, key), by=SYSTEM, now=NOW).blocks)


@pytest.mark.parametrize("key", ["", "member_statistics"])
def test_a_total_unlike_those_below_is_shown_unit_by_unit_and_explained_in_a_sentence(commune, key):
    first, second = Unit.objects.filter(parent=commune).order_by("position")
    key = key or kept(commune.parent)
    for branch in (first, second):
        work = begun(branch, key)
        if declared_of(work).text:
            wrote(work)
        work = actions.check_report(work=work, built=reads(work, by=SYSTEM, now=NOW), by=SYSTEM)
        actions.accept_report(work=sent(settled(work)), by=SYSTEM)
    leave(member=Member.objects.filter(unit=second)[0], on=date(2026, 1, 10), reason="deceased", paper="Giấy báo tử 3", by=SYSTEM, day=DAY)
    work = begun(commune, key)
    built = reads(work, by=SYSTEM, now=NOW)
    table = built.tables[built.blocks[-3]["table"]]
    total, unlike = table.lines[:2]
    assert [cell.value for cell in total.cells] == [4, 5, -1]
    assert (unlike.label, [cell.value for cell in unlike.cells]) == (f"{second.name}: hồ sơ không cho biết vì sao", [1, 2, -1])
    if declared_of(work).text:
        wrote(work)
    with pytest.raises(RuleBroken, match=EXPLAINED):
        actions.check_report(work=work, built=reads(work, by=SYSTEM, now=NOW), by=SYSTEM)
    wrote(work, "Một đảng viên từ trần sau khi chi bộ gửi báo cáo.", EXPLAINED)
    told = reads(work, by=SYSTEM, now=NOW)
    assert check(text_of(told)).findings == []
    actions.check_report(work=work, built=told, by=SYSTEM)
    assert "từ trần" in text_of(Built.read(settled(work).frozen.content))


def test_a_report_that_differs_only_after_it_was_checked_is_not_settled_without_a_word(commune):
    key = kept(commune.parent)
    branch = Unit.objects.filter(parent=commune)[0]
    taken_in(branch, key)
    work = checked(begun(commune, key))
    make_member(branch, "Vàng Thị Mới", day=DAY)
    assert settled(work).state == State.CHECKED
    assert EXPLAINED in Job.objects.latest("pk").error


# --- two at once ------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Each act on a connection of its own, begun in the same instant: what each came to, in order of the words."""
    ready = Barrier(len(acts))

    def do(act: Callable[[], object]) -> str:
        try:
            ready.wait(10)
            with scope.within(scope.everything()):
                act()
        except RuleBroken:
            return "told"
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(do, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_at_one_step_one_is_told():
    commune = make_tree()
    for _each in range(5):
        work = sent(settled(checked(begun(commune))))
        assert at_once(lambda work=work: actions.accept_report(work=work, by=SYSTEM), lambda work=work: actions.hand_back(work=work, reason="Thiếu.", by=SYSTEM)) == ["done", "told"]
        assert again(work).state in (State.ACCEPTED, State.RETURNED)


@pytest.mark.django_db(transaction=True)
def test_two_who_write_one_part_at_once_do_not_overwrite_each_other():
    work = begun(make_tree())
    built = reads(work, by=SYSTEM, now=NOW)
    acts = [lambda text=text: actions.write_part(work=work, built=built, part="nhận xét", text=text, seen=0, by=SYSTEM) for text in ("Một.", "Hai.")]
    assert at_once(*acts) == ["done", "told"]
    assert work.parts.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_settled_by_two_at_once_keeps_one_copy_in_its_way():
    work = checked(begun(make_tree()))
    clerk = make_user("office_clerk", work.unit)
    asked = [lambda: actions.ask_to_freeze_report(report=declared_of(work), unit=work.unit, on=DAY, by=clerk, now=NOW, work=work)] * 2
    assert at_once(*asked) == ["done", "done"]
    (job,) = Job.objects.all()  # the second is led to the work under way
    twin = Job.objects.create(kind=job.kind, owner=clerk, position=job.position, parameters=job.parameters, digest=job.digest)
    at_once(lambda: jobs.run(job.pk), lambda: jobs.run(twin.pk))
    assert FrozenReport.objects.count() == 1
    assert sorted(Job.objects.values_list("state", flat=True)) == sorted([JobState.DONE, JobState.FAILED])
    assert again(work).state == State.FROZEN


@pytest.mark.django_db(transaction=True)
def test_of_two_who_keep_the_same_version_of_a_template_at_once_one_is_told():
    commune = make_commune()
    key = kept(commune)
    assert at_once(*[lambda: kept(commune, key=key, seen=1)] * 2) == ["done", "told"]
    assert ReportTemplate.objects.count() == 2


# --- pages ------------------------------------------------------------------------------------------


def test_an_office_goes_the_whole_way_on_screen(client, commune):
    client.force_login(make_user("office_clerk", commune))
    editor = reverse("reports:template", args=[commune.pk])
    told = {"name": "Mẫu", "period": "year", "seen": 0, "text": TEXT}
    client.post(editor, told | {"keep": ""})
    key = ReportTemplate.objects.get().key
    client.post(reverse("reports:begin", args=[commune.pk, key]), {"on": "2026-01-31"})
    work = UnitReport.objects.get()

    def step(name, /, **told):
        return client.post(reverse("reports:step", args=[work.pk, name]), told, follow=True).content.decode()

    assert "chưa viết" in step("check")
    write = reverse("reports:write", args=[work.pk])
    client.post(write, {"part": "nhận xét", "text": "Có 3 đảng viên mới, trong đó có 9 đồng chí nữ."})
    assert "9 đồng chí nữ" in client.get(work.get_absolute_url()).content.decode()
    refused = client.post(write, {"part": "nhận xét", "text": "Viết cùng lúc.", "seen": "0"})
    assert refused.status_code == 409
    assert "Viết cùng lúc." in refused.content.decode()
    client.post(write, {"part": "nhận xét", "text": "Tốt.", "seen": work.parts.get().pk})
    step("check")
    step("settle")
    assert "đang được chốt" in client.get(work.get_absolute_url()).content.decode()
    jobs.run(Job.objects.get().pk)
    assert reverse("reports:work", args=[work.pk]) in client.get(reverse("home:job", args=[Job.objects.get().pk])).content.decode()
    client.force_login(make_user("standing_member", commune))
    step("sign", name="Lò Văn Bí")
    client.force_login(make_user("organisation_officer", commune.parent))
    step("send")
    assert "Thiếu." in step("return", reason="Thiếu.")
    UnitReport.objects.update(state=State.SENT)
    step("accept")
    assert again(work).state == State.ACCEPTED
    assert client.post(reverse("reports:step", args=[work.pk, "fly"])).status_code == 404
    wrong = client.post(reverse("reports:begin", args=[commune.pk, key]), {"on": "1900-01-31"}, follow=True)
    assert "không hoạt động" in wrong.content.decode()


def test_the_list_costs_the_same_with_one_report_and_with_three(client, commune):
    client.force_login(make_user("office_clerk", commune))
    counts = []
    for month in (1, 2, 3):
        begun(commune, "yearly", date(2026, month, 1))
        with connection.execute_wrapper(lambda execute, *told, month=month: counts.append(month) or execute(*told)):
            client.get(reverse("reports:list"))
    assert counts.count(2) == counts.count(3)
