"""The words of permissions.yml and what makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coso.access.models import User
from coso.org.models import Unit

Parts = dict[str, Any] | None
OBJECTS: dict[str, Callable[[Unit], Parts]] = {}


def made(word: str) -> Callable[[Callable[[Unit], Parts]], Callable[[Unit], Parts]]:
    def keep(function: Callable[[Unit], Parts]) -> Callable[[Unit], Parts]:
        OBJECTS[word] = function
        return function

    return keep


OWN: dict[str, Callable[[User, Unit], Parts]] = {}


def made_own(word: str) -> Callable[[Callable[[User, Unit], Parts]], Callable[[User, Unit], Parts]]:
    def keep(function: Callable[[User, Unit], Parts]) -> Callable[[User, Unit], Parts]:
        OWN[word] = function
        return function

    return keep
