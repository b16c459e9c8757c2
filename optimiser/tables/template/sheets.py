"""One input table as a sheet: its names with their notes, its rows, and the checks of what is written there."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from optimiser.errors import OptimiserError
from optimiser.tables.inputs import cell_text
from optimiser.tables.specification import Column, Table
from optimiser.tables.template.looks import A4, DARK, FIGURES, PALE, Looks, height
from optimiser.tables.template.validations import MOST_ROWS, Extents, validation
from optimiser.tables.template.wording import explanation

if TYPE_CHECKING:
    import pandas as pd

LONGEST_TEXT = 32_767
"""The most characters that a cell can hold, as spreadsheets count them."""

_NARROWEST, _WIDEST, _WIDEST_TEXT = 6, 30, 62
_EMPTY = {"key": 20, "keys": 24, "text": 36}
"""Characters across columns that hold nothing yet."""

_HEADING = 20
"""Points: the height of the row with the names of the columns."""

_SIDES, _BOLD = 3, 1.15
"""Characters that a cell has beside its text, and how wide a bold letter is."""

_ACROSS_A_PAGE = 180
"""Characters across a printed page, as small as they can still be read."""


class TableSheet(Worksheet):  # type: ignore[misc]
    """A sheet whose numbers keep every digit: the library writes 16, and a number may need 17."""

    def _xml_number_element(self, number: float, attributes: list[tuple[str, object]]) -> None:
        marks = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{marks}><v>{number!r}</v></c>")


def write_table(book: Any, looks: Looks, table: Table, rows: pd.DataFrame | None, extents: Extents) -> None:
    """Add the sheet of a table with its rows, if there are any.

    Raises ``OptimiserError`` where a cell cannot hold one of their texts.
    """
    page = book.add_worksheet(table.name, worksheet_class=TableSheet)
    texts = _texts(table, rows)
    across = [_width(column, texts[column.name]) for column in table.columns]
    last = extents.last_rows[table.name]
    for place, column in enumerate(table.columns):
        page.set_column(place, place, across[place], looks.column(column))
        _write_heading(page, looks, table, place)
        page.data_validation(1, place, last - 1, place, validation(table, column, extents))
        if rows is not None:
            _write_column(page, looks, place, column, rows[column.name], texts[column.name])
    page.set_row(0, _HEADING)
    _set_heights(page, table, texts, across)
    _allow_digits_as_text(page, table, last)
    page.set_tab_color(DARK if table.required else PALE)
    page.freeze_panes(1, 1 if table.columns[0].kind == "key" else 0)
    _prepare_print(page, sum(across))


def check_rows(table: Table, rows: pd.DataFrame) -> None:
    """Raise ``OptimiserError`` where there are more rows than a sheet holds."""
    if len(rows) >= MOST_ROWS:
        raise OptimiserError(
            f"The table {table.name} has {len(rows):,} rows, and a sheet holds {MOST_ROWS - 1:,} below the names "
            "of its columns: keep the case as CSV files."
        )


def _texts(table: Table, rows: pd.DataFrame | None) -> dict[str, list[str]]:
    """Every column's cells as they would be written in a file."""
    if rows is None:
        return {column.name: [] for column in table.columns}
    return {column.name: [cell_text(value) for value in rows[column.name]] for column in table.columns}


def _write_heading(page: Any, looks: Looks, table: Table, place: int) -> None:
    column = table.columns[place]
    note = explanation(table, column)
    page.write_string(0, place, column.name, looks.heading(column.required, column.kind in FIGURES))
    lines = sum(math.ceil(len(line) / 44) for line in note.split("\n"))
    size = {"width": 300, "height": 14 + 16 * lines, "font_name": "Arial", "font_size": 9}
    page.write_comment(0, place, note, size)


def _write_column(
    page: Any, looks: Looks, place: int, column: Column, values: pd.Series[Any], texts: list[str]
) -> None:
    for row, (number, value, text) in enumerate(zip(values.index, values, texts, strict=True), start=1):
        if not text:
            continue
        if column.kind in FIGURES:
            page.write_number(row, place, value, looks.column(column))
        elif isinstance(value, date):
            page.write_datetime(row, place, datetime.combine(value, time()), looks.column(column))
        else:
            _check_text(f"The text in row {number} of {page.name}, column {column.name},", text)
            page.write_string(row, place, text, looks.column(column, text))


def _set_heights(page: Any, table: Table, texts: Mapping[str, list[str]], across: Sequence[float]) -> None:
    """Make rows whose text is wrapped as high as it needs; all others stay as high as the program thinks best."""
    wrapped = [place for place, column in enumerate(table.columns) if column.kind == "text"]
    cells = (texts[table.columns[place].name] for place in wrapped)
    for row, found in enumerate(zip(*cells, strict=True), start=1):
        high = height(found, [across[place] for place in wrapped])
        if high:
            page.set_row(row, high)


def _check_text(where: str, text: str) -> None:
    """Raise ``OptimiserError`` where no cell of a spreadsheet can hold a text."""
    length = len(text.encode("utf-16-le")) // 2
    if length > LONGEST_TEXT:
        raise OptimiserError(f"{where} has {length:,} characters and a cell holds {LONGEST_TEXT:,}: shorten it.")
    if "\ufffe" in text or "\uffff" in text:
        raise OptimiserError(f"{where} holds a character that no spreadsheet can hold: type it again.")


def _width(column: Column, texts: list[str]) -> float:
    """Characters across: wide enough for the name and, up to a limit, for every cell."""
    widest = _WIDEST_TEXT if column.kind == "text" else _WIDEST
    usual = _NARROWEST if texts else _EMPTY.get(column.kind, _NARROWEST)
    needed = max([usual, *(len(line) for text in (*texts, *column.choices) for line in text.split("\n"))])
    return max(min(needed + _SIDES, widest), len(column.name) * _BOLD + _SIDES)


def _allow_digits_as_text(page: Any, table: Table, last: int) -> None:
    """Text such as 2025 in a column of labels is meant so, and no fault to be flagged in every cell."""
    letters = [xl_col_to_name(n) for n, column in enumerate(table.columns) if column.kind not in FIGURES]
    page.ignore_errors({"number_stored_as_text": " ".join(f"{letter}2:{letter}{last}" for letter in letters)})


def _prepare_print(page: Any, width: float) -> None:
    """Across, on as few pages as can be read, with the names on each."""
    page.set_paper(A4)
    page.set_landscape()
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(max(1, round(width / _ACROSS_A_PAGE)), 0)
    page.repeat_rows(0)
    page.repeat_columns(0)
    page.print_across()
    page.set_footer("&L&A&RPage &P of &N")
