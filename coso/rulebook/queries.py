"""The rulebook as pages read it: by time, by day, between two days, one value through its versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coso.common.fields import field_of
from coso.common.vietnamese import fold
from coso.rulebook import rules
from coso.rulebook.book import Key, Regulation, Rule, book
from coso.rulebook.enums import RuleStatus
from coso.rulebook.local import as_rule
from coso.rulebook.models import LocalClosure, LocalRule

# The first word of a key, in the order of the table of rules.
GROUPS: dict[str, Any] = {
    "org": gettext_lazy("Organisation"),
    "admission": gettext_lazy("Admission"),
    "readmission": gettext_lazy("Re-admission"),
    "probation": gettext_lazy("Probation and recognition"),
    "party_age": gettext_lazy("Party age"),
    "vote": gettext_lazy("Votes"),
    "card": gettext_lazy("Party cards"),
    "file": gettext_lazy("Members' files"),
    "badge": gettext_lazy("Party badges"),
    "transfer": gettext_lazy("Transfer"),
    "residence": gettext_lazy("Residence"),
    "exemption": gettext_lazy("Exemption"),
    "removal": gettext_lazy("Removal from the roll"),
    "screening": gettext_lazy("Screening"),
    "meeting": gettext_lazy("Branch meetings"),
    "dialogue": gettext_lazy("Dialogue"),
    "review": gettext_lazy("Yearly review"),
    "award": gettext_lazy("Commendations"),
    "discipline": gettext_lazy("Discipline"),
    "supervision": gettext_lazy("Supervision"),
    "inspection": gettext_lazy("Inspection"),
    "papers": gettext_lazy("Papers of inspection"),
    "planning": gettext_lazy("Planning of cadres"),
    "committee": gettext_lazy("Committees"),
    "training": gettext_lazy("Training"),
    "dues": gettext_lazy("Dues"),
    "doc": gettext_lazy("Layout of papers"),
    "secret": gettext_lazy("State secrets"),
    "procedure": gettext_lazy("Electronic procedures"),
    "privacy": gettext_lazy("Personal data"),
    "security": gettext_lazy("Security of systems"),
    "figure": gettext_lazy("Figures"),
}

SCOPES: dict[str, Any] = {
    rules.GRASSROOTS: gettext_lazy("Grass-roots units"),
    rules.SUBORDINATE: gettext_lazy("Subordinate branches"),
}


@dataclass(frozen=True)
class Line:
    """A key, and what holds on the day; `rule` is None where nothing is known."""

    key: Key
    rule: Rule | None

    @property
    def group(self) -> str:
        return str(GROUPS[self.key.group])


def by_time(text: str = "") -> list[tuple[Regulation, int]]:
    """Regulations with how many values each gives, the youngest first, those without a date last; narrowed to those that hold all the words."""
    given = dict.fromkeys(book().regulations, 0)
    for row in _all_rules():
        given[row.regulation.symbol] += 1
    found = [one for one in book().regulations.values() if _holds(text, one.symbol, str(one), one.title, one.issuer, one.place)]
    found.sort(key=lambda one: (one.begins or date.min, one.symbol), reverse=True)
    return [(one, given[one.symbol]) for one in found]


def _all_rules() -> Iterable[Rule]:
    return (rule for rows in book().rules.values() for rule in rows)


def _holds(text: str, *texts: Any) -> bool:
    """Whether the texts together hold every word, without regard to marks and case."""
    whole = fold(" ".join(f"{one.en} {one.vi}" if hasattr(one, "vi") else str(one) for one in texts))
    return all(word in whole for word in fold(text).split())


def successors(regulation: Regulation) -> list[Regulation]:
    return [one for one in book().regulations.values() if regulation.symbol in one.replaces]


def predecessors(regulation: Regulation) -> list[Regulation]:
    return [book().regulations[symbol] for symbol in regulation.replaces]


def regulation_of(slug: str) -> Regulation | None:
    return next((one for one in book().regulations.values() if one.slug == slug), None)


def values_of(regulation: Regulation) -> list[Rule]:
    """What the regulation says, in the order of its file."""
    return [rule for rule in _all_rules() if rule.regulation.symbol == regulation.symbol]


def values_on(day: date, unit: Any, *, text: str = "", group: str = "", status: str = "") -> list[Line]:
    """Every key with what holds on the day for the unit; `status` may be `none` for what nobody knows."""
    asked = rules.on(day, unit)
    lines = [Line(key, asked.find(name)) for name, key in book().keys.items() if not group or key.group == group]
    return [line for line in lines if _has(line, status) and _holds(text, line.key.name, line.key.title, line.group, *_said(line))]


def _has(line: Line, status: str) -> bool:
    if status == "none":
        return line.rule is None
    return not status or bool(line.rule and line.rule.status == status)


def _said(line: Line) -> list[object]:
    return [line.rule.symbols, line.rule.said, line.rule.note] if line.rule else []


def versions(key: str, unit: Any) -> list[Rule]:
    """Every value the key had or will have, in regulations and in local entries that reach the unit, the youngest first."""
    entries = [as_rule(row) for row in LocalRule.objects.for_unit(unit).filter(key=key).select_related("unit")]
    found = [*entries, *rules.all_of(key)]
    return sorted(found, key=lambda rule: (rule.valid_from or date.min, bool(rule.local)), reverse=True)


def entries_of(key: str) -> QuerySet[LocalRule]:
    """The local entries of a key in all units, with who made them, the youngest first."""
    return LocalRule.objects.filter(key=key).select_related("unit", "entered_by").order_by("-valid_from", "-pk")


@dataclass(frozen=True)
class Change:
    """What differs between two days: None where nothing is known on that day."""

    key: Key
    before: Rule | None
    after: Rule | None

    @property
    def kind(self) -> str:
        """new, ended, value, or source where another regulation says the same."""
        if self.before is None or self.after is None:
            return "new" if self.before is None else "ended"
        return "source" if self.before.said == self.after.said and self.before.counted_from == self.after.counted_from else "value"

    @property
    def sentence(self) -> str:
        said = {"new": _("New"), "ended": _("Ended"), "value": _("Changed"), "source": _("Same value, other regulation")}
        return said[self.kind]


def changes(first: date, second: date, unit: Any) -> list[Change]:
    """What another rule decides on `second` than on `first`, in the order of the keys."""
    before, after = rules.on(first, unit), rules.on(second, unit)
    found = (Change(key, before.find(name), after.find(name)) for name, key in book().keys.items())
    return [one for one in found if _identity(one.before) != _identity(one.after)]


def _identity(rule: Rule | None) -> tuple[Any, ...]:
    return (rule.regulation.symbol, rule.valid_from, str(rule.written), rule.status, rule.local) if rule else ()


def days_of_change() -> list[date]:
    """The days on which a regulation began, the latest first: where a comparison is worth a look."""
    return sorted({rule.valid_from for rule in _all_rules() if rule.valid_from and not rule.from_year}, reverse=True)


def disagreements(day: date, unit: Any) -> list[Rule]:
    """What waits for a choice of the administrator: sources disagree on the day."""
    return [line.rule for line in values_on(day, unit, status=RuleStatus.CONFLICT) if line.rule]


def lapsed(day: date, unit: Any) -> list[tuple[Key, Rule]]:
    """Keys that had a value, of which nothing is known on the day, each with the last value known."""
    found = []
    for line in values_on(day, unit, status="none"):
        past = [rule for rule in rules.all_of(line.key.name) if rule.known and rule.everywhere and rule.valid_to and rule.valid_to <= day]
        if past:
            found.append((line.key, max(past, key=lambda rule: rule.valid_to or day)))
    return found


def closures(unit: Any, year: int) -> QuerySet[LocalClosure]:
    """The days off entered for the unit or above it that touch a year, withdrawn ones too."""
    return LocalClosure.objects.for_unit(unit).touching(date(year, 1, 1), date(year + 1, 1, 1)).select_related("unit", "entered_by").order_by("valid_from")


def units() -> Any:
    """Units, which lie above the rulebook: reached through the field that names them."""
    above: Any = field_of(LocalRule, "unit").related_model
    return above.objects


def units_with(permission: str, user: Any) -> list[Any]:
    """The highest units in which the user has the permission; the rulebook lies below the tree and only names units."""
    return [unit for lo, hi in user.intervals(permission) for unit in _side_by_side(lo, hi)]


def _side_by_side(lo: int, hi: int) -> Iterable[Any]:
    """The units that together fill `[lo, hi)`, none under another."""
    while unit := units().filter(position__gte=lo, position__lt=hi).order_by("position").first():
        yield unit
        lo = unit.position_end


def unit_asked(key: str, user: Any) -> Any:
    """The unit a page was asked for, if the reader may see it; None when none was named."""
    return units().visible_to(user).filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None


def scopes_of(key: str) -> list[tuple[str, Any]]:
    """For which kinds of unit regulations tell the value apart; one entry where they do not."""
    found = sorted({rule.scope for rule in rules.all_of(key)} - {""})
    return [("", _("All units")), *((scope, SCOPES[scope]) for scope in found)]


def eve(day: date) -> date:
    return day - timedelta(days=1)


def for_some(key: str, day: date) -> list[Rule]:
    """The values of the day that hold for some kind of unit or in some place only, the wider first."""
    found = [rule for rule in rules.all_of(key) if rule.holds_on(day) and rule.known]
    return sorted(found, key=lambda rule: (not rule.everywhere, rule.scope != rules.GRASSROOTS))
