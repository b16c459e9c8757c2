"""A table of a pack as CSV, its words harmless to a spreadsheet."""

from __future__ import annotations

import csv
import io

from optimiser.disclosure.symbols import Symbol
from optimiser.pack.display import is_hidden, published, text_of
from optimiser.pack.document import Cell, Figure, Table
from optimiser.spreadsheet import harmless


def table_csv(table: Table, hidden: frozenset[str] = frozenset(), for_publication: bool = False) -> str:
    """A table as CSV: figures at full precision, or as they are shown where the table is to be published."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([harmless(column.heading) for column in table.columns])
    writer.writerows([_cell(cell, hidden, for_publication) for cell in row] for row in table.rows)
    return buffer.getvalue()


def _cell(cell: Cell, hidden: frozenset[str], for_publication: bool) -> str:
    if isinstance(cell, Figure):
        if is_hidden(cell, hidden):
            return Symbol.CONFIDENTIAL.value
        return repr(published(cell) if for_publication else cell.value)
    return harmless(text_of(cell))
