"""One evening, two phones, no network: the roll called, a resolution voted, the minutes there in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser import beyond_the_edge, faults, wait_until
from tests.e2e.handset import Handset, records

pytestmark = pytest.mark.browser
TOPIC = "Nước sạch cho bản"


def plan(page: Page) -> str:
    """A thematic meeting of today, called; its address."""
    page.goto("/sinh-hoat/moi/")
    page.select_option("[name=kind]", "thematic")
    page.fill("[name=on]", date.today().isoformat())  # noqa: DTZ011 the browser's own day
    page.fill("[name=at]", "00:05")
    page.fill("[name=place]", "Nhà văn hóa")
    page.fill("main form [name=theme]", TOPIC)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main h1")).to_contain_text(TOPIC)
    address = page.url
    page.locator("a.btn-primary[href$='/thong-bao/']").click()
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("Đã triệu tập")
    return address


def take_along(phone: Handset, address: str) -> None:
    phone.page.goto(address)
    phone.page.locator("[data-pack]").click()
    expect(phone.page.locator("#pack h1")).to_contain_text(TOPIC)
    wait_until(phone.page, "(await caches.keys()).some(name => name.startsWith('coso-pages-'))")
    phone.line.cut()


def open_again(phone: Handset) -> None:
    """After the battery fell out, from whatever address Coso is opened at."""
    phone.kill()
    phone.start()
    phone.page.goto("/sinh-hoat/")
    phone.page.get_by_role("link", name="Mở", exact=True).click()
    title = phone.page.locator("#pack h1")
    expect(title).to_contain_text(TOPIC)
    title.evaluate("title => { title.dataset.first = 'yes'; }")
    expect(phone.page.locator("#persist")).not_to_be_empty()  # the page has tried to send, and is done with all it does by itself
    expect(title).to_have_attribute("data-first", "yes")  # it was not drawn anew under the hands of whoever already types


def mark(page: Page, at: int, presence: str) -> str:
    """Answers whose."""
    person = page.locator(".roll-person").nth(at)
    person.locator(f"button.{presence}").click()
    expect(person.locator(f"button.{presence}")).to_have_attribute("aria-pressed", "true")
    return person.locator(".what").inner_text()


def in_order(page: Page) -> None:
    assert faults(page) == []
    assert beyond_the_edge(page) == 0


def test_a_member_answers_the_notice_where_there_is_no_network(handsets: Iterator[Handset]) -> None:
    phone, office = next(handsets), next(handsets)
    phone.sign_in("dangvien", "/so-tay/")
    page = phone.page
    expect(page.locator("#kept")).to_be_visible()
    page.evaluate("async () => { await navigator.serviceWorker.ready; while ((await navigator.serviceWorker.ready).active.state !== 'activated') await new Promise((done) => setTimeout(done, 50)); }")
    phone.line.cut()
    page.goto("/so-tay/")  # without network: what lies on the phone, in its own place
    expect(page.locator("#pack h1")).to_have_text("Hôm nay")
    in_order(page)
    page.get_by_role("button", name="Tôi dự họp").click()
    expect(page.locator("#pack")).to_contain_text("Tôi dự họp – đã giữ trên máy này, chưa gửi")
    expect(page.locator("#unsent")).to_have_text("1 chưa gửi")
    phone.line.mend()
    phone.send_until(lambda: phone.waiting() == 0)
    page.goto("/so-tay/")
    expect(page.locator("main")).to_contain_text("Tôi dự họp")
    page.get_by_role("link", name="Chương trình").click()
    phone.line.cut()
    page.check("[name=reply][value=excused]")
    page.fill("[name=reason]", "đi viện")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main .note.good").last).to_contain_text("giữ trên máy này")
    phone.line.mend()
    phone.send_until(lambda: phone.waiting() == 0)
    office.sign_in("bithu", "/sinh-hoat/")
    office.page.get_by_role("link", name="tháng 12 năm 2026").first.click()
    expect(office.page.locator("main")).to_contain_text("đi viện")


def test_a_meeting_held_where_there_is_no_network_is_in_the_minutes_the_next_morning(handsets: Iterator[Handset]) -> None:
    phone, other = next(handsets), next(handsets)
    phone.sign_in("bithu")
    address = plan(phone.page)
    other.sign_in("chiuy")
    take_along(other, address)
    take_along(phone, address)
    page = phone.page
    in_order(page)
    page.select_option("#chair", index=1)
    page.select_option("#secretary", index=2)
    page.locator("#pack form .btn-primary").click()
    ill = mark(page, 0, "absent_with_reason")
    page.locator(".roll-person").nth(0).locator("summary").click()
    page.locator(".roll-person").nth(0).locator("input").fill("đi viện tỉnh")
    mark(page, 2, "present")  # a tap elsewhere takes nothing of what is typed
    expect(page.locator(".roll-person").nth(0).locator("input")).to_have_value("đi viện tỉnh")
    page.locator(".roll-person").nth(0).locator(".form-acts .btn").first.click()
    expect(page.locator(".roll-person").nth(0)).to_contain_text("đi viện tỉnh")
    other.page.click("#step-roll")  # the opening was done on the first phone
    missed = mark(other.page, 1, "absent_without_reason")

    open_again(phone)
    page = phone.page
    in_order(page)
    expect(page.locator(".roll-person").nth(0)).to_contain_text("đi viện tỉnh")
    page.click("#rest")
    expect(page.locator("#rest")).to_have_count(0)
    page.click("#step-agenda")
    page.locator("details[open] textarea").fill("Bàn việc dẫn nước về bản.")
    expect(page.locator("details[open] [role=status]")).to_have_text("Chưa ghi")
    wait_until(page, "Object.keys((await Outbox.pack((await Outbox.pack_names())[0])).drafts ?? {}).length === 1")
    in_order(page)

    open_again(phone)  # killed while somebody typed
    page = phone.page
    page.click("#step-agenda")
    expect(page.locator("textarea").first).to_have_value("Bàn việc dẫn nước về bản.")
    page.locator(".agenda-run summary").first.click()
    page.locator("textarea").first.fill("Bàn việc dẫn nước về bản; nhất trí cao.")
    page.locator(".speaker .btn").first.click()  # with the text still in hand
    expect(page.locator(".speaker-count").first).to_have_text("1")
    expect(page.locator("textarea").first).to_have_value("Bàn việc dẫn nước về bản; nhất trí cao.")
    page.click("#step-tasks")
    page.fill("#what", "Đo đường ống nước")
    page.select_option("#leading", index=2)
    page.fill("#due", (date.today() + timedelta(days=20)).isoformat())  # noqa: DTZ011 as above
    in_order(page)
    page.locator("#pack form .btn-primary").click()
    expect(page.locator("#pack .plain-list").last).to_contain_text("Đo đường ống nước")
    page.click("#step-votes")
    in_order(page)
    page.fill("#in_favour", "999")
    page.check("[name=adopted][value=yes]")
    page.locator("#pack form .btn-primary").click()
    expect(page.locator("#pack form [role=alert]")).to_contain_text("cộng lại là 999")
    page.fill("#in_favour", "3")
    page.locator("#pack form .btn-primary").click()
    expect(page.locator("#pack")).to_contain_text("3 tán thành")
    page.click("#step-score")
    for field in page.locator(".score-points input").all():
        field.fill("4.5")
    in_order(page)
    page.locator("#pack form .btn-primary").click()
    page.click("#step-end")
    page.fill("#conclusion", "Góp công dẫn nước trước ngày 20.")
    page.once("dialog", lambda asked: asked.accept())
    page.click("#close")
    expect(page.locator("#pack")).to_contain_text("Đã bế mạc")
    assert phone.waiting() == 13

    phone.line.mend()
    phone.sign_in("bithu", "/ngoai-tuyen/")
    expect(phone.page.locator("#waiting")).to_have_text("Mọi thứ đã gửi")
    expect(phone.page.locator("#packs")).to_be_hidden()
    assert phone.page.evaluate("async () => (await Outbox.pack_names()).length") == 0
    other.line.mend()
    other.send_until(lambda: other.waiting() == 0)

    morning = phone.page
    morning.goto(address)
    expect(morning.locator("main")).to_contain_text("Hai người điểm danh khác nhau")
    expect(morning.locator("main .note.bad")).to_contain_text(missed)
    morning.goto(f"{address}bien-ban/")
    for said in (f"{ill} (đi viện tỉnh)", "Bàn việc dẫn nước về bản; nhất trí cao.", "Đo đường ống nước", "tán thành 3", "Tổng: 45 điểm", "Góp công dẫn nước trước ngày 20."):
        expect(morning.locator("main")).to_contain_text(said)
    with records() as on:
        assert on.execute("SELECT count(*) FROM common_operation WHERE kind LIKE 'meeting.%' AND state <> 'applied'").fetchone()[0] == 0
