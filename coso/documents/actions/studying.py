"""A member goes through a study part by part and finishes it. No act is recorded: acts are read from above the branch, receipts are not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from coso.common import scope
from coso.common.actors import Actor
from coso.common.constraints import explained
from coso.common.locking import held
from coso.documents import queries, rules
from coso.documents.models import (
    PartRead,
    Receipt,
    ReceiptModel,
    Study,
    StudyPart,
    StudyReceipt,
)
from coso.members.models import Member


@transaction.atomic
def read_part(*, part: StudyPart, by: Actor, now: datetime) -> None:
    """The member alone reads how far they are. Tapped twice, it stands once; what is left of a study that has ended goes."""
    member = Member.objects.filter(pk=by.own_member_id or 0).first()
    study = Study.objects.select_related("unit").get(pk=part.study_id)
    rules.check_studies(study, member)
    PartRead.objects.filter(member=member, part__study__ended_on__isnull=False).delete()
    if not study.receipts.filter(member=member).exists():
        PartRead.objects.bulk_create([PartRead(member=member, part=part, at=now)], ignore_conflicts=True)


@transaction.atomic
def finish_study(*, study: Study, by: Actor, now: datetime) -> StudyReceipt:
    """All parts are read: the receipt stays, the progress goes. Finished already, on another device or by the branch, it stays as it is."""
    member = Member.objects.filter(pk=by.own_member_id or 0).first()
    study = held(Study.objects.select_related("unit"), study.pk)
    member = rules.check_studies(study, member)
    kept = study.receipts.filter(member=member).first() or _finished(study, member, now)
    queries.reads_of(study, member.pk).delete()
    return kept


def _finished(study: Study, member: Member, now: datetime) -> StudyReceipt:
    rules.check_all_read(queries.left_of(study, member))
    with explained(StudyReceipt):
        return study.receipts.create(member=member, at=now)


@transaction.atomic
def join_receipts(*, kept: Member, gone: int, by: Actor) -> None:
    """Two records of one person became one: what either confirmed is the kept one's too, where it is still asked for.

    Asks no leave: the joining has. How far they were in a study nobody but the member reads, so that it is not moved.
    """
    with scope.within(scope.everything(user=by.pk, where="documents.join")):
        for one in Receipt.objects.filter(member=gone).select_related("publication", "entered_by"):
            _joined(one, one.publication, kept)
        for other in StudyReceipt.objects.filter(member=gone).select_related("study", "entered_by"):
            _joined(other, other.study, kept)


def _joined(one: ReceiptModel, reading: Any, kept: Member) -> None:
    if reading.asks and not reading.receipts.filter(member=kept).exists():
        reading.receipts.create(member=kept, at=one.at, entered_by=one.entered_by, told_how=one.told_how)
