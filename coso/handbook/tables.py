"""Guides as the list of those who write and release them."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, Table
from coso.common.vietnamese import date as written
from coso.handbook.enums import REACHES, GuideState, Topic
from coso.handbook.models import Guide
from coso.handbook.queries import accounts


def guide_table(request: HttpRequest, day: date) -> Table:
    """Every guide of the units one works for; found by words of its question or its text."""
    rows = Guide.objects.visible_to(request.user).select_related("unit")
    return Table(request, rows, key="guides", columns=columns(day), default_order="state", filters=filters(), search=lambda found, text: found.search(text))


def columns(day: date) -> list[Column]:
    return [
        Column("question", pgettext_lazy("guide", "Question"), "question", sort=("question",), link=editing_page),
        Column("state", _("State"), lambda one: stands_as(one, day), sort=("state",), phone=True),
        Column("topic", pgettext_lazy("guide", "Topic"), "get_topic_display", sort=("topic",)),
        Column("from", _("To be read from"), "from_day", Kind.DATE, phone=True),
        Column("reach", _("Who may read it"), "get_reach_display"),
        Column("unit", _("Unit"), "unit.name"),
    ]


def branch_table(request: HttpRequest, day: date) -> Table:
    """Branches by how many of their members open the handbook."""
    rows = accounts.branches(request.user, day).select_related("parent")
    shown = [
        Column("name", _("Name"), "name", sort=("name_key", "pk"), link=lambda one: reverse("handbook:accounts_of", args=[one.pk])),
        Column("parent", _("Superior"), "parent.name", sort=("position",), phone=True),
        Column("members", _("Members"), "members", Kind.NUMBER, phone=True),
        Column("opened", _("With an account"), "opened", Kind.NUMBER, phone=True),
        Column("used", _("Have opened it"), "used", Kind.NUMBER, phone=True),
    ]
    return Table(request, rows, key="handbook-accounts", columns=shown, default_order="parent", search=lambda found, text: found.search(text))


def editing_page(one: Guide) -> str:
    return reverse("handbook:edited", args=[one.pk])


def stands_as(one: Guide, day: date) -> str:
    """In words: a released guide may still be to come, or taken away."""
    if one.ended_on and one.ended_on <= day:
        return gettext("Taken away on %(day)s") % {"day": written(one.ended_on)}
    if one.state == GuideState.RELEASED and one.from_day and one.from_day > day:
        return gettext("To be read from %(day)s") % {"day": written(one.from_day)}
    return str(one.get_state_display())


def filters() -> list[ChoiceFilter]:
    return [
        ChoiceFilter("state", _("State"), choices=GuideState.choices, narrow=lambda rows, keys: rows.filter(state__in=keys)),
        ChoiceFilter("topic", pgettext_lazy("guide", "Topic"), choices=Topic.choices, narrow=lambda rows, keys: rows.filter(topic__in=keys)),
        ChoiceFilter("reach", _("Who may read it"), choices=REACHES, narrow=lambda rows, keys: rows.filter(reach__in=keys)),
    ]
