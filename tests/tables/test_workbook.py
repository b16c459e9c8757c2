"""Workbooks: what Excel makes of tables, and files that are no workbooks at all."""

from __future__ import annotations

import datetime
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from optimiser.errors import InputError
from optimiser.tables import reading, workbook
from optimiser.tables.inputs import read_case
from optimiser.tables.problems import Problem
from tests.tables.small_case import cell, small_case, write_csv, write_workbook


def _rewrite(path: Path, change: Callable[[Any, dict[str, Any]], object]) -> None:
    """Write the small case again with a change made through XlsxWriter."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheets = {}
        for name, rows in small_case().items():
            sheets[name] = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheets[name].write_row(place, 0, row)
        change(book, sheets)


def _cell(sheet: str, place: str, value: Any) -> Callable[[Path], None]:
    def change(book: Any, sheets: dict[str, Any]) -> None:
        if isinstance(value, datetime.date):
            sheets[sheet].write_datetime(place, value, book.add_format({"num_format": "d mmm yyyy"}))
        else:
            sheets[sheet].write(place, value)

    return lambda path: _rewrite(path, change)


def _member(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Return a function that changes one part of the archive."""

    def spoil(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        parts[name] = change(parts[name])
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in parts.items():
                archive.writestr(part, content)

    return spoil


@dataclass(frozen=True)
class WorkbookFault:
    """A workbook that is spoiled, and what must be found."""

    check: str
    table: str
    row: int | None
    column: str | None
    value: str | None
    word: str
    spoil: Callable[[Path], object]


WORKBOOK_FAULTS = (
    WorkbookFault("formula", "limits", 2, None, "C2", "paste values", _cell("limits", "C2", "=2+4")),
    WorkbookFault(
        *("merged_cells", "limits", None, None, "A2:B2", "unmerge"),
        lambda path: _rewrite(path, lambda book, sheets: sheets["limits"].merge_range("A2:B2", "carers")),
    ),
    WorkbookFault(
        *("spreadsheet_error", "limits", 2, "max_total", "#REF!", "error of the spreadsheet"),
        lambda path: _rewrite(path, lambda b, s: s["limits"].write_formula("D2", "=X", None, "#REF!")),
    ),
    WorkbookFault("true_or_false", "areas", 2, "inside_boundary", "TRUE", "yes or no", _cell("areas", "C2", True)),
    WorkbookFault(
        *("cell_is_a_date", "periods", 2, "period", "2025-04-26", "format the column as text"),
        _cell("periods", "A2", datetime.date(2025, 4, 26)),
    ),
    WorkbookFault(
        *("cell_is_a_date", "limits", 2, "max_total", "2025-04-26", "not a number"),
        _cell("limits", "D2", datetime.date(2025, 4, 26)),
    ),
    WorkbookFault(
        "not_a_number", "limits", 2, "max_total", "£1,500", "such as 1500", _cell("limits", "D2", "£1,500")
    ),
    WorkbookFault(
        *("unknown_table", "", None, None, "Sheet1", "there is no table"),
        lambda path: _rewrite(path, lambda book, sheets: book.add_worksheet("Sheet1")),
    ),
    WorkbookFault(
        *("empty_table", "scenarios", None, None, None, "it is empty"),
        lambda path: _rewrite(path, lambda book, sheets: book.add_worksheet("scenarios")),
    ),
    WorkbookFault("long_row", "limits", 2, None, "total", "beyond", _cell("limits", "J2", "total")),
    WorkbookFault(
        *("too_large", "limits", None, None, "1048576 × 16384", "stray cells"),
        lambda path: _rewrite(path, lambda book, sheets: sheets["limits"].write(1048575, 16383, "stray")),
    ),
    WorkbookFault(
        *("too_large", "", None, None, str(reading.LARGEST_FILE + 1), "50 MB"),
        lambda path: os.truncate(path, reading.LARGEST_FILE + 1),
    ),
    WorkbookFault("workbook", "", None, None, "case.xlsx", "not an Excel", lambda p: p.write_bytes(b"PK\3\4 no")),
    WorkbookFault("workbook", "", None, None, "case.xlsx", "not an Excel", lambda p: p.write_bytes(b"")),
    WorkbookFault(
        *("workbook", "", None, None, "case.xlsx", "password"),
        lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    ),
    WorkbookFault(
        *("workbook", "", None, None, "case.xlsx", "not an Excel"),
        _member("xl/worksheets/sheet3.xml", lambda content: content[:300]),
    ),
    WorkbookFault(
        *("workbook", "", None, None, "case.xlsx", "not an Excel"),
        _member("xl/worksheets/sheet3.xml", lambda content: content.replace(b'r="A1"', b'r="?"')),
    ),
    WorkbookFault(
        *("workbook", "", None, None, "case.xlsx", "not an Excel"),
        _member("xl/workbook.xml", lambda content: b"<workbook/"),
    ),
    WorkbookFault(
        *("workbook", "", None, None, "case.xlsx", "not an Excel"),
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    ),
)


def _found(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_case(path)
    return caught.value.problems


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_workbook(small_case(), tmp_path / "case.xlsx")


@pytest.mark.parametrize("fault", WORKBOOK_FAULTS, ids=lambda fault: f"{fault.check}-{fault.word}")
def test_spoiled_workbook(fault: WorkbookFault, path: Path) -> None:
    fault.spoil(path)
    found = _found(path)
    place = (fault.check, fault.table, fault.row, fault.column, fault.value)
    matching = [p for p in found if (p.check, p.table, p.row, p.column, p.value) == place]
    assert matching, "\n".join(map(repr, found))
    assert fault.word in str(matching[0])


def test_csv_and_excel_give_the_same_case(tmp_path: Path, path: Path) -> None:
    tables = small_case()
    from_csv, from_excel = read_case(write_csv(tables, tmp_path / "csv")), read_case(path)
    assert from_csv.sha256 == from_excel.sha256
    assert from_csv.case.demand.tolist() == from_excel.case.demand.tolist()
    for name in (
        "settings",
        "periods",
        "areas",
        "supply",
        "market",
        "options",
        "targets",
        "budgets",
        "grants",
    ):
        assert getattr(from_csv.case, name) == getattr(from_excel.case, name)
    for name, frame in from_csv.tables.items():
        assert frame.equals(from_excel.tables[name]), name


def test_dates_may_be_date_cells(tmp_path: Path, path: Path) -> None:
    def change(book: Any, sheets: dict[str, Any]) -> None:
        style = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, year in enumerate((2025, 2026, 2027), start=1):
            sheets["periods"].write_datetime(row, 2, datetime.date(year, 4, 1), style)

    _rewrite(path, change)
    tables = small_case()
    for row, year in enumerate((2025, 2026, 2027), start=2):
        cell(tables, "periods", row, "start", f"{year}-04-01")
    assert read_case(path).sha256 == read_case(write_csv(tables, tmp_path / "csv")).sha256


def test_notes_are_left_alone_and_hidden_sheets_are_not(path: Path) -> None:
    before = read_case(path).sha256

    def change(book: Any, sheets: dict[str, Any]) -> None:
        book.add_worksheet("notes").write_formula("A1", "=1+1")
        sheets["limits"].hide()

    _rewrite(path, change)
    assert read_case(path).sha256 == before


def test_an_archive_that_unpacks_to_too_much_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 1000)
    assert "unpacked" in str(_found(path)[0])


def test_many_formulas_are_one_sentence(path: Path) -> None:
    def change(book: Any, sheets: dict[str, Any]) -> None:
        for row in range(1, 13):
            sheets["demand"].write_formula(row, 3, "=6*1", None, 6)

    _rewrite(path, change)
    found = _found(path)
    assert [problem.check for problem in found] == ["formula"]
    assert "D2, D3" in str(found[0])
    assert "and 4 more" in str(found[0])
