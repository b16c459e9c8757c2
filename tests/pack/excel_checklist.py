"""The Analysis Function's checklist for accessible spreadsheets: each point a function that lists what breaks it.

A workbook is read as it lies in its file, so that nothing is taken on trust from the library that wrote it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from optimiser.disclosure.symbols import Symbol

MARKS = tuple(symbol.value for symbol in Symbol)
FRONT = ("Cover", "Contents", "Notes", "Symbols", "Glossary")


@dataclass(frozen=True)
class Book:
    """A workbook: the text of every part of its file, and its sheets as openpyxl reads them."""

    parts: dict[str, str]
    sheets: tuple[Worksheet, ...]
    document: openpyxl.Workbook

    @cached_property
    def pages(self) -> dict[str, str]:
        """The XML of every sheet by its name, in the order of the workbook."""
        return {sheet.title: self.parts[f"xl/worksheets/sheet{n}.xml"] for n, sheet in enumerate(self.sheets, 1)}

    @cached_property
    def tables(self) -> dict[str, Table]:
        """The table of every sheet that has just one."""
        return {sheet.title: next(iter(sheet.tables.values())) for sheet in self.sheets if len(sheet.tables) == 1}

    def data(self) -> Iterator[Worksheet]:
        """The sheets that hold tables of the pack."""
        return (sheet for sheet in self.sheets if sheet.title not in FRONT)

    def above(self, sheet: Worksheet) -> list[str]:
        """What stands above the table of a sheet."""
        return [str(sheet.cell(row, 1).value) for row in range(1, header_row(self.tables[sheet.title]))]


def read(source: bytes | Path) -> Book:
    """A workbook from its bytes or its file."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    document = openpyxl.load_workbook(io.BytesIO(data))
    return Book(parts, tuple(document.worksheets), document)


def header_row(table: Table) -> int:
    """The row, from 1, of a table's headings."""
    return int(re.findall(r"\d+", table.ref)[0])


def table_rows(book: Book, sheet: Worksheet) -> list[tuple[Cell, ...]]:
    """The cells of a sheet's table, headings first."""
    return list(sheet[book.tables[sheet.title].ref])


def links(sheet: Worksheet) -> Iterator[tuple[str, str]]:
    """The words of every link of a sheet and the sheet that it leads to, empty where it leads elsewhere."""
    for cell in (cell for row in sheet.iter_rows() for cell in row if cell.hyperlink):
        place = re.fullmatch(r"'([^']+)'!A1", cell.hyperlink.location or "")
        yield str(cell.value), place.group(1) if place else ""


def wide(sheet: Worksheet) -> float:
    """The width of all columns in characters."""
    return sum(column.width * (column.max - column.min + 1) for column in sheet.column_dimensions.values())


def _texts(sheet: Worksheet) -> Iterator[Cell]:
    return (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str))


def _holding(book: Book, pattern: str) -> list[str]:
    """Parts of the file that hold a pattern."""
    return [name for name, text in book.parts.items() if re.search(pattern, text)]


def tables_are_tagged(book: Book) -> list[str]:
    """Every sheet but the cover holds exactly one tagged table."""
    return [s.title for s in book.sheets if len(s.tables) != (0 if s.title == "Cover" else 1)]


def tables_have_meaningful_names(book: Book) -> list[str]:
    names = [table.displayName for sheet in book.sheets for table in sheet.tables.values()]
    taken = [name for name in names if [n.lower() for n in names].count(name.lower()) > 1]
    return taken + [
        name for name in names if not re.fullmatch(r"[A-Za-z_]{4}\w*", name) or re.match(r"Table\d", name)
    ]


def no_merged_cells(book: Book) -> list[str]:
    return _holding(book, "<mergeCell")


