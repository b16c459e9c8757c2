"""The matrix of a plan with more asked of it: rows made of terms, another objective, promises set free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse

from models.case import Floats
from models.plan import Plan
from models.terms import Terms
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.studies.measures import Measure, Part

OWN = "study"
"""Constraint family of the rows that a study adds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row that a study adds: ``low ≤ terms ≤ high``."""

    terms: Terms
    low: float = -np.inf
    high: float = np.inf


def coefficients(matrix: Matrix, terms: Terms) -> Floats:
    """The weight of each column in some terms; variables without a column are nought."""
    columns = matrix.columns_of[terms.positions]
    there = columns >= 0
    return np.bincount(columns[there], terms.coefficients[there], minlength=len(matrix.cost)).astype(float)


def with_rows(matrix: Matrix, asked: Iterable[Asked]) -> Matrix:
    """The matrix with more rows; the constants of their terms go to the other side."""
    held = list(asked)
    if not held:
        return matrix
    constants = np.array([row.terms.constant for row in held])
    dense = np.array([coefficients(matrix, row.terms) for row in held])
    return _joined(
        matrix,
        scipy.sparse.csc_array(dense),
        np.array([row.low for row in held]) - constants,
        np.array([row.high for row in held]) - constants,
    )


def _joined(matrix: Matrix, added: Any, low: Floats, high: Floats) -> Matrix:
    first = len(matrix.row_keys)
    return replace(
        matrix,
        rows=scipy.sparse.csc_array(scipy.sparse.vstack([matrix.rows, added], format="csc")),
        row_lower=np.concatenate([matrix.row_lower, low]),
        row_upper=np.concatenate([matrix.row_upper, high]),
        row_keys=(*matrix.row_keys, *(RowKey(OWN, (first + i,)) for i in range(len(low)))),
    )


def at_cost(matrix: Matrix, most: float) -> Matrix:
    """The matrix with a row that keeps the cost to at most so much (£ present value)."""
    row = scipy.sparse.csc_array(matrix.cost[None, :])
    return _joined(matrix, row, np.array([-np.inf]), np.array([most - matrix.offset]))


def minimising(matrix: Matrix, terms: Terms) -> Matrix:
    """The matrix with other terms as its objective."""
    return replace(matrix, cost=coefficients(matrix, terms), offset=terms.constant)


def start_from(matrix: Matrix, solution: Floats, level: float) -> Floats:
    """A start with every value of a solution, and ``level`` for columns that the matrix has after its.

    A whole solution needs no more than a look; one of which only the whole-number columns are told costs a
    linear programme, seconds of a search that has five.
    """
    return np.concatenate([solution, np.full(len(matrix.cost) - len(solution), level)])


def set_free(plan: Plan, matrix: Matrix, promises: Iterable[tuple[int, int]]) -> Matrix:
    """The matrix without some promises (position, period), their shortfall neither limited nor priced."""
    free, columns = set(promises), matrix.columns_of
    low, high, upper = matrix.row_lower.copy(), matrix.row_upper.copy(), matrix.column_upper.copy()
    for row, key in enumerate(matrix.row_keys):
        if key.family == "promise" and (key.index[0], key.index[1]) in free:
            low[row], high[row] = -np.inf, np.inf
    for (number, t, _), position in plan.formulation.decisions.miss.items():
        if (number, t) in free and columns[position] >= 0:
            upper[columns[position]] = 0.0
    return replace(matrix, row_lower=low, row_upper=high, column_upper=upper)


def unmet_at_most(plan: Plan, matrix: Matrix, values: Floats) -> Matrix:
    """The matrix with no more children without a home, in each period and scenario, than in a plan.

    Where unmet need has a price a study would otherwise improve a share by leaving children without a home.
    """
    f = plan.formulation
    by_time: dict[tuple[int, int], list[int]] = {}
    for (_, _, t, s), position in f.decisions.unmet.items():
        by_time.setdefault((t, s), []).append(position)
    rows = [Terms.sum_of(positions) for positions in by_time.values()]
    return with_rows(matrix, [Asked(terms, high=max(0.0, terms.value(values)) + 1e-7) for terms in rows])


def in_the_plans_own_words(plan: Plan, matrix: Matrix, values: Floats) -> Matrix:
    """The matrix with the plan's own rows alone; each child without a home stays so at the most.

    For sentences about what binds, which know the plan's own rows only.
    """
    own = np.array([key.family != OWN for key in matrix.row_keys], dtype=bool)
    upper, columns = matrix.column_upper.copy(), matrix.columns_of
    for position in plan.formulation.decisions.unmet.values():
        if columns[position] >= 0:
            upper[columns[position]] = max(0.0, float(values[position]))
    return replace(
        matrix,
        rows=scipy.sparse.csc_array(scipy.sparse.csr_array(matrix.rows)[np.flatnonzero(own)]),
        row_lower=matrix.row_lower[own],
        row_upper=matrix.row_upper[own],
        row_keys=tuple(key for key in matrix.row_keys if key.family != OWN),
        column_upper=upper,
    )


def reaching(matrix: Matrix, measure: Measure, level: float) -> Matrix:
    """The matrix with a measure of at least (or at most) a level in every period and scenario."""
    rows = []
    for part in measure.parts:
        if part.scope is None:
            counted, goal = part.counted, level
        else:
            counted, goal = part.counted.minus(part.scope.times(level)), 0.0
        rows.append(Asked(counted, low=goal) if measure.sign > 0 else Asked(counted, high=goal))
    return with_rows(matrix, rows)


def furthest(matrix: Matrix, measure: Measure, level: float, scopes: Sequence[float]) -> Matrix:
    """The matrix that takes a measure as far as it goes, without regard to cost, from a level.

    Its objective, to be made least, is −z (z where less is better), z being the least over the parts of
    (counted − θ·scope) ÷ S + θ, where θ is the level and S (``scopes``) the children in scope of each part in a
    plan near by. That is the share itself where the number in scope is S; elsewhere the share is worked out from
    the plan and the step repeated. With one part z is its terms, which solves several times as fast as the
    column of its own that several parts need.
    """
    parts = [_beside(part, level, everyone) for part, everyone in zip(measure.parts, scopes, strict=True)]
    if len(parts) == 1:
        return minimising(matrix, parts[0].times(-measure.sign))
    wider = _with_column(matrix, measure)
    position = matrix.variables
    rows = [terms.minus(Terms.single(position)) for terms in parts]
    return with_rows(
        wider, [Asked(terms, low=0.0) if measure.sign > 0 else Asked(terms, high=0.0) for terms in rows]
    )


def _beside(part: Part, level: float, everyone: float) -> Terms:
    """The value of a part as terms, exact where ``everyone`` is in its scope or where ``level`` is its value."""
    if part.scope is None:
        return part.counted
    return part.counted.minus(part.scope.times(level)).times(1 / everyone).plus(Terms(constant=level))


def _with_column(matrix: Matrix, measure: Measure) -> Matrix:
    """The matrix with one more column, free and the only one with a cost."""
    count = len(matrix.cost)
    empty = scipy.sparse.csc_array((len(matrix.row_keys), 1))
    return replace(
        matrix,
        cost=np.concatenate([np.zeros(count), [-measure.sign]]),
        offset=0.0,
        rows=scipy.sparse.csc_array(scipy.sparse.hstack([matrix.rows, empty], format="csc")),
        column_lower=np.append(matrix.column_lower, -np.inf),
        column_upper=np.append(matrix.column_upper, np.inf),
        whole=np.append(matrix.whole, False),
        positions=np.append(matrix.positions, matrix.variables),
        variables=matrix.variables + 1,
    )


def scopes_of(measure: Measure, values: Floats) -> list[float]:
    """Children in scope of each part of a measure in a plan; 1 where it is no share or nobody is in scope."""
    return [1.0 if part.scope is None else max(part.scope.value(values), 1.0) for part in measure.parts]
