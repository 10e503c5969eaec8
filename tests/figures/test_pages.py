"""The pages of figures: each number opens its people, for those who may; small sensitive groups stay hidden."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from coso.access.models import Reading
from coso.common.actors import SYSTEM
from coso.figures.exports import Bar, bars
from coso.figures.queries import Question, figure
from coso.figures.views import pages
from coso.members.models import Stay
from coso.org.actions import move_unit
from coso.org.enums import UnitKind
from tests.factories import end_unit, make_member, make_unit, make_user

pytestmark = pytest.mark.django_db
MOST_QUERIES = 42  # of a page of figures, 15 of them for session, rights and scope

MOST_QUERIES_OF_ALL = 100  # a figure or two more for each app


@pytest.fixture
def commune():
    return make_unit("Đảng bộ xã Mường So", kind=UnitKind.COMMUNE_ORGANISATION)


@pytest.fixture
def branches(commune):
    found = [make_unit(f"Chi bộ bản {name}", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune) for name in ("Nà Củng", "Huổi Én")]
    for at, branch in enumerate(found):
        for number in range(6):
            make_member(branch, f"Lò Văn {number}", ethnic_group="thai" if number < 2 + 4 * at else "kinh", sex="female" if number % 2 else "male")
    return found


def signed_in(client, role, unit):
    client.force_login(make_user(role, unit))
    return client


def page(client, name, unit, *more, **query):
    return client.get(reverse(f"figures:{name}", args=[unit.pk, *more]), {"on": "2026-03-03"} | query)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_pictures_write_numbers_as_the_page_does():
    rows = [Bar("Đảng bộ xã A", 4200), Bar("Đảng bộ xã B", 1500)]
    assert "4.000" in bars(rows)
    with translation.override("en"):
        assert "4,000" in bars(rows)


def test_the_menu_leads_to_the_reader_s_own_unit(client, commune):
    answer = signed_in(client, "report_reader", commune).get(reverse("figures:page"))
    assert answer.url == reverse("figures:unit", args=[commune.pk])


def test_a_clerk_sees_key_numbers_branches_and_a_picture(client, commune, branches):
    said = words(answer := page(signed_in(client, "standing_member", commune), "unit", commune))
    assert "Chi bộ bản Nà Củng" in said
    assert "<svg data-themed" in answer.content.decode()
    assert "style=" not in answer.content.decode()


def test_every_number_opens_exactly_its_people(client, commune, branches):
    signed_in(client, "standing_member", commune)
    answer = page(client, "indicator", commune, "members.count", by="sex")
    for url, number in re.findall(r'class="drill" href="([^"]+)">(\d+)', answer.content.decode()):
        listed = client.get(url.replace("&amp;", "&"))
        assert listed.content.decode().count("Lò Văn") == int(number)


def test_a_report_reader_sees_counts_but_no_people_and_no_small_sensitive_group(client, commune, branches):
    signed_in(client, "report_reader", commune)
    answer = page(client, "unit", commune)
    assert "branches.count/records/" in answer.content.decode()
    assert "members.count/records/" not in answer.content.decode()
    said = words(page(client, "indicator", branches[0], "members.count", by="minority"))
    assert "< 5" in said.replace("&lt;", "<")
    assert "4" not in re.findall(r'<td class="number">(.*?)</td>', page(client, "indicator", branches[0], "members.count", by="minority").content.decode())
    assert page(client, "records", commune, "members.count").status_code == 403


def test_a_hidden_number_stays_hidden_in_the_export(client, commune, branches):
    answer = page(signed_in(client, "report_reader", commune), "unit", commune, export="xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    line = next(row for row in rows if row[0] == "Chi bộ bản Nà Củng")
    assert line[1] == 6
    assert line[5] == "< 5"


def test_an_export_holds_real_numbers(client, commune, branches):
    answer = page(signed_in(client, "standing_member", commune), "unit", commune, export="xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[-1][1:3] == (12, 12)


def test_a_list_of_a_sensitive_group_is_kept_in_the_reading_log(client, commune, branches):
    signed_in(client, "standing_member", commune)
    assert page(client, "records", commune, "members.count").status_code == 200
    assert not Reading.objects.filter(page__contains="records").exists()


def test_a_unit_that_did_not_exist_says_so(client, commune):
    answer = page(signed_in(client, "report_reader", commune), "unit", commune, on="1930-01-01")
    assert answer.status_code == 200
    assert "note warn" in answer.content.decode()


def test_unknown_figures_are_not_found_and_odd_words_are_left_aside(client, commune):
    signed_in(client, "report_reader", commune)
    assert page(client, "indicator", commune, "members.nothing").status_code == 404
    assert page(client, "indicator", commune, "members.count", on="2026-99-99", by="nothing", tree="oak").status_code == 200


def test_a_ratio_s_records_lead_to_its_page(client, commune):
    assert page(signed_in(client, "standing_member", commune), "records", commune, "members.per_branch").status_code == 302


@pytest.mark.parametrize("name", ["unit", "records"])
def test_pages_cost_the_same_with_one_row_and_with_three(client, commune, django_assert_max_num_queries, name):
    signed_in(client, "standing_member", commune)
    costs = []
    for rows in (1, 2):
        for _each in range(rows):
            make_member(make_unit(kind=UnitKind.SUBORDINATE_BRANCH, parent=commune), birth_date=date(1980, 2, 3))
        with django_assert_max_num_queries(MOST_QUERIES) as asked:
            page(client, name, commune, *(["members.count"] if name == "records" else []), on=timezone.localdate().isoformat())
        costs.append(len(asked.captured_queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("asked", [{}, {"by": "sex"}, {"by": ["sex", "minority"]}, {"by": "sector"}])
@pytest.mark.parametrize("role", ["standing_member", "report_reader"])
def test_a_figure_asks_few_questions_however_it_is_split(client, commune, branches, django_assert_max_num_queries, role, asked):
    signed_in(client, role, commune)
    with django_assert_max_num_queries(MOST_QUERIES):
        page(client, "indicator", commune, "members.count", **asked)


def test_a_unit_whose_branches_have_moved_costs_one_more_question_for_each_count(client, commune, branches, django_assert_max_num_queries):
    clerk = signed_in(client, "standing_member", commune)
    other = make_unit("Đảng bộ xã Mường Than", kind=UnitKind.COMMUNE_ORGANISATION)
    move_unit(unit=branches[0], to=other, on=date(2026, 4, 1), today=date(2026, 4, 2), paper="", reason="", by=SYSTEM)
    with django_assert_max_num_queries(MOST_QUERIES + 6):
        assert "Chi bộ bản Nà Củng" in words(page(clerk, "unit", commune))


def test_who_holds_no_role_for_figures_is_refused(client, commune):
    assert signed_in(client, "handbook_editor", commune).get(reverse("figures:page")).status_code == 403


def test_all_figures_come_by_subject_each_with_its_number_and_its_people(client, commune, branches):
    clerk = signed_in(client, "standing_member", commune)
    listed = page(clerk, "unit", commune).content.decode()
    assert reverse("figures:unit_all", args=[commune.pk]) in listed
    told = page(clerk, "unit_all", commune).content.decode()
    assert told.index("Đảng viên trong danh sách") < told.index("Phát triển đảng viên") < told.index("Khu dân cư")
    people = reverse("figures:records", args=[commune.pk, "members.count"])
    assert re.search(rf'href="{people}[^"]*">12</a>', told)


def test_what_all_figures_cost_does_not_grow_with_the_people(client, commune, branches, django_assert_max_num_queries):
    clerk, costs = signed_in(client, "standing_member", commune), []
    for _round in (1, 2):
        with django_assert_max_num_queries(MOST_QUERIES_OF_ALL) as asked:
            page(clerk, "unit_all", commune)
        costs.append(len(asked.captured_queries))
        make_member(branches[0])
    assert costs[0] == costs[1]


def test_the_page_of_a_large_unit_comes_at_once_and_its_parts_as_they_are_counted(client, monkeypatch):
    monkeypatch.setattr(pages, "MANY", 3)
    province = make_unit("Đảng bộ tỉnh Lai Châu", kind=UnitKind.PROVINCIAL_ORGANISATION)
    commune = make_unit("Đảng bộ xã Bum Tở", kind=UnitKind.COMMUNE_ORGANISATION, parent=province)
    branch = make_unit("Chi bộ bản Phiêng", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    for name in ("Lò Văn Một", "Lò Văn Hai", "Lò Văn Ba"):
        make_member(branch, name)
    reader = signed_in(client, "standing_member", province)
    listed = page(reader, "unit", province).content.decode()
    assert "Chính thức" in listed
    parts = [reverse(f"figures:{name}", args=[province.pk]) for name in ("unit_cards", "unit_ages", "unit_below")]
    assert all(f'hx-get="{part}' in listed for part in parts)
    assert "Tính cả trang một lần" in listed
    told = " ".join(client.get(part).content.decode() for part in parts)
    whole = page(reader, "unit", province, whole="1").content.decode()
    for said in ("branches.count", "Đảng viên theo tuổi và giới tính", commune.name):
        assert said in told
        assert said in whole
    assert page(reader, "unit", province, export="csv").status_code == 200


def test_the_cards_of_a_branch_tell_of_people_and_those_of_a_commune_of_branches(client, commune, branches):
    signed_in(client, "standing_member", commune)
    assert "members.left" in page(client, "unit_cards", branches[0]).content.decode()
    assert "branches.count" in page(client, "unit_cards", commune).content.decode()


def test_the_cards_say_when_a_unit_is_smaller_than_its_kind_may_be(client, commune, branches):
    signed_in(client, "standing_member", commune)
    branch = make_unit("Chi bộ nhỏ", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)
    make_member(branch)
    assert "208-QĐ/TW" in page(client, "unit_cards", branch, on="2026-11-01").content.decode()
    end_unit(branch, date(2026, 10, 1))
    assert "208-QĐ/TW" not in page(client, "unit_cards", branch, on="2026-11-01").content.decode()


@pytest.mark.parametrize("query", [
    {"by": "sex"}, {"by": ["sex", "minority"]}, {}, {"from": "2020-01-01"}, {"tree": "stands"}, {"sex": "female"}, {"on": "2024-02-29"}, {"export": "csv"},
])
@pytest.mark.parametrize("key", ["members.count", "members.admitted", "members.women_share", "areas.without_member"])
def test_every_figure_shows_every_split(client, commune, branches, key, query):
    signed_in(client, "standing_member", commune)
    assert page(client, "indicator", commune, key, **query).status_code == 200


def test_a_share_splits_by_unit_and_by_dimension(commune, branches):
    asked = figure("members.women_share", Question(commune, date(2026, 3, 3)), by=SYSTEM)
    assert {line.value for line in asked.by("status") if line.choices[0].key == "official"} == {50}
    assert {line.unit.name: line.value for line in asked.children()}["Chi bộ bản Nà Củng"] == 50
    assert asked.only(status="probationary").value() is None
    assert len(asked.digest()) == 64


def test_a_member_who_moved_out_of_the_reader_s_scope_is_counted_but_not_listed(client, commune, branches):
    elsewhere = make_unit(kind=UnitKind.SUBORDINATE_BRANCH)
    gone = make_member(elsewhere, "Người Đi Xa")
    Stay.objects.filter(member=gone).update(unit=branches[0])
    Stay.objects.filter(member=gone).update(position=elsewhere.position)
    said = words(page(signed_in(client, "standing_member", commune), "records", commune, "members.count", tree="stood"))
    assert "Người Đi Xa" not in said
