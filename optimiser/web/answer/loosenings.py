"""What would have to give way for there to be a plan, each way with the changes of the tables that it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from optimiser.engine.loosening import Loosening
from optimiser.engine.reasons import Explanation
from optimiser.studies.explain_tables import as_written
from optimiser.tables.checks.registry import as_text
from optimiser.tables.inputs import CaseInputs


def loosenings_told(found: Explanation, inputs: CaseInputs) -> list[dict[str, Any]]:
    """Each way by itself enough: its sentences, whether less is known not to be enough, and its changes.

    A change names a table, the key of a row, a column and what the cell takes.
    """
    return list(_ways(found, inputs))


def _ways(found: Explanation, inputs: CaseInputs) -> Iterator[dict[str, Any]]:
    for one in (*found.alone, *found.enough):
        yield _way([one], one.proven, inputs)
    for combination in (*found.kinds, *([found.together] if found.together else [])):
        yield _way(combination.loosenings, combination.proven, inputs)


def _way(loosenings: Sequence[Loosening], proven: bool, inputs: CaseInputs) -> dict[str, Any]:
    return {
        "sentences": [one.sentence for one in loosenings],
        "proven": proven,
        "changes": [_change(one, inputs) for one in loosenings],
    }


def _change(one: Loosening, inputs: CaseInputs) -> dict[str, Any]:
    rows = as_written(one.table, one.rows, inputs.tables)
    old = one.old if isinstance(one.old, str) else as_text(one.old)
    return {"table": one.table, "rows": [list(row) for row in rows], "column": one.column, "old": old,
            "new": as_text(one.new)}  # fmt: skip
