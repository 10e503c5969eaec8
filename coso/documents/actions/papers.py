"""Papers are drafted, numbered, issued, withdrawn, corrected and received."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.acts import record
from coso.common.constraints import explained
from coso.common.errors import RuleBroken
from coso.common.locking import held
from coso.documents import queries, rules
from coso.documents.actions.ground import check_not_secret, end_studies, kept, require_in_hand
from coso.documents.declarations import letters_of, mark_of
from coso.documents.enums import Direction, DocumentAct, DocumentState
from coso.documents.models import (
    Correction,
    Document,
    GivenNumber,
    NumberSeries,
    Publication,
    Study,
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
    check_not_secret(secret, content.abstract, content.text)
    rules.check_unit_stands(unit, today)
    rules.check_may_issue(body, kind, unit, today)
    document = Document.objects.create(
        unit=unit, direction=Direction.ISSUED, state=DocumentState.DRAFT, body=body, kind=kind, entered_by_id=by.pk, **content.fields(),
    )
    return kept(DocumentAct.DRAFTED, document, by, today)


@transaction.atomic
def change(*, document: Document, content: Content, by: Actor, today: date) -> Document:
    """Write a draft anew; what it said before is kept in its history."""
    document = require_in_hand(document, "document.draft", by, DocumentState.DRAFT)
    check_not_secret(False, content.abstract, content.text)
    rules.check_links(document, content.replaces, content.carries_out)
    for name, value in content.fields().items():
        setattr(document, name, value)
    document.save()
    return kept(DocumentAct.CHANGED, document, by, today)


@transaction.atomic
def issue(*, document: Document, dated: date, by: Actor, today: date, reserved: GivenNumber | None = None) -> Document:
    """Give the paper its number and day; from now on it stands as it is. reserved: a number kept for it earlier."""
    document = require_in_hand(document, "document.issue", by, DocumentState.DRAFT)
    rules.check_has_come(dated, today)
    rules.check_whole(document)
    rules.check_signed_off(document)
    given = _reserved(reserved, document, dated) if reserved else _given(document.unit, document.body, document.kind, dated, by)
    document.given, document.symbol, document.term = given, given.symbol, given.series.term
    document.dated, document.state = dated, DocumentState.ISSUED
    with explained(Document):
        document.save()
    return kept(DocumentAct.ISSUED, document, by, dated, symbol=document.symbol)


def _reserved(given: GivenNumber, document: Document, dated: date) -> GivenNumber:
    rules.check_may_issue(document.body, document.kind, document.unit, dated)
    given = held(GivenNumber.objects.select_related("series__term"), given.pk)
    rules.check_reserved(given, document, rules.check_term(queries.term_on(document.unit, dated), document.unit, dated))
    return given


@transaction.atomic
def withdraw(*, document: Document, on: date, reason: str, by: Actor, today: date) -> Document:
    """An issued paper holds no longer. It keeps its number, which no other paper gets."""
    document = require_in_hand(document, "document.issue", by, DocumentState.ISSUED)
    rules.check_has_come(on, today)
    if not reason.strip():
        raise RuleBroken(_("Say why the paper is withdrawn. Nothing was saved."))
    document.state, document.withdrawn_on, document.withdrawn_why = DocumentState.WITHDRAWN, on, reason.strip()
    document.save(update_fields=["state", "withdrawn_on", "withdrawn_why"])
    Publication.objects.filter(document=document, ended_on=None).update(ended_on=on)
    end_studies(Study.objects.filter(publication__document=document), by, today, _("The paper was withdrawn."))
    return kept(DocumentAct.WITHDRAWN, document, by, on, symbol=document.symbol)


@transaction.atomic
def correct(*, document: Document, decision: Document, text: str, by: Actor) -> Correction:
    """Say what a decision corrects in an issued paper; the paper stays as it was signed."""
    document = require_in_hand(document, "document.issue", by, DocumentState.ISSUED)
    rules.check_corrects(decision, document)
    if not text.strip():
        raise RuleBroken(_("Say what is to be read instead of what. Nothing was saved."))
    with explained(Correction):
        made = Correction.objects.create(unit=document.unit, document=document, decision=decision, text=text.strip(), entered_by_id=by.pk)
    for shown in Publication.objects.filter(document=document, ended_on=None):
        shown.corrections = f"{shown.corrections}\n{decision.symbol}: {made.text}".strip()
        shown.save(update_fields=["corrections"])
    kept(DocumentAct.CORRECTED, document, by, decision.dated, symbol=document.symbol, decision=decision.symbol)
    return made


# --- papers that come in ---------------------------------------------------------------------------


@transaction.atomic
def register_received(*, unit: Unit, head: Received, secret: bool, by: Actor, today: date) -> Document:
    """Enter an incoming paper in the register. One that carries a secrecy mark is refused."""
    by.require("document.draft", unit)
    check_not_secret(secret, head.abstract, head.symbol)
    rules.check_unit_stands(unit, today)
    rules.check_has_come(max(head.dated, head.arrived_on), today)
    with explained(Document):
        document = Document.objects.create(unit=unit, direction=Direction.RECEIVED, state=DocumentState.RECEIVED, entered_by_id=by.pk, **asdict(head))
    return kept(DocumentAct.RECEIVED, document, by, head.arrived_on, symbol=head.symbol)


@transaction.atomic
def change_received(*, document: Document, head: Received, by: Actor, today: date) -> Document:
    """Mend the entry of an incoming paper; what it said before is kept in its history."""
    document = require_in_hand(document, "document.draft", by, DocumentState.RECEIVED)
    check_not_secret(False, head.abstract, head.symbol)
    rules.check_has_come(max(head.dated, head.arrived_on), today)
    for name, value in asdict(head).items():
        setattr(document, name, value)
    with explained(Document):
        document.save()
    return kept(DocumentAct.CHANGED, document, by, today, symbol=document.symbol)
