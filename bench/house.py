"""A Coso of its own on loopback over the bench's database."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from server import BENCH, url


@dataclass(frozen=True)
class House:
    """A running Coso: where it answers, and the processes that answer."""

    port: int
    parent: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def spent(self) -> dict[str, float]:
        """Seconds of processor so far: of the web processes, and of the whole PostgreSQL server, connections that have ended included."""
        web = [one for one in psutil.Process(self.parent).children(recursive=True) if "granian" in " ".join(one.cmdline())]
        with psycopg.connect(url(BENCH)) as on:
            server = psutil.Process(on.info.backend_pid).parent()
        ended = server.cpu_times()
        return {"web": _seconds(web), "database": _seconds([server, *server.children()]) + ended.children_user + ended.children_system}


def _seconds(processes: list[psutil.Process]) -> float:
    spent = 0.0
    for one in processes:
        with suppress(psutil.NoSuchProcess):  # the database ends helpers of its own meanwhile
            spent += sum(one.cpu_times()[:2])
    return spent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(processes: int = 2) -> Iterator[House]:
    port = free_port()
    parent = subprocess.Popen([sys.executable, "-m", "coso", "serve", "--port", str(port), "--processes", str(processes)], stdout=subprocess.PIPE, text=True, start_new_session=True, env=os.environ | {"COSO_DEMO": ""})
    try:
        if str(port) not in parent.stdout.readline():
            sys.exit("Coso did not start.")
        yield House(port, parent.pid)
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.wait(30)
        parent.stdout.close()


@contextmanager
def nothing() -> Iterator[tuple[int, Callable[[], dict[str, float]]]]:
    """The same web server with a view that does nothing: its port, and what its processes have spent."""
    port = free_port()
    here = Path(__file__).parent
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "nothing:application", "--port", str(port), "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "3", "--log-level", "error"]
    parent = subprocess.Popen(web, cwd=here, start_new_session=True, env=os.environ | {"PYTHONPATH": f"{here}:{here.parent}"})
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.1)
        yield port, lambda: {"web": _seconds(psutil.Process(parent.pid).children(recursive=True))}
    finally:
        parent.send_signal(signal.SIGTERM)
        parent.wait(30)
