"""Every way a case goes on. Pages, commands and reactions call these and nothing else."""

from coso.procedures.actions.cases import cancel, do_step, hand_back, open_case, refuse, reopen
from coso.procedures.actions.following import (
    end_of_member,
    follow,
    follow_below,
    follow_ended_unit,
    follow_member,
    follow_members,
    forget_person,
    stand_anew,
)
from coso.procedures.actions.ground import as_json, next_number
from coso.procedures.actions.papers import add_paper, require_a_side, withdraw_paper
from coso.procedures.actions.votes import base_of, closed_ballot, open_step_ballot

__all__ = ["add_paper", "as_json", "base_of", "cancel", "closed_ballot", "do_step", "end_of_member", "follow", "follow_below", "follow_ended_unit", "follow_member", "follow_members", "forget_person", "hand_back", "next_number", "open_case", "open_step_ballot", "refuse", "reopen", "require_a_side", "stand_anew", "withdraw_paper"]
