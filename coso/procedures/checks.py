"""At start-up: every procedure asks for rights, rules and steps that exist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import Error, register

from coso.access.roles import Permission
from coso.procedures.declarations import PROCEDURES, Procedure
from coso.rulebook.book import book


@register("coso")
def procedures_are_sound(app_configs: Any, **_: Any) -> list[Error]:  # noqa: ARG001 Django's own form
    found = [Error(f"Procedure {one.key!r}: {fault}.", id="coso.E020") for one in PROCEDURES.values() for fault in faults(one)]
    times = Counter(one.prefix for one in PROCEDURES.values())
    return found + [Error(f"Two procedures number their cases {prefix!r}.", id="coso.E021") for prefix, number in times.items() if number > 1]


def faults(procedure: Procedure) -> Iterator[str]:
    if not (procedure.prefix.isascii() and procedure.prefix.isalpha()):
        yield f"its numbers stand in addresses, so {procedure.prefix!r} must be plain letters"
    known = set(Permission)
    for permission in {procedure.opens, *(step.permission for step in procedure.steps)} - known:
        yield f"no permission is called {permission!r}"
    for step in procedure.steps:
        for key in step.keys_of_rules:
            if key not in book().keys:
                yield f"step {step.key!r} asks the rulebook for {key!r}, which it does not know"
        yield from (f"paper {paper.key!r} has no text {paper.template!r}" for paper in step.papers if paper.template and not has_text(paper.template))
        since = step.deadline.since if step.deadline else "opened"
        if isinstance(since, str) and since != "opened" and since not in procedure.by_key:
            yield f"step {step.key!r} counts from {since!r}, which is no step"


def has_text(template: str) -> bool:
    app, name = template.split("/")
    return (Path(apps.get_app_config(app).path) / "papers" / f"{name}.toml").is_file()