def no_blank_rows_columns_or_cells(book: Book) -> list[str]:
    """Column A is full down to the end of the table, and so is every cell of the table."""
    faults = []
    for sheet in book.sheets:
        faults += [f"{sheet.title}!A{row}" for row in range(1, sheet.max_row + 1) if not sheet.cell(row, 1).value]
        if sheet.title in book.tables:
            rows = table_rows(book, sheet)
            faults += [
                f"{sheet.title}!{c.coordinate}"
                for row in rows
                for c in row
                if str(c.value or "").strip() == "" and c.value != 0
            ]
    return faults


def one_header_row(book: Book) -> list[str]:
    """Each table has one row of headings, each different and written as the table says."""
    faults = []
    for title, table in book.tables.items():
        first = [cell.value for cell in table_rows(book, book.document[title])[0]]
        if table.headerRowCount != 1 or first != [column.name for column in table.tableColumns]:
            faults.append(f"{title}: {first}")
        if len({str(text).lower() for text in first}) != len(first):
            faults.append(f"{title}: two headings alike")
    return faults


def text_is_wrapped(book: Book) -> list[str]:
    return [f"{s.title}!{c.coordinate}" for s in book.sheets for c in _texts(s) if not c.alignment.wrap_text]


def no_filters_or_frozen_panes(book: Book) -> list[str]:
    return _holding(book, "<autoFilter|<pane ")


def nothing_is_hidden(book: Book) -> list[str]:
    return _holding(book, r'hidden="1"|zeroHeight="1"|state="(very)?[hH]idden"')


def notes_are_numbered_words(book: Book) -> list[str]:
    """[note 1] on a sheet is in the table of notes, which says just those tables; no stars or raised numbers."""
    if "Notes" not in book.tables:
        return [sheet.title for sheet in book.data() if "[note" in " ".join(book.above(sheet))]
    told: dict[str, set[str]] = {}
    for number, _, users in list(book.document["Notes"].iter_rows(values_only=True))[
        header_row(book.tables["Notes"]) :
    ]:
        told[number] = set(re.findall(r"Table \d+", users)) or {"All tables"}
    tables = {re.match(r"Table \d+", s["A1"].value).group(): s for s in book.data()}
    found: dict[str, set[str]] = {}
    for name, sheet in tables.items():
        for number in re.findall(r"\[(note \d+)\]", " ".join(book.above(sheet))):
            found.setdefault(number, set()).add(name)
    found = {number: users if users != set(tables) else {"All tables"} for number, users in found.items()}
    faults = [
        f"{number}: {told.get(number)}, {found.get(number)}"
        for number in told | found
        if told.get(number) != found.get(number)
    ]
    starred = [c.coordinate for s in book.sheets for c in _texts(s) if re.search(r"[*†‡¹²³]", c.value)]
    return faults + starred + _holding(book, "superscript")


def links_are_descriptive(book: Book) -> list[str]:
    """A link says where it leads, leads to a sheet that there is, and two that say the same lead to the same."""
    faults, leads = [], {}
    for sheet in book.sheets:
        for text, place in links(sheet):
            if place not in book.pages or len(text) < 5 or re.search("here|http", text):
                faults.append(f"{sheet.title}: {text}")
            elif leads.setdefault(text, place) != place:
                faults.append(f"{sheet.title}: {text} leads elsewhere too")
    return faults


def contents_lead_to_every_sheet(book: Book) -> list[str]:
    led = {place for _, place in links(book.document["Contents"])}
    return sorted({sheet.title for sheet in book.sheets} - led - {"Contents"})


def every_sheet_leads_back(book: Book) -> list[str]:
    return [s.title for s in book.sheets[2:] if "Contents" not in {place for _, place in links(s)}]


def letters_are_large_and_plain(book: Book) -> list[str]:
    """Every font is Arial of 12 points or more, not replaced by a theme's; nothing slanted."""
    fonts = re.findall(r"<font>.*?</font>", book.parts["xl/styles.xml"])
    small = [f for f in fonts if float(re.search(r'<sz val="([\d.]+)"', f).group(1)) < 12]
    return small + [f for f in fonts if '<name val="Arial"' not in f or "<scheme" in f or "<i/>" in f]


