"""Numbers of the domain come from the rulebook: rules, procedures and acts hold none of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

COSO = Path(__file__).resolve().parent.parent / "coso"
PROCESSES = ("procedures", "admissions", "transfers")
COUNTING = {0, 1, -1}
# What a number says of forms, texts and batches is no rule of the field.
FORM_WORDS = {"max_length", "rows", "batch_size", "maxsize", "maxsplit", "limit"}
ALLOWED = {
    "access/rules.py": {5: "phones with a PIN", 10: "digits there are", 2: "pattern of a PIN", 3: "pattern of a PIN"},
    "admissions/queries/overview.py": {3: "bars of a picture", 6: "bars of a picture", 12: "bars of a picture"},
    "admissions/queries/ways.py": {31: "how early the first page tells of a day"},
    "admissions/rules.py": {12: "months in a year"},
    "documents/rules.py": {300: "marks one person looks through", 20: "papers a phone holds", 500_000: "letters a phone holds"},
    "handbook/rules.py": {12: "months in a year", 6: "pictures a phone loads with a guide", 5: "links below a guide", 120: "letters of a title"},
    "meetings/rules/acts.py": {31: "days of a month, beyond which a clock or a year is wrong"},
    "meetings/rules/counts.py": {100: "per cent"},
    "meetings/rules/day.py": {7: "days of a week", 60: "seconds of a minute"},
    "members/actions/add.py": {500: "rows in a batch", 2: "batches"},
    "members/actions/correct.py": {500: "rows in a batch"},
    "members/rules.py": {12: "months in a year", 130: "years nobody lives"},
    "notices/rules.py": {254: "characters of an address (RFC 5321)", 65: "bytes of a browser's key", 16: "bytes of its secret", **dict.fromkeys((5, 30, 2, 60, 8), "until a try is made again"), 4: "signs of an encoding"},
    "procedures/actions/ground.py": {100: "years of a century"},
    "procedures/queries.py": {20: "lines shown"},
    "plans/rules.py": {6: "June", 12: "December"},
    "reports/rules.py": {365: "days of a year"},
    "restructuring/actions/carrying.py": {5_000: "rows in a transaction"},
    "restructuring/actions/plans.py": {30_000: "rows in a transaction"},
    "restructuring/rules/recipes.py": {2: "an area and another"},
    "statuses/rules.py": {12: "months in a year", 70: "the rule's own key says: from 70 up"},
    "surveys/rules.py": {2000: "letters of a text"},
    "targets/rules.py": {100: "per cent"},
    "rulebook/rules.py": {2: "digits of a province in a code", 366: "days of a leap year", 100: "per cent"},
}


def files() -> list[Path]:
    """Where the field's rules, procedures and acts are written."""
    patterns = ["*/rules.py", "*/rules/*.py", "*/procedures.py", "*/procedures/*.py"]
    patterns += [f"{app}/{place}" for app in (*PROCESSES, "restructuring", "members", "org", "rulebook") for place in ("actions.py", "actions/*.py")]
    patterns += [f"{app}/{place}" for app in PROCESSES for place in ("queries.py", "queries/*.py", "declarations.py")]
    return sorted({path for pattern in patterns for path in COSO.glob(pattern)})


def name_of(path: Path) -> str:
    return path.relative_to(COSO).as_posix()


def bare_numbers(source: str) -> Iterator[tuple[int, int | float]]:
    """Line and number of every number written out, but for counting, for places in a list and for what only forms know."""
    tree = ast.parse(source)
    spoken_of = [node.value for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in FORM_WORDS]
    counted_off = [node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    spared = {id(part) for node in (*spoken_of, *counted_off) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value not in COUNTING and id(node) not in spared:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_no_number_of_the_domain_stands_in_the_code(path):
    allowed = ALLOWED.get(name_of(path), {})
    assert [f"line {line}: {number}" for line, number in bare_numbers(path.read_text()) if number not in allowed] == [], (
        "take it from the rulebook, or say in ALLOWED why it is none of the field's"
    )


def test_the_list_of_what_is_allowed_is_no_longer_than_it_must_be():
    stale = {(name, number) for name, numbers in ALLOWED.items() for number in numbers if number not in {found for _line, found in bare_numbers((COSO / name).read_text())}}
    assert stale == set()


def test_a_number_of_the_domain_is_seen():
    assert list(bare_numbers("LEAST = 18\nx = field(max_length=300)\ny = [0, 1, -1]\ndue = start + days(30)")) == [(1, 18), (4, 30)]
