"""A phone without network: what was entered outlives the killed browser and arrives once; another phone can hand it in.

COSO_BROWSER_KILLS says how often the browser is killed (3 in the suite; figures of longer runs in docs/offline.md).
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright

from tests import database
from tests.browser import beyond_the_edge, chromium, faults
from tests.e2e.conftest import PASSWORD, House
from tests.e2e.wire import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KILLS = int(os.environ.get("COSO_BROWSER_KILLS", "3"))
MOMENTS = [None, 0, 2, 5, 10, 20, 40, 80]  # milliseconds after the tap; None: once the page has said that it is kept


class Handset:
    """A phone's browser with a profile that outlives it, on a line of its own to the server."""

    def __init__(self, play: Playwright, line: Wire, profile: Path) -> None:
        self.play, self.line, self.profile = play, line, profile
        self.start()

    def start(self) -> None:
        self.context: BrowserContext = self.play.chromium.launch_persistent_context(
            str(self.profile), executable_path=chromium(), args=["--no-sandbox"], base_url=f"http://127.0.0.1:{self.line.port}", viewport={"width": 390, "height": 844}, locale="vi-VN",
        )
        self.page: Page = self.context.pages[0]

    def kill(self) -> None:
        """SIGKILL to every process of this profile's browser, as when the battery falls out."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(Exception):
            self.context.close()
        while self.processes():
            time.sleep(0.05)

    def processes(self) -> list[int]:
        mark = f"--user-data-dir={self.profile}".encode()
        found = []
        for one in Path("/proc").iterdir():
            with suppress(OSError):
                if one.name.isdecimal() and mark in (one / "cmdline").read_bytes() and b"Z" not in (one / "stat").read_bytes().rsplit(b")", 1)[1][:3]:
                    found.append(int(one.name))
        return found

    def sign_in(self, name: str, then: str = "/") -> None:
        self.page.goto(f"/accounts/login/?next={then}")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(lambda address: "login" not in address)

    def be_ready(self) -> None:
        """The page without network is kept on the phone."""
        self.page.goto("/ngoai-tuyen/")
        self.page.evaluate("navigator.serviceWorker.ready")
        self.page.wait_for_function("async () => (await caches.keys()).some(name => name.startsWith('coso-pages-'))")

    def open_form(self, field: str) -> None:
        self.page.goto("/dang-vien/cua-toi/")
        ask = self.page.locator("a[href*='/de-nghi-sua/']").first.get_attribute("href")
        self.page.goto(f"{(ask or '').split('?')[0]}?field={field}")

    def ask_without_network(self, wanted: str) -> None:
        self.line.cut()
        self.page.fill("[name=wanted]", wanted)
        self.page.locator("main form button.btn-primary").click()

    def send(self) -> None:
        """Now, unless it is being sent already; then after that."""
        self.page.evaluate("async () => { while (await Outbox.now() === 'busy') await new Promise((done) => setTimeout(done, 100)); }")

    def send_until(self, reached: Callable[[], bool]) -> None:
        """Again while the line is not yet found to be there: on a busy machine that takes a while."""
        for _attempt in range(20):
            self.send()
            if reached():
                return
            time.sleep(0.5)
        raise AssertionError("sent twenty times, and still not there")

    def waiting(self) -> int:
        return self.page.evaluate("async () => (await Outbox.count()).waiting")


@pytest.fixture(autouse=True)
def _asked_before(house: House) -> None:
    """What an earlier story asked for is answered, so that the same field may be asked about again."""
    answer_all()


@pytest.fixture
def handsets(house: House, tmp_path: Path) -> Iterator[Iterator[Handset]]:
    """As many phones as a story asks for, each with its own line."""
    port = int(house.address.rsplit(":", 1)[1])
    opened: list[Handset] = []

    def one() -> Iterator[Handset]:
        while True:
            opened.append(Handset(play, Wire(port), tmp_path / f"phone{len(opened)}"))
            yield opened[-1]

    with sync_playwright() as play:
        yield one()
        for phone in opened:
            phone.kill()
            phone.line.end()


@contextmanager
def records() -> Iterator[object]:
    """The house's database, all rows in sight."""
    with database.server(f"{database.worker_name()}_house") as on:
        on.execute("SELECT set_config('coso.lo', '0', false), set_config('coso.hi', %s, false)", [str(2**62)])
        yield on


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
