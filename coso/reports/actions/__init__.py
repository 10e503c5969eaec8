"""Write a report, settle it for ever with where each number came from, sign it off, send it up, hand it back; ask others for theirs."""

from coso.reports.actions.calls import call_reports, end_call
from coso.reports.actions.settling import SETTLE, ask_to_freeze_report, freeze_report
from coso.reports.actions.templates import keep_template
from coso.reports.actions.way import (
    accept_report,
    check_report,
    hand_back,
    open_report,
    reopen_report,
    send_report,
    sign_report,
    write_part,
)

__all__ = [
    "SETTLE", "accept_report", "ask_to_freeze_report", "call_reports", "check_report", "end_call", "freeze_report", "hand_back", "keep_template", "open_report",
    "reopen_report", "send_report", "sign_report", "write_part",
]
