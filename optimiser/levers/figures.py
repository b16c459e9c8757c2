"""The figures of a case as levers need them: rows by their labels, what they hold, how far they could be off."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from optimiser import page
from optimiser.levers.lever import Cells
from optimiser.scenario.matching import NoRowError, WorkRow, matched
from optimiser.scenario.what_if import Condition
from optimiser.tables.checks.registry import as_text
from optimiser.tables.inputs import CaseInputs, cell_text
from optimiser.tables.range_rows import conditions, meets
from optimiser.tables.specification import TABLE_BY_NAME

_MOST_SOURCES = 3
_LONGEST_SOURCE = 200
_CONFIDENCE = ("published", "derived", "judgement")


class Row(NamedTuple):
    """A row of a table: its number in the file or sheet, and its cells as values."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table and the conditions that exactly they meet."""

    table: str
    conditions: tuple[Condition, ...]
    rows: tuple[Row, ...]

    def cells(self, column: str) -> Cells:
        """A column of the rows, for a lever to change."""
        return Cells(self.table, column, self.conditions)

    def filled(self, column: str) -> tuple[Row, ...]:
        """The rows that hold something in a column."""
        return tuple(row for row in self.rows if _holds(row.cells[column]))

    def figures(self, column: str) -> tuple[Decimal, ...]:
        """The numbers in a column of figures, blank cells left out."""
        return tuple(Decimal(cell_text(row.cells[column])) for row in self.filled(column))

    def some(self, column: str) -> bool:
        """Whether any of the figures of a column is more than nought."""
        return any(row.cells[column] > 0 for row in self.filled(column))

    @property
    def source(self) -> str:
        """Where the rows come from, each source once and cut where it is very long."""
        found = dict.fromkeys(cell_text(row.cells["source"]) for row in self.rows)
        told = [page.cut(" ".join(text.split()), _LONGEST_SOURCE) for text in found if text]
        more = len(told) - _MOST_SOURCES
        return "; ".join([*told[:_MOST_SOURCES], *([f"and {more} more"] if more > 0 else [])])

    @property
    def confidence(self) -> str:
        """How the rows' figures were come by, the surest first."""
        held = {cell_text(row.cells["confidence"]) for row in self.rows}
        return ", ".join(word for word in _CONFIDENCE if word in held)


def _holds(value: Any) -> bool:
    """Whether a cell holds something: a blank one is ``None``, or in a column of numbers no number."""
    return value is not None and bool(value == value)


class Range(NamedTuple):
    """What figures are multiplied by at their lowest and their highest, and where that comes from."""

    low: Decimal
    high: Decimal
    source: str


class Figures:
    """The tables of a case, each written out as rows when it is first asked for."""

    def __init__(self, inputs: CaseInputs) -> None:
        """Keep the case."""
        self._inputs = inputs
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._labels: dict[str, dict[str, str]] = {}

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """The periods' labels in order."""
        return tuple(period.period for period in self._inputs.case.periods)

    def table(self, name: str) -> tuple[Row, ...]:
        """Every row of a table, in the order of its file or sheet."""
        if name not in self._rows:
            frame = self._inputs.tables[name]
            names = [str(column) for column in frame.columns]
            found = (
                Row(int(number), dict(zip(names, values, strict=True)))
                for number, values in zip(frame.index, frame.itertuples(index=False, name=None), strict=True)
            )
            self._rows[name] = tuple(sorted(found, key=lambda row: row.number))
        return self._rows[name]

    def every(self, table: str) -> Rows:
        """Every row of a table."""
        return Rows(table, (), self.table(table))

    def where(self, table: str, column: str, labels: Collection[str]) -> Rows:
        """The rows whose cell is one of some labels; none where no condition can be written for just them.

        That is so where a label holds ``*``, which in a condition stands for any letters.
        """
        found = tuple(row for row in self.table(table) if row.cells[column] in labels)
        held = tuple(dict.fromkeys(str(row.cells[column]) for row in found))
        return Rows(table, ((column, held),), found if held and self._met_by_these(table, column, held) else ())

    def _met_by_these(self, table: str, column: str, labels: tuple[str, ...]) -> bool:
        if not any("*" in label for label in labels):
            return True
        every = [WorkRow(row.number, {column: cell_text(row.cells[column])}) for row in self.table(table)]
        try:
            return all(row.cells[column] in labels for row in matched(table, every, ((column, labels),)))
        except NoRowError:  # pragma: no cover - every label is one of a row
            return False

    def label(self, table: str, key: str) -> str:
        """The name in reports of what a table's key (its first column) names; the key where it has none."""
        if table not in self._labels:
            names = TABLE_BY_NAME[table].key[0]
            told = ((row.cells[names], cell_text(row.cells["label"])) for row in reversed(self.table(table)))
            self._labels[table] = {name: label or name for name, label in told}
        return self._labels[table].get(key, key)

    def range_of(self, rows: Rows, column: str) -> Range | None:
        """The row of ``ranges`` that covers all the figures of a column of some rows, if there is one."""
        numbers = {row.number for row in rows.filled(column)}
        known = self._ranges.get((rows.table, column), ())
        return next((found for found, covered in known if numbers <= covered), None)

    @cached_property
    def _ranges(self) -> Mapping[tuple[str, str], list[tuple[Range, frozenset[int]]]]:
        """For each table and column its ranges, with the rows that they are about."""
        found: dict[tuple[str, str], list[tuple[Range, frozenset[int]]]] = {}
        for row in self.table("ranges"):
            table, column, low, high = (row.cells[name] for name in ("table", "column", "low", "high"))
            one = Range(Decimal(as_text(low)), Decimal(as_text(high)), cell_text(row.cells["source"]))
            covered = frozenset(self._numbers(table, conditions(row.cells["rows"])))
            found.setdefault((table, column), []).append((one, covered))
        return found

    def _numbers(self, table: str, asked: tuple[Condition, ...]) -> Iterator[int]:
        for row in self.table(table):
            if meets({column: cell_text(row.cells[column]) for column, _ in asked}, asked):
                yield row.number
