"""Money adds up: costs to the objective, savings, capital, payback, break-even, reconciliation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import optimiser
from models import finance
from optimiser.results.spending import payback
from tests.cases.casebook import case, cost, demand, periods, rows, solve
from tests.results.conftest import YEARS, foster

BESIDE = {
    "placements": "children",
    "places": "places",
    "costs": "amount",
    "locality": "children",
    "targets": "reached",
    "unmet": "children",
    "moves": "disrupted",
}
"""The figure that doing nothing stands beside, in each table that has it."""


def discount(result: optimiser.Result) -> dict[str, float]:
    """Discount factor of each (yearly) period, by hand."""
    settings = result.record.settings
    rate = (1 + settings["discount_rate"]) * (1 + settings["general_inflation"])
    labels = sorted(result.savings["period"])
    return {label: rate**-year for year, label in enumerate(labels)}


def expected(result: optimiser.Result, table: pd.DataFrame, column: str) -> pd.Series:
    """Expected figure by period; rows of every scenario count once."""
    weights = table["scenario"].map(result.record.scenarios).fillna(1.0)
    return (table[column] * weights).groupby(table["period"]).sum()


def test_discounted_costs_are_the_objective(result: optimiser.Result) -> None:
    """Capital is financed in all three, so its own line is outside the objective."""
    assert result.record.settings["capital_treatment"] == "financed"
    yearly = expected(result, result.costs[result.costs["kind"] != "capital"], "amount")
    total = sum(amount * discount(result)[period] for period, amount in yearly.items())
    assert total == pytest.approx(result.record.objective, rel=1e-9)
    priced = expected(result, result.costs[result.costs["kind"] == "priced"], "amount")
    prices = sum(amount * discount(result)[period] for period, amount in priced.items())
    assert result.record.headlines["present_value"] == pytest.approx(total - prices, rel=1e-9)


@pytest.mark.parametrize(("column", "of"), [("amount", "revenue_plan"), ("do_nothing", "revenue_do_nothing")])
def test_revenue_lines_sum_to_the_savings_table(result: optimiser.Result, column: str, of: str) -> None:
    revenue = expected(result, result.costs[result.costs["kind"] == "revenue"], column)
    savings = result.savings.set_index("period")[of]
    assert revenue.reindex(savings.index).to_numpy() == pytest.approx(savings.to_numpy(), abs=0.02)


def test_savings_add_up(result: optimiser.Result) -> None:
    table = result.savings
    saving = table["revenue_do_nothing"] - table["revenue_plan"]
    np.testing.assert_allclose(table["revenue_saving"], saving)
    np.testing.assert_allclose(table["cashable"] + table["avoided"], saving, atol=1e-6)
    np.testing.assert_allclose(table["cumulative_saving"], saving.cumsum())
    np.testing.assert_allclose(table["capital_gross"] - table["capital_grant"], table["capital_net"])
    financing = expected(result, result.costs[result.costs["line"] == "financing"], "amount")
    benefit = saving + financing.reindex(table["period"], fill_value=0.0).to_numpy(float) - table["capital_net"]
    np.testing.assert_allclose(table["net_benefit"], benefit, atol=0.02)
    np.testing.assert_allclose(table["cumulative_net_benefit"], table["net_benefit"].cumsum())


def test_headlines_are_sums_of_the_tables(result: optimiser.Result) -> None:
    found = result.record.headlines
    assert found["revenue_saving"] == pytest.approx(result.savings["revenue_saving"].sum())
    assert found["cashable_saving"] + found["cost_avoided"] == pytest.approx(found["revenue_saving"])
    assert found["capital_net"] == pytest.approx(result.savings["capital_net"].sum())
    assert found["unmet_child_years"] == 0


def test_capital_of_the_plan_is_in_costs_and_savings(result: optimiser.Result) -> None:
    spent = expected(result, result.costs[result.costs["kind"] == "capital"], "amount").sum()
    assert spent == pytest.approx(result.plan["capital_net"].sum(), abs=0.01)
    assert spent == pytest.approx(result.savings["capital_net"].sum(), abs=0.01)


def test_the_difference_is_the_plan_less_doing_nothing(result: optimiser.Result) -> None:
    for name, figure in BESIDE.items():
        table = result.tables[name]
        gap = table[figure] - table["do_nothing"]
        np.testing.assert_allclose(table["difference"], gap, atol=1e-9, err_msg=name)


def test_prices_put_on_failure_are_not_revenue(result: optimiser.Result) -> None:
    kinds = result.costs.groupby("line")["kind"].unique().map(list).to_dict()
    for line in ("unmet_need", "missed_promises", "over_budget"):
        assert kinds.get(line, ["priced"]) == ["priced"]
    assert kinds.get("capital", ["capital"]) == ["capital"]


def test_payback_by_hand() -> None:
    """Invest 100, save 60 a year: −100 + 60 = −40, then +20: the third year."""

    def paid_back(*benefits: float) -> str | None:
        labels = [f"year {number}" for number in range(1, len(benefits) + 1)]
        return payback(pd.DataFrame({"period": labels, "net_benefit": benefits}))

    assert paid_back(-100, 60, 60) == "year 3"
    assert paid_back(-100, 60) is None
    assert paid_back(10, -50, 60, -30, 40) == "year 5", "it must not fall below nought again"
    assert paid_back(5, 5) == "year 1"


def test_payback_of_a_household(tmp_path: Path) -> None:
    """£60,000 to recruit a home of one place that saves £40,000 a year: paid back in the second year."""
    options = rows(
        "option provision area places_per_unit setup_cost max_total last_period",
        ("recruit", "own", "home", 1, 60_000, 1, YEARS[0]),
    )
    result = solve(foster(children=[5, 5], options=options), tmp_path)
    assert result.savings["net_benefit"].tolist() == pytest.approx([-20_000, 40_000])
    assert result.savings["cumulative_net_benefit"].tolist() == pytest.approx([-20_000, 20_000])
    assert result.record.headlines["payback_period"] == YEARS[1]


def test_cashable_is_what_falls_below_todays_spending(tmp_path: Path) -> None:
    """Today 4 children cost £200,000. Ten would cost £340,000; two more homes make it £260,000: all avoided."""
    options = rows("option provision area places_per_unit max_total", ("recruit", "own", "home", 2, 1))
    now = rows("need home_area provision area children", ("child", "home", "agency", "away", 4))
    result = solve(foster(options=options, placements=now), tmp_path)
    assert result.record.headlines["starting_cost"] == pytest.approx(200_000)
    saving = result.savings.iloc[0]
    assert saving["revenue_saving"] == pytest.approx(80_000)
    assert (saving["cashable"], saving["avoided"]) == pytest.approx((0, 80_000))
    more = rows("need home_area provision area children", ("child", "home", "agency", "away", 6))
    saving = solve(foster(options=options, placements=more), tmp_path / "more").savings.iloc[0]
    assert saving["cashable"] == pytest.approx(300_000 - 260_000)
    assert saving["avoided"] == pytest.approx(40_000)


def home(**more: Any) -> dict[str, Any]:
    """A four-bed home at £1,040,000 a year beside homes bought at £7,500 a week; both cost £500 more a week."""
    return case(
        **{
            "periods": periods(YEARS[0]),
            "needs": rows("need age_from age_to", ("child", 8, 17)),
            "demand": demand({"child": 4}, YEARS[:1]),
            "provisions": rows(
                "provision family sector weekly_cost occupancy",
                ("own", "childrens_home", "in_house", 500, 1),
                ("bought", "childrens_home", "external", 7_500, 1),
            ),
            "suitability": rows(
                "need provision rating", ("child", "own", "preferred"), ("child", "bought", "suitable")
            ),
            "options": rows(
                "option label provision area places_per_unit running_cost capital_cost grant_share asset_life "
                "max_total",
                ("home", "A home of four", "own", "home", 4, 1_040_000, 800_000, 0.5, 40, 1),
            ),
            "market": rows("provision area", ("bought", "away")),
            **more,
        }
    )


def test_break_even_of_a_four_bed_home(tmp_path: Path) -> None:
    """(1,040,000 + 400,000 ÷ 40) ÷ 4 = 262,500 a place; 52 × (7,500 − 500) = 364,000 saved: 72.1 %."""
    row = solve(home(), tmp_path).break_even.iloc[0]
    assert (row["option"], row["label"], row["area"]) == ("home", "A home of four", "home")
    assert row["fixed_cost_per_place"] == pytest.approx(262_500)
    assert row["full_cost_per_place_week"] == pytest.approx(262_500 / 52 + 500)
    assert row["alternative_weekly_cost"] == pytest.approx(7_500)
    assert row["break_even_occupancy"] == pytest.approx(262_500 / 364_000)
    assert row["planning_occupancy"] == 1


def test_the_alternative_is_what_doing_nothing_pays_on_average(tmp_path: Path) -> None:
    """One child at the first tier's £6,000 and three at £8,000: £7,500 a week."""
    market = rows(
        "provision area tier children_max weekly_cost",
        ("bought", "away", 1, 1, 6_000),
        ("bought", "away", 2, "", 8_000),
    )
    row = solve(home(market=market), tmp_path).break_even.iloc[0]
    assert row["alternative_weekly_cost"] == pytest.approx((6_000 + 3 * 8_000) / 4)


