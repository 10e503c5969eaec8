"""Figures of receipts: how many of those asked to confirm a paper, or to study one, have. Numbers by unit; who it was is read in the branch alone."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import DateField, F, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from coso.documents.models.asked import (
    PaperAsked,
    PaperAskedKnown,
    StudyAsked,
    StudyAskedKnown,
)
from coso.figures.enums import Direction
from coso.figures.queries import (
    SECTOR,
    UNIT_KIND,
    Indicator,
    Question,
    Ratio,
    declare,
    known_by,
)

known_by(PaperAsked, PaperAskedKnown)
known_by(StudyAsked, StudyAskedKnown)


def asked(question: Question, model: Any = PaperAsked) -> QuerySet:
    """Those asked until a day of the period."""
    rows: QuerySet = question.rows(model).filter(until__gte=question.first_day, until__lte=question.day)
    return rows


def confirmed(question: Question, model: Any = PaperAsked) -> QuerySet:
    """Of these, those who have confirmed by the question's day."""
    return asked(question, model).filter(confirmed_on__lte=question.day)


def as_asked(row: Any) -> dict[str, Any]:
    return {"unit": row.unit.code, "unit_name": row.unit.name, "until": row.until, "confirmed": row.confirmed_on is not None}


# What all figures of receipts share; each is read on the tree of the day until which was asked.
ASKED: dict[str, Any] = {
    "unit_of_measure": _("confirmations"), "event": "until", "tree_day": Greatest(F("until"), F("unit__founded_on"), output_field=DateField()), "related": ("unit",), "order": ("until", "pk"),
    "row": as_asked, "dimensions": (SECTOR, UNIT_KIND),
}

declare(
    Indicator(
        key="handbook.papers_asked", name=_("Confirmations of reading asked for"), population=asked, opens="document.view", **ASKED,
        definition=_("Over all papers that were to be confirmed as read until a day of the period, the members on the roll that day whom the paper reaches, without those exempt or suspended."),
    ),
    Indicator(
        key="handbook.papers_confirmed", name=_("Papers confirmed as read"), population=confirmed, direction=Direction.UP, opens="document.view", **ASKED,
        definition=_("Of the confirmations asked for, those the members gave by the last day of the period. Who gave one is read in the member's own branch alone."),
    ),
    Ratio(
        key="handbook.papers_confirmed_share", name=_("Share of papers confirmed as read"), unit_of_measure="%", numerator="handbook.papers_confirmed", denominator="handbook.papers_asked", percent=True, direction=Direction.UP,
        definition=_("Confirmations given among those asked for, over all papers that were to be confirmed until a day of the period, in percent, two decimals."),
    ),
    Indicator(
        key="handbook.studies_asked", name=_("Studies of papers asked for"), population=partial(asked, model=StudyAsked), opens="document.view", **ASKED,
        definition=_("Over all studies laid out until a day of the period, the members on the roll that day for whom it is, without those exempt or suspended. Studies ended before their day are left out."),
    ),
    Indicator(
        key="handbook.studies_finished", name=_("Studies of papers finished"), population=partial(confirmed, model=StudyAsked), direction=Direction.UP, opens="document.view", **ASKED,
        definition=_("Of the studies asked for, those the members finished by the last day of the period. Who finished is read in the member's own branch alone; no answer and no score is kept."),
    ),
    Ratio(
        key="handbook.studies_finished_share", name=_("Share of studies of papers finished"), unit_of_measure="%", numerator="handbook.studies_finished", denominator="handbook.studies_asked", percent=True, direction=Direction.UP,
        definition=_("Studies finished among those asked for, over all studies laid out until a day of the period, in percent, two decimals."),
    ),
)
