"""Guides as they are read: by topic, with their rules and what they lead to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coso.documents.rules import reaches
from coso.handbook.enums import Topic
from coso.handbook.models import Guide
from coso.handbook.rules import CORRECTION
from coso.procedures.declarations import PROCEDURES
from coso.rulebook import rules as rulebook
from coso.rulebook.book import Rule


def by_topic(guides: Iterable[Guide]) -> list[tuple[str, list[Guide]]]:
    """In the order of the topics; those of one topic stand together."""
    order = list(Topic.values)
    inside = sorted(guides, key=lambda one: order.index(one.topic))
    return [(str(Topic(topic).label), list(found)) for topic, found in groupby(inside, key=lambda one: one.topic)]


def rules_of(guide: Guide, day: date) -> Iterator[tuple[str, str, Rule | None]]:
    """Key, title and the value of the day; None where no rule is known for it."""
    for key in guide.rules:
        yield key, rulebook.title_of(key), rulebook.on(day, guide.unit).find(key)


def asks(guide: Guide, user: Any, day: date) -> bool:
    """Whether the reader is among those asked to confirm it, on the day."""
    return guide.asks(day) and user.own_place is not None and reaches(guide, user.own_place)


@dataclass(frozen=True)
class Start:
    """What a guide leads to. href is empty for who may not begin it."""

    title: str
    href: str = ""


def start_of(guide: Guide, user: Any) -> Start | None:
    """Begun by who may; to others it is named, so that they know what to ask their secretary for."""
    if not guide.starts:
        return None
    if guide.starts == CORRECTION:
        return Start(_("Open my record and ask for a correction"), reverse("members:mine") if user.own_member_id else "")
    procedure = PROCEDURES[guide.starts]
    may = user.anywhere(procedure.opens)
    return Start(str(procedure.title), reverse(procedure.opened_at or "procedures:open", args=[] if procedure.opened_at else [procedure.key]) if may else "")
