"""Figures of a unit on a day: key numbers, tables, pictures, and the people behind each number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coso.access.enums import ReadingKind
from coso.access.forms import ReasonForm
from coso.access.queries import units_with
from coso.access.reading import digest_of, log_reading
from coso.common import exports
from coso.common.columns import Column, Kind
from coso.common.errors import NotAllowed
from coso.figures.enums import Tree
from coso.figures.exports import bars
from coso.figures.forms import Wanted
from coso.figures.models import ReleasedFigure
from coso.figures.queries import (
    Asked,
    Counted,
    Figure,
    NoSuchIndicator,
    Question,
    RatioFigure,
    Unmeasured,
    all_indicators,
    count_together,
    counting,
    figure,
    indicator,
    may_open_people,
    narrowed_to_sensitive,
    unmeasured,
)
from coso.figures.tables import (
    Cell,
    Grid,
    ages_by_sex,
    below,
    cell_of,
    crossed,
    listed,
    split,
    units_below,
    wanted_on_page,
)
from coso.org.kinds import BRANCH_KINDS, GRASSROOTS_KINDS, UPPER_KINDS
from coso.org.models import Unit
from coso.org.rules import SizeNote, notes_on_size
from coso.rulebook import rules
from coso.rulebook.book import Rule

PAGE = 50
MANY = 50_000  # members from which a page is not kept waiting for its last number
KEY_NUMBERS = ("members.count", "members.admitted", "branches.count", "areas.without_branch")
KEY_NUMBERS_OF_A_BRANCH = ("members.count", "members.admitted", "members.recognised", "members.left")


@require_safe
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """To the figures of the topmost unit the reader answers for."""
    unit = units_with("figure.view", request.user).in_tree_order().first()
    if unit is None:
        raise NotAllowed(_("None of your roles lets you see figures. Nothing was shown."))
    return redirect(reverse("figures:unit", args=[unit.pk]) + (f"?{request.GET.urlencode()}" if request.GET else ""))


@require_safe
@login_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    unit, wanted = asked_page(request, pk)
    if not {"export", "whole"} & set(request.GET) and _is_large(unit, request.user):
        return _in_parts(request, unit, wanted)
    with counting(wanted.known_at):
        count_together([*wanted_on_page(unit, wanted, request.user), *_wanted_cards(unit, wanted, request.user)])
        grid = units_below(unit, wanted, request.user)
        if request.GET.get("export"):
            return _export(request, grid, f"{unit.name} {wanted.day:%Y-%m-%d}", [_day_sentence(wanted)])
        ages, drawn = ages_by_sex(unit, wanted, request.user)
        cards = _cards(unit, wanted, request.user)
    groups = listed(unit, wanted, request.user, counted=False)
    shown = {"cards": cards, "grid": grid, "ages": ages, "picture": bars(drawn), "groups": groups, "all_url": reverse("figures:unit_all", args=[unit.pk]) + wanted.address()}
    return render(request, "figures/unit.html", _frame(request, unit, wanted) | shown)


def _is_large(unit: Unit, reader: Any) -> bool:
    """By today's members, which are counted ahead, whatever day is asked for."""
    return unit.kind in UPPER_KINDS and figure("members.count", Question(unit, timezone.localdate()), by=reader).value() >= MANY


def _in_parts(request: HttpRequest, unit: Unit, wanted: Wanted) -> HttpResponse:
    """The frame, and the one number that is counted ahead; the rest is fetched by the page, each part as it is counted."""
    with counting(wanted.known_at):
        count_together([(members := figure("members.count", wanted.question(unit), by=request.user), ("status",), False)])
        statuses, _drawn = split(members, "status", wanted, request.user)
    parts = [(name, reverse(f"figures:{name}", args=[unit.pk]) + wanted.address()) for name in ("unit_cards", "unit_ages", "unit_below")]
    shown = {"parts": parts, "statuses": statuses, "groups": listed(unit, wanted, request.user, counted=False), "all_url": reverse("figures:unit_all", args=[unit.pk]) + wanted.address(), "whole_url": "?" + _with(request, whole="1")}
    return render(request, "figures/parts.html", _frame(request, unit, wanted) | shown)


