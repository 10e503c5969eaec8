"""The register as a list, declared once for screen and files."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coso.access.queries import units_with
from coso.common.columns import Column, Kind
from coso.common.tables import ChoiceFilter, DateRangeFilter, Table, UnitFilter
from coso.documents.enums import Body, Direction, DocumentState, DocumentType
from coso.documents.models import Document, Publication, Study, Term
from coso.members.tables import find_unit

ON_A_PAGE = 20
STUDY_STATES = [("draft", _("Being prepared")), ("open", pgettext_lazy("study", "Laid out")), ("ended", pgettext_lazy("study", "Ended early"))]


def document_table(request: HttpRequest, direction: str) -> Table:
    """The papers of one direction that the reader may see, the newest first."""
    rows = Document.objects.visible_to(request.user).filter(direction=direction).select_related("unit", "term")
    came = direction == Direction.RECEIVED
    return Table(
        request, rows, key=f"documents-{direction}", columns=received() if came else issued(), default_order="-arrived" if came else "-entered",
        filters=filters(request.user, came=came), search=lambda found, text: found.search(text),
    )


def library_table(request: HttpRequest, rows: QuerySet[Publication]) -> Table:
    """Published papers, the newest first, narrowed by words and kind."""
    columns = [Column("about", _("Abstract"), "abstract"), Column("dated", _("Date"), "dated", Kind.DATE, sort=("dated",))]
    kinds = ChoiceFilter("kind", _("Kind"), choices=DocumentType.choices, narrow=lambda found, keys: found.filter(kind__in=keys))
    return Table(
        request, rows.select_related("unit"), key="library", columns=columns, default_order="-dated", page_size=ON_A_PAGE,
        filters=[kinds], search=lambda found, text: found.search(text), export_permitted=False,
    )


def study_table(request: HttpRequest) -> Table:
    """The studies of the reader's units, those due last first."""
    rows = Study.objects.visible_to(request.user).filter(unit__in=units_with("document.view", request.user)).select_related("publication", "unit").defer("publication__text", "publication__words")
    narrow = {"draft": Q(opened_on=None), "open": Q(opened_on__isnull=False, ended_on=None), "ended": Q(ended_on__isnull=False)}
    state = ChoiceFilter("state", _("State"), choices=STUDY_STATES, narrow=lambda found, keys: found.filter(reduce(or_, (narrow[key] for key in keys))))
    columns = [
        Column("paper", _("Abstract"), "publication.abstract", link=Study.get_office_url),
        Column("symbol", _("Number and symbol"), "publication.symbol", phone=True),
        Column("unit", _("Laid out by"), "unit.name", sort=("unit__position",)),
        Column("until", _("To be studied by"), "until", Kind.DATE, sort=("until",), phone=True),
        Column("state", _("State"), lambda one: str(dict(STUDY_STATES)[one.state]), phone=True),
    ]
    return Table(request, rows, key="studies", columns=columns, default_order="-until", filters=[state], export_permitted=False)


def issued() -> list[Column]:
    return [
        Column("about", _("Abstract"), "abstract", link=Document.get_absolute_url),
        Column("symbol", _("Number and symbol"), lambda one: one.symbol or "–", sort=("symbol",), phone=True),
        Column("dated", _("Date"), "dated", Kind.DATE, sort=("dated",), phone=True),
        Column("kind", _("Kind"), "get_kind_display", sort=("kind",)),
        Column("state", _("State"), "get_state_display", sort=("state",), phone=True),
        Column("unit", _("Unit"), "unit.name", sort=("position",)),
        Column("body", _("Issuing body"), "get_body_display", default_shown=False),
        Column("term", _("Term"), lambda one: str(one.term or ""), default_shown=False),
        Column("signatory", _("Signed by"), "signatory", default_shown=False),
        Column("recipients", _("Recipients"), lambda one: "; ".join(one.recipients.splitlines()), default_shown=False),
        Column("entered", _("Entered"), "entered_at", Kind.MOMENT, sort=("entered_at",), default_shown=False),
    ]


def received() -> list[Column]:
    return [
        Column("about", _("Abstract"), "abstract", link=Document.get_absolute_url),
        Column("symbol", _("Number and symbol"), "symbol", sort=("symbol",), phone=True),
        Column("issuer", _("Issued by"), "issuer", sort=("issuer",), phone=True),
        Column("dated", _("Date"), "dated", Kind.DATE, sort=("dated",)),
        Column("arrived", _("Arrived on"), "arrived_on", Kind.DATE, sort=("arrived_on",), phone=True),
        Column("kind", _("Kind"), "get_kind_display", sort=("kind",)),
        Column("unit", _("In the register of"), "unit.name", sort=("position",)),
        Column("signatory", _("Signed by"), "signatory", default_shown=False),
    ]


def filters(user: Any, *, came: bool) -> list[Any]:
    own = [] if came else [
        ChoiceFilter("state", _("State"), choices=[pair for pair in DocumentState.choices if pair[0] != DocumentState.RECEIVED], narrow=lambda rows, keys: rows.filter(state__in=keys)),
        ChoiceFilter("term", _("Term"), choices=lambda: terms_of(user), narrow=lambda rows, keys: rows.filter(term__name__in=keys)),
        ChoiceFilter("body", _("Issuing body"), choices=Body.choices, narrow=lambda rows, keys: rows.filter(body__in=keys)),
    ]
    return [
        ChoiceFilter("kind", _("Kind"), choices=DocumentType.choices, narrow=lambda rows, keys: rows.filter(kind__in=keys)),
        *own,
        UnitFilter("unit", _("Unit (name or code)"), find=lambda text: find_unit(text, user, "document.view"), narrow=lambda rows, unit: rows.under(unit)),
        DateRangeFilter("dated", _("Date"), narrow=_dated),
    ]


def terms_of(user: Any) -> list[tuple[str, str]]:
    """The names of terms in the reader's units, the newest first."""
    names = Term.objects.filter(unit__in=units_with("document.view", user)).order_by("-valid_from").values_list("name", flat=True)
    return [(name, name) for name in dict.fromkeys(names)]


def _dated(rows: QuerySet[Document], days: tuple[date | None, date | None]) -> QuerySet[Document]:
    start, end = days
    rows = rows.filter(dated__gte=start) if start else rows
    return rows.filter(dated__lte=end) if end else rows
