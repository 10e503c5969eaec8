"""`coso serve`: the web server and the worker, until Ctrl-C; the embedded database goes with them."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections
from django.utils.translation import gettext as _

from coso.common import styles
from coso.common.database_setup import check_ready
from coso.common.errors import CannotRun

PATIENCE = 4  # seconds a child has for what it is in the middle of; a job goes on at its checkpoint next time
DIE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG
THREADS = 4  # each web process; a thread waits for the database most of its time

Children = dict[str, subprocess.Popen[bytes]]


class Stopped(Exception):
    """Somebody asked us to stop."""


class Command(BaseCommand):
    help = "Serve the pages and do the waiting jobs, until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--processes", type=int, default=2, help="web processes (2)")

    def handle(self, *_args: Any, host: str, port: int, processes: int, **_options: Any) -> None:
        check_port(host, port)
        check_ready()
        collect_static_files()
        connections.close_all()
        with stop_signals(), running(commands(host, port, processes)) as children:
            wait_for_answer(host, port, children)
            self.stdout.write(_("Coso answers at http://%(host)s:%(port)s. Stop it with Ctrl-C.") % {"host": host, "port": port})
            self.stdout.flush()
            wait(children)


def commands(host: str, port: int, processes: int) -> dict[str, list[str]]:
    web = ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", host, "--port", str(port)]
    size = ["--workers", str(processes), "--blocking-threads", str(THREADS), "--workers-kill-timeout", "3", "--log-level", "error"]
    return {"web": [sys.executable, "-m", *web, *size], "worker": [sys.executable, "-m", "coso", "work"]}


def collect_static_files() -> None:
    """Compressing them takes seconds, so it is done only when one has changed, or a template, which may use other rules of the style sheet."""
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    since = collected.stat().st_mtime if collected.exists() else 0
    every = chain((Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])), styles.sources())
    if any(path.stat().st_mtime > since for path in every):
        call_command("collectstatic", interactive=False, verbosity=0)


def check_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CannotRun(_("Port %(port)s on %(host)s is taken, perhaps by a Coso that runs already. Nothing was started. Stop the other program, or name another port with --port.") % {"host": host, "port": port}) from problem


@contextmanager
def stop_signals() -> Iterator[None]:
    """SIGINT and SIGTERM end the block quietly, once; what comes while stopping is ignored."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    try:
        yield
    except Stopped:
        return


@contextmanager
def running(wanted: dict[str, list[str]]) -> Iterator[Children]:
    """Start the children; whatever happens, none is left when the block ends."""
    children: Children = {}
    try:
        for name, command in wanted.items():
            children[name] = subprocess.Popen(  # noqa: S603 our own commands
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509 one thread only
            )
        yield children
    finally:
        for child in children.values():
            child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in children.values():
            end(child, deadline)


def end(child: subprocess.Popen[bytes], deadline: float) -> None:
    """Wait for a child, then for nothing: its whole group goes, also what it has started itself."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(max(0.1, deadline - time.monotonic()))
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def die_with_parent() -> None:
    """In the child: if our parent is killed without a word, the kernel tells the child to stop."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)


def wait_for_answer(host: str, port: int, children: Children) -> None:
    """Until the web server takes connections."""
    while True:
        check_alive(children)
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.1)


def wait(children: Children) -> None:
    while True:
        check_alive(children)
        time.sleep(0.5)


def check_alive(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise CannotRun(_("The %(name)s process ended by itself (code %(code)s). Everything was stopped; what was saved is kept. Start Coso again; if it happens once more, read the lines above.") % {"name": name, "code": child.returncode})
