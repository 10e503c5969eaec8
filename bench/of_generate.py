"""Filling the bench's database, from the command's start to its end, and plain COPY of the same bytes beside it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
from measure import Result
from server import BENCH, coso, made_anew, members_there, url

TABLES = ("members_member", "members_stay")
LOOK = 0.2  # seconds between two looks at the processes


def filled(members: int, *, anew: bool) -> list[Result]:
    """Have `members` in the bench's database; what making them took, or nothing if they were there."""
    if not anew and members_there() == members:
        coso("setup_database", "--verbosity", "0")
        return []
    made_anew(BENCH)
    seconds, told, used = _generated(members)
    limit = {"COPY": [_plain() * 1000]}
    load = told["load_seconds"]
    note = f"{used['python']:.0f} s of processor in Python, {used['postgres']:.0f} s in PostgreSQL; {members / (sum(used.values()) / (os.cpu_count() or 1)):,.0f} a second with all cores free"
    return [
        Result(f"generate, rows made and copied: {members / load:,.0f} members a second", f"{members:,} members", [load * 1000], limit),
        Result(f"generate, the whole command: {members / seconds:,.0f} members a second ({note})", f"{members:,} members", [seconds * 1000], limit),
    ]


def _generated(members: int) -> tuple[float, dict, dict[str, float]]:
    """Seconds by the clock, what the command said, and seconds of processor by program."""
    began = time.perf_counter()
    command = subprocess.Popen([sys.executable, "-m", "coso", "generate", "--members", str(members), "--seed", "1", "--json"], stdout=subprocess.PIPE, text=True)
    used: dict[tuple[str, int], float] = {}
    while command.poll() is None:
        used |= _processors(command.pid)
        time.sleep(LOOK)
    seconds = time.perf_counter() - began
    return seconds, json.loads(command.stdout.read()), {name: sum(spent for (of, _process), spent in used.items() if of == name) for name in ("python", "postgres")}


def _processors(command: int) -> dict[tuple[str, int], float]:
    """Seconds of processor so far: of the command and its children, and of the server's processes for our database on this machine."""
    found = {}
    for process in psutil.process_iter(["name", "cmdline"]):
        try:
            ours = command in {process.pid, process.ppid()}
            if ours or f" {BENCH} " in " ".join(process.info["cmdline"] or ()):
                times = process.cpu_times()
                found["python" if ours else "postgres", process.pid] = times.user + times.system
        except psutil.Error:
            continue
    return found


def _plain() -> float:
    """Seconds to copy the same lines into tables without index, constraint or trigger, on one connection."""
    with TemporaryDirectory() as folder, psycopg.connect(url(BENCH), autocommit=True) as connection:
        for table in TABLES:
            with (Path(folder) / table).open("wb") as file, connection.cursor().copy(f"COPY (TABLE {table}) TO STDOUT") as rows:
                file.writelines(rows)
            connection.execute(f"CREATE TABLE plain_{table} AS TABLE {table} WITH NO DATA")
        began = time.perf_counter()
        for table in TABLES:
            with (Path(folder) / table).open("rb") as file, connection.cursor().copy(f"COPY plain_{table} FROM STDIN") as rows:
                while some := file.read(2**18):
                    rows.write(some)
        seconds = time.perf_counter() - began
        for table in TABLES:
            connection.execute(f"DROP TABLE plain_{table}")
    return seconds
