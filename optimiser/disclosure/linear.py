"""Linear and whole-number programmes in HiGHS: one thread, a fixed seed, nothing printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import scipy.sparse
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "random_seed": 0,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1e-7,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
    "mip_feasibility_tolerance": 1e-9,
    "mip_heuristic_run_feasibility_jump": False,  # a third of the time on packs of fifty cells
}


@dataclass(frozen=True)
class Programme:
    """``min cost · x`` subject to ``row_low ≤ rows · x ≤ row_high`` and bounds of each column."""

    rows: scipy.sparse.csc_array[Any]
    row_low: Floats
    row_high: Floats
    low: Floats
    high: Floats
    cost: Floats


def load(programme: Programme) -> highspy.Highs:
    """A HiGHS session holding a programme."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = programme.rows.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = programme.cost, programme.low, programme.high
    lp.row_lower_, lp.row_upper_ = programme.row_low, programme.row_high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = programme.rows.indptr
    lp.a_matrix_.index_ = programme.rows.indices
    lp.a_matrix_.value_ = programme.rows.data
    highs = highspy.Highs()
    for option, value in _OPTIONS.items():
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    return highs


def set_whole(highs: highspy.Highs, whole: Flags) -> None:
    """Say which columns are whole numbers."""
    places = np.arange(len(whole), dtype=np.int32)
    highs.changeColsIntegrality(len(whole), places, whole.astype(np.uint8))


def set_bounds(highs: highspy.Highs, low: Floats, high: Floats) -> None:
    """Give every column other bounds."""
    highs.changeColsBounds(len(low), np.arange(len(low), dtype=np.int32), low, high)


def run(highs: highspy.Highs, seconds: float | None = None) -> bool:
    """Solve, in at most so many seconds; whether it was solved to the end."""
    limit = highspy.kHighsInf if seconds is None else highs.getRunTime() + max(seconds, 0.01)
    highs.setOptionValue("time_limit", limit)
    highs.run()
    return bool(highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def has_solution(highs: highspy.Highs) -> bool:
    """Whether the last run left a feasible solution, the best or not."""
    known = highspy.SolutionStatus.kSolutionStatusFeasible
    return bool(highs.getInfo().primal_solution_status == known)


def solution(highs: highspy.Highs) -> Floats:
    """Value of each column in the solution found."""
    return np.array(highs.getSolution().col_value, dtype=float)
