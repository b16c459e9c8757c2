"""Checks that a reader can tell where the figures come from."""

from __future__ import annotations

from collections.abc import Iterator

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Finding, check_each
from optimiser.tables.problems import rows_listed
from optimiser.tables.specification import Table


def _without(tables: Tables, table: Table, column: str) -> tuple[list[Row], int]:
    """The rows of a table that leave the column blank, and the number of all."""
    rows = tables.rows(table.name, column)
    return [row for row in rows if row[column] is None], len(rows)


@check_each("no_source", "warning")
def no_source(tables: Tables, table: Table) -> Iterator[Finding]:
    """Every row says where its figures come from."""
    blank, _ = _without(tables, table, "source")
    if blank:
        numbers = rows_listed(row.number for row in blank)
        message = f"no source is given in row{'s' if len(blank) > 1 else ''} {numbers}"
        yield Finding(table.name, message, "say where the figures come from", column="source", value=numbers)


@check_each("no_confidence", "warning")
def no_confidence(tables: Tables, table: Table) -> Iterator[Finding]:
    """Every row says how its figures were come by."""
    blank, total = _without(tables, table, "confidence")
    if blank:
        message = f"no confidence is stated in {len(blank)} of {total} row{'s' if total > 1 else ''}"
        expected = "write published, derived or judgement"
        yield Finding(table.name, message, expected, column="confidence", value=str(len(blank)))
