"""The sheet ``notes``: what the workbook is, how to fill it in, what its sheets and settings are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from optimiser.tables.specification import SETTINGS, TABLES
from optimiser.tables.template.looks import A4, DARK, PALE, Looks, height
from optimiser.tables.template.wording import plain, what_to_write
from optimiser.tables.workbook import IGNORED_SHEET

TITLE = "Input tables for a plan of homes for children in care"

_ABOUT = (
    "Each sheet after this one is a table. Together they are the case from which homes are planned, year by year.",
    "They may hold numbers of children so small that they tell of a child: keep the file within the authority, "
    "and write no names of children in it.",
)
_STEPS = (
    "1. Go through the sheets from left to right. Required ones need at least one row, the others may stay empty.",
    "2. Begin in row 2, below the names of the columns, and write one row for each thing that the sheet is about.",
    "3. Choose a cell to read what belongs in it. Where it has a list, pick from it; some lists are made of what "
    "another sheet holds.",
    "4. Write plain numbers: 5200, not £5,200. A share is from 0 to 1: 85 % is 0.85. A date is 2026-04-01.",
    "5. Spell a label the same everywhere. Several labels in one cell are separated by ; and * stands for all.",
    "6. Say where the figures of a row come from in source, confidence and note: they are the log of assumptions.",
    "7. Keep the names of sheets and columns. Merge no cells, and paste values, not formulas.",
    "8. Save the file as .xlsx. Then upload it to the pages of “optimiser serve”, or run “optimiser check” with "
    "its name.",
    "Nothing is planned before everything is checked. Faults are told all at once, with sheet, row and column.",
)
_REQUIRED = "Bold, white on dark blue: a required column. Every row must fill it in."
_OPTIONAL = "Plain, on grey: its cells may be blank. The note on the name says what a blank one stands for."
_TABS = "The tab of a required sheet is dark blue, that of an optional one grey; the list below says so in words."
_UNREAD = "This sheet is not read. The drop-down of the sheet settings is made of its last list."

_HIGH = {"title": 24.0, "heading": 28.0}
"""Points: rows higher than their letters need."""

_RULED = {"bottom": 1, "bottom_color": PALE}
_WIDTHS = (28, 66, 12, 38, 60)
_SHEETS = ("sheet", "one row is", "needed", "no two rows have the same", "to know")
_SETTINGS = ("setting", "what it is", "needed", "what to write", "when there is no row")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet: what kind of row it is, and its cells."""

    look: Literal["title", "heading", "text", "required", "optional", "names", "sheet", "setting"]
    cells: tuple[str, ...]


def guide(authority: str) -> tuple[Line, ...]:
    """Every row of the sheet; ``authority`` is whose case the tables hold, empty where they hold none."""
    return tuple(_lines(authority))


def first_setting(lines: tuple[Line, ...]) -> int:
    """The row, counted from 1, in which the list of settings begins."""
    return [line.look for line in lines].index("setting") + 1


def _lines(authority: str) -> Iterator[Line]:
    yield Line("title", (TITLE,))
    whose = f"The tables hold the case of {authority}." if authority else "The tables are still to be filled in."
    yield from (Line("text", (text,)) for text in (*_ABOUT, whose))
    yield Line("heading", ("How to fill it in",))
    yield from (Line("text", (text,)) for text in _STEPS)
    yield Line("heading", ("What the names of the columns look like",))
    yield Line("required", ("required", _REQUIRED))
    yield Line("optional", ("optional", _OPTIONAL))
    yield from (Line("text", (text,)) for text in (_TABS, _UNREAD))
    yield Line("heading", ("Sheets",))
    yield Line("names", _SHEETS)
    for table in TABLES:
        about = " ".join(plain(note) for note in table.notes)
        yield Line("sheet", (table.name, table.row_is, _needed(table.required), ", ".join(table.key), about))
    yield Line("heading", ("Settings",))
    yield Line("names", _SETTINGS)
    for setting in SETTINGS:
        column = setting.column
        absent = "" if column.required else plain(column.blank) or f"{column.default}"
        cells = (plain(column.description), _needed(column.required), what_to_write(column), absent)
        yield Line("setting", (setting.name, *cells))


def _needed(required: bool) -> str:
    return "required" if required else "optional"


def write_guide(book: Any, looks: Looks, lines: tuple[Line, ...]) -> None:
    """Add the sheet, with links to all the others."""
    page = book.add_worksheet(IGNORED_SHEET)
    for place, width in enumerate(_WIDTHS):
        page.set_column(place, place, width)
    for row, line in enumerate(lines):
        _write_line(page, looks, row, line)
    page.set_tab_color(DARK)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_line(page: Any, looks: Looks, row: int, line: Line) -> None:
    page.set_row(row, _HIGH.get(line.look) or (height(line.cells, _WIDTHS) if len(line.cells) > 2 else None))
    for place, text in enumerate(line.cells):
        shape = _shape(looks, line, place)
        if line.look == "sheet" and place == 0:
            page.write_url(row, 0, f"internal:'{text}'!A1", shape, text)
        elif text:
            page.write_string(row, place, text, shape)
        else:
            page.write_blank(row, place, None, shape)


def _shape(looks: Looks, line: Line, place: int) -> Any:
    match line.look:
        case "title":
            return looks.of(bold=True, font_size=16)
        case "heading":
            return looks.of(bold=True, font_size=13, valign="bottom")
        case "required" | "optional" if place == 0:
            return looks.heading(line.look == "required")
        case "names":
            return looks.of(bold=True, bottom=2)
        case "sheet" if place == 0:
            return looks.of(font_color=DARK, underline=1, **_RULED)
        case "required" | "optional":
            return looks.of(align="left", indent=1)
        case "sheet" | "setting":
            return looks.of(text_wrap=True, **_RULED)
        case _:
            return looks.of()
