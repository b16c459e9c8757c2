"""Bounds narrowed by a plan in hand cut off only plans that cost more than it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.sparse

from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.narrowed import narrowed

COSTS = np.array([3.0, 5.0, 4.0])
PLACES = np.array([2.0, 3.0, 1.0])
MOST = 3


def homes() -> Matrix:
    """Whole homes of three kinds, at most three of each, with at least seven places: min cost·x, places·x ≥ 7."""
    return Matrix(
        cost=COSTS,
        offset=0.0,
        rows=scipy.sparse.csc_array(PLACES.reshape(1, 3)),
        row_lower=np.array([7.0]),
        row_upper=np.array([np.inf]),
        column_lower=np.zeros(3),
        column_upper=np.full(3, float(MOST)),
        whole=np.ones(3, dtype=bool),
        row_keys=(RowKey("places", ()),),
        positions=np.arange(3),
        variables=3,
    )


def every_plan() -> list[tuple[float, np.ndarray]]:
    plans = (np.array(units, dtype=float) for units in itertools.product(range(MOST + 1), repeat=3))
    return [(float(COSTS @ plan), plan) for plan in plans if PLACES @ plan >= 7]


@pytest.mark.parametrize("limit", sorted({cost for cost, _ in every_plan()}))
def test_every_plan_as_cheap_as_the_one_in_hand_is_kept(limit: float) -> None:
    matrix = homes()
    relaxed = solve(matrix.relaxed())
    assert relaxed.objective is not None
    assert relaxed.row_duals is not None
    within = narrowed(matrix, relaxed.objective, relaxed.row_duals, limit)
    for cost, plan in every_plan():
        inside = np.all((within.column_lower <= plan) & (plan <= within.column_upper))
        assert inside or cost > limit


def test_the_bounds_by_hand() -> None:
    """Relaxed, the first kind is cheapest by the place (£1.50), then the second (£1.67), then the third (£4).

    Three of the first (6 places, £9) leave one place from the second: a dual of £5/3 and a cost of £10.67.
    Reduced costs are 3 − 10/3 = −1/3, 0 and 4 − 5/3 = 7/3. A plan of £11 (two of the first, one of the second:
    4 + 3 = 7 places) leaves £0.33 of room: none of the third, and two or three of the first.
    """
    matrix = homes()
    relaxed = solve(matrix.relaxed())
    assert relaxed.objective == pytest.approx(9 + 5 / 3)
    assert relaxed.row_duals is not None
    within = narrowed(matrix, 9 + 5 / 3, relaxed.row_duals, 11.0)
    assert within.column_lower.tolist() == [2.0, 0.0, 0.0]
    assert within.column_upper.tolist() == [3.0, 3.0, 0.0]
