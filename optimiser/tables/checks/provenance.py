"""Checks that a reader can tell where the figures come from."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, check
from optimiser.tables.problems import rows_listed
from optimiser.tables.specification import TABLES


def _without(tables: Tables, column: str) -> Iterator[tuple[str, list[Row], int]]:
    """Yield every table with rows that leave the column blank, those rows and the number of all."""
    for table in TABLES:
        rows = tables.rows(table.name, column)
        blank = [row for row in rows if row[column] is None]
        if blank:
            yield table.name, blank, len(rows)


@check("no_source", "warning")
def no_source(tables: Tables) -> Iterator[Finding]:
    """Every row says where its figures come from."""
    for table, blank, _ in _without(tables, "source"):
        numbers = rows_listed(row.number for row in blank)
        message = f"no source is given in row{'s' if len(blank) > 1 else ''} {numbers}"
        yield Finding(table, message, "say where the figures come from", column="source", value=numbers)


@check("no_confidence", "warning")
def no_confidence(tables: Tables) -> Iterator[Finding]:
    """Every row says how its figures were come by."""
    for table, blank, total in _without(tables, "confidence"):
        message = f"no confidence is stated in {len(blank)} of {total} row{'s' if total > 1 else ''}"
        expected = "write published, derived or judgement"
        yield Finding(table, message, expected, column="confidence", value=str(len(blank)))
