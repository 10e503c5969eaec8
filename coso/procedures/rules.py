"""What the field's rules say about cases: deadlines, votes, and what a step still lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coso.ballots.models import Ballot
from coso.common.errors import RuleBroken
from coso.common.vietnamese import date as written
from coso.procedures.declarations import Deadline, Paper, Step
from coso.procedures.enums import CaseState, VoteWay
from coso.procedures.models import Case, CasePaper
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule
from coso.rulebook.shares import Share


@dataclass(frozen=True)
class Due:
    """A day by which a step is due, the day the count starts from, and the rule that says so."""

    on: date
    since: date
    rule: dict[str, Any]


def day_of_rules(case: Case, on: date) -> date:
    """The day whose rules hold: of the event, or of the opening where the procedure keeps its rules."""
    return case.opened_on if case.declared.keeps_rules else on


def due(case: Case, step: Step) -> Due | None:
    """By when a step is due; None without a deadline, before its count starts, or where the rulebook knows no value."""
    if step.deadline is None:
        return None
    since = counted_from(case, step.deadline)
    if since is None:
        return None
    if not step.deadline.rule:
        return Due(since, since, {})
    book = rulebook.on(day_of_rules(case, since), case.unit)
    rule = book.find(step.deadline.rule)
    return Due(rule.cautious.span.after(since, book.closures), since, as_kept(rule.cautious)) if rule else None


def counted_from(case: Case, deadline: Deadline) -> date | None:
    if callable(deadline.since):
        return deadline.since(case)
    if deadline.since == "opened":
        return case.opened_on
    return case.told_day(deadline.since)


def as_kept(rule: Rule) -> dict[str, Any]:
    """A value with its source, as a case keeps it beside what it decided."""
    value: Any = [str(one) for one in rule.value] if isinstance(rule.value, tuple) else str(rule.value)
    return {
        "key": rule.key, "value": value, "unit": rule.unit, "regulation": rule.regulation.symbol, "article": rule.article,
        "status": rule.status.value, "from": rule.valid_from.isoformat() if rule.valid_from else "", "source": rule.source,
    }


# --- votes ---------------------------------------------------------------------------------------

def share_of(rule: Rule) -> Share:
    """The share a rule asks for."""
    value = rule.value
    return value if isinstance(value, Share) else Share(value.numerator, value.denominator)


@dataclass(frozen=True)
class Count:
    """A vote as counted. issued, returned: of ballots; None for a show of hands."""

    way: str
    present: int
    in_favour: int
    against: int
    abstained: int = 0
    issued: int | None = None
    returned: int | None = None
    invalid: int = 0


def counted(ballot: Ballot) -> Count:
    """A closed ballot as a count; those who did not vote do not count as present."""
    told = {name: getattr(ballot, name) or 0 for name in ("in_favour", "against", "abstained", "invalid")}
    voted = ballot.voted or 0
    return Count(VoteWay.ELECTRONIC, voted, issued=voted, returned=voted, **told)


def check_count(count: Count, base: int) -> None:
    """Every sum must hold; else RuleBroken says which does not."""
    kept = _("Nothing was saved. Count again and correct the number.")
    if count.present > base:
        raise RuleBroken(_("%(present)d were present, but only %(base)d have a vote.") % {"present": count.present, "base": base} + " " + kept)
    told = count.in_favour + count.against + count.abstained
    if count.way == VoteWay.SHOW_OF_HANDS:
        if told != count.present:
            raise RuleBroken(_("For, against and abstained make %(told)d, but %(present)d were present.") % {"told": told, "present": count.present} + " " + kept)
        return
    issued, returned = count.issued or 0, count.returned or 0
    if not returned <= issued <= count.present:
        raise RuleBroken(_("%(issued)d ballots were handed out and %(returned)d came back, with %(present)d present; that cannot be.") % {"issued": issued, "returned": returned, "present": count.present} + " " + kept)
    if told + count.invalid != returned:
        raise RuleBroken(_("For, against, abstained and invalid make %(told)d, but %(returned)d ballots came back.") % {"told": told + count.invalid, "returned": returned} + " " + kept)


# --- what a case may do ---------------------------------------------------------------------------

def check_open(case: Case) -> None:
    if case.state != CaseState.OPEN:
        raise RuleBroken(_("Case %(number)s is closed (%(state)s). Nothing was saved.") % {"number": case.number, "state": case.get_state_display()})


def wrote(case: Case) -> bool:
    """Whether a step that was done has written into other records: the case is then brought to its end, not stopped."""
    return any(step.do and step.key in case.facts for step in case.declared.steps)


def check_may_stop(case: Case) -> None:
    if wrote(case):
        raise RuleBroken(_("What case %(number)s decided already stands in the records, so it cannot be stopped. Nothing was saved. Do the steps that are left.") % {"number": case.number})


def check_turn(case: Case, seen: int) -> None:
    """Two people acted at once: the first has won, this one is told."""
    if case.turn != seen:
        raise RuleBroken(_("Somebody else has gone on with case %(number)s since you opened it. Nothing of yours was saved. Open it again to see where it stands.") % {"number": case.number})


def check_day(case: Case, on: date, today: date) -> None:
    """A step counts from no day to come, and from none before the case was opened."""
    if on > today:
        raise RuleBroken(_("%(on)s has not come yet. Nothing was saved. Enter the day on which it happened.") % {"on": written(on)})
    if on < case.opened_on:
        raise RuleBroken(_("%(on)s lies before the case was opened on %(opened)s. Nothing was saved. Check the day.") % {"on": written(on), "opened": written(case.opened_on)})


def missing(step: Step, keys: Iterable[str]) -> list[Paper]:
    """The needed papers of a step that are not among those the case has."""
    have = set(keys)
    return [paper for paper in step.papers if paper.needed and paper.key not in have]


def check_papers(step: Step, keys: Iterable[str]) -> None:
    if lacking := missing(step, keys):
        names = "; ".join(str(paper.title) for paper in lacking)
        raise RuleBroken(
            ngettext("A paper is missing: %(names)s.", "Papers are missing: %(names)s.", len(lacking)) % {"names": names} + " "
            + _("The step was not recorded. Add them as files, or tick those you have seen on paper."),
        )


def rests_on(case: Case, key: str, *, copies: int) -> Step | None:
    """The step that counts as done on the strength of this needed paper; None where it may go. copies: the others that could take its place."""
    step, asked = case.declared.paper(key)
    return step if asked.needed and step.key in case.facts and not copies else None


def check_may_go(paper: CasePaper, case: Case, *, copies: int) -> None:
    """A needed paper of a step that counts as done stays, unless another copy takes its place."""
    if step := rests_on(case, paper.key, copies=copies):
        raise RuleBroken(_("The step “%(step)s” was done on the strength of this paper, so it stays with the case. Nothing was saved. Add the right copy first, then withdraw this one; or hand the case back to that step.") % {"step": step.title})
