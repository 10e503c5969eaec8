"""The lists of dialogue, declared once for screen and files."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.common import vietnamese
from coso.common.columns import Column, Kind
from coso.common.folded import saying
from coso.common.tables import ChoiceFilter, DateRangeFilter, Table, YesNoFilter
from coso.dialogue.enums import (
    DialogueState,
    Host,
    Outcome,
    PetitionState,
    QuestionKind,
    QuestionState,
    RaisedState,
)
from coso.dialogue.models import (
    Dialogue,
    Passed,
    Petition,
    PetitionQuerySet,
    Question,
    QuestionQuerySet,
    SentIn,
)


def received_table(request: HttpRequest, rows: QuestionQuerySet, today: date) -> Table:
    """What came to the reader's offices, due first; without a state chosen, what is open."""
    if not request.GET.get("state"):
        rows = rows.open()
    return Table(request, rows.select_related("unit", "home"), key="dialogue-received", columns=received_columns(today), default_order="due", filters=[*filters(), late_filter(today)], search=lambda found, text: found.search(text))


def received_columns(today: date) -> list[Column]:
    return [
        Column("title", pgettext_lazy("dialogue", "About"), "title", link=Question.get_absolute_url),
        Column("kind", pgettext_lazy("dialogue", "What"), "get_kind_display", sort=("kind",)),
        Column("name", _("Asked by"), "name", sort=("name",), phone=True),
        Column("home", _("Of the branch"), "home.name"),
        Column("came", _("Came on"), "here_since", Kind.DATE, sort=("here_since",)),
        Column("due", pgettext_lazy("dialogue", "Answer by"), lambda one: due_in_words(one, today), sort=("due_on",), phone=True),
        Column("state", _("State"), "get_state_display", sort=("state",), phone=True),
        Column("office", pgettext_lazy("dialogue", "In the hands of"), "in_hand", default_shown=False),
        Column("answered", _("Answered on"), "answered_on", Kind.DATE, sort=("answered_on",), default_shown=False),
    ]


def own_table(request: HttpRequest, rows: QuestionQuerySet) -> Table:
    """What the reader asked, the newest first."""
    return Table(request, rows.select_related("unit"), key="dialogue-own", columns=own_columns(), default_order="-asked", filters=filters(), search=lambda found, text: found.search(text))


def own_columns() -> list[Column]:
    return [
        Column("title", pgettext_lazy("dialogue", "About"), "title", link=Question.get_absolute_url),
        Column("kind", pgettext_lazy("dialogue", "What"), "get_kind_display", sort=("kind",)),
        Column("asked", pgettext_lazy("dialogue", "Sent on"), "asked_on", Kind.DATE, sort=("asked_on",), phone=True),
        Column("office", pgettext_lazy("dialogue", "In the hands of"), "in_hand", phone=True),
        Column("state", _("State"), "get_state_display", sort=("state",), phone=True),
        Column("due", pgettext_lazy("dialogue", "Answer by"), "due_on", Kind.DATE, sort=("due_on",)),
        Column("name", _("Asked by"), "name", default_shown=False),
    ]


def passed_table(request: HttpRequest, rows: QuerySet[Passed]) -> Table:
    """What the reader's offices passed on: of each, the state alone."""
    return Table(request, rows, key="dialogue-passed", columns=passed_columns(), default_order="-passed", filters=[state_filter()])


def passed_columns() -> list[Column]:
    return [
        Column("number", pgettext_lazy("dialogue", "Number"), "number", phone=True),
        Column("came", _("Came on"), "came_on", Kind.DATE, sort=("came_on",)),
        Column("passed", pgettext_lazy("dialogue", "Passed on, day"), "passed_on", Kind.DATE, sort=("passed_on",), phone=True),
        Column("to", pgettext_lazy("dialogue", "Passed on to"), "to", phone=True),
        Column("reason", _("Reason"), "reason"),
        Column("state", pgettext_lazy("dialogue", "What became of it"), "get_state_display", sort=("state",), phone=True),
    ]


def state_filter() -> ChoiceFilter:
    return ChoiceFilter("state", _("State"), choices=QuestionState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys))


def filters() -> list[Any]:
    return [
        state_filter(),
        ChoiceFilter("kind", pgettext_lazy("dialogue", "What"), choices=QuestionKind.choices, narrow=lambda rows, keys: rows.filter(kind__in=keys)),
        DateRangeFilter("asked", pgettext_lazy("dialogue", "Sent on"), narrow=_asked),
    ]


def late_filter(today: date) -> YesNoFilter:
    return YesNoFilter("late", _("Late"), narrow=lambda rows, yes: rows.late(today) if yes else rows.exclude(pk__in=rows.late(today).values("pk")))


def _asked(rows: QuerySet[Question], days: tuple[date | None, date | None]) -> QuerySet[Question]:
    start, end = days
    rows = rows.filter(asked_on__gte=start) if start else rows
    return rows.filter(asked_on__lte=end) if end else rows


def due_in_words(question: Question, today: date) -> str:
    if not question.due_on:
        return ""
    day = vietnamese.date(question.due_on)
    return f"{day} ({_now('late')})" if question.is_late(today) else day


# --- proposals of units ---


