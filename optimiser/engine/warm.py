"""A linear programme that stays in HiGHS: told what has changed, and solved again from its last basis.

Where only costs and bounds change, they alone are told; where coefficients change too the whole matrix is
loaded again, which takes a few hundredths of a second, and the basis kept; where there are other rows or
columns it starts afresh.
"""

from __future__ import annotations

import time

import highspy
import numpy as np

from optimiser.engine.highs import Session, load, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome
from optimiser.engine.scaling import scaled, scaling_of
from optimiser.engine.settings import SolveSettings


class WarmLp:
    """A linear programme that stays in HiGHS; whole-number columns are taken as divisible."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._session: Session | None = None

    def solve(self, matrix: Matrix) -> Outcome:
        """Solve a matrix from the last basis, where it has as many rows and columns as the last one.

        What comes back as anything but solved is solved once more from nothing, so that no plan is ever
        called impossible on the word of a warm start.
        """
        began = time.perf_counter()
        relaxed = matrix.relaxed()
        session = self._told(relaxed)
        session.highs.run()
        if session.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            return session.outcome(False, time.perf_counter() - began)
        self._session = None
        return solve(relaxed, SolveSettings())

    def _told(self, matrix: Matrix) -> Session:
        """The session with the matrix in it."""
        session = self._session
        if session is None or session.matrix.rows.shape != matrix.rows.shape:
            session = self._session = Session(matrix, SolveSettings())
            return session
        session.highs.setOptionValue("simplex_strategy", _method(session, matrix))
        if _same_coefficients(session.matrix, matrix):
            _tell_costs_and_bounds(session, matrix)
        else:
            basis = session.highs.getBasis()
            session.scaling = scaling_of(matrix)
            session.highs.passModel(load(scaled(matrix, session.scaling)))
            session.highs.setBasis(basis)
        session.matrix = matrix
        return session


def _method(session: Session, matrix: Matrix) -> int:
    """The simplex method that suits a change: primal where the last solution still meets everything, else dual.

    With other prices the primal method takes an eighth to a quarter of the dual one's time on Lewisham; with
    other promises, budgets or demand three to five times as long.
    """
    last = np.array(session.highs.getSolution().col_value, dtype=float)
    rows = matrix.rows @ last
    met = (
        np.all(rows >= matrix.row_lower - _TOLERANCE * np.maximum(1.0, np.abs(matrix.row_lower)))
        and np.all(rows <= matrix.row_upper + _TOLERANCE * np.maximum(1.0, np.abs(matrix.row_upper)))
        and np.all(last >= matrix.column_lower - _TOLERANCE)
        and np.all(last <= matrix.column_upper + _TOLERANCE)
    )
    return _PRIMAL if met else _DUAL


_DUAL, _PRIMAL = 1, 4
"""HiGHS's numbers for the simplex methods."""
_TOLERANCE = 1e-6


def _same_coefficients(before: Matrix, after: Matrix) -> bool:
    old, new = before.rows, after.rows
    if old is new:
        return True
    return old.nnz == new.nnz and all(
        np.array_equal(getattr(old, part), getattr(new, part)) for part in ("indptr", "indices", "data")
    )


def _tell_costs_and_bounds(session: Session, matrix: Matrix) -> None:
    """Tell HiGHS the costs and bounds that differ, in the units in which it holds the rest."""
    before, highs, scaling = session.matrix, session.highs, session.scaling
    differ = _where(before.cost != matrix.cost)
    highs.changeColsCost(len(differ), differ, matrix.cost[differ] * scaling.objective)
    highs.changeObjectiveOffset(matrix.offset * scaling.objective)
    differ = _where((before.column_lower != matrix.column_lower) | (before.column_upper != matrix.column_upper))
    highs.changeColsBounds(len(differ), differ, matrix.column_lower[differ], matrix.column_upper[differ])
    differ = _where((before.row_lower != matrix.row_lower) | (before.row_upper != matrix.row_upper))
    units = scaling.rows[differ]
    highs.changeRowsBounds(len(differ), differ, matrix.row_lower[differ] * units, matrix.row_upper[differ] * units)


def _where(mask: np.ndarray) -> np.ndarray:
    return np.flatnonzero(mask).astype(np.int32)
