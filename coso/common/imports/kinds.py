"""What an app declares so that its sheets can be imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from coso.common.actors import Actor
from coso.common.enums import CellState, RowState
from coso.common.imports.cells import CellProblem, Cleaned


@dataclass(frozen=True)
class ImportColumn:
    """One column of a sheet.

    key: as in `ImportRow.cleaned`. label: our own heading. words: folded phrases by which a heading is known,
    `a+b` where both must stand in it. clean: from text and context to `Cleaned`; None: the column is not kept.
    required: what a blank cell means for a new row: "error", "warning" or "".
    person: only a row about a person fills it. is_date: its values are days.
    """

    key: str
    label: Any
    words: tuple[str, ...]
    clean: Callable[[str, Any], Cleaned] | None = None
    required: str = ""
    person: bool = False
    is_date: bool = False


@dataclass(frozen=True)
class Sides:
    """Two neighbouring columns of which one is filled: `values` are their headings and what they mean for the column `key`.

    holds: the column that may stand in them in place of a mark, when the heading above says so.
    """

    key: str
    values: tuple[str, str]
    holds: str


@dataclass(slots=True)
class Draft:
    """One row on its way: what it says, what was found wrong, what it would do."""

    row_no: int
    raw: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, list[str]] = field(default_factory=dict)
    state: RowState = RowState.WAITING
    message: str = ""
    object_id: int | None = None
    question: list[int] = field(default_factory=list)
    answer: int | None = None
    found: Any = None

    def error(self, key: str, sentence: str) -> None:
        self.cells[key] = [CellState.ERROR, sentence]
        self.state = RowState.ERROR

    def warn(self, key: str, sentence: str) -> None:
        if self.cells.get(key, [""])[0] != CellState.ERROR:
            self.cells[key] = [CellState.WARNING, sentence]

    def act(self, key: str, sentence: str) -> None:
        """The cell tells of something that happened on a day: it is done as an act of its own, or the sentence names the act."""
        if self.cells.get(key, [""])[0] != CellState.ERROR:
            self.cells[key] = [CellState.ACT, sentence]

    def formula(self, key: str, sentence: str) -> None:
        """The cell's value came from a formula; what was found before is said too."""
        state, said = self.cells.get(key, [CellState.FORMULA, ""])
        kept = state in (CellState.ERROR, CellState.ACT)
        self.cells[key] = [state if kept else CellState.FORMULA, sentence if state == CellState.CHANGED else f"{said} {sentence}".strip()]

    @property
    def refused(self) -> bool:
        return self.state == RowState.ERROR


class ImportKind(Protocol):
    """Everything the machinery asks of an app. Its functions work on chunks: no query for each row."""

    # groups: a heading that may stand over several columns, and their keys in order.
    # sides: two columns that share one fact. section: key of the column that a section's row fills for the rows
    # below it, and how the folded text of such a row begins.
    # ordinal: key of the column of row numbers. identity: keys of which a table needs one; the first takes
    # the sentences about a whole row.
    key: str
    permission: str
    columns: Sequence[ImportColumn]
    groups: Sequence[tuple[str, tuple[str, ...]]]
    sides: Sides
    section: tuple[str, str]
    ordinal: str
    identity: Sequence[str]

    def context(self, *, unit: Any, day: date, headings: dict[str, str]) -> Any:
        """What the cells are understood with: closed lists, names of places and units. Asked once a run."""

    def check(self, draft: Draft, context: Any) -> None:
        """Rules between the cells of one row."""

    def match(self, drafts: Sequence[Draft], context: Any) -> None:
        """Find the rows' objects and set state, changed cells, questions. In a few queries.

        Refused drafts come too, so that a new row's blank cells are named with its other errors.
        """

    def enter(self, drafts: Sequence[Draft], context: Any, *, by: Actor, batch_id: int) -> None:
        """Write the new and changed drafts through the app's actions; set object_id."""

    def undo(self, *, batch_id: int, by: Actor, day: date) -> None:
        """Take back what `enter` wrote for a batch, or raise RuleBroken and leave all as it is."""


class Understanding:
    """Cleans the cells of one run's rows; what a text means in a column is worked out once, for most texts come again."""

    def __init__(self, columns: Sequence[ImportColumn], mapping: dict[str, int], context: Any) -> None:
        self.columns = [(column.key, mapping[column.key], Meanings(column.clean, context)) for column in columns if column.clean and column.key in mapping]

    def of(self, draft: Draft) -> None:
        """Clean every mapped cell of a row."""
        raw, width = draft.raw, len(draft.raw)
        for key, at, meanings in self.columns:
            found = meanings[raw[at] if at < width else ""]
            if isinstance(found, str):
                draft.error(key, found)
                continue
            if found.value is not None:
                draft.values[key] = found.value
            if found.warning:
                draft.warn(key, found.warning)


class Meanings(dict[str, Cleaned | str]):
    """Text -> what it means in one column, or the sentence on what is wrong with it."""

    MOST = 10_000

    def __init__(self, clean: Callable[[str, Any], Cleaned], context: Any) -> None:
        super().__init__()
        self.clean, self.context = clean, context

    def __missing__(self, text: str) -> Cleaned | str:
        try:
            found: Cleaned | str = self.clean(text, self.context)
        except CellProblem as problem:
            found = str(problem)
        if len(self) < self.MOST:
            self[text] = found
        return found
