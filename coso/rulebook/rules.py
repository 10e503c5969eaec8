"""What the rulebook says on a day: `rules.on(day).get("org.min_official_members")`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from coso.common.errors import NoConfirmedRule
from coso.rulebook.book import Book, Rule, book
from coso.rulebook.enums import subject_of


@dataclass(frozen=True)
class RulesOnDay:
    """The values in force on `day`; `unit` is where they are asked for, since a province may set its own."""

    day: date
    unit: Any = None

    def get(self, key: str, scope: str = "") -> Any:
        """The value itself. NoConfirmedRule where no value is known on that day; LookupError for an unknown key."""
        return self.rule(key, scope).value

    def rule(self, key: str, scope: str = "") -> Rule:
        """The value with its regulation, article, status, period and source. A narrower scope goes before none."""
        if found := self.find(key, scope):
            return found
        raise NoConfirmedRule(
            _("The rulebook has no confirmed value about %(subject)s for %(day)s; it should stand in %(regulation)s. Nothing was decided. Ask the administrator to settle the value.")
            % {"subject": subject_of(key), "day": f"{self.day:%d/%m/%Y}", "regulation": where_to_look(book(), key, self.day)}
        )

    def find(self, key: str, scope: str = "") -> Rule | None:
        """As `rule`, but None where no value is known."""
        return _in_force(key, scope, self.day)


def on(day: date, unit: Any = None) -> RulesOnDay:
    return RulesOnDay(day, unit)


@lru_cache(maxsize=10_000)
def _in_force(key: str, scope: str, day: date) -> Rule | None:
    rows = [rule for rule in all_of(key) if rule.scope in {scope, ""} and rule.holds_on(day)]
    best = max(rows, key=lambda rule: bool(rule.scope), default=None)
    return best if best and best.known else None


def all_of(key: str) -> tuple[Rule, ...]:
    """Every value the key ever had, as the files have them."""
    try:
        return book().rules[key]
    except KeyError:
        raise LookupError(f"the rulebook knows no key {key!r}") from None


def named(rule: Rule) -> str:
    """The regulation a value comes from, with a word where nobody has compared it with the official text."""
    if rule.confirmed:
        return rule.regulation.symbol
    return _("%(regulation)s, not checked against the official text") % {"regulation": rule.regulation.symbol}


def where_to_look(known: Book, key: str, day: date) -> str:
    """The regulation that governs the key on the day, as far as the register tells."""
    rows = known.rules[key]
    if unread := [rule.regulation.symbol for rule in rows if rule.holds_on(day)]:
        return unread[0]
    ended = [rule for rule in rows if rule.valid_to and rule.valid_to <= day and rule.replaced_by]
    if ended:
        return max(ended, key=lambda rule: rule.valid_to or date.min).replaced_by
    return _before(known, rows[0].regulation.symbol, day)


def _before(known: Book, symbol: str, day: date) -> str:
    """Back along what each regulation replaced, to the first one in force on the day."""
    regulation = known.regulations[symbol]
    if (regulation.in_force_from and regulation.in_force_from <= day) or not regulation.replaces:
        return symbol
    return _before(known, regulation.replaces[0], day)
