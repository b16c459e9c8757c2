"""Least cost against a promise, against sums done by hand (see :mod:`.promise_case`)."""

from __future__ import annotations

import itertools
from itertools import count
from pathlib import Path

import pytest

from optimiser.engine.outcome import Status
from optimiser.errors import OptimiserError
from optimiser.studies.effects import Step
from optimiser.studies.frontier import Frontier, frontier
from optimiser.studies.frontier_columns import FRONTIER_COLUMNS
from optimiser.studies.frontier_text import frontier_markdown
from optimiser.tables.inputs import read_case
from tests.cases.casebook import LEWISHAM, TINY, rows, weekly
from tests.studies.promise_case import as_inputs, homes_case, tiered_case

PENNY = 0.005


def column(found: Frontier, name: str) -> list[float]:
    return [float(value) for value in found.table[name]]


def assert_a_frontier(found: Frontier) -> None:
    """Costs rise, what is reached gets harder, no plan is dominated and each bound lies below its cost."""
    sign = 1 if found.sense == "at_least" else -1
    cost, value = column(found, "cost"), [sign * value for value in column(found, "value")]
    assert all(before < after for before, after in itertools.pairwise(cost))
    assert all(before < after for before, after in itertools.pairwise(value))
    assert (found.table["cost_bound"] <= found.table["cost"]).all()
    assert found.table["cost_bound"].is_monotonic_increasing
    slopes = found.table.iloc[1:]
    assert (slopes["slope_least"] <= slopes["slope"]).all()
    assert (slopes["slope"] <= slopes["slope_most"]).all()


@pytest.fixture(scope="module")
def tiered(tmp_path_factory: pytest.TempPathFactory) -> Frontier:
    return frontier(as_inputs(tiered_case(), tmp_path_factory.mktemp("case")), "inside_boundary", 5, gap=0.0)


def test_each_point_costs_what_the_sum_says(tiered: Frontier) -> None:
    assert column(tiered, "value") == pytest.approx([0, 0.2, 0.4, 0.6, 0.8], abs=1e-5)
    assert column(tiered, "cost") == pytest.approx([500_000, 520_000, 540_000, 620_000, 700_000], abs=1)
    assert column(tiered, "slope")[1:] == pytest.approx([10_000, 10_000, 40_000, 40_000], abs=1)
    assert tiered.status is Status.OPTIMAL
    assert tiered.complete
    assert_a_frontier(tiered)


def test_it_says_where_it_ends_and_what_holds_it_there(tiered: Frontier) -> None:
    assert (tiered.furthest, tiered.furthest_bound) == pytest.approx((0.8, 0.8))
    limits = tiered.limits.set_index("sentence")["value"]
    (tier,) = [sentence for sentence in limits.index if "price tier 2" in sentence]
    assert tier.startswith(
        "One more carers here place to buy at price tier 2 in home in 2025/26 would allow 1.0 more"
    )
    assert limits[tier] == pytest.approx(1)
    assert any(sentence.startswith("The furthest it goes is 80.0 % in 2025/26") for sentence in tiered.sentences)


def test_its_tables_have_the_documented_columns(tiered: Frontier) -> None:
    tables = {
        "frontier": tiered.table, "frontier_decisions": tiered.decisions, "frontier_limits": tiered.limits,
    }  # fmt: skip
    for name, table in tables.items():
        assert list(table) == [one.name for one in FRONTIER_COLUMNS[name]]
    assert "| 5 | 80.0 % | 8.0 |" in frontier_markdown(tiered)


def test_a_number_of_children_is_another_axis(tmp_path: Path) -> None:
    found = frontier(as_inputs(tiered_case(), tmp_path), "inside_boundary", 3, number=True, gap=0.0)
    assert column(found, "value") == pytest.approx([0, 4, 8], abs=1e-4)
    assert column(found, "cost") == pytest.approx([500_000, 540_000, 700_000], abs=1)


def test_less_is_better_where_the_promise_is_at_most(tmp_path: Path) -> None:
    found = frontier(as_inputs(tiered_case(), tmp_path), "beyond_20_miles", 3, gap=0.0)
    assert column(found, "value") == pytest.approx([1, 0.6, 0.2], abs=1e-5)
    assert column(found, "slope")[1:] == pytest.approx([10_000, 40_000], abs=1)
    assert_a_frontier(found)


def test_whole_homes_make_steps_and_a_plan_goes_as_far_as_its_cost_allows(tmp_path: Path) -> None:
    """A home for 2 children costs what it costs for 4: levels 20 % and 60 % are never the plan that is shown."""
    found = frontier(as_inputs(homes_case(), tmp_path), "inside_boundary", 5, gap=0.0)
    assert column(found, "value") == pytest.approx([0, 0.4, 0.8], abs=1e-5)
    assert column(found, "cost") == pytest.approx([1_000_000, 1_100_000, 1_200_000], abs=1)
    assert found.dropped == 2
    assert column(found, "slope")[1:] == pytest.approx([25_000, 25_000], abs=1)
    assert found.decisions["units"].tolist() == [1, 2]


