"""The bench's own databases on the server that COSO_DATABASE_URL names."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg

BENCH, IMPORT = os.environ.get("COSO_BENCH", "coso_bench"), "coso_bench_import"
BASE = os.environ.get("COSO_DATABASE_URL", "")


def url(name: str) -> str:
    if not BASE:
        sys.exit("The bench needs a server: name it in COSO_DATABASE_URL, for example postgresql://coso_owner@127.0.0.1:5432/postgres")
    return urlunsplit(urlsplit(BASE)._replace(path=f"/{name}"))


def use(name: str) -> None:
    """From now on Django and every command work in this database."""
    os.environ["COSO_DATABASE_URL"] = url(name)


def coso(*words: str) -> str:
    """Run a command of Coso and answer what it says."""
    done = subprocess.run([sys.executable, "-m", "coso", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"coso {' '.join(words)} failed:\n{done.stderr}")
    return done.stdout


def members_there() -> int:
    try:
        with psycopg.connect(url(BENCH)) as connection:
            found = connection.execute("SELECT details->>'members' FROM common_act WHERE kind = 'data.generated'").fetchone()
    except psycopg.Error:
        return 0
    return int(found[0]) if found else 0


def made_anew(name: str) -> None:
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
    before = os.environ["COSO_DATABASE_URL"]
    use(name)
    coso("setup_database", "--verbosity", "0")
    os.environ["COSO_DATABASE_URL"] = before
