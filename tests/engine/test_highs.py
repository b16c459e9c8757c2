"""The HiGHS session: statuses, bounds, duals, progress and Ctrl-C, on matrices small enough to solve by hand."""

from __future__ import annotations

import math
import signal
import threading
from collections.abc import Sequence

import numpy as np
import pytest
import scipy.sparse

from optimiser.engine.highs import load, relative_gap, solve
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.outcome import Status
from optimiser.engine.resolver import Resolver
from optimiser.engine.settings import Progress, SolveSettings

INF = math.inf
EXACT = SolveSettings(gap=0.0)


def matrix(
    cost: Sequence[float],
    rows: Sequence[Sequence[float]],
    lower: Sequence[float],
    upper: Sequence[float],
    *,
    whole: bool = False,
    most: float = INF,
    offset: float = 0.0,
) -> Matrix:
    """``min cost·x + offset`` with ``lower ≤ rows x ≤ upper`` and ``0 ≤ x ≤ most``."""
    columns = len(cost)
    return Matrix(
        cost=np.array(cost, dtype=float),
        offset=offset,
        rows=scipy.sparse.csc_array(np.array(rows, dtype=float).reshape(len(lower), columns)),
        row_lower=np.array(lower, dtype=float),
        row_upper=np.array(upper, dtype=float),
        column_lower=np.zeros(columns),
        column_upper=np.full(columns, most),
        whole=np.full(columns, whole),
        row_keys=tuple(RowKey("row", (number,)) for number in range(len(lower))),
        positions=np.arange(columns, dtype=np.intp),
        variables=columns,
    )


def market_split(seed: int = 3, rows: int = 4, columns: int = 30) -> Matrix:
    """Split random numbers evenly, the misfit priced: a plan at once, a proof hardly ever."""
    draw = np.random.default_rng(seed)
    weights = draw.integers(0, 100, size=(rows, columns)).astype(float)
    half = np.floor(weights.sum(axis=1) / 2)
    held = np.hstack([weights, np.eye(rows), -np.eye(rows)])
    split = matrix(
        [0.0] * columns + [1.0] * 2 * rows, held.tolist(), half.tolist(), half.tolist(), whole=True, offset=7.0
    )
    split.column_upper[:columns] = 1
    return split


def test_a_linear_programme() -> None:
    """Cheapest of 2x + 3y with x + y ≥ 4 and x ≤ 3: x = 3, y = 1, £9; one more to meet costs £3."""
    outcome = solve(matrix([2, 3], [[1, 1], [1, 0]], [4, -INF], [INF, 3], offset=10), EXACT)
    assert outcome.status is Status.OPTIMAL
    assert outcome.solution is not None
    assert outcome.solution.tolist() == pytest.approx([3, 1])
    assert (outcome.objective, outcome.bound, outcome.gap) == (pytest.approx(19), pytest.approx(19), 0)
    assert outcome.row_duals is not None
    assert outcome.row_duals.tolist() == pytest.approx([3, -1])


def test_whole_numbers_are_whole() -> None:
    """2x ≥ 5 takes 3."""
    outcome = solve(matrix([1], [[2]], [5], [INF], whole=True), EXACT)
    assert outcome.solution is not None
    assert outcome.solution.tolist() == [3]
    assert outcome.objective == pytest.approx(3)
    assert outcome.row_duals is None, "a plan in whole numbers has no duals of its own"


@pytest.mark.parametrize("whole", [False, True])
def test_infeasible(whole: bool) -> None:
    outcome = solve(matrix([1], [[1], [1]], [4, -INF], [INF, 3], whole=whole))
    assert outcome.status is Status.INFEASIBLE
    assert outcome.solution is outcome.objective is outcome.bound is None


def test_infeasible_only_in_whole_numbers() -> None:
    between = matrix([1], [[2]], [1], [1], whole=True)
    assert solve(between).status is Status.INFEASIBLE
    assert solve(between.relaxed()).status is Status.OPTIMAL


@pytest.mark.parametrize("whole", [False, True])
def test_unbounded_has_a_direction(whole: bool) -> None:
    """x − y ≤ 1 with cost −x − y: both may grow for ever."""
    outcome = solve(matrix([-1, -1], [[1, -1]], [-INF], [1], whole=whole))
    assert outcome.status is Status.UNBOUNDED
    assert outcome.ray is not None
    assert outcome.ray @ [-1, -1] < 0
    assert (outcome.ray >= -1e-9).all()


def test_infeasible_is_told_from_unbounded() -> None:
    """Cost would fall for ever, were there any plan at all."""
    outcome = solve(matrix([-1, 0], [[0, 1], [0, 1]], [4, -INF], [INF, 3], whole=True))
    assert outcome.status is Status.INFEASIBLE


