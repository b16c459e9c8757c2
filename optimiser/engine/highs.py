"""A HiGHS session of our own: a matrix goes in whole, an outcome comes back.

The solver runs in a thread of its own while this one waits, so that Ctrl-C is heard at once; the best plan
found so far is kept and labelled as not proven.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np

from models.case import Floats
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status

DEFAULT_GAP = 0.001
_FEASIBILITY_TOLERANCE = 1e-7
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class SolveSettings:
    """How to solve: relative ``gap`` to prove, ``time_limit`` in seconds, random ``seed``."""

    gap: float = DEFAULT_GAP
    time_limit: float | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve stands: seconds so far, best plan's cost, bound and gap."""

    seconds: float
    objective: float
    bound: float
    gap: float


def load(matrix: Matrix) -> highspy.HighsLp:
    """The matrix as HiGHS holds it."""
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
) -> Outcome:
    """Solve a matrix. Ctrl-C and the time limit keep the best plan found, with its true status.

    ``progress`` is called about ten times a second with the best plan so far. ``start`` is a solution
    (one value per column) to begin from.
    """
    settings = settings or SolveSettings()
    began = time.perf_counter()
    highs = _session(matrix, settings)
    if start is not None:
        _begin_from(highs, start)
    interrupted = _run(highs, progress, began)
    outcome = _outcome(highs, matrix, interrupted, began)
    if outcome.status is Status.INFEASIBLE and outcome.reason == _UNCLEAR:
        return _tell_apart(matrix, settings, began)
    return outcome


_UNCLEAR = "either no plan is possible or its cost has no lower bound"


