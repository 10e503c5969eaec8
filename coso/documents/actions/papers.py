"""Papers are drafted, numbered, issued, withdrawn, corrected and received."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from coso.common import uploads
from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.common.uploads import Upload
from coso.documents import queries, rules
from coso.documents.declarations import letters_of, mark_of
from coso.documents.enums import Direction, DocumentAct, DocumentState, Reach
from coso.documents.models import (
    Correction,
    Document,
    DocumentFile,
    GivenNumber,
    NumberSeries,
    Publication,
    Term,
)
from coso.org.models import Unit


@dataclass(frozen=True)
class Content:
    """What a paper says and names. recipients: a line each."""

    abstract: str
    text: str = ""
    signatory: str = ""
    signatory_role: str = ""
    recipients: str = ""
    replaces: Document | None = None
    carries_out: Document | None = None
    basis: str = ""

    def fields(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value.strip() if isinstance(value, str) else value for name, value in told.items()}


@dataclass(frozen=True)
class Received:
    """An incoming paper as its head says."""

    kind: str
    symbol: str
    issuer: str
    abstract: str
    dated: date
    arrived_on: date
    signatory: str = ""
    signatory_role: str = ""


# --- terms and numbers -----------------------------------------------------------------------------


@transaction.atomic
def set_term(*, unit: Unit, name: str, valid_from: date, by: Actor, valid_to: date | None = None) -> Term:
    """Enter a term; papers dated in it are numbered from 01. The term before ends where it was still open."""
    by.require("document.issue", unit)
    for before in Term.objects.select_for_update().filter(unit=unit, valid_to=None, valid_from__lt=valid_from):
        before.valid_to = valid_from
        before.save(update_fields=["valid_to"])
    with explained(Term):
        term = Term.objects.create(unit=unit, name=name.strip(), valid_from=valid_from, valid_to=valid_to)
    record(DocumentAct.TERM_SET, term, by=by, position=unit.position, day=valid_from)
    return term


@transaction.atomic
def take_over(*, unit: Unit, body: str, kind: str, term: Term, last: int, by: Actor) -> NumberSeries:
    """Go on from a paper register: the last number given there, before the first is given here."""
    by.require("document.issue", unit)
    if term.unit_id != unit.pk or last < 1:
        raise RuleBroken(_("The last number of the paper register must be at least 1, in a term of the same unit. Nothing was saved."))
    with explained(NumberSeries):
        series = NumberSeries.objects.create(unit=unit, term=term, letters=letters_of(kind), mark=mark_of(body, unit.kind), last=last)
    record(DocumentAct.TAKEN_OVER, series, by=by, position=unit.position, details={"last": last})
    return series


@transaction.atomic
def reserve(*, unit: Unit, body: str, kind: str, on: date, purpose: str, by: Actor) -> GivenNumber:
    """Keep the next number for a paper that comes later. It is never given to another."""
    by.require("document.issue", unit)
    if not purpose.strip():
        raise RuleBroken(_("Say what the number is kept for. Nothing was saved."))
    given = _given(unit, body, kind, on, by, purpose)
    record(DocumentAct.RESERVED, given, by=by, position=given.position, day=on, details={"symbol": given.symbol})
    return given


def _given(unit: Unit, body: str, kind: str, day: date, by: Actor, purpose: str = "") -> GivenNumber:
    """The next number; the database counts, and whoever asks meanwhile waits for this transaction."""
    rules.check_unit_stands(unit, day)
    rules.check_may_issue(body, kind, unit, day)
    rules.check_numbered_by_term(unit, day)
    term = rules.check_term(queries.term_on(unit, day), unit, day)
    series, _new = NumberSeries.objects.get_or_create(term=term, letters=letters_of(kind), mark=mark_of(body, unit.kind), defaults={"unit": unit})
    given = GivenNumber.objects.create(
        unit=unit, series=series, digits=rules.digits(unit, day), kind=kind, body=body, given_on=day, given_by_id=by.pk, reserved_for=purpose.strip(),
    )
    given.refresh_from_db(fields=["number", "symbol", "position"])
    return given


# --- papers that go out ----------------------------------------------------------------------------


@transaction.atomic
def draft(*, unit: Unit, body: str, kind: str, content: Content, secret: bool, by: Actor, today: date) -> Document:
    """Begin a paper. One that carries a secrecy mark is refused before anything is kept."""
    by.require("document.draft", unit)
    _check_not_secret(secret, content.abstract, content.text)
    rules.check_unit_stands(unit, today)
    rules.check_may_issue(body, kind, unit, today)
    document = Document.objects.create(
        unit=unit, direction=Direction.ISSUED, state=DocumentState.DRAFT, body=body, kind=kind, entered_by_id=by.pk, **content.fields(),
    )
    return _kept(DocumentAct.DRAFTED, document, by, today)


@transaction.atomic
def change(*, document: Document, content: Content, by: Actor, today: date) -> Document:
    """Write a draft anew; what it said before is kept in its history."""
    document = _in_hand(document, "document.draft", by, DocumentState.DRAFT)
    _check_not_secret(False, content.abstract, content.text)
    rules.check_links(document, content.replaces, content.carries_out)
    for name, value in content.fields().items():
        setattr(document, name, value)
    document.save()
    return _kept(DocumentAct.CHANGED, document, by, today)


@transaction.atomic
def issue(*, document: Document, dated: date, by: Actor, today: date, reserved: GivenNumber | None = None) -> Document:
    """Give the paper its number and day; from now on it stands as it is. reserved: a number kept for it earlier."""
    document = _in_hand(document, "document.issue", by, DocumentState.DRAFT)
    rules.check_has_come(dated, today)
    rules.check_whole(document)
    rules.check_signed_off(document)
    given = _reserved(reserved, document, dated) if reserved else _given(document.unit, document.body, document.kind, dated, by)
    document.given, document.symbol, document.term = given, given.symbol, given.series.term
    document.dated, document.state = dated, DocumentState.ISSUED
    with explained(Document):
        document.save()
    return _kept(DocumentAct.ISSUED, document, by, dated, symbol=document.symbol)


def _reserved(given: GivenNumber, document: Document, dated: date) -> GivenNumber:
    rules.check_may_issue(document.body, document.kind, document.unit, dated)
    given = held(GivenNumber.objects.select_related("series__term"), given.pk)
    rules.check_reserved(given, document, rules.check_term(queries.term_on(document.unit, dated), document.unit, dated))
    return given


@transaction.atomic
def withdraw(*, document: Document, on: date, reason: str, by: Actor, today: date) -> Document:
    """An issued paper holds no longer. It keeps its number, which no other paper gets."""
    document = _in_hand(document, "document.issue", by, DocumentState.ISSUED)
    rules.check_has_come(on, today)
    if not reason.strip():
        raise RuleBroken(_("Say why the paper is withdrawn. Nothing was saved."))
    document.state, document.withdrawn_on, document.withdrawn_why = DocumentState.WITHDRAWN, on, reason.strip()
    document.save(update_fields=["state", "withdrawn_on", "withdrawn_why"])
    Publication.objects.filter(document=document, ended_on=None).update(ended_on=on)
    return _kept(DocumentAct.WITHDRAWN, document, by, on, symbol=document.symbol)


@transaction.atomic
def correct(*, document: Document, decision: Document, text: str, by: Actor) -> Correction:
    """Say what a decision corrects in an issued paper; the paper stays as it was signed."""
    document = _in_hand(document, "document.issue", by, DocumentState.ISSUED)
    rules.check_corrects(decision, document)
    if not text.strip():
        raise RuleBroken(_("Say what is to be read instead of what. Nothing was saved."))
    with explained(Correction):
        kept = Correction.objects.create(unit=document.unit, document=document, decision=decision, text=text.strip(), entered_by_id=by.pk)
    for shown in Publication.objects.filter(document=document, ended_on=None):
        shown.corrections = f"{shown.corrections}\n{decision.symbol}: {kept.text}".strip()
        shown.save(update_fields=["corrections"])
    _kept(DocumentAct.CORRECTED, document, by, decision.dated, symbol=document.symbol, decision=decision.symbol)
    return kept


# --- papers that come in ---------------------------------------------------------------------------


@transaction.atomic
def register_received(*, unit: Unit, head: Received, secret: bool, by: Actor, today: date) -> Document:
    """Enter an incoming paper in the register. One that carries a secrecy mark is refused."""
    by.require("document.draft", unit)
    _check_not_secret(secret, head.abstract, head.symbol)
    rules.check_unit_stands(unit, today)
    rules.check_has_come(max(head.dated, head.arrived_on), today)
    with explained(Document):
        document = Document.objects.create(unit=unit, direction=Direction.RECEIVED, state=DocumentState.RECEIVED, entered_by_id=by.pk, **asdict(head))
    return _kept(DocumentAct.RECEIVED, document, by, head.arrived_on, symbol=head.symbol)


@transaction.atomic
def change_received(*, document: Document, head: Received, by: Actor, today: date) -> Document:
    """Mend the entry of an incoming paper; what it said before is kept in its history."""
    document = _in_hand(document, "document.draft", by, DocumentState.RECEIVED)
    _check_not_secret(False, head.abstract, head.symbol)
    rules.check_has_come(max(head.dated, head.arrived_on), today)
    for name, value in asdict(head).items():
        setattr(document, name, value)
    with explained(Document):
        document.save()
    return _kept(DocumentAct.CHANGED, document, by, today, symbol=document.symbol)


# --- files -----------------------------------------------------------------------------------------


@transaction.atomic
def add_file(*, document: Document, title: str, upload: Upload, secret: bool, by: Actor, today: date) -> DocumentFile:
    """Keep a checked file with a paper: an annex, the signed copy, a scan. One with a secrecy mark is refused, and nothing is stored."""
    by.require("document.draft", document.unit)
    uploads.check_not_secret(secret, title, upload.name)
    document = held(Document.objects.select_related("unit"), document.pk)
    name = uploads.store(upload)
    try:
        kept = DocumentFile.objects.create(
            unit=document.unit, document=document, title=title.strip() or upload.name, stored_as=name, original_name=upload.name,
            content_type=upload.content_type, sha256=upload.sha256, added_by_id=by.pk,
        )
        _kept(DocumentAct.FILE_ADDED, document, by, today, file=kept.pk)
    except Exception:
        uploads.forget(name)
        raise
    return kept


# --- the library -----------------------------------------------------------------------------------


@transaction.atomic
def publish(*, document: Document, reach: str, by: Actor, today: date, file: DocumentFile | None = None) -> Publication:
    """Lay a paper out to be read, with one of its files: in the unit, by all below, or by everybody."""
    document = _in_hand(document, "document.issue", by, DocumentState.ISSUED, DocumentState.RECEIVED)
    if file and file.document_id != document.pk:
        raise RuleBroken(_("This file belongs to another paper. Nothing was published."))
    _check_not_secret(False, document.abstract, document.text)
    shown = {name: getattr(document, name) for name in ("kind", "symbol", "abstract", "text", "dated")}
    copied = {name: getattr(file, name) for name in ("stored_as", "original_name", "content_type")} if file else {}
    said = "\n".join(f"{one.decision.symbol}: {one.text}" for one in document.corrections.select_related("decision"))
    with explained(Publication), override("vi"):  # papers speak Vietnamese, whoever lays them out
        made = Publication.objects.create(
            document=document, unit=document.unit, reach=Reach(reach), issuer=queries.issuer_of(document), corrections=said, published_on=today, published_by_id=by.pk, **shown, **copied,
        )
    _kept(DocumentAct.PUBLISHED, document, by, today, reach=made.reach)
    return made


@transaction.atomic
def unpublish(*, publication: Publication, by: Actor, today: date) -> Publication:
    """Take a paper out of the library; in the register it stays."""
    by.require("document.issue", publication.unit)
    publication = held(Publication.objects.select_related("document", "unit"), publication.pk)
    if publication.ended_on:
        raise RuleBroken(_("This paper is no longer published. Nothing was changed."))
    publication.ended_on = today
    publication.save(update_fields=["ended_on"])
    _kept(DocumentAct.UNPUBLISHED, publication.document, by, today)
    return publication


# --- what the verbs share --------------------------------------------------------------------------


def _check_not_secret(secret: bool, title: str, text: str) -> None:
    uploads.check_not_secret(secret, title, *rules.marks_in(text))


def _in_hand(document: Document, permission: str, by: Actor, *states: DocumentState) -> Document:
    by.require(permission, document.unit)
    document = held(Document.objects.select_related("unit"), document.pk)
    rules.check_state(document, *states)
    return document


def _kept(kind: DocumentAct, document: Document, by: Actor, day: date | None, **details: Any) -> Document:
    document.refresh_from_db(fields=["position"])
    record(kind, document, by=by, position=document.position, day=day, details=details)
    return document
