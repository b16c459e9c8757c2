"""A what-if: a name, a reason, and changes to the input tables, each with the line that it was written on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["set", "add", "multiply"]

Condition = tuple[str, tuple[str, ...]]
"""A column and what its cell may hold; in each, ``*`` stands for any letters."""


@dataclass(frozen=True, slots=True)
class Alteration:
    """New values for one column of the rows that meet every condition (of all rows, where there is none)."""

    table: str
    column: str
    how: How
    value: str
    """The cell as it would be written in a table, or the plain number to add or multiply by."""
    rows: tuple[Condition, ...] = ()
    from_period: str | None = None
    """Only what holds in this period and later."""
    reason: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that is added to a table; cells that are not given are blank."""

    table: str
    cells: tuple[tuple[str, str], ...]
    reason: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Removal:
    """The rows of a table that meet every condition are taken away."""

    table: str
    rows: tuple[Condition, ...]
    reason: str = ""
    line: int | None = None


Change = Alteration | NewRow | Removal


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A question about the assumptions: what would the plan be if they were these?"""

    name: str
    reason: str
    changes: tuple[Change, ...]
    file: str
    """Where it came from: the path as it was typed, or the ``--set`` text."""

    def place(self, change: Change) -> str:
        """Where one of its changes is written, for messages."""
        return self.file if change.line is None else f"{self.file}, line {change.line}"

    def reason_for(self, change: Change) -> str:
        """The change's own reason, or else that of the what-if."""
        return change.reason or self.reason
