"""The second formulation's money as it is written: every line of cost, every budget and the objective, by hand.

Two futures, half a year and then a year. Prices stand half a year after the price base: general inflation of 21 %
a year makes them 1.1 and then 1.21, the provisions' own growth of 44 % 1.2 and then 1.44 times that. A year has
50 weeks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from models import audit
from tests.models.test_audit_written import amounts, assert_rows, names

P = (1.1, 1.21)
OWN = (1.1 * 1.2, 1.21 * 1.44)
"""General prices, and those of what a provision charges, in the two periods."""
YEARS = (0.5, 1.0)
HOME, SPOT = ("home", "in"), ("spot", "out")
MONEY: dict[str, Any] = {
    "years": YEARS,
    "futures": {"low": (0.25, 10), "high": (0.75, 20)},
    "general_inflation": 0.21,
    "years_from_price_base": 0.5,
    "discount_rate": 0.44,
    "travel_cost_per_mile": 20.0,
    "unmet_need_price": 80_000.0,
    "capital_treatment": "financed",
    "borrowing_rate": 0.1,
    "provisions": {
        "home": {
            "weekly_cost": 100.0, "price_growth": 0.44, "planned_moves_max": 0.2, "planned_move_cost": 3_000.0,
        },
        "spot": {"price_growth": 0.44},
        "help": {"family": "support_at_home", "price_growth": 0.44},
    },
    "suitability": {("child", "home"): {"weekly_supplement": 40.0}},
    "placements": {("child", "in", "home", "in"): 10},
    "supply": [
        {
            "pool": HOME, "places": 20, "attrition": 0.19, "units": 2, "closable": True, "closing_cost": 4_000.0,
            "running_cost": 30_000.0, "grant": 1_000.0,
        },
    ],
    "market": [
        {"pool": SPOT, "children_max": 3.0, "weekly_cost": 900.0},
        {"pool": SPOT, "tier": 2, "weekly_cost": 1_100.0},
    ],
    "options": {
        "open": {
            "setup_cost": 7_000.0, "running_cost": 20_000.0, "capital_cost": 100_000.0, "grant_share": 0.4,
            "asset_life": 1.0, "lead_time": 0.25, "max_total": 3.0,
        },
        "visit": {"provision": "help", "setup_cost": 500.0, "running_cost": 6_000.0, "last_period": 0},
    },
    "grants": [
        {"basis": "per_child_per_night", "amount": 5.0, "provisions": frozenset({"spot"}), "periods": (0,)},
        {"basis": "per_child_per_night", "amount": 3.0, "provisions": frozenset({"home", "spot"})},
        {"basis": "per_period", "amount": 30_000.0, "periods": (1,)},
        {"basis": "per_unit", "amount": 9_000.0, "options": frozenset({"open"})},
    ],
    "targets": [{"value": 2.0, "unit": "number", "price_if_missed": 9_000.0}],
    "budgets": [
        {"period": 1, "limit": 120_000.0, "price_if_missed": 0.5},
        {"budget": "capital", "period": 1, "limit": 250_000.0, "price_if_missed": 0.25},
        {"budget": "capital_total", "period": None, "limit": 400_000.0, "price_if_missed": 0.125},
    ],
}  # fmt: skip


@pytest.fixture
def money(write):
    return write(**MONEY)


def lines(problem: audit.Problem, *wanted: str) -> dict[tuple[Any, ...], Any]:
    """Lines of cost by (kind, line, period, scenario): the £ of every variable."""
    return {
        tuple(key): pytest.approx(amounts(problem, cost))
        for key, cost in problem.costs.items()
        if key.line in wanted
    }


def test_what_each_child_costs(money):
    expected = {}
    for t, (own, years) in enumerate(zip(OWN, YEARS, strict=True)):
        for s in (0, 1):
            expected["revenue", "placements", t, s] = {
                f"census[child,in,home,in,{t},{s}]": 40 * 50 * years * own,
                f"own[home,in,{t},{s}]": 100 * 50 * years * own,
                f"bought[spot,out,{t},{s},1]": 900 * 50 * years * own,
                f"bought[spot,out,{t},{s},2]": 1_100 * 50 * years * own,
            }
    assert lines(money, "placements") == expected


def test_what_journeys_and_planned_moves_cost(money):
    expected = {}
    for t, (price, years) in enumerate(zip(P, YEARS, strict=True)):
        for s in (0, 1):
            miles = {
                f"child,in,home,in,{t},{s}": 5,
                f"child,in,help,in,{t},{s}": 5,
                f"child,in,spot,out,{t},{s}": 40,
            }
            expected["revenue", "travel", t, s] = {
                f"census[{at}]": 20 * far * years * price for at, far in miles.items()
            }
            expected["revenue", "planned_moves", t, s] = {f"planned[child,in,home,in,{t},{s}]": 3_000 * price}
    assert lines(money, "travel", "planned_moves") == expected


def test_grants_by_the_night_the_unit_and_the_period(money):
    expected: dict[tuple[Any, ...], Any] = {}
    for s in (0, 1):
        # £3 a night in both, outside £5 more in the first half-year of 25 weeks
        home, spot = "census[child,in,home,in,{},{}]", "census[child,in,spot,out,{},{}]"
        expected["revenue", "grants", 0, s] = {
            home.format(0, s): -3 * 7 * 25 * 1.1, spot.format(0, s): -8 * 7 * 25 * 1.1,
        }  # fmt: skip
        expected["revenue", "grants", 1, s] = {
            home.format(1, s): -3 * 7 * 50 * 1.21, spot.format(1, s): -3 * 7 * 50 * 1.21,
        }  # fmt: skip
    # existing places, £1,000 a year each: 20 and then 18, of which a closed unit takes half; and £9,000 a unit
    expected["revenue", "grants", 0, None] = {
        "": -20 * 1_000 * 0.5 * 1.1, "close[home,in,0]": 10 * 1_000 * 0.5 * 1.1, "decide[open,in,0]": -9_000 * 1.1,
    }  # fmt: skip
    expected["revenue", "grants", 1, None] = {
        "": -(18 * 1_000 + 30_000) * 1.21,
        "close[home,in,0]": 9 * 1_000 * 1.21,
        "close[home,in,1]": 9 * 1_000 * 1.21,
        "decide[open,in,1]": -9_000 * 1.21,
    }
    assert lines(money, "grants") == expected


def test_what_existing_places_cost_and_what_closing_them_does(money):
    yearly = 30_000 * OWN[1]
    assert lines(money, "existing_places", "closures") == {
        ("revenue", "existing_places", 0, None): {
            "": 20 * 30_000 * 0.5 * OWN[0], "close[home,in,0]": -10 * 30_000 * 0.5 * OWN[0],
        },
        ("revenue", "existing_places", 1, None): {
            "": 18 * yearly, "close[home,in,0]": -9 * yearly, "close[home,in,1]": -9 * yearly,
        },
        ("revenue", "closures", 0, None): {"close[home,in,0]": 4_000 * 1.1},
        ("revenue", "closures", 1, None): {"close[home,in,1]": 4_000 * 1.21},
    }  # fmt: skip


def test_what_units_cost_when_decided_and_while_they_stand(money):
    first, later = "decide[open,in,0]", "decide[open,in,1]"
    # open for half of the first half-year; decided a half-year later, for three quarters of the year
    visit = "decide[visit,in,0]"
    assert lines(money, "setup", "new_places", "prevention") == {
        ("revenue", "setup", 0, None): {first: 7_000 * 1.1},
        ("revenue", "setup", 1, None): {later: 7_000 * 1.21},
        ("revenue", "new_places", 0, None): {first: 20_000 * 0.5 * 0.5 * OWN[0]},
        ("revenue", "new_places", 1, None): {first: 20_000 * OWN[1], later: 20_000 * 0.75 * OWN[1]},
        ("revenue", "prevention", 0, None): {visit: 500 * 1.1 + 6_000 * 0.5 * OWN[0]},
        ("revenue", "prevention", 1, None): {visit: 6_000 * OWN[1]},
    }


def test_capital_net_of_grant_and_its_yearly_charges(money):
    # 0.1 / (1 - 1/1.1) = 1.1 a year over one year, of which half falls in the first half-year; at first prices
    first, later = "decide[open,in,0]", "decide[open,in,1]"
    assert lines(money, "capital", "financing") == {
        ("capital", "capital", 0, None): {first: 60_000 * 1.1},
        ("capital", "capital", 1, None): {later: 60_000 * 1.21},
        ("revenue", "financing", 0, None): {first: 60_000 * 1.1 * 1.1 * 0.5},
        ("revenue", "financing", 1, None): {first: 60_000 * 1.1 * 1.1 * 0.5, later: 60_000 * 1.21 * 1.1},
    }


def test_prices_put_on_what_is_missed(money):
    expected: dict[tuple[Any, ...], Any] = {}
    for t, worth in ((0, 0.5 * 1.1), (1, 1.21)):
        for s in (0, 1):
            expected["priced", "unmet_need", t, s] = {f"unmet[child,in,{t},{s}]": 80_000 * worth}
            expected["priced", "missed_promises", t, s] = {f"missed[0,{t},{s}]": 9_000 * worth}
    # the excess over a budget at its own price, in cash
    expected["priced", "over_budget", 1, 0] = {"overspend[0,0]": 0.5}
    expected["priced", "over_budget", 1, 1] = {"overspend[0,1]": 0.5}
    expected["priced", "over_budget", 1, None] = {"overspend[1,0]": 0.25}
    expected["priced", "over_budget", 0, None] = {"overspend[2,0]": 0.125}
    assert lines(money, "unmet_need", "missed_promises", "over_budget") == expected


def test_a_price_of_nought_is_no_line_of_cost(write):
    free = [{"value": 2.0, "unit": "number", "price_if_missed": 0.0}]
    problem = write(demand=4, unmet_need_price=0.0, targets=free)
    assert len(problem.unknowns.unmet) == len(problem.unknowns.missed) == 2
    assert {key.line for key in problem.costs} == {"placements"}


def test_there_are_no_other_lines(money):
    assert {key.line for key in money.costs} == {
        "placements", "travel", "planned_moves", "grants", "existing_places", "closures", "setup", "new_places",
        "prevention", "capital", "financing", "unmet_need", "missed_promises", "over_budget",
    }  # fmt: skip


def test_what_a_pound_of_each_line_counts(money):
    # a pound of the second period is worth 1 / (1.44 × 1.21)^½ = 1/1.32 today; capital counts by its charges
    share = {0: 0.25, 1: 0.75, None: 1.0}
    for key, weight in money.weights.items():
        expected = 0.0 if key.kind == "capital" else share[key.scenario] / (1.32 if key.period else 1.0)
        assert weight == pytest.approx(expected), key
    assert set(money.weights) == set(money.costs)


def test_the_objective_is_the_sum_of_the_lines_by_their_weights(money):
    summed: dict[str, float] = {}
    for key, cost in money.costs.items():
        for name, amount in amounts(money, cost).items():
            summed[name] = summed.get(name, 0.0) + money.weights[key] * amount / 1000
    fixed = summed.pop("")
    known = names(money)
    found = {known[variable.name]: weight for variable, weight in money.lp.objective.items()}
    assert found == pytest.approx({**summed, "fixed[1]": fixed})
    one = money.variables[next(name for name, what in known.items() if what == "fixed[1]")]
    assert (one.lowBound, one.upBound) == (1, 1)
    assert money.lp.objective.constant == 0


def test_capital_counts_when_it_is_decided_where_it_is_cash(write):
    cash = write(**{**MONEY, "capital_treatment": "cash"})
    assert not lines(cash, "financing")
    weights = {key.period: weight for key, weight in cash.weights.items() if key.kind == "capital"}
    assert weights == {0: pytest.approx(1), 1: pytest.approx(1 / 1.32)}


def test_budgets_of_revenue_in_each_future_and_of_capital(money):
    spent: dict[int, dict[str, float]] = {0: {}, 1: {}}
    for key, cost in money.costs.items():
        for s in (0, 1):
            if key.kind == "revenue" and key.period == 1 and key.scenario in (None, s):
                for name, amount in amounts(money, cost).items():
                    spent[s][name] = spent[s].get(name, 0.0) + amount / 1000
    fixed = [spent[s].pop("") for s in (0, 1)]
    first, later = "decide[open,in,0]", "decide[open,in,1]"
    assert_rows(
        money,
        "budget",
        {
            "revenue,1,0": ({**spent[0], "overspend[0,0]": -0.001}, "<=", 120 - fixed[0]),
            "revenue,1,1": ({**spent[1], "overspend[0,1]": -0.001}, "<=", 120 - fixed[1]),
            "capital,1,0": ({later: 60 * 1.21, "overspend[1,0]": -0.001}, "<=", 250),
            "capital_total,None,0": (
                {first: 60 * 1.1, later: 60 * 1.21, "overspend[2,0]": -0.001}, "<=", 400,
            ),
        },
    )  # fmt: skip


def test_a_budget_without_a_price_cannot_be_exceeded(write):
    # a child bought for £50,000 a year of 50 weeks; nobody can overspend
    problem = write(years=(1.0,), demand=3, budgets=[{"limit": 120_000.0}])
    assert_rows(problem, "budget", {"revenue,0,0": ({"bought[spot,out,0,0,1]": 50}, "<=", 120)})
    assert problem.unknowns.overspend == {}


def test_a_later_grant_is_paid_too(write):
    # the first is of the second period alone, the second of both
    grants = [{"amount": 10_000.0, "periods": (1,)}, {"amount": 1_000.0, "periods": (0, 1)}]
    assert lines(write(grants=grants), "grants") == {
        ("revenue", "grants", 0, None): {"": -1_000},
        ("revenue", "grants", 1, None): {"": -11_000},
    }


def test_existing_places_cost_nothing_before_they_exist(write):
    later = [{"pool": HOME, "from_period": 1, "places": 3, "running_cost": 10_000.0}]
    assert lines(write(supply=later), "existing_places") == {
        ("revenue", "existing_places", 1, None): {"": 30_000},
    }


def test_a_child_at_the_start_whose_home_is_not_rated_costs_no_supplement(make_case):
    # home and spot are both rated with a supplement; then the home's rating is taken out
    suits = {("child", "home"): {"weekly_supplement": 40.0}, ("child", "spot"): {"weekly_supplement": 20.0}}
    case = make_case(years=(1.0,), demand=1, suitability=suits, placements={("child", "in", *HOME): 1}, market=[])
    rated = {pair: row for pair, row in case.suitability.items() if pair != ("child", "home")}
    assert lines(audit.write(case), "placements") == {
        ("revenue", "placements", 0, 0): {"census[child,in,home,in,0,0]": 40 * 50},
    }
    assert lines(audit.write(replace(case, suitability=rated)), "placements") == {}


def test_miles_that_are_not_known_cost_nothing(write):
    known = {("in", "in"): ("inside", None), ("in", "out"): ("beyond_20_miles", 40.0)}
    supply = [{"pool": HOME, "places": 3}]
    problem = write(years=(1.0,), demand=3, supply=supply, proximity=known, travel_cost_per_mile=20.0)
    assert lines(problem, "travel") == {("revenue", "travel", 0, 0): {"census[child,in,spot,out,0,0]": 800}}
