"""The reports there are, each a page of declarations over indicators."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from coso.common.errors import CosoError
from coso.org.models import Unit
from coso.reports.enums import Period
from coso.reports.models import ReportTemplate, UnitReport


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
    """A report over a unit: sections as of a day, or a text with placeholders (`coso.reports.queries.language`).

    period: what it is about; decides from when what happened counts, and with what it is compared. template: the
    office's template it comes from, if any.
    """

    key: str
    name: Any
    sections: tuple[Section, ...] = ()
    version: int = 1
    text: str = ""
    period: Period = Period.DAY
    template: int | None = None

    @property
    def period_name(self) -> Any:
        return self.period.label


WOMEN = (("sex", "female"),)
MINORITY = (("minority", "true"),)

MEMBER_STATISTICS = Report(
    key="member_statistics",
    name=gettext_lazy("Statistics of party members"),
    sections=(
        Section(gettext_lazy("Members"), (
            Part("members.count", by="status"),
            Part("members.count", where=WOMEN, label=gettext_lazy("Women"), level=1),
            Part("members.count", where=MINORITY, label=gettext_lazy("Members of ethnic minorities"), level=1),
            Part("members.count", where=(("activity", "exempt"),), label=gettext_lazy("Exempt from work and meetings"), level=1),
            Part("members.count", where=(("activity", "working_away"),), label=gettext_lazy("Working away"), level=1),
            Part("members.women_share"), Part("members.minority_share"), Part("members.per_branch"),
        )),
        Section(gettext_lazy("Age"), (Part("members.count", by="age_band", own_line=False),)),
        Section(gettext_lazy("Party age, in years"), (Part("members.count", by="party_age_band", own_line=False),)),
        Section(gettext_lazy("General education"), (Part("members.count", by="general_education", own_line=False),)),
        Section(gettext_lazy("Professional education"), (Part("members.count", by="professional_level", own_line=False),)),
        Section(gettext_lazy("Political theory"), (Part("members.count", by="political_theory", own_line=False),)),
        Section(gettext_lazy("Sector of the branch"), (Part("members.count", by="sector", own_line=False),)),
        Section(gettext_lazy("Since the beginning of the year"), (
            Part("members.admitted", by="age_band"),
            Part("members.admitted", where=WOMEN, label=gettext_lazy("Women"), level=1),
            Part("members.admitted", where=MINORITY, label=gettext_lazy("Members of ethnic minorities"), level=1),
            Part("members.recognised"),
            Part("members.left", by="way"),
        )),
        Section(gettext_lazy("Party organisations"), (
            Part("units.grassroots"), Part("branches.count", by="sector"), Part("units.joint_branches"), Part("areas.without_branch"), Part("areas.without_member"),
        )),
        Section(gettext_lazy("By unit below"), (
            Part("members.count"), Part("members.count", where=(("status", "official"),), label=gettext_lazy("Official")),
            Part("members.count", where=(("status", "probationary"),), label=gettext_lazy("Probationary")),
            Part("members.count", where=WOMEN, label=gettext_lazy("Women")), Part("members.count", where=MINORITY, label=gettext_lazy("Ethnic minority")),
            Part("members.admitted"),
        ), compared=False),
    ),
)

STANDING = Path(__file__).resolve().parent.parent / "standing"


def _standing() -> Iterator[Report]:
    """The texts that come with Coso, each a TOML file with name, version, period and text."""
    for path in sorted(STANDING.glob("*.toml")):
        kept = tomllib.loads(path.read_text())
        yield Report(key=path.stem, name=in_both(kept["name"]), version=kept["version"], period=Period(kept["period"]), text=kept["text"])


def _in_both(names: dict[str, str]) -> str:
    """The name in the reader's language."""
    return names["vi" if get_language() == "vi" else "en"]


in_both = lazy(_in_both, str)
REPORTS = {report.key: report for report in (MEMBER_STATISTICS, *_standing())}


def report_of(key: str, unit: Unit) -> Report:
    """The report of that key: a standing one, or the newest version of a template the unit may use; else NoSuchReport with the nearest."""
    if key in REPORTS:
        return REPORTS[key]
    usable = {report.key: report for report in reports_for(unit)}
    if key in usable:
        return usable[key]
    near = get_close_matches(key, usable, n=1, cutoff=0)[0]
    raise NoSuchReport(_("There is no report “%(key)s”. Nearest: %(near)s.") % {"key": key, "near": near})


def reports_for(unit: Unit) -> list[Report]:
    """The reports a unit may make: the standing ones, then the templates of its own and of the units above it."""
    return [*REPORTS.values(), *map(declared_by, templates_for(unit))]


def declared_by(template: ReportTemplate) -> Report:
    return Report(template.key, template.name, version=template.version, text=template.text, period=Period(template.period), template=template.pk)


def declared_of(work: UnitReport) -> Report:
    """The report as it was begun: a later version of its template does not change it."""
    return declared_by(work.template) if work.template else REPORTS[work.key]


def names_of(keys: Iterable[str]) -> dict[str, Any]:
    """What reports are called, by key; of a template the newest name."""
    wanted = set(keys)
    own = ReportTemplate.objects.filter(key__in=wanted - REPORTS.keys()).order_by("key", "-version").distinct("key") if wanted - REPORTS.keys() else []
    return {key: report.name for key, report in REPORTS.items() if key in wanted} | {one.key: one.name for one in own}


def templates_for(unit: Unit) -> list[ReportTemplate]:
    """The newest version of each template the unit may use: its own and those of the units above it."""
    above = [unit.pk, *Unit.objects.above(unit).values_list("pk", flat=True)]
    newest = ReportTemplate.objects.filter(unit__in=above).order_by("key", "-version").distinct("key")
    return sorted(newest, key=lambda one: one.name)
