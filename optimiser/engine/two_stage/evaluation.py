"""What shared decisions cost in each future: for a plan in hand, however it was made.

Futures are loaded one at a time, each begun from the last basis of the one most like it, so that a thousand need
no more memory than their matrices do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from models.case import Floats
from optimiser.engine.highs import solve
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.recourse import Clock, StoppedError, orderly
from optimiser.engine.two_stage.stages import TwoStage
from optimiser.engine.two_stage.subproblem import (
    ImpossibleToSolveError,
    Subproblem,
    UnboundedFutureError,
    whole_recourse,
)  # fmt: skip


@dataclass(frozen=True)
class Evaluation:
    """Cost of each future (£) and how its solve ended; a future without a plan has no cost (nan)."""

    costs: Floats
    statuses: tuple[Status, ...]

    @property
    def possible(self) -> bool:
        """Whether every future is possible."""
        return all(status.has_plan for status in self.statuses)


def evaluate(
    two: TwoStage,
    values: Floats,
    settings: SolveSettings | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Evaluation:
    """Cost of shared decisions in each future, all else decided anew there.

    Futures not reached when the time limit or ``cancel`` stops it have the status ``stopped``. Whole-number
    columns of a future are solved to ``settings.gap``. Decisions that the rows or bounds of the first stage do
    not allow are impossible in every future.

    Raises:
        ValueError: not one value for each shared decision.
    """
    settings = settings or SolveSettings()
    values = np.asarray(values, dtype=float)
    if values.shape != two.first.shape:
        raise ValueError(f"there are {len(two.first)} shared decisions and {values.size} values")
    costs = np.full(two.futures, np.nan)
    if not two.first_stage.allows(values):
        return Evaluation(costs, (Status.INFEASIBLE,) * two.futures)
    statuses = [Status.STOPPED] * two.futures
    clock, bases = Clock(settings.time_limit, cancel), dict[int, highspy.HighsBasis]()
    for future, like in orderly(two):
        try:
            clock.check()
        except StoppedError:
            break
        statuses[future], recourse = _cost(two, future, values, settings, bases, like)
        costs[future] = recourse + two.blocks[future].cost[two.first] @ values
    return Evaluation(costs, tuple(statuses))


def _cost(
    two: TwoStage,
    future: int,
    values: Floats,
    settings: SolveSettings,
    bases: dict[int, highspy.HighsBasis],
    like: int,
) -> tuple[Status, float]:
    """How a future's solve ended, and its cost without that of the shared decisions."""
    if two.whole_later:
        found = solve(whole_recourse(two, future, values), settings)
        return found.status, np.nan if found.objective is None else found.objective
    subproblem = Subproblem(two, future)
    if like in bases:
        subproblem.begin_from(bases[like])
    try:
        cut = subproblem.cut(values)
    except UnboundedFutureError:
        return Status.UNBOUNDED, np.nan
    except ImpossibleToSolveError:
        return Status.STOPPED, np.nan
    bases[future] = subproblem.basis
    return (Status.OPTIMAL, cut.value) if cut.feasible else (Status.INFEASIBLE, np.nan)
