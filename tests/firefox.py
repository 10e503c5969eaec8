"""Debian's Firefox, driven by the protocol it speaks itself (WebDriver BiDi): a window, addresses, and scripts in the page. No driver program is needed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60
QUIET = {"datareporting.policy.dataSubmissionEnabled": False, "browser.shell.checkDefaultBrowser": False, "app.update.enabled": False, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False}


def firefox() -> str:
    return shutil.which("firefox-esr") or shutil.which("firefox") or pytest.skip("Firefox is not installed")


@contextmanager
def window(profile: Path) -> Iterator[Window]:
    """A Firefox without a screen and its one window; ended with all its processes."""
    program = firefox()
    profile.mkdir()
    (profile / "user.js").write_text("".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in QUIET.items()))
    told = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    running = subprocess.Popen(told, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True, env=os.environ | {"HOME": str(profile), "MOZ_DISABLE_CONTENT_SANDBOX": "1"})
    try:
        with connect(f"{address(running)}/session", max_size=None) as line:
            yield Window(line)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        running.stderr.close()


def address(running: subprocess.Popen[str]) -> str:
    for said in running.stderr:
        if "WebDriver BiDi listening on " in said:
            return said.rsplit(" ", 1)[1].strip()
    raise AssertionError("Firefox does not listen")


class Window:
    """Of the protocol only what a story needs: going to an address, and asking the page."""

    def __init__(self, line: ClientConnection) -> None:
        self.line, self.numbers = line, count(1)
        self.ask("session.new", capabilities={})
        self.tab = self.ask("browsingContext.getTree")["contexts"][0]["context"]

    def ask(self, method: str, **told: Any) -> dict[str, Any]:
        number = next(self.numbers)
        self.line.send(json.dumps({"id": number, "method": method, "params": told}))
        while True:
            heard = json.loads(self.line.recv(timeout=PATIENCE))
            if heard.get("id") == number:
                assert heard["type"] == "success", heard
                return heard["result"]

    def go(self, where: str) -> None:
        self.ask("browsingContext.navigate", context=self.tab, url=where, wait="complete")

    def js(self, script: str) -> Any:
        """What an expression of the page comes to, awaited; plain values only."""
        told = self.ask("script.evaluate", expression=script, target={"context": self.tab}, awaitPromise=True)
        assert told["type"] == "success", told
        return told["result"].get("value")

    def until(self, script: str) -> None:
        """Until the expression holds; a page that is being replaced meanwhile is asked again."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            told = self.ask("script.evaluate", expression=f"(async () => Boolean({script}))()", target={"context": self.tab}, awaitPromise=True)
            if told["type"] == "success" and told["result"]["value"]:
                return
            time.sleep(0.1)
        raise AssertionError(f"not within {PATIENCE} s: {script}\n{self.js('document.body.innerText')}")
