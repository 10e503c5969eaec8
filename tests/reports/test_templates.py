"""Report texts that an office writes on screen: kept in versions, used below, refused with the line that is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.common.errors import RuleBroken
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
