"""Pictures of figures, drawn on the server: the same on every screen and in print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt
import vl_convert

from coso.common.vietnamese import number

# Each becomes the theme's own colour (tokens.css) once the picture is drawn.
COLOURS = ["#9b1c1c", "#3b6a94", "#8a6a1f", "#4c7a55"]
TEXT, LINE = "#35302c", "#e2dcd3"
THEMED = {**{colour: f"var(--chart-{place})" for place, colour in enumerate(COLOURS, 1)}, TEXT: "var(--text)", LINE: "var(--line)"}
FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
MOST_BARS = 25


# Vega measures Vietnamese letters too narrow: without room at the left the longest label would lose its first one.
SIDES = {"left": 16, "right": 8, "top": 5, "bottom": 5}


@dataclass(frozen=True)
class Bar:
    """One bar: its place on the axis, its length, and the group it belongs to where bars stand side by side."""

    label: str
    value: float
    group: str = ""


def bars(rows: Sequence[Bar], *, width: int = 460, integers: bool = True) -> str:
    """Horizontal bars as SVG in the theme's colours; nothing when there is nothing to draw."""
    drawn = _drawn(_specification(rows, width, integers=integers), thousands=number(1000)[1]) if _worth(rows) else ""
    for colour, name in THEMED.items():
        drawn = drawn.replace(f'"{colour}"', f'"{name}"')
    return drawn.replace("<svg ", '<svg data-themed="" ', 1)


def _worth(rows: Sequence[Bar]) -> bool:
    return any(row.value for row in rows) and len({row.label for row in rows}) <= MOST_BARS


@lru_cache(maxsize=256)
def _drawn(specification: str, *, thousands: str) -> str:
    """Drawn once for the same content; numbers as the page writes them."""
    form = {"decimal": "," if thousands == "." else ".", "thousands": thousands, "grouping": [3], "currency": ["", ""]}
    return str(vl_convert.vegalite_to_svg(specification, format_locale=form))


def _specification(rows: Sequence[Bar], width: int, *, integers: bool) -> str:
    groups = list(dict.fromkeys(row.group for row in rows))
    labels = list(dict.fromkeys(row.label for row in rows))
    data = alt.Data(values=[{"label": row.label, "value": row.value, "group": row.group} for row in rows])
    ticks: dict[str, Any] = {"tickMinStep": 1} if integers else {}
    x = alt.X("value:Q", title=None, axis=alt.Axis(tickCount=6, domain=False, ticks=False, **ticks))
    y = alt.Y("label:N", title=None, sort=labels, axis=alt.Axis(labelLimit=260, domain=False, ticks=False))
    chart = alt.Chart(data, width=width, padding=SIDES, height=alt.Step(24 if len(groups) < 2 else 13 * len(groups) + 8)).mark_bar()
    if len(groups) > 1:
        legend = alt.Legend(title=None, orient="top", symbolType="square", columnPadding=40)
        colour = alt.Color("group:N", sort=groups, legend=legend, scale=alt.Scale(domain=groups, range=COLOURS[: len(groups)]))
        chart = chart.encode(x=x, y=y, yOffset=alt.YOffset("group:N", sort=groups), color=colour)
    else:
        chart = chart.encode(x=x, y=y, color=alt.value(COLOURS[0]))
    return json.dumps(_in_house_style(chart).to_dict() | {"background": None})


def _in_house_style(chart: Any) -> Any:
    words = {"labelFont": FONT, "labelColor": TEXT, "labelFontSize": 13}
    return chart.configure_axis(**words, gridColor=LINE).configure_legend(**words).configure_view(stroke=None)
