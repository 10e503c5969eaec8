"""Debian's Chromium, one for each worker, and over Django's own test client: no server, no port, the test's transaction is the page's."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connections
from django.http.response import HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, Page, Playwright, Route, sync_playwright

ADDRESS = "http://127.0.0.1"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    return found or pytest.skip("Chromium is not installed")


@cache
def started() -> tuple[Playwright, Browser, asyncio.AbstractEventLoop]:
    """The worker's playwright, its Chromium and its event loop, from the first test that wants them until `end`."""
    play = sync_playwright().start()
    loop = asyncio.get_running_loop()
    return play, play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"]), loop


@contextmanager
def playing() -> Iterator[tuple[Playwright, Browser]]:
    """Playwright's loop is the thread's during the block only: between its uses tests may ask the database and run loops of their own."""
    play, window, loop = started()
    asyncio._set_running_loop(loop)
    try:
        yield play, window
    finally:
        asyncio._set_running_loop(None)


def end() -> None:
    if started.cache_info().currsize:
        with playing() as (play, window):
            window.close()
            play.stop()


@contextmanager
def browser(client: Client, *, strict: bool = False, scripts: bool = True) -> Iterator[Any]:
    """A browser context whose every request the test client answers, cookies and all. strict: the pages' policy on scripts holds. scripts: whether any run."""
    with helper() as worker, playing() as (_play, window):
        context = window.new_context(bypass_csp=not strict, java_script_enabled=scripts)  # axe is put into the page as a script
        try:
            context.route("**/*", lambda route: answer(route, client, worker))
            yield context
        finally:
            context.close()


@contextmanager
def helper() -> Iterator[ThreadPoolExecutor]:
    """A thread beside playwright's event loop that asks Django on the test's own connections.

    Make what the test needs before the browser opens: the test's thread cannot ask the database meanwhile.
    """
    held = {alias: connections[alias] for alias in connections}
    for one in held.values():
        one.inc_thread_sharing()
    try:
        with ThreadPoolExecutor(1, initializer=borrow, initargs=(held,)) as worker:
            yield worker
    finally:
        for one in held.values():
            one.dec_thread_sharing()


def borrow(held: dict[str, Any]) -> None:
    for alias, one in held.items():
        connections[alias] = one


def answer(route: Route, client: Client, worker: ThreadPoolExecutor) -> None:
    asked = route.request
    whole = urlsplit(asked.url)
    path = f"{whole.path}?{whole.query}" if whole.query else whole.path
    if path.startswith(settings.STATIC_URL):
        route.fulfill(path=str(finders.find(path.removeprefix(settings.STATIC_URL).split("?")[0])))
        return
    headers = {name: value for name, value in asked.headers.items() if name.startswith(("hx-", "x-csrf", "accept")) and name != "accept-encoding"}
    kind = asked.headers.get("content-type", "application/octet-stream")
    page = worker.submit(ask, client, asked.method, path, asked.post_data_buffer or b"", kind, headers).result()
    route.fulfill(status=page.status_code, headers=dict(page.headers), body=page.getvalue())


def ask(client: Client, method: str, path: str, body: bytes, kind: str, headers: dict[str, str]) -> HttpResponseBase:
    """A redirect is walked here: the browser would take it to the network."""
    page = client.generic(method, path, body, content_type=kind, headers=headers)
    while page.status_code in (301, 302, 303):
        page = client.get(page.headers["Location"])
    return page


@cache
def axe() -> str:
    return Path(settings.BASE_DIR, "node_modules/axe-core/axe.min.js").read_text()


def faults(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands, a line each."""
    page.evaluate(axe())
    found = page.evaluate("async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations", RULES)
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def beyond_the_edge(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def wait_until(page: Page, asked: str, patience: float = 10) -> None:
    """Until the asynchronous expression is true, for so many seconds: `wait_for_function` takes the promise itself for an answer."""
    end = time.monotonic() + patience
    while not page.evaluate(f"async () => {asked}"):
        assert time.monotonic() < end, f"never came true: {asked}"
        time.sleep(0.05)
