"""Report texts that an office writes on screen: kept in versions, used below, refused with the line that is wrong."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from django.db import connection, transaction
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
from coso.common.scope import everything, within
from coso.reports import actions
from coso.reports.enums import Period
from coso.reports.models import ReportTemplate
from coso.reports.queries import NoSuchReport, TextRefused, report_of, templates_for
from tests.factories import make_province, make_user
from tests.reports.way import DAY, TEXT, begun, kept, make_tree


@pytest.fixture
def commune(db):
    return make_tree()


def test_a_template_is_kept_in_versions_and_used_below_and_nowhere_else(commune):
    key = kept(commune.parent)
    kept(commune.parent, text=TEXT + " x", key=key, seen=1)
    assert [one.version for one in templates_for(commune)] == [2]
    assert report_of(key, commune).version == 2
    assert ReportTemplate.objects.get(version=1).text == TEXT
    elsewhere = make_province("Đảng bộ tỉnh khác")
    assert templates_for(elsewhere) == []
    with pytest.raises(NoSuchReport):
        report_of(key, elsewhere)


@pytest.mark.parametrize(("told", "problem"), [({"name": " "}, RuleBroken), ({"seen": 3}, RuleBroken), ({"text": "{{ figure('x') }}"}, TextRefused)])
def test_a_nameless_outdated_or_wrong_template_is_not_kept(commune, told, problem):
    right = {"unit": commune, "name": "Mẫu", "period": Period.YEAR, "text": TEXT, "on": DAY, "by": SYSTEM}
    with pytest.raises(problem):
        actions.keep_template(**(right | told))
    assert not ReportTemplate.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_keep_the_same_version_at_once_the_second_is_told():
    commune = make_tree()
    key = kept(commune)
    kept_by_first = Event()

    def first() -> None:
        with within(everything()), transaction.atomic():
            kept(commune, text=TEXT + " một", key=key, seen=1)
            kept_by_first.set()
            wait_until_somebody_waits()
        connection.close()

    def second() -> object:
        kept_by_first.wait(30)
        try:
            with within(everything()):
                return kept(commune, text=TEXT + " hai", key=key, seen=1)
        except RuleBroken as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done, told = pool.submit(first), pool.submit(second)
        done.result()
        assert "bản mới hơn" in str(told.result())
    with within(everything()):
        assert ReportTemplate.objects.get(version=2).text.endswith("một")


def wait_until_somebody_waits() -> None:
    """Of another transaction that the database lets wait for this one."""
    for _attempt in range(600):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def test_an_unknown_report_names_the_nearest(commune):
    with pytest.raises(NoSuchReport, match="yearly"):
        report_of("yearli", commune)


def test_an_office_sees_its_text_filled_in_and_each_wrong_line_named(client, commune):
    client.force_login(make_user("office_clerk", commune))
    page = reverse("reports:template", args=[commune.pk])
    told = {"name": "Mẫu", "period": "year", "seen": 0, "text": TEXT}
    wrong = client.post(page, told | {"text": "một\nhai\n{{ figure('members.cuont') }}", "keep": "1"})
    assert wrong.status_code == 422
    assert "Dòng 3" in wrong.content.decode()
    assert "Có 5 đảng viên." in client.post(page, told | {"preview": "1"}).content.decode()
    assert client.post(page, told | {"keep": "1"}).status_code == 302
    key = ReportTemplate.objects.get().key
    assert 'value="1"' in client.get(page, {"key": key}).content.decode()
    assert client.post(f"{page}?key={key}", told | {"keep": "1"}).status_code == 422  # kept by somebody meanwhile
    assert ReportTemplate.objects.count() == 1
    for begin in ("development", key, ""):
        assert client.get(page, {"key": begin}).status_code == 200


def test_a_template_of_the_unit_above_is_where_a_new_one_begins(client, commune):
    key = kept(commune.parent)
    client.force_login(make_user("office_clerk", commune))
    assert "Nêu nhận xét" in client.get(reverse("reports:template", args=[commune.pk]), {"key": key}).content.decode()
    begun(commune, key, date(2026, 1, 31))
