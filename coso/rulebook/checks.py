"""At start-up: the regulation files agree with each other, and no code asks for a key that none of them has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from coso.rulebook.book import book

# `rules.on(…).share("admission.vote_share")`, and the same asked in two steps or through a helper: `book.find("…")`.
QUESTIONS = "get|rule|find|decisive|number|share|text|flag|span|deadline|reminder|for_reminder"
ASKED = re.compile(rf"""\.on\([^()]*(?:\([^()]*\)[^()]*)*\)\s*\.(?:{QUESTIONS})\(\s*["']([a-z0-9_.]+)["']""")
ASKED_ELSEWHERE = re.compile(rf"""(?:\.(?:{QUESTIONS})|\brule_on)\([^"'\n]{{0,60}}["']([a-z_]+\.[a-z0-9_.]+)["']""")


@register("coso")
def rulebook_is_sound(app_configs: Any, **_: Any) -> list[Error]:  # noqa: ARG001 Django's own form
    found = [Error(f"Rulebook: {fault}.", id="coso.E010") for fault in book().faults()]
    unknown = [Error(f"{where} asks the rulebook for {key!r}, which it does not know.", id="coso.E011") for where, key in keys_asked(settings.BASE_DIR / "coso") if key not in book().keys]
    return found + unknown


def keys_asked(folder: Path) -> Iterator[tuple[str, str]]:
    """File name and key of each question put to the rulebook in the code."""
    groups = {key.group for key in book().keys.values()}
    for file in sorted(folder.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        likely = [key for key in ASKED_ELSEWHERE.findall(text) if key.partition(".")[0] in groups]
        for key in dict.fromkeys([*ASKED.findall(text), *likely]):
            yield file.relative_to(folder).as_posix(), key
