"""The embedded server starts for the first who needs it, stops with the last, and says plainly why it cannot."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from config import embedded
from config.embedded import Server
from coso.common.errors import CannotRun


@pytest.fixture
def folder():
    """Under /tmp, which every user may enter."""
    path = Path(tempfile.mkdtemp(prefix="coso-embedded-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def a_server(folder: Path) -> Server:
    return Server(folder, throwaway=True)


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.url) as connection:
        for statement in question.split(";"):
            answer = connection.execute(statement)
        return answer.fetchone()[0]


def process_of(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_it_starts_keeps_its_data_and_stops(folder):
    server = a_server(folder)
    with server.in_use():
        assert ask(server, "SHOW data_checksums") == "on"
        assert ask(server, "SHOW listen_addresses") == ""
        ask(server, "CREATE TABLE kept (a int); INSERT INTO kept VALUES (1) RETURNING a")
    assert not server._running()
    with server.in_use():
        assert ask(server, "SELECT a FROM kept") == 1


def test_the_last_of_two_users_stops_it(folder):
    first, second = a_server(folder), a_server(folder)
    with first.in_use():
        with second.in_use():
            assert ask(second, "SELECT 1") == 1
        assert ask(first, "SELECT 1") == 1
    assert not first._running()


def test_it_starts_again_after_it_was_killed(folder):
    server = Server(folder)
    with server.in_use():
        os.kill(process_of(server), signal.SIGKILL)
        again = Server(folder)
        while again._running():
            pass
        with again.in_use():
            assert ask(again, "SELECT 1") == 1


def test_a_process_number_that_is_somebody_elses_is_no_server(folder):
    server = Server(folder)
    with server.in_use():
        text = (server.data / "postmaster.pid").read_text()
    (server.data / "postmaster.pid").write_text(text.replace(text.split()[0], str(os.getppid()), 1))
    assert not server._running()
    with server.in_use():
        assert ask(server, "SELECT 1") == 1


def test_data_of_a_version_that_is_not_here_are_left_alone(folder):
    server = a_server(folder)
    server.data.mkdir(parents=True)
    (server.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(CannotRun, match="PostgreSQL 9"), server.in_use():
        pass


def test_a_machine_without_a_server_says_what_to_install(folder, monkeypatch):
    monkeypatch.setattr(embedded, "servers", dict)
    with pytest.raises(CannotRun, match="COSO_DATABASE_URL"), a_server(folder).in_use():
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a folder that belongs to somebody else")
def test_a_folder_of_somebody_else_is_named(folder):
    server = a_server(folder)
    server.home.mkdir(parents=True)
    os.chown(server.home, 12345, 12345)
    with pytest.raises(CannotRun, match=str(server.home)), server.in_use():
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root serves as somebody else")
def test_out_of_reach_it_lives_elsewhere(folder):
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    server = a_server(closed / "var")
    assert server.user in {"postgres", "nobody"}
    assert Path("/var/lib") in server.home.parents


def test_a_long_path_gets_a_short_socket(folder):
    server = a_server(folder / ("long" * 30))
    assert len(str(server.sockets / embedded.SOCKET_NAME)) <= embedded.LONGEST_SOCKET


@pytest.mark.parametrize(("output", "word"), [("could not write: No space left on device", "disk|đĩa"), ("Permission denied", "COSO_VAR"), ("odd\nFATAL: broken", "FATAL: broken")])
def test_each_trouble_has_its_sentence(output, word):
    assert any(one in embedded.sentence(output, Path("/data")) for one in word.split("|"))


def test_only_programs_that_run_here_are_taken(folder):
    (folder / "postgres").write_text("#!/bin/sh\nexit 1\n")
    (folder / "postgres").chmod(0o755)
    assert embedded.version_of(folder) == 0


def test_programs_out_of_reach_are_copied(folder, monkeypatch):
    server = a_server(folder)
    server._make_home()
    monkeypatch.setattr(embedded, "reachable", lambda *_: False)
    programs = server._within_reach(max(embedded.servers().items())[1])
    assert server.home in programs.parents
    assert embedded.version_of(programs)
    assert subprocess.run([programs / "initdb", "--version"], check=True, capture_output=True).stdout
