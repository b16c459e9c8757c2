"""Tables that have passed every check, kept so that they are checked sooner once a few of their cells are changed.

Nothing here says which check reads which table: each shows it while it runs, by what it asks of
:class:`~optimiser.tables.checked.Tables`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from optimiser.tables.cells import Row
from optimiser.tables.checked import Tables
from optimiser.tables.checks.registry import Findings, as_text
from optimiser.tables.responsibility import SETTINGS_ABOUT_PEOPLE
from optimiser.tables.specification import TABLE_BY_NAME, TABLES, Column, Table
from optimiser.tables.timeline import Timeline


@dataclass(frozen=True, slots=True)
class KnownTables:
    """Tables and what the checks found in them.

    ``same``: names of those that are the very same as in tables that were known before; ``ordered``: their rows
    in canonical order; ``contents``: what of each counts for the hash of the inputs.
    """

    tables: Tables
    findings: Findings
    same: frozenset[str] = frozenset()
    ordered: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)

    def same_in(self, tables: Tables) -> frozenset[str]:
        """Names of those that are the very same among other tables, also where they are in neither."""
        if tables.broken:  # those are not as they were written
            return frozenset()
        old, new = self.tables.source, tables.source
        return frozenset(name for name in TABLE_BY_NAME if old.get(name) is new.get(name))


NOTHING_KNOWN = KnownTables(Tables({}, {}), {})
"""What is known of tables that are read for the first time."""


def in_canonical_order(known: KnownTables, before: KnownTables) -> dict[str, Sequence[Row]]:
    """The rows of every table by key, blank first, periods by date; where a table is as before, its very rows."""
    same = known.same if "periods" in known.same else frozenset()
    return {
        table.name: before.ordered[table.name]
        if table.name in same and table.name in before.ordered
        else _in_order(known.tables, table)
        for table in TABLES
    }


def _in_order(tables: Tables, table: Table) -> list[Row]:
    times = tables.timeline
    return sorted(tables.rows(table.name), key=lambda row: _place(row, table, times))


def _place(row: Row, table: Table, times: Timeline | None) -> tuple[tuple[bool, Any], ...]:
    """Return a row's place in the canonical order."""

    def place(column: Column) -> Any:
        value = row[column.name]
        of_time = times is not None and "periods" in (column.refers_to, table.name)
        return times.index(value) if of_time and times is not None else value

    values = ((name, row[name]) for name in table.key)
    return tuple((value is not None, "" if value is None else place(table.column(name))) for name, value in values)


def contents_of(ordered: Mapping[str, Sequence[Row]], before: KnownTables) -> dict[str, bytes]:
    """What of every table counts for the hash; that of rows which are in the very order of before, as it was."""
    return {
        name: before.contents[name] if before.ordered.get(name) is rows else _content(name, rows)
        for name, rows in ordered.items()
    }


def _content(name: str, rows: Sequence[Row]) -> bytes:
    if not TABLE_BY_NAME[name].of_the_plan:
        return b""
    columns = [column.name for column in TABLE_BY_NAME[name].columns]
    counting = (row for row in rows if name != "settings" or row["setting"] not in SETTINGS_ABOUT_PEOPLE)
    return b"".join(
        json.dumps([name, *(as_text(row[column]) for column in columns)], ensure_ascii=True).encode()
        for row in counting
    )
