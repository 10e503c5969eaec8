"""A phone's browser on a line of its own to the server, which can be cut and killed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from tests import database
from tests.browser import chromium, wait_until
from tests.e2e.wire import Wire

PASSWORD = "coso-demo"


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
        wait_until(self.page, "(await caches.keys()).some(name => name.startsWith('coso-pages-'))")

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


@contextmanager
def records() -> Iterator[object]:
    """The house's database, all rows in sight."""
    with database.server(f"{database.worker_name()}_house") as on:
        on.execute("SELECT set_config('coso.lo', '0', false), set_config('coso.hi', %s, false), set_config('coso.desks', '*', false)", [str(2**62)])
        yield on
