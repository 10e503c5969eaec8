"""Pages for everybody in the reader's own letters and colours, kept in the browser alone; guides and papers read aloud where the browser has a voice."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from coso.documents.enums import Reach
from coso.handbook import actions
from coso.handbook.actions import Content
from coso.handbook.enums import Topic
from coso.handbook.models import Guide
from tests.browser import ADDRESS, beyond_the_edge, browser, faults
from tests.factories import make_commune, make_user
from tests.handbook.story import lay_out, make_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# A browser without a screen has no voices: this one writes down what it would say.
VOICE = """
self.said = [];
Object.defineProperty(self, 'speechSynthesis', { value: Object.assign(new EventTarget(), { getVoices: () => [{ lang: 'vi-VN' }], speak: (one) => self.said.push(one.text), cancel: () => self.said.push('–') }) });
self.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
NO_VOICE = "Object.defineProperty(self, 'speechSynthesis', { value: Object.assign(new EventTarget(), { getVoices: () => [{ lang: 'en-US' }] }) });"


def release(commune) -> Guide:
    author, second = (make_user("handbook_editor", commune) for _each in range(2))
    told = Content(Topic.MOVING, "Tôi chuyển nơi ở, làm gì?", "Báo bí thư chi bộ.\n\nViết đơn.", Reach.PUBLIC, (), "")
    return actions.release(guide=actions.submit(guide=actions.write(unit=commune, content=told, by=author), by=author), from_day=timezone.localdate(), by=second, today=timezone.localdate())


def test_letters_and_colours_are_one_tap_away_on_pages_for_everybody(client: Client) -> None:
    guide = release(make_commune())
    index, page_of_guide = (ADDRESS + reverse(name, args=args) for name, args in (("handbook:public_guides", []), ("handbook:public_guide", [guide.pk])))
    with browser(client) as window:
        page = window.new_page()
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(index)
        page.get_by_role("button", name="Rất lớn").click()
        page.get_by_role("button", name="Tương phản cao").click()
        page.goto(page_of_guide)
        html = page.locator("html")
        assert [html.get_attribute(name) for name in ("data-size", "data-look", "data-bs-theme")] == ["3", "contrast", "light"]
        expect(page.get_by_role("button", name="Tương phản cao")).to_have_attribute("aria-pressed", "true")
        assert (faults(page), beyond_the_edge(page)) == ([], 0)
        assert window.cookies() == []
        page.get_by_role("button", name="Tối").click()
        page.get_by_role("button", name="Thường").click()
        assert [html.get_attribute(name) for name in ("data-size", "data-look", "data-bs-theme")] == ["1", "dark", "dark"]
        assert faults(page) == []


def test_a_guide_is_read_aloud_a_paragraph_each_and_stops_when_told(client: Client) -> None:
    guide = release(make_commune())
    with browser(client) as window:
        page = window.new_page()
        page.add_init_script(VOICE)
        page.goto(ADDRESS + reverse("handbook:public_guide", args=[guide.pk]))
        button = page.locator("[data-read-aloud]")
        button.click()
        expect(button).to_have_text("Dừng đọc")
        assert page.evaluate("said") == ["–", "Báo bí thư chi bộ.", "Viết đơn."]
        button.click()
        expect(button).to_have_text("Đọc thành tiếng")
        assert page.evaluate("said.at(-1)") == "–"
        assert faults(page) == []


def test_a_paper_is_read_aloud_and_without_a_voice_there_is_no_button(client: Client) -> None:
    home = make_home()
    paper = ADDRESS + lay_out(home.commune).get_absolute_url()
    client.force_login(home.user)
    with browser(client) as window:
        page = window.new_page()
        page.add_init_script(VOICE)
        page.goto(paper)
        page.locator("[data-read-aloud]").click()
        assert len(page.evaluate("said")) > 1
        mute = window.new_page()
        mute.add_init_script(NO_VOICE)
        mute.goto(paper)
        expect(mute.locator("[data-read-aloud]")).to_be_hidden()