def petition_table(request: HttpRequest, rows: PetitionQuerySet, today: date, *, open_only: bool) -> Table:
    """Proposals as this request asks for them. open_only: without a state chosen, those that wait."""
    if open_only and not request.GET.get("state"):
        rows = rows.open()
    return Table(request, rows.select_related("unit", "to_unit"), key="petitions", columns=petition_columns(today), default_order="-sent", filters=petition_filters(today), search=lambda found, text: found.search(text))


def petition_columns(today: date) -> list[Column]:
    return [
        Column("title", pgettext_lazy("dialogue", "About"), "title", link=Petition.get_absolute_url),
        Column("unit", pgettext_lazy("petition", "Proposed by"), "unit.name", sort=("position",), phone=True),
        Column("to", pgettext_lazy("petition", "Put to"), "to_unit.name", sort=("to_position",)),
        Column("sent", pgettext_lazy("dialogue", "Sent on"), "sent_on", Kind.DATE, sort=("sent_on",)),
        Column("by", pgettext_lazy("dialogue", "Answer by"), lambda one: petition_due(one, today), sort=("due_on",), phone=True),
        Column("state", _("State"), "get_state_display", sort=("state",), phone=True),
        Column("outcome", pgettext_lazy("petition", "Decision"), "get_outcome_display", sort=("outcome",)),
        Column("answered", _("Answered on"), "answered_on", Kind.DATE, sort=("answered_on",), default_shown=False),
        Column("in_time", _("Answered in time"), "in_time", Kind.YES_NO, default_shown=False),
        Column("paper", _("Paper it is sent with"), "paper", default_shown=False),
    ]


def petition_due(one: Petition, today: date) -> str:
    if not one.answer_by:
        return ""
    day = vietnamese.date(one.answer_by)
    return f"{day} ({_now('late')})" if one.is_late(today) else day


def petition_filters(today: date) -> list[Any]:
    return [
        ChoiceFilter("state", _("State"), choices=PetitionState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        late_filter(today),
        ChoiceFilter("outcome", pgettext_lazy("petition", "Decision"), choices=Outcome.choices, narrow=lambda rows, keys: rows.filter(outcome__in=keys)),
        DateRangeFilter("sent", pgettext_lazy("dialogue", "Sent on"), narrow=_sent),
    ]


def _sent(rows: QuerySet[Petition], days: tuple[date | None, date | None]) -> QuerySet[Petition]:
    start, end = days
    rows = rows.filter(sent_on__gte=start) if start else rows
    return rows.filter(sent_on__lte=end) if end else rows


# --- scheduled dialogues ---


def dialogue_table(request: HttpRequest, rows: QuerySet[Dialogue], today: date) -> Table:
    """Dialogues that invite the reader, the newest first."""
    return Table(request, rows.select_related("unit"), key="dialogues", columns=dialogue_columns(today), default_order="-on", filters=dialogue_filters(), search=lambda found, text: found.search(text))


def dialogue_columns(today: date) -> list[Column]:
    return [
        Column("theme", _("Theme"), "theme", link=Dialogue.get_absolute_url),
        Column("on", pgettext_lazy("dialogue day", "Day"), "on", Kind.DATE, sort=("on",), phone=True),
        Column("unit", _("Unit"), "unit.name", sort=("unit__position",)),
        Column("host", _("Who answers"), "get_host_display", sort=("host",)),
        Column("until", _("Questions are taken until"), "takes_until", Kind.DATE, sort=("takes_until",)),
        Column("phase", _("State"), lambda one: str(one.phase(today).label), sort=("state",), phone=True),
    ]


def dialogue_filters() -> list[Any]:
    return [
        ChoiceFilter("state", _("State"), choices=DialogueState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        ChoiceFilter("host", _("Who answers"), choices=Host.choices, narrow=lambda rows, keys: rows.filter(host__in=keys)),
    ]


def sent_in_table(request: HttpRequest, rows: QuerySet[SentIn]) -> Table:
    """What was sent in to a dialogue, for the office that prepares it; without a state chosen, what is not looked through."""
    if not request.GET.get("state"):
        rows = rows.filter(raised__state=RaisedState.SENT)
    return Table(request, rows.select_related("raised__topic", "home"), key="sent-in", columns=sent_in_columns(), default_order="sent", filters=sent_in_filters(), search=lambda found, text: saying(found, text, "title", "text", "name"))


def sent_in_columns() -> list[Column]:
    return [
        Column("title", pgettext_lazy("dialogue", "About"), "title", link=SentIn.get_absolute_url),
        Column("state", _("State"), "raised.get_state_display", sort=("raised__state", "pk"), phone=True),
        Column("topic", _("Group"), lambda one: one.raised.topic.title if one.raised.topic else "", sort=("raised__topic__title",)),
        Column("supports", _("Supports"), "raised.supports", Kind.NUMBER, sort=("raised__supports",)),
        Column("name", _("Asked by"), "name", sort=("name",), phone=True),
        Column("home", _("Of the branch"), "home.name"),
        Column("sent", pgettext_lazy("dialogue", "Sent on"), "sent_on", Kind.DATE, sort=("sent_on",)),
        Column("ground", _("Why it is not put forward"), "get_ground_display", sort=("ground",), default_shown=False),
    ]


def sent_in_filters() -> list[Any]:
    return [ChoiceFilter("state", _("State"), choices=RaisedState.choices, narrow=lambda rows, keys: rows.filter(raised__state__in=keys))]
