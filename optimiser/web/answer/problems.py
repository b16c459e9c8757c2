"""What is wrong with a case or a scenario, as plain data for a page."""

from __future__ import annotations

from typing import Any

from optimiser.errors import InputError

_MOST = 100


def problems_told(error: InputError) -> dict[str, Any]:
    """Every problem as a sentence with the table, row, column and value it is about; at most a hundred."""
    found = [
        {"table": one.table, "row": one.row, "column": one.column, "value": one.value, "sentence": str(one)}
        for one in error.problems
    ]
    return {"problems": found[:_MOST], "more_problems": max(0, len(found) - _MOST)}
