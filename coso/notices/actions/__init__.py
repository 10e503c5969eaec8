"""Members are told what concerns them, in the transaction of the act; choose how; and the worker hands over what goes out."""

from coso.notices.actions.addresses import (
    ask_mail_code,
    confirm_mail,
    end_ways_of,
    stop_mail,
    want_texts,
)
from coso.notices.actions.choosing import Wish, add_phone, choose, end_phone
from coso.notices.actions.sending import Bundle, end_address, lease, note
from coso.notices.actions.telling import KEPT, forget, join, tell

__all__ = ["KEPT", "Bundle", "Wish", "add_phone", "ask_mail_code", "choose", "confirm_mail", "end_address", "end_phone", "end_ways_of", "forget", "join", "lease", "note", "stop_mail", "tell", "want_texts"]
