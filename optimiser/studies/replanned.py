"""Planning again with one assumption changed, two changes at a time, each from the plan as it is.

The solver runs in two threads; reading tables and writing models takes its turn between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from models.case import Case, Floats
from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.errors import InputError
from optimiser.studies.assumed import Assumption, changed, why_not
from optimiser.studies.proven import Proven
from optimiser.tables.inputs import CaseInputs

_THREADS = 2

UNDECIDED = np.inf
"""In a start, the value of a column that the solver is to work out from the whole-number columns."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case with an assumption changed, or in ``why`` the reason why it cannot change so."""

    case: Case | None
    why: str = ""
    no_plan: bool = False
    """Whether the reason is that no plan can meet everything asked, which the checks found already."""

    @property
    def is_possible(self) -> bool:
        """Whether the figures can be so, whether or not there is a plan for them."""
        return self.case is not None or self.no_plan


def change(inputs: CaseInputs, assumption: Assumption, factor: float) -> Change:
    """An assumption multiplied by a factor, through the ordinary checks."""
    try:
        return Change(changed(inputs, assumption, factor).case)
    except InputError as error:
        why, no_plan = why_not(error)
        return Change(None, f"{'no plan' if no_plan else 'not possible'}: {why}", no_plan)


@dataclass(frozen=True, slots=True)
class Planned:
    """What came of planning with a change: cost and bound, or in ``why`` the reason for having neither."""

    proven: Proven | None
    why: str = ""
    no_plan: bool = False
    """Whether it is known that no plan can meet everything asked: an effect in itself."""
    stopped: bool = False


_STOPPED = Planned(None, "stopped before it was worked out", stopped=True)


def holding(matrix: Matrix, solution: Floats) -> Matrix:
    """The matrix as a linear programme, its whole-number columns held at a solution's values."""
    held = np.round(solution)
    lower = np.where(matrix.whole, held, matrix.column_lower)
    upper = np.where(matrix.whole, held, matrix.column_upper)
    return matrix.relaxed().with_bounds(lower, upper)


def plan_changes(
    changes: Sequence[Change], start: Floats, settings: SolveSettings, cancel: Callable[[], bool]
) -> Iterator[Planned]:
    """Plan with each change by itself and yield what came of it, in the order of the changes.

    ``start`` has one value for each column of the unchanged plan; it is left out where a change makes a plan
    with other columns.
    """

    def work(change: Change) -> Planned:
        return _STOPPED if cancel() else _plan(change, start, settings, cancel)

    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(work, changes)


def _plan(change: Change, start: Floats, settings: SolveSettings, cancel: Callable[[], bool]) -> Planned:
    if change.case is None:
        return Planned(None, change.why, change.no_plan)
    matrix = compile_matrix(build(change.case))
    found = solve(matrix, settings, start=start if len(start) == len(matrix.cost) else None, cancel=cancel)
    if found.objective is not None and found.bound is not None:
        return Planned(Proven(found.objective, found.bound))
    if cancel():
        return _STOPPED
    if found.status is Status.INFEASIBLE:
        return Planned(None, "no plan can meet everything asked", no_plan=True)
    return Planned(None, f"no plan found ({found.reason})")
