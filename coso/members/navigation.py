"""What other apps put on a person's page. An app above is named in `COSO_PERSON_PARTS`, and is asked for each page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class PersonPart:
    """acts: label and address of each act the reader may begin, in a menu called `label`. template: shown beside the record, given `part`."""

    acts: Sequence[tuple[Any, str]] = ()
    label: Any = ""
    template: str = ""
    shown: dict[str, Any] = field(default_factory=dict)


@cache
def _parts() -> list[Callable[[Any, Any], PersonPart]]:
    return [import_string(name) for name in settings.COSO_PERSON_PARTS]


def parts_for(user: Any, member: Any) -> list[PersonPart]:
    return [part(user, member) for part in _parts()]
