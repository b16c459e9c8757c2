r"""One future with the shared decisions held: a linear programme that stays in HiGHS.

With the shared decisions :math:`n` held, future :math:`s` costs

.. math:: Q_s(n) = \min_y \{ q_s y : l_s - T_s n \le W_s y \le u_s - T_s n \}

which is convex in :math:`n`. The duals :math:`\lambda` at :math:`\hat n` give a cut that every :math:`n` obeys,
:math:`Q_s(n) \ge Q_s(\hat n) - \lambda T_s (n - \hat n)`. Where nothing is possible at :math:`\hat n`, the least
:math:`v_s(\hat n)` by which the rows must give way is convex in the same manner and must be nought, which cuts
:math:`\hat n` off. Only row bounds change from one :math:`n` to the next, so the last basis is a good start.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
import scipy.sparse

from models.case import Floats
from optimiser.engine.highs import DUAL, Session, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Status
from optimiser.engine.scaling import scaled, scaling_of
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.stages import TwoStage

_LEAST_BREACH = 1e-7
"""What the rows together must give way by before a future counts as impossible, in the solver's units."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A plane below one future: its cost, or what it must give way by, is at least ``value + slope·(n − at)``.

    ``feasible`` tells which: a cut of a future that is impossible at ``at`` says that the plane must not be above
    nought. ``value`` leaves out the cost of the shared decisions.
    """

    future: int
    feasible: bool
    value: float
    slope: Floats
    at: Floats

    @property
    def constant(self) -> float:
        """The plane's height where every shared decision is nought."""
        return self.value - float(self.slope @ self.at)


class ImpossibleToSolveError(ArithmeticError):
    """HiGHS neither solved a future nor showed that it is impossible."""


class UnboundedFutureError(ArithmeticError):
    """A future's cost has no lower bound, whatever is decided."""


class Subproblem:
    """One future's recourse in HiGHS, its whole-number columns taken as divisible."""

    def __init__(self, two: TwoStage, future: int) -> None:
        """Load a future; nothing is solved yet."""
        block = two.blocks[future]
        later = block.rows.tocsr()[two.later_rows]
        self.future = future
        self._linking = scipy.sparse.csr_array(later[:, two.first])
        recourse = _recourse(two, block, scipy.sparse.csc_array(later[:, two.second]))
        self._session = Session(recourse.relaxed(), _SETTINGS)
        self._highs = self._session.highs
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("simplex_strategy", DUAL)
        self._rows = np.arange(len(recourse.row_lower), dtype=np.int32)
        self._linked = np.flatnonzero(np.diff(self._linking.indptr)).astype(np.int32)
        self._solved = False

    @property
    def basis(self) -> highspy.HighsBasis:
        """The last basis."""
        basis: highspy.HighsBasis = self._highs.getBasis()
        return basis

    def begin_from(self, basis: highspy.HighsBasis) -> None:
        """Begin from the basis of another future."""
        self._highs.setBasis(basis)
        self._solved = True

    def cut(self, values: Floats) -> Cut:
        """The plane at some shared decisions.

        Raises:
            UnboundedFutureError: the cost has no lower bound.
            ImpossibleToSolveError: HiGHS gave up.
        """
        self._tell(values)
        status, known = self._run(), highspy.HighsModelStatus
        if status == known.kOptimal:
            solution, scaling = self._highs.getSolution(), self._session.scaling
            duals = scaling.duals(np.array(solution.row_dual, dtype=float))
            value = float(self._highs.getInfo().objective_function_value) / scaling.objective
            return Cut(self.future, True, value, -(self._linking.T @ duals), values)
        if status in (known.kUnbounded, known.kUnboundedOrInfeasible, known.kInfeasible):
            given = self._given_way(values)
            if given is not None:
                return given
        if status in (known.kUnbounded, known.kUnboundedOrInfeasible):
            raise UnboundedFutureError(f"the cost of future {self.future + 1} has no lower bound")
        raise ImpossibleToSolveError(f"future {self.future + 1} could not be solved: {status.name[1:]}")

    def _run(self) -> Any:
        """Solve; from nothing with an interior point method, and once more so where a warm start ends oddly."""
        known = highspy.HighsModelStatus
        if self._solved:
            self._highs.setOptionValue("solver", "simplex")
            self._highs.run()
            status = self._highs.getModelStatus()
            if status in (known.kOptimal, known.kInfeasible):
                return status
        self._highs.clearSolver()
        self._highs.setOptionValue("solver", "ipm")
        self._highs.run()
        self._solved = self._highs.getModelStatus() == known.kOptimal
        return self._highs.getModelStatus()

    def _tell(self, values: Floats) -> None:
        matrix = self._held(values)
        units, linked = self._session.scaling.rows, self._linked
        lower, upper = matrix.row_lower[linked] * units[linked], matrix.row_upper[linked] * units[linked]
        self._highs.changeRowsBounds(len(linked), linked, lower, upper)

    def _held(self, values: Floats) -> Matrix:
        """The recourse with the shared decisions moved to the right-hand sides."""
        used, matrix = self._linking @ values, self._session.matrix
        return replace(matrix, row_lower=matrix.row_lower - used, row_upper=matrix.row_upper - used)

    def _given_way(self, values: Floats) -> Cut | None:
        """The cut of a future that is impossible; ``None`` where it turns out to be possible."""
        elastic, units = _elastic(self._held(values))
        found = solve(elastic, _SETTINGS)
        if found.status is not Status.OPTIMAL or found.objective is None or found.row_duals is None:
            return None
        if found.objective <= _LEAST_BREACH:
            return None
        slope = -(self._linking.T @ (found.row_duals * units))
        return Cut(self.future, False, found.objective, slope, values)


