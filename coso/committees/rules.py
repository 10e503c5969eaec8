"""What may be said of a seat, and what the rulebook says of a committee's standing members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from coso.committees.models import CommitteeSeat
from coso.common.errors import RuleBroken
from coso.common.vietnamese import date as written
from coso.members.models import Member
from coso.org.kinds import BRANCH_KINDS
from coso.org.models import Unit
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule


def check_seat(unit: Unit, member: Member, since: date, *, standing: bool) -> None:
    if unit.ended_on and unit.ended_on <= since:
        raise RuleBroken(_("“%(unit)s” ended on %(day)s. Nothing was saved. Choose the unit that follows it.") % {"unit": unit, "day": written(unit.ended_on)})
    if member.left_on:
        raise RuleBroken(_("%(name)s is on the roll no longer. Nothing was saved.") % {"name": member.full_name})
    if standing and unit.kind in BRANCH_KINDS:
        raise RuleBroken(_("A branch has no standing committee. Nothing was saved. Take the mark away."))


def check_until(seat: CommitteeSeat, until: date) -> None:
    if until <= seat.valid_from:
        raise RuleBroken(_("The seat began on %(day)s; it can not end before. Nothing was saved. Check the day.") % {"day": written(seat.valid_from)})
    if seat.valid_to is not None:
        raise RuleBroken(_("The seat ended on %(day)s already. Nothing was saved.") % {"day": written(seat.valid_to)})


@dataclass(frozen=True)
class StandingShare:
    """How many of a committee sit in its standing committee, beside what the rule allows. How it rounds is not known: told, never refused."""

    standing: int
    members: int
    rule: Rule | None

    @property
    def above(self) -> bool:
        share = self.rule.value if self.rule and self.rule.settled else None
        return isinstance(share, Fraction) and self.members > 0 and Fraction(self.standing, self.members) > share


def standing_share(unit: Unit, day: date, standing: int, members: int) -> StandingShare:
    return StandingShare(standing, members, rulebook.on(day, unit).find("org.standing_committee_max_share"))
