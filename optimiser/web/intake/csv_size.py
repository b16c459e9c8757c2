"""How large CSV files are, found without holding more than a line of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from optimiser.errors import InputError
from optimiser.tables.problems import Problem
from optimiser.web.intake.archive import refused
from optimiser.web.intake.limits import Limits

_LONGEST_LINE = 1 << 20
_KEEP = "keep to the rows and columns that the plan needs"


class _TooLargeError(Exception):
    """A table with more than it may have: where, what is wrong, and what to do about it."""

    def __init__(self, row: int | None, message: str, expected: str) -> None:
        super().__init__()
        self._row, self._message, self._expected = row, message, expected

    def problem(self, path: Path) -> Problem:
        """Return the problem that this is of a file."""
        told = (None, None, self._message, self._expected, path.name)
        return Problem("error", "too_large", path.stem, self._row, *told)


def check_sizes(folder: Path, file: str, limits: Limits) -> None:
    """Raise ``InputError`` where CSV files have more rows, columns, cells or text in a cell than they may.

    ``file`` is the upload's name as shown. The files are read as Latin-1, which gives the same commas,
    quotation marks and line ends as UTF-8 and Windows-1252 and cannot fail.
    """
    cells = 0
    found: list[Problem] = []
    for path in sorted(folder.glob("*.csv")):
        try:
            cells += _cells(path, limits)
        except _TooLargeError as large:
            found.append(large.problem(path))
    if cells > limits.cells:
        message = f"its tables have {cells:,} cells; at most {limits.cells:,} are read"
        found.append(refused("too_large", file, message, _KEEP))
    if found:
        raise InputError(found)


def _cells(path: Path, limits: Limits) -> int:
    """Return the number of cells of a file; raise ``_TooLargeError`` as soon as it is too large."""
    before = csv.field_size_limit(limits.characters)
    started, rows, cells = 1, 0, 0
    try:
        reader = csv.reader(_lines(path))
        for row in reader:
            if len(row) > limits.columns:
                message = f"the row has {len(row):,} cells; at most {limits.columns} are read"
                raise _TooLargeError(started, message, "keep to the columns of the table")
            rows, cells, started = rows + 1, cells + len(row), reader.line_num + 1
            if rows > limits.rows + 1:  # the header is not counted
                raise _TooLargeError(None, f"the table has more than {limits.rows:,} rows", _KEEP)
    except csv.Error as error:
        message = f"a cell has more than {limits.characters:,} characters"
        raise _TooLargeError(started, message, "see that every quotation mark is closed") from error
    finally:
        csv.field_size_limit(before)
    return cells


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="latin-1", newline="") as stream:
        number = 1
        while line := stream.readline(_LONGEST_LINE + 1):
            if len(line) > _LONGEST_LINE:
                message = f"a line has more than {_LONGEST_LINE:,} characters"
                raise _TooLargeError(number, message, "save it again as CSV, with a line for every row")
            number += 1
            yield line
