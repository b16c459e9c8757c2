"""The rows that have faults, as they were written, so that a page can show each fault beside its cell."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from optimiser.tables.problems import Problem
from optimiser.tables.raw import RawTables
from optimiser.tables.specification import TABLE_BY_NAME
from optimiser.web.intake.records import LONGEST_CELL, LONGEST_NAME, MOST_FAULTS, Rows, cut

MOST_COLUMNS = 40
"""Columns of a row that are shown."""

Line = tuple[int, Sequence[object]]
Lines = Callable[[str], Iterable[Line]]
"""Gives the rows of a table with their numbers, the header first, those included that could not be used."""


def offending_rows(raw: RawTables, lines: Lines, problems: Sequence[Problem]) -> Rows:
    """Return the rows that the first problems name, by table, number and column.

    Cells are cut at ``LONGEST_CELL`` characters and rows at :data:`MOST_COLUMNS` columns, those that the table
    should have before others. A column without a name of its own is called by its place, such as ``column 12``.
    """
    wanted: dict[str, set[int]] = {}
    for problem in problems[:MOST_FAULTS]:
        if problem.table in TABLE_BY_NAME and problem.row is not None:
            wanted.setdefault(problem.table, set()).add(problem.row)
    return {table: rows for table, numbers in wanted.items() if (rows := _rows(raw, table, lines(table), numbers))}


def _rows(raw: RawTables, table: str, lines: Iterable[Line], numbers: set[int]) -> dict[int, dict[str, str]]:
    read = {row.number: row.cells for row in raw.tables[table].rows} if table in raw.tables else {}
    header: list[str] | None = None
    found: dict[int, dict[str, str]] = {}
    for number, line in lines:
        if header is None:
            header = _header(line)
        if number in numbers:
            found[number] = _cells(table, header, line, read.get(number, {}))
        if number >= max(numbers):
            break
    return found


def _header(line: Sequence[object]) -> list[str]:
    header: list[str] = []
    for place, cell in enumerate(line, start=1):
        name = cut(str(cell).strip(), LONGEST_NAME)
        header.append(name if name and name not in header else f"column {place}")
    return header


def _cells(
    table: str, header: Sequence[str], line: Sequence[object], read: Mapping[str, object]
) -> dict[str, str]:
    names = [*header, *(f"column {place}" for place in range(len(header) + 1, len(line) + 1))]
    known = {column.name for column in TABLE_BY_NAME[table].columns}
    chosen = set(sorted(names, key=lambda name: name not in known)[:MOST_COLUMNS])
    cells = dict(zip(names, line, strict=False))
    return {name: _text(read.get(name, cells.get(name, ""))) for name in names if name in chosen}


def _text(cell: object) -> str:
    return cut(str(cell).upper() if isinstance(cell, bool) else str(cell).strip(), LONGEST_CELL)


def csv_lines(folder: Path) -> Lines:
    """Return what gives the rows of the CSV files in a folder, by the line that each starts on."""

    def lines(table: str) -> Iterable[Line]:
        content = (folder / f"{table}.csv").read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
        reader = csv.reader(io.StringIO(text, newline=""))
        started = 1
        for row in reader:
            yield started, row
            started = reader.line_num + 1

    return lines


def sheet_lines(workbook: Path) -> Lines:
    """Return what gives the rows of the sheets of a workbook."""

    def lines(table: str) -> Iterable[Line]:
        import python_calamine as calamine

        try:
            rows = calamine.CalamineWorkbook.from_path(workbook).get_sheet_by_name(table).iter_rows()
            yield from enumerate(rows, start=1)
        except (calamine.CalamineError, OSError, ValueError):
            return  # the sheet's own fault is told already

    return lines
