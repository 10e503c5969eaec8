"""Papers are laid out to be read, confirmed by those who read them where that is asked, and taken out again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.documents import queries, rules
from coso.documents.actions.ground import check_not_secret, end_studies, kept, require_in_hand
from coso.documents.enums import DocumentAct, DocumentState, Reach
from coso.documents.models import (
    Document,
    DocumentFile,
    Publication,
    Receipt,
    ReceiptModel,
    Study,
)
from coso.members.models import Member

COPIED = ("kind", "symbol", "abstract", "text", "dated", "body", "signatory", "signatory_role", "recipients")


@transaction.atomic
def publish(*, document: Document, reach: str, by: Actor, today: date, file: DocumentFile | None = None, receipt_by: date | None = None) -> Publication:
    """Lay a paper out to be read, with one of its files: in the unit, by all below, or by everybody. receipt_by: members are asked to confirm by that day that they read it."""
    document = require_in_hand(document, "document.issue", by, DocumentState.ISSUED, DocumentState.RECEIVED)
    if file and file.document_id != document.pk:
        raise RuleBroken(_("This file belongs to another paper. Nothing was published."))
    check_not_secret(False, document.abstract, document.text)
    shown = {name: getattr(document, name) for name in COPIED}
    copied = {name: getattr(file, name) for name in ("stored_as", "original_name", "content_type")} if file else {}
    said = "\n".join(f"{one.decision.symbol}: {one.text}" for one in document.corrections.select_related("decision"))
    with explained(Publication), override("vi"):  # papers speak Vietnamese, whoever lays them out
        made = Publication.objects.create(
            document=document, unit=document.unit, reach=Reach(reach), issuer=queries.issuer_of(document), corrections=said, receipt_by=receipt_by, published_on=today, published_by_id=by.pk, **shown, **copied,
        )
    if receipt_by:
        rules.check_receipts(receipt_by, today, queries.asked_of(made).exists())
    kept(DocumentAct.PUBLISHED, document, by, today, reach=made.reach)
    return made


@transaction.atomic
def confirm_read(*, publication: Publication, by: Actor, now: datetime) -> Receipt:
    """The member who reads says so, once and for good. No act is recorded besides: acts are read from above the branch, receipts are not."""
    member = Member.objects.filter(pk=by.own_member_id or 0).first()
    publication = held(Publication.objects.select_related("unit"), publication.pk)
    rules.check_confirms(publication, member)
    with explained(Receipt):
        return Receipt.objects.create(publication=publication, member=member, at=now)


@transaction.atomic
def enter_receipts(*, reading: Publication | Study, members: list[Member], told_how: str, by: Actor, now: datetime) -> list[ReceiptModel]:
    """Enter for members without a phone that they have read the paper, or studied it in a meeting; each receipt says who entered it and how it came about.

    Only in the very branch. Whoever has confirmed meanwhile is left out.
    """
    for one in members:
        by.require("document.draft", one.unit)
    rules.check_entered(by.places("document.draft"), members, by.own_member_id)
    rows: Any = type(reading).objects.select_related("unit")
    reading = held(rows, reading.pk)
    for one in members:
        rules.check_gives_receipt(reading, one)
    there = set(reading.receipts.values_list("member", flat=True))
    with explained(reading.receipts.model):
        return [reading.receipts.create(member=one, at=now, entered_by_id=by.pk, told_how=told_how.strip()) for one in members if one.pk not in there]


@transaction.atomic
def unpublish(*, publication: Publication, by: Actor, today: date) -> Publication:
    """Take a paper out of the library; in the register it stays."""
    by.require("document.issue", publication.unit)
    publication = held(Publication.objects.select_related("document", "unit"), publication.pk)
    if publication.ended_on:
        raise RuleBroken(_("This paper is no longer published. Nothing was changed."))
    publication.ended_on = today
    publication.save(update_fields=["ended_on"])
    end_studies(publication.studies.all(), by, today, _("The paper was taken out of the library."))
    kept(DocumentAct.UNPUBLISHED, publication.document, by, today)
    return publication
