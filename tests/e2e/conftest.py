"""The whole of Coso as an office has it: web server, worker and database with the demo commune, on a port of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Locator, Page

from tests import database
from tests.browser import beyond_the_edge, faults, playing
from tests.common.test_serve import free_port
from tests.e2e.handset import PASSWORD, Handset
from tests.e2e.wire import Wire

WIDTHS = {390: 844, 1280: 800}


@pytest.fixture(scope="session")
def house(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running Coso with demo data, shared by the stories of this folder."""
    with django_db_blocker.unblock():
        name = f"{database.worker_name()}_house"
        database.copy(database.template(), name)
        env = environment(name, tmp_path_factory.mktemp("house"))
    subprocess.run([sys.executable, "-m", "coso", "demo", "--data-only"], env=env, check=True, capture_output=True)
    port = free_port()
    parent = subprocess.Popen([sys.executable, "-m", "coso", "serve", "--port", str(port), "--processes", "1"], env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert str(port) in parent.stdout.readline()
        yield House(f"http://127.0.0.1:{port}", env)
    finally:
        parent.send_signal(signal.SIGINT)
        parent.wait(30)
        parent.stdout.close()
        with django_db_blocker.unblock():
            database.remove(name)


@pytest.fixture(params=list(WIDTHS))
def page(request: pytest.FixtureRequest, house: House) -> Iterator[Page]:
    """A browser window of a phone and of a desk; whatever the console complains of fails the test."""
    with playing() as (_play, window):
        context = window.new_context(base_url=house.address, viewport={"width": request.param, "height": WIDTHS[request.param]}, locale="vi-VN", accept_downloads=True)
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        opened.on("pageerror", lambda problem: complaints.append(str(problem)))
        yield opened
        context.close()
    assert complaints == []


def sign_in(page: Page, name: str) -> None:
    """As this person; whoever was signed in before is not any more."""
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "login" not in address)


def in_order(page: Page) -> None:
    """axe finds nothing, and nothing sticks out at the side. The strict policy lets no script in by itself."""
    page.wait_for_load_state()
    assert faults(page) == []
    assert beyond_the_edge(page) == 0


def follow(page: Page, what: Locator) -> None:
    """Click, and wait until the next page has come whole."""
    with page.expect_navigation():
        what.click()


class House:
    """address: where it answers. env: for commands on the same database."""

    def __init__(self, address: str, env: dict[str, str]) -> None:
        self.address = address
        self.env = env

    def coso(self, *told: str) -> str:
        done = subprocess.run([sys.executable, "-m", "coso", *told], env=self.env, check=True, capture_output=True, text=True)
        return done.stdout


def environment(name: str, var: Path) -> dict[str, str]:
    told = connection.settings_dict
    where = f"?host={told['HOST']}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    return os.environ | {
        "COSO_DATABASE_URL": f"postgresql://coso_owner@/{name}{where}", "COSO_DEMO": "1", "COSO_VAR": str(var), "COSO_SECRET_KEY": "e2e",
    }


@pytest.fixture
def handsets(house: House, tmp_path: Path) -> Iterator[Iterator[Handset]]:
    """As many phones as a story asks for, each with its own line."""
    port = int(house.address.rsplit(":", 1)[1])
    opened: list[Handset] = []

    def one() -> Iterator[Handset]:
        while True:
            opened.append(Handset(play, Wire(port), tmp_path / f"phone{len(opened)}"))
            yield opened[-1]

    with playing() as (play, _window):
        yield one()
        for phone in opened:
            phone.kill()
            phone.line.end()
