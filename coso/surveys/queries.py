"""Whom a survey asks, how far it is, and what it has found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from coso.ballots.enums import Way
from coso.ballots.models import Voter
from coso.common import scope
from coso.documents.queries import asked_of
from coso.members.models import Member
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.surveys.enums import AskKind, SurveyState
from coso.surveys.models import Reply, Survey, SurveyQuestion


def whom(survey: Survey) -> list[Member]:
    """The members of the day the survey asks: on the roll, neither exempt nor suspended."""
    return list(asked_of(survey).order_by("pk"))


def floor_of(survey: Survey, day: date) -> int:
    """Below this many people no sum of an anonymous survey is kept, and no number by unit."""
    return int(rulebook.on(day, survey.unit).get("privacy.small_number"))


def progress(survey: Survey) -> dict[str, int]:
    """How many are asked and have answered, as numbers: the rows of the roll are for nobody but each member."""
    with scope.within(scope.everything(where="surveys.progress")):
        return Voter.objects.filter(ballot=survey.ballot_id).aggregate(asked=Count("pk"), answered=Count("pk", filter=~Q(way=Way.NOT_YET)))


def turnout(survey: Survey) -> dict[int, tuple[int, int]]:
    """By unit right below, and for the unit itself what lies in none of them: how many were asked and answered. For the end of the survey, which sees everything."""
    rows = Voter.objects.filter(ballot=survey.ballot_id).values("member__position").annotate(asked=Count("pk"), answered=Count("pk", filter=~Q(way=Way.NOT_YET)))
    below = list(Unit.objects.filter(parent=survey.unit).values_list("pk", "position", "position_end"))
    found: dict[int, tuple[int, int]] = {}
    for row in rows:
        unit = next((pk for pk, lo, hi in below if lo <= row["member__position"] < hi), survey.unit_id)
        asked, answered = found.get(unit, (0, 0))
        found[unit] = (asked + row["asked"], answered + row["answered"])
    return found


def own_voter(survey: Survey, user: Any) -> Voter | None:
    """The reader's row on the roll of the survey."""
    return Voter.objects.filter(ballot=survey.ballot_id, member_id=user.own_member_id or 0).first() if survey.ballot_id else None


def own_reply(survey: Survey, user: Any) -> Reply | None:
    return Reply.objects.filter(survey=survey, member_id=user.own_member_id or 0).first()


def may_read_sums(survey: Survey, user: Any, voter: Voter | None) -> bool:
    """Who prepares surveys there, and where it was promised those who were asked."""
    return bool(user.allowed("survey.manage", survey.unit) or (survey.publish and voter))


def at_desk(survey: Survey, user: Any) -> bool:
    """Whether the reader holds the office that reads names and texts."""
    return bool(user.at_desk(survey.desk, survey.unit.position))


@dataclass(frozen=True)
class Choice:
    """An option with how many chose it, and their share of those who answered, in percent."""

    option: int
    label: str
    number: int
    share: float | None


@dataclass(frozen=True)
class Found:
    """One question with its sums, or with what was written."""

    question: SurveyQuestion
    choices: list[Choice]
    texts: list[str]

    @property
    def mean(self) -> float | None:
        """Of a scale, the middle of what was marked."""
        total = sum(one.number for one in self.choices)
        return sum((one.option + 1) * one.number for one in self.choices) / total if self.question.kind == AskKind.SCALE and total else None


def results(survey: Survey, user: Any) -> list[Found]:
    """All questions of an ended survey. Words are for its office alone, and stand in an order drawn anew each time."""
    questions = list(survey.questions.prefetch_related("tallies"))
    texts = _texts(survey, user) if at_desk(survey, user) and any(one.kind == AskKind.TEXT for one in questions) else {}
    return [Found(one, _choices(one, survey), texts.get(one.pk, [])) for one in questions]


def _choices(question: SurveyQuestion, survey: Survey) -> list[Choice]:
    numbers = {one.option: one.number for one in question.tallies.all()}
    return [Choice(at, label, numbers.get(at, 0), 100 * numbers.get(at, 0) / survey.answered if survey.answered else None) for at, label in enumerate(question.options)]


def _texts(survey: Survey, user: Any) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for question, text in survey.remarks.visible_to(user).order_by("?").values_list("question", "text"):
        found.setdefault(question, []).append(text)
    return found


def answered_so(survey: Survey, user: Any, question: SurveyQuestion, option: int) -> QuerySet[Reply]:
    """The replies behind a number, for the office of a survey that keeps names."""
    return Reply.objects.visible_to(user).filter(survey=survey, answers__contains={question.key: {"picked": [option]}})


def put_to(user: Any) -> Iterator[tuple[Survey, Voter]]:
    """The surveys the reader is or was asked in, what waits first; drafts and what is to come are nobody's yet."""
    voters = {one.ballot_id: one for one in Voter.objects.filter(member_id=user.own_member_id or 0, kind="survey")}
    surveys = Survey.objects.filter(ballot__in=voters, state__in=[SurveyState.OPEN, SurveyState.ENDED]).select_related("unit")
    told = [(one, voters[one.ballot_id]) for one in surveys if one.ballot_id]
    yield from sorted(told, key=lambda pair: (pair[0].state == SurveyState.ENDED, bool(pair[1].way), -pair[0].until.toordinal()))


def members_to_enter_for(user: Any, survey: Survey) -> QuerySet[Member]:
    """Members on the roll of the survey, of the very units whose papers the reader prepares, other than the reader."""
    with scope.within(scope.everything(where="surveys.members_to_enter_for")):
        asked: Sequence[int] = list(Voter.objects.filter(ballot=survey.ballot_id).values_list("member", flat=True))
    mine = Member.objects.inside(user.places("status.prepare")).on_roll().filter(pk__in=asked)
    return mine.exclude(pk=user.own_member_id or 0).order_by("name_key", "pk")


def due_to_open(day: date) -> QuerySet[Survey]:
    return Survey.objects.filter(state=SurveyState.RELEASED, from_day__lte=day).select_related("unit").order_by("pk")


def due_to_end(day: date) -> QuerySet[Survey]:
    return Survey.objects.filter(state=SurveyState.OPEN, until__lt=day).select_related("unit").order_by("pk")
