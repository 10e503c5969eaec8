"""What the rulebook says on a day: `rules.on(day, unit).share("admission.vote_share")`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from coso.common import vietnamese
from coso.common.errors import NoConfirmedRule, NotSettled, RuleBroken
from coso.rulebook import local
from coso.rulebook.book import Book, Key, Rule, book, fits, typed
from coso.rulebook.enums import COUNTS, RuleStatus, ValueType
from coso.rulebook.shares import Share
from coso.rulebook.spans import Span

# Some values differ by kind of unit; the regulations speak of these two.
GRASSROOTS, SUBORDINATE = "grassroots_unit", "subordinate_branch"
SCOPE_OF_KIND = {
    "commune_organisation": GRASSROOTS, "grassroots_party_organisation": GRASSROOTS, "grassroots_branch": GRASSROOTS,
    "subordinate_branch": SUBORDINATE,
}
DIGITS_OF_PROVINCE = 2
MOST_DAYS_OFF = 366


@dataclass(frozen=True)
class Deadline:
    """The last day of a length of time, with the rule that gives it."""

    day: date
    rule: Rule


@dataclass(frozen=True)
class RulesOnDay:
    """The values in force on `day` for `unit`; without a unit, those that hold everywhere.

    Each question raises LookupError for a key nobody knows, NoConfirmedRule where no value is known on that day and
    NotSettled where sources disagree and the administrator has not chosen. `find` and `rule` do not ask for a choice.
    """

    day: date
    unit: Any = None

    def get(self, key: str, scope: str = "") -> Any:
        """The value itself, typed as the key's type says."""
        return self.decisive(key, scope).value

    def number(self, key: str, scope: str = "") -> int | Decimal:
        value: int | Decimal = _expect(self.decisive(key, scope), COUNTS).value
        return value

    def share(self, key: str, scope: str = "") -> Share:
        """A share to be reached; a percentage is one of a hundred."""
        rule = _expect(self.decisive(key, scope), {ValueType.SHARE, ValueType.PERCENT})
        return rule.value if isinstance(rule.value, Share) else _hundredths(rule.value)

    def text(self, key: str, scope: str = "") -> str:
        return str(_expect(self.decisive(key, scope), {ValueType.TEXT}).value)

    def flag(self, key: str, scope: str = "") -> bool:
        return bool(_expect(self.decisive(key, scope), {ValueType.FLAG}).value)

    def span(self, key: str, scope: str = "") -> Span:
        """A length of time; `.after(day, closures)` counts it."""
        return self.decisive(key, scope).span

    def deadline(self, key: str, start: date, scope: str = "") -> Deadline:
        """The last day of the length of time from `start`, in working days without public holidays and the unit's days off."""
        return self._last_day(self.decisive(key, scope), start)

    def reminder(self, key: str, start: date, scope: str = "") -> Deadline:
        """As `deadline`, but where sources disagree by the shorter reading: to remind, never to refuse."""
        return self._last_day(self.for_reminder(key, scope), start)

    def _last_day(self, rule: Rule, start: date) -> Deadline:
        return Deadline(rule.span.after(start, self.closures), rule)

    @cached_property
    def closures(self) -> frozenset[date]:
        """The days off of the unit besides the public holidays."""
        return local.closures_of(self.unit)

    def decisive(self, key: str, scope: str = "") -> Rule:
        """The value with its source, fit to decide by."""
        rule = self.rule(key, scope)
        if rule.settled:
            return rule
        raise NotSettled(
            _("Sources disagree on “%(key)s”: %(said)s (%(regulation)s). Nothing was decided. The administrator must settle the value on the page of the rule.")
            % {"key": rule.title, "said": rule.said, "regulation": rule.symbols}
        )

    def for_reminder(self, key: str, scope: str = "") -> Rule:
        """The value to remind by: where sources disagree, the shorter or stricter reading; `readings` tells all of them."""
        return self.rule(key, scope).cautious

    def rule(self, key: str, scope: str = "") -> Rule:
        """The value with its regulation, article, status, period and source. A local one goes first, then the narrower scope."""
        if found := self.find(key, scope):
            return found
        raise NoConfirmedRule(not_known(key, self.day))

    def find(self, key: str, scope: str = "") -> Rule | None:
        """As `rule`, but None where no value is known."""
        scope = scope or SCOPE_OF_KIND.get(getattr(self.unit, "kind", ""), "")
        found = self._local(key, scope) or _in_force(key, scope, province_of(self.unit), self.day)
        return replace(found, asked_on=self.day, asked_unit=getattr(self.unit, "pk", None)) if found else None

    def _local(self, key: str, scope: str) -> Rule | None:
        rows = [rule for rule in local.rules_of(self.unit).get(key, ()) if rule.scope in {scope, ""} and rule.holds_on(self.day)]
        return max(rows, key=lambda rule: bool(rule.scope), default=None)


