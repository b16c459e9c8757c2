"""What a set of decisions costs by the second formulation, again and again: HiGHS, from one basis to the next.

CBC, which solves the second formulation by itself, starts a new process for each question; hundreds of plans
that differ by one decision need a solver that goes on from where it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import highspy
import numpy as np
import scipy.sparse

Bounds = Mapping[str, tuple[float, float]]
"""Lower and upper bound of some variables, by their names in the problem."""

_SENSES = {-1: (-np.inf, 0.0), 0: (0.0, 0.0), 1: (0.0, np.inf)}
"""PuLP's senses of a row (≤, =, ≥) as bounds on what it holds beyond its constant."""


class Revalued:
    """A PuLP problem whose variables ``held`` are always fixed, at whatever is asked.

    What is whole besides them stays whole. Costs are in the unit of the problem's objective.
    """

    def __init__(self, problem: Any, held: Sequence[str]) -> None:
        """Load the problem; nothing is solved yet."""
        variables = problem.variables()
        self._column = {variable.name: number for number, variable in enumerate(variables)}
        self._bounds = {
            name: _bounds(variables[self._column[name]].lowBound, variables[self._column[name]].upBound)
            for name in held
        }
        fixed = set(held)
        whole = [variable.cat == "Integer" and variable.name not in fixed for variable in variables]
        self.out_of_time = False
        self._highs = highspy.Highs()
        self._highs.setOptionValue("output_flag", False)
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("mip_rel_gap", 1e-9)
        self._highs.passModel(_as_highs(problem, variables, self._column, whole))

    def cost(self, values: Mapping[str, float], seconds: float) -> float | None:
        """Least cost with the held variables at ``values`` (nought if not named).

        ``None`` where that is not possible, a bound of the variable included, or not found in ``seconds``;
        ``out_of_time`` tells which.
        """
        self.out_of_time = False
        for name, (low, high) in self._bounds.items():
            value = values.get(name, 0.0)
            if not low - 1e-9 <= value <= high + 1e-9:
                return None
            self._highs.changeColBounds(self._column[name], value, value)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._highs.run()
        self.out_of_time = self._highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(self._highs.getInfo().objective_function_value)


def _bounds(low: float | None, high: float | None) -> tuple[float, float]:
    return (-np.inf if low is None else low), (np.inf if high is None else high)


def _as_highs(
    problem: Any, variables: Sequence[Any], column: Mapping[str, int], whole: Sequence[bool]
) -> highspy.HighsLp:
    """The problem as HiGHS holds it: PuLP writes a row as Σ coefficients · variables + constant against nought."""
    rows = list(problem.constraints())
    entries = [
        (number, column[variable.name], weight)
        for number, row in enumerate(rows)
        for variable, weight in row.items()
    ]
    index, columns, weights = (list(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    matrix = scipy.sparse.csc_array((weights, (index, columns)), shape=(len(rows), len(variables)))
    limits = np.array([_SENSES[row.sense] for row in rows]).reshape(-1, 2) - np.array(
        [[row.constant] for row in rows]
    ).reshape(-1, 1)
    cost = np.zeros(len(variables))
    for variable, weight in problem.objective.items():
        cost[column[variable.name]] = weight
    bounds = np.array([_bounds(variable.lowBound, variable.upBound) for variable in variables], dtype=float)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(variables), len(rows)
    lp.col_cost_, lp.offset_ = cost, float(problem.objective.constant)
    lp.col_lower_, lp.col_upper_ = bounds[:, 0], bounds[:, 1]
    lp.row_lower_, lp.row_upper_ = limits[:, 0], limits[:, 1]
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if any(whole):
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[int(one)] for one in whole]
    return lp
