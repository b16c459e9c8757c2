"""The assumptions log: every figure of every input table with its source, confidence and note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from optimiser.results.columns import frame
from optimiser.tables.inputs import LoggedChange
from optimiser.tables.specification import PROVENANCE, SETTING_BY_NAME, TABLES, Table

_Cell = tuple[str, str, str]
_FIGURES = ("number", "share", "whole", "shares")


def assumptions_table(tables: Mapping[str, pd.DataFrame], changes: Sequence[LoggedChange] = ()) -> pd.DataFrame:
    """One row for each figure of the inputs; blank cells and labels are left out.

    A figure that a what-if changed says so, with its value before: the source in the tables speaks of that one.
    """
    altered: dict[_Cell, list[LoggedChange]] = {}
    for change in changes:
        altered.setdefault((change.table, change.row, change.column), []).append(change)
    rows = [
        (*row, *_changed(altered.get((str(row[0]), str(row[1]), str(row[2])), [])))
        for table in TABLES
        if table.of_the_plan
        for row in _figures(table, tables[table.name])
    ]
    return frame("assumptions", rows)


def _changed(changes: Sequence[LoggedChange]) -> tuple[str, str]:
    """By which what-ifs a figure was changed, and what it was before the first of them."""
    names = dict.fromkeys(change.what_if for change in changes)
    return "; ".join(names), changes[0].old if changes else ""


def _figures(table: Table, data: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    provenance = {column.name for column in PROVENANCE}
    columns = [c for c in table.columns if c.name not in provenance and c.name not in table.key]
    wanted = [c for c in columns if c.kind in _FIGURES or table.name == "settings"]
    for record in data.to_dict("records"):
        if table.name == "settings" and SETTING_BY_NAME[record["setting"]].about_people:
            continue
        key = " / ".join("" if record[name] is None else str(record[name]) for name in table.key)
        said = [_text(record[name]) for name in ("source", "confidence", "note")]
        for column in wanted:
            value = _text(record[column.name])
            if value:
                unit = column.unit if table.name != "settings" else SETTING_BY_NAME[key].column.unit
                yield (table.name, key, column.name, value, unit, *said)


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, tuple):
        return ";".join(f"{part:g}" if isinstance(part, float) else str(part) for part in value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)
