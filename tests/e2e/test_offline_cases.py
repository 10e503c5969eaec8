"""What may befall a phone without network, each with its rule (docs/offline.md): no room, storage cleared, two tabs, sign-out, another person, a new release."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import wait_until
from tests.e2e.handset import PASSWORD, Handset

pytestmark = pytest.mark.browser
KEPT = "(await navigator.serviceWorker.ready).active.state === 'activated' && (await Outbox.pack_names()).length > 0"
TAP = "Outbox.tap({ kind: 'member.ask_correction', version: 1, subject: 'x', payload: { member: 0, field: 'job', wanted: 'x'.repeat(%d), evidence: '' }, said: 'thử' })"
SESSION_OVER = "(await fetch('/dong-bo/', { redirect: 'manual' })).type === 'opaqueredirect'"


@pytest.fixture
def phone(handsets: Iterator[Handset]) -> Handset:
    """With Today kept on it."""
    one = next(handsets)
    one.sign_in("dangvien", "/so-tay/")
    wait_until(one.page, KEPT, patience=30)
    return one


def tap(page: Page, letters: int = 1) -> str:
    return page.evaluate(f"async () => {{ try {{ await {TAP % letters}; return 'kept'; }} catch (problem) {{ return problem.constructor.name; }} }}")


def test_a_full_phone_says_so_at_once_and_keeps_what_it_had(phone: Handset) -> None:
    phone.line.cut()
    assert tap(phone.page) == "kept"
    phone.kill()  # the browser remembers for a while how much room there was
    phone.start()
    control = phone.context.new_cdp_session(phone.page)
    here = f"http://127.0.0.1:{phone.line.port}"
    control.send("Storage.overrideQuotaForOrigin", {"origin": here, "quotaSize": 1})
    phone.page.goto("/so-tay/")
    assert tap(phone.page, 500_000) == "Full"
    expect(phone.page.locator("#outbox-full")).to_contain_text("CHƯA được lưu")
    assert phone.waiting() == 1
    control.send("Storage.overrideQuotaForOrigin", {"origin": here})
    phone.page.locator("#outbox-full button").click()
    assert tap(phone.page, 500_000) == "kept"
    assert phone.waiting() == 2


def test_a_cleared_storage_is_filled_again_from_the_server(phone: Handset) -> None:
    control = phone.context.new_cdp_session(phone.page)
    control.send("Storage.clearDataForOrigin", {"origin": f"http://127.0.0.1:{phone.line.port}", "storageTypes": "indexeddb,cache_storage,service_workers"})
    phone.page.goto("/so-tay/")
    wait_until(phone.page, KEPT, patience=30)
    assert (phone.waiting(), tap(phone.page)) == (0, "kept")
    phone.line.cut()
    phone.page.goto("/so-tay/")
    expect(phone.page.locator("#pack h1")).to_have_text("Hôm nay")


def test_two_tabs_share_one_outbox_and_send_each_tap_once(phone: Handset) -> None:
    second = phone.context.new_page()
    second.goto("/so-tay/")
    phone.line.cut()
    assert [tap(one) for one in (phone.page, second)] == ["kept", "kept"]
    for one in (phone.page, second):
        expect(one.locator("#unsent")).to_have_text("2 chưa gửi")
    sent: list[str] = []
    phone.context.on("request", lambda asked: sent.append(asked.post_data or "") if asked.method == "POST" and asked.url.endswith("/dong-bo/") else None)
    phone.line.mend()
    keys = phone.page.evaluate("async () => (await Outbox.all()).map((row) => row.id)")
    phone.send_until(lambda: phone.waiting() == 0)
    expect(second.locator("#unsent")).to_be_hidden()
    assert [sum(key in body for body in sent) for key in keys] == [1, 1]


def test_who_signs_out_without_network_is_gone_from_the_phone_at_once_and_from_the_server_with_the_network(phone: Handset) -> None:
    phone.line.cut()
    phone.page.evaluate("document.querySelector('form[action=\"/accounts/logout/\"]').requestSubmit()")
    phone.page.wait_for_url("**/ngoai-tuyen/")
    expect(phone.page.locator("#outcome")).to_contain_text("Đồng chí đã thoát trên máy này")
    assert phone.page.evaluate("Outbox.pack_names()") == []
    phone.line.mend()
    phone.send_until(lambda: phone.page.evaluate("async () => await Outbox.recall('leaving') === undefined"))
    wait_until(phone.page, SESSION_OVER)
    phone.page.goto("/so-tay/")
    expect(phone.page.locator("[name=password]")).to_be_visible()


def test_a_session_begun_later_is_not_ended_by_an_earlier_sign_out(phone: Handset) -> None:
    phone.page.evaluate("async () => { const db = await idb.openDB('coso', 1); await db.put('settings', 1, 'leaving'); }")
    phone.send_until(lambda: phone.page.evaluate("async () => await Outbox.recall('leaving') === undefined"))
    phone.page.goto("/so-tay/")
    expect(phone.page.locator("#kept")).to_be_visible()


def test_another_person_finds_nothing_of_the_first_and_may_hand_in_what_waits(phone: Handset) -> None:
    phone.line.cut()
    assert tap(phone.page) == "kept"
    phone.line.mend()
    phone.context.clear_cookies()  # the session ended; nobody signed out
    phone.page.goto("/accounts/login/?next=/ngoai-tuyen/")
    phone.page.fill("[name=login]", "bithu")
    phone.page.fill("[name=password]", PASSWORD)
    phone.page.press("[name=password]", "Enter")
    phone.page.wait_for_url("**/ngoai-tuyen/")
    expect(phone.page.locator("#outcome")).to_contain_text("người khác")
    assert phone.page.evaluate("Outbox.pack_names()") == []
    assert phone.waiting() == 1
    phone.page.click("#adopt")
    expect(phone.page.locator("#waiting")).to_have_text("Mọi thứ đã gửi")
    expect(phone.page.locator("#notices")).to_contain_text("thử")  # received, and kept for a person to decide


def test_a_new_release_takes_the_place_of_the_old_pages_and_leaves_what_waits(phone: Handset) -> None:
    phone.page.evaluate("Outbox.signed_in({ user: 'ai.do', name: '' })")  # somebody else's tap: it stays however often the phone sends
    assert tap(phone.page) == "kept"
    phone.page.evaluate("""async () => {
      const [now] = (await caches.keys()).filter((name) => name.startsWith('coso-pages-'));
      const old = await caches.open('coso-pages-0ld');  // as the release before had called it
      for (const asked of await (await caches.open(now)).keys()) await old.put(asked, new Response('old'));
      await (await navigator.serviceWorker.getRegistration('/')).unregister();
    }""")
    phone.page.goto("about:blank")
    phone.page.goto("/so-tay/")  # with it the new one comes
    wait_until(phone.page, "(await caches.keys()).filter((name) => name.startsWith('coso-pages-')).join() !== '' && !(await caches.keys()).includes('coso-pages-0ld')", patience=30)
    wait_until(phone.page, KEPT, patience=30)
    phone.line.cut()
    phone.page.goto("/so-tay/")
    expect(phone.page.locator("#pack h1")).to_have_text("Hôm nay")
    assert phone.waiting() == 1
