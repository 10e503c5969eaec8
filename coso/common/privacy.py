"""What kind of data each field is: declared once beside the model, asked by masks, exports, copies and tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

# By these the machine finds, guards and checks rows. They say nothing about anybody that other fields do not say.
MACHINE = frozenset({
    "position", "to_position", "other_position", "people", "name_key", "name_tokens", "name_folded", "stored_as", "sha256", "digest", "operation", "turn",
    "batch_id", "subject_type", "subject_id", "member", "member_id", "account",
})


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
    export: whether rows go into the copy a member may ask for. Then every field goes in that is not of the machine or withheld.
    of: how a row leads to the key of the member it is about.
    withheld: fields that the copy leaves out, each with the reason the member reads.
    notes: free text somebody else may have written; the copy covers the names of others in it.
    written_by: the account that wrote the row; what another member wrote stays out of the copy.
    not_copied: why rows that name a member are not about them, where `export` is false.
    """

    default: DataClass
    retention: str
    export: bool
    ordinary: frozenset[str] = field(default_factory=frozenset)
    sensitive: frozenset[str] = field(default_factory=frozenset)
    of: str = "member"
    withheld: Mapping[str, Any] = field(default_factory=dict)
    notes: frozenset[str] = field(default_factory=frozenset)
    written_by: str = ""
    not_copied: str = ""

    def class_of(self, name: str) -> DataClass:
        if name in self.sensitive:
            return DataClass.SENSITIVE
        return DataClass.ORDINARY if name in self.ordinary else self.default

    def in_copy(self, name: str) -> bool:
        """Whether a field goes into the member's copy."""
        return self.export and name not in MACHINE and name not in self.withheld
