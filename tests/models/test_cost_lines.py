"""Every line of cost as it is written: who it is booked to, and the £ of every decision, by hand.

A year and then half a year, with prices of a year before: 2 % general inflation, and 3 % of their own for homes.
So the price level is 1.02 and then 1.02², times 1.03 and then 1.03² in homes. Of 10 teenagers in the home 5 stay
the first year, √½ of them the half-year after; 4 young children live in a bought home for good. 50 weeks a year.
"""

import math

import pyomo.environ as pyo
import pytest

from models import finance
from models.money import (
    CAPITAL_LINE,
    PRICED_LINES,
    REVENUE_LINES,
    discounted_cost,
    in_objective,
)
from models.plan import build
from tests.models.written import assert_lines, assert_rows, cost_lines, linear, rows, times, weights

LEVEL = (1.02, 1.02**2)
OF_HOMES = (1.02 * 1.03, 1.0506**2)
STAY = math.sqrt(0.5)
OPEN = {
    "places_per_unit": 4,
    "setup_cost": 100.0,
    "capital_cost": 1000.0,
    "grant_share": 0.25,
    "asset_life": 1.25,
    "running_cost": 50.0,
}
LEDGER = {
    "years": (1.0, 0.5),
    "needs": {"teen": {}, "young": {}},
    "demand": {"teen": 10, "young": 4},
    "general_inflation": 0.02,
    "years_from_price_base": 1.0,
    "discount_rate": 0.1,
    "travel_cost_per_mile": 2.0,
    "unmet_need_price": 100.0,
    "provisions": {
        "home": {
            "weekly_cost": 800.0,
            "price_growth": 0.03,
            "mean_stay": 1 / math.log(2),
            "planned_moves_max": 0.2,
            "planned_move_cost": 500.0,
        },
        "team": {"family": "support_at_home", "looked_after": False},
    },
    "suitability": {("teen", "spot"): {"weekly_supplement": 50.0}},
    "supply": [
        {
            "pool": ("home", "in"),
            "places": 20,
            "attrition": 0.1,
            "units": 2,
            "closable": True,
            "running_cost": 7000.0,
            "grant": 100.0,
            "closing_cost": 3000.0,
        }
    ],
    "market": [
        {"pool": ("home", "in"), "children_max": 3.0, "weekly_cost": 900.0},
        {"pool": ("home", "in"), "tier": 2, "children_max": 2.0, "weekly_cost": 1100.0},
        {"pool": ("spot", "out")},
    ],
    "options": {"open": OPEN, "team": {"provision": "team", "setup_cost": 10.0, "running_cost": 20.0}},
    "placements": {("teen", "in", "home", "in"): 10, ("young", "in", "spot", "out"): 4},
    "grants": [
        {"amount": 7.0},
        {
            "basis": "per_child_per_night",
            "amount": 2.0,
            "needs": frozenset({"teen"}),
            "provisions": frozenset({"spot"}),
        },
        {"basis": "per_unit", "amount": 11.0, "options": frozenset({"open"})},
    ],
    "budgets": [
        {"budget": "capital", "period": 1, "limit": 600.0, "price_if_missed": 0.5},
        {"limit": 6.0, "period": 0, "price_if_missed": 0.3},
        {"budget": "capital_total", "period": None, "limit": 900.0, "price_if_missed": 0.7},
        {"limit": 1e6, "period": 1},
    ],
    "targets": [{"value": 1, "unit": "number"}, {"value": 2, "unit": "number", "price_if_missed": 30.0}],
}
HOME, SPOT, TEAM = ("home", "in"), ("spot", "out"), ("team", "in")


def in_home(t):
    """Children of the home in a period, the five of the start apart."""
    first = {
        "place[teen,in,home,in,0,0]": 1,
        "place[young,in,home,in,0,0]": 1,
        "move[teen,in,home,in,0,0]": -1,
        "displace[teen,in,home,in,0,0]": -1,
    }
    if t == 0:
        return first
    later = {f"place[{need},in,home,in,1,0]": 1 for need in ("teen", "young")}
    leaving = {f"{name}[{need},in,home,in,1,0]": -1 for name in ("move", "displace") for need in ("teen", "young")}
    return {**times(first, STAY), **later, **leaving}


