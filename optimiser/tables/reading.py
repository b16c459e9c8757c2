"""Reading a case as written: a folder of CSV files or one Excel workbook with the same tables as sheets.

In a folder every ``.csv`` file is a table; other files, subfolders, hidden files and the lock files of an
open spreadsheet (``~$…``) are left alone. In a workbook every sheet is a table, hidden or not, but for a
sheet called ``notes``, which is left alone.
"""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

from optimiser.tables.problems import Problem, Problems
from optimiser.tables.raw import Grid, RawTable, RawTables, known_table, table_from_grid
from optimiser.tables.workbook import read_workbook

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes: a larger file is refused unread. The largest table of a national case is well under 10 MB."""


def read_tables(path: str | os.PathLike[str]) -> RawTables:
    """Return the tables of a folder or a workbook as written, with everything that could not be read.

    Nothing is raised for bad input: whatever is wrong is in ``problems``.
    """
    path = Path(path)
    problems = Problems()
    try:
        if path.is_dir():
            return _read_folder(path, problems)
        if not path.exists():
            _refuse(problems, path, "path", "does not exist", "give a folder of CSV files or an .xlsx workbook")
        elif path.suffix.lower() != ".xlsx" or not path.is_file():
            _refuse(
                problems,
                path,
                "path",
                "is neither a folder nor an .xlsx workbook",
                "give a folder of CSV files, or save the workbook as .xlsx",
            )
        elif _small_enough(path, "", problems):
            return read_workbook(path, problems)
    except (OSError, ValueError) as error:  # no permission, a name too long, a disk that went away
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        _refuse(problems, path, "unreadable", f"cannot be read ({reason})", "check that you may open it")
    return RawTables(path, {}, problems.sorted())


def _refuse(problems: Problems, path: Path, check: str, message: str, expected: str) -> None:
    problems.error(check, "", message, expected, value=str(path), file=str(path))


def _small_enough(path: Path, table: str, problems: Problems) -> bool:
    size = path.stat().st_size
    if size > LARGEST_FILE:
        problems.error(
            "too_large",
            table,
            f"the file has {size / 2**20:.0f} MB, more than the {LARGEST_FILE / 2**20:.0f} MB that are read",
            "keep to the rows that the plan needs",
            value=str(size),
            file=path.name,
        )
    return size <= LARGEST_FILE


def _read_folder(folder: Path, problems: Problems) -> RawTables:
    tables: dict[str, RawTable] = {}
    broken: set[str] = set()
    files = sorted(
        file
        for file in folder.iterdir()
        if file.suffix.lower() == ".csv" and not file.name.startswith((".", "~$")) and not file.is_dir()
    )
    if not files:
        _refuse(problems, folder, "path", "there is no .csv file in the folder", "give the folder of a case")
    for file in files:
        table = known_table(file.stem, file.name, problems)
        if table is None:
            continue
        grid = _read_csv(file, table.name, problems)
        found = None if grid is None else table_from_grid(table, file.name, grid, problems)
        if found is None or table.name in tables:
            broken.add(table.name)
        else:
            tables[table.name] = found
    return RawTables(folder, tables, problems.sorted(), frozenset(broken))


def _read_csv(file: Path, table: str, problems: Problems) -> Grid | None:
    """Return the rows of a CSV file with the number of the line each starts on."""
    try:
        if not _small_enough(file, table, problems):
            return None
        text = _decoded(file.read_bytes(), file.name, table, problems)
        return None if text is None else _rows(text)
    except (csv.Error, OSError) as error:
        problems.error(
            "unreadable",
            table,
            f"the file cannot be read ({error})",
            "save it again as CSV, with commas between the columns and quotation marks in pairs",
            file=file.name,
        )
    return None


def _rows(text: str) -> Grid:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    started = 1
    for cells in reader:
        rows.append((started, [cell.strip() for cell in cells]))
        started = reader.line_num + 1
    return rows


def _decoded(content: bytes, file: str, table: str, problems: Problems) -> str | None:
    """Return the text of a CSV file in UTF-8, or in Windows-1252 (Excel's plain CSV) with a warning."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content:
        problems.error(
            "encoding",
            table,
            "the file is not in UTF-8 (it looks like UTF-16 or is not text)",
            "save it as CSV UTF-8",
            file=file,
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        problems.error(
            "encoding",
            table,
            "the file is in neither UTF-8 nor Windows-1252",
            "save it as CSV UTF-8",
            file=file,
        )
        return None
    message = f"{file} is not in UTF-8 and was read as Windows-1252"
    expected = "check its pound signs and accents, or save it as CSV UTF-8"
    problems.add([Problem("warning", "windows_1252", table, None, None, None, message, expected, file)])
    return text
