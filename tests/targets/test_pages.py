"""What the pages of targets show, and what they cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.org.models import Unit
from coso.targets import actions
from coso.targets.enums import HandState, SchemeKind
from coso.targets.models import Assignment, NewModel, ReportedResult, Scheme
from tests.factories import make_commune, make_user
from tests.targets.story import (
    FIRST,
    LAST,
    admit,
    decided,
    make_branches,
    make_scheme,
    make_target,
    reported_result,
    shared_out,
)

pytestmark = pytest.mark.django_db
JUNE = "2026-06-30"


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def clerk(client, commune, settings):
    settings.DEMO = True  # no second factor is asked for
    user = make_user("office_clerk", commune)
    client.force_login(user)
    return user


def cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def board_of(commune, n):
    """A scheme of one target, shared out among so many branches."""
    root = make_target(scheme=make_scheme(commune, title=f"Nghị quyết {n}"), value=6)
    for branch, one in zip(make_branches(commune, n), shared_out(root), strict=False):
        decided(one)
        admit(branch, FIRST)
    return root


def test_the_first_page_asks_for_the_targets_that_wait(client, commune, clerk):
    make_branches(commune)
    shared_out(make_target(commune))
    assert reverse("targets:waiting") in client.get("/").content.decode()
    assert client.get(reverse("targets:waiting")).content.decode().count("Dự kiến giao, chờ đơn vị trả lời") == 2


def test_whoever_answers_sees_the_value_and_whoever_decides_the_answer(client, commune, clerk):
    make_branches(commune)
    first, _second = shared_out(make_target(commune, 11))
    form = reverse("targets:act", args=[first.pk, "nhan"])
    assert "mức dự kiến: 6" in client.get(form).content.decode()
    client.post(reverse("targets:act", args=[first.pk, "tra-loi"]), {"reason": "Ít nguồn kết nạp"})
    assert "Ít nguồn kết nạp" in client.get(reverse("targets:act", args=[first.pk, "de-xuat-lai"])).content.decode()


def test_the_list_costs_the_same_with_one_scheme_and_three(client, commune, clerk):
    make_target(commune)
    one = cost(client, "/chi-tieu/")
    for at in range(2):
        make_target(scheme=make_scheme(commune, title=f"Kế hoạch {at}"))
    assert cost(client, "/chi-tieu/") == one


def test_a_scheme_is_found_without_tone_marks_and_the_list_is_taken_as_a_file(client, commune, clerk):
    make_scheme(commune, title="Đề án kết nạp đảng viên ở bản xa")
    make_scheme(commune, title="Kế hoạch năm 2020", starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    found = client.get("/chi-tieu/", {"q": "ket nap"}).content.decode()
    assert ("Đề án kết nạp đảng viên ở bản xa" in found, "Kế hoạch năm 2020" in found) == (True, False)
    under_way = client.get("/chi-tieu/", {"under_way": "0"}).content.decode()
    assert ("Đề án kết nạp" in under_way, "Kế hoạch năm 2020" in under_way) == (False, True)
    assert "Kế hoạch năm 2020" in client.get("/chi-tieu/", {"export": "csv"}).content.decode("utf-8-sig")


def test_the_pages_cost_the_same_with_one_unit_below_and_three(client, settings):
    settings.DEMO = True
    found = []
    for n in (1, 3):
        commune = make_commune()
        client.force_login(make_user("office_clerk", commune))
        root = board_of(commune, n)
        found.append([cost(client, f"{page.get_absolute_url()}?on={JUNE}") for page in (root.target.scheme, root)])
    assert found[0] == found[1]


def test_the_board_names_attainment_standing_best_and_worst_and_is_exported(client, commune, clerk):
    root = board_of(commune, 2)
    address = f"{root.target.scheme.get_absolute_url()}?on={JUNE}"
    text = client.get(address).content.decode()
    assert [word in text for word in ("33,33%", "Chi bộ bản 1", "Chi bộ bản 2", "đồng hạng", "Sơ kết")] == [True] * 5
    assert "<svg" in client.get(reverse("targets:trends", args=[root.target.scheme_id]) + f"?on={JUNE}").content.decode()
    lines = b"".join(client.get(f"{address}&export=csv")).decode("utf-8-sig").splitlines()
    assert [("Chi bộ bản 1" in line, "33" in line) for line in lines if "Chi bộ bản" in line] == [(True, True), (False, True)]


def test_a_day_to_come_shows_today(client, commune, clerk):
    root = make_target(commune)
    assert client.get(f"{root.get_absolute_url()}?on=2199-01-01").context["on"] <= date.today()


def test_from_scheme_to_decided_shares_by_the_pages(client, commune, clerk):
    one, two = make_branches(commune)
    told = {"unit": commune.pk, "kind": SchemeKind.PLAN, "title": "Kế hoạch 2026", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    scheme = client.post("/chi-tieu/them/", told).headers["Location"]
    target = {"title": "Kết nạp", "indicator_key": "members.admitted", "aim": "at_least", "value": "9", "milestones": "30/06/2026 40"}
    assert client.post(f"{scheme}chi-tieu-moi/", target | {"where": "colour=red"}).status_code == 422
    assert client.post(f"{scheme}chi-tieu-moi/", target | {"baseline_value": "1"}).status_code == 422
    assert client.post(f"{scheme}chi-tieu-moi/", target | {"where": "sex=female"}).status_code == 302
    root = Assignment.objects.get()
    split = reverse("targets:split", args=[root.pk])
    assert {str(field.initial) for name, field in client.get(f"{split}?way=size").context["form"].fields.items() if name.startswith("unit")} == {"5", "4"}
    shares = {f"unit_{one.pk}": "6", f"unit_{two.pk}": "2"}
    counted = client.post(split, shares | {"recount": "1"})
    assert (counted.context["whole"], counted.context["difference"], Assignment.objects.count()) == (8, "−1", 1)
    assert [(unit, members, field.value()) for unit, members, field in counted.context["rows"]] == [(one, 0, "6"), (two, 0, "2")]
    assert client.post(split, shares).status_code == 302
    share = Assignment.objects.get(unit=one)
    for verb, told in (("tra-loi", {"reason": "Ít nguồn"}), ("de-xuat-lai", {"value": "5"}), ("nhan", {}), ("quyet-dinh", {"paper": "2-QĐ"}), ("dieu-chinh", {"value": "4", "from_day": "2026-07-01", "paper": "3-QĐ", "reason": "Bão"})):
        assert client.get(reverse("targets:act", args=[share.pk, verb])).status_code == 200
        assert client.post(reverse("targets:act", args=[share.pk, verb]), told).status_code == 302, verb
    share.refresh_from_db()
    assert (share.state, [int(value.value) for value in share.values.all()]) == (HandState.DECIDED, [5, 4])
    assert client.get(reverse("targets:act", args=[share.pk, "khac"])).status_code == 404
    assert "−3" in client.get(root.get_absolute_url()).content.decode()


def test_who_comes_later_is_offered_what_is_left_and_the_sum_counts_what_was_given_before(client, commune, clerk):
    root = make_target(commune, 9)
    first, second = make_branches(commune)
    actions.split(assignment=root, values={first.pk: Decimal(7)}, units=[first], by=SYSTEM, today=date.today())
    told = client.get(reverse("targets:split", args=[root.pk])).context
    assert (told["given"], [(unit, field.value()) for unit, _members, field in told["rows"]], told["whole"], told["difference"]) == (7, [(second, 2)], 9, "0")


def test_a_result_is_reported_with_its_file_which_can_be_opened(client, commune, clerk):
    root = make_target(commune, indicator_key="", measure="nhà")
    act = reverse("targets:act", args=[root.pk, "bao-cao"])
    told = {"on": "2026-02-01", "value": "3", "paper": "3-BC/ĐU", "secret": "no"}
    assert client.post(act, told).status_code == 422
    assert client.post(act, told | {"file": SimpleUploadedFile("bao-cao.pdf", b"%PDF-1.7 so lieu")}).status_code == 302
    page = client.get(root.get_absolute_url()).content.decode()
    address = reverse("targets:result_file", args=[ReportedResult.objects.get().pk])
    assert address in page
    assert "theo báo cáo" in page
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1.7 so lieu"


def test_new_models_by_the_pages(client, commune, clerk):
    client.post("/chi-tieu/mo-hinh/dang-ky/", {"unit": commune.pk, "title": "Tổ giúp dân", "year": "2026"})
    model = NewModel.objects.get()
    assert client.post(reverse("targets:new_model", args=[model.pk]), {"result": "Đã giúp 12 hộ"}).status_code == 302
    assert "Đã giúp 12 hộ" in client.get("/chi-tieu/mo-hinh/").content.decode()


def test_the_command_tells_the_board(commune, capsys):
    Unit.objects.filter(pk=commune.pk).update(code="97000000000001")
    commune.refresh_from_db()
    root = board_of(commune, 1)
    reported_result(make_target(scheme=root.target.scheme, title="Nhà", indicator_key="", measure="nhà", value=4), FIRST, 1)
    call_command("targets", str(root.target.scheme_id), "--unit", commune.code, "--on", str(LAST), "--json")
    assert '"standing": "missed"' in capsys.readouterr().out
    call_command("targets", "Nghị quyết", "--unit", commune.code, "--on", JUNE)
    assert "Chi bộ bản 1\tKết nạp đảng viên\t6" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        call_command("targets", "không có", "--unit", commune.code, "--on", JUNE)
    assert Scheme.objects.count() == 1
