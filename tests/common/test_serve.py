"""`coso` from the shell: it serves, stops cleanly, and says in one sentence why it cannot."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import psutil
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from psycopg import errors

from coso.common import database_setup
from coso.common.errors import CannotRun
from coso.common.management.commands import serve
from tests import database

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def environment(user: str = "coso_owner", **more: str) -> dict[str, str]:
    told = connection.settings_dict
    host = f"?host={told['HOST']}" + (f"&port={told['PORT']}" if told["PORT"] else "")
    return os.environ | {"COSO_DATABASE_URL": f"postgresql://{user}@/{told['NAME']}{host}"} | more


def coso(*told: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "coso", *told], env=environment(**env), capture_output=True, text=True, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def one_sentence(done: subprocess.CompletedProcess[str]) -> bool:
    return done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1 and "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_serves_until_it_is_told_to_stop_and_leaves_nothing_running(number):
    port = free_port()
    parent = subprocess.Popen([sys.executable, "-m", "coso", "serve", "--port", str(port), "--processes", "1"], env=environment(), stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert str(port) in parent.stdout.readline()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as answer:
        assert answer.status == 200
    children = psutil.Process(parent.pid).children(recursive=True)
    assert len(children) >= 3
    parent.send_signal(number)
    assert parent.wait(30) == (0 if number != signal.SIGKILL else -number)
    parent.stdout.close()
    assert psutil.wait_procs(children, timeout=15)[1] == []


def test_a_taken_port_is_one_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert one_sentence(coso("serve", "--port", str(taken.getsockname()[1])))


def test_a_child_that_ends_stops_all(monkeypatch):
    monkeypatch.setattr(serve, "collect_static_files", lambda: None)
    monkeypatch.setattr(serve, "commands", lambda *_: {"web": [sys.executable, "-c", "import time; time.sleep(60)"], "worker": [sys.executable, "-c", "raise SystemExit(3)"]})
    with pytest.raises(CannotRun, match="worker"):
        call_command("serve", port=free_port())


def test_a_database_that_is_behind_is_one_sentence(settings):
    with database.server() as on:
        on.execute("DROP DATABASE IF EXISTS coso_empty_one")
        on.execute("CREATE DATABASE coso_empty_one")
    try:
        told = environment()
        done = subprocess.run([sys.executable, "-m", "coso", "serve"], env=told | {"COSO_DATABASE_URL": told["COSO_DATABASE_URL"].replace(connection.settings_dict["NAME"], "coso_empty_one")}, capture_output=True, text=True, check=False)
    finally:
        database.remove("coso_empty_one")
    assert one_sentence(done)
    assert "setup_database" in done.stderr


def test_an_unreachable_server_is_one_sentence():
    done = subprocess.run([sys.executable, "-m", "coso", "setup_database"], env=os.environ | {"COSO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, capture_output=True, text=True, check=False)
    assert one_sentence(done)


def test_a_login_without_the_right_to_make_extensions_is_one_sentence():
    with database.server() as on:
        on.execute("DROP ROLE IF EXISTS coso_weak")
        on.execute("CREATE ROLE coso_weak LOGIN")
    database_setup.run("DROP EXTENSION pg_trgm")
    try:
        done = coso("setup_database", user="coso_weak")
    finally:
        connections["owner"].close()
        with database.server() as on:
            on.execute("DROP ROLE coso_weak")
    assert one_sentence(done)
    assert "pg_trgm" in done.stderr


def test_a_server_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(database_setup, "LOWEST_VERSION", 990000)
    with pytest.raises(CannotRun, match="15"):
        database_setup.check_server()


def test_a_full_disk_is_named():
    problem = OperationalError("could not extend file")
    problem.__cause__ = errors.DiskFull()
    assert database_setup.sentence_of(problem) != database_setup.sentence_of(OperationalError("could not extend file"))


def test_commands_without_a_database_need_none():
    done = subprocess.run([sys.executable, "-m", "coso", "help"], env=os.environ | {"COSO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, capture_output=True, text=True, check=False)
    assert done.returncode == 0
