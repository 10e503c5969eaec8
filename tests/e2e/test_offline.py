"""A phone without network: what was entered outlives the killed browser and arrives once; another phone can hand it in.

COSO_BROWSER_KILLS says how often the browser is killed (7 in the suite, and three more in the story of a meeting; figures of longer runs in docs/offline.md).
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import beyond_the_edge, faults
from tests.e2e.conftest import House
from tests.e2e.handset import Handset, records

pytestmark = pytest.mark.browser
KILLS = int(os.environ.get("COSO_BROWSER_KILLS", "7"))
MOMENTS = [None, 0, 2, 5, 10, 20, 40, 80]  # milliseconds after the tap; None: once the page has said that it is kept


@pytest.fixture(autouse=True)
def _asked_before(house: House) -> None:
    """What an earlier story asked for is answered, so that the same field may be asked about again."""
    answer_all()


def asked(wanted: str) -> int:
    with records() as on:
        return on.execute("SELECT count(*) FROM members_correctionrequest WHERE wanted = %s", [wanted]).fetchone()[0]


def answer_all() -> None:
    """So that the same field may be asked about again."""
    with records() as on:
        on.execute("UPDATE members_correctionrequest SET state = 'refused', answer = 'thử', answered_at = now() WHERE state = 'open'")


def test_what_was_entered_without_network_outlives_the_killed_browser_and_arrives_once(handsets: Iterator[Handset]) -> None:
    phone = next(handsets)
    phone.sign_in("dangvien")
    phone.be_ready()
    chance = random.Random(42)
    for story in range(KILLS):
        wanted, moment = f"Nghề thử {story}", chance.choice(MOMENTS) if story else None
        phone.open_form("job")
        phone.ask_without_network(wanted)
        if moment is None:
            expect(phone.page.locator("main .note.good")).to_contain_text("giữ trên máy này")
            expect(phone.page.locator("#unsent")).to_have_text("1 chưa gửi")
        else:
            time.sleep(moment / 1000)
        phone.kill()

        phone.start()
        phone.page.goto("/ngoai-tuyen/")  # still without network
        expect(phone.page.locator("#waiting")).not_to_have_text("–")
        kept = phone.waiting()
        assert kept == 1 or moment is not None
        assert asked(wanted) == 0
        phone.line.mend()
        if story == 0:
            expect(phone.page.locator("#waiting")).to_have_text("1 chưa gửi")
            phone.send()  # the session went with the browser; what was entered did not
            expect(phone.page.locator("#outcome")).to_contain_text("Phiên làm việc đã hết")
            assert faults(phone.page) == []
            assert beyond_the_edge(phone.page) == 0
        phone.sign_in("dangvien", "/ngoai-tuyen/")
        expect(phone.page.locator("#waiting")).to_have_text("Mọi thứ đã gửi")
        assert asked(wanted) == kept
        answer_all()


def test_an_answer_lost_on_its_way_back_doubles_nothing(handsets: Iterator[Handset]) -> None:
    phone = next(handsets)
    phone.sign_in("dangvien")
    phone.be_ready()
    phone.open_form("job")
    phone.ask_without_network("Thợ xây")
    expect(phone.page.locator("#unsent")).to_have_text("1 chưa gửi")
    phone.line.lose = 1
    phone.line.mend()
    phone.send_until(lambda: (phone.line.lose, asked("Thợ xây")) == (0, 1))  # a browser may repeat a request of which it heard nothing
    phone.send_until(lambda: phone.waiting() == 0)
    assert asked("Thợ xây") == 1
    answer_all()


def test_another_phone_hands_in_what_the_first_could_not_send(handsets: Iterator[Handset]) -> None:
    first, second = next(handsets), next(handsets)
    first.sign_in("dangvien")
    first.be_ready()
    first.open_form("job")
    first.ask_without_network("Thợ mộc")
    expect(first.page.locator("#unsent")).to_have_text("1 chưa gửi")
    first.page.goto("/ngoai-tuyen/")
    with first.page.expect_download() as saved:
        first.page.click("#give")
    file = saved.value.path()
    first.page.click("#give-codes")
    expect(first.page.locator("#codes svg")).to_be_visible()
    same = first.page.evaluate("async () => { const file = await Outbox.give(); const add = Outbox.codes.gather(); let last; for (const part of (await Outbox.codes.parts(file)).reverse()) last = await add(part); return last.file === file; }")
    assert same

    second.sign_in("bithu")
    second.page.goto("/ngoai-tuyen/")
    second.page.set_input_files("#take", {"name": "hong.json", "mimeType": "application/json", "buffer": file.read_bytes()[:-5]})
    expect(second.page.locator("#taken")).to_contain_text("không phải tệp")
    second.page.set_input_files("#take", {"name": "coso.json", "mimeType": "application/json", "buffer": file.read_bytes()})
    expect(second.page.locator("#taken")).to_contain_text("Đã nhận 1")
    expect(second.page.locator("#waiting")).to_have_text("Mọi thứ đã gửi")
    expect(second.page.locator("#notices")).to_contain_text("Chỉ đảng viên")  # a secretary may not ask in a member's name
    second.page.goto("/chua-vao-so/")
    expect(second.page.locator("main")).to_contain_text("Thợ mộc")
    assert faults(second.page) == []
    assert beyond_the_edge(second.page) == 0
    second.page.locator("main a[href*='/chua-vao-so/']").first.click()
    assert faults(second.page) == []
    second.page.fill("[name=reason]", "Đồng chí sẽ tự đề nghị")
    second.page.locator("main form button", has_text="Để lại").click()

    first.line.mend()
    first.send()
    expect(first.page.locator("#waiting")).to_have_text("Mọi thứ đã gửi")
    expect(first.page.locator("#notices")).to_contain_text("Đồng chí sẽ tự đề nghị")
    assert asked("Thợ mộc") == 0


def test_signing_out_leaves_nothing_on_the_phone_and_asks_before_it_loses_something(handsets: Iterator[Handset]) -> None:
    phone = next(handsets)
    phone.sign_in("dangvien")
    phone.be_ready()
    phone.open_form("job")
    phone.ask_without_network("Thợ rèn")
    expect(phone.page.locator("#unsent")).to_have_text("1 chưa gửi")
    phone.page.evaluate("document.querySelector('form[action=\"/accounts/logout/\"]').requestSubmit()")
    expect(phone.page.locator("#outbox-leave")).to_be_visible()
    expect(phone.page.locator("#outbox-leave")).to_contain_text("1 chưa gửi")
    phone.page.locator("#outbox-leave .btn-primary").click()
    phone.line.mend()
    phone.send()
    phone.page.goto("/")
    with phone.page.expect_navigation():
        phone.page.evaluate("document.querySelector('form[action=\"/accounts/logout/\"]').requestSubmit()")
    phone.page.goto("/ngoai-tuyen/")
    left = phone.page.evaluate("async () => { const db = await idb.openDB('coso', 1); const counts = {}; for (const name of db.objectStoreNames) counts[name] = await db.count(name); return [counts, await db.get('settings', 'key') ?? null]; }")
    assert left == [{"notices": 0, "operations": 0, "packs": 0, "settings": 0}, None]
    assert asked("Thợ rèn") == 1
    answer_all()
