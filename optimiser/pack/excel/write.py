"""Writes sheets as a workbook: formats, widths, tagged tables and printing. Nothing is decided here but the look.

Arial of 12 points; no fills, frozen panes, filters, merged cells, or headers and footers of the page: there is
nothing that a screen reader skips or stumbles over.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from optimiser.pack.excel.model import Content, Grid, Heading, Line, Link, Look, Number, Sheet
from optimiser.pack.excel.sizes import HEADING_SIZE, TEXT_SIZE, TITLE_SIZE, height, seen, widths

HEADING_1, HEADING_2 = 2, 3
"""Places of these styles, after Normal and Hyperlink; :mod:`optimiser.pack.excel.file` gives them names."""

_CREATED = datetime(1980, 1, 1)
"""The same pack must give the same bytes, so a workbook bears no true date: zip files begin to count here."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_A4 = 9
_PIXELS_OF_A_COLUMN = 80  # the width by which the library knows how wide a digit of the font is
_ACROSS_UPRIGHT = 80  # characters that fit across a page held upright, without letters getting much smaller
_AIR = 8  # points above a heading of the cover and the headings of a table

_Shape = Mapping[str, object]
_LOOKS: Mapping[Look, _Shape] = {
    Look.PLAIN: {},
    Look.STRONG: {"bold": True},
    Look.HEADING: {"bold": True, "font_size": HEADING_SIZE, "valign": "bottom"},
}


class _Formats:
    """The formats of a workbook by what they are to look like, each made once."""

    def __init__(self, book: Any) -> None:
        """Keep the workbook in which formats are made."""
        self._book = book
        self._made: dict[tuple[object, ...], Any] = {}

    def get(self, shape: _Shape, style: int = 0) -> Any:
        """The format for a shape; ``style`` is the place of the named style to which its cells belong."""
        key = (style, *sorted(shape.items()))
        if key not in self._made:
            found = self._book.add_format({"text_wrap": True, "valign": "top", **shape})
            if style:
                found.xf_id = style
            self._made[key] = found
        return self._made[key]


def write_book(sheets: Sequence[Sheet], properties: Mapping[str, str]) -> bytes:
    """The sheets as a workbook that opens on the first of them."""
    buffer = io.BytesIO()
    font = {"font_name": "Arial", "font_size": TEXT_SIZE, "font_family": 2, "font_scheme": "none"}
    options = {"in_memory": True, "default_format_properties": font, "default_column_width": _PIXELS_OF_A_COLUMN}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({**properties, "created": _CREATED})
        formats = _Formats(book)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name), formats, sheet)
    return buffer.getvalue()


def _write_sheet(page: Any, formats: _Formats, sheet: Sheet) -> None:
    across = widths(sheet)
    for column, width in enumerate(across):
        page.set_column(column, column, width)
    page.set_row(0, height([sheet.title], across, TITLE_SIZE, bold=True))
    _write_text(page, formats, (0, 0), sheet.title, {"bold": True, "font_size": TITLE_SIZE}, HEADING_1)
    for row, line in enumerate(sheet.lines, start=1):
        _write_line(page, formats, row, line, across)
    if sheet.grid:
        _write_grid(page, formats, sheet.grid, len(sheet.lines) + 1, across)
    _prepare_print(page, sheet, sum(across))


def _write_line(page: Any, formats: _Formats, row: int, line: Line, across: Sequence[float]) -> None:
    heading = line.look is Look.HEADING
    high = height(
        [seen(line.content)], across, HEADING_SIZE if heading else TEXT_SIZE, bold=line.look is not Look.PLAIN
    )
    page.set_row(row, high + (_AIR if heading else 0))
    _write(page, formats, (row, 0), line.content, _LOOKS[line.look], HEADING_2 if heading else 0)


def _write_grid(page: Any, formats: _Formats, grid: Grid, top: int, across: Sequence[float]) -> None:
    """The table, tagged and named. Its headings are marked by bold letters and a line, not by colour."""
    sides = _sides(grid)
    columns = [_column(formats, heading, side) for heading, side in zip(grid.headings, sides, strict=True)]
    options = {"name": grid.name, "columns": columns, "autofilter": False, "style": None, "banded_rows": False}
    page.add_table(top, 0, top + len(grid.rows), len(grid.headings) - 1, options)
    page.set_row(top, height([heading.text for heading in grid.headings], across, bold=True) + _AIR)
    for row, cells in enumerate(grid.rows, start=1):
        last = grid.total and row == len(grid.rows)
        page.set_row(top + row, height(map(seen, cells), across, bold=last))
        for column, (side, cell) in enumerate(zip(sides, cells, strict=True)):
            shape = {**side, **({"bold": True, "top": 1} if last else {})}
            _write(page, formats, (top + row, column), cell, shape)


def _column(formats: _Formats, heading: Heading, side: _Shape) -> dict[str, Any]:
    shape = {**side, "bold": True, "bottom": 2, "valign": "bottom"}
    return {"header": heading.text, "header_format": formats.get(_safe(heading.text, shape))}


def _write(
    page: Any, formats: _Formats, at: tuple[int, int], cell: Content, shape: _Shape, style: int = 0
) -> None:
    if isinstance(cell, Number):
        page.write_number(*at, cell.value, formats.get({**shape, "num_format": cell.pattern}))
    elif isinstance(cell, Link):
        linked = formats.get(_safe(cell.text, {**shape, "hyperlink": True, "underline": 1}))
        page.write_url(*at, f"internal:'{cell.sheet}'!A1", linked, cell.text)
    else:
        _write_text(page, formats, at, cell, shape, style)


def _write_text(
    page: Any, formats: _Formats, at: tuple[int, int], text: str, shape: _Shape, style: int = 0
) -> None:
    page.write_string(*at, text, formats.get(_safe(text, shape), style))


def _safe(text: str, shape: _Shape) -> _Shape:
    """The shape, marked as text where a spreadsheet would run the words once someone edits the cell."""
    return {**shape, "quote_prefix": True} if text.startswith(_FORMULA_STARTS) else shape


def _sides(grid: Grid) -> list[_Shape]:
    """How each column is set: figures to the right, words to the left and apart from what stands before them."""
    first, *others = [{"align": "right"} if heading.figures else {"align": "left"} for heading in grid.headings]
    return [first, *({**side, "indent": 1} if side["align"] == "left" else side for side in others)]


def _prepare_print(page: Any, sheet: Sheet, width: float) -> None:
    """One page wide, with the marking and the row of headings on each."""
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    if width > _ACROSS_UPRIGHT:
        page.set_landscape()
    if sheet.grid:
        top = len(sheet.lines) + 1
        page.repeat_rows(top - 1 if sheet.lines[-1].look is Look.STRONG else top, top)
