"""The last step of a search, on a matrix small enough to solve by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse

from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.polish import polished
from optimiser.engine.settings import SolveSettings


def one_home() -> Matrix:
    """Ten children: up to 4 in each home opened (£10 a home, £1 a child), the others bought at £3 or £5.

    Whole homes h, own o ≤ 4 h, cheap c ≤ 3, dear d; o + c + d = 10.
    """
    return Matrix(
        cost=np.array([10.0, 1.0, 3.0, 5.0]),
        offset=0.0,
        rows=scipy.sparse.csc_array(np.array([[0.0, 1, 1, 1], [-4, 1, 0, 0]])),
        row_lower=np.array([10.0, -np.inf]),
        row_upper=np.array([10.0, 0.0]),
        column_lower=np.zeros(4),
        column_upper=np.array([5.0, np.inf, 3.0, np.inf]),
        whole=np.array([True, False, False, False]),
        row_keys=(RowKey("home", ()), RowKey("places", ())),
        positions=np.arange(4, dtype=np.intp),
        variables=4,
    )


def found(solution: list[float], objective: float, bound: float) -> Outcome:
    return Outcome(Status.FEASIBLE, "time limit", 1.0, np.array(solution), objective, bound, 0.5)


def test_the_rest_is_at_its_cheapest_for_the_decisions_made() -> None:
    """One home, everyone bought dear: 10 + 50. Best for one home: 10 + 4 × 1 + 3 × 3 + 3 × 5 = 38."""
    again = polished(one_home(), found([1.0 + 1e-7, 0, 0, 10], 60.0, 30.0), SolveSettings())
    assert again.solution is not None
    assert again.solution.tolist() == pytest.approx([1, 4, 3, 3])
    assert again.objective == pytest.approx(38)
    assert (again.status, again.reason, again.bound) == (Status.FEASIBLE, "time limit", 30.0)
    assert again.gap == pytest.approx(8 / 38)


def test_a_plan_that_is_cheapest_already_stays() -> None:
    best = found([1.0, 4, 3, 3], 38.0, 30.0)
    assert polished(one_home(), best, SolveSettings()).objective == pytest.approx(38)


def test_a_dearer_answer_is_never_taken() -> None:
    """Rounding can make the decisions themselves a little dearer: then the plan as found stays."""
    told = found([1.0, 4, 3, 3], 37.0, 30.0)
    assert polished(one_home(), told, SolveSettings()) is told


def test_nothing_to_do_without_a_plan_or_whole_decisions() -> None:
    nothing = Outcome(Status.STOPPED, "time limit", 1.0)
    assert polished(one_home(), nothing, SolveSettings()) is nothing
    divisible = replace(one_home(), whole=np.zeros(4, dtype=bool))
    plan = found([1.0, 0, 0, 10], 60.0, 30.0)
    assert polished(divisible, plan, SolveSettings()) is plan


def test_decisions_that_cannot_be_held_leave_the_plan_as_it_was() -> None:
    plan = found([9.0, 4, 3, 3], 118.0, 30.0)
    beyond = replace(one_home(), row_lower=np.array([10.0, -1.0]))
    assert polished(beyond, plan, SolveSettings()) is plan
