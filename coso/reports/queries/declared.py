"""The reports there are, each a page of declarations over indicators."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from coso.common.errors import CosoError


class NoSuchReport(CosoError):
    """Asked for a report that nobody declared; names the nearest."""


@dataclass(frozen=True)
class Part:
    """Lines of a section: the indicator itself, narrowed by `where`; with `by`, a line for each value below it.

    label: in place of the indicator's name. level: 1 for a part of the line before.
    """

    indicator: str
    by: str = ""
    where: tuple[tuple[str, str], ...] = ()
    label: Any = ""
    own_line: bool = True
    level: int = 0


@dataclass(frozen=True)
class Section:
    """A table. compared: with a year before and with the end of last year; else by unit below, one column a part."""

    title: Any
    parts: tuple[Part, ...]
    compared: bool = True


@dataclass(frozen=True)
class Report:
    """A report: sections over a unit as of a day."""

    key: str
    name: Any
    sections: tuple[Section, ...]
    version: int = 1


WOMEN = (("sex", "female"),)
MINORITY = (("minority", "true"),)

MEMBER_STATISTICS = Report(
    key="member_statistics",
    name=_lazy("Statistics of party members"),
    sections=(
        Section(_lazy("Members"), (
            Part("members.count", by="status"),
            Part("members.count", where=WOMEN, label=_lazy("Women"), level=1),
            Part("members.count", where=MINORITY, label=_lazy("Members of ethnic minorities"), level=1),
            Part("members.count", where=(("activity", "exempt"),), label=_lazy("Exempt from work and meetings"), level=1),
            Part("members.count", where=(("activity", "working_away"),), label=_lazy("Working away"), level=1),
            Part("members.women_share"), Part("members.minority_share"), Part("members.per_branch"),
        )),
        Section(_lazy("Age"), (Part("members.count", by="age_band", own_line=False),)),
        Section(_lazy("Party age, in years"), (Part("members.count", by="party_age_band", own_line=False),)),
        Section(_lazy("General education"), (Part("members.count", by="general_education", own_line=False),)),
        Section(_lazy("Professional education"), (Part("members.count", by="professional_level", own_line=False),)),
        Section(_lazy("Political theory"), (Part("members.count", by="political_theory", own_line=False),)),
        Section(_lazy("Sector of the branch"), (Part("members.count", by="sector", own_line=False),)),
        Section(_lazy("Since the beginning of the year"), (
            Part("members.admitted", by="age_band"),
            Part("members.admitted", where=WOMEN, label=_lazy("Women"), level=1),
            Part("members.admitted", where=MINORITY, label=_lazy("Members of ethnic minorities"), level=1),
            Part("members.recognised"),
            Part("members.left", by="way"),
        )),
        Section(_lazy("Party organisations"), (
            Part("units.grassroots"), Part("branches.count", by="sector"), Part("units.joint_branches"), Part("areas.without_branch"), Part("areas.without_member"),
        )),
        Section(_lazy("By unit below"), (
            Part("members.count"), Part("members.count", where=(("status", "official"),), label=_lazy("Official")),
            Part("members.count", where=(("status", "probationary"),), label=_lazy("Probationary")),
            Part("members.count", where=WOMEN, label=_lazy("Women")), Part("members.count", where=MINORITY, label=_lazy("Ethnic minority")),
            Part("members.admitted"),
        ), compared=False),
    ),
)

REPORTS = {report.key: report for report in (MEMBER_STATISTICS,)}


def report_of(key: str) -> Report:
    """The report of that key; else NoSuchReport with the nearest."""
    if key in REPORTS:
        return REPORTS[key]
    near = get_close_matches(key, REPORTS, n=1, cutoff=0)[0]
    raise NoSuchReport(_("There is no report “%(key)s”. Nearest: %(near)s.") % {"key": key, "near": near})
