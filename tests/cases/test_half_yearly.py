"""A half-yearly plan of the tiny case agrees with the yearly one, as closely as it should.

One thing differs: when settled children leave. In a yearly plan all who leave within a year have left at its
start, so one half of them stay; in half-years √½ = 0.7071 stay at first and one half after that.
In the years in which new homes are open, more children are therefore still in the dear ones, and the plan is
dearer by

* 2027/28: (0.7071 − 0.5) ÷ 2 = 0.10355 of the 8 with agencies (£26,000 a year more each) and of the 4 in bought
  homes (£247,000 more than in the own home);
* 2028/29: the same share of the 4 and the 2 settled there a year before.

That is 12 × 0.10355 × 26,000 + 6 × 0.10355 × 247,000 = £185,770, 3.8 % of £4,907,000: the yearly plan is the
optimistic one. Where children leave slowly, as in most cases, the difference is far smaller. Everything else (the
decisions, what opens when, running costs, doing nothing) is the same to the penny.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import optimiser
from optimiser import Status
from tests.cases.casebook import TINY, Tables, cost, read, rows, solve

YEARS = ["2026/27", "2027/28", "2028/29"]
HALVES = [f"{year} {half}" for year in YEARS for half in ("H1", "H2")]
SLOWER = (math.sqrt(0.5) - 0.5) / 2
"""Share of last year's children who are still there on average in half-years, but not in years."""


def half_yearly() -> Tables:
    """The tiny case in six periods: each year's demand in both halves, each year's budget in two."""
    tables = read(TINY)
    tables["periods"] = rows("period years", *[(half, 0.5) for half in HALVES])
    tables["demand"] = [
        row | {"period": f"{row['period']} {half}"} for row in tables["demand"] for half in ("H1", "H2")
    ]
    for row in tables["targets"]:
        row["periods"] = "2028/29 H1;2028/29 H2"
    for row in tables["budgets"]:
        if row["budget"] == "revenue":
            row["limit"] = str(float(row["limit"]) / 2 + 150_000)  # set-up costs fall in the first half
    return tables


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> optimiser.Result:
    return solve(half_yearly(), tmp_path_factory.mktemp("half"))


def of_year(result: optimiser.Result, year: str, column: str = "amount", **where: str) -> float:
    return sum(cost(result, column, period=f"{year} {half}", **where) for half in ("H1", "H2"))


def test_the_same_is_decided_at_the_start_of_the_same_years(result: optimiser.Result) -> None:
    assert result.status is Status.OPTIMAL
    decided = [(row.option, row.period, row.units, row.opens) for row in result.plan.itertuples()]
    assert decided == [
        ("new_home", "2026/27 H1", 1.0, "2027/28 H1"),
        ("recruit", "2026/27 H1", 2.0, "2027/28 H1"),
        ("recruit", "2027/28 H1", 1.0, "2028/29 H1"),
    ]


@pytest.mark.parametrize("line", ["new_places", "financing", "setup"])
def test_what_does_not_turn_on_who_stays_is_the_same_to_the_penny(result: optimiser.Result, line: str) -> None:
    yearly = optimiser.plan(optimiser.read_case(TINY), gap=0.0)
    for year in YEARS:
        assert of_year(result, year, line=line, kind="revenue") == pytest.approx(
            cost(yearly, period=year, line=line), abs=0.005
        )


def test_doing_nothing_is_the_same_to_the_penny(result: optimiser.Result) -> None:
    nothing = [of_year(result, year, "do_nothing", kind="revenue") for year in YEARS]
    assert nothing == pytest.approx([1_664_000] * 3, abs=0.005)


def test_children_who_leave_in_two_steps_cost_what_the_sheet_says(result: optimiser.Result) -> None:
    paid = [of_year(result, year, kind="revenue") for year in YEARS]
    slower = [0, SLOWER * (8 * 26_000 + 4 * 247_000), SLOWER * (4 * 26_000 + 2 * 247_000)]
    expected = [yearly + more for yearly, more in zip([1_744_000, 1_736_000, 1_427_000], slower, strict=True)]
    assert paid == pytest.approx(expected, abs=0.005)
    assert sum(paid) == pytest.approx(4_907_000, rel=0.04)
    assert sum(slower) == pytest.approx(185_770, abs=10)


def test_a_home_that_opens_in_mid_year_counts_half_in_that_year(tmp_path: Path) -> None:
    """With half a year of lead time the yearly plan holds half a home, and half-years none and then a whole."""
    yearly, halves = read(TINY), half_yearly()
    for tables in (yearly, halves):
        tables["options"] = [
            row | {"lead_time": "0.5"} for row in tables["options"] if row["option"] == "new_home"
        ]
        tables["options"][0] |= {"min_total": "1", "last_period": tables["periods"][0]["period"]}
        tables.pop("targets")
        tables.pop("budgets")
    whole, split = solve(yearly, tmp_path / "yearly"), solve(halves, tmp_path / "halves")
    first = whole.places[(whole.places["provision"] == "own_home") & (whole.places["period"] == "2026/27")]
    assert first["places"].tolist() == [2.0]
    for year in YEARS:
        assert of_year(split, year, line="new_places") == pytest.approx(
            cost(whole, period=year, line="new_places")
        )
    assert cost(split, period="2026/27 H1", line="new_places") == 0
