"""What would have to give way for there to be a plan, each way with the changes of the tables that it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from optimiser.engine.loosening import Loosening
from optimiser.engine.reasons import Explanation
from optimiser.studies.explain_tables import as_written
from optimiser.tables.checks.registry import as_text


def loosenings_told(found: Explanation, tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Each way by itself enough: its sentences, whether less is known not to be enough, and its changes.

    ``tables`` are the case's own. A change names a table, the key of a row, a column and what the cell takes.
    """
    return list(_ways(found, tables))


def _ways(found: Explanation, tables: Mapping[str, pd.DataFrame]) -> Iterator[dict[str, Any]]:
    by_itself = sorted((*found.alone, *found.enough), key=lambda one: one.family == "homes")
    for one in by_itself:  # that children go without a home is the last thing to offer
        yield _way([one], one.proven, tables)
    for combination in (*found.kinds, *([found.together] if found.together else [])):
        yield _way(combination.loosenings, combination.proven, tables)


def _way(loosenings: Sequence[Loosening], proven: bool, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    return {
        "sentences": [one.sentence for one in loosenings],
        "proven": proven,
        "changes": [_change(one, tables) for one in loosenings],
    }


def _change(one: Loosening, tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    rows = as_written(one.table, one.rows, tables)
    old = one.old if isinstance(one.old, str) else as_text(one.old)
    return {"table": one.table, "rows": [list(row) for row in rows], "column": one.column, "old": old,
            "new": as_text(one.new), "is_new": _is_left_out(one, tables)}  # fmt: skip


def _is_left_out(one: Loosening, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the figure is a setting that the tables leave at its default, so that there is no row to change."""
    return one.table == "settings" and dict(one.rows)["setting"] not in set(tables["settings"]["setting"])