def test_the_alternative_weighs_futures_and_years(tmp_path: Path) -> None:
    """Four children with probability ¾, two with ¼: (¾ (6,000 + 24,000) + ¼ (6,000 + 8,000)) ÷ 3.5."""
    children = rows(
        "need home_area period children scenario",
        *[("child", "home", YEARS[0], number, label) for number, label in ((2, "few"), (4, "many"))],
    )
    market = rows(
        "provision area tier children_max weekly_cost",
        ("bought", "away", 1, 1, 6_000),
        ("bought", "away", 2, "", 8_000),
    )
    tables = home(
        demand=children,
        market=market,
        scenarios=[{"scenario": "few", "probability": 0.25}, {"scenario": "many", "probability": 0.75}],
    )
    row = solve(tables, tmp_path).break_even.iloc[0]
    assert row["alternative_weekly_cost"] == pytest.approx((0.75 * 30_000 + 0.25 * 14_000) / 3.5)


def test_no_alternative_no_break_even(tmp_path: Path) -> None:
    """Where doing nothing buys no such care there is nothing to break even with."""
    tables = home(market=rows("provision area children_max", ("bought", "away", 0)))
    row = solve(tables, tmp_path).break_even.iloc[0]
    assert row[["alternative_weekly_cost", "break_even_occupancy"]].isna().all()


