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

from tests import database
from tests.common.test_serve import free_port


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
