"""Reading an Excel workbook: values come from calamine, what it does not tell from the file itself.

Formulas, merged cells and error values would be read as something else than a person sees, so the sheets'
own XML is scanned for them first. The scan also bounds the memory: a single stray cell in the last row of
a sheet makes a dense reader allocate the whole sheet.
"""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

import python_calamine as calamine

from optimiser.tables.problems import Problems, listed
from optimiser.tables.raw import Cell, Grid, RawTable, RawTables, known_table, table_from_grid

IGNORED_SHEET = "notes"
"""The one sheet that is not a table: free notes."""
LARGEST_UNPACKED = 500 * 1024 * 1024
"""Bytes of XML in a workbook when unpacked: ten times the largest file, a usual compression."""
LARGEST_SHEET = 5_000_000
"""Cells in the rectangle that a sheet spans."""

_NOT_A_WORKBOOK = "is not an Excel workbook that can be read"
_SAVE_AGAIN = "open it in Excel and save it as .xlsx"
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"  # the container of .xls files and of encrypted .xlsx files alike
_CHUNK = 1 << 20


def read_workbook(path: Path, problems: Problems) -> RawTables:
    """Return the tables of a workbook as written; whatever is wrong is in ``problems`` of the result."""
    tables: dict[str, RawTable] = {}
    broken: set[str] = set()
    try:
        for name, grid in _sheets(path, problems):
            table = known_table(name, path.name, problems)
            if table is None:
                continue
            found = None if grid is None else table_from_grid(table, path.name, grid, problems)
            if found is None:
                broken.add(name)
            else:
                tables[name] = found
    except _UnreadableError as error:
        problems.error("workbook", "", str(error), error.expected, value=path.name, file=path.name)
    return RawTables(path, tables, problems.sorted(), frozenset(broken))


class _UnreadableError(Exception):
    def __init__(self, message: str, expected: str = _SAVE_AGAIN) -> None:
        super().__init__(message)
        self.expected = expected


def _sheets(path: Path, problems: Problems) -> Iterator[tuple[str, Grid | None]]:
    """Yield every sheet but the notes with its rows, or ``None`` for one that cannot be used."""
    with path.open("rb") as file:
        if file.read(4) == _OLD_FORMAT:
            raise _UnreadableError(
                "is protected by a password or in the old .xls format", "save it as .xlsx without a password"
            )
    scans = _scan_workbook(path)
    try:
        workbook = calamine.CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
    except (calamine.CalamineError, OSError) as error:
        raise _UnreadableError(_NOT_A_WORKBOOK) from error
    for name in names:
        if name == IGNORED_SHEET:
            continue
        scan = scans.get(name)
        if scan is None:
            raise _UnreadableError(_NOT_A_WORKBOOK)
        usable = _report_scan(scan, name, path.name, problems)
        yield name, _grid(workbook, name, scan, path.name, problems) if usable else None


def _grid(
    workbook: calamine.CalamineWorkbook, name: str, scan: _Scan, file: str, problems: Problems
) -> Grid | None:
    try:
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError) as error:
        problems.error(
            "workbook", name, f"the sheet cannot be read ({error})", "make it an ordinary sheet", file=file
        )
        return None
    return [
        (
            number,
            [scan.errors.get((number, place)) or _cell(value) for place, value in enumerate(row, start=1)],
        )
        for number, row in enumerate(rows, start=1)
    ]


def _cell(value: object) -> Cell:
    """Return a cell's text as a person would type it: whole numbers without a decimal point."""
    if isinstance(value, bool):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date() if value.time() == time(0) else value
    if isinstance(value, date | time | timedelta):
        return value
    return str(value).strip()


@dataclass(slots=True)
class _Scan:
    """What one sheet holds that would not be read as a person sees it; cells as (row, column) from 1."""

    formulas: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


def _report_scan(scan: _Scan, sheet: str, file: str, problems: Problems) -> bool:
    """Report formulas, merged cells and a sheet that is too large; return whether its rows can be read."""
    if scan.formulas:
        problems.error(
            "formula",
            sheet,
            f"sheet {sheet} has formulas in {listed(scan.formulas)}",
            "paste values instead of formulas",
            row=_position(scan.formulas[0])[0],
            value=scan.formulas[0],
            file=file,
        )
    if scan.merged:
        problems.error(
            "merged_cells",
            sheet,
            f"sheet {sheet} has merged cells in {listed(scan.merged)}",
            "unmerge them and fill in every cell",
            value=scan.merged[0],
            file=file,
        )
    too_large = scan.rows * scan.columns > LARGEST_SHEET
    if too_large:
        problems.error(
            "too_large",
            sheet,
            f"sheet {sheet} spans {scan.rows} rows and {scan.columns} columns",
            "delete stray cells far from the table",
            value=f"{scan.rows} × {scan.columns}",
            file=file,
        )
    return not (scan.merged or too_large)


def _scan_workbook(path: Path) -> dict[str, _Scan]:
    """Return the scan of every sheet by name; raise ``_UnreadableError`` where the file is not a workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > LARGEST_UNPACKED:
                raise _UnreadableError(
                    f"has {unpacked / 2**20:.0f} MB when unpacked", "keep to the rows that the plan needs"
                )
            return {name: _scan_sheet(archive, part) for name, part in _parts(archive)}
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        lzma.LZMAError,
        LookupError,
        ElementTree.ParseError,
        expat.ExpatError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ) as error:
        raise _UnreadableError(_NOT_A_WORKBOOK) from error


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield every sheet's name and the member of the archive that holds it."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target_of = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        identity = next((value for name, value in element.items() if name.endswith("}id")), "")
        target = target_of.get(identity, "")
        yield element.get("name", ""), posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _scan_sheet(archive: zipfile.ZipFile, part: str) -> _Scan:
    with archive.open(part) as stream:
        return _Scanner().run(stream)


class _Scanner:
    """Goes through a sheet's XML once, element by element, without holding it in memory."""

    def __init__(self) -> None:
        self.scan = _Scan()
        self._row = 0
        self._column = 0
        self._error = False
        self._text: list[str] | None = None

    def run(self, stream: IO[bytes]) -> _Scan:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        return self.scan

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif name == "f":
            self.scan.formulas.append(f"{_letters(self._column)}{self._row}")
        elif name == "v" and self._error:
            self._text = []
        elif name == "mergeCell":
            self.scan.merged.append(attributes.get("ref", ""))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self._row, self._column = _position(reference) if reference else (self._row, self._column + 1)
        self._error = attributes.get("t") == "e"
        self.scan.rows = max(self.scan.rows, self._row)
        self.scan.columns = max(self.scan.columns, self._column)

    def _end(self, tag: str) -> None:
        if self._text is not None and tag.rpartition(":")[2] == "v":
            self.scan.errors[self._row, self._column] = "".join(self._text).strip()
            self._text = None

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)


def _position(reference: str) -> tuple[int, int]:
    """Return row and column of a cell such as B7.

    >>> _position("B7")
    (7, 2)
    """
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", reference)
    if found is None:
        raise ValueError(f"{reference!r} is not a cell")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _letters(column: int) -> str:
    """Return the letters of a column.

    >>> _letters(28)
    'AB'
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
