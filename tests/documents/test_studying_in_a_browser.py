"""A member finishes a study on a phone of 390 pixels: part by part, stopping in between, the quiz and the end; also without scripts."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from coso.common.actors import SYSTEM
from coso.documents import actions
from coso.documents.models import StudyReceipt
from coso.org.enums import UnitKind
from tests.browser import ADDRESS, beyond_the_edge, browser, faults
from tests.documents.story import lay_out_study, numbered, prepare_study, quiz
from tests.factories import make_member, make_unit, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
TEXT = "Căn cứ Điều lệ Đảng;\n\nI. Đánh giá kết quả thực hiện nghị quyết của kỳ trước ở các chi bộ trực thuộc\n\nHoàn thành 8 việc.\n\nII. Phương hướng\n\n| Việc | Hạn |\n| Làm đường nội đồng vào bản vùng cao | 30/11 |"


@pytest.fixture
def commune():
    return numbered()


@pytest.fixture
def branch(commune):
    return make_unit("Chi bộ bản Pho", kind=UnitKind.SUBORDINATE_BRANCH, parent=commune)


def study_of(commune, *, opened=True):
    study = prepare_study(commune, text=TEXT)
    quiz(study)
    quiz(study, text="Việc nào đến hạn ngày 30/11?", why="Mục II nêu rõ.")
    return actions.open_study(study=study, by=SYSTEM, today=date(2026, 11, 20)) if opened else study


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_member_finishes_a_study_on_the_phone(client: Client, commune, branch, scripts: bool) -> None:
    member = make_member(branch, "Lò Thị Hường")
    study = study_of(commune)
    client.force_login(make_user(member=member))
    found: list[str] = []
    with browser(client, scripts=scripts) as window:
        page = window.new_page()
        page.set_viewport_size({"width": 390, "height": 800})

        def look(where: str) -> None:
            if scripts:  # axe is a script itself
                found.extend(f"{where}: {fault}" for fault in faults(page))
                found.extend([f"{where}: sticks out"] * bool(beyond_the_edge(page)))

        def press(role: str, name: str) -> None:
            with page.expect_navigation():  # the next page has come whole before it is looked at
                page.get_by_role(role, name=name).click()

        page.goto(ADDRESS + reverse("handbook:today"))
        press("link", "Vào học")
        look("the first part")
        press("button", "Tôi đã đọc phần này")
        page.goto(ADDRESS + reverse("documents:studies"))  # stops, and comes back another day
        look("the list")
        press("link", "Học tiếp")
        assert "Phần 2 trên 3" in page.locator("#phan").inner_text()
        for _each in range(2):
            press("button", "Tôi đã đọc phần này")
        look("all read")
        press("link", "Trả lời câu hỏi ôn")
        look("a question")
        page.get_by_label("Chưa làm việc nào").check()
        press("button", "Xem đúng hay chưa")
        look("a wrong answer")
        assert "Mục I nêu rõ." in page.locator("main").inner_text()
        page.get_by_label("Hoàn thành 8 việc").check()
        press("button", "Thử lại")
        assert "Đúng rồi" in page.locator("main").inner_text()
        press("link", "Câu tiếp theo")
        page.get_by_label("Hoàn thành 8 việc").check()
        press("button", "Xem đúng hay chưa")
        look("the last answer")
        press("button", "Tôi đã học xong")
        assert "Đã hoàn thành" in page.locator("main").inner_text()
        look("finished")
    assert found == []
    assert StudyReceipt.objects.filter(study=study, member=member, entered_by=None).count() == 1


def test_the_offices_pages_can_be_read_by_everybody(client: Client, commune, branch) -> None:
    for name in ("Lò Thị Hường", "Vàng A Dua Thị Phương Thảo Nguyên"):
        make_member(branch, name)
    opened, inner, draft = study_of(commune), lay_out_study(branch, reach="unit"), study_of(commune, opened=False)
    secretary = make_user("branch_secretary", branch)
    clerk = make_user("office_clerk", commune)
    found = []
    for user, addresses in (
        (secretary, [reverse("documents:study_receipts", args=[inner.pk]), reverse("documents:enter_studied", args=[inner.pk]), reverse("documents:laid_out")]),
        (clerk, [reverse("documents:study_receipts", args=[opened.pk]), reverse("documents:prepared_study", args=[draft.pk]), reverse("documents:add_part", args=[draft.pk]), reverse("documents:add_question", args=[draft.pk]), reverse("documents:prepare_study", args=[draft.publication_id])]),
    ):
        client.force_login(user)
        with browser(client) as window:
            page = window.new_page()
            for width in (390, 1280):
                page.set_viewport_size({"width": width, "height": 800})
                for address in addresses:
                    page.goto(ADDRESS + address)
                    found += [f"{address} at {width}: {fault}" for fault in faults(page)]
                    if beyond_the_edge(page):
                        found.append(f"{address} at {width} sticks out")
    assert found == []
