"""What describes an input table: its columns, their kinds, units, ranges, defaults and meanings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["key", "keys", "text", "number", "whole", "share", "yes_no", "choice", "date", "shares"]
"""How a cell is written.

``key`` a label that names something; ``keys`` several labels separated by ``;`` or ``*`` for all;
``text`` free text; ``number`` a plain number without signs, commas or units; ``whole`` a whole number;
``share`` a number from 0 to 1; ``yes_no`` yes or no; ``choice`` one of the listed words;
``date`` year-month-day; ``shares`` several shares separated by ``;``.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one input table."""

    name: str
    kind: Kind
    description: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    default: str | None = None
    """The text a blank cell stands for; ``None`` where the column must be filled in."""
    blank: str = ""
    """What a blank cell means, in words, where it has a meaning of its own (the cell stays empty)."""
    refers_to: str = ""
    """The table whose key this column names, checked for existence."""
    above: bool = False
    """Whether the minimum itself is excluded."""

    @property
    def required(self) -> bool:
        """Whether every row must fill the cell in."""
        return self.default is None and not self.blank


@dataclass(frozen=True, slots=True)
class Table:
    """One input table: a CSV file or a sheet of the same name."""

    name: str
    row_is: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = True
    notes: tuple[str, ...] = field(default=())
    of_the_plan: bool = True
    """Whether it is part of what is planned; what is not counts neither as an assumption nor in the hash."""

    def column(self, name: str) -> Column:
        """Return the column called ``name``; raise ``KeyError`` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


PROVENANCE = (
    Column("source", "text", "Where the row's figures come from.", blank="no source given (a warning)"),
    Column(
        "confidence",
        "choice",
        "How the figures were come by.",
        choices=("published", "derived", "judgement"),
        blank="not stated",
    ),
    Column("note", "text", "Anything a reader of the assumptions log should know.", blank="no note"),
)
"""The three columns that every table takes; together they are the assumptions log."""


def table(
    name: str,
    row_is: str,
    key: str,
    *columns: Column,
    required: bool = True,
    notes: tuple[str, ...] = (),
    of_the_plan: bool = True,
) -> Table:
    """A table with its own columns and the three of provenance; ``key`` names its key columns."""
    return Table(name, row_is, tuple(key.split()), columns + PROVENANCE, required, notes, of_the_plan)
