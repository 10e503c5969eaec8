"""Members are told what concerns them, in the transaction of the act; choose how; and the worker hands over what goes out."""

from coso.notices.actions.choosing import Wish, add_phone, choose, end_phone, end_phones_of
from coso.notices.actions.sending import Bundle, end_address, lease, note
from coso.notices.actions.telling import KEPT, forget, join, tell

__all__ = ["KEPT", "Bundle", "Wish", "add_phone", "choose", "end_address", "end_phone", "end_phones_of", "forget", "join", "lease", "note", "tell"]
