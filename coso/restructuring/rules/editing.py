"""Changes of a plan's list of operations, as a person makes them on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coso.restructuring.enums import Do, Who
from coso.restructuring.rules.operations import Plain, Ref, parse


def send(operations: Sequence[Plain], people: Mapping[Ref, Sequence[int]], to: Ref) -> list[Plain]:
    """Members, by the unit in which the plan has them so far, go to `to`; an earlier change of the same person is replaced."""
    now = [dict(one) for one in operations]
    for unit, members in people.items():
        for member in members:
            _send_one(now, member, unit, to)
    return [one for one in now if not (_is_list(one) and not one["members"])]


def _send_one(now: list[Plain], member: int, unit: Ref, to: Ref) -> None:
    start = unit
    for one in now:
        if _is_list(one) and one["to"] == unit and member in one["members"]:
            one["members"] = [other for other in one["members"] if other != member]
            start = one["unit"]
    if start == to:
        return
    same = next((one for one in now if _is_list(one) and (one["unit"], one["to"]) == (start, to)), None)
    if same:
        same["members"] = [*same["members"], member]
    else:
        now.append({"do": Do.MOVE_MEMBERS.value, "unit": start, "to": to, "who": Who.LIST.value, "members": [member]})


def _is_list(one: Mapping[str, Any]) -> bool:
    return one["do"] == Do.MOVE_MEMBERS and one.get("who") == Who.LIST


def without(operations: Sequence[Plain], place: int) -> list[Plain]:
    """The plan without one operation (from 0), and without those that speak of the unit it would have founded."""
    gone = operations[place]
    rest = [*operations[:place], *operations[place + 1:]]
    label = gone.get("label")
    return [one for one in rest if label is None or label not in set(parse(one, 1).refs())]


def raised(operations: Sequence[Plain], place: int) -> list[Plain]:
    """One operation changes places with the one before it."""
    now = list(operations)
    if 0 < place < len(now):
        now[place - 1], now[place] = now[place], now[place - 1]
    return now


def free_label(operations: Sequence[Plain]) -> str:
    """A label that no unit of the plan has yet."""
    used = {one.get("label") for one in operations}
    number = 1
    while f"moi-{number}" in used:
        number += 1
    return f"moi-{number}"
