"""Reading 50,000 people × 28 columns from a spreadsheet into an empty province, in a process of its own."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
from measure import Result
from python_calamine import load_workbook
from server import IMPORT, coso, made_anew, url, use

ROWS = 50_000


def measured(_runs: int) -> list[Result]:
    from coso.generator.sheet import write_sheet  # noqa: PLC0415 Django is ready only now

    made_anew(IMPORT)
    before = os.environ["COSO_DATABASE_URL"]
    use(IMPORT)
    try:
        coso("generate", "--members", "2000", "--seed", "2", "--json")
        with psycopg.connect(url(IMPORT)) as connection:
            code, lo, hi = connection.execute("SELECT code, position, position_end FROM org_unit WHERE kind = 'commune_organisation' AND ended_on IS NULL ORDER BY position").fetchone()
            branches = [name for (name,) in connection.execute("SELECT name FROM org_unit WHERE position > %s AND position < %s AND ended_on IS NULL", [lo, hi])]
        with TemporaryDirectory() as folder:
            file = Path(folder) / "people.xlsx"
            write_sheet(file, rows=ROWS, seed=3, branches=branches, province="Lai Châu", today=date.today(), messy=False)  # noqa: DTZ011 the bench's own day
            limit = _plain(file)
            seconds, used, told = _import(file, code)
    finally:
        use(before.rsplit("/", 1)[-1])
    note = f"{told['created']:,} created, {told['refused']:,} refused; most memory {used.memory:.0f} MB; "
    note += f"processor seconds: {sum(used.own.values()):.0f} own, {sum(used.server.values()):.0f} PostgreSQL"
    return [Result(f"import of {ROWS:,} × 28 cells ({note})", "province", [seconds * 1000], {"read + COPY": [limit * 1000]})]


def _import(file: Path, code: str) -> tuple[float, "Used", dict]:
    """Seconds, what its processes used, and what the command said."""
    began, used = time.perf_counter(), Used()
    process = subprocess.Popen([sys.executable, "-m", "coso", "import_members", str(file), "--unit", code, "--json"], stdout=subprocess.PIPE, text=True)
    with psycopg.connect(url("postgres"), autocommit=True) as server:
        while process.poll() is None:
            used.look(psutil.Process(process.pid), server)
            time.sleep(0.2)
    return time.perf_counter() - began, used, json.loads(process.stdout.read())


class Used:
    """The most memory the import's own processes held at once, in MB, and processor seconds by process.

    own: of the import's processes. server: of PostgreSQL's for it; empty where the server is another machine.
    """

    def __init__(self) -> None:
        self.memory, self.own, self.server = 0.0, {}, {}

    def look(self, process: psutil.Process, server: psycopg.Connection) -> None:
        pids = [pid for (pid,) in server.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [IMPORT])]
        with suppress(psutil.Error):
            processes = (process, *process.children(recursive=True))
            self.memory = max(self.memory, sum(one.memory_info().rss for one in processes) / 2**20)
            self.own |= {one.pid: _seconds(one) for one in processes}
            self.server |= {one.pid: _seconds(one) for one in map(psutil.Process, pids) if one.name().startswith("postgres")}


def _seconds(process: psutil.Process) -> float:
    spent = process.cpu_times()
    return spent.user + spent.system


def _plain(file: Path) -> float:
    """Reading the cells and copying them into a table of text without an index: nothing checked, nothing known."""
    began = time.perf_counter()
    rows = load_workbook(str(file)).get_sheet_by_index(0).to_python()
    with psycopg.connect(url(IMPORT)) as connection:
        connection.execute(f"CREATE TEMPORARY TABLE plain ({', '.join(f'c{at} text' for at in range(28))})")
        with connection.cursor().copy("COPY plain FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
    return time.perf_counter() - began
