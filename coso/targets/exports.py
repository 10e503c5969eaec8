"""The trend of a target as a picture: what was reached, beside what was expected."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.figures.exports import Bar, bars
from coso.targets.queries import Progress


def trend_picture(points: Sequence[Progress]) -> str:
    """Bars by day, as SVG; nothing when nothing has been reached."""
    drawn = []
    for one in points:
        day = vietnamese.date(one.on)
        drawn += [Bar(day, float(one.reached or 0), _("Result so far")), Bar(day, float(one.expected or 0), _("Expected by the day"))]
    return bars(drawn, integers=False) if any(one.reached for one in points) else ""
