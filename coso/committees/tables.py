"""Seats in committees as a list."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coso.committees.enums import Filled, Office
from coso.committees.models import RANK, CommitteeSeat
from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, Table, UnitFilter, YesNoFilter
from coso.members.tables import find_unit


def seat_table(request: HttpRequest) -> Table:
    rows = CommitteeSeat.objects.visible_to(request.user).select_related("unit").alias(rank=RANK)
    return Table(request, rows, key="committees", columns=columns(), default_order="unit", filters=filters(request.user))


def columns() -> list[Column]:
    return [
        Column("name", _("Full name"), "name", sort=("name",), link=CommitteeSeat.get_absolute_url),
        Column("office", _("Office in the committee"), "get_office_display", sort=("rank",), phone=True),
        Column("standing", _("In the standing committee"), "standing", Kind.YES_NO),
        Column("unit", _("Organisation"), "unit.name", sort=("position", "rank", "name"), phone=True),
        Column("since", _("From"), "valid_from", Kind.DATE, sort=("valid_from",)),
        Column("until", _("Until"), "valid_to", Kind.DATE, default_shown=False),
        Column("filled", _("How the seat was filled"), "get_filled_display"),
        Column("basis", _("By which paper"), "basis", default_shown=False),
    ]


def filters(user: Any) -> list[Any]:
    return [
        YesNoFilter("now", _("Sits today"), narrow=_sits),
        ChoiceFilter("office", _("Office in the committee"), choices=Office.choices, narrow=lambda rows, keys: rows.filter(office__in=keys)),
        YesNoFilter("standing", _("In the standing committee"), narrow=lambda rows, yes: rows.filter(standing=yes)),
        ChoiceFilter("filled", _("How the seat was filled"), choices=Filled.choices, narrow=lambda rows, keys: rows.filter(filled__in=keys)),
        UnitFilter("unit", _("Unit (name or code)"), find=lambda text: find_unit(text, user, "committee.view"), narrow=lambda rows, unit: rows.under(unit)),
    ]


def _sits(rows: QuerySet[CommitteeSeat], yes: bool) -> QuerySet[CommitteeSeat]:
    day = timezone.localdate()
    return rows.as_of(day) if yes else rows.exclude(pk__in=CommitteeSeat.objects.as_of(day).values("pk"))