def titles_are_tagged_headings(book: Book) -> list[str]:
    """A1 of every sheet is its own descriptive title, and a heading by its style."""
    titles = [sheet["A1"].value for sheet in book.sheets]
    faults = [s.title for s in book.sheets if s["A1"].style != "Heading 1" or not s["A1"].font.bold]
    return faults + [str(title) for title in titles if not title or len(title) < 5 or titles.count(title) > 1]


def no_page_headers_boxes_pictures_or_macros(book: Book) -> list[str]:
    inside = _holding(book, "<headerFooter|<drawing|<legacyDrawing|<picture|<oleObject")
    return inside + [
        name for name in book.parts if re.search(r"media/|drawings/|comments|vbaProject|\.bin$|embeddings", name)
    ]


def no_fills(book: Book) -> list[str]:
    return re.findall(r'patternType="(?!none|gray125)[^"]*"', book.parts["xl/styles.xml"]) + [
        title for title, table in book.tables.items() if table.tableStyleInfo and table.tableStyleInfo.name
    ]


def colour_says_nothing(book: Book) -> list[str]:
    """Text is black, or a link that is underlined too; cells change their look with no number."""
    fonts = re.findall(r"<font>.*?</font>", book.parts["xl/styles.xml"])
    return [
        f for f in fonts if '<color theme="1"/>' not in f and not ('<color theme="10"/>' in f and "<u/>" in f)
    ] + [
        *_holding(book, "<conditionalFormatting|<tabColor"),
        *re.findall(r"\[(?:Red|Blue|Green|Color)[^]]*\]", book.parts["xl/styles.xml"]),
    ]


def sheet_names_are_unique_and_meaningful(book: Book) -> list[str]:
    names = [sheet.title for sheet in book.sheets]
    alike = [name for name in names if [n.lower() for n in names].count(name.lower()) > 1]
    return alike + [
        n for n in names if not re.fullmatch(r"\w{1,31}", n) or re.match(r"(Sheet\d|history$)", n, re.I)
    ]


def no_blank_sheets(book: Book) -> list[str]:
    return [title for title, xml in book.pages.items() if xml.count("<v>") < 2]


def tables_start_in_column_a_and_end_the_sheet(book: Book) -> list[str]:
    """Nothing stands beside the lines above a table, beside it or below it."""
    faults = []
    for sheet in book.sheets:
        filled = {cell.coordinate for row in sheet.iter_rows() for cell in row if cell.value is not None}
        top = header_row(book.tables[sheet.title]) if sheet.title in book.tables else sheet.max_row + 1
        rows = table_rows(book, sheet) if sheet.title in book.tables else []
        allowed = {f"A{row}" for row in range(1, top)} | {cell.coordinate for row in rows for cell in row}
        faults += [f"{sheet.title}!{place}" for place in filled - allowed]
    return faults + [title for title, table in book.tables.items() if not table.ref.startswith("A")]


def document_is_described(book: Book) -> list[str]:
    """Title, subject, author and language of the document."""
    facts = book.document.properties
    wanted = {"title": facts.title, "subject": facts.subject, "author": facts.creator}
    return [name for name, value in wanted.items() if not value] + (
        [] if facts.language == "en-GB" else ["language"]
    )


def cursor_is_in_a1_of_the_first_sheet(book: Book) -> list[str]:
    faults = _holding(book, r'activeTab="[1-9]|firstSheet="[1-9]|topLeftCell=')
    selected = [title for title, xml in book.pages.items() if 'tabSelected="1"' in xml]
    moved = [
        s.title
        for s in book.sheets
        if any(x.activeCell != "A1" or x.sqref != "A1" for x in s.sheet_view.selection)
    ]
    return faults + moved + ([] if selected == [book.sheets[0].title] else selected or ["no sheet is selected"])