def placed(need, provision, area, t):
    return {f"place[{need},in,{provision},{area},{when},0]": 1 for when in range(t + 1)}


@pytest.fixture
def ledger(make_case):
    return build(make_case(**LEDGER))


def test_placements_cost_their_week_with_supplement_and_tier(ledger):
    # £800 × 50 in the home and £100 or £300 more for a child bought; £1,000 × 50 and £50 more for a teenager
    years = (1.0, 0.5)
    homes = [
        ((t, 0, *HOME, ""), {
            "": (5, 5 * STAY)[t] * 40_000 * years[t] * OF_HOMES[t],
            **times(in_home(t), 40_000 * years[t] * OF_HOMES[t]),
            f"buy[home,in,0,{t},0]": 5_000 * years[t] * OF_HOMES[t],
            f"buy[home,in,1,{t},0]": 15_000 * years[t] * OF_HOMES[t],
        })
        for t in (0, 1)
    ]  # fmt: skip
    bought = [
        ((t, 0, *SPOT, ""), {
            "": 4 * 50_000 * years[t] * LEVEL[t],
            **times(placed("teen", *SPOT, t), 52_500 * years[t] * LEVEL[t]),
            **times(placed("young", *SPOT, t), 50_000 * years[t] * LEVEL[t]),
        })
        for t in (0, 1)
    ]  # fmt: skip
    team = [((t, 0, *TEAM, ""), {}) for t in (0, 1)]
    assert_lines(ledger, "placements", *homes, *bought, *team)


def test_travel_costs_its_miles_each_year(ledger):
    # £2 a mile: 5 miles to the home and to the team, 40 to the bought home
    homes = [
        ((0, 0, *HOME, ""), {"": 50 * 1.02, **times(in_home(0), 10 * 1.02)}),
        ((1, 0, *HOME, ""), {"": 25 * STAY * LEVEL[1], **times(in_home(1), 5 * LEVEL[1])}),
    ]
    away = [
        ((t, 0, *SPOT, ""), {
            "": 4 * 80 * (1, 0.5)[t] * LEVEL[t],
            **times({**placed("teen", *SPOT, t), **placed("young", *SPOT, t)}, 80 * (1, 0.5)[t] * LEVEL[t]),
        })
        for t in (0, 1)
    ]  # fmt: skip
    near = [
        ((t, 0, *TEAM, ""),
         times({**placed("teen", *TEAM, t), **placed("young", *TEAM, t)}, 10 * (1, 0.5)[t] * LEVEL[t]))
        for t in (0, 1)
    ]  # fmt: skip
    assert_lines(ledger, "travel", *homes, *away, *near)


def test_places_that_exist_cost_their_running_less_what_closes(ledger):
    # 20 × £7,000 for a year, 18 × £7,000 for half a year; a closed unit saves half
    year, half = 140_000 * OF_HOMES[0], 63_000 * OF_HOMES[1]
    assert_lines(
        ledger,
        "existing_places",
        ((0, None, *HOME, ""), {"": year, "close[home,in,0]": -year / 2}),
        ((1, None, *HOME, ""), {"": half, "close[home,in,0]": -half / 2, "close[home,in,1]": -half / 2}),
    )


