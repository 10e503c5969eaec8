"""A member marks papers of the library for themselves, and takes the marks out again. No act is recorded: acts are read by others."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.documents import queries, rules
from coso.documents.enums import MarkKind
from coso.documents.models import Publication, ReadingMark


@transaction.atomic
def mark(*, publication: Publication, kind: MarkKind, by: Actor, now: datetime) -> ReadingMark:
    """Only ever for oneself."""
    member = rules.check_has_record(by.own_member_id)
    rules.check_marks(queries.marks_of(by).count())
    if kind == MarkKind.OFFLINE:
        rules.check_fits(publication, list(queries.shelf_of(by)))
    with explained(ReadingMark):
        return ReadingMark.objects.create(member_id=member, publication=publication, kind=kind, at=now)


@transaction.atomic
def unmark(*, publication: Publication, kind: MarkKind, by: Actor) -> None:
    """Nothing is left of the mark; where there is none, nothing happens."""
    ReadingMark.objects.filter(member=by.own_member_id or 0, publication=publication, kind=kind).delete()