def test_capital_is_traded_against_cost(tmp_path: Path) -> None:
    """A home: £300,000 a year and £400,000 over 40 years, for 4 × £100,000 bought. 2, 1, 0 homes."""
    options = rows(
        "option provision area places_per_unit running_cost capital_cost asset_life max_total",
        ("home", "own", "home", 4, 300_000, 400_000, 40, 2),
    )
    provisions = rows(
        "provision family sector weekly_cost mean_stay",
        ("own", "childrens_home", "in_house", 0, 2),
        ("bought", "childrens_home", "external", weekly(100_000), 2),
    )
    found = frontier(
        as_inputs(homes_case(options=options, provisions=provisions), tmp_path), "capital", 3, gap=0.0
    )
    assert column(found, "value") == pytest.approx([800_000, 400_000, 0], abs=1)
    assert column(found, "cost") == pytest.approx([820_000, 910_000, 1_000_000], abs=1)
    assert column(found, "slope")[1:] == pytest.approx([0.225, 0.225], abs=1e-4)
    assert_a_frontier(found)


def test_children_on_the_spot_market(tmp_path: Path) -> None:
    found = frontier(as_inputs(homes_case(), tmp_path), "spot_market", 3, gap=0.0)
    assert column(found, "value") == pytest.approx([10, 6, 2], abs=1e-4)


def test_a_share_is_not_improved_by_leaving_children_without_a_home(tmp_path: Path) -> None:
    """Two homes house 8; without the other two 100 % would live here, at £50,000 a child without a home."""
    inputs = as_inputs(homes_case({"unmet_need": 300_000}), tmp_path)
    found = frontier(inputs, "inside_boundary", 3, gap=0.0)
    assert found.furthest == pytest.approx(0.8)
    assert column(found, "unmet") == pytest.approx([0, 0, 0], abs=1e-6)


def test_the_promise_that_is_traced_gives_way(tmp_path: Path) -> None:
    """Asked for 60 % at a price: the frontier begins at nought all the same, and says where 60 % lies."""
    targets = rows(
        "target measure sense value price_if_missed",
        ("near", "inside_boundary", "at_least", 0.6, 1_000_000),
        ("far", "beyond_20_miles", "at_most", 0.9, ""),
    )
    inputs = as_inputs(homes_case(targets=targets), tmp_path)
    found = frontier(inputs, "near", 3, gap=0.0)
    assert found.asked == 0.6
    assert column(found, "value") == pytest.approx([0.4, 0.8], abs=1e-5), "the other promise still holds"
    assert "The tables ask for at least 60.0 %, which lies on the frontier." in found.sentences


def test_where_no_plan_is_possible_it_says_why(tmp_path: Path) -> None:
    targets = rows("target measure sense value", ("far", "beyond_20_miles", "at_most", 0.1))
    found = frontier(as_inputs(homes_case(targets=targets), tmp_path), "inside_boundary", 3)
    assert found.status is Status.INFEASIBLE
    assert found.table.empty
    assert "No plan can meet everything asked" in found.sentences[0]
    assert found.sentences[0] in frontier_markdown(found)


def test_what_is_finished_is_kept_when_it_is_stopped(tmp_path: Path) -> None:
    told: list[Step] = []
    asked = count()  # not of what was told, which may come when all is finished on a busy machine

    def stop() -> bool:
        return bool(told) and next(asked) >= 12

    inputs = as_inputs(tiered_case(), tmp_path)
    found = frontier(inputs, "inside_boundary", 9, threads=1, progress=told.append, cancel=stop)
    assert not found.complete
    assert found.status is Status.FEASIBLE
    assert 1 <= len(found.table) < 9
    assert any(sentence.startswith("Stopped early") for sentence in found.sentences)


@pytest.mark.parametrize(
    ("promise", "period", "said"),
    [
        ("nearby", None, "no measure or promise 'nearby'; there are inside_boundary"),
        ("family", "2031/32", "no period '2031/32'; there are 2025/26"),
        ("capital", "2025/26", "Capital counts over the whole plan"),
        ("family", "own", "Only a promise of the table targets"),
    ],
)
def test_what_cannot_be_traced_is_said(promise: str, period: str | None, said: str, tmp_path: Path) -> None:
    with pytest.raises(OptimiserError, match=said):
        frontier(as_inputs(tiered_case(), tmp_path), promise, 3, period=period)


def test_a_frontier_has_two_points(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 2"):
        frontier(as_inputs(tiered_case(), tmp_path), "family", 1)


def test_the_tiny_case() -> None:
    """Without the promise 70 % live in town for £145,000 less; the promise of 75 % takes 85 %."""
    found = frontier(read_case(TINY), "in_town", 5, gap=0.0)
    assert column(found, "value") == pytest.approx([0.7, 0.85], abs=1e-5)
    assert column(found, "cost") == pytest.approx([4_762_000, 4_907_000], abs=1)


def test_the_same_inputs_give_the_same_frontier_however_many_points_are_worked_on_at_once(tmp_path: Path) -> None:
    inputs = as_inputs(homes_case(), tmp_path)
    first, second = (frontier(inputs, "inside_boundary", 4, threads=threads) for threads in (1, 3))
    assert first.table.equals(second.table)
    assert first.sentences == second.sentences


@pytest.mark.slow
def test_the_frontier_of_lewisham() -> None:
    found = frontier(read_case(LEWISHAM), "inside_45", 4, time_limit=60)
    assert_a_frontier(found)
    assert found.complete
    assert 0.67 < found.furthest <= found.furthest_bound < 0.70
    assert len(found.limits)
