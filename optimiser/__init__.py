"""Sufficiency capacity optimiser: the cheapest plan that gives every child a home.

>>> from optimiser import plan, read_case
>>> inputs = read_case("inputs/tiny")          # doctest: +SKIP
>>> result = plan(inputs)                      # doctest: +SKIP
>>> print(result.summary())                    # doctest: +SKIP
>>> result.placements.head()                   # doctest: +SKIP

Names are imported when first used, so that asking for help does not load a solver.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optimiser.engine.outcome import Status
    from optimiser.engine.settings import Progress
    from optimiser.errors import InputError, OptimiserError, RunFolderError, UnboundedError
    from optimiser.planning import plan
    from optimiser.result import Result
    from optimiser.run_folder import write_run
    from optimiser.tables.inputs import CaseInputs, read_case

_WHERE = {
    "CaseInputs": "optimiser.tables.inputs",
    "InputError": "optimiser.errors",
    "OptimiserError": "optimiser.errors",
    "Progress": "optimiser.engine.settings",
    "Result": "optimiser.result",
    "RunFolderError": "optimiser.errors",
    "Status": "optimiser.engine.outcome",
    "UnboundedError": "optimiser.errors",
    "plan": "optimiser.planning",
    "read_case": "optimiser.tables.inputs",
    "write_run": "optimiser.run_folder",
}

__all__ = [
    "CaseInputs",
    "InputError",
    "OptimiserError",
    "Progress",
    "Result",
    "RunFolderError",
    "Status",
    "UnboundedError",
    "plan",
    "read_case",
    "write_run",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'optimiser' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)
