"""What kind of data each field is: declared once beside the model, asked by masks, exports and tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class DataClass(IntEnum):
    """1 ordinary, 2 personal, 3 sensitive (domain/privacy.md §2). Class 3 is masked until revealed."""

    ORDINARY = 1
    PERSONAL = 2
    SENSITIVE = 3


@dataclass(frozen=True)
class Privacy:
    """A model's declaration.

    default: the class of every field not named below.
    retention: how long rows are kept and why, in words.
    export: whether rows go into the copy a member may ask for.
    """

    default: DataClass
    retention: str
    export: bool
    ordinary: frozenset[str] = field(default_factory=frozenset)
    sensitive: frozenset[str] = field(default_factory=frozenset)

    def class_of(self, name: str) -> DataClass:
        if name in self.sensitive:
            return DataClass.SENSITIVE
        return DataClass.ORDINARY if name in self.ordinary else self.default
