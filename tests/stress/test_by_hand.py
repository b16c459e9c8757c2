"""Stress tests worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optimiser.errors import OptimiserError
from optimiser.stress import stress, stress_plans
from optimiser.stress.chances import dearest, expected, percentile
from optimiser.stress.in_future import case_in, prepared
from tests.cases.casebook import rows
from tests.stress.hand_case import BOUGHT, OWN, futures, futures_of, one_future, places, read, two_futures

PENNY = 0.01


def row(table: pd.DataFrame, **where: str) -> pd.Series:
    for column, value in where.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def test_one_pool_and_two_futures(tmp_path: Path) -> None:
    """Three own places at £20,000. Few: 2 in them, £60,000. Many: 3 in them, 2 bought, 1 has no home, £160,000."""
    targets = rows("target measure provisions sense value", ("ours", "in_house", "*", "at_least", 0.7))
    budgets = rows("budget period limit", ("revenue", "2025/26", 100_000))
    inputs = read(two_futures(targets=targets, budgets=budgets), tmp_path)
    found = stress((inputs, places(3)), None)
    few, many = 3 * OWN, 3 * OWN + 2 * BOUGHT
    assert (found.asked, found.finished, found.impossible, found.origin) == (2, 2, 0, "given")
    assert found.futures["cost"].tolist() == pytest.approx([few, many], abs=PENNY)
    assert found.whole.expected_cost == pytest.approx(0.75 * few + 0.25 * many, abs=PENNY)
    assert (found.whole.cost_p10, found.whole.cost_p90) == pytest.approx((few, many), abs=PENNY)
    assert found.whole.cvar_90 == pytest.approx(many, abs=PENNY)
    assert found.whole.planned_cost == pytest.approx(3 * OWN, abs=PENNY)  # three are expected, one for each place
    assert found.whole.expected_unmet_child_years == pytest.approx(0.25 * 1, abs=1e-5)
    assert found.whole.chance_somebody_unmet == 0.25
    assert found.whole.chance_every_promise_kept == 0.75
    promise = row(found.promises, promise="ours")
    assert promise["chance_kept"] == 0.75
    assert promise["shortfall"] == pytest.approx(0.7 * 5 - 3, abs=1e-5)  # of five who have a home three are ours
    assert promise["expected"] == pytest.approx(0.75 * 1 + 0.25 * 3 / 5, abs=1e-6)
    budget = row(found.budgets, budget="revenue")
    assert (budget["chance_kept"], budget["planned"]) == pytest.approx((0.75, 3 * OWN), abs=PENNY)
    assert budget["excess"] == pytest.approx(many - 100_000, abs=PENNY)
    spot = row(found.by_period, measure="spot_market")
    assert (spot["mean"], spot["p75"], spot["p90"]) == pytest.approx((0.25 * 2, 0, 2), abs=1e-4)
    assert found.spot_expected == pytest.approx(0.5, abs=1e-4)


def test_the_dearest_tenth_cuts_a_future_in_two(tmp_path: Path) -> None:
    """Of ten futures of 3 to 12 children the dearest tenth is one; of four it is part of the dearest."""
    inputs = read(one_future(), tmp_path)
    market = rows("provision area", ("bought", "home"))
    unlimited = read(one_future(market=market), tmp_path / "unlimited")
    counts = [float(number) for number in range(3, 13)]
    found = stress((unlimited, places(3)), futures(unlimited, counts))
    assert found.whole.cvar_90 == pytest.approx(3 * OWN + 9 * BOUGHT, abs=PENNY)
    assert found.whole.cost_p90 == pytest.approx(3 * OWN + 8 * BOUGHT, abs=PENNY)
    four = stress((inputs, places(3)), futures(inputs, [1, 3, 4, 5]))
    assert four.whole.cvar_90 == pytest.approx(3 * OWN + 2 * BOUGHT, abs=PENNY)


def test_means_percentiles_and_tails_by_hand() -> None:
    """£10 and £8 have 0.06 each: the dearest tenth is all of the one and 0.04 of the other."""
    values, probabilities = np.array([1.0, 10.0, 8.0, np.nan]), np.array([0.88, 0.06, 0.06, 0.0])
    assert dearest(values, probabilities) == pytest.approx((0.06 * 10 + 0.04 * 8) / 0.1)
    assert expected(values, probabilities) == pytest.approx(0.88 + 0.6 + 0.48)
    assert [percentile(values, probabilities, percent) for percent in (88, 89, 94, 95)] == [1, 8, 8, 10]
    nothing = np.array([np.nan])
    assert np.isnan([dearest(nothing, nothing), expected(nothing, nothing), percentile(nothing, nothing, 5)]).all()


def test_a_future_as_planned_costs_what_the_plan_costs(tmp_path: Path) -> None:
    inputs = read(one_future(4), tmp_path)
    found = stress((inputs, places(3)), futures(inputs, [4]))
    assert found.futures["cost"][0] == pytest.approx(3 * OWN + BOUGHT, rel=1e-6)
    assert found.futures["cost_more"][0] == pytest.approx(0, abs=PENNY)


def test_prices_alone_scale_what_they_are_prices_of(tmp_path: Path) -> None:
    """Twice the price of bought homes doubles their cost alone; twice all prices doubles everything."""
    inputs = read(one_future(5), tmp_path)
    prices = {"bought": [1.0, 2.0, 2.0], "own": [1.0, 1.0, 2.0]}
    found = stress((inputs, places(3)), futures(inputs, [5, 5, 5], prices))
    once = 3 * OWN + 2 * BOUGHT
    assert found.futures["cost"].tolist() == pytest.approx([once, once + 2 * BOUGHT, 2 * once], rel=1e-7)
    assert found.futures["unmet_child_years"].tolist() == [0, 0, 0]


def test_nobody_goes_without_a_home_to_save_money_or_to_keep_a_promise(tmp_path: Path) -> None:
    """A promise that no way of placing can keep is missed by as little as can be; homes come first."""
    targets = rows("target measure provisions sense value", ("few", "selected", "bought", "at_most", 0.1))
    inputs = read(one_future(3, targets=targets), tmp_path)
    found = stress((inputs, places(3)), futures(inputs, [5]))
    assert found.whole.expected_unmet_child_years == 0
    assert found.promises["shortfall"][0] == pytest.approx(2 - 0.1 * 5, abs=1e-5)


def test_a_promise_without_a_price_is_kept_where_it_can_be_whatever_it_costs(tmp_path: Path) -> None:
    """Own places are there already; two in bought homes cost £100,000 more and are kept for a promise alone."""
    names = "target measure unit provisions sense value"
    targets = rows(names, ("two", "selected", "number", "bought", "at_least", 2))
    inputs = read(one_future(3, targets=targets), tmp_path)
    found = stress((inputs, places(3)), futures(inputs, [3, 1]))
    assert found.promises["chance_kept"][0] == 0.5  # with one child there are no two
    assert found.promises["expected"][0] == pytest.approx((2 + 1) / 2, abs=1e-4)
    assert found.futures["cost"].tolist() == pytest.approx([3 * OWN + 2 * BOUGHT, 3 * OWN + BOUGHT], rel=1e-6)
    priced = [targets[0] | {"price_if_missed": 5_000}]
    cheap = read(one_future(3, targets=priced), tmp_path / "priced")
    kept = stress((cheap, places(3)), futures(cheap, [3]))
    assert kept.promises["expected"][0] == pytest.approx(0, abs=1e-4)
    assert kept.futures["cost"][0] == pytest.approx(3 * OWN, abs=PENNY)


def test_prices_of_failure_are_never_money(tmp_path: Path) -> None:
    inputs = read(one_future(3), tmp_path)
    found = stress((inputs, places(0)), futures(inputs, [3]))
    assert found.futures["cost"][0] == pytest.approx(2 * BOUGHT, abs=PENNY)
    assert found.futures["unmet_child_years"][0] == pytest.approx(1, abs=1e-5)


def test_everybody_has_a_home_where_there_are_enough(tmp_path: Path) -> None:
    inputs = read(two_futures(), tmp_path)
    found = stress((inputs, places(6)), futures_of(inputs.case))
    assert found.whole.chance_somebody_unmet == 0
    assert found.breaking.empty
    assert found.futures["cost"].tolist() == pytest.approx([6 * OWN] * 2, abs=PENNY)


def test_plans_side_by_side_meet_the_same_futures(tmp_path: Path) -> None:
    inputs = read(two_futures(), tmp_path)
    met = futures_of(inputs.case)
    found = stress_plans({"three": places(3), "six": places(6)}, inputs, met)
    assert list(found) == ["three", "six"]
    alone = stress((inputs, places(6)), met).whole
    assert found["six"].expected_cost == pytest.approx(alone.expected_cost, rel=1e-12)
    assert found["three"].expected_unmet_child_years == pytest.approx(0.25, abs=1e-5)
    assert found["three"].name == "three"
    assert found["six"].expected_unmet_child_years == 0


def test_decisions_that_are_not_of_the_case_are_refused(tmp_path: Path) -> None:
    inputs = read(two_futures(), tmp_path)
    with pytest.raises(OptimiserError, match="do not fit the case"):
        stress((inputs, places(3, "never heard of")), None)


def test_chances_add_up_to_what_the_futures_weigh(tmp_path: Path) -> None:
    inputs = read(two_futures(), tmp_path)
    found = stress((inputs, places(3)), None)
    assert found.futures["probability"].sum() == pytest.approx(1)
    unmet = row(found.breaking, what="unmet")
    kept = found.futures[found.futures["unmet_child_years"] == 0]["probability"].sum()
    assert unmet["chance"] + kept == pytest.approx(1)
    assert (unmet["futures"], unmet["driver"]) == (1, "")  # one future is too few to say which


def test_every_future_has_the_same_rows_and_columns(tmp_path: Path) -> None:
    """A group that nobody is of in one future stays in it, with next to nobody."""
    inputs = read(two_futures(), tmp_path)
    met = futures(inputs, [0, 5])
    ready = prepared(inputs.case, met)
    nobody, some = (case_in(ready, met, future) for future in (0, 1))
    assert nobody.flows == some.flows
    assert 0 < nobody.demand.max() < 1e-6
    assert np.array_equal(some.demand.ravel(), [5])
