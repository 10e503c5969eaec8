"""What a reader is shown of a figure: small groups of sensitive dimensions are hidden from those who may not open the people."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from coso.common.actors import Actor
from coso.figures.queries.figure import Figure, Line, Number, RatioFigure
from coso.figures.queries.indicator import NOT_RECORDED
from coso.figures.rules import hidden_cells
from coso.rulebook import rules

FEW_VALUES = 12  # of a dimension that is completed with its zeros before small cells are looked for
Asked = Figure | RatioFigure


@dataclass(frozen=True)
class Shown:
    """A number as it may be shown. hidden: `small` for a small group, `other` for one that would give it away.

    under: the limit a small number lies below.
    """

    line: Line
    hidden: str = ""
    under: int = 0

    @property
    def value(self) -> Number:
        return None if self.hidden else self.line.value

    @property
    def text(self) -> Any:
        """What stands in the cell; a template writes numbers in the reader's form."""
        if self.hidden:
            return f"< {self.under}" if self.hidden == "small" else "…"
        return self.line.value


def may_open_people(asked: Asked, by: Actor) -> bool:
    """Whether this reader may see the persons of the unit asked about."""
    return by.allowed("member.view", asked.question.unit)


def shown_value(asked: Asked, *, by: Actor) -> Shown:
    """The figure's one number."""
    if not _guarded(asked, (), by):
        return Shown(Line((), asked.value()))
    return _shown_guarded(asked, (), by=by, children=False)[0]


def shown_lines(asked: Asked, *keys: str, by: Actor, children: bool = False) -> list[Shown]:
    """The figure by dimensions, and by child if asked, each number as it may be shown."""
    if not _guarded(asked, keys, by):
        return [Shown(line) for line in (asked.children(*keys) if children else asked.by(*keys))]
    return _shown_guarded(asked, keys, by=by, children=children)


def _sensitive(asked: Asked, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The sensitive dimensions that are split by or narrowed to."""
    counted = _counted(asked)
    named = dict.fromkeys([*keys, *(key for key, _value in counted.question.where)])
    return tuple(key for key in named if counted.indicator.dimension(key).sensitive)


def _counted(asked: Asked) -> Figure:
    return asked.numerator if isinstance(asked, RatioFigure) else asked


def narrowed_to_sensitive(asked: Asked) -> list[str]:
    """The sensitive facts that being on a list of people tells: dimensions it is narrowed by, and what it counts."""
    if isinstance(asked, RatioFigure) or not asked.indicator.people:
        return []
    return list(filter(None, (*_sensitive(asked, ()), asked.indicator.sensitive)))


def _guarded(asked: Asked, keys: tuple[str, ...], by: Actor) -> bool:
    return bool(_counted(asked).indicator.sensitive or _sensitive(asked, keys)) and not may_open_people(asked, by)


def _shown_guarded(asked: Asked, keys: tuple[str, ...], *, by: Actor, children: bool) -> list[Shown]:
    if isinstance(asked, RatioFigure):
        return _ratio(asked, keys, by=by, children=children)
    narrowed = {key: value for key, value in asked.question.where if key in _sensitive(asked, keys)}
    split = (*keys, *narrowed)
    whole = _whole_table(asked, narrowed, split, children=children)
    limit = int(rules.on(asked.question.day, asked.question.unit).get("privacy.small_number"))
    small, others = hidden_cells({place: int(line.value or 0) for place, line in whole.items()}, limit)
    found = []
    for place, line in whole.items():
        if all(choice.key == narrowed.get(key, choice.key) for key, choice in zip(split, line.choices, strict=True)):
            hidden = "small" if place in small else "other" if place in others else ""
            found.append(Shown(replace(line, choices=line.choices[: len(keys)]), hidden, limit))
    return found


def _whole_table(asked: Figure, narrowed: dict[str, str], split: tuple[str, ...], *, children: bool) -> dict[tuple[Any, ...], Line]:
    """Every cell of the table, its zeros too, without narrowing to a sensitive value: place -> line."""
    question = replace(asked.question, where=tuple(pair for pair in asked.question.where if pair[0] not in narrowed))
    wide = Figure(asked.indicator, question)
    lines = wide.children(*split) if children else wide.by(*split)
    units = list(dict.fromkeys(line.unit for line in lines)) or [None]
    axes = []
    for at, dimension in enumerate(wide.dimensions(split)):
        known = dimension.values(question)
        occurring = [choice for choice in [*known, NOT_RECORDED] if any(line.choices[at] == choice for line in lines)]
        axes.append(known if len(known) <= FEW_VALUES else occurring)
        axes[-1] = [*axes[-1], *(choice for choice in occurring if choice not in axes[-1])]
    counts = {(line.unit, line.choices): line for line in lines}
    table: dict[tuple[Any, ...], Line] = {}
    for unit in units:
        for choices in product(*axes):
            place = (unit.pk if unit else None, *(choice.key for choice in choices))
            table[place] = counts.get((unit, choices), Line(choices, 0, unit))
    return table


def _ratio(asked: RatioFigure, keys: tuple[str, ...], *, by: Actor, children: bool) -> list[Shown]:
    """A share is hidden where its numerator is."""
    above = _shown_guarded(asked.numerator, keys, by=by, children=children)
    counts = asked.denominator.children(*keys) if children else asked.denominator.by(*keys)
    below = {(line.unit, line.choices): line.value for line in counts}
    return [replace(one, line=replace(one.line, value=asked.divided(int(one.line.value or 0), int(below.get((one.line.unit, one.line.choices)) or 0)))) for one in above]
