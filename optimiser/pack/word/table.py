"""A table of a pack in a Word document."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from optimiser.pack.display import text_of
from optimiser.pack.word.layout import APART, BESIDE, Layout
from optimiser.pack.word.parts import safe, set_cell_margins, set_row, set_table_alternative, set_table_look, write
from optimiser.pack.word.styles import TABLE, TABLE_TEXT, Styles

if TYPE_CHECKING:
    from docx.document import Document

    from optimiser.pack.document import Table

_SHORT = 12
"""A table of no more rows than this stays on one page."""


def add_table(document: Document, styles: Styles, table: Table, hidden: frozenset[str], layout: Layout) -> None:
    """Add a table at the end of a document; what must be hidden shows its mark."""
    made: Any = document.add_table(0, len(table.columns))
    made.style = styles[TABLE]
    made.autofit = False
    set_table_look(made, table.total)
    set_cell_margins(made, BESIDE)
    headings = ", ".join(column.heading for column in table.columns)
    set_table_alternative(made, table.caption, f"{len(table.rows)} rows under the headings {headings}.")
    for column, width in zip(made.columns, layout.widths, strict=True):
        column.width = Pt(width)
    texts = [[column.heading for column in table.columns]]
    texts += [[text_of(cell, hidden) for cell in row] for row in table.rows]
    numeric = tuple(column.unit is not None for column in table.columns)
    patterns: dict[_Line, Any] = {}
    for index, words in enumerate(texts):
        total = table.total and 0 < index == len(table.rows)
        line = _Line(index == 0, index == 0 or total, _stays_with_next(index, len(table.rows), layout))
        if line not in patterns:
            patterns[line] = _pattern(made, line, numeric, layout, styles)
        row = deepcopy(patterns[line])
        made._tbl.append(row)
        for run, text in zip(row.iter(qn("w:r")), words, strict=True):
            run.text = safe(text)


@dataclass(frozen=True, slots=True)
class _Line:
    """What rows of one look have in common."""

    heads: bool
    bold: bool
    with_next: bool


def _pattern(table: Any, line: _Line, numeric: Sequence[bool], layout: Layout, styles: Styles) -> Any:
    """A row of one look, without its words, to be copied: far quicker than to style each cell."""
    row = table.add_row()
    after = (False, *numeric[:-1])
    for cell, right, parted, width in zip(row.cells, numeric, after, layout.widths, strict=True):
        cell.width = Pt(width)
        paragraph = cell.paragraphs[0]
        paragraph.style = styles[TABLE_TEXT]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        if parted and not right:
            paragraph.paragraph_format.left_indent = Pt(APART * layout.size)
        paragraph.paragraph_format.keep_with_next = line.with_next or None
        write(paragraph, "", bold=line.bold or None, size=layout.size)
    set_row(row, heads=line.heads)
    table._tbl.remove(row._tr)
    return row._tr


def _stays_with_next(index: int, last: int, layout: Layout) -> bool:
    """Keep a short table whole, and in a long one no row alone: the heading with two rows, the total with one.

    The last row does not stay with the notes in a council's own document, because LibreOffice parts the captions
    from such tables where a header holds both a table and a watermark.
    """
    if index == last:
        return layout.with_notes
    return last <= _SHORT or index <= 1 or index == last - 1
