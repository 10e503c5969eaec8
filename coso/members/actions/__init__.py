"""Every way a member's record may change. Screen, import, API and job call these and nothing else."""

from coso.members.actions.accounts import HandedOut, hand_out_codes, join_account, part_account
from coso.members.actions.add import NewMember, add_member, add_members, undo_additions
from coso.members.actions.correct import (
    Correction,
    correct_member,
    correct_members,
    undo_corrections,
    undo_recognitions,
)
from coso.members.actions.life import (
    change_activity,
    end_guest_stay,
    enter_activity,
    leave,
    move_member,
    place_member,
    readmit,
    receive_guest,
    recognise,
    restore,
    strike_off,
    undo_leave,
)
from coso.members.actions.merge import MEMBERSHIP, merge_members, unmerge
from coso.members.actions.papers import attach, qualify, withdraw_attachment
from coso.members.actions.regroup import regroup_members
from coso.members.actions.requests import (
    answer_correction,
    ask_correction,
    ask_correction_for,
    value_of,
)

__all__ = [
    "MEMBERSHIP", "Correction", "HandedOut", "NewMember", "add_member", "add_members", "answer_correction", "ask_correction", "ask_correction_for", "attach",
    "change_activity", "correct_member", "correct_members", "end_guest_stay", "enter_activity", "hand_out_codes", "join_account", "leave", "merge_members", "move_member", "part_account", "place_member",
    "qualify", "readmit", "receive_guest", "recognise", "regroup_members", "restore", "strike_off", "undo_additions", "undo_corrections", "undo_leave", "undo_recognitions", "unmerge", "value_of", "withdraw_attachment",
]
