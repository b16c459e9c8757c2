"""Run folders altered by hand: one cell, one row, one file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from optimiser.assurance.arithmetic import ArithmeticCheck, check_arithmetic

Lines = list[list[str]]


def read(folder: Path, file: str) -> Lines:
    """The cells of a CSV file, header first, as they are written."""
    return list(csv.reader(io.StringIO((folder / file).read_text(encoding="utf-8"))))


def text_of(lines: Lines) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(lines)
    return written.getvalue()


@contextmanager
def put(folder: Path, file: str, text: str | None) -> Iterator[None]:
    """Put a text in place of a file (or take the file away) and afterwards restore it."""
    path = folder / file
    before = path.read_bytes() if path.exists() else None
    try:
        if text is None:
            path.unlink()
        else:
            path.write_text(text, encoding="utf-8")
        yield
    finally:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)


def checked_with(folder: Path, file: str, text: str | None) -> ArithmeticCheck:
    """Check a run with another text in place of a file."""
    with put(folder, file, text):
        return check_arithmetic(folder)


def checked_with_cell(folder: Path, file: str, row: int, column: str, cell: str) -> ArithmeticCheck:
    """Check a run with another cell; the row as a spreadsheet counts."""
    lines = read(folder, file)
    lines[row - 1][lines[0].index(column)] = cell
    return checked_with(folder, file, text_of(lines))


def checked_with_inputs(folder: Path, table: str, where: dict[str, str], **cells: str) -> ArithmeticCheck:
    """Check a run with other cells in the rows of an input table that match."""
    file = f"inputs/{table}.csv"
    lines = read(folder, file)
    at = {column: place for place, column in enumerate(lines[0])}
    matching = [line for line in lines[1:] if all(line[at[column]] == label for column, label in where.items())]
    assert matching, where
    for line in matching:
        for column, cell in cells.items():
            line[at[column]] = cell
    return checked_with(folder, file, text_of(lines))


def checked_with_record(folder: Path, path: str, value: object) -> ArithmeticCheck:
    """Check a run with another figure in ``result.json``."""
    record = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    *parents, name = path.split(".")
    held = record
    for parent in parents:
        held = held[parent]
    held[name] = value
    return checked_with(folder, "result.json", json.dumps(record))


def names(check: ArithmeticCheck) -> set[tuple[str, int | None, str]]:
    """The file, row and column of every finding and suspect."""
    return {(item.file, item.row, item.column) for item in (*check.findings, *check.suspects)}
