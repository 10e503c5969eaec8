"""Files that people hand in: checked by what they are, stored under random names, served only by a view."""

from __future__ import annotations

import hashlib
import io
import secrets
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from coso.common.errors import RuleBroken

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 1200
# A picture past this many pixels is refused by Pillow itself, before anything is unpacked.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
MARKS = ("TUYỆT MẬT", "TỐI MẬT", "MẬT")
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".docx": DOCX}
MAGIC = {"application/pdf": b"%PDF-", "image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", DOCX: b"PK\x03\x04"}


@dataclass(frozen=True)
class Upload:
    """A file that was checked: its bytes, what it is, the name it was handed in with."""

    content: bytes
    content_type: str
    name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked_paper(content: bytes, name: str) -> Upload:
    """A PDF, JPEG, PNG or DOCX whose first bytes say the same as its name; else RuleBroken."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    check_size(content)
    if kind is None or not content.startswith(MAGIC[kind]) or (kind == DOCX and not _is_document(content)):
        raise RuleBroken(_("This file is not a PDF, JPEG, PNG or DOCX, or its name says otherwise than its content. Nothing was stored. Save it as one of these and choose it again."))
    if kind.startswith("image/"):
        _opened(content)
    return Upload(content, kind, safe_name(name))


def checked_photo(content: bytes, name: str) -> Upload:
    """A picture drawn anew as JPEG: upright, at most 1200 pixels a side, without place, date or camera; else RuleBroken."""
    check_size(content)
    picture = ImageOps.exif_transpose(_opened(content)).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=True)
    return Upload(out.getvalue(), "image/jpeg", safe_name(f"{PurePath(name).stem}.jpg"))


def sides(upload: Upload) -> tuple[int, int]:
    """Width and height of a checked picture, in pixels."""
    with Image.open(io.BytesIO(upload.content)) as picture:
        return picture.width, picture.height


def check_size(content: bytes) -> None:
    if not content:
        raise RuleBroken(_("The file is empty. Nothing was stored. Choose another file."))
    check_announced(len(content))


def check_announced(size: int) -> None:
    """Before the bytes are read at all."""
    if size > MOST_BYTES:
        raise RuleBroken(_("The file is larger than %(most)d MB. Nothing was stored. Choose a smaller one.") % {"most": MOST_BYTES // 1024 // 1024})


def check_not_secret(secret: bool, *texts: str) -> None:
    """Refuse what the person ticked as secret, or whose title or file name bears a mark; to be asked before anything is stored."""
    if secret or carries_secrecy_mark(*texts):
        raise RuleBroken(_("A paper with a secrecy mark does not belong in this system. Nothing was stored. Hand it to the person in charge of secret papers and withdraw the file from this device."))


def carries_secrecy_mark(*texts: str) -> bool:
    """Whether a title or file name holds a secrecy mark in capitals; a help, not a guarantee."""
    return any(_stands_alone(mark, text) for text in texts for mark in MARKS)


def _stands_alone(mark: str, text: str) -> bool:
    words = "".join(letter if letter.isalnum() else " " for letter in text)
    return f" {mark} " in f" {' '.join(words.split())} "


def _opened(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        small = picture.width * picture.height <= MOST_PIXELS
        if small:
            picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        small = False
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as problem:
        raise RuleBroken(_("This file is not a picture that can be read. Nothing was stored. Choose a JPEG or PNG picture.")) from problem
    if not small:
        raise RuleBroken(_("The picture has more than %(most)d million pixels. Nothing was stored. Make it smaller first.") % {"most": MOST_PIXELS // 1_000_000})
    return picture


def _is_document(content: bytes) -> bool:
    """A DOCX without macros; only the archive's directory is read."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError):
        return False
    return {"[Content_Types].xml", "word/document.xml"} <= names and not any(name.lower().endswith("vbaproject.bin") for name in names)


def safe_name(name: str) -> str:
    """The last part of a file name, without control characters, at most 150 letters."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(letter for letter in last if letter.isprintable())
    return plain[-150:] or "file"


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "stored"


def store(upload: Upload) -> str:
    """Write the bytes under a random name, outside anything a web server serves; the name."""
    name = f"{secrets.token_hex(2)}/{secrets.token_hex(20)}"
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(upload.content)
    path.chmod(0o600)
    return name


def forget(name: str) -> None:
    (folder() / name).unlink(missing_ok=True)


def answer(stored_as: str, *, name: str, content_type: str, inline: bool = False) -> FileResponse:
    """Serve a stored file. Django writes the name by RFC 6266; nothing is guessed and nothing is kept."""
    response = FileResponse((folder() / stored_as).open("rb"), as_attachment=not inline, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
