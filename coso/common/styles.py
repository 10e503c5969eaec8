"""One style sheet goes over the wire, and of Tabler's only the rules that a page can use: an old phone asks once and reads a fifth.

A rule of Tabler's stays if each class it names stands somewhere in a template, a script or a form. Nothing is chosen by hand: a class used for the first time
brings its rules with it when the static files are collected anew.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.template.utils import get_app_template_dirs
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET, TABLER = "coso/coso.css", "tabler/css/tabler.min.css"
IMPORT = re.compile(r'@import "([^"]+)";\n')
CLASS = re.compile(r"\.((?:\\.|[\w-])+)")
UNLESS = re.compile(r":not\([^)]*\)")
WORD = re.compile(r"[A-Za-z_][\w:-]*")
COMMENT, LICENCE = re.compile(r"/\*.*?\*/", re.DOTALL), re.compile(r"/\*!.*?\*/", re.DOTALL)
NESTED = ("@media", "@supports", "@layer")


class Storage(CompressedManifestStaticFilesStorage):
    """Names by content and compressed files, the main style sheet in one piece."""

    def post_process(self, paths: dict[str, Any], *told: Any, **more: Any) -> Iterator[Any]:
        if SHEET in paths:
            paths = paths | {SHEET: (Joined(), SHEET)}
        yield from super().post_process(paths, *told, **more)


class Joined:
    """Stands in for the folder of the one sheet that is put together when it is opened."""

    def open(self, path: str) -> ContentFile[bytes]:
        return ContentFile(joined(path, words_used()).encode())


def joined(name: str, words: set[str]) -> str:
    """The sheet with those that it imports in the place of the imports, Tabler's cut."""
    sheet = Path(str(finders.find(name))).read_text()
    if name == TABLER:
        return "".join(LICENCE.findall(sheet)) + cut(sheet, words)
    return IMPORT.sub(lambda found: joined(posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1])), words), sheet)


def sources() -> Iterator[Path]:
    """Every template, script and form of the apps: what pages can show or run. Tabler's own scripts are not of them."""
    for kind, pattern in (("templates", "*.html"), ("static", "*.js"), (".", "forms.py"), (".", "forms/*.py")):
        for folder in get_app_template_dirs(kind):
            yield from Path(folder).rglob(pattern)


def words_used() -> set[str]:
    return {word for source in sources() for word in WORD.findall(source.read_text(errors="ignore"))}


def cut(sheet: str, words: set[str]) -> str:
    """The sheet without the selectors that name a class outside of these words; what names no class stays."""
    kept = []
    for head, body in rules(COMMENT.sub("", sheet)):
        if head.startswith(NESTED):
            inner = cut(body, words)
            kept.append(f"{head}{{{inner}}}" if inner else "")
        elif body is None or head.startswith("@"):
            kept.append(head if body is None else f"{head}{{{body}}}")
        elif selectors := [one for one in parted(head) if used(one, words)]:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def used(selector: str, words: set[str]) -> bool:
    return all(name.replace("\\", "") in words for name in CLASS.findall(UNLESS.sub("", selector)))


def rules(sheet: str) -> Iterator[tuple[str, Any]]:
    """Head and body of each rule, or a statement and None. Minified sheets are that regular; a test puts Tabler's together again."""
    at = 0
    while found := re.compile(r"[{;]").search(sheet, at):
        if found[0] == ";":
            yield sheet[at : found.end()], None
            at = found.end()
            continue
        end = closing(sheet, found.end())
        yield sheet[at : found.start()], sheet[found.end() : end]
        at = end + 1


def closing(sheet: str, at: int) -> int:
    """Where the block ends whose inside begins here."""
    deep = 1
    for brace in re.compile(r"[{}]").finditer(sheet, at):
        deep += 1 if brace[0] == "{" else -1
        if not deep:
            return brace.start()
    raise ValueError("a block of the style sheet has no end")


def parted(head: str) -> list[str]:
    """The selectors of a head; commas inside brackets part nothing."""
    return re.split(r",(?![^(]*\))", head)
