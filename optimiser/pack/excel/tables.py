"""The tables of a pack, each on a sheet of its own, and the notes to which they refer by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from optimiser.disclosure.symbols import Symbol, explained
from optimiser.pack import display
from optimiser.pack.document import Cell, Column, Pack, Table
from optimiser.pack.excel.cells import content_of, fitting
from optimiser.pack.excel.model import Grid, Heading, Line, Link, Look, Sheet, unlike

CONTENTS, NOTES = "Contents", "Notes"
TAKEN = ("Cover", CONTENTS, NOTES, "Symbols", "Glossary", "History")
"""Names that no table's sheet may have; Excel keeps the last for itself."""

_LONGEST_SHEET, _LONGEST_NAME = 31, 255
_SOURCE = "Source"
FULL = (
    "Numbers stand in their cells at full precision, in children, places, pounds, years or shares of 1; the "
    "format of a cell shows them rounded, in the unit of its heading."
)
ROUNDED = (
    "Numbers stand in their cells rounded as they are shown, so that no hidden figure can be worked out from the "
    "digits of others; the format of a cell shows them in the unit of its heading."
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A table with its number, the name of its sheet, and what the section in which it stands says."""

    table: Table
    number: int
    sheet: str
    section: str

    @property
    def title(self) -> str:
        """What stands at the top of its sheet."""
        return fitting(f"Table {self.number}: {self.table.caption}")

    @property
    def link(self) -> str:
        """What a link to its sheet says."""
        return f"Table {self.number}, {self.sheet.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its number, and the numbers of the tables that refer to it."""

    number: int
    text: str
    tables: tuple[int, ...]


def placed_tables(pack: Pack) -> tuple[Placed, ...]:
    """Every table of the pack with its place in the workbook, in the order of the pack."""
    taken = {name.casefold() for name in TAKEN}
    pairs = [(section, table) for section in pack.sections for table in section.tables()]
    return tuple(
        Placed(
            _without_gaps(table), number, _sheet_name(table.key, taken), display.heading_of(section, pack.hidden)
        )
        for number, (section, table) in enumerate(pairs, start=1)
    )


def numbered_notes(pack: Pack, tables: Sequence[Placed]) -> tuple[Note, ...]:
    """The notes of all tables, each once, but for sources; first the one on precision, which is for all."""
    if not tables:
        return ()
    users: dict[str, list[int]] = {ROUNDED if pack.for_publication else FULL: [one.number for one in tables]}
    for one in tables:
        for text in dict.fromkeys(_notes(one.table)):
            users.setdefault(text, []).append(one.number)
    return tuple(Note(number, text, tuple(found)) for number, (text, found) in enumerate(users.items(), start=1))


def table_sheet(pack: Pack, placed: Placed, notes: Iterable[Note]) -> Sheet:
    """The sheet of a table: what is to be known of it, then the table."""
    table = placed.table
    grid = Grid(
        name=f"table_{placed.sheet}",
        headings=_headings(table.columns),
        rows=tuple(
            tuple(content_of(cell, pack.hidden, pack.for_publication) for cell in row) for row in table.rows
        ),
        total=table.total,
    )
    return Sheet(placed.sheet, placed.title, _lines(pack, placed, notes), grid)


def _lines(pack: Pack, placed: Placed, notes: Iterable[Note]) -> tuple[Line, ...]:
    """The lines above a table. The marking comes last: it is printed on every page with the row of headings."""
    made_by = f"Made by {pack.provenance.software}, run {pack.provenance.run}. {_sentence(pack.provenance.state)}"
    references = _listed([f"[note {note.number}]" for note in notes if placed.number in note.tables])
    texts = [
        f"From the section: {placed.section}",
        *explained(display.symbols_in(placed.table, pack.hidden)),
        *(text for text in placed.table.notes if text.startswith(_SOURCE)),
        made_by,
        f"This table refers to {references}.",
    ]
    return (
        Line("This worksheet contains one table."),
        *(Line(fitting(text)) for text in texts),
        Line(Link("Read the notes to the tables", NOTES)),
        Line(Link("Back to the table of contents", CONTENTS)),
        *([Line(pack.marking, Look.STRONG)] if pack.marking else []),
    )


def _headings(columns: Iterable[Column]) -> tuple[Heading, ...]:
    """Headings on one line and each different, or the workbook would not open; never empty."""
    taken: set[str] = set()
    found = []
    for position, column in enumerate(columns, start=1):
        text = "".join(letter for letter in " ".join(column.heading.split()) if letter.isprintable())
        found.append(Heading(unlike(text or f"Column {position}", taken, _LONGEST_NAME), column.unit is not None))
    return tuple(found)


def _without_gaps(table: Table) -> Table:
    """The table with a mark where a cell is empty, and with a row that says so where it has none."""
    nothing: tuple[Cell, ...] = ("None", *[Symbol.NOT_APPLICABLE] * (len(table.columns) - 1))
    rows = tuple(
        tuple(Symbol.NOT_APPLICABLE if isinstance(cell, str) and not cell.strip() else cell for cell in row)
        for row in table.rows
    )
    return replace(table, rows=rows or (nothing,), total=table.total and bool(rows))


def _notes(table: Table) -> Iterable[str]:
    return (fitting(text) for text in table.notes if not text.startswith(_SOURCE))


def _sheet_name(key: str, taken: set[str]) -> str:
    """A name for a sheet from the key of its table: letters, digits and underscores."""
    return unlike(re.sub(r"[^A-Za-z0-9_]+", "_", key).strip("_") or "table", taken, _LONGEST_SHEET)


def _listed(words: Sequence[str]) -> str:
    """Words with commas and an ``and``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
