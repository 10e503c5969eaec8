"""What the house asks of every verb, whoever wrote it (docs/architecture.md)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

COSO = Path(__file__).resolve().parent.parent / "coso"
TRUSTS = "trusts its caller"
WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "aupdate", "asave", "acreate"}
WRITES_ON_ROWS = {"update", "delete"}
# Who may write besides actions: the files that are verbs themselves, and why.
WRITERS = {
    "common/acts.py": "keeps the act of every action",
    "common/imports/actions.py": "the verbs of imports, which go over many transactions",
    "common/jobs.py": "the verbs of jobs",
    "common/uploads.py": "saves a picture, no row",
    "reports/exports": "saves documents, no row",
    "procedures/exports": "saves documents, no row",
    "org/areas.py": "loads official places at set-up",
    "generator": "makes invented data in bulk, as the owner",
}


def action_files() -> list[Path]:
    return sorted([*COSO.glob("*/actions.py"), *COSO.glob("*/actions/*.py")])


def name_of(path: Path) -> str:
    return str(path.relative_to(COSO))


def verbs() -> Iterator[tuple[str, ast.FunctionDef]]:
    """The public functions of actions that take `by`, or that write in their own body."""
    for path in action_files():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and is_verb(node):
                yield f"{name_of(path)}:{node.name}", node


def is_verb(node: ast.FunctionDef) -> bool:
    """Not a helper: one that only asks leave, only looks, or says that it trusts its caller."""
    if TRUSTS in (ast.get_docstring(node) or "") or node.name.startswith(("require", "check")):
        return False
    return "by" in names(node) or any(writing_calls(node))


def names(node: ast.FunctionDef) -> set[str]:
    return {one.arg for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def is_atomic(node: ast.FunctionDef) -> bool:
    return any("atomic" in ast.unparse(one) or "contextmanager" in ast.unparse(one) for one in node.decorator_list)


def writing_calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and writes(node.func):
            yield f"line {node.lineno}: {ast.unparse(node.func)}"


def writes(called: ast.Attribute) -> bool:
    """`x.save()`, and `update` or `delete` on something reached through a manager (a dict has update, too)."""
    if called.attr in WRITES:
        return not ast.unparse(called.value).startswith("super()")
    return called.attr in WRITES_ON_ROWS and "objects" in ast.unparse(called.value)


VERBS = list(verbs())
each_verb = pytest.mark.parametrize("node", [node for _, node in VERBS], ids=[name for name, _ in VERBS])


@each_verb
def test_a_verb_is_called_by_keywords_only_and_says_who_acts(node):
    assert not node.args.posonlyargs
    assert not node.args.args, "arguments come after *"
    assert "by" in names(node), "who acts is named by=, or the docstring says: trusts its caller"


@each_verb
def test_a_verb_says_its_types(node):
    assert node.returns is not None
    assert all(one.annotation is not None for one in node.args.kwonlyargs)


@each_verb
def test_a_verb_is_one_transaction(node):
    assert is_atomic(node), "@transaction.atomic"


def other_files() -> list[Path]:
    free = {"migrations", "actions", "actions.py"}
    every = (path for path in COSO.rglob("*.py") if not free & set(path.relative_to(COSO).parts))
    return sorted(path for path in every if not any(name_of(path).startswith(writer) for writer in WRITERS))


@pytest.mark.parametrize("path", other_files(), ids=name_of)
def test_only_verbs_write(path):
    assert list(writing_calls(ast.parse(path.read_text()))) == []


@pytest.mark.parametrize("path", sorted(COSO.rglob("rules.py")), ids=name_of)
def test_rules_know_nothing_of_pages(path):
    wanted = {alias for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom) for alias in [node.module or ""]}
    assert not {module for module in wanted if module.startswith(("django.http", "django.shortcuts", "django.forms"))}


@pytest.mark.parametrize("path", sorted(COSO.rglob("*.py")), ids=name_of)
def test_imports_stand_at_the_top(path):
    inside = [node for function in ast.walk(ast.parse(path.read_text())) if isinstance(function, ast.FunctionDef) for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in inside] == []


@pytest.mark.parametrize("path", action_files(), ids=name_of)
def test_actions_are_given_the_day(path):
    source = path.read_text()
    assert "date.today" not in source
    assert "localdate()" not in source


def test_signals_are_not_used_for_our_own_code():
    assert [name_of(path) for path in COSO.rglob("*.py") if "@receiver" in path.read_text()] == []
