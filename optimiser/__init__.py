"""Sufficiency capacity optimiser: the cheapest plan that gives every child a home.

>>> from optimiser import plan, read_case
>>> inputs = read_case("inputs/tiny")          # doctest: +SKIP
>>> result = plan(inputs)                      # doctest: +SKIP
>>> print(result.summary())                    # doctest: +SKIP
>>> result.placements.head()                   # doctest: +SKIP
>>> fees = read_what_if("inputs/lewisham/what-if/agency-fees.toml")    # doctest: +SKIP
>>> compare(read_case("inputs/lewisham"), [fees]).figures              # doctest: +SKIP

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
    from optimiser.pack.folder import write_pack
    from optimiser.pack.making import strategy_pack
    from optimiser.planning import plan
    from optimiser.result import Result
    from optimiser.run_folder import write_run
    from optimiser.run_reading import Run, read_run
    from optimiser.scenario import WhatIf, changed, read_what_if, what_if_from
    from optimiser.studies.alternatives import alternatives
    from optimiser.studies.compare import compare
    from optimiser.studies.drivers import drivers
    from optimiser.studies.explain import explain
    from optimiser.studies.frontier import frontier
    from optimiser.tables.inputs import CaseInputs, read_case
    from optimiser.what_if_session import WhatIfSession

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
    "WhatIf": "optimiser.scenario",
    "WhatIfSession": "optimiser.what_if_session",
    "alternatives": "optimiser.studies.alternatives",
    "changed": "optimiser.scenario",
    "compare": "optimiser.studies.compare",
    "drivers": "optimiser.studies.drivers",
    "explain": "optimiser.studies.explain",
    "frontier": "optimiser.studies.frontier",
    "plan": "optimiser.planning",
    "read_case": "optimiser.tables.inputs",
    "read_run": "optimiser.run_reading",
    "read_what_if": "optimiser.scenario",
    "second_opinion": "optimiser.assurance.second_opinion",
    "strategy_pack": "optimiser.pack.making",
    "what_if_from": "optimiser.scenario",
    "write_pack": "optimiser.pack.folder",
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
    "WhatIf",
    "WhatIfSession",
    "alternatives",
    "changed",
    "compare",
    "drivers",
    "explain",
    "frontier",
    "plan",
    "read_case",
    "read_run",
    "read_what_if",
    "second_opinion",
    "strategy_pack",
    "what_if_from",
    "write_pack",
    "write_run",
    "write_statement",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'optimiser' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), name)
