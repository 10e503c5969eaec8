"""The handbook on an old phone: slow 3G and a processor six times slower, until the largest part of what is read has been painted.

The limit beside each is what the line alone takes: the round trips that must follow each other, and the bytes that must be there before anything is painted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crowd import PASSWORD, crowd
from django.urls import reverse
from house import served
from measure import Result
from playwright.sync_api import BrowserContext, Page, sync_playwright
from slow_line import RATE, ROUND, SlowLine

from coso.access.models import User

SLOWER = 6
PAINTED = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime)).observe({ type: "largest-contentful-paint", buffered: true });
})"""
KEPT = "async () => { while ((await navigator.serviceWorker.ready).active.state !== 'activated' || !(await Outbox.pack_names()).length) await new Promise((done) => setTimeout(done, 50)); }"


def measured(runs: int) -> list[Result]:
    user, found, weights = crowd(1)[0], {}, {}
    with served() as house, sync_playwright() as play:
        window = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for _each in range(max(3, runs // 3)):
            line = SlowLine(house.port)
            with phone(window, line) as (context, page):
                for what, took, weight, rounds in story(context, page, line, user):
                    times, limits = found.setdefault(what, ([], []))
                    times.append(took)
                    limits.append((rounds * ROUND + weight / RATE) * 1000)
                    weights[what] = max(weight, weights.get(what, 0))
        window.close()
    return [Result(f"{what}: {weights[what] / 1024:.0f} KB", "member", times, {"line": limits} if any(limits) else {}) for what, (times, limits) in found.items()]


@contextmanager
def phone(window, line: SlowLine) -> Iterator[tuple[BrowserContext, Page]]:
    context = window.new_context(base_url=f"http://127.0.0.1:{line.port}", viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    yield context, page
    context.close()


def story(context: BrowserContext, page: Page, line: SlowLine, user: User) -> Iterator[tuple[str, float, int, int]]:
    """What was done, milliseconds until it could be read, bytes over the line meanwhile, and round trips none of which can be left out."""
    today = reverse("handbook:today")

    def went(what: str, act: Callable[[], object], rounds: int, page: Page = page) -> tuple[str, float, int, int]:
        before = line.down
        act()
        took, weight = page.evaluate(PAINTED), line.down - before
        page.wait_for_load_state("load")
        return what, took, weight, rounds

    begun = time.perf_counter()
    yield went("the sign-in page, nothing in the cache", lambda: page.goto("/accounts/login/", wait_until="commit"), 3)
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    yield went("Today, after the sign-in", lambda: (page.press("[name=password]", "Enter", no_wait_after=True), page.wait_for_url(f"**{today}", wait_until="commit")), 3)
    page.evaluate(KEPT)
    yield "first load whole, with all that is kept for later", (time.perf_counter() - begun) * 1000, line.down, 0
    for what, path in (("Today", today), ("My meetings", reverse("meetings:own")), ("Papers", reverse("documents:library")), ("My record", reverse("members:mine")), ("Guides", reverse("handbook:guides"))):
        yield went(f"{what}, later", lambda path=path: page.goto(path, wait_until="commit"), 1)
        time.sleep(1)
    cookies = context.cookies()
    with phone(context.browser, line) as (other, fresh):
        other.add_cookies(cookies)
        yield went("Today, signed in, nothing in the cache", lambda: fresh.goto(today, wait_until="commit"), 3, fresh)
    context.set_offline(True)
    began = time.perf_counter()
    page.goto(today, wait_until="commit")
    page.wait_for_selector("#pack h1")
    yield "Today without network", (time.perf_counter() - began) * 1000, 0, 0

