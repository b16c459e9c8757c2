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
    from optimiser.assurance.second_opinion import second_opinion, write_statement
    from optimiser.assurance.statement import Statement
    from optimiser.engine.outcome import Status
    from optimiser.engine.settings import Progress
    from optimiser.errors import InputError, OptimiserError, RunFolderError, UnboundedError
    from optimiser.planning import plan
    from optimiser.result import Result
    from optimiser.run_folder import write_run
    from optimiser.run_reading import Run, read_run
    from optimiser.studies.drivers import drivers
    from optimiser.tables.inputs import CaseInputs, read_case

_WHERE = {
    "CaseInputs": "optimiser.tables.inputs",
    "InputError": "optimiser.errors",
    "OptimiserError": "optimiser.errors",
    "Progress": "optimiser.engine.settings",
    "Result": "optimiser.result",
    "Run": "optimiser.run_reading",
    "RunFolderError": "optimiser.errors",
    "Statement": "optimiser.assurance.statement",
    "Status": "optimiser.engine.outcome",
    "UnboundedError": "optimiser.errors",
    "drivers": "optimiser.studies.drivers",
    "plan": "optimiser.planning",
    "read_case": "optimiser.tables.inputs",
    "read_run": "optimiser.run_reading",
    "second_opinion": "optimiser.assurance.second_opinion",
    "write_run": "optimiser.run_folder",
    "write_statement": "optimiser.assurance.second_opinion",
}

__all__ = [
    "CaseInputs",
    "InputError",
    "OptimiserError",
    "Progress",
    "Result",
    "Run",
    "RunFolderError",
    "Statement",
    "Status",
    "UnboundedError",
    "drivers",
    "plan",
    "read_case",
    "read_run",
    "second_opinion",
    "write_run",
    "write_statement",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'optimiser' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)
