"""The sheets about a workbook: its cover, its contents, the notes, the marks and the glossary."""

from __future__ import annotations

from collections.abc import Sequence

from optimiser.disclosure.symbols import Symbol
from optimiser.pack import display
from optimiser.pack.document import Pack
from optimiser.pack.excel.cells import fitting
from optimiser.pack.excel.model import Content, Grid, Heading, Line, Link, Look, Sheet
from optimiser.pack.excel.tables import CONTENTS, NOTES, Note, Placed

_ONE_TABLE = Line("This worksheet contains one table.")
_NOT_FOR_PUBLICATION = (
    "Not for publication means that small numbers of children may be shown here, from which a child could be "
    "recognised. Keep this workbook within the authority."
)
_DRAFT = "Draft means that the plan has not been approved. Its figures may still change."
_ONE_EACH = "Every table has its own worksheet and starts in column A, below its title and what to know of it."
_MARKED = "A figure that is not there has a mark in its place, explained above each table."
_PUBLISHED = "Figures that could tell of a child are hidden in this workbook and shown as [c]."


def cover(pack: Pack, tables: Sequence[Placed]) -> Sheet:
    """What the workbook is, where its figures come from, and what its marking means."""
    origin = pack.provenance
    lines = [
        Line(f"Authority: {pack.authority}"),
        *([Line(pack.marking, Look.STRONG)] if pack.marking else []),
        *([] if pack.for_publication else [Line(_NOT_FOR_PUBLICATION)]),
        *([Line(_PUBLISHED)] if pack.hidden else []),
        *([] if origin.approved else [Line(_DRAFT)]),
        Line("Where the figures come from", Look.HEADING),
        Line(f"Run: {origin.run}"),
        Line(f"Assurance: {origin.state}"),
        Line(f"Software: {origin.software}"),
        Line(f"Price base: {origin.price_base}"),
        Line("What this workbook contains", Look.HEADING),
        Line(_count(tables)),
        *([Line(_ONE_EACH), Line(_MARKED)] if tables else []),
        Line(Link("Go to the table of contents", CONTENTS)),
    ]
    return Sheet("Cover", fitting(pack.title), tuple(lines))


def contents(pack: Pack, tables: Sequence[Placed], others: Sequence[Sheet]) -> Sheet:
    """A link to every other sheet: first those about the workbook, then the tables, with what each section says.

    ``others`` are the sheets that are neither tables nor this one. Links are short: not every program wraps them.
    """
    about = [(Link(sheet.name, sheet.name), sheet.title, "About this workbook") for sheet in others]
    rows = [(Link(one.link, one.sheet), one.table.caption, one.section) for one in tables]
    return _sheet(pack, CONTENTS, "Table of contents", ("Worksheet", "Title", "Section"), [*about, *rows])


def notes_sheet(pack: Pack, notes: Sequence[Note], tables: Sequence[Placed]) -> Sheet | None:
    """The notes by their numbers, with the tables that refer to them; ``None`` where there are none."""
    rows = [(f"note {note.number}", note.text, _users(note, len(tables))) for note in notes]
    return _sheet(pack, NOTES, "Notes to the tables", ("Note number", "Note", "Tables"), rows) if rows else None


def symbols(pack: Pack, tables: Sequence[Placed]) -> Sheet | None:
    """The marks that the tables use and what they mean; ``None`` where they use none."""
    used = {symbol for one in tables for symbol in display.symbols_in(one.table, pack.hidden)}
    rows = [(symbol.value, symbol.sentence) for symbol in Symbol if symbol in used]
    return _sheet(pack, "Symbols", "Marks used in the tables", ("Mark", "Meaning"), rows) if rows else None


def glossary(pack: Pack) -> Sheet | None:
    """The terms of the pack and what they mean; ``None`` where it has none."""
    rows = [(fitting(term), fitting(meaning)) for term, meaning in pack.glossary.items()]
    return _sheet(pack, "Glossary", "Glossary", ("Term", "Meaning"), rows) if rows else None


def _sheet(
    pack: Pack, name: str, title: str, headings: tuple[str, ...], rows: Sequence[tuple[Content, ...]]
) -> Sheet:
    """A sheet with one table of words."""
    back = [] if name == CONTENTS else [Line(Link("Back to the table of contents", CONTENTS))]
    marking = [Line(pack.marking, Look.STRONG)] if pack.marking else []
    grid = Grid(name.lower(), tuple(Heading(text) for text in headings), tuple(rows))
    return Sheet(name, title, (_ONE_TABLE, *back, *marking), grid)


def _count(tables: Sequence[Placed]) -> str:
    if not tables:
        return "This workbook contains no tables."
    many = f"{len(tables)} tables" if len(tables) != 1 else "1 table"
    return f"This workbook contains {many} of the strategy pack, a table of contents and notes to the tables."


def _users(note: Note, tables: int) -> str:
    if len(note.tables) == tables:
        return "All tables"
    return ", ".join(f"Table {number}" for number in note.tables)
