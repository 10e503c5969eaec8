"""What a procedure is: a page of declarations. The engine gives each the same pages, lists, deadlines and statistics.

An app declares its procedures in its own `procedures.py` with `register(Procedure(...))`; docs/procedures.md shows one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from coso.procedures.enums import Board, Level


@dataclass(frozen=True)
class Paper:
    """A paper a step asks for. form_code: of the field's own forms, as `9-KNĐ`.

    template: where the system can make it, `app/name` of its text in `coso/<app>/papers/<name>.toml`.
    """

    key: str
    title: Any
    form_code: str = ""
    needed: bool = True
    template: str = ""


@dataclass(frozen=True)
class Vote:
    """share: key of the rulebook for the share that is needed, of all who have a vote; never of those present.

    board_may_say: where the rulebook knows no share on the day, the board itself says whether it was adopted.
    """

    share: str
    board: Board = Board.OFFICIAL_MEMBERS
    board_may_say: bool = False


@dataclass(frozen=True)
class Deadline:
    """By when a step is due: so long after a day.

    rule: key of the rulebook; its unit (working days, days, months) says how it is counted. Empty: the day that `since`
    gives is the last one itself (a day that was told, as the expected end of a stay).
    since: key of the step whose day starts the count, `opened`, or a function of the case (None: not known yet).
    """

    rule: str
    since: str | Callable[[Any], date | None] = "opened"


def always(case: Any) -> bool:  # noqa: ARG001 the form every condition has
    return True


def on_roll(member: Any) -> bool:
    return member.left_on is None


@dataclass(frozen=True)
class Step:
    """One step: who does it, what it asks for, and what follows from it.

    permission, level: the right that is asked, and in which unit. asks: a sentence to the person who has it in hand.
    form: a Django form class made with `case=`; its answers are kept as `case.facts[key]`.
    check: refuses with RuleBroken; it is given the case, the day and the answers.
    do: what else is written, through other apps' verbs: given the case, `on`, the answers, `by` and today.
    applies: whether the case needs the step; asked at any time, so it reads answers with `case.told(step, name)`.
    rules: further keys of the rulebook that decide here, shown with their source.
    again: asked once the step was done: whether it stays in hand to be done once more, as a contact every few months.
    changes_tree: `do` founds or ends a unit, so the step waits until it is alone with the tree before it takes the case.
    """

    key: str
    title: Any
    permission: str
    level: Level = Level.UNIT
    asks: Any = ""
    papers: tuple[Paper, ...] = ()
    vote: Vote | None = None
    deadline: Deadline | None = None
    form: Any = None
    applies: Callable[[Any], bool] = always
    check: Callable[..., None] | None = None
    do: Callable[..., None] | None = None
    day_label: Any = ""
    rules: tuple[str, ...] = ()
    again: Callable[[Any], bool] | None = None
    changes_tree: bool = False

    @property
    def keys_of_rules(self) -> tuple[str, ...]:
        """Every key of the rulebook that decides in this step."""
        vote = (self.vote.share, *(["vote.base"] if self.vote.board == Board.OFFICIAL_MEMBERS else [])) if self.vote else ()
        deadline = (self.deadline.rule,) if self.deadline and self.deadline.rule else ()
        return (*vote, *deadline, *self.rules)


@dataclass(frozen=True)
class Procedure:
    """key: kept in the database for ever. prefix: of the numbers of its cases.

    steps: in order; a step that does not apply is passed over. opens: the right to open a case, in its unit.
    keeps_rules: whether a case goes by the rules of the day it was opened, not by those of each event's day.
    about_member: whether it is about one person on the roll. summary: a line under its title.
    form: what is asked when a case is opened, a class made with `case=None, user=, member=`; a field `other_unit` names
    the other side. opened_at: name of the page that opens such cases, where the engine's own does not do.
    begin, close, give_up: what else is written at its beginning, at its end, and when it is refused or cancelled.
    facts: label and text of what the page of a case says about it, and the rule as kept that says so, if one does. subject: the address of the page it is about.
    of_members: about which members it is offered on their page. in_kinds: in units of which kinds it is opened; empty: in branches. title_label: what the title of a case is, when it is typed.
    """

    key: str
    title: Any
    prefix: str
    opens: str
    steps: tuple[Step, ...]
    about_member: bool = False
    keeps_rules: bool = False
    summary: Any = ""
    form: Any = None
    opened_at: str = ""
    begin: Callable[..., None] | None = None
    close: Callable[..., None] | None = None
    give_up: Callable[..., None] | None = None
    facts: Callable[[Any], list[tuple[Any, ...]]] | None = None
    subject: Callable[[Any], str] | None = None
    of_members: Callable[[Any], bool] = on_roll
    title_label: Any = ""
    in_kinds: tuple[str, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Step]:
        return {step.key: step for step in self.steps}

    def paper(self, key: str) -> tuple[Step, Paper]:
        return next((step, paper) for step in self.steps for paper in step.papers if paper.key == key)


PROCEDURES: dict[str, Procedure] = {}


def register(procedure: Procedure) -> Procedure:
    """Make a procedure known; its keys may not be used twice."""
    if procedure.key in PROCEDURES and PROCEDURES[procedure.key] is not procedure:
        raise ValueError(f"two procedures are called {procedure.key!r}")
    if len(procedure.by_key) < len(procedure.steps):
        raise ValueError(f"procedure {procedure.key!r} has two steps of one key")
    PROCEDURES[procedure.key] = procedure
    return procedure
