"""Counting members of a branch, a commune, a province and the nation, on today and on a day years ago."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from measure import Result, asked, owner
from people import Reader, readers

from coso.common.scope import within
from coso.figures.queries import Question, figure

TODAY, PAST, SINCE = date.today(), date(2020, 12, 31), date(2016, 1, 1)  # noqa: DTZ011 the bench's own day
ON_ROLL = "kind = 'home' AND valid_from <= DATE '{on}' AND (valid_to IS NULL OR valid_to > DATE '{on}')"
QUESTIONS: list[tuple[str, str, dict, str, str]] = [  # name, indicator, question, how it is asked, the same in SQL over facts
    ("members today", "members.count", {"day": TODAY}, "value", "SELECT count(*) FROM {table} WHERE {place} AND " + ON_ROLL.format(on=TODAY)),
    (f"members on {PAST}", "members.count", {"day": PAST}, "value", "SELECT count(*) FROM {table} WHERE {place} AND " + ON_ROLL.format(on=PAST)),
    ("members by sex and minority", "members.count", {"day": TODAY}, "sex,minority", "SELECT sex, minority, count(*) FROM {table} WHERE {place} AND " + ON_ROLL.format(on=TODAY) + " GROUP BY 1, 2"),
    ("admitted 2016–2020", "members.admitted", {"day": PAST, "start": SINCE}, "value",
     f"SELECT count(DISTINCT member_id) FROM {{table}} WHERE {{place}} AND kind = 'home' AND admission_date BETWEEN DATE '{SINCE}' AND DATE '{PAST}'"),
]


def measured(runs: int) -> list[Result]:
    results = []
    with TemporaryDirectory() as folder, owner() as connection:
        duck = _duck(Path(folder), connection)
        for reader in readers():
            few = max(3, runs // 4) if reader.level == "nation" else runs
            for name, key, question, how, sql in QUESTIONS:
                limits = {
                    "SQL": asked(partial(_ask_sql, connection, sql, reader), few),
                    "DuckDB": asked(partial(_ask_duck, duck, sql, reader), few),
                }
                results.append(Result(name, reader.level, asked(_ask_coso(reader, key, question, how), few), limits))
    return results


def _ask_coso(reader: Reader, key: str, question: dict, how: str) -> Callable[[], object]:
    def ask() -> object:
        with within(reader.user.scope("bench")):
            found = figure(key, Question(unit=reader.unit, **question), by=reader.user)
            return found.value() if how == "value" else found.by(*how.split(","))

    return ask


def _ask_sql(connection, sql: str, reader: Reader) -> list:
    place = f"position >= {reader.unit.position} AND position < {reader.unit.position_end}"
    return connection.execute(sql.format(table="members_stay", place=place)).fetchall()


def _ask_duck(duck, sql: str, reader: Reader) -> list:
    return duck.execute(sql.format(table="stays", place=f"position >= {reader.unit.position} AND position < {reader.unit.position_end}")).fetchall()


def _duck(folder: Path, connection):
    """The same facts in DuckDB's memory."""
    file = folder / "stays.csv"
    with file.open("wb") as out, connection.cursor().copy("COPY (SELECT member_id, position, kind, valid_from, valid_to, sex, minority, admission_date FROM members_stay) TO STDOUT (FORMAT csv)") as rows:
        for block in rows:
            out.write(block)
    duck = duckdb.connect()
    duck.execute(f"CREATE TABLE stays AS SELECT * FROM read_csv('{file}', header = false, columns = {{'member_id': 'BIGINT', 'position': 'BIGINT', 'kind': 'VARCHAR', 'valid_from': 'DATE', 'valid_to': 'DATE', 'sex': 'VARCHAR', 'minority': 'BOOLEAN', 'admission_date': 'DATE'}})")
    return duck
