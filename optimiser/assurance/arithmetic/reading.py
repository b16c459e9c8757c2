"""The files of a run folder as they lie there: CSV cells as text, and the record."""

from __future__ import annotations

import csv
import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimiser.assurance.arithmetic.ledger import Ledger
from optimiser.assurance.arithmetic.traced import Cell
from optimiser.spreadsheet import as_written

RECORD = "result.json"
"""The record of a run, and where its digests of the other files are."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?inf")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet counts, and its cells as they were before they were made harmless."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A CSV file."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(folder: Path, file: str, needed: tuple[str, ...], ledger: Ledger) -> Table | None:
    """Read a CSV file; report what is wrong and return ``None`` where it or a needed column is not there."""
    ledger.count("file")
    whole = Cell(file, None, "the file")
    try:
        with (folder / file).open(encoding="utf-8", newline="") as opened:
            lines = list(csv.reader(opened, strict=True))
    except FileNotFoundError:
        ledger.report("file", whole, "the file is missing")
        return None
    except (OSError, ValueError, csv.Error) as error:
        ledger.report("file", whole, f"the file cannot be read: {error}")
        return None
    header = tuple(lines[0]) if lines else ()
    if len(set(header)) < len(header):
        ledger.report("file", Cell(file, 1, "the header"), "a column is there twice")
        return None
    missing = [column for column in needed if column not in header]
    for column in missing:
        ledger.report("file", Cell(file, 1, column), "the column is missing")
    rows = tuple(_rows(file, header, lines, ledger))
    return None if missing else Table(file, header, rows)


def _rows(file: str, header: tuple[str, ...], lines: list[list[str]], ledger: Ledger) -> list[Row]:
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) == len(header):
            cells = {name: as_written(text) for name, text in zip(header, line, strict=True)}
            rows.append(Row(number, cells))
        else:
            message = f"the row has {len(line)} cells, the header {len(header)}"
            ledger.report("row", Cell(file, number, "the row"), message)
    return rows


def number_in(text: str) -> float | None:
    """Return the number that a cell holds, or ``None`` where it holds none.

    >>> number_in("2.5"), number_in("inf"), number_in("about 2"), number_in("1e400")
    (2.5, inf, None, None)
    """
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return None if math.isinf(value) and not text.endswith("inf") else value


def read_record(folder: Path, ledger: Ledger) -> dict[str, Any] | None:
    """Read ``result.json``; report what is wrong and return ``None`` where it cannot be read."""
    ledger.count("file")
    whole = Cell(RECORD, None, "the file")
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except FileNotFoundError:
        ledger.report("file", whole, "the file is missing")
        return None
    except (OSError, ValueError, RecursionError) as error:
        ledger.report("file", whole, f"the file cannot be read: {error}")
        return None
    if not isinstance(record, dict) or not isinstance(record.get("status"), str):
        ledger.report("file", whole, "it is not the record of a run")
        return None
    return record


def compare_digests(folder: Path, record: Mapping[str, Any], ledger: Ledger) -> None:
    """Report every file that is not as the run left it, by the digests in the record."""
    digests = record.get("files")
    if not isinstance(digests, dict):
        ledger.report("file_as_written", Cell(RECORD, None, "files"), "the digests of the files are missing")
        return
    for file, digest in digests.items():
        ledger.count("file_as_written")
        path = folder / str(file)
        if not path.is_file():
            ledger.report("file_as_written", Cell(str(file), None, "the file"), "the file is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            message = "the file has been altered since the run wrote it"
            ledger.report("file_as_written", Cell(str(file), None, "the file"), message)
    for path in sorted([*folder.glob("*.csv"), *(folder / "inputs").glob("*.csv")]):
        file = path.relative_to(folder).as_posix()
        if file not in digests:
            ledger.report("file_as_written", Cell(file, None, "the file"), "the run did not write this file")
