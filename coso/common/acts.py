"""`record`: the last line of every action. It keeps one act and calls what else must happen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from coso.common import bulk
from coso.common.actors import Actor
from coso.common.models import Act

_sentences: dict[str, Any] = {}


def declare(kinds: type[models.TextChoices]) -> type[models.TextChoices]:
    """Class decorator for an app's act kinds: value `noun.past`, label the sentence shown for it."""
    for kind in kinds:
        _sentences[kind.value] = kind.label
    return kinds


def sentence(kind: str) -> str:
    return str(_sentences[kind])


def act(
    kind: str, subject: models.Model, *, by: Actor, position: int, member_id: int | None = None,
    day: date | None = None, reason: str = "", details: dict[str, Any] | None = None, batch_id: int | None = None,
) -> Act:
    """One act, not yet kept; `record_all` keeps many at once."""
    if kind not in _sentences:
        raise LookupError(f"act kind {kind!r} is declared nowhere")
    return bulk.new(
        Act, kind=kind, subject_type=subject._meta.label_lower, subject_id=subject.pk, member_id=member_id,  # noqa: SLF001 Django's public _meta
        position=position, by_id=by.pk, day=day, reason=reason, details=details or {}, batch_id=batch_id,
    )


def record(kind: str, subject: models.Model, **what: Any) -> Act:
    """Keep one act in the current transaction and call its reactions. Arguments as for `act`."""
    kept = act(kind, subject, **what)
    record_all([kept])
    return kept


def record_all(acts: Iterable[Act]) -> None:
    """Keep many acts at once, then call the reactions of each."""
    kept = bulk.insert(acts)
    for one in kept:
        for react in _reactions().get(one.kind, ()):
            react(one)


@cache
def _reactions() -> dict[str, tuple[Callable[[Act], None], ...]]:
    reactions: dict[str, tuple[Callable[[Act], None], ...]] = import_string(settings.COSO_REACTIONS)
    return reactions
