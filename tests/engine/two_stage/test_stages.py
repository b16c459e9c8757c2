"""Putting futures together: what belongs to which stage, and what does not go together."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from optimiser.engine.highs import solve
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage import recourse
from optimiser.engine.two_stage.evaluation import evaluate
from optimiser.engine.two_stage.extensive import extensive_form
from optimiser.engine.two_stage.l_shaped import solve_l_shaped
from optimiser.engine.two_stage.recourse import waves
from optimiser.engine.two_stage.risk import Risk
from optimiser.engine.two_stage.stages import two_stage
from optimiser.engine.two_stage.values import regret, values
from tests.engine.two_stage.programmes import INF, farmer, homes, lands, programme, random_programme

EXACT = SolveSettings(gap=0.0, threads=1)


def test_what_is_said_of_the_decisions_alone() -> None:
    """Total capacity and the budget; the capacity of each technology and the demands are of each future."""
    two = lands()
    assert two.own_rows.tolist() == [0, 1]
    assert two.later_rows.tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert two.first_stage.rows.toarray().tolist() == [[1, 1, 1, 1], [10, 7, 16, 6]]
    assert two.first_stage.cost.tolist() == [10, 7, 16, 6]


def test_the_mean_future() -> None:
    """Mean demand 0.3 × 3 + 0.4 × 5 + 0.3 × 7 = 5; the farmer's mean yields are the usual ones."""
    assert lands().mean().row_lower[6] == pytest.approx(5)
    usual = farmer().blocks[1].rows.toarray()
    assert farmer().mean().rows.toarray() == pytest.approx(usual)


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ([0.5], "2 futures and 1 "),
        ([0.5, 0.6], "add up to 1"),
        ([1.5, -0.5], "nought or more"),
        ([np.nan, 1], "add up"),
    ],
)
def test_probabilities(shares: list[float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        two_stage(homes([2, 4], [0.5, 0.5]).blocks, [0], shares)


def test_futures_that_do_not_go_together() -> None:
    block = homes([2], [1.0]).blocks[0]
    wider = programme([3.0, 10.0, 1.0], [[1, 1, 1]], [2], [INF], whole=[0])
    with pytest.raises(ValueError, match="future 2 has 1 rows and 3 columns, the first has 1 and 2"):
        two_stage([block, wider], [0], [0.5, 0.5])
    with pytest.raises(ValueError, match="future 2 has other whole-number columns"):
        two_stage([block, block.relaxed()], [0], [0.5, 0.5])
    with pytest.raises(ValueError, match="between 0 and 1"):
        two_stage([block], [2], [1.0])
    with pytest.raises(ValueError, match="at least one future"):
        two_stage([], [0], [])
    bounds = (np.array([2.0, 0]), np.array([INF, INF])), (np.array([0.0, 0]), np.array([1.0, INF]))
    with pytest.raises(ValueError, match="no value that all of them allow"):
        two_stage([block.with_bounds(*each) for each in bounds], [0], [0.5, 0.5])


@pytest.mark.parametrize("part", ["row_lower", "row_upper", "rows"])
def test_the_decisions_are_limited_alike_in_every_future(part: str) -> None:
    first = lands().blocks[0]
    other = getattr(first, part).copy()
    if part == "rows":
        other.data[0] += 1
    else:
        other[0] = 13
    with pytest.raises(ValueError, match="future 2 has other rows about the shared decisions alone"):
        two_stage([first, replace(first, **{part: other})], range(4), [0.5, 0.5])


def test_bounds_of_decisions_that_differ_all_hold() -> None:
    """Homes worth having (six), but one future allows no more than four: two places more at £10 in a third."""
    two = homes([2, 4, 6], [1 / 3] * 3)
    blocks = [*two.blocks[:2], replace(two.blocks[2], column_upper=np.array([4.0, INF]))]
    found = solve_l_shaped(two_stage(blocks, [0], two.probabilities), EXACT)
    assert found.first == pytest.approx([4])
    assert found.costs == pytest.approx([12, 12, 32])


def test_costs_of_decisions_that_differ_are_expected() -> None:
    """A home at £2 or £16, equally likely: £9 for one that saves £10; at £2 or £20, £11."""
    block = homes([1], [1.0]).blocks[0]
    for dearer, built in ((16.0, 1), (20.0, 0)):
        blocks = [replace(block, cost=np.array([price, 10.0])) for price in (2.0, dearer)]
        found = solve_l_shaped(two_stage(blocks, [0], [0.5, 0.5]), EXACT)
        assert found.first == pytest.approx([built])
        assert found.costs == pytest.approx([2, dearer] if built else [10, 10])


def test_the_extensive_form_grows_linearly() -> None:
    alone = lands().blocks[0]
    sizes = []
    for futures in (1, 2, 4):
        two = two_stage([alone] * futures, range(4), [1 / futures] * futures)
        matrix = extensive_form(two, Risk(0.5, 0.5))
        assert len(matrix.row_keys) == len(matrix.row_lower) == 2 + 8 * futures
        sizes.append((len(matrix.cost), matrix.rows.nnz))
    (one, terms), (two_wide, two_terms), (four, four_terms) = sizes
    assert four - two_wide == 2 * (two_wide - one)
    assert four_terms - two_terms == 2 * (two_terms - terms)


def test_a_plan_is_counted_in_each_future() -> None:
    """Four homes (£12): two, four or six children cost 12, 12 and 12 + 2 × 10."""
    found = evaluate(homes([2, 4, 6], [1 / 3] * 3), np.array([4.0]))
    assert found.costs == pytest.approx([12, 12, 32])
    assert found.possible


def test_whole_numbers_of_a_future_are_counted_whole() -> None:
    """Two and a half children and one home: places come whole, two at £10."""
    block = programme([3.0, 10.0], [[1, 1]], [2.5], [INF], whole=[0, 1])
    assert evaluate(two_stage([block], [0], [1.0]), np.array([1.0])).costs == pytest.approx([23])


def test_a_plan_that_the_limits_do_not_allow_has_no_cost() -> None:
    found = evaluate(lands(), np.array([1.0, 1, 1, 1]))
    assert found.statuses == (Status.INFEASIBLE,) * 3
    assert np.isnan(found.costs).all()
    with pytest.raises(ValueError, match="4 shared decisions and 2 values"):
        evaluate(lands(), np.array([1.0, 2]))
    with pytest.raises(ValueError, match="4 shared decisions and 2 values"):
        solve_l_shaped(lands(), start=np.array([1.0, 2]))


def test_a_start_that_the_limits_do_not_allow_is_no_plan() -> None:
    """Nothing built is cheap where a place later costs nothing, but one home must be decided."""
    block = programme([3.0, 0.0], [[1, 1], [1, 0]], [2, 1], [INF, INF])
    found = solve_l_shaped(two_stage([block], [0], [1.0]), EXACT, start=np.array([0.0]))
    assert (found.status, found.objective) == (Status.OPTIMAL, pytest.approx(3))


def test_futures_that_do_not_stay_in_the_solver_come_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    two = random_programme(11)
    kept = solve_l_shaped(two, EXACT)
    monkeypatch.setattr(recourse, "MOST_KEPT", 1)
    again = solve_l_shaped(two, EXACT)
    assert again.objective == pytest.approx(kept.objective)
    assert again.objective == pytest.approx(solve(extensive_form(two), EXACT).objective)


def test_each_future_begins_from_the_one_most_like_it() -> None:
    """The middle of 0, 1, 2, 10 and 11 (mean 4.8) is 2; 1 and 10 join it, 0 joins 1 and 11 joins 10."""
    order = waves(np.array([[0.0], [1], [2], [10], [11]]))
    assert order == [[(2, 2)], [(1, 2), (3, 2)], [(0, 1), (4, 3)]]


def test_regret() -> None:
    """Four homes against 2, 4 or 6 children: homes for just as many would cost 6, 12 and 18."""
    found = values(homes([2, 4, 6], [1 / 3] * 3), EXACT, plans={"four": np.array([4.0])})
    assert found.regret["four"] == pytest.approx([6, 0, 14])
    assert found.regret["two-stage"] == pytest.approx([12, 6, 0])
    assert (found.wait_and_see, found.perfect_information) == (pytest.approx(12), pytest.approx(6))
    assert found.perfect_information_at_most == pytest.approx(6)
    assert regret(np.array([math.inf, 3]), np.array([1.0, 3 + 1e-9])).tolist() == [math.inf, 0]


def test_a_mean_plan_that_a_future_makes_impossible_is_infinitely_dear() -> None:
    two = homes([3, 7], [0.75, 0.25])
    closed = [replace(block, column_upper=np.array([INF, 0.0])) for block in two.blocks]
    found = values(two_stage(closed, [0], two.probabilities), EXACT)
    assert found.mean_plan_costs.tolist() == [pytest.approx(12), math.inf]
    assert found.stochastic_solution == math.inf
    assert found.perfect_information == pytest.approx(21 - (0.75 * 9 + 0.25 * 21))
