"""What the verbs of papers share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from coso.common import uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.locking import held
from coso.documents import rules
from coso.documents.enums import DocumentAct, DocumentState
from coso.documents.models import Document, Study


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


def kept_of_study(kind: DocumentAct, study: Study, by: Actor, day: date, reason: str = "", **details: Any) -> Study:
    """Record the act in the unit that lays the study out; it trusts its caller."""
    record(kind, study, by=by, position=study.unit.position, day=day, reason=reason, details=details)
    return study


def end_studies(studies: QuerySet[Study], by: Actor, day: date, reason: str) -> None:
    """End those that run and discard those still being prepared; it trusts its caller."""
    for one in studies.select_related("unit").select_for_update(of=("self",)).filter(ended_on=None):
        if one.is_draft:
            kept_of_study(DocumentAct.STUDY_DISCARDED, one, by, day, reason)
            one.delete()
        else:
            one.ended_on, one.ended_why = day, reason
            one.save(update_fields=["ended_on", "ended_why"])
            kept_of_study(DocumentAct.STUDY_ENDED, one, by, day, reason)


def require_in_preparation(study: Study, by: Actor) -> Study:
    """The study as it stands now, locked, and not opened yet."""
    by.require("document.issue", study.unit)
    study = held(Study.objects.select_related("unit", "publication__unit"), study.pk)
    rules.check_is_prepared(study)
    return study
