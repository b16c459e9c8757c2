"""Drawn futures: their mean and variance are those of the closed form, and they come from their seed alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.case import Case, Floats
from models.uncertainty import Ageing, Entries, Futures, PriceUncertainty, Uncertainty
from optimiser.errors import InputError, OptimiserError
from optimiser.futures import flows_of, generate, moments, uncertainty_of
from optimiser.tables.inputs import CaseInputs, read_case
from tests.futures.hand_case import hand_case, provision, uncertain
from tests.slower import quick_first
from tests.tables.small_case import small_case, write_csv

LEWISHAM = Path(__file__).resolve().parents[2] / "inputs" / "lewisham"
STANDARD_ERRORS = 4


def assert_like(drawn: Floats, mean: Floats, variance: Floats) -> None:
    """The mean and the variance of draws, along the last axis, are within four of their standard errors."""
    number = drawn.shape[-1]
    off = np.abs(drawn.mean(axis=-1) - mean)
    assert (off <= STANDARD_ERRORS * np.sqrt(variance / number) + 1e-9).all()
    squared = (drawn - mean[..., None]) ** 2
    off = np.abs(squared.mean(axis=-1) - variance)
    assert (off <= STANDARD_ERRORS * squared.std(axis=-1) / np.sqrt(number) + 1e-9).all()


def assert_as_closed_form(case: Case, uncertainty: Uncertainty, number: int) -> Futures:
    expected = moments(flows_of(case, uncertainty))
    futures = generate(case, uncertainty, number, seed=20)
    assert_like(futures.demand, expected.mean, expected.variance)
    assert_like(futures.totals, expected.total_mean, np.diag(expected.total_covariance))
    return futures


@pytest.mark.parametrize(
    "entry",
    quick_first(
        [
            Entries("child", 4.0, 2.0),
            Entries("child", 0.0, 2.0),
            Entries("child", 4.0, 2.0, 0.6, 0.0, 0.0),
            Entries("child", 4.0, 2.0, 0.0, 0.5, 0.0),
            Entries("child", 4.0, 2.0, 0.0, 0.0, 0.5),
            Entries("child", None, 2.0, 0.2, 0.2, 0.2),
        ],
        3,
    ),
    ids=["certain", "nobody enters", "own", "shared", "lasting", "as implied"],
)
def test_one_group(entry: Entries) -> None:
    case = hand_case({"child": 10.5}, {"child": [10.0, 9.0, 9.0]}, years=(0.5, 0.5, 1.0))
    assert_as_closed_form(case, uncertain(entry), 4000)


def test_groups_that_grow_older_and_back() -> None:
    case = hand_case({"young": 6.0, "old": 3.0}, {"young": [5.0] * 3, "old": [5.0] * 3})
    entries = (Entries("young", 3.0, 2.0, 0.3, 0.4, 0.2), Entries("old", 2.0, 1.0, 0.0, 0.2, 0.1))
    ageing = [Ageing("young", "old", 1.5), Ageing("old", "young", 0.5)]
    futures = assert_as_closed_form(case, uncertain(*entries, ageing=ageing), 4000)
    expected = moments(flows_of(case, uncertain(*entries, ageing=ageing))).total_covariance
    found = np.cov(futures.totals)
    assert found == pytest.approx(expected, rel=0.1)


def test_lewisham() -> None:
    inputs = read_case(LEWISHAM)
    assert_as_closed_form(inputs.case, uncertainty_of(inputs), 600)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> CaseInputs:
    return read_case(write_csv(small_case(), tmp_path_factory.mktemp("small")))


def test_a_future_is_the_same_whatever_number_is_asked_for(inputs: CaseInputs) -> None:
    few, many = (generate(inputs.case, inputs.uncertainty, number, seed=3) for number in (4, 9))
    assert (many.demand[..., :4] == few.demand).all()
    assert (many.prices[..., :4] == few.prices).all()
    assert len(np.unique(many.totals[0])) == 9
    other = generate(inputs.case, inputs.uncertainty, 4, seed=4)
    assert (other.totals != few.totals).all()


def test_prices_do_not_hang_on_the_flows(inputs: CaseInputs) -> None:
    calm = Uncertainty(inputs.uncertainty.entries, (), inputs.uncertainty.prices)
    with_flows, without = (generate(inputs.case, one, 3, seed=3) for one in (inputs.uncertainty, calm))
    assert (with_flows.prices == without.prices).all()
    assert (with_flows.demand != without.demand).any()


def test_futures_are_whole_and_closed_to_changes(inputs: CaseInputs) -> None:
    futures = generate(inputs.case, inputs.uncertainty, 10, seed=0)
    case = inputs.case
    assert futures.demand.shape == (len(case.needs), len(case.home_areas), len(case.periods), 10)
    assert futures.prices.shape == (len(case.provisions), len(case.periods), 10)
    assert futures.labels[0] == "01"
    assert futures.labels[-1] == "10"
    assert futures.number == 10
    assert futures.probabilities.sum() == pytest.approx(1)
    assert (futures.demand >= 0).all()
    assert (futures.prices > 0).all()
    assert (futures.central == case.demand[..., 0]).all()
    for array in (futures.demand, futures.prices, futures.central, futures.probabilities):
        assert not array.flags.writeable


@pytest.mark.parametrize(("number", "seed", "word"), [(0, 1, "0 futures"), (10**6, 1, "1 to"), (5, -1, "seed")])
def test_what_makes_no_sense_is_refused(inputs: CaseInputs, number: int, seed: int, word: str) -> None:
    with pytest.raises(OptimiserError, match=word):
        generate(inputs.case, inputs.uncertainty, number, seed)


@pytest.mark.parametrize("table", ["entries", "placements"])
def test_the_missing_table_is_named(table: str, tmp_path: Path) -> None:
    tables = small_case()
    del tables[table]
    if table == "placements":
        tables["settings"].append(["unmet_need", 500000, "Test", "judgement"])
    without = read_case(write_csv(tables, tmp_path / "case"))
    with pytest.raises(InputError, match=f"^{table}: futures of demand cannot be drawn") as caught:
        uncertainty_of(without)
    assert [problem.table for problem in caught.value.problems] == [table]


def prices_of(number: int, sd: float, correlation: float) -> Floats:
    provisions = (provision(growth=0.03), provision("home", "childrens_home", 0.05), provision("kin", "kinship"))
    case = hand_case(
        {"child": 1.0}, {"child": [1.0] * 3}, provisions=provisions, years=(1, 0.5, 1), years_from_price_base=1
    )
    prices = [PriceUncertainty("all", sd, correlation), PriceUncertainty("kinship", 0.0, 0.0)]
    drawn = generate(case, uncertain(Entries("child", 1.0, 1.0), prices=prices), number, seed=1)
    assert drawn.provisions == ("foster", "home", "kin")
    return drawn.prices


def test_prices_are_as_planned_on_average_and_spread_as_asked() -> None:
    """Prices one, two and two and a half years from the price base; s² = ln(1 + (0.1 / (1 + growth))²) a year."""
    prices = prices_of(4000, 0.1, 0.6)
    assert (prices[2] == 1).all()
    years_squared = np.array([1.0, 2.0, 2.25])
    for row, growth in ((0, 0.03), (1, 0.05)):
        of_a_year = np.log1p((0.1 / (1 + growth)) ** 2)
        variance = np.expm1(of_a_year * years_squared)
        assert_like(prices[row], np.ones(3), variance)
    assert prices[0, 0].std() * 1.03 == pytest.approx(0.1, rel=0.05)
    between = np.corrcoef(np.log(prices[0, 0]), np.log(prices[1, 0]))[0, 1]
    assert between == pytest.approx(0.36, abs=4 * (1 - 0.36**2) / np.sqrt(4000))


def test_fully_correlated_prices_move_as_one() -> None:
    prices = prices_of(50, 0.1, 1.0)
    assert np.corrcoef(np.log(prices[0, 0]), np.log(prices[1, 0]))[0, 1] == pytest.approx(1)


def test_half_a_year_of_growth_leaves_prices_as_planned_on_average() -> None:
    """ln m is z s f - s² f² / 2 for a part f of a year: twice that of a half is s² / 4 above that of the whole."""
    case = hand_case({"child": 1.0}, {"child": [1.0] * 3}, years=(0.5, 0.5, 0.5))
    chance = uncertain(Entries("child", 1.0, 1.0), prices=[PriceUncertainty("fostering", 0.2, 0.5)])
    prices = generate(case, chance, 5, seed=1).prices[0]
    assert (prices[0] == 1).all()
    assert 2 * np.log(prices[1]) - np.log(prices[2]) == pytest.approx(np.log1p(0.04) / 4)
