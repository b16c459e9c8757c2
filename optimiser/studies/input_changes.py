"""Which cells of the input tables differ between two cases, row by row of the same key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from optimiser.studies.columns import STUDY_COLUMNS
from optimiser.studies.tabulated import tabulated
from optimiser.tables.inputs import CaseInputs, cell_text
from optimiser.tables.specification import PROVENANCE, TABLES, Table

_PROVENANCE = tuple(column.name for column in PROVENANCE)

_Cells = Mapping[str, str]


def input_changes(before: CaseInputs, after: CaseInputs) -> pd.DataFrame:
    """Every cell that was added, removed or changed, whatever the order of rows or the name of a file.

    Rows are the same where they have the same key, a blank period of supply and market being the first. Blank
    cells count as the default that they stand for, so that writing a default out is no change, but for the
    table of settings, where every row that is given is listed. Of a row that is new or gone every cell that
    holds something is listed; its source and note stand beside its cells, not in rows of their own.
    """
    rows = (row for table in TABLES for row in _of_table(table, before, after))
    return tabulated(STUDY_COLUMNS["inputs"], rows)


def _of_table(table: Table, before: CaseInputs, after: CaseInputs) -> Iterator[tuple[str, ...]]:
    old, new = _by_key(table, before), _by_key(table, after)
    for key in dict.fromkeys([*new, *old]):
        was, now = old.get(key), new.get(key)
        change = "added" if was is None else "removed" if now is None else "changed"
        said = [(now or {}).get(name, "") for name in _PROVENANCE]
        for column, value, other in _cells(table, was, now):
            yield (table.name, " / ".join(key), column, change, value, other, *said)


def _by_key(table: Table, inputs: CaseInputs) -> dict[tuple[str, ...], _Cells]:
    """The rows of a table as text by key, in canonical order."""
    first = inputs.case.periods[0].period
    found: dict[tuple[str, ...], _Cells] = {}
    for record in inputs.tables[table.name].to_dict("records"):
        cells = {str(name): cell_text(value) for name, value in record.items()}
        if table.name in ("supply", "market"):
            cells["period"] = cells["period"] or first
        found[tuple(cells[name] for name in table.key)] = cells
    return found


def _cells(table: Table, was: _Cells | None, now: _Cells | None) -> Iterator[tuple[str, str, str]]:
    names = [column.name for column in table.columns if column.name not in table.key]
    if was is not None and now is not None:
        yield from ((name, was[name], now[name]) for name in names if was[name] != now[name])
        return
    row = was or now or {}
    filled = [name for name in names if row[name] and name not in _PROVENANCE] or [""]
    for name in filled:
        value = row.get(name, "")
        yield (name, value, "") if now is None else (name, "", value)
