"""Any cell of the input tables, for those that no lever stands for: found by words, with what its column says."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from optimiser.scenario.cell_texts import column_of
from optimiser.tables.inputs import CaseInputs, cell_text
from optimiser.tables.responsibility import SETTINGS_ABOUT_PEOPLE
from optimiser.tables.specification import TABLE_BY_NAME, TABLES, Column, Table
from optimiser.tables.values import EVERY

MOST_ROWS = 50
"""Rows that a search shows unless told otherwise."""
_NAMES = ("label", "name")
"""Columns that hold a row's name in reports."""


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell with what its column says; a setting's value with what the setting says."""

    column: str
    description: str
    kind: str
    """How it is written: one of :data:`~optimiser.tables.specification.Kind`."""
    unit: str
    text: str
    """The cell as it would be written in a table; empty where it is blank."""
    blank: str
    """What a blank cell means; empty where it must be filled in."""
    changeable: bool
    """Whether a what-if may change it: not the key of a row, nor who answers for the plan."""
    choices: tuple[str, ...]
    """The texts that it may hold; empty where it is written freely."""


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row of a table, with its number in the file or sheet."""

    table: str
    number: int
    key: tuple[tuple[str, str], ...]
    """The columns of the row's key, and their texts."""
    name: str
    """What its key names, in the words of reports."""
    cells: tuple[CellShown, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The first rows that a search found, and how many there are in all."""

    rows: tuple[CellRow, ...]
    total: int


class _Row(NamedTuple):
    table: Table
    number: int
    cells: Mapping[str, Any]


def search(inputs: CaseInputs, words: str, most: int = MOST_ROWS) -> Found:
    """Return the rows that every one of some words is about, capital letters and accents aside.

    A word may be part of the table's name, of a column's, of a label in the row or of what such a label names
    in reports. Rows that the words are about without the columns' names come first, those of tables that no plan
    depends on last; no words find every row.
    """
    asked = [_plain(word) for word in words.split()]
    labels = _Labels(inputs)
    best: list[_Row] = []
    others: list[_Row] = []
    for table in TABLES:
        columns = " ".join(column.name for column in table.columns)
        for row in _rows(inputs, table):
            told = labels.told(row)
            missing = [word for word in asked if word not in told]
            if not missing:
                best.append(row)
            elif all(word in columns for word in missing):
                others.append(row)
    found = sorted((*best, *others), key=lambda row: not row.table.of_the_plan)
    return Found(tuple(_shown(row, labels) for row in found[:most]), len(found))


def row_shown(inputs: CaseInputs, table: str, number: int) -> CellRow | None:
    """Return a row by its number, ``None`` where the table has none."""
    found = next((row for row in _rows(inputs, TABLE_BY_NAME[table]) if row.number == number), None)
    return None if found is None else _shown(found, _Labels(inputs))


def may_change(table: str, column: str, setting: str = "") -> bool:
    """Whether a what-if may change a cell; ``setting`` is the name in its row of the table ``settings``."""
    of_people = table == "settings" and setting in SETTINGS_ABOUT_PEOPLE
    return column not in TABLE_BY_NAME[table].key and not of_people


def _rows(inputs: CaseInputs, table: Table) -> Iterator[_Row]:
    """The rows of a table in the order of its file or sheet."""
    frame = inputs.tables[table.name]
    names = [str(name) for name in frame.columns]
    rows = zip(frame.index, frame.itertuples(index=False, name=None), strict=True)
    for number, values in sorted(rows, key=lambda row: int(row[0])):
        yield _Row(table, int(number), dict(zip(names, values, strict=True)))


class _Labels:
    """What the labels of a case stand for in reports."""

    def __init__(self, inputs: CaseInputs) -> None:
        self._plain = _remembered(_plain)
        self._names: dict[str, dict[str, str]] = {}
        for table in TABLES:
            column = next((one.name for one in table.columns if one.name in _NAMES), None)
            frame = inputs.tables[table.name]
            keys = frame[table.key[0]]
            names = keys if column is None else frame[column]
            self._names[table.name] = {key: cell_text(name) or key for key, name in zip(keys, names, strict=True)}

    def of(self, table: str) -> Mapping[str, str]:
        """The labels that a table defines, each with its name in reports."""
        return self._names[table]

    def told(self, row: _Row) -> str:
        """Everything by which a row can be found but for its columns, written plainly."""
        texts = [row.table.name]
        for column in row.table.columns:
            if column.refers_to or column.name in row.table.key or column.name in _NAMES:
                texts += self.words(row, column)
        return "\n".join(map(self._plain, texts))

    def words(self, row: _Row, column: Column) -> Iterator[str]:
        """The text of a cell, and what its labels stand for."""
        value = row.cells[column.name]
        yield cell_text(value)
        if column.refers_to and value != EVERY:
            for label in value if isinstance(value, tuple) else (value,):
                yield self._names[column.refers_to].get(label, "")


def _remembered(told: Callable[[str], str]) -> Callable[[str], str]:
    """A function that works each text out once; what it remembers goes with the search."""
    known: dict[str, str] = {}

    def remember(text: str) -> str:
        if text not in known:
            known[text] = told(text)
        return known[text]

    return remember


def _plain(text: str) -> str:
    """A text without capital letters and accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _shown(row: _Row, labels: _Labels) -> CellRow:
    texts = {name: cell_text(value) for name, value in row.cells.items()}
    key = tuple((name, texts[name]) for name in row.table.key)
    cells = (_cell(row.table, column, texts, labels) for column in row.table.columns)
    return CellRow(row.table.name, row.number, key, _name(row, labels), tuple(cells))


def _name(row: _Row, labels: _Labels) -> str:
    """What the row's key names: its own name where it has one, else those of the labels in its key."""
    own = next((text for name in _NAMES if (text := cell_text(row.cells.get(name)))), "")
    parts: Sequence[str] = [own]
    if not own:
        parts = [[*labels.words(row, row.table.column(name))][-1] for name in row.table.key]
    elif "area" in row.table.key and row.table.name != "areas":
        parts = [own, [*labels.words(row, row.table.column("area"))][-1]]
    return " / ".join(part for part in parts if part)


def _cell(table: Table, column: Column, texts: Mapping[str, str], labels: _Labels) -> CellShown:
    described = column_of(table.name, column.name, dict(texts))
    blank = "" if column.required else described.blank or described.default or ""
    changeable = may_change(table.name, column.name, texts.get("setting", ""))
    return CellShown(
        column.name, described.description, described.kind, described.unit, texts[column.name], blank,
        changeable, _choices(described, labels) if changeable else (),
    )  # fmt: skip


def _choices(column: Column, labels: _Labels) -> tuple[str, ...]:
    if column.kind == "yes_no":
        return "yes", "no"
    if column.kind == "key" and column.refers_to:
        return tuple(labels.of(column.refers_to))
    return column.choices
