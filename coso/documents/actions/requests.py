"""A draft is read by others before it is issued."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coso.access.models import User
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import NotAllowed
from coso.common.locking import held
from coso.documents import rules
from coso.documents.enums import DocumentAct, DocumentState, RequestKind
from coso.documents.models import Document, DraftRequest


@transaction.atomic
def ask(*, document: Document, kind: str, people: Iterable[User], by: Actor, today: date, due_on: date | None = None) -> list[DraftRequest]:
    """Ask people who may see the paper to comment on the draft, or to sign it off; it is issued only once all asked have signed off what stands."""
    by.require("document.draft", document.unit)
    document = held(Document.objects.select_related("unit"), document.pk)
    rules.check_state(document, DocumentState.DRAFT)
    people = list(people)
    rules.check_asked(people, due_on, today, document)
    with explained(DraftRequest):
        made = [DraftRequest.objects.create(unit=document.unit, document=document, kind=RequestKind(kind), asked=one, asked_by_id=by.pk, due_on=due_on) for one in people]
    for one in made:
        _kept(DocumentAct.ASKED, one, by, today)
    return made


@transaction.atomic
def answer_request(*, request: DraftRequest, text: str, by: Actor, now: datetime, agreed: bool | None = None) -> DraftRequest:
    """What the person asked has to say of the draft as it stands."""
    if by.pk != request.asked_id:
        raise NotAllowed(_("Somebody else was asked to read this draft. Nothing was saved."))
    by.require("document.view", request.document.unit)
    document = held(Document.objects.all(), request.document_id)
    rules.check_state(document, DocumentState.DRAFT)
    request = held(DraftRequest.objects.select_related("document"), request.pk)
    rules.check_answer(request, text, agreed)
    request.text, request.agreed, request.digest, request.answered_at = text.strip(), agreed, rules.digest_of(document), now
    with explained(DraftRequest):
        request.save(update_fields=["text", "agreed", "digest", "answered_at"])
    return _kept(DocumentAct.ANSWERED, request, by, now.date())


@transaction.atomic
def take_back_request(*, request: DraftRequest, by: Actor, now: datetime) -> DraftRequest:
    """The person need not read it; what they may have answered stays, and holds nothing up."""
    by.require("document.draft", request.document.unit)
    request = held(DraftRequest.objects.select_related("document"), request.pk)
    request.withdrawn_at = request.withdrawn_at or now
    request.save(update_fields=["withdrawn_at"])
    return _kept(DocumentAct.ASKED_NO_MORE, request, by, now.date())


def _kept(kind: DocumentAct, request: DraftRequest, by: Actor, day: date) -> DraftRequest:
    request.refresh_from_db(fields=["position"])
    record(kind, request.document, by=by, position=request.position, day=day, details={"request": request.pk, "kind": request.kind})
    return request
