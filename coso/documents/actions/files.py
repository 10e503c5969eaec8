"""Files are kept with a paper: added, or the paper's own PDF signed with the organisation's certificate."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from coso.common import signing, uploads
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.locking import held
from coso.common.uploads import Upload
from coso.documents import rules
from coso.documents.actions.ground import kept, require_in_hand
from coso.documents.enums import DocumentAct, DocumentState
from coso.documents.models import Document, DocumentFile

PDF = "application/pdf"


@transaction.atomic
def add_file(*, document: Document, title: str, upload: Upload, secret: bool, by: Actor, today: date) -> DocumentFile:
    """Keep a checked file with a paper: an annex, the signed copy, a scan. One with a secrecy mark is refused, and nothing is stored."""
    by.require("document.draft", document.unit)
    uploads.check_not_secret(secret, title, upload.name)
    document = held(Document.objects.select_related("unit"), document.pk)
    return _stored(DocumentAct.FILE_ADDED, document, upload, by, today, title=title.strip() or upload.name)


@transaction.atomic
def sign(*, document: Document, content: bytes, by: Actor, now: datetime) -> DocumentFile:
    """Sign the issued paper, laid out as `content` (a PDF), with the organisation's certificate, and keep the signed file for good. The same bytes are signed once."""
    document = require_in_hand(document, "document.issue", by, DocumentState.ISSUED)
    digest = hashlib.sha256(content).hexdigest()
    rules.check_not_signed(document, digest)
    certificate = signing.certificate()
    signing.check_good(certificate, now)
    upload = Upload(signing.signed(content, certificate), PDF, uploads.safe_name(f"{document.symbol.replace('/', '-')}.pdf"))
    with override("vi"):  # papers speak Vietnamese, whoever signs them
        title = _("Signed with the certificate “%(name)s”") % {"name": certificate.name}
    return _stored(DocumentAct.SIGNED, document, upload, by, now.date(), title=title[:200], signed_as=certificate.name[:300], signed_from=digest)


def _stored(kind: DocumentAct, document: Document, upload: Upload, by: Actor, day: date, **told: Any) -> DocumentFile:
    """The file on the disk and its row; where the row is refused the file goes again."""
    name = uploads.store(upload)
    try:
        with explained(DocumentFile):
            file = DocumentFile.objects.create(
                unit=document.unit, document=document, stored_as=name, original_name=upload.name, content_type=upload.content_type,
                sha256=upload.sha256, added_by_id=by.pk, **told,
            )
        kept(kind, document, by, day, file=file.pk)
    except Exception:
        uploads.forget(name)
        raise
    return file
