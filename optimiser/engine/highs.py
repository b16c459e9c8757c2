"""A HiGHS session of our own: a matrix goes in whole, an outcome comes back.

The solver runs in a thread of its own while this one waits, so that Ctrl-C is heard at once; the best plan
found so far is kept and labelled as not proven.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import highspy
import numpy as np

from models.case import Floats
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.scaling import scaled, scaling_of
from optimiser.engine.settings import Progress, SolveSettings

DUAL, PRIMAL = 1, 4
"""HiGHS's numbers for the dual and the primal simplex method."""
_POLL_SECONDS = 0.05


def load(matrix: Matrix) -> highspy.HighsLp:
    """A matrix as HiGHS holds it, in the units given."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(matrix.cost), len(matrix.row_lower)
    lp.col_cost_, lp.offset_ = matrix.cost, matrix.offset
    lp.col_lower_, lp.col_upper_ = matrix.column_lower, matrix.column_upper
    lp.row_lower_, lp.row_upper_ = matrix.row_lower, matrix.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.rows.indptr
    lp.a_matrix_.index_ = matrix.rows.indices
    lp.a_matrix_.value_ = matrix.rows.data
    if matrix.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(whole)] for whole in matrix.whole]
    return lp


def solve(
    matrix: Matrix,
    settings: SolveSettings | None = None,
    progress: Callable[[Progress], None] | None = None,
    start: Floats | None = None,
    cancel: Callable[[], bool] | None = None,
    interior: bool = False,
) -> Outcome:
    """Solve a matrix. Ctrl-C, ``cancel`` and the time limit keep the best plan found, with its true status.

    ``progress`` is called about ten times a second with the best plan so far; ``cancel`` is asked as often
    whether to stop. ``start`` is a solution (one value per column) to begin from. ``interior``: begin with an
    interior point method, which suits an objective that is nought for most columns (a promise taken as far as
    it goes at a given cost: 1.2 s on Lewisham where the simplex method takes 5 to 50).
    """
    settings = settings or SolveSettings()
    began = time.perf_counter()
    session = Session(matrix, settings)
    if interior:
        session.begin_inside()
    if start is not None:
        session.begin_from(start)
    interrupted = session.run(progress, cancel)
    outcome = session.outcome(interrupted, time.perf_counter() - began)
    if outcome.status is Status.INFEASIBLE and outcome.reason == _UNCLEAR:
        return _tell_apart(matrix, settings, began)
    return outcome


NO_PLAN = "no plan can meet everything asked"
_NO_BOUND = "cost has no lower bound"
_UNCLEAR = "either no plan is possible or its cost has no lower bound"


class Session:
    """A matrix in HiGHS, in the solver's units; everything that goes in or comes out is in the plan's own."""

    def __init__(self, matrix: Matrix, settings: SolveSettings) -> None:
        """Load a matrix."""
        self.matrix, self.scaling = matrix, scaling_of(matrix)
        self.highs = highspy.Highs()
        for option, value in options(settings).items():
            self.highs.setOptionValue(option, value)
        self.highs.passModel(load(scaled(matrix, self.scaling)))

    def begin_inside(self) -> None:
        """Begin with an interior point method: the linear programme, or the first of a search."""
        self.highs.setOptionValue("mip_lp_solver" if self.matrix.whole.any() else "solver", "ipm")

    def begin_from(self, start: Floats) -> None:
        """Begin from a solution, one value per column."""
        solution = highspy.HighsSolution()
        solution.col_value = start.tolist()
        self.highs.setSolution(solution)

    def run(self, progress: Callable[[Progress], None] | None, cancel: Callable[[], bool] | None) -> bool:
        """Run the solver in a thread; return whether it was interrupted, from the keyboard or by ``cancel``."""
        began, asked = time.perf_counter(), threading.Event()
        latest: list[Progress] = []

        def told(event: Any) -> None:
            if asked.is_set():
                event.interrupt()
            if progress is not None and event.data_out is not None:
                out, unit = event.data_out, self.scaling.objective
                if math.isfinite(out.mip_primal_bound):
                    objective, bound = out.mip_primal_bound / unit, out.mip_dual_bound / unit
                    seconds = time.perf_counter() - began
                    latest[:] = [Progress(seconds, objective, bound, relative_gap(objective, bound))]

        self.highs.cbMipInterrupt.subscribe(told)
        self.highs.cbSimplexInterrupt.subscribe(told)
        self.highs.cbIpmInterrupt.subscribe(told)
        ended = threading.Event()

        def work() -> None:
            self.highs.run()
            ended.set()

        threading.Thread(target=work, daemon=True).start()
        while not ended.is_set():
            try:  # an Event, since an interrupted Thread.join forgets a thread that still runs (bpo-45274)
                ended.wait(_POLL_SECONDS)
                if cancel is not None and cancel():
                    asked.set()
                if progress is not None and latest:
                    progress(latest.pop())
            except KeyboardInterrupt:
                asked.set()
        return asked.is_set()

    def outcome(self, interrupted: bool, seconds: float) -> Outcome:
        """What came of the run."""
        model_status, known = self.highs.getModelStatus(), highspy.HighsModelStatus
        if model_status == known.kOptimal:
            return self._with_plan(Status.OPTIMAL, "proven to the gap asked for", seconds)
        if model_status == known.kModelEmpty:
            return self._with_plan(Status.OPTIMAL, "nothing to decide", seconds)
        if model_status == known.kInfeasible:
            return Outcome(Status.INFEASIBLE, NO_PLAN, seconds)
        if model_status == known.kUnboundedOrInfeasible:
            return Outcome(Status.INFEASIBLE, _UNCLEAR, seconds)
        if model_status == known.kUnbounded:
            return Outcome(Status.UNBOUNDED, _NO_BOUND, seconds, ray=self.ray())
        reason = "interrupted" if interrupted else _stop_reason(model_status)
        known_plan = self.highs.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if known_plan and self.matrix.whole.any():
            return self._with_plan(Status.FEASIBLE, reason, seconds)
        return Outcome(Status.STOPPED, reason, seconds)

    def _with_plan(self, status: Status, reason: str, seconds: float) -> Outcome:
        info, found = self.highs.getInfo(), self.highs.getSolution()
        solution, whole = np.array(found.col_value, dtype=float), self.matrix.whole
        solution[whole] = np.round(solution[whole])
        objective = float(info.objective_function_value) / self.scaling.objective
        is_mip = bool(whole.any())
        bound = float(info.mip_dual_bound) / self.scaling.objective if is_mip else objective
        duals = None if is_mip else self.scaling.duals(np.array(found.row_dual, dtype=float))
        return Outcome(
            status, reason, seconds, solution, objective, bound, relative_gap(objective, bound), row_duals=duals
        )

    def ray(self) -> Floats | None:
        """A direction in which cost falls for ever, where HiGHS has found one."""
        _, exists, ray = self.highs.getPrimalRay()
        return np.array(ray, dtype=float) if exists else None


def options(settings: SolveSettings) -> dict[str, object]:
    """HiGHS's options: one thread a solve, and nothing printed (callbacks need the log to be on).

    No searches within the search: on the Lewisham case and what-ifs of it they take most of the time and
    seldom find what branching does not (median of twelve solves to 0.1 %: 17.3 s with them, 4.7 s without).
    """
    limit = {} if settings.time_limit is None else {"time_limit": settings.time_limit}
    return {
        "output_flag": True,
        "log_to_console": False,
        "threads": 1,
        "random_seed": settings.seed,
        "mip_rel_gap": settings.gap,
        "mip_abs_gap": 1e-9,
        "mip_heuristic_run_rins": False,
        "mip_heuristic_run_rens": False,
        "mip_heuristic_run_root_reduced_cost": False,
        **limit,
    }


def _stop_reason(model_status: Any) -> str:
    if model_status == highspy.HighsModelStatus.kTimeLimit:
        return "time limit"
    return str(model_status).rsplit(".k", 1)[-1]


def relative_gap(objective: float, bound: float) -> float:
    """How far a plan's cost could still fall, as a share of it; nought where cost and bound agree."""
    difference = max(0.0, objective - bound)
    return difference / abs(objective) if abs(objective) > 1e-9 else (0.0 if difference < 1e-6 else math.inf)


def _tell_apart(matrix: Matrix, settings: SolveSettings, began: float) -> Outcome:
    """Whether no plan exists or cost has no lower bound: is there a plan when cost does not matter?"""
    any_plan = solve(replace(matrix, cost=np.zeros_like(matrix.cost)), settings)
    seconds = time.perf_counter() - began
    if any_plan.status is Status.INFEASIBLE:
        return Outcome(Status.INFEASIBLE, NO_PLAN, seconds)
    relaxed = Session(matrix.relaxed(), settings)
    relaxed.highs.setOptionValue("presolve", "off")
    relaxed.highs.run()
    return Outcome(Status.UNBOUNDED, _NO_BOUND, seconds, ray=relaxed.ray())
