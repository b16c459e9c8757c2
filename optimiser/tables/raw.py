"""Tables as they were written: every cell still text, every row with the number a person sees beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

from optimiser.tables.problems import Problem, Problems, did_you_mean, listed, quoted
from optimiser.tables.specification import TABLE_BY_NAME, Table

Cell = str | bool | date | time | timedelta
"""A cell as written: text without spaces around it (numbers too), or what a spreadsheet made of it."""

READING_CHECKS = {
    "path": "The case is a folder with CSV files or an .xlsx workbook.",
    "unreadable": "Every file can be opened and read.",
    "workbook": "The workbook and its sheets can be opened, without a password.",
    "too_large": "No file or sheet is larger than what is read.",
    "encoding": "CSV files are in UTF-8.",
    "windows_1252": "CSV files are in UTF-8, not in Windows-1252.",
    "delimiter": "CSV files have commas between the columns.",
    "empty_table": "Row 1 of every table holds the column names.",
    "unknown_table": "Every file and sheet is a known table.",
    "unknown_column": "Every column is a known one.",
    "blank_column": "Every column has a name.",
    "duplicate_column": "No column is there twice.",
    "missing_column": "Every required column is there.",
    "long_row": "No row has cells beyond the last named column.",
    "short_row": "Every row has a cell for every column.",
    "formula": "No cell is a formula.",
    "merged_cells": "No cells are merged.",
    "spreadsheet_error": "No cell holds an error of the spreadsheet.",
    "blank_cell": "Required cells are filled in.",
    "bad_label": "Labels are short, on one line and free of `;` and `*`.",
    "not_a_number": "Numbers are plain.",
    "not_whole": "Whole numbers are whole.",
    "out_of_range": "Numbers and dates are within their range.",
    "not_yes_or_no": "Cells for yes or no hold one of the two.",
    "true_or_false": "No cell is a truth value of the spreadsheet.",
    "not_a_choice": "Cells for one of several words hold one of them.",
    "not_a_date": "Dates are written year-month-day.",
    "cell_is_a_date": "Only dates are written as dates.",
    "unknown_setting": "Every setting is a known one.",
    "missing_setting": "Every required setting is there.",
}
"""Everything that is checked while tables and cells are read, before the checks across tables."""

READING_WARNINGS = frozenset({"windows_1252"})
"""Those that do not stop a plan."""

Grid = Sequence[tuple[int, Sequence[Cell]]]
"""Rows with their numbers, the header first."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row that is not blank: the cells of its known columns, blank ones as empty text."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table as written; ``file`` is the file's or the sheet's name for messages."""

    name: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[RawRow, ...]


@dataclass(frozen=True, slots=True)
class RawTables:
    """Everything that was read from a folder or a workbook, with the problems met on the way."""

    path: Path
    tables: Mapping[str, RawTable]
    problems: tuple[Problem, ...] = ()
    broken: frozenset[str] = field(default=frozenset())
    """Tables that are there but could not be read, so that nothing can be said about their rows."""


def table_from_grid(table: Table, file: str, grid: Grid, problems: Problems) -> RawTable | None:
    """Return the table in a grid of cells, or ``None`` where its header cannot be used.

    Rows that are blank throughout are left out; the others keep their numbers.
    """
    header = _header(table, file, grid, problems)
    if header is None:
        return None
    known = {column.name for column in table.columns}
    places = [(place, name) for place, name in enumerate(header) if name in known]
    rows: list[RawRow] = []
    for number, cells in grid[1:]:
        if all(cell == "" for cell in cells):
            continue
        if _fits(table.name, file, number, cells, len(header), problems):
            rows.append(RawRow(number, {name: cells[place] for place, name in places}))
    return RawTable(table.name, file, tuple(name for _, name in places), tuple(rows))


def _fits(table: str, file: str, number: int, cells: Sequence[Cell], width: int, problems: Problems) -> bool:
    """Report a row with more or fewer cells than the header; blank cells past the header hold nothing."""
    beyond = [cell for cell in cells[width:] if cell != ""]
    if beyond:
        problems.error(
            "long_row",
            table,
            f"the row has a cell {quoted(beyond[0])} beyond the last named column",
            "give every cell a column name, and put a cell that holds a comma in quotation marks",
            row=number,
            value=str(beyond[0]),
            file=file,
        )
    elif len(cells) < width:
        problems.error(
            "short_row",
            table,
            f"the row has {len(cells)} cells but there are {width} columns",
            "write a comma for every column, also for blank cells",
            row=number,
            file=file,
        )
    return not beyond and len(cells) >= width


def _header(table: Table, file: str, grid: Grid, problems: Problems) -> list[str] | None:
    """Return the column names, or ``None`` where there is no telling which cell belongs to which column."""
    names = [cell if isinstance(cell, str) else str(cell) for cell in grid[0][1]] if grid else []
    while names and not names[-1]:
        names.pop()
    if not names:
        problems.error(
            "empty_table",
            table.name,
            "there is nothing in its first row" if grid else "it is empty",
            f"write the column names in row 1: {', '.join(column.name for column in table.columns)}",
            row=1 if grid else None,
            file=file,
        )
        return None
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        problems.error(
            "delimiter",
            table.name,
            f"its columns are separated by {'semicolons' if ';' in names[0] else 'tabs'}",
            "save it as CSV with commas between the columns",
            row=1,
            value=names[0],
            file=file,
        )
        return None
    usable = _report_names(table, file, names, problems)
    return names if usable else None


def _report_names(table: Table, file: str, names: list[str], problems: Problems) -> bool:
    """Report names that are blank, double, unknown or missing; return whether rows can be read."""
    known = [column.name for column in table.columns]
    missing = [column.name for column in table.columns if column.required and column.name not in names]
    usable = True
    for place, (name, times) in enumerate(Counter(names).items(), start=1):
        if not name:
            message, expected, check = "a column has no name", f"name the column {place}", "blank_column"
        elif times > 1:
            message = f"column {quoted(name)} is there {times} times"
            expected, check, usable = "keep one of them", "duplicate_column", False
        elif name not in known:
            message, check = f"there is no column {quoted(name)}", "unknown_column"
            unused = [column for column in known if column not in names]
            expected = did_you_mean(name, unused, f"the columns are {', '.join(known)}")
        else:
            continue
        problems.error(check, table.name, message, expected, row=1, column=name or None, value=name, file=file)
    for name in missing:
        problems.error(
            "missing_column",
            table.name,
            f"column {quoted(name)} is missing",
            f"add it: {table.column(name).description}".rstrip("."),
            row=1,
            column=name,
            file=file,
        )
    return usable


def known_table(name: str, file: str, problems: Problems) -> Table | None:
    """Return the specification of a table, or report that there is none of that name."""
    table = TABLE_BY_NAME.get(name)
    if table is None:
        problems.error(
            "unknown_table",
            "",
            f"there is no table called {quoted(name)}",
            did_you_mean(name, TABLE_BY_NAME, f"the tables are {listed(TABLE_BY_NAME, most=30)}"),
            value=name,
            file=file,
        )
    return table
