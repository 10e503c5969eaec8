"""What the verbs of papers share."""

from __future__ import annotations

from datetime import date
from typing import Any

from coso.common import uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.documents import rules
from coso.documents.enums import DocumentAct, DocumentState
from coso.documents.models import Document


def check_not_secret(secret: bool, title: str, text: str) -> None:
    uploads.check_not_secret(secret, title, *rules.marks_in(text))


def require_in_hand(document: Document, permission: str, by: Actor, *states: DocumentState) -> Document:
    """The paper as it stands now, locked until the act is done."""
    by.require(permission, document.unit)
    document = held(Document.objects.select_related("unit"), document.pk)
    rules.check_state(document, *states)
    return document


def kept(kind: DocumentAct, document: Document, by: Actor, day: date | None, **details: Any) -> Document:
    """Record the act; it trusts its caller."""
    document.refresh_from_db(fields=["position"])
    record(kind, document, by=by, position=document.position, day=day, details=details)
    return document
