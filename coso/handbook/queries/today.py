"""What stands on a member's Today: the next meeting, tasks, papers, notices and the days that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from coso.admissions.queries import came_back, joined_on
from coso.admissions.rules import probation_ends
from coso.assignments import queries as assignments
from coso.assignments.enums import OPEN
from coso.assignments.models import Assignment
from coso.common import vietnamese
from coso.common.errors import NoConfirmedRule
from coso.common.periods import add_months
from coso.dialogue.queries.questions import MOST, answered_unread
from coso.documents.models import Publication
from coso.documents.queries import with_studies
from coso.handbook import rules
from coso.handbook.models import Guide, GuideReceipt
from coso.home.queries import Due, answer_to_read, told_to_a_member
from coso.meetings.enums import Reply
from coso.meetings.models import Answer, Notice
from coso.members.enums import Status
from coso.members.models import Member
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule
from coso.statuses import queries as statuses

SHOWN_TASKS, SHOWN_PAPERS, SHOWN_NOTICES = 5, 4, 8
LATELY = timedelta(days=90)


@dataclass(frozen=True)
class ToMeet:
    """The next meeting a member is called to, and what they have answered so far. entered_by: who entered the answer for them."""

    notice: Notice
    reply: str = ""
    entered_by: str = ""

    @property
    def said(self) -> str:
        return str(Reply(self.reply).label) if self.reply else ""

    @property
    def coming(self) -> bool:
        return self.reply in (Reply.COMING, Reply.FROM_AFAR)


@dataclass(frozen=True)
class Today:
    """One member's day. more_tasks: there are others than those shown."""

    day: date
    record: Member | None
    meeting: ToMeet | None
    called_off: list[Notice]
    tasks: list[Assignment]
    more_tasks: bool
    papers: list[Publication]
    notices: list[Due]
    dates: list[rules.Matters]


def today(user: Any, day: date) -> Today:
    answered = answered_unread(user).values(told=JSONObject(pk="pk", title="title", on="answered_on"))[:MOST]
    asked = to_confirm(day).values(told=JSONObject(pk="pk", question="question", by="receipt_by"))[:SHOWN_PAPERS]
    record = Member.objects.select_related("unit").annotate(joined=joined_on(), answered=ArraySubquery(answered), asked=ArraySubquery(asked)).filter(pk=user.own_member_id).first() if user.own_member_id else None
    if record is None:
        return Today(day, None, None, [], [], False, [], [], [])
    tasks = list(assignments.of_member(record.pk).prefetch_related(None).filter(state__in=OPEN)[: SHOWN_TASKS + 1])
    papers = list(laid_out_lately(user, day)[:SHOWN_PAPERS])
    meeting, called_off = to_meet(record, day)
    return Today(day, record, meeting, called_off, tasks[:SHOWN_TASKS], len(tasks) > SHOWN_TASKS, papers, [*answers(record.answered), *guides_to_confirm(record.asked, day), *told_to_a_member(user, day)], days_that_matter(record, record.joined, day))


def answers(answered: Iterable[dict[str, Any]]) -> Iterator[Due]:
    """Answers to the member's questions that they have not said to have read."""
    for one in answered:
        yield answer_to_read(one["title"], date.fromisoformat(one["on"]), reverse("dialogue:question", args=[one["pk"]]))


def to_confirm(day: date) -> QuerySet[Guide]:
    """Guides that the member of an outer query is asked to confirm having read, and has not yet."""
    place, told = OuterRef("position"), GuideReceipt.objects.filter(guide=OuterRef("pk"), member=OuterRef(OuterRef("pk")))
    return Guide.objects.released(day).alias(left=ExpressionWrapper(OuterRef("left_on"), output_field=DateField())).filter(~Exists(told), left=None, receipt_by__isnull=False, unit__position__lte=place, unit__position_end__gt=place).order_by("receipt_by", "pk")


def guides_to_confirm(asked: Iterable[dict[str, Any]], day: date) -> Iterator[Due]:
    for one in asked:
        by = date.fromisoformat(one["by"])
        yield Due(_("Read and confirm: %(paper)s") % {"paper": one["question"]}, _("To be confirmed by %(day)s") % {"day": vietnamese.date(by)}, reverse("handbook:guide", args=[one["pk"]]), _("Read"), late=by < day)


def to_meet(record: Member, day: date) -> tuple[ToMeet | None, list[Notice]]:
    """The next meeting, and those to come that were called off."""
    last = Answer.objects.filter(meeting=OuterRef("meeting"), member=OuterRef("member")).order_by("-pk")
    entered = last.annotate(by_another=Case(When(Q(answered_by=record.account_id) | Q(answered_by=None), then=Value("")), default=F("answered_by__full_name"))).values("by_another")[:1]
    coming = list(Notice.objects.filter(member=record, on__gte=day).annotate(reply=Subquery(last.values("reply")[:1]), by_another=Subquery(entered)).order_by("on", "at", "pk")[:SHOWN_NOTICES])
    found = next((one for one in coming if not one.called_off_why), None)
    return (ToMeet(found, found.reply or "", found.by_another or "") if found else None), [one for one in coming if one.called_off_why]


def laid_out_lately(user: Any, day: date) -> QuerySet[Publication]:
    """Papers of the reader's own unit and of those above it: first those to be confirmed or studied, then those of the last months, the newest first.

    Who has read one is not kept, unless a confirmation was asked for.
    """
    place = user.own_place
    if place is None:
        return Publication.objects.none()
    laid_out = with_studies(Publication.objects.visible_to(user).asking(user), user).annotate(asked=ExpressionWrapper(Q(waits=True) | Q(study__isnull=False), output_field=BooleanField()))
    mine: QuerySet[Publication] = laid_out.filter(Q(published_on__gte=day - LATELY) | Q(asked=True), unit__position__lte=place, unit__position_end__gt=place)
    return mine.defer("text", "words").order_by("-asked", "-published_on", "-pk")


def days_that_matter(record: Member, joined: date, day: date) -> list[rules.Matters]:
    """Of a member on the roll who joined on a day (the ceremony, else the admission): the end of the probation, a badge within a year, the party age of the year; by day."""
    if record.left_on:
        return []
    found = [*_end_of_probation(record, joined), *_badge(record, day), *rules.party_age_of_year(record.admission_date, day)]
    return sorted(found, key=lambda one: one.on)


def _end_of_probation(record: Member, joined: date) -> list[rules.Matters]:
    if record.status != Status.PROBATIONARY:
        return []
    try:
        return [rules.end_of_probation(probation_ends(joined, record.unit, again=came_back(record)))]
    except NoConfirmedRule:  # nothing is told that no rule says
        return []


def _badge(record: Member, day: date) -> list[rules.Matters]:
    """A badge whose party age is reached in the year around the day. Tables are asked only for whom it may concern."""
    rule: Rule | None = rulebook.on(day).find("badge.years")
    around = add_months(day, -12), add_months(day, 12)
    if rule is None or not rules.reaches_one(record.admission_date, rule.value, *around):
        return []
    return [rules.badge(years, on, rule) for years, on in statuses.reached_by(record, *around)]