def test_reconciliation_of_the_start(small: optimiser.Result) -> None:
    """8 children in-house at £680 and 10 with agencies at £1,100 a week; nothing covers overheads."""
    table = small.reconciliation.set_index("line")
    start = 52 * (8 * 680 + 10 * 1_100)
    assert table.loc["fostering", "starting_cost"] == pytest.approx(start)
    assert table.loc["fostering", "unexplained"] == pytest.approx(1_000_000 - start)
    assert table.loc["overheads", ["published", "starting_cost", "unexplained"]].tolist() == [90_000, 0, 90_000]
    assert table.loc["overheads", "explanation"] == "Not in the plan"
    gap = table["published"] - table["starting_cost"] - table["known_difference"]
    np.testing.assert_allclose(table["unexplained"], gap)


def test_the_starting_cost_by_hand(small: optimiser.Result) -> None:
    """Own home: 2 children at £500 and 4 places at £290,000; bought homes: 3 at £7,000 and £100 more; flats: 3."""
    yearly = 52 * (8 * 680 + 10 * 1_100 + 2 * 500 + 3 * 7_100 + 3 * 1_250) + 4 * 290_000
    assert small.record.headlines["starting_cost"] == pytest.approx(yearly)
    assert small.record.headlines["starting_grants"] == pytest.approx(3 * 50 * 52 * 7)
    assert small.record.headlines["starting_children"] == 26


@pytest.mark.parametrize("treatment", ["financed", "cash"])
def test_capital_counts_once(tmp_path: Path, treatment: str) -> None:
    """Net £400,000 over 40 years: £10,000 a year where financed, all of it where cash; never both."""
    tables = home(settings={"capital_treatment": treatment})
    tables["options"][0]["min_total"] = 1
    result = solve(tables, tmp_path)
    running = 1_040_000 + 4 * 500 * 52
    charge = {"financed": 10_000, "cash": 400_000}[treatment]
    assert result.record.objective == pytest.approx(running + charge)
    assert cost(result, kind="capital") == pytest.approx(400_000)
    assert cost(result, line="financing") == pytest.approx(10_000 if treatment == "financed" else 0)
    benefit = 4 * 7_500 * 52 - running - 400_000
    assert result.savings["net_benefit"].tolist() == pytest.approx([benefit])


def test_money_functions_agree_with_the_tables() -> None:
    assert finance.break_even_occupancy(262_500, 500, 7_500, 52) == pytest.approx(0.7211538)
