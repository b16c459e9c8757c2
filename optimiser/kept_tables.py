"""A case as it is kept: canonical CSV tables that no spreadsheet would run, written and read back alike."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from optimiser.spreadsheet import as_written, harmless
from optimiser.tables.inputs import CaseInputs, as_text_tables, check_case
from optimiser.tables.raw import Cell, RawRow, RawTable, RawTables
from optimiser.tables.reading import read_tables


def write_kept(inputs: CaseInputs, folder: Path) -> dict[str, int]:
    """Write the input tables to an empty folder as run folders keep them; return the rows of each.

    Defaults are filled in and rows are in canonical order. Raises ``ValueError`` where a cell would not be
    read back as it was.
    """
    tables = write_tables(inputs, folder)
    back = plain_text(read_tables(folder))
    if back.problems or {name: _content(one) for name, one in back.tables.items()} != {
        name: _content(one) for name, one in tables.items()
    }:
        raise ValueError("a table would not be read back as it was")
    return {name: len(table.rows) for name, table in tables.items()}


def write_tables(inputs: CaseInputs, folder: Path) -> Mapping[str, RawTable]:
    """Write the input tables to an empty folder, without looking whether they read back; return them as text."""
    tables = as_text_tables(inputs.tables, folder).tables
    for table in tables.values():
        _write(table, folder / f"{table.name}.csv")
    return tables


def read_kept(folder: Path) -> CaseInputs:
    """Read a case that :func:`write_kept` wrote; raise ``InputError`` where its tables have been spoiled.

    It is the case that was taken in, with the same sha256; rows are numbered as in the folder.
    """
    return check_case(plain_text(read_tables(folder)))


def plain_text(raw: RawTables) -> RawTables:
    """The tables with their text as it was before it was made harmless to a spreadsheet."""
    return replace(raw, tables={name: _plain(table) for name, table in raw.tables.items()})


def _write(table: RawTable, path: Path) -> None:
    rows = [[harmless(str(row.cells[column])) for column in table.columns] for row in table.rows]
    # the writer leaves a lone carriage return bare where rows end in a line feed, and a reader ends the row there
    bare = any("\r" in cell for row in rows for cell in row)
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL if bare else csv.QUOTE_MINIMAL)
        writer.writerow(table.columns)
        writer.writerows(rows)


def _content(table: RawTable) -> list[dict[str, Cell]]:
    return [dict(row.cells) for row in table.rows]


def _plain(table: RawTable) -> RawTable:
    def cell(value: Cell) -> Cell:
        return as_written(value) if isinstance(value, str) else value

    rows = (RawRow(row.number, {name: cell(value) for name, value in row.cells.items()}) for row in table.rows)
    return replace(table, rows=tuple(rows))
