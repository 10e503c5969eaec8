"""Who acts: a signed-in user, or the system at the command line. Both answer the same questions."""

from __future__ import annotations

from typing import Any, Protocol


class Actor(Protocol):
    """Anything that may act. `pk` is None for the system."""

    @property
    def pk(self) -> int | None: ...

    def require(self, permission: str, unit: Any) -> None:
        """Raise NotAllowed unless this actor has the permission for the unit today."""

    def allowed(self, permission: str, unit: Any) -> bool: ...

    def intervals(self, permission: str) -> list[tuple[int, int]]:
        """Half-open position intervals [from, to) in which the actor has the permission today."""

    def places(self, permission: str) -> list[tuple[int, int]]:
        """As `intervals`, of the very units in which the actor holds a role, without those below."""

    def at_desk(self, desk: str, position: int) -> bool:
        """Whether the actor holds the post today in the very unit that stands there."""

    @property
    def own_member_id(self) -> int | None: ...

    def own_outside(self, intervals: list[tuple[int, int]]) -> int | None:
        """The key of the actor's own member record where the intervals do not cover it."""


class System:
    """The machine's own hand: commands run by the person who holds the shell, and nightly jobs."""

    pk = None
    own_member_id = None
    is_authenticated = True

    def require(self, permission: str, unit: Any) -> None:  # noqa: ARG002 the shell's holder may do all
        return

    def allowed(self, permission: str, unit: Any) -> bool:  # noqa: ARG002 the shell's holder may do all
        return True

    def at_desk(self, desk: str, position: int) -> bool:  # noqa: ARG002 as above
        return True

    def intervals(self, permission: str) -> list[tuple[int, int]]:  # noqa: ARG002 as above
        return [EVERYTHING]

    def places(self, permission: str) -> list[tuple[int, int]]:  # noqa: ARG002 as above
        return [EVERYTHING]

    def own_outside(self, intervals: list[tuple[int, int]]) -> None:  # noqa: ARG002 the system is nobody's record
        return None


EVERYTHING = (0, 2**62 + 1)  # every unit, and the place behind them where rows lie that belong to none
SYSTEM = System()
