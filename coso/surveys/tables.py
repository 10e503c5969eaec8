"""The lists of surveys, declared once for screen and files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, Table
from coso.surveys.enums import SurveyKind, SurveyState
from coso.surveys.models import Reply, Survey, SurveyQuerySet, SurveyQuestion, Turnout
from coso.surveys.queries import Choice, Found


def survey_table(request: HttpRequest, rows: SurveyQuerySet) -> Table:
    return Table(request, rows.select_related("unit"), key="surveys", columns=survey_columns(), default_order="-from", filters=filters(), search=lambda found, text: found.search(text))


def survey_columns() -> list[Column]:
    return [
        Column("title", pgettext_lazy("survey", "About"), "title", link=Survey.get_absolute_url),
        Column("state", _("State"), "get_state_display", sort=("state",), phone=True),
        Column("kind", _("Named or anonymous"), "get_kind_display", sort=("kind",), phone=True),
        Column("from", _("Open from"), "from_day", Kind.DATE, sort=("from_day",)),
        Column("until", _("Open until"), "until", Kind.DATE, sort=("until",), phone=True),
        Column("asked", pgettext_lazy("survey", "Asked"), "asked", Kind.NUMBER, sort=("asked",)),
        Column("answered", pgettext_lazy("survey", "Have answered"), "answered", Kind.NUMBER, sort=("answered",)),
        Column("unit", _("Unit"), "unit.name"),
    ]


def filters() -> list[Any]:
    return [
        ChoiceFilter("state", _("State"), choices=SurveyState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        ChoiceFilter("kind", _("Named or anonymous"), choices=SurveyKind.choices, narrow=lambda rows, keys: rows.filter(kind__in=keys)),
    ]


def reply_table(request: HttpRequest, rows: QuerySet[Reply], questions: Sequence[SurveyQuestion]) -> Table:
    """What was answered by name, for the office the survey names."""
    return Table(request, rows.select_related("home", "entered_by"), key="survey-replies", columns=reply_columns(questions), default_order="name", search=lambda found, text: found.filter(name__icontains=text))


def reply_columns(questions: Sequence[SurveyQuestion]) -> list[Column]:
    asked = [Column(f"q{one.pk}", one.text, lambda reply, key=one.key: reply.answers.get(key, {}).get("said", ""), phone=True) for one in questions]
    return [
        Column("name", _("Name"), "name", sort=("name",)),
        Column("home", _("Of the branch"), "home.name"),
        *asked,
        Column("on", _("Answered on"), "answered_on", Kind.DATE, sort=("answered_on",), default_shown=False),
        Column("entered", _("Entered by"), lambda reply: str(reply.entered_by or ""), default_shown=False),
        Column("how", _("How and when the member told it"), "told_how", default_shown=False),
    ]


Line = tuple[Found, Choice]


def result_columns() -> list[Column]:
    """A line for each choice, for files."""
    return [
        Column("question", pgettext_lazy("survey", "Question"), lambda line: line[0].question.text),
        Column("choice", pgettext_lazy("survey", "Choice"), lambda line: line[1].label),
        Column("number", pgettext_lazy("survey", "Number"), lambda line: line[1].number, Kind.NUMBER),
        Column("share", pgettext_lazy("survey", "Share of those who answered"), lambda line: line[1].share, Kind.PERCENT, places=2),
    ]


def lines_of(found: Sequence[Found]) -> list[Line]:
    return [(one, choice) for one in found for choice in one.choices]


def share_of(turnout: Turnout) -> float | None:
    """In percent; nothing where the numbers are too small to be kept."""
    return 100 * turnout.answered / turnout.asked if turnout.asked and turnout.answered is not None else None
