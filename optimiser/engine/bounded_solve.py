"""A solve of what cannot fall below nought: how much something would have to give way.

Nearly all costs are nought here, which makes the simplex method stall on a plan's rows of pounds when HiGHS scales
them once more (minutes, or "unknown", for a linear programme of Lewisham's size; two seconds without). So its own
scaling is off: :mod:`.scaling` has brought the rows to one order of size already.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from models.case import Floats
from optimiser.engine.highs import Session
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import Progress, SolveSettings

SCALING_OFF = 0


def session(matrix: Matrix, settings: SolveSettings) -> Session:
    """A matrix in HiGHS, its own scaling off."""
    held = Session(matrix, settings)
    held.highs.setOptionValue("simplex_scale_strategy", SCALING_OFF)
    return held


def solve_bounded(
    matrix: Matrix,
    settings: SolveSettings,
    start: Floats | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    close_enough: float | None = None,
) -> Outcome:
    """Solve a matrix whose cost has a lower bound; arguments as for :func:`optimiser.engine.highs.solve`.

    ``close_enough``: how near cost and bound must come, in cost's own unit, beside the relative gap.
    What HiGHS calls unbounded or infeasible is therefore infeasible.
    """
    began = time.perf_counter()
    held = session(matrix, settings)
    if close_enough is not None:
        held.highs.setOptionValue("mip_abs_gap", close_enough * held.scaling.objective)
    if start is not None:
        held.begin_from(start)
    interrupted = held.run(progress, cancel)
    outcome = held.outcome(interrupted, time.perf_counter() - began)
    if outcome.status is Status.UNBOUNDED:
        return replace(outcome, status=Status.STOPPED, solution=None)
    return outcome