def test_nothing_to_decide() -> None:
    outcome = solve(matrix([], [], [], [], offset=5.0))
    assert outcome.status is Status.OPTIMAL
    assert outcome.solution is not None
    assert outcome.solution.size == 0


@pytest.mark.parametrize("limit", [1e-9, 0.3])
def test_a_time_limit_is_never_optimal(limit: float) -> None:
    outcome = solve(market_split(), SolveSettings(gap=0.0, time_limit=limit))
    assert outcome.status in (Status.FEASIBLE, Status.STOPPED)
    assert outcome.reason == "time limit"
    assert outcome.seconds < 5
    assert (outcome.solution is not None) == (outcome.status is Status.FEASIBLE)


def test_a_plan_that_is_not_proven_is_a_plan() -> None:
    split = market_split()
    outcome = solve(split, SolveSettings(gap=0.0, time_limit=0.5))
    assert outcome.status is Status.FEASIBLE
    assert outcome.solution is not None
    assert outcome.objective is not None
    assert outcome.bound is not None
    assert outcome.bound < outcome.objective
    assert outcome.gap == pytest.approx((outcome.objective - outcome.bound) / outcome.objective)
    assert split.objective(outcome.solution) == pytest.approx(outcome.objective)
    activity = split.rows @ outcome.solution
    assert (activity >= split.row_lower - 1e-6).all()
    assert (activity <= split.row_upper + 1e-6).all()
    assert np.array_equal(outcome.solution, np.round(outcome.solution))


@pytest.mark.usefixtures("keyboard")
def test_ctrl_c_from_the_keyboard_keeps_the_best_plan() -> None:
    """The signal comes while the solver runs in its own thread."""
    timer = threading.Timer(0.5, signal.raise_signal, [signal.SIGINT])
    timer.start()
    outcome = solve(market_split(), SolveSettings(gap=0.0, time_limit=20))
    timer.join()
    assert outcome.status is Status.FEASIBLE
    assert outcome.reason == "interrupted"
    assert outcome.seconds < 10
    assert outcome.solution is not None


def test_progress_tells_where_it_stands() -> None:
    seen: list[Progress] = []
    outcome = solve(market_split(), SolveSettings(gap=0.0, time_limit=0.5), seen.append)
    assert seen
    assert [told.seconds for told in seen] == sorted(told.seconds for told in seen)
    assert all(told.bound <= told.objective + 1e-6 for told in seen)
    assert outcome.objective is not None
    assert outcome.objective <= seen[-1].objective + 1e-6


def test_a_start_is_begun_from() -> None:
    split = market_split()
    first = solve(split, SolveSettings(gap=0.0, time_limit=0.3))
    again = solve(split, SolveSettings(gap=0.0, time_limit=0.3, seed=5), start=first.solution)
    assert first.objective is not None
    assert again.objective is not None
    assert again.objective <= first.objective + 1e-6


def test_the_same_seed_gives_the_same_plan() -> None:
    held = matrix([1, 1, 1], [[1, 1, 1]], [2], [INF], whole=True, most=1)
    first, second = (solve(held, SolveSettings(seed=4)).solution for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.tolist() == second.tolist()


def test_gaps() -> None:
    assert relative_gap(100, 90) == pytest.approx(0.1)
    assert relative_gap(-100, -110) == pytest.approx(0.1)
    assert relative_gap(100, 100.5) == 0
    assert relative_gap(0, 0) == 0
    assert relative_gap(0, -1) == INF


def test_the_matrix_goes_in_whole() -> None:
    held = matrix([2, 3], [[1, 1], [0, 4]], [4, -INF], [INF, 9], offset=10)
    lp = load(held)
    assert (lp.num_col_, lp.num_row_, lp.offset_) == (2, 2, 10)
    assert list(lp.col_cost_) == [2, 3]
    assert list(lp.a_matrix_.value_) == [1, 1, 4]
    assert list(lp.row_upper_)[1] == 9


def test_solving_again_with_other_bounds_puts_them_back() -> None:
    held = Resolver(matrix([2, 3], [[1, 1], [1, 0]], [4, -INF], [INF, 3]))
    assert held.outcome.objective == pytest.approx(9)
    assert held.cost({0: (5, INF)}) == pytest.approx(12)
    assert held.cost({1: (-INF, 0)}) == pytest.approx(12)
    assert held.cost(columns={1: (0, 0)}) is None
    assert held.saving({1: (-INF, 4)}, {}) == pytest.approx(1)
    assert held.saving({}, {1: (0, 0)}) == 0
    assert held.slope(0, 1.0) == pytest.approx(3)
    assert held.cost() == pytest.approx(9)
