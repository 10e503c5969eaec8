"""Without a mouse: what is wrong is read out where the keys are, the roll is called on from where one stood, nothing lies under the tabs of a phone."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import expect

from coso.meetings.models import Mark
from tests.browser import ADDRESS, browser, faults
from tests.factories import make_user
from tests.handbook.story import give_task, make_home
from tests.meetings.story import make_branch, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
IN_THE_TABS = "document.activeElement.closest('.tabs-bottom') !== null"
UNDER_THE_TABS = """(() => {
  const tabs = document.querySelector(".tabs-bottom").getBoundingClientRect();
  const here = document.activeElement;
  return !here.closest(".tabs-bottom") && here.getBoundingClientRect().bottom > tabs.top + 1;
})()"""


def test_a_wrong_password_is_read_out_and_the_name_is_the_next_stop(client: Client) -> None:
    make_user()
    with browser(client) as window:
        page = window.new_page()
        page.goto(f"{ADDRESS}/accounts/login/")
        page.fill("[name=login]", "nobody")
        page.fill("[name=password]", "not the password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_focused()
        assert faults(page) == []
        page.keyboard.press("Tab")
        expect(page.locator("[name=login]")).to_be_focused()


def test_after_a_mark_the_keys_stay_on_that_persons_button(client: Client) -> None:
    branch = make_branch()
    meeting = opened(branch)
    client.force_login(make_user("branch_secretary", branch.unit, member=branch[0]))
    with browser(client) as window:
        page = window.new_page()
        page.goto(f"{ADDRESS}/sinh-hoat/{meeting.pk}/dieu-hanh/diem-danh/")
        button = page.locator(f"#mark-{branch[2].pk}-present")
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button).to_be_focused()
        assert faults(page) == []
    assert list(Mark.objects.values_list("member", flat=True)) == [branch[2].pk]


def test_no_stop_lies_under_the_tabs_of_a_phone(client: Client) -> None:
    home = make_home()
    for at in range(5):
        give_task(home, f"Vận động {at} hộ làm đường bản")
    client.force_login(home.user)
    with browser(client) as window:
        page = window.new_page()
        page.set_viewport_size({"width": 390, "height": 600})
        page.emulate_media(reduced_motion="reduce")  # the page jumps: nothing to wait for
        page.goto(f"{ADDRESS}/so-tay/")
        stops = 0
        while not page.evaluate(IN_THE_TABS):
            page.keyboard.press("Tab")
            assert not page.evaluate(UNDER_THE_TABS), page.evaluate("document.activeElement.outerHTML")
            stops += 1
        assert stops > 12
