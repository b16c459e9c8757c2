"""A linear programme that stays in HiGHS: told what has changed, and solved again from its last basis.

Where only costs and bounds change, they alone are told; where coefficients change too the whole matrix is
loaded again, which takes a few hundredths of a second, and the basis kept; where there are other rows or
columns it starts afresh.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np

from models.case import Floats
from optimiser.engine.highs import DUAL, PRIMAL, Session, load, solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome
from optimiser.engine.scaling import scaled, scaling_of
from optimiser.engine.settings import SolveSettings


class WarmLp:
    """A linear programme that stays in HiGHS; whole-number columns are taken as divisible.

    Two sizes stay, so that a case with a row more or less does not cost the next one its basis.
    """

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._sessions: dict[tuple[int, ...], _Kept] = {}

    def solve(self, matrix: Matrix) -> Outcome:
        """Solve a matrix from the last basis of one with as many rows and columns, where there is one.

        What comes back as anything but solved is solved once more from nothing, so that no plan is ever
        called impossible on the word of a warm start.
        """
        began = time.perf_counter()
        relaxed = matrix.relaxed()
        kept = self._sessions.pop(relaxed.rows.shape, None)
        session = _begun(relaxed) if kept is None else _told(kept, relaxed)
        session.highs.run()
        if session.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            found = session.outcome(False, time.perf_counter() - began)
            assert found.solution is not None, "an optimum has values"
            self._keep(_Kept(session, session.highs.getBasis(), found.solution))
            return found
        if kept is not None:
            session.highs.setBasis(kept.basis)
            self._keep(kept)
        return solve(relaxed, SolveSettings(), interior=True)

    def _keep(self, kept: _Kept) -> None:
        """Keep a session as the latest, and no more than two."""
        self._sessions[kept.session.matrix.rows.shape] = kept
        while len(self._sessions) > _SIZES:
            del self._sessions[next(iter(self._sessions))]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A programme in HiGHS with the basis and the values of its last optimum."""

    session: Session
    basis: highspy.HighsBasis
    values: Floats


_SIZES = 2
_MOST_ITERATIONS = 2_000
"""After so many a last basis is no help, and it is sooner done from nothing (about a second of Lewisham's)."""


def _begun(matrix: Matrix) -> Session:
    """A matrix loaded afresh: from nothing an interior point method takes half of the simplex method's time."""
    session = Session(matrix, SolveSettings())
    session.begin_inside()
    return session


def _told(kept: _Kept, matrix: Matrix) -> Session:
    """The session with another matrix of the same size in it, ready to go on from its last optimum."""
    session = kept.session
    session.highs.setOptionValue("solver", "simplex")
    session.highs.setOptionValue("simplex_iteration_limit", _MOST_ITERATIONS)
    session.highs.setOptionValue("simplex_strategy", _method(kept.values, matrix))
    if _same_coefficients(session.matrix, matrix):
        _tell_costs_and_bounds(session, matrix)
    else:
        session.scaling = scaling_of(matrix)
        session.highs.passModel(load(scaled(matrix, session.scaling)))
        session.highs.setBasis(kept.basis)
    session.matrix = matrix
    return session


def _method(last: Floats, matrix: Matrix) -> int:
    """The simplex method that suits a change: primal where the last solution still meets everything, else dual.

    With other prices the primal method takes an eighth to a quarter of the dual one's time on Lewisham; with
    other promises, budgets or demand three to five times as long.
    """
    rows = matrix.rows @ last
    met = (
        np.all(rows >= matrix.row_lower - _TOLERANCE * np.maximum(1.0, np.abs(matrix.row_lower)))
        and np.all(rows <= matrix.row_upper + _TOLERANCE * np.maximum(1.0, np.abs(matrix.row_upper)))
        and np.all(last >= matrix.column_lower - _TOLERANCE)
        and np.all(last <= matrix.column_upper + _TOLERANCE)
    )
    return PRIMAL if met else DUAL


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
