"""Which rows of a table a change is about, and what to say where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from optimiser.scenario.cell_texts import FIGURES
from optimiser.scenario.what_if import Condition
from optimiser.tables.problems import did_you_mean, listed, quoted
from optimiser.tables.specification import TABLE_BY_NAME


@dataclass(slots=True)
class WorkRow:
    """A row while what-ifs are applied: its number in the file or sheet, and its cells as text."""

    number: int
    cells: dict[str, str]

    def key(self, table: str) -> str:
        """The cells of the row's key in one text."""
        return " / ".join(self.cells[column] for column in TABLE_BY_NAME[table].key)


class NoRowError(Exception):
    """No row meets the conditions: what is wrong, and what could be written instead."""

    def __init__(self, message: str, expected: str, column: str | None = None, value: str | None = None) -> None:
        """Keep the fields of a problem."""
        super().__init__(message)
        self.message, self.expected, self.column, self.value = message, expected, column, value


def matched(table: str, rows: Sequence[WorkRow], conditions: Sequence[Condition]) -> list[WorkRow]:
    """Return the rows that meet every condition, all of them where there is none.

    Raises :class:`NoRowError` where there are none, and where a value of a condition is in no row at all, as
    one that is misspelt among others would be.
    """
    if not rows:
        raise NoRowError("the table has no rows", "add one with [[new_row]]")
    for column, patterns in conditions:
        values = list(dict.fromkeys(row.cells[column] for row in rows))
        for pattern in patterns:
            if not any(_meets(table, column, value, (pattern,)) for value in values):
                known = f"there is {listed([value or 'a blank cell' for value in values], most=12)}"
                message = f"no row has {column} {quoted(pattern)}"
                raise NoRowError(message, did_you_mean(pattern, _labels(values), known), column, pattern)
    found = [row for row in rows if all(_meets(table, c, row.cells[c], p) for c, p in conditions)]
    if not found:
        raise NoRowError(*_nothing_together(table, rows, conditions))
    return found


def _labels(values: Sequence[str]) -> Iterator[str]:
    for value in values:
        yield from (part for part in (value, *value.split(";")) if part)


def _nothing_together(table: str, rows: Sequence[WorkRow], conditions: Sequence[Condition]) -> tuple[str, str]:
    """Say which condition the rows that meet those before it do not meet, and what they hold there."""
    met: list[str] = []
    left = list(rows)
    for column, patterns in conditions:
        told = f"{column} {listed([quoted(pattern) for pattern in patterns])}"
        now = [row for row in left if _meets(table, column, row.cells[column], patterns)]
        if not now:
            held = list(dict.fromkeys(quoted(row.cells[column]) for row in left))
            return f"no row with {listed(met)} has {told}", f"there {column} is {listed(held, most=12)}"
        left, met = now, [*met, told]
    raise AssertionError("asked where no row meets every condition")


def _meets(table: str, column: str, value: str, patterns: Sequence[str]) -> bool:
    """Whether a cell meets one of the patterns; a cell of several labels, where one of its labels does."""
    kind = TABLE_BY_NAME[table].column(column).kind
    parts = (value, *value.split(";")) if kind == "keys" else (value,)
    same = _same_number if kind in FIGURES else _same_text
    return any(same(pattern, part) for pattern in patterns for part in parts)


def _same_text(pattern: str, value: str) -> bool:
    return _compiled(pattern).fullmatch(value) is not None


def _same_number(pattern: str, value: str) -> bool:
    try:
        return float(pattern) == float(value)  # 1.0 and 1 are the same tier
    except ValueError:
        return _same_text(pattern, value)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")), re.DOTALL)