@require_safe
@login_required
def unit_ages(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of ages and sexes alone, for the page of a large unit."""
    unit, wanted = asked_page(request, pk)
    with counting(wanted.known_at):
        ages, drawn = ages_by_sex(unit, wanted, request.user)
    return render(request, "figures/_ages.html", {"ages": ages, "picture": bars(drawn)})


@require_safe
@login_required
def unit_below(request: HttpRequest, pk: int) -> HttpResponse:
    """The table of the units right below alone, for the page of a large unit."""
    unit, wanted = asked_page(request, pk)
    with counting(wanted.known_at):
        grid = units_below(unit, wanted, request.user)
    return render(request, "figures/_below.html", {"grid": grid})


@require_safe
@login_required
def unit_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """The four key numbers alone, for other pages, and what the rulebook says about a unit of this size."""
    unit, wanted = asked_page(request, pk)
    return render(request, "figures/_cards.html", {"cards": _cards(unit, wanted, request.user), "notes": _notes_on_size(unit, wanted, request.user)})


@require_safe
@login_required
def unit_all(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of all figures, for the end of the unit's page."""
    unit, wanted = asked_page(request, pk)
    with counting(wanted.known_at):
        count_together((figure(one.key, wanted.question(unit), by=request.user), (), False) for one in all_indicators())
        groups = listed(unit, wanted, request.user, counted=True)
    return render(request, "figures/_all.html", {"groups": groups, "day_sentence": _day_sentence(wanted), "waiting": _waiting(unit, wanted)})


def _waiting(unit: Unit, wanted: Wanted) -> list[tuple[Unmeasured, Rule | None]]:
    """What is not measured yet, each with the rule that decides in it, if one is known."""
    book = rules.on(wanted.day, unit)
    return [(one, book.find(one.rule) if one.rule else None) for one in unmeasured()]


def _notes_on_size(unit: Unit, wanted: Wanted, reader: Any) -> list[SizeNote]:
    if unit.kind not in (*BRANCH_KINDS, *GRASSROOTS_KINDS) or not _in_being(unit, wanted.day):
        return []
    counts = {line.choices[0].key: int(line.value or 0) for line in figure("members.count", wanted.question(unit), by=reader).by("status")}
    return notes_on_size(unit.kind, members=sum(counts.values()), official=counts.get("official", 0), day=wanted.day)


@require_safe
@login_required
def one(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One indicator: its definition, its number, and its parts."""
    unit, wanted = asked_page(request, pk)
    declared = declared_of(key)
    known = {dimension.key for dimension in declared.dimensions}
    wanted = replace(wanted, by=tuple(name for name in wanted.by if name in known)[:2])
    asked = figure(key, wanted.question(unit, declared), by=request.user)
    with counting(wanted.known_at):
        grid, drawn = _parts(asked, wanted, request.user)
        if request.GET.get("export"):
            return _export(request, grid, f"{declared.key} {wanted.day:%Y-%m-%d}", [str(declared.definition), _day_sentence(wanted)])
        number = cell_of(asked, wanted, request.user)
        before = _change(asked, _year_before_that(asked, wanted, request.user), number, wanted, request.user)
    shown = {
        "indicator": declared, "number": number, "before": before, "grid": grid, "picture": bars(drawn, integers=not isinstance(asked, RatioFigure)),
        "dimensions": [(one.key, one.name, one.key in wanted.by) for one in declared.dimensions],
        "places": [*wanted.by, "", ""][:2],
        "kept_all": [(name, value) for name in request.GET if name not in ("by", "export", "page") for value in request.GET.getlist(name)],
        "where": _where(asked, wanted), "first_day": asked.question.first_day if declared.flow else None, **_release_of(asked, wanted, request.user),
    }
    return render(request, "figures/indicator.html", _frame(request, unit, wanted) | shown)


def _release_of(asked: Asked, wanted: Wanted, reader: Any) -> dict[str, Any]:
    """What was told to everybody of this day, and whether the reader may do it: only of the whole number, as known now, on the tree of that day."""
    question = asked.question
    since = question.first_day if asked.indicator.flow else None
    released = ReleasedFigure.objects.open_to_everybody().filter(unit=question.unit, key=asked.indicator.key, on=wanted.day, since=since).first()
    plain = not question.where and not question.known_at and wanted.tree == Tree.STOOD
    return {"released": released, "here": wanted.address(), "may_release": plain and reader.allowed("figure.release", question.unit), "reason": ReasonForm()}


@require_safe
@login_required
def records(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Exactly the people, units or areas behind a number."""
    unit, wanted = asked_page(request, pk)
    declared = declared_of(key)
    asked = figure(key, wanted.question(unit, declared), by=request.user)
    if isinstance(asked, RatioFigure):
        return redirect(reverse("figures:indicator", args=[unit.pk, key]) + wanted.address())
    if asked.indicator.people and not may_open_people(asked, request.user):
        raise NotAllowed(_("Your roles let you see the numbers of “%(unit)s”, not the people. Nothing was shown.") % {"unit": unit})
    at = _page_number(request)
    with counting(wanted.known_at):
        total, open_ones = asked.value(), asked.open_count(request.user)
        keys = asked.open_keys(request.user, start=PAGE * (at - 1), stop=PAGE * at)
    rows = asked.read(keys)
    _log_sensitive(request, asked, unit, len(rows))
    shown = {
        "indicator": declared, "rows": rows, "total": total, "elsewhere": total - open_ones, "where": _where(asked, wanted), "people": asked.indicator.people,
        "listed": [(row, getattr(row, declared.event, None)) for row in rows], "opens": declared.opens and request.user.allowed(declared.opens, unit), "first_day": asked.question.first_day if declared.flow else None,
        "previous": _where_address(asked, wanted, page=at - 1) if at > 1 else "", "next": _where_address(asked, wanted, page=at + 1) if PAGE * at < open_ones else "",
    }
    return render(request, "figures/records.html", _frame(request, unit, wanted) | shown)


# --- what is asked ----------------------------------------------------------------------------------


def asked_page(request: HttpRequest, pk: int) -> tuple[Unit, Wanted]:
    """The unit in the reader's scope, once they may see its figures, and the rest of the address."""
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=pk)
    request.user.require("figure.view", unit)
    return unit, Wanted.read(request.GET, timezone.localdate())


def declared_of(key: str) -> Any:
    try:
        return indicator(key)
    except NoSuchIndicator:
        return get_object_or_404(Unit.objects.none())


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


# --- what is shown ----------------------------------------------------------------------------------


def _frame(request: HttpRequest, unit: Unit, wanted: Wanted) -> dict[str, Any]:
    """What every page of figures has: where it stands, the day, the tree."""
    above = [*Unit.objects.visible_to(request.user).above(unit), unit]
    trail = [{"name": one.name, "get_absolute_url": reverse("figures:unit", args=[one.pk]) + wanted.address()} for one in above]
    return {
        "unit": unit, "trail": trail, "wanted": wanted, "trees": [(key, label, key == wanted.tree) for key, label in Tree.choices],
        "export_url": "?" + _with(request, export="xlsx"), "up_url": reverse("figures:unit", args=[unit.pk]) + wanted.address(),
        "kept": [(key, value) for key in request.GET if key not in ("on", "from", "tree", "known", "export", "page") for value in request.GET.getlist(key)],
        "not_in_being": wanted.tree == Tree.STOOD and not _in_being(unit, wanted.day), "day_sentence": _day_sentence(wanted),
    }


def _with(request: HttpRequest, **change: str) -> str:
    """This page's query with changes."""
    asked = request.GET.copy()
    for key, value in change.items():
        asked[key] = value
    return asked.urlencode()


def _in_being(unit: Unit, day: date) -> bool:
    return unit.founded_on <= day and (unit.ended_on is None or day < unit.ended_on)


def _day_sentence(wanted: Wanted) -> str:
    said = _("As of %(day)s, on the tree of that day.") if wanted.tree == Tree.STOOD else _("As of %(day)s, on today's tree.")
    known = _("By the records as they were known at the end of %(day)s.") % {"day": f"{wanted.known:%d/%m/%Y}"} if wanted.known else ""
    return f"{said % {'day': f'{wanted.day:%d/%m/%Y}'}} {known}".strip()


def _key_figures(unit: Unit, wanted: Wanted, reader: Any) -> list[tuple[Asked, Asked | None]]:
    """The key numbers, each with the same of a year before."""
    keys = KEY_NUMBERS_OF_A_BRANCH if unit.kind in BRANCH_KINDS else KEY_NUMBERS
    found = [figure(key, wanted.question(unit), by=reader) for key in keys]
    return [(asked, _year_before_that(asked, wanted, reader)) for asked in found]


def _wanted_cards(unit: Unit, wanted: Wanted, reader: Any) -> Iterator[Counted]:
    for pair in _key_figures(unit, wanted, reader):
        yield from ((asked, (), False) for asked in pair if asked)


def _cards(unit: Unit, wanted: Wanted, reader: Any) -> list[dict[str, Any]]:
    """The key numbers, each with the change since a year before."""
    with counting(wanted.known_at):
        count_together(_wanted_cards(unit, wanted, reader))
        return [
            {
                "name": asked.indicator.name, "number": (number := cell_of(asked, wanted, reader)), "before": _change(asked, before, number, wanted, reader),
                "since": asked.question.first_day if asked.indicator.flow else None,
                "url": reverse("figures:indicator", args=[unit.pk, asked.indicator.key]) + wanted.address(),
            }
            for asked, before in _key_figures(unit, wanted, reader)
        ]


def _year_before_that(asked: Asked, wanted: Wanted, reader: Any) -> Asked | None:
    """The same figure a year before; none where the unit was not in being."""
    day = _year_before(wanted.day)
    if wanted.tree == Tree.STOOD and not _in_being(asked.question.unit, day):
        return None
    start = _year_before(wanted.start) if wanted.start else None
    return figure(asked.indicator.key, replace(asked.question, day=day, start=start), by=reader)


def _change(asked: Asked, before: Asked | None, number: Cell, wanted: Wanted, reader: Any) -> dict[str, Any] | None:
    """The number a year before, and the change; none where either is hidden or there was nothing to count in."""
    if before is None:
        return None
    now, then = number.shown, cell_of(before, wanted, reader).shown
    if now.value is None or then.value is None:
        return None
    return {"day": before.question.day, "value": then.value, "change": now.value - then.value, "places": 2 if isinstance(asked, RatioFigure) else 0}


def _year_before(day: date) -> date:
    return date(day.year - 1, day.month, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _parts(asked: Figure | RatioFigure, wanted: Wanted, reader: Any) -> tuple[Grid, list[Any]]:
    if len(wanted.by) > 1:
        return crossed(asked, wanted.by[0], wanted.by[1], wanted, reader)
    if wanted.by:
        return split(asked, wanted.by[0], wanted, reader)
    return below(asked, wanted, reader)


def _where(asked: Figure | RatioFigure, wanted: Wanted) -> list[tuple[str, str, bool]]:
    """Chips: each narrowing in words, and the address without it."""
    counted = asked.numerator if isinstance(asked, RatioFigure) else asked
    chips = []
    for key, value in asked.question.where:
        dimension = counted.indicator.dimension(key)
        label = next((choice.label for choice in dimension.values(asked.question) if choice.key == value), _("Not recorded"))
        rest = {name: kept for name, kept in asked.question.where if name != key}
        chips.append((f"{dimension.name}: {label}", wanted.address(by=wanted.by, **rest), True))
    return chips


def _where_address(asked: Figure, wanted: Wanted, **change: Any) -> str:
    return wanted.address(**dict(asked.question.where), **change)


def _log_sensitive(request: HttpRequest, asked: Figure, unit: Unit, rows: int) -> None:
    """A list narrowed by a sensitive dimension tells that of each person on it: the reading is kept."""
    if named := narrowed_to_sensitive(asked):
        log_reading(
            by=request.user, kind=ReadingKind.LISTED, position=unit.position, fields=named, rows=rows,
            digest=digest_of(request.get_full_path()), page=request.path,
        )


def _export(request: HttpRequest, grid: Grid, name: str, notes: list[str]) -> HttpResponse:
    """The table as it stands on the screen, as CSV or XLSX; hidden numbers stay hidden."""
    columns = [Column("name", grid.first, lambda row: row.name)]
    for at, head in enumerate(grid.heads):
        columns.append(Column(f"c{at}", head, _nth(at), Kind.NUMBER, places=max((row.cells[at].places for row in grid.rows), default=0)))
    kind = "csv" if request.GET["export"] == "csv" else "xlsx"
    rows = grid.rows + ([grid.total] if grid.total else [])
    return exports.response(kind, name, columns, rows, title=name, notes=notes)


def _nth(at: int) -> Any:
    return lambda row: row.cells[at].text
