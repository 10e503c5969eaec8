"""A browser that runs no scripts: everything reads, the answer is sent, the look changes; nothing asks for what only a script could do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from coso.documents.enums import Reach
from coso.handbook import actions
from coso.handbook.actions import Content
from coso.handbook.enums import Topic
from coso.meetings.models import Answer
from tests.browser import ADDRESS, beyond_the_edge, browser
from tests.factories import make_user
from tests.handbook.story import call_meeting, give_task, lay_out, make_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_a_member_reads_and_answers_without_scripts(client: Client) -> None:
    home, day = make_home(), timezone.localdate()
    notice, paper = call_meeting(home), lay_out(home.commune)
    give_task(home, "Vận động 5 hộ làm đường bản")
    author, second = (make_user("handbook_editor", home.commune) for _each in range(2))
    guide = actions.submit(guide=actions.write(unit=home.commune, content=Content(Topic.MOVING, "Tôi chuyển nơi ở, làm gì?", "Báo bí thư chi bộ.", Reach.PUBLIC, (), ""), by=author), by=author)
    actions.release(guide=guide, from_day=day, by=second, today=day)
    client.force_login(home.user)
    pages = {
        reverse("handbook:today"): "Vận động 5 hộ", reverse("meetings:own"): "Nhà văn hóa bản Pho", notice.get_absolute_url(): "Nông thôn mới", reverse("documents:library"): paper.abstract,
        paper.get_absolute_url(): paper.abstract, reverse("handbook:guides") + "?q=chuyển": "Tôi chuyển nơi ở", guide.get_absolute_url(): "Báo bí thư", reverse("members:mine"): "Lò Thị Hường",
        reverse("handbook:public_guides"): "Tôi chuyển nơi ở", reverse("handbook:public_guide", args=[guide.pk]): "Báo bí thư",
    }
    with browser(client, scripts=False) as window:
        page = window.new_page()
        page.set_viewport_size({"width": 320, "height": 800})
        for address, words in pages.items():
            page.goto(ADDRESS + address)
            assert words in page.locator("main").inner_text(), address
            assert beyond_the_edge(page) == 0, address
            assert dead_ends(page) == [], address
        press(page, reverse("handbook:today"), lambda: page.get_by_role("button", name="Tôi dự họp"))
        assert "Trả lời của tôi" in page.locator("main").inner_text()
        press(page, notice.get_absolute_url(), lambda: page.locator("main form button.btn-primary"), before=lambda: (page.check("[name=reply][value=excused]"), page.fill("[name=reason]", "đi viện")))
        press(page, reverse("handbook:today"), lambda: page.locator("button[name=size][value='3']:visible"), before=lambda: page.goto(f"{ADDRESS}{reverse('handbook:today')}#menu"))
        assert page.locator("html").get_attribute("data-size") == "3"
    assert list(Answer.objects.order_by("pk").values_list("reply", flat=True)) == ["coming", "excused"]


def press(page: Page, address: str, button: Callable[[], object], before: Callable[[], object] = lambda: None) -> None:
    page.goto(ADDRESS + address)
    before()
    with page.expect_navigation():
        button().click()


def dead_ends(page: Page) -> list[str]:
    """Buttons in sight that stand in no form: without scripts nothing happens when they are pressed."""
    return [one.inner_text() for one in page.locator("main button:visible").all() if not one.evaluate("one => one.form")]
