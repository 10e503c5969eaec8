"""The text of a paper from outside: plain text, Markdown or DOCX, opened only when it may be, DOCX in a child with limits.

Places of findings count in this text. Of a DOCX it is: each paragraph a line, each row of a table a line with its cells
apart by tabs, an empty line around each table.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from coso.common.errors import CannotRun
from coso.common.imports.child import decoded
from coso.common.imports.files import OLD_OFFICE, NotUnderstood, TooMuch, in_child, unpacks_sensibly

LARGEST = 20 * 1024**2
NEVER = ("vbaproject", "embeddings/", "activex/", "ctrlprops/")
OTHERS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", OLD_OFFICE)


def text_of(path: Path) -> str:
    """The text of a file; CannotRun with a sentence when it cannot be used."""
    try:
        if path.stat().st_size > LARGEST:
            raise CannotRun(_too_large())
        content = path.read_bytes()
    except OSError as problem:
        raise CannotRun(_("The file can't be read (%(why)s). Nothing was checked. Check its name and place.") % {"why": problem.strerror}) from problem
    return text_of_bytes(content)


def text_of_upload(file: UploadedFile) -> str:
    """The text of a file handed in; its size is asked before a byte is read."""
    if (file.size or 0) > LARGEST:
        raise CannotRun(_too_large())
    return text_of_bytes(file.read())


def text_of_bytes(content: bytes) -> str:
    if len(content) > LARGEST:
        raise CannotRun(_too_large())
    if content.startswith(b"PK\x03\x04"):
        return _of_document(content)
    if content.startswith(OTHERS):
        raise CannotRun(_neither())
    try:
        text = decoded(content)
    except UnicodeError as problem:
        raise CannotRun(_("The letters of this file can't be read. Nothing was checked. Save it as UTF-8 text or as .docx.")) from problem
    if not text.strip():
        raise CannotRun(_no_text())
    return text


def _of_document(content: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        _check_document(path)
        try:
            text = in_child("docx", path).decode()
        except (NotUnderstood, TooMuch):
            raise CannotRun(_unusable()) from None
    if not text.strip():
        raise CannotRun(_no_text())
    return text


def _check_document(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as problem:
        raise CannotRun(_unusable()) from problem
    names = [entry.filename.lower() for entry in entries]
    if "word/document.xml" not in names:
        raise CannotRun(_neither())
    if any(word in name for name in names for word in NEVER):
        raise CannotRun(_("The document holds macros or other files inside it and was not opened. Nothing was checked. Save it as .docx without them, or paste its text."))
    if not unpacks_sensibly(entries):
        raise CannotRun(_("The document unpacks to far more than it should and was not opened. Nothing was checked. Paste its text instead."))


def _too_large() -> str:
    return _("The file is larger than 20 MB and was not opened. Nothing was checked. Check it in several parts.")


def _no_text() -> str:
    return _("There is no text in it. Nothing was checked. Choose another file or paste the text.")


def _neither() -> str:
    return _("This file is neither text nor DOCX. Nothing was checked. Save it as .docx or .txt, or paste its text.")


def _unusable() -> str:
    return _("The document is damaged or too large to be read. Nothing was checked. Save it again in the text program, or paste its text.")
