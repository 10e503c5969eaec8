"""Files from outside: what kind they are, whether they may be opened, and their cells, read by a child process.

The limits are those of trust.md §7: what a ZIP directory says is checked before anything is inflated, and the
child's memory and time bound what a lying directory could do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from coso.common.errors import CannotRun

MEGABYTE = 1024**2
LARGEST_FILE = 20 * MEGABYTE
LARGEST_UNPACKED = 200 * MEGABYTE
MOST_ENTRIES = 1000
HIGHEST_RATIO = 100
SMALL_ENTRY = 64 * 1024  # a short part of blanks may be packed closely without harm
CHILD = Path(__file__).with_name("child.py")
CHILD_SECONDS = 90
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
NEVER = ("vbaproject", "externallinks/", "embeddings/", "activex/", "ctrlprops/", "basic/", "scripts/")


@dataclass
class Sheet:
    """One sheet: its rows with their numbers as people see them, and the merged ranges near the top.

    merged: first row, first column, last row, last column, each from 0. formulas: row from 1, column from 0.
    """

    name: str
    merged: list[tuple[int, int, int, int]]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    formulas: list[list[int]] = field(default_factory=list)


def read_file(path: Path) -> list[Sheet]:
    """The sheets of an XLSX, ODS or CSV file; CannotRun with a sentence for anything else."""
    return _read_in_child(checked_format(path), path)


def checked_format(path: Path) -> str:
    """`xlsx`, `ods` or `csv`, by content, when the file may be opened."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(len(OLD_OFFICE))
    except OSError as problem:
        raise CannotRun(_("The file cannot be read (%(why)s). Nothing was entered. Check its name and place.") % {"why": problem.strerror}) from problem
    if size == 0:
        raise CannotRun(_("The file is empty. Nothing was entered. Choose the file again."))
    if size > LARGEST_FILE:
        raise CannotRun(_("The file is larger than 20 MB. Nothing was entered. Split the list into several files."))
    if start == OLD_OFFICE:
        raise CannotRun(_("This is an old .xls file or one locked with a password. Nothing was entered. Open it, save it as .xlsx without a password, then try again."))
    if start.startswith(b"PK"):
        return _checked_zip(path)
    if start.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff")):
        raise CannotRun(_not_a_sheet())
    return "csv"


def _not_a_sheet() -> str:
    return _("This file is not a spreadsheet. Nothing was entered. Coso reads .xlsx, .ods and .csv.")


def _checked_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            _check_sizes(entries)
            return _spreadsheet_kind(packed, [entry.filename.lower() for entry in entries])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise CannotRun(_("The file is damaged and cannot be opened. Nothing was entered. Save it again in the spreadsheet program, then try again.")) from problem


def unpacks_sensibly(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether a ZIP directory promises no more than a paper or a list holds."""
    ratio = max((e.file_size / max(e.compress_size, 1) for e in entries if e.file_size > SMALL_ENTRY), default=0)
    return len(entries) <= MOST_ENTRIES and sum(e.file_size for e in entries) <= LARGEST_UNPACKED and ratio <= HIGHEST_RATIO


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if not unpacks_sensibly(entries):
        raise CannotRun(_("The file unpacks to far more than it should and was not opened. Nothing was entered. Copy the table into a new file and save that."))


def _spreadsheet_kind(packed: zipfile.ZipFile, names: list[str]) -> str:
    if any(word in name for name in names for word in NEVER) or "xl/workbook.bin" in names:
        raise CannotRun(_("The file holds macros or other files inside it and was not opened. Nothing was entered. Save it as .xlsx without macros and links, then try again."))
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "mimetype" in names and packed.read("mimetype")[:100].strip() == ODS:
        return "ods"
    raise CannotRun(_not_a_sheet())


class TooMuch(Exception):
    """The child was ended: the file asked for more memory or time than is allowed."""


class NotUnderstood(Exception):
    """The child cannot read the file; why, for those who can do something about it."""


def in_child(form: str, path: Path) -> bytes:
    """What the child prints of a file; TooMuch or NotUnderstood. No secrets and no database in its surroundings."""
    command = [sys.executable, "-I", str(CHILD), form, str(path.resolve())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, env={"LANG": "C.UTF-8", "PATH": os.defpath}) as child:  # noqa: S603 our own program
        try:
            out, problem = child.communicate(timeout=CHILD_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            raise TooMuch from None
    if child.returncode == 3:
        raise NotUnderstood(problem.decode(errors="replace").strip()[:200])
    if child.returncode:
        raise TooMuch
    return out


def _read_in_child(form: str, path: Path) -> list[Sheet]:
    try:
        return _sheets(in_child(form, path))
    except NotUnderstood as problem:
        raise CannotRun(_("The file cannot be understood (%(why)s). Nothing was entered. Save it again as .xlsx, then try again.") % {"why": problem}) from None
    except TooMuch:
        raise CannotRun(_("Reading the file took more memory or time than is allowed. Nothing was entered. Copy the table into a new file, or split it.")) from None


def _sheets(out: bytes) -> list[Sheet]:
    sheets: list[Sheet] = []
    for line in out.splitlines():
        said = json.loads(line)
        if isinstance(said, dict) and "formulas" in said:
            number, found = said["formulas"]
            sheets[number].formulas = found
        elif isinstance(said, dict):
            _number, name, merged = said["sheet"]
            sheets.append(Sheet(name, [tuple(one) for one in merged]))
        else:
            sheets[said[0]].rows.append((said[1], said[2]))
    return sheets