def test_grants_are_booked_to_what_brings_them(ledger):
    # 20 places × £100, then 18 × £100 for half a year; £2 × 350 nights; £11 a unit; £7 a period
    assert finance.NIGHTS_PER_WEEK == 7
    year, half = -2_000 * LEVEL[0], -900 * LEVEL[1]
    assert_lines(
        ledger,
        "grants",
        ((0, None, *HOME, ""), {"": year, "close[home,in,0]": -year / 2}),
        ((1, None, *HOME, ""), {"": half, "close[home,in,0]": -half / 2, "close[home,in,1]": -half / 2}),
        ((0, None, "", "", "grant 0"), {"": -7 * LEVEL[0]}),
        ((1, None, "", "", "grant 0"), {"": -7 * LEVEL[1]}),
        ((0, 0, *SPOT, "grant 1"), times(placed("teen", *SPOT, 0), -700 * LEVEL[0])),
        ((1, 0, *SPOT, "grant 1"), times(placed("teen", *SPOT, 1), -350 * LEVEL[1])),
        ((0, None, *HOME, "grant 2"), {"decide[open,in,0]": -11 * LEVEL[0]}),
        ((1, None, *HOME, "grant 2"), {"decide[open,in,1]": -11 * LEVEL[1]}),
    )


def test_options_cost_their_set_up_running_and_capital(ledger):
    assert_lines(
        ledger,
        "setup",
        ((0, None, *HOME, "open"), {"decide[open,in,0]": 100 * LEVEL[0]}),
        ((1, None, *HOME, "open"), {"decide[open,in,1]": 100 * LEVEL[1]}),
    )
    assert_lines(
        ledger,
        "new_places",
        ((0, None, *HOME, "open"), {"decide[open,in,0]": 50 * OF_HOMES[0]}),
        ((1, None, *HOME, "open"), {f"decide[open,in,{t}]": 25 * OF_HOMES[1] for t in (0, 1)}),
    )
    assert_lines(
        ledger,
        "capital",
        ((0, None, *HOME, "open"), {"decide[open,in,0]": 750 * LEVEL[0]}),
        ((1, None, *HOME, "open"), {"decide[open,in,1]": 750 * LEVEL[1]}),
    )
    assert_lines(ledger, "financing")


def test_set_up_and_running_of_support_at_home_are_prevention(ledger):
    assert_lines(
        ledger,
        "prevention",
        ((0, None, *TEAM, "team"), {"decide[team,in,0]": 10 * LEVEL[0]}),
        ((0, None, *TEAM, "team"), {"decide[team,in,0]": 20 * LEVEL[0]}),
        ((1, None, *TEAM, "team"), {"decide[team,in,1]": 10 * LEVEL[1]}),
        ((1, None, *TEAM, "team"), {f"decide[team,in,{t}]": 10 * LEVEL[1] for t in (0, 1)}),
    )


def test_closing_and_planned_moves_cost_once(ledger):
    assert_lines(
        ledger,
        "closures",
        ((0, None, *HOME, ""), {"close[home,in,0]": 3_000 * LEVEL[0]}),
        ((1, None, *HOME, ""), {"close[home,in,1]": 3_000 * LEVEL[1]}),
    )
    assert_lines(
        ledger,
        "planned_moves",
        ((0, 0, *HOME, ""), {"move[teen,in,home,in,0,0]": 500 * LEVEL[0]}),
        ((1, 0, *HOME, ""), {f"move[{need},in,home,in,1,0]": 500 * LEVEL[1] for need in ("teen", "young")}),
    )


def test_what_the_plan_fails_to_do_has_its_price(ledger):
    assert_lines(
        ledger,
        "unmet_need",
        ((0, 0, "", "", ""), {"unmet[teen,in,0,0]": 100 * LEVEL[0]}),
        ((1, 0, "", "", ""), {"unmet[teen,in,1,0]": 50 * LEVEL[1]}),
        ((0, 0, "", "", ""), {"unmet[young,in,0,0]": 100 * LEVEL[0]}),
        ((1, 0, "", "", ""), {"unmet[young,in,1,0]": 50 * LEVEL[1]}),
    )
    assert_lines(
        ledger,
        "missed_promises",
        ((0, 0, "", "", "promise 1"), {"miss[1,0,0]": 30 * LEVEL[0]}),
        ((1, 0, "", "", "promise 1"), {"miss[1,1,0]": 15 * LEVEL[1]}),
    )
    assert_lines(
        ledger,
        "over_budget",
        ((1, None, "", "", "capital"), {"overspend[0,0]": 0.5}),
        ((0, 0, "", "", "revenue"), {"overspend[1,0]": 0.3}),
        ((0, None, "", "", "capital_total"), {"overspend[2,0]": 0.7}),
    )


