"""Text messages, by whatever gateway an installation has: one class with one method, named by a setting."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from coso.notices.channels.letters import Letter, Outcome


class NotSent(Exception):
    """The gateway did not take the message; it is tried again later."""


class Gateway(Protocol):
    """What `COSO_GATEWAY` names, made without arguments."""

    def send(self, *, to: str, text: str, key: str) -> None:
        """Hand over one message or raise NotSent. to: the number as the record has it. key: the same when it is tried again, for gateways that know doubles."""


class ToFile:
    """Writes each message as a line of JSON into `COSO_GATEWAY_FILE`, which only its owner reads: to try things out, and for a programme that fetches them."""

    def send(self, *, to: str, text: str, key: str) -> None:
        line = json.dumps({"to": to, "text": text, "key": key}, ensure_ascii=False) + "\n"
        try:
            file = os.open(Path(settings.COSO_GATEWAY_FILE), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as problem:
            raise NotSent(str(problem)) from problem
        with os.fdopen(file, "a", encoding="utf-8") as out:
            out.write(line)


def chosen() -> Gateway | None:
    """The installation's gateway; None where it has none."""
    if not settings.COSO_GATEWAY:
        return None
    made: Any = import_string(settings.COSO_GATEWAY)
    gateway: Gateway = made()
    return gateway


def send(letter: Letter, *, to: str) -> Outcome:
    gateway = chosen()
    if gateway is None or not to:
        return Outcome.AGAIN
    try:
        gateway.send(to=to, text=f"{letter.title}: {letter.text}", key=letter.key)
    except NotSent:
        return Outcome.AGAIN
    return Outcome.ARRIVED
