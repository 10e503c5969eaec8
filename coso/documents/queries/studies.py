"""What a member has to study and how far they are, which they alone are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from coso.documents.models import PartRead, Study, StudyPart, StudyReceipt, covering
from coso.members.models import Member

LATELY_FINISHED = 20


def to_study(user: Any) -> QuerySet[Study]:
    """Laid out for the reader, and not finished by them; those due first come first."""
    if user.own_place is None:
        return Study.objects.none()
    mine = StudyReceipt.objects.filter(study=OuterRef("pk"), member=user.own_member_id)
    return Study.objects.running().filter(covering(user.own_place)).exclude(Exists(mine)).order_by("until", "pk")


def with_studies(papers: Any, user: Any) -> Any:
    """With `study`: the key and the day of what the reader has to study of each paper, the earliest; None without any."""
    first = to_study(user).filter(publication=OuterRef("pk")).values(told=JSONObject(pk="pk", until="until"))[:1]
    return papers.annotate(study=Subquery(first))


def with_progress(studies: QuerySet[Study], user: Any) -> QuerySet[Study]:
    """With `many`, how many parts, and `done`, how many of them the reader has read."""
    return studies.annotate(many=Count("parts", distinct=True), done=Count("parts__reads", filter=Q(parts__reads__member=user.own_member_id or 0), distinct=True))


def finished(user: Any) -> QuerySet[StudyReceipt]:
    """What the reader has finished, the last first."""
    mine = StudyReceipt.objects.filter(member=user.own_member_id or 0)
    return mine.select_related("study__unit", "study__publication", "entered_by").defer("study__publication__text", "study__publication__words").order_by("-at", "-pk")[:LATELY_FINISHED]


@dataclass(frozen=True)
class Step:
    """A part in its place, counted from 1."""

    number: int
    part: StudyPart
    read: bool


@dataclass(frozen=True)
class Course:
    """A study as one member goes through it. mine: whether it is laid out for the reader. receipt: once they have finished."""

    study: Study
    mine: bool
    receipt: StudyReceipt | None
    steps: list[Step] = field(default_factory=list)

    @property
    def done(self) -> int:
        return len(self.steps) if self.receipt else sum(one.read for one in self.steps)

    @property
    def whole(self) -> bool:
        return self.done == len(self.steps)

    @property
    def going(self) -> bool:
        """Whether the reader marks parts here."""
        return self.mine and self.study.asks and self.receipt is None

    def step(self, number: int | None) -> Step | None:
        """The part asked for; else where the reader stopped, nothing once all are read."""
        if number:
            return next((one for one in self.steps if one.number == number), None)
        return next((one for one in self.steps if not (one.read and self.going)), None)


def course(study: Study, user: Any) -> Course:
    """Read with the reader's own eyes; whoever prepares or counts sees the parts and nobody's progress."""
    mine = user.own_place is not None and Study.objects.filter(covering(user.own_place), pk=study.pk).exists()
    receipt = study.receipts.filter(member=user.own_member_id or 0).select_related("entered_by").first()
    read = set(reads_of(study, user.own_member_id).values_list("part", flat=True))
    steps = [Step(number, part, part.pk in read) for number, part in enumerate(study.parts.all(), 1)]
    return Course(study, mine, receipt, steps)


def reads_of(study: Study, member: int | None) -> QuerySet[PartRead]:
    return PartRead.objects.filter(part__study=study, member=member or 0)


def left_of(study: Study, member: Member) -> int:
    """How many parts the member has not read."""
    return study.parts.count() - reads_of(study, member.pk).count()