def marks_are_explained(book: Book) -> list[str]:
    """Every mark in a table is explained above it and on the sheet of marks; no mark that is not known."""
    faults = []
    listed = (
        {row[0].value for row in table_rows(book, book.document["Symbols"])} if "Symbols" in book.pages else set()
    )
    for sheet in book.data():
        seen = {m for row in table_rows(book, sheet) for c in row for m in re.findall(r"\[[a-z]+\]", str(c.value))}
        above = " ".join(book.above(sheet))
        faults += [
            f"{sheet.title}: {m}" for m in seen if m not in MARKS or f"{m} means" not in above or m not in listed
        ]
    return faults


def it_says_how_many_tables(book: Book) -> list[str]:
    return [s.title for s in book.sheets[1:] if s["A2"].value != "This worksheet contains one table."]


def numbers_are_numbers(book: Book) -> list[str]:
    """No figure stands as text, and nothing is a formula."""
    looks = re.compile(r"[+−-]?£?[\d,]+(\.\d+)?%?m?")
    words = [
        f"{s.title}!{c.coordinate}"
        for s in book.data()
        for row in table_rows(book, s)[1:]
        for c in row
        if isinstance(c.value, str) and looks.fullmatch(c.value)
    ]
    return (
        words
        + _holding(book, r"<f>|<f |externalLink")
        + [c.coordinate for s in book.sheets for r in s.iter_rows() for c in r if c.data_type == "f"]
    )


def figures_and_marks_stand_to_the_right(book: Book) -> list[str]:
    """A column that holds a number is set to the right from its heading to its end, and no other."""
    faults = []
    for sheet in book.data():
        for position, column in enumerate(zip(*table_rows(book, sheet), strict=True)):
            figures = any(isinstance(cell.value, int | float) for cell in column)
            marks = position > 0 and all(cell.value in MARKS for cell in column[1:])
            sides = {cell.alignment.horizontal for cell in column}
            faults += (
                []
                if sides == {"right"} or (sides == {"left"} and not figures and not marks)
                else [column[0].value]
            )
    return faults


def everything_prints_one_page_wide(book: Book) -> list[str]:
    """Each sheet fits the width of a page, on its side where it is wide; headings stand on every page."""
    faults = []
    for sheet in book.sheets:
        setup = sheet.page_setup
        if (
            not sheet.sheet_properties.pageSetUpPr.fitToPage
            or setup.fitToHeight != 0
            or setup.fitToWidth not in (None, 1)
        ):
            faults.append(sheet.title)
        if wide(sheet) > 90 and setup.orientation != "landscape":
            faults.append(f"{sheet.title}: upright")
        if sheet.title in book.tables and f"${header_row(book.tables[sheet.title])}" not in (
            sheet.print_title_rows or ""
        ).split(":"):
            faults.append(f"{sheet.title}: headings not repeated")
    return faults


CHECKLIST: tuple[Callable[[Book], list[str]], ...] = (
    tables_are_tagged,
    tables_have_meaningful_names,
    no_merged_cells,
    no_blank_rows_columns_or_cells,
    one_header_row,
    text_is_wrapped,
    no_filters_or_frozen_panes,
    nothing_is_hidden,
    notes_are_numbered_words,
    links_are_descriptive,
    contents_lead_to_every_sheet,
    every_sheet_leads_back,
    letters_are_large_and_plain,
    titles_are_tagged_headings,
    no_page_headers_boxes_pictures_or_macros,
    no_fills,
    colour_says_nothing,
    sheet_names_are_unique_and_meaningful,
    no_blank_sheets,
    tables_start_in_column_a_and_end_the_sheet,
    document_is_described,
    cursor_is_in_a1_of_the_first_sheet,
    marks_are_explained,
    it_says_how_many_tables,
    numbers_are_numbers,
    figures_and_marks_stand_to_the_right,
    everything_prints_one_page_wide,
)
"""Every point, in the order of the guidance."""
