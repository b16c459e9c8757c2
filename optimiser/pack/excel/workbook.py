"""The strategy pack as a spreadsheet that everyone can use, after the Analysis Function's checklist.

1. ``model``    sheets, tables and cells, whoever writes them.
2. ``cells``    a figure as a number with a format.
3. ``tables``   a sheet for each table, and the numbered notes.
4. ``front``    cover, contents, notes, marks, glossary.
5. ``sizes``    how wide and high, so that nothing is cut off.
6. ``write``    sheets as a workbook.
7. ``file``     language and named headings.
"""

from __future__ import annotations

from optimiser.pack.document import Pack
from optimiser.pack.excel.file import finished
from optimiser.pack.excel.front import contents, cover, glossary, notes_sheet, symbols
from optimiser.pack.excel.model import Sheet
from optimiser.pack.excel.tables import numbered_notes, placed_tables, table_sheet
from optimiser.pack.excel.write import write_book


def excel_workbook(pack: Pack) -> bytes:
    """The tables of a pack as a workbook (.xlsx): the same pack gives the same bytes.

    Raises ``OptimiserError`` where a text is longer than a cell can hold.
    """
    origin = pack.provenance
    properties = {
        "title": pack.title,
        "subject": f"Tables of the strategy pack, run {origin.run}",
        "author": pack.authority,
        "category": "Sufficiency strategy",
        "comments": f"Made by {origin.software}. Assurance: {origin.state}.",
        "status": pack.marking,
    }
    return finished(write_book(sheets_of(pack), properties))


def sheets_of(pack: Pack) -> tuple[Sheet, ...]:
    """Every sheet in order: cover, contents, notes, marks, the tables, and the glossary at the end."""
    tables = placed_tables(pack)
    notes = numbered_notes(pack, tables)
    first = cover(pack, tables)
    front = [sheet for sheet in (notes_sheet(pack, notes, tables), symbols(pack, tables)) if sheet]
    end = [sheet for sheet in (glossary(pack),) if sheet]
    table_sheets = [table_sheet(pack, table, notes) for table in tables]
    return (first, contents(pack, tables, [first, *front, *end]), *front, *table_sheets, *end)