_SETTINGS = SolveSettings()


def _recourse(two: TwoStage, block: Matrix, rows: scipy.sparse.csc_array[Any]) -> Matrix:
    """A future's own columns and rows, the shared decisions at nought."""
    second, later = two.second, two.later_rows
    return Matrix(
        cost=block.cost[second],
        offset=block.offset,
        rows=rows,
        row_lower=block.row_lower[later],
        row_upper=block.row_upper[later],
        column_lower=block.column_lower[second],
        column_upper=block.column_upper[second],
        whole=block.whole[second],
        row_keys=(),
        positions=np.arange(len(second), dtype=np.intp),
        variables=len(second),
    )


def whole_recourse(two: TwoStage, future: int, values: Floats) -> Matrix:
    """A future with the shared decisions held, its whole-number columns whole."""
    block = two.blocks[future]
    later = block.rows.tocsr()[two.later_rows]
    used = later[:, two.first] @ values
    recourse = _recourse(two, block, scipy.sparse.csc_array(later[:, two.second]))
    return replace(recourse, row_lower=recourse.row_lower - used, row_upper=recourse.row_upper - used)


def _elastic(matrix: Matrix) -> tuple[Matrix, Floats]:
    """The least that all rows together must give way by, each in the solver's units; and those units."""
    units = scaling_of(matrix).rows
    sized = scaled(matrix, scaling_of(matrix))
    rows, columns = matrix.rows.shape
    either = scipy.sparse.eye_array(rows, format="csc")
    total = columns + 2 * rows
    elastic = Matrix(
        cost=np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
        offset=0.0,
        rows=scipy.sparse.csc_array(scipy.sparse.hstack([sized.rows, either, -either])),
        row_lower=sized.row_lower,
        row_upper=sized.row_upper,
        column_lower=np.concatenate([matrix.column_lower, np.zeros(2 * rows)]),
        column_upper=np.concatenate([matrix.column_upper, np.full(2 * rows, np.inf)]),
        whole=np.zeros(total, dtype=bool),
        row_keys=(),
        positions=np.arange(total, dtype=np.intp),
        variables=total,
    )
    return elastic, units