def on(day: date, unit: Any = None) -> RulesOnDay:
    return RulesOnDay(day, unit)


def province_of(unit: Any) -> str:
    """The province's part of the unit's code; empty where it is not known."""
    return str(getattr(unit, "code", ""))[:DIGITS_OF_PROVINCE]


def _expect(rule: Rule, types: frozenset[ValueType] | set[ValueType]) -> Rule:
    if rule.about.type not in types:
        raise TypeError(f"{rule.key} is a {rule.about.type}")
    return rule


def _hundredths(value: int | Decimal) -> Share:
    part = Fraction(value) / 100
    return Share(part.numerator, part.denominator)


@lru_cache(maxsize=20_000)
def _in_force(key: str, scope: str, province: str, day: date) -> Rule | None:
    rows = [rule for rule in all_of(key) if rule.scope in {scope, ""} and reaches(rule, province) and rule.holds_on(day)]
    best = max(rows, key=lambda rule: (not rule.everywhere, bool(rule.scope)), default=None)
    if best is None or not best.known:
        return None
    doubtful = best.doubtful_from and day >= best.doubtful_from and best.status == RuleStatus.OFFICIAL
    return replace(best, status=RuleStatus.SECONDARY) if doubtful else best


def reaches(rule: Rule, province: str) -> bool:
    """Whether the rule holds in the province; one of a place without a code is an example only."""
    return rule.everywhere or bool(rule.province and rule.province == province)


def all_of(key: str) -> tuple[Rule, ...]:
    """Every value the key ever had, as the files have them."""
    known(key)
    return book().rules.get(key, ())


def known(key: str) -> Key:
    try:
        return book().keys[key]
    except KeyError:
        raise LookupError(f"the rulebook knows no key {key!r}") from None


def title_of(key: str) -> str:
    return str(known(key).title)


def check_value(key: str, written: Any) -> None:
    """A local value has the type its key asks for."""
    about = known(key)
    try:
        right = fits(about.type, typed(written, about.type))
    except (TypeError, ValueError, ArithmeticError):
        right = False
    if not right:
        raise RuleBroken(_("“%(value)s” is no value for “%(key)s”. Nothing was changed. Write it as the example beside the field shows.") % {"value": written, "key": about.title})


def check_grounds(paper: str, reason: str) -> None:
    if not paper or not reason:
        raise RuleBroken(_("A local entry needs its paper and a reason. Nothing was changed. Enter both."))


def check_days_off(first: date, last: date) -> None:
    if last < first:
        raise RuleBroken(_("The last day off is before the first. Nothing was changed. Check both days."))
    if (last - first).days >= MOST_DAYS_OFF:
        raise RuleBroken(_("More than a year of days off can not be meant. Nothing was changed. Check both days."))


def named(rule: Rule) -> str:
    """The regulation a value comes from, with a word where nobody has compared it with the official text."""
    if rule.confirmed:
        return rule.symbols
    return _("%(regulation)s, not checked against the official text") % {"regulation": rule.symbols}


def not_known(key: str, day: date) -> str:
    """The sentence for a value nobody knows on a day: where to look, or who alone has set one."""
    told = {"key": title_of(key), "day": vietnamese.date(day), "regulation": where_to_look(book(), key, day)}
    if elsewhere := [rule for rule in all_of(key) if rule.holds_on(day) and not rule.everywhere]:
        told["regulation"] = elsewhere[0].symbols
        return _("The rulebook has no value for “%(key)s” here on %(day)s; %(regulation)s holds elsewhere only. Nothing was decided. Ask the administrator to settle the value.") % told
    return _("The rulebook has no confirmed value for “%(key)s” on %(day)s; look in %(regulation)s. Nothing was decided. Ask the administrator to settle the value.") % told


def where_to_look(known: Book, key: str, day: date) -> str:
    """The regulation that governs the key on the day, as far as the register tells."""
    rows = known.rules[key]
    if unread := [rule for rule in rows if rule.holds_on(day)]:
        return str(unread[0].regulation)
    ended = [rule for rule in rows if rule.valid_to and rule.valid_to <= day and rule.replaced_by]
    if ended:
        return max(ended, key=lambda rule: rule.valid_to or date.min).replaced_by[-1]
    return _before(known, rows[0].regulation.symbol, day)


def _before(known: Book, symbol: str, day: date) -> str:
    """Back along what each regulation replaced, to the first one in force on the day."""
    regulation = known.regulations[symbol]
    if (regulation.in_force_from and regulation.in_force_from <= day) or not regulation.replaces:
        return str(regulation)
    return _before(known, regulation.replaces[0], day)
