"""Rows into typed rows: pydantic models made from the column specification, and the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, create_model
from pydantic_core import PydanticCustomError

from optimiser.tables.problems import Problem, Problems, did_you_mean, listed, quoted
from optimiser.tables.raw import Cell, RawRow, RawTable
from optimiser.tables.specification import SETTING_BY_NAME, SETTINGS, TABLE_BY_NAME, Column, Kind, Table
from optimiser.tables.values import CellError, Value, parse

_TYPES: dict[Kind, Any] = {
    "key": str,
    "keys": tuple[str, ...],
    "text": str,
    "number": float,
    "whole": int,
    "share": float,
    "yes_no": bool,
    "choice": str,
    "date": date,
    "shares": tuple[float, ...],
}

_FORBIDDEN = "forbidden"
_PRICE = Column("unmet_need", "number", "Price of one child without a suitable home for one year.", minimum=0)


@dataclass(frozen=True, slots=True)
class Row:
    """A typed row; ``bad`` are the columns whose cells could not be read (they are not in ``values``)."""

    number: int
    values: Mapping[str, Any]
    bad: frozenset[str]

    def __getitem__(self, column: str) -> Any:
        """Return the value of a column; raise ``KeyError`` where its cell could not be read."""
        return self.values[column]


@cache
def row_model(name: str) -> type[BaseModel]:
    """Return the pydantic model of one row of a table, made from the table's columns."""
    fields: dict[str, Any] = {
        column.name: (Annotated[_TYPES[column.kind] | None, BeforeValidator(_validator(column))], ...)
        for column in TABLE_BY_NAME[name].columns
    }
    config = ConfigDict(strict=True, frozen=True, extra="forbid", arbitrary_types_allowed=True)
    model: type[BaseModel] = create_model(name, __config__=config, **fields)
    return model


def _validator(column: Column) -> Callable[[Cell], Value]:
    @lru_cache(maxsize=4096, typed=True)
    def value(cell: Cell) -> Value:  # columns repeat few values, which makes reading twice as fast
        return parse(column, cell)

    def validate(cell: Cell) -> Value:
        try:
            return value(cell)
        except CellError as fault:
            context = {"check": fault.check, "message": fault.message, "expected": fault.expected}
            raise PydanticCustomError("cell", "{message}", context) from None

    return validate


Known = Mapping[int, tuple[RawRow, Row]]
"""Rows that have been read, by number: as written and as values."""


def typed_rows(raw: RawTable, problems: Problems, known: Known | None = None) -> tuple[Row, ...]:
    """Return every row of a table with its cells as values, and report every cell that cannot be read.

    A row that is ``known``, with the same cells in the same columns, is not read again.
    """
    table = TABLE_BY_NAME[raw.name]
    absent = [column for column in table.columns if column.name not in raw.columns]
    missing = frozenset(column.name for column in absent if column.required)
    stand_in: dict[str, Cell] = {column.name: "" for column in absent}
    return tuple(
        _known_row(row, known) or _typed_row(table, raw.file, row, stand_in, missing, problems) for row in raw.rows
    )


def _known_row(row: RawRow, known: Known | None) -> Row | None:
    """The values of a row that is written as one that could be read in full."""
    written, values = (known or {}).get(row.number, (None, None))
    return values if values is not None and written == row and not values.bad else None


def _typed_row(
    table: Table,
    file: str,
    row: RawRow,
    stand_in: Mapping[str, Cell],
    missing: frozenset[str],
    problems: Problems,
) -> Row:
    model = row_model(table.name)
    cells = {**row.cells, **stand_in}
    try:
        return Row(row.number, model.model_validate(cells).__dict__, frozenset())
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    bad = set(missing)
    for fault in faults:
        name = str(fault["loc"][0])
        if name not in missing:  # a missing column is one fault of the header, not one of every row
            bad.add(name)
            context = fault["ctx"]
            fault_of = CellError(context["check"], context["message"], context["expected"])
            problems.add([_cell_problem(table.name, file, row, name, cells[name], fault_of)])
    good = {c.name: parse(c, cells[c.name]) for c in table.columns if c.name not in bad}
    return Row(row.number, good, frozenset(bad))


def _cell_problem(table: str, file: str, row: RawRow, column: str, cell: Cell, fault: CellError) -> Problem:
    value = None if cell == "" else str(cell).upper() if isinstance(cell, bool) else str(cell)
    return Problem("error", fault.check, table, row.number, column, value, fault.message, fault.expected, file)


def typed_settings(raw: RawTable, problems: Problems) -> tuple[dict[str, Value], bool]:
    """Return the value of every setting that is given and whether all could be read, and report the rest.

    ``unmet_need`` is ``None`` where it is forbidden.
    """
    values: dict[str, Value] = {}
    sound = True
    if not {"setting", "value"} <= set(raw.columns):
        return values, False
    names = [row.cells["setting"] for row in raw.rows]
    for row in raw.rows:
        name, cell = row.cells["setting"], row.cells["value"]
        if name == "" or not isinstance(name, str) or cell == "":
            sound = False
            continue  # reported with the cells of the row
        if name not in SETTING_BY_NAME:
            expected = did_you_mean(name, SETTING_BY_NAME, f"the settings are {listed(SETTING_BY_NAME, 20)}")
            fault = CellError("unknown_setting", f"there is no setting {quoted(name)}", expected)
            problems.add([_cell_problem("settings", raw.file, row, "setting", name, fault)])
            sound = False
            continue
        try:
            values[name] = _setting_value(name, cell)
        except CellError as error:
            problems.add([_cell_problem("settings", raw.file, row, "value", cell, error)])
            sound = False
    for missing in _missing_settings(names):
        problems.error(
            "missing_setting",
            "settings",
            f"the setting {missing.name} is missing",
            f"add it: {missing.description[0].lower()}{missing.description[1:].rstrip('.')}",
            column="setting",
            value=missing.name,
            file=raw.file,
        )
    return values, sound


def _missing_settings(names: list[Cell]) -> Iterator[Column]:
    return (setting.column for setting in SETTINGS if setting.column.required and setting.name not in names)


def _setting_value(name: str, cell: Cell) -> Value:
    column = SETTING_BY_NAME[name].column
    if name != "unmet_need":
        return parse(column, cell)
    if cell == _FORBIDDEN:
        return None
    try:
        return parse(_PRICE, cell)
    except CellError as fault:
        expected = did_you_mean(str(cell), [_FORBIDDEN], f"write {_FORBIDDEN}, or a price such as 500000")
        raise CellError(fault.check, fault.message, expected) from None
