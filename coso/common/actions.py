"""Verbs of what belongs to the reader alone."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coso.common.actors import Actor
from coso.common.errors import NotAllowed, RuleBroken
from coso.common.models import SavedFilter

LONGEST_NAME = 60


@transaction.atomic
def save_filter(*, by: Actor, table: str, name: str, query: str) -> SavedFilter:
    """Keep a list's address under a name; the same name again replaces it. Needs no permission: it is the reader's own."""
    if by.pk is None:
        raise NotAllowed(_("Only a person who is signed in can keep a filter. Nothing was saved."))
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise RuleBroken(_("A saved filter needs a name of 1 to 60 letters. Nothing was saved. Give it a short name."))
    return SavedFilter.objects.update_or_create(user_id=by.pk, table=table, name=name, defaults={"query": query})[0]


@transaction.atomic
def forget_filter(*, by: Actor, saved: SavedFilter) -> None:
    """Remove a saved filter; only its maker may."""
    if saved.user_id != by.pk:
        raise NotAllowed(_("This filter belongs to somebody else. Nothing was changed."))
    saved.delete()
