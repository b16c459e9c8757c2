"""Rows of the input tables, read by what their columns are for."""

from __future__ import annotations

import math
from collections.abc import Collection

from optimiser.assurance.arithmetic.reading import Row, number_in
from optimiser.assurance.arithmetic.traced import Cell

EVERY = "*"


class MalformedError(Exception):
    """A cell of the input tables that cannot be used; nothing can be recomputed without it."""

    def __init__(self, at: Cell, message: str, found: str | None = None) -> None:
        """Keep where it is and what is wrong."""
        super().__init__(message)
        self.at = at
        self.found = found


class InputRow:
    """A row of an input table; every reader raises :class:`MalformedError` naming the cell it cannot read."""

    def __init__(self, file: str, row: Row) -> None:
        """Keep the row and the file it is in."""
        self.file, self.row = file, row
        self._numbers: dict[str, float] = {}

    def cell(self, column: str) -> Cell:
        """Return the place of a cell."""
        return Cell(self.file, self.row.number, column)

    def text(self, column: str) -> str:
        """Return a cell as written."""
        if column not in self.row.cells:
            raise MalformedError(Cell(self.file, 1, column), "the column is missing")
        return self.row.cells[column]

    def number(self, column: str, above: float = -math.inf) -> float:
        """Return a number, which must be above a bound."""
        value = self._numbers.get(column)
        if value is None:
            text = self.text(column)
            value = number_in(text)
            if value is None or not math.isfinite(value):
                raise MalformedError(self.cell(column), "it is not a number", text)
            self._numbers[column] = value
        if value <= above:
            raise MalformedError(self.cell(column), f"it must be above {above:g}", self.text(column))
        return value

    def maybe(self, column: str, above: float = -math.inf) -> float | None:
        """Return a number, or ``None`` where the cell is blank."""
        return self.number(column, above) if self.text(column) else None

    def limit(self, column: str) -> float:
        """Return a limit, infinite where the cell is blank."""
        value = self.maybe(column)
        return math.inf if value is None else value

    def yes(self, column: str) -> bool:
        """Return whether a cell says yes."""
        text = self.text(column)
        if text not in ("yes", "no"):
            raise MalformedError(self.cell(column), "it is neither yes nor no", text)
        return text == "yes"

    def label(self, column: str, known: Collection[str]) -> str:
        """Return a label that must be known."""
        text = self.text(column)
        if text not in known:
            raise MalformedError(self.cell(column), "it is not a label of the input tables", text)
        return text

    def labels(self, column: str, known: Collection[str]) -> tuple[str, ...]:
        """Return the labels of a scope, all that are known for ``*``."""
        text = self.text(column)
        if text == EVERY:
            return tuple(known)
        parts = tuple(text.split(";")) if text else ()
        for part in parts:
            if part not in known:
                raise MalformedError(self.cell(column), "it names a label that is not in the input tables", text)
        return parts

    def shares(self, column: str) -> tuple[float, ...]:
        """Return several numbers separated by semicolons; none where the cell is blank."""
        text = self.text(column)
        found = [number_in(part) for part in text.split(";")] if text else []
        if any(value is None for value in found):
            raise MalformedError(self.cell(column), "it is not a list of shares", text)
        return tuple(value for value in found if value is not None)
