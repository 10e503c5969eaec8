"""Asking a question many times, and the table of what it took."""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
from server import BENCH, url

BENCH_SETTINGS = ("server_version", "shared_buffers", "work_mem", "effective_cache_size", "max_parallel_workers_per_gather", "fsync", "jit")


@dataclass
class Result:
    """Milliseconds of each run of a question, and of the same question at its limit."""

    what: str
    who: str
    times: list[float]
    limits: dict[str, list[float]] = field(default_factory=dict)  # "SQL", "DuckDB"
    note: str = ""
    processor: dict[str, float] = field(default_factory=dict)  # milliseconds of processor for one run, here and at the database: other work on the machine adds none

    def as_dict(self) -> dict:
        told = asdict(self) | {"p50": percentile(self.times, 50), "p95": percentile(self.times, 95)}
        told["limits"] = {name: percentile(times, 50) for name, times in self.limits.items()}
        return told


def percentile(times: list[float], share: int) -> float:
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)], 2)


def asked(question: Callable[[], object], runs: int) -> list[float]:
    """Milliseconds of each run, after one that warms the caches."""
    question()
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        question()
        times.append((time.perf_counter() - began) * 1000)
    return times


def processor(question: Callable[[], object], runs: int, *backends: int) -> float:
    """Milliseconds of processor of one run: of this process with all its threads, and of the database's processes named."""
    question()
    before = _spent(backends)
    for _ in range(runs):
        question()
    return round((_spent(backends) - before) * 1000 / runs, 2)


def _spent(backends: tuple[int, ...]) -> float:
    times = [psutil.Process(one).cpu_times() for one in (os.getpid(), *backends)]
    return sum(one.user + one.system for one in times)


def owner() -> psycopg.Connection:
    """The limit's connection: the owner, whom row-level security does not hold."""
    return psycopg.connect(url(BENCH), autocommit=True)


def facts() -> dict[str, str]:
    """The machine and the database, so that numbers can be compared."""
    processor = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with owner() as connection:
        told = [f"{name} {connection.execute(f'SHOW {name}').fetchone()[0]}" for name in BENCH_SETTINGS]
        rows = connection.execute("SELECT (SELECT count(*) FROM members_member), (SELECT count(*) FROM members_stay), (SELECT count(*) FROM org_unit)").fetchone()
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", "machine": f"{os.cpu_count()} cores ({processor}), {memory:.0f} GB, load {os.getloadavg()[0]:.1f}",
        "PostgreSQL": ", ".join(told), "rows": "{:,} members, {:,} stays, {:,} units".format(*rows),
    }


def show(results: list[Result]) -> str:
    """Markdown: what, who, p50 and p95 in ms, each limit with how many times it the p50 is."""
    lines = ["| what | for whom | p50 ms | p95 ms | limit p50 ms | times the limit | processor ms |", "|---|---|---:|---:|---|---|---|"]
    for result in results:
        middle = percentile(result.times, 50)
        limits = {name: percentile(times, 50) for name, times in result.limits.items()}
        said = ", ".join(f"{name} {value:,.1f}" for name, value in limits.items()) or result.note
        ratio = ", ".join(f"{middle / value:.1f}" for value in limits.values() if value)
        spent = ", ".join(f"{name} {value:,.1f}" for name, value in result.processor.items())
        lines.append(f"| {result.what} | {result.who} | {middle:,.1f} | {percentile(result.times, 95):,.1f} | {said} | {ratio} | {spent} |")
    return "\n".join(lines)
