"""A solve of what cannot fall below nought: how much something would have to give way.

Nearly all costs are nought here, which makes the simplex method stall on a plan's rows of pounds when HiGHS scales
them once more (minutes, or "unknown", for a linear programme of Lewisham's size; two seconds without). So its own
scaling is off: :mod:`.scaling` has brought the rows to one order of size already.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.case import Floats
from optimiser.engine.highs import Session, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import Progress, SolveSettings

SCALING_OFF = 0
_PATIENCE = 5.0
"""Seconds without a plan, from which it is asked whether there can be any."""
NO_PLAN = "no plan can meet everything asked"
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


def infeasible_or_stopped(matrix: Matrix, settings: SolveSettings, stopped: Outcome, seconds: float) -> Outcome:
    """Say that no plan is possible where that can be shown in so many seconds, though a solve stopped before.

    First as if nothing had to be whole, then with whole numbers; cost does not matter to either. What somebody
    interrupted stays as it is.
    """
    if stopped.reason == INTERRUPTED:
        return stopped
    free = replace(matrix, cost=np.zeros_like(matrix.cost), offset=0.0)
    began = time.perf_counter()
    for tried in (free.relaxed(), free):
        left = seconds - (time.perf_counter() - began)
        if left <= 0:
            break
        found = solve_bounded(tried, replace(settings, time_limit=left))
        if found.status is Status.INFEASIBLE:
            return found
    return stopped


def solve_unless_impossible(
    matrix: Matrix,
    settings: SolveSettings,
    progress: Callable[[Progress], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    patience: float = _PATIENCE,
) -> Outcome:
    """Solve a plan with its costs; arguments and outcome as for :func:`optimiser.engine.highs.solve`.

    Where nothing was found in ``patience`` seconds, a second solve asks beside it whether any plan is possible as if
    nothing had to be whole and cost did not matter. With its costs HiGHS can stall on the first linear programme
    of a plan that is not possible (Lewisham with a revenue budget that cannot be kept: for minutes).
    """
    began, found, impossible, ended = time.perf_counter(), threading.Event(), threading.Event(), threading.Event()
    free = replace(matrix.relaxed(), cost=np.zeros_like(matrix.cost), offset=0.0)

    def ask() -> None:
        asked = replace(settings, time_limit=None)
        if solve_bounded(free, asked, cancel=ended.is_set).status is Status.INFEASIBLE:
            impossible.set()

    doubt = threading.Thread(target=ask, daemon=True)

    def told(seen: Progress) -> None:
        found.set()
        if progress is not None:
            progress(seen)

    def stop() -> bool:
        if not found.is_set() and doubt.ident is None and time.perf_counter() - began > patience:
            doubt.start()
        return impossible.is_set() or (cancel is not None and cancel())

    outcome = solve(matrix, settings, told, cancel=stop)
    ended.set()
    if doubt.ident is not None:
        doubt.join()
    seconds = time.perf_counter() - began
    return Outcome(Status.INFEASIBLE, NO_PLAN, seconds) if impossible.is_set() else outcome
