"""The kinds of operations phones may send, each a typed payload and the function that calls its verb."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, ValidationError

from coso.common.actors import Actor
from coso.common.errors import CosoError, RuleBroken


class Payload(BaseModel):
    """The base of every kind's payload: exactly these fields, of exactly these types."""

    model_config = ConfigDict(extra="forbid", frozen=True)


P = TypeVar("P", bound=Payload)
Plain = dict[str, Any]


@dataclass(frozen=True)
class Tap(Generic[P]):
    """One operation in the hands of its kind's function.

    key: the phone's; the verb keeps it beside what it writes. claimed_at: when, by the phone's clock, as far as it
    ran wrong while sending put right; never later than it was received.
    by: who answers for it, with the rights of now. author: whose tap it is by the phone's word.
    decided: a person has looked at it and at what stands now, and wants it entered.
    """

    key: UUID
    payload: P
    claimed_at: datetime
    by: Actor
    author: str
    decided: bool = False


@dataclass(frozen=True)
class Kind:
    """place: the position of the unit a payload is about, or None; asked with all rows in sight.

    says: the payload in words, for the person who decides on one that was kept.
    private: nobody but its sender and whom the verb tells reads what it says. Then no content is kept beside what the verb
    writes, and what may not be entered is laid before nobody: it stays on the phone, with the sentence.
    """

    key: str
    version: int
    payload: type[Payload]
    title: Any
    run: Callable[[Tap[Any]], Plain | None]
    place: Callable[[Any], int | None]
    says: Callable[[Any], str]
    private: bool = False


@dataclass(frozen=True)
class OfForm:
    """A page's form that becomes an operation where there is no network: its fields join the payload told here.

    said: what it does in words, for the phone's list of what is not sent.
    """

    kind: str
    subject: str
    told: Plain
    said: str

    @property
    def version(self) -> int:
        return KINDS[self.kind].version

    @property
    def payload(self) -> str:
        return json.dumps(self.told)


class NotUnderstood(CosoError):
    """An operation this release cannot read: its kind, its version or its content is not known."""


KINDS: dict[str, Kind] = {}
TRANSLATORS: dict[tuple[str, int], Callable[[Plain], Plain]] = {}


def operation(key: str, *, version: int, payload: type[P], title: Any, place: Callable[[P], int | None], says: Callable[[P], str], private: bool = False) -> Callable[[Callable[[Tap[P]], Plain | None]], Callable[[Tap[P]], Plain | None]]:
    """Decorator: declare the function that enters the operations of a kind."""

    def declare(run: Callable[[Tap[P]], Plain | None]) -> Callable[[Tap[P]], Plain | None]:
        KINDS[key] = Kind(key, version, payload, title, run, place, says, private)
        return run

    return declare


def translator(key: str, *, since: int) -> Callable[[Callable[[Plain], Plain]], Callable[[Plain], Plain]]:
    """Decorator: declare how a payload of version `since` is told in the next version."""

    def declare(translate: Callable[[Plain], Plain]) -> Callable[[Plain], Plain]:
        TRANSLATORS[key, since] = translate
        return translate

    return declare


def check_whole(form: forms.Form) -> None:
    """What a page's form asks of what was typed, asked of an operation; RuleBroken with its sentences."""
    if not form.is_valid():
        raise RuleBroken(" ".join(str(problem) for problems in form.errors.values() for problem in problems))


def understood(key: str, version: int, payload: Plain) -> tuple[Kind, Payload]:
    """The kind and the payload in today's version; NotUnderstood where this release cannot read it."""
    kind = KINDS.get(key)
    if kind is None:
        raise NotUnderstood(_("This release of Coso does not know this kind of entry (%(kind)s).") % {"kind": key})
    if version > kind.version:
        raise NotUnderstood(_("The phone's app is newer than this release of Coso."))
    return kind, _checked(kind, _translated(kind, version, payload))


def _translated(kind: Kind, version: int, payload: Plain) -> Plain:
    for since in range(version, kind.version):
        translate = TRANSLATORS.get((kind.key, since))
        if translate is None:
            raise NotUnderstood(_("The phone's app is too old: this release of Coso no longer reads its entries."))
        payload = translate(payload)
    return payload


def _checked(kind: Kind, payload: Plain) -> Payload:
    try:
        return kind.payload.model_validate_json(json.dumps(payload), strict=True)
    except ValidationError as problem:
        fields = ", ".join(sorted({str(error["loc"][0]) for error in problem.errors() if error["loc"]}))
        raise NotUnderstood(_("What the phone sent is not whole or not of the right form (%(fields)s).") % {"fields": fields}) from problem
