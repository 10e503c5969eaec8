"""The vote of a step: by hands, by ballots, or by a secret ballot on devices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coso.ballots.actions import open_ballot, void_ballot
from coso.ballots.models import Ballot
from coso.ballots.queries import standing
from coso.common.actors import Actor
from coso.common.errors import RuleBroken
from coso.procedures import queries, rules
from coso.procedures.actions.ground import require_in_hand, step_in_hand
from coso.procedures.declarations import Step
from coso.procedures.enums import Board
from coso.procedures.models import Case, CaseVote
from coso.rulebook import rules as rulebook


@transaction.atomic
def open_step_ballot(*, case: Case, seen: int, by: Actor, today: date) -> Ballot:
    """Put the vote of the step in hand to all who have a vote today, on their own devices or on paper."""
    now = require_in_hand(case, seen, by)
    step = step_in_hand(now)
    if step.vote is None or step.vote.board != Board.OFFICIAL_MEMBERS:
        raise RuleBroken(_("This step takes no secret ballot of the branch. Nothing was saved."))
    voters = list(queries.voters(now.unit, today))
    return open_ballot(subject=queries.subject_of_ballot(now, step), question=f"{step.title}: {now.title}"[:300], unit=now.unit, voters=voters, by=by)


def void_votes(case: Case, steps: Sequence[str], reason: str, by: Actor) -> None:
    """Votes of these steps count no more; it trusts its caller to have asked leave."""
    CaseVote.objects.filter(case=case, step__in=steps, void=False).update(void=True)
    for key in steps:
        if ballot := standing(queries.subject_of_ballot(case, case.declared.by_key[key])):
            void_ballot(ballot=ballot, reason=reason, by=by)


def base_of(case: Case, step: Step, on: date, exempt_present: int, committee: int) -> tuple[int, dict[str, int]]:
    """How many have a vote on the day, and how many were left out for which reason."""
    if step.vote and step.vote.board == Board.COMMITTEE:
        return committee, {}
    if ballot := closed_ballot(case, step):
        return ballot.base, {}
    here = queries.voting_base(case.unit, on)
    base = here.of(exempt_present)
    return base, {"elsewhere": here.elsewhere, "exempt": here.official - here.elsewhere - base}


def closed_ballot(case: Case, step: Step) -> Ballot | None:
    """The secret ballot on this step, once it is counted."""
    ballot = standing(queries.subject_of_ballot(case, step))
    return ballot if ballot and not ballot.is_open else None


def keep_vote(case: Case, step: Step, on: date, count: rules.Count | None, voters: tuple[int, dict[str, int]], adopted: bool | None) -> CaseVote:
    """Count a vote by the rule of the day and keep it; it trusts its caller to have asked leave."""
    ballot = closed_ballot(case, step)
    count = rules.counted(ballot) if ballot else count
    if step.vote is None or count is None:
        raise RuleBroken(_("This step takes a vote. Nothing was saved. Enter how the votes were cast."))
    base, left_out = voters
    book = rulebook.on(rules.day_of_rules(case, on), case.unit)
    said_by_board = step.vote.board_may_say and adopted is not None and book.find(step.vote.share) is None
    rule = None if said_by_board else book.decisive(step.vote.share)
    if not base:
        raise RuleBroken(_("Nobody has a vote here on this day. Nothing was saved. Check the unit's members and the day."))
    rules.check_count(count, base)
    share = rules.share_of(rule) if rule else None
    needed = share.needed(base) if share else None
    return CaseVote.objects.create(
        case=case, step=step.key, on=on, way=count.way, base=base, left_out=left_out,
        present=count.present, issued=count.issued, returned=count.returned, invalid=count.invalid, in_favour=count.in_favour,
        against=count.against, abstained=count.abstained, share=str(share or ""), needed=needed,
        passed=bool(adopted) if needed is None else count.in_favour >= needed, rule=rules.as_kept(rule) if rule else {},
    )


def lost(vote: CaseVote) -> str:
    if vote.needed is None:
        return _("%(for)d of %(base)d voted for it; the board declared it not adopted.") % {"for": vote.in_favour, "base": vote.base}
    return _("%(for)d of %(base)d voted for it; %(needed)d were needed (%(share)s).") % {"for": vote.in_favour, "base": vote.base, "needed": vote.needed, "share": vote.share}