def _session(matrix: Matrix, settings: SolveSettings) -> Any:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", True)
    highs.setOptionValue("log_to_console", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", settings.seed)
    highs.setOptionValue("mip_rel_gap", settings.gap)
    highs.setOptionValue("mip_abs_gap", 1e-6)
    if settings.time_limit is not None:
        highs.setOptionValue("time_limit", settings.time_limit)
    highs.passModel(load(matrix))
    return highs


def _begin_from(highs: Any, start: Floats) -> None:
    solution = highspy.HighsSolution()
    solution.col_value = start.tolist()
    highs.setSolution(solution)


def _run(highs: Any, progress: Callable[[Progress], None] | None, began: float) -> bool:
    """Run the solver in a thread; return whether it was interrupted from the keyboard."""
    cancel = threading.Event()
    latest: list[Progress] = []

    def told(event: Any) -> None:
        if cancel.is_set():
            event.interrupt()
        if progress is not None and event.data_out is not None:
            out = event.data_out
            if math.isfinite(out.mip_primal_bound):
                latest[:] = [
                    Progress(time.perf_counter() - began, out.mip_primal_bound, out.mip_dual_bound, out.mip_gap)
                ]

    highs.cbMipInterrupt.subscribe(told)
    highs.cbSimplexInterrupt.subscribe(told)
    worker = threading.Thread(target=highs.run, daemon=True)
    worker.start()
    interrupted = False
    while worker.is_alive():
        try:
            worker.join(_POLL_SECONDS)
            if progress is not None and latest:
                progress(latest.pop())
        except KeyboardInterrupt:
            interrupted = True
            cancel.set()
    return interrupted


def _outcome(highs: Any, matrix: Matrix, interrupted: bool, began: float) -> Outcome:
    seconds = time.perf_counter() - began
    info, model_status = highs.getInfo(), highs.getModelStatus()
    known = highspy.HighsModelStatus
    feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    if model_status == known.kOptimal:
        return _with_plan(Status.OPTIMAL, "proven to the gap asked for", highs, matrix, seconds)
    if model_status == known.kInfeasible:
        return Outcome(Status.INFEASIBLE, "no plan can meet everything asked", seconds)
    if model_status == known.kUnboundedOrInfeasible:
        return Outcome(Status.INFEASIBLE, _UNCLEAR, seconds)
    if model_status == known.kUnbounded:
        return Outcome(Status.UNBOUNDED, "cost has no lower bound", seconds, ray=_ray(highs))
    if model_status == known.kModelEmpty:
        return _with_plan(Status.OPTIMAL, "nothing to decide", highs, matrix, seconds)
    reason = "interrupted" if interrupted else _stop_reason(model_status)
    if feasible and matrix.whole.any():
        return _with_plan(Status.FEASIBLE, reason, highs, matrix, seconds)
    return Outcome(Status.STOPPED, reason, seconds)


def _stop_reason(model_status: Any) -> str:
    if model_status == highspy.HighsModelStatus.kTimeLimit:
        return "time limit"
    return str(model_status).rsplit(".k", 1)[-1]


def _with_plan(status: Status, reason: str, highs: Any, matrix: Matrix, seconds: float) -> Outcome:
    solution = np.array(highs.getSolution().col_value, dtype=float)
    solution[matrix.whole] = np.round(solution[matrix.whole])
    objective = highs.getInfo().objective_function_value
    is_mip = bool(matrix.whole.any())
    bound = highs.getInfo().mip_dual_bound if is_mip else objective
    return Outcome(
        status, reason, seconds, solution, objective, bound, relative_gap(objective, bound),
        row_duals=None if is_mip else np.array(highs.getSolution().row_dual, dtype=float),
    )  # fmt: skip


def relative_gap(objective: float, bound: float) -> float:
    """How far a plan's cost could still fall, as a share of it; nought where cost and bound agree."""
    difference = max(0.0, objective - bound)
    return difference / abs(objective) if abs(objective) > 1e-9 else (0.0 if difference < 1e-6 else math.inf)


def _ray(highs: Any) -> Floats | None:
    _, exists, ray = highs.getPrimalRay()
    return np.array(ray, dtype=float) if exists else None


def _tell_apart(matrix: Matrix, settings: SolveSettings, began: float) -> Outcome:
    """Whether no plan exists or cost has no lower bound: is there a plan when cost does not matter?"""
    any_plan = solve(replace(matrix, cost=np.zeros_like(matrix.cost)), settings)
    seconds = time.perf_counter() - began
    if any_plan.status is Status.INFEASIBLE:
        return Outcome(Status.INFEASIBLE, "no plan can meet everything asked", seconds)
    relaxed = _session(matrix.relaxed(), settings)
    relaxed.setOptionValue("presolve", "off")
    relaxed.run()
    return Outcome(Status.UNBOUNDED, "cost has no lower bound", seconds, ray=_ray(relaxed))


Bounds = tuple[float, float]
"""A lower and an upper bound."""


class Resolver:
    """A linear programme solved once, then again from its last basis after small changes of bounds."""

    def __init__(self, matrix: Matrix) -> None:
        """Solve a matrix; whole-number columns are taken as divisible. ``outcome`` is what came of it."""
        began = time.perf_counter()
        self._matrix = matrix.relaxed()
        self._highs = _session(self._matrix, SolveSettings())
        self._highs.run()
        self.outcome = _outcome(self._highs, self._matrix, False, began)
        self._activity = np.array(self._highs.getSolution().row_value, dtype=float)
        if self.outcome.row_duals is not None:
            _, ranging = self._highs.getRanging()
            self._lowest = np.array(ranging.row_bound_dn.value_, dtype=float)
            self._highest = np.array(ranging.row_bound_up.value_, dtype=float)
            self._highs.setOptionValue("presolve", "off")

    def cost(
        self, rows: Mapping[int, Bounds] | None = None, columns: Mapping[int, Bounds] | None = None
    ) -> float | None:
        """Cost with other bounds on some rows and columns; ``None`` where nothing is possible then."""
        held, highs = self._matrix, self._highs
        for row, bounds in (rows or {}).items():
            highs.changeRowBounds(row, *bounds)
        for column, bounds in (columns or {}).items():
            highs.changeColBounds(column, *bounds)
        highs.run()
        optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        cost = float(highs.getInfo().objective_function_value) if optimal else None
        for row in rows or {}:
            highs.changeRowBounds(row, held.row_lower[row], held.row_upper[row])
        for column in columns or {}:
            highs.changeColBounds(column, held.column_lower[column], held.column_upper[column])
        return cost

    def saving(self, rows: Mapping[int, Bounds], columns: Mapping[int, Bounds]) -> float:
        """What other bounds would save; nought where nothing is possible then."""
        cost = self.cost(rows, columns)
        return 0.0 if cost is None else (self.outcome.objective or 0.0) - cost

    @property
    def rounding(self) -> float:
        """What a slope, as a difference of two costs, must exceed to be more than rounding (£)."""
        return max(1e-6, 1e-9 * abs(self.outcome.objective or 0.0))

    def slope(self, row: int, step: float) -> float | None:
        """Change of cost for one more on a row's bounds, when they move by ``step`` (down where negative).

        The row's dual where it holds as far as that. Where it does not (the plan is degenerate, and the
        dual of one side or of neither) it comes from solving again; ``None`` where nothing is possible then.
        """
        assert self.outcome.row_duals is not None, "only what was solved has slopes"
        held = self._matrix
        reach = self._highest[row] if step > 0 else self._lowest[row]
        if (reach - self._activity[row]) / step >= 1.0:
            return float(self.outcome.row_duals[row])
        cost = self.cost({row: (held.row_lower[row] + step, held.row_upper[row] + step)})
        return None if cost is None else (cost - (self.outcome.objective or 0.0)) / step