@pytest.mark.covers("capital_budget")
def test_capital_budgets_hold_the_capital_of_their_period_or_of_all(ledger):
    assert_rows(
        rows(ledger, "capital_budget"),
        {
            0: (None, {"decide[open,in,1]": 750 * LEVEL[1], "overspend[0,0]": -1}, 600),
            2: (
                None,
                {"decide[open,in,0]": 750 * LEVEL[0], "decide[open,in,1]": 750 * LEVEL[1], "overspend[2,0]": -1},
                900,
            ),
        },
    )


@pytest.mark.covers("revenue_budget")
def test_a_revenue_budget_holds_every_line_but_capital_and_prices(ledger):
    counted = {
        "placements", "travel", "existing_places", "new_places", "setup", "prevention", "closures",
        "planned_moves", "financing", "grants",
    }  # fmt: skip
    found = rows(ledger, "revenue_budget")
    assert list(found) == [(1, 0), (3, 0)]
    for (number, _), limit, period in zip(found, (6.0, 1e6), (0, 1), strict=True):
        spent: dict[str, float] = {}
        for name in counted:
            for (when, *_), amounts in cost_lines(ledger, name):
                for variable, amount in amounts.items() if when == period else ():
                    spent[variable] = spent.get(variable, 0) + amount
        constant = spent.pop("")
        over = {"overspend[1,0]": -1} if number == 1 else {}
        assert dict(found[number, 0].weights) == pytest.approx({**spent, **over})
        assert (found[number, 0].low, found[number, 0].high) == (None, pytest.approx(limit - constant))


def test_the_objective_is_every_line_at_present_value(ledger):
    # cash capital counts; the half-year starts a year on: divided by 1.1 × 1.02
    expected: dict[str, float] = {}
    for line in ledger.cost_lines:
        for variable, amount in weights(ledger, line.terms).items():
            factor = 1.0 if line.period == 0 else 1 / (1.1 * 1.02)
            expected[variable] = expected.get(variable, 0) + amount * factor
    found = weights(ledger, discounted_cost(ledger.formulation, ledger.cost_lines))
    assert found == pytest.approx(expected)
    assert all(in_objective(ledger.formulation, line) for line in ledger.cost_lines)


def test_the_model_makes_that_cost_least(ledger):
    least = ledger.formulation.model.least_cost
    assert least.sense == pyo.minimize
    stated = weights(ledger, discounted_cost(ledger.formulation, ledger.cost_lines))
    assert linear(least.expr) == pytest.approx(stated)


@pytest.mark.covers("Option.asset_life", "Option.grant_share")
def test_financed_capital_is_charged_for_its_life_and_stays_out_of_the_objective(make_case):
    # £750 at 2 % dearer each year, repaid without interest over 1.25 years from the decision: £600 a year
    case = make_case(**{**LEDGER, "capital_treatment": "financed", "borrowing_rate": 0.0})
    plan = build(case)
    assert_lines(
        plan,
        "financing",
        ((0, None, *HOME, "open"), {"decide[open,in,0]": 600 * LEVEL[0]}),
        (
            (1, None, *HOME, "open"),
            {"decide[open,in,0]": 600 * LEVEL[0] * 0.25, "decide[open,in,1]": 600 * LEVEL[1] * 0.5},
        ),
    )
    counted = {line.line for line in plan.cost_lines if in_objective(plan.formulation, line)}
    assert "financing" in counted
    assert "capital" not in counted


def test_every_line_is_revenue_capital_or_a_price_that_nobody_pays(ledger, make_case):
    financed = build(make_case(**LEDGER, capital_treatment="financed"))
    kinds = {line.line for plan in (ledger, financed) for line in plan.cost_lines}
    assert kinds == {*REVENUE_LINES, CAPITAL_LINE, *PRICED_LINES}
    assert len(kinds) == len(REVENUE_LINES) + 1 + len(PRICED_LINES)
