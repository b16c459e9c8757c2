"""A solve of what cannot fall below nought: how much something would have to give way.

Nearly all costs are nought here, which makes the simplex method stall on a plan's rows of pounds when HiGHS scales
them once more (minutes, or "unknown", for a linear programme of Lewisham's size; two seconds without). So its own
scaling is off: :mod:`.scaling` has brought the rows to one order of size already.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import highspy
import numpy as np

from models.case import Floats
from optimiser.engine.highs import NO_PLAN, PRIMAL, Session, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import Progress, SolveSettings

SCALING_OFF = 0
_LONGEST_ASKED = 20.0
"""Most seconds to ask whether any plan is possible before one is looked for."""
INTERRUPTED = "interrupted"
"""The reason of an outcome that somebody stopped."""


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
    Begins with an interior point method, which takes a half to a third of the simplex method's time on Lewisham.
    What HiGHS calls unbounded or infeasible is therefore infeasible.
    """
    began = time.perf_counter()
    held = session(matrix, settings)
    held.begin_inside()
    if close_enough is not None:
        held.highs.setOptionValue("mip_abs_gap", close_enough * held.scaling.objective)
    if start is not None:
        held.begin_from(start)
    interrupted = held.run(progress, cancel)
    outcome = held.outcome(interrupted, time.perf_counter() - began)
    if outcome.status is Status.UNBOUNDED:
        return replace(outcome, status=Status.STOPPED, solution=None)
    return outcome


def infeasible_or_stopped(matrix: Matrix, settings: SolveSettings, stopped: Outcome, seconds: float) -> Outcome:
    """Say that no plan is possible where that can be shown in so many seconds, though a solve stopped before.

    First as if nothing had to be whole, then with whole numbers; cost does not matter to either. What somebody
    interrupted stays as it is.
    """
    if stopped.reason == INTERRUPTED:
        return stopped
    began = time.perf_counter()
    shown = shown_impossible(matrix, replace(settings, time_limit=seconds))
    if shown is not None:
        return shown
    left = seconds - (time.perf_counter() - began)
    if left <= 0:
        return stopped
    found = solve_bounded(_costless(matrix), replace(settings, time_limit=left))
    return found if found.status is Status.INFEASIBLE else stopped


def shown_impossible(matrix: Matrix, settings: SolveSettings) -> Outcome | None:
    """What shows that no plan is possible even if nothing had to be whole; ``None`` where nothing does.

    An interior point method finds it out in less than a second where the simplex method can stall (Lewisham with
    a revenue budget that cannot be kept); the primal simplex method is then asked whether it finds a plan.
    """
    began, free = time.perf_counter(), _costless(matrix).relaxed()
    for option, value in (("solver", "ipm"), ("simplex_strategy", PRIMAL)):
        held = session(free, settings)
        held.highs.setOptionValue(option, value)
        held.highs.run()
        status = held.highs.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            return None
        if option == "solver" and status != highspy.HighsModelStatus.kInfeasible:
            return None
    return Outcome(Status.INFEASIBLE, NO_PLAN, time.perf_counter() - began)


def _costless(matrix: Matrix) -> Matrix:
    return replace(matrix, cost=np.zeros_like(matrix.cost), offset=0.0)


def solve_unless_impossible(
    matrix: Matrix,
    settings: SolveSettings,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Outcome:
    """Solve a plan with its costs; arguments and outcome as for :func:`optimiser.engine.highs.solve`.

    Asks first whether any plan is possible as if nothing had to be whole and cost did not matter, which takes
    less than a second for Lewisham. With its costs HiGHS can stall for minutes on the first linear programme of a
    plan that is not possible.
    """
    shown = shown_impossible(matrix, replace(settings, time_limit=_LONGEST_ASKED))
    return solve(matrix, settings, progress, cancel=cancel) if shown is None else shown
