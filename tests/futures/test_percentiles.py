"""One demand from many futures, and the futures that a council gives itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.case import Scenario
from optimiser.errors import OptimiserError
from optimiser.futures import (
    futures_of,
    generate,
    low_central_high,
    low_central_high_by_need,
    percentile_demand,
    uncertainty_of,
)
from optimiser.tables.inputs import read_case
from tests.futures.hand_case import hand_case
from tests.tables.planting import scenarios
from tests.tables.small_case import small_case, write_csv

LEWISHAM = Path(__file__).resolve().parents[2] / "inputs" / "lewisham"


def given_case():  # type: ignore[no-untyped-def]
    """Totals of 8, 10 and 20 children, likely at 0.2, 0.5 and 0.3: 12.6 on average."""
    case = hand_case({"one": 5.0}, {"one": [0.0], "two": [0.0]})
    demand = np.array([[[[4.0, 5.0, 12.0]]], [[[4.0, 5.0, 8.0]]]])
    futures = (Scenario("a", 0.2), Scenario("b", 0.5), Scenario("c", 0.3))
    return replace(case, demand=demand, scenarios=futures)


@pytest.mark.parametrize(
    ("percentile", "total"), [(0, 8), (10, 8), (20, 8), (21, 10), (70, 10), (71, 20), (100, 20)]
)
def test_the_total_is_that_of_the_percentile_and_shares_are_kept(percentile: float, total: float) -> None:
    futures = futures_of(given_case())
    found = percentile_demand(futures, percentile)
    assert found.shape == (2, 1, 1)
    assert found.sum() == pytest.approx(total)
    assert found[0, 0, 0] / found.sum() == pytest.approx((0.8 + 2.5 + 3.6) / 12.6)


def test_given_futures_are_the_scenarios_of_the_case() -> None:
    futures = futures_of(given_case())
    assert futures.labels == ("a", "b", "c")
    assert futures.probabilities.tolist() == [0.2, 0.5, 0.3]
    assert futures.demand[:, 0, 0].tolist() == [[4, 5, 12], [4, 5, 8]]
    assert (futures.prices == 1).all()
    assert futures.central.sum() == pytest.approx(12.6)
    assert (futures.origin, futures.seed, futures.number) == ("given", None, 3)
    assert not futures.demand.flags.writeable


def test_given_futures_are_read_from_the_tables(tmp_path: Path) -> None:
    tables = small_case()
    scenarios(("low", 0.25), ("high", 0.75))(tables)
    header, *rows = tables["demand"]
    more = {"low": 0, "high": 1}
    rows = [[*row[:3], row[3] + more[label], label, *row[5:]] for row in rows for label in more]
    tables["demand"] = [header, *rows]
    futures = futures_of(read_case(write_csv(tables, tmp_path / "case")).case)
    assert futures.labels == ("high", "low")
    assert futures.probabilities.tolist() == [0.75, 0.25]
    assert futures.totals[0].tolist() == [40, 36]
    assert percentile_demand(futures)[..., 0].sum() == pytest.approx(40)


def test_one_scenario_is_no_choice_of_futures() -> None:
    with pytest.raises(OptimiserError, match="add the table scenarios"):
        futures_of(hand_case({"one": 5.0}, {"one": [5.0]}))


@pytest.mark.parametrize("percentile", [-1, 101, float("nan")])
def test_a_percentile_that_makes_no_sense_is_refused(percentile: float) -> None:
    with pytest.raises(OptimiserError, match="from 0 to 100"):
        percentile_demand(futures_of(given_case()), percentile)


def test_low_central_and_high_demand_of_lewisham_lie_in_that_order() -> None:
    inputs = read_case(LEWISHAM)
    futures = generate(inputs.case, uncertainty_of(inputs), 200, seed=1)
    low, central, high = low_central_high(futures)
    p75 = percentile_demand(futures)
    totals = [one.sum(axis=(0, 1)) for one in (low, central, p75, high)]
    assert (np.diff(totals, axis=0) > 0).all()
    scaled = (
        futures.totals * (totals[1] / np.quantile(futures.totals, 0.5, axis=1, method="inverted_cdf"))[:, None]
    )
    share = (scaled <= totals[3][:, None] + 1e-9).mean(axis=1)
    assert share == pytest.approx([0.9] * 6)
    assert p75[0] / p75[0].sum(axis=0) == pytest.approx(futures.central[0] / futures.central[0].sum(axis=0))


def test_a_need_group_has_percentiles_of_its_own() -> None:
    """4, 5 or 12 of the one (6.9 on average), 4, 5 or 8 of the other (5.7), likely at 0.2, 0.5 and 0.3.

    As the demand is that of the futures themselves, their own figures come back.
    """
    low, central, high = low_central_high_by_need(futures_of(given_case()))
    assert low.shape == (2, 1)
    assert low[:, 0] == pytest.approx([4, 4])
    assert central[:, 0] == pytest.approx([5, 5])
    assert high[:, 0] == pytest.approx([12, 8])


def test_need_groups_are_scaled_to_the_demand_that_is_planned_for() -> None:
    """Twice as many children planned for as the futures have on average: twice each percentile."""
    futures = futures_of(given_case())
    doubled = replace(futures, central=2 * futures.central)
    for once, twice in zip(low_central_high_by_need(futures), low_central_high_by_need(doubled), strict=True):
        assert twice == pytest.approx(2 * once)
