"""The second formulation by hand: every family of rows and every line of cost, with the arithmetic.

The case is that of the planner's own hand tests: a child bought outside costs £50,000 a year, a child in an own
home nothing beside what the home costs; nothing is discounted or inflated.
"""

from __future__ import annotations

import math

import pytest

from models import audit
from models.audit_draft import ChildrenAt, PoolAt
from models.case import Flow, OptionKey, Pool
from optimiser.engine.cbc import solve

OPEN, HOME, SPOT = OptionKey("open", "in"), Pool("home", "in"), Pool("spot", "out")
IN_HOME, IN_SPOT = Flow("child", "in", "home", "in"), Flow("child", "in", "spot", "out")
LIVES_IN_HOME, LIVES_IN_SPOT = tuple(IN_HOME), tuple(IN_SPOT)
HOME_OF = {"pool": HOME, "places": 20}


@pytest.fixture(scope="session")
def answer(make_case):
    """The cheapest answer of a small case."""

    def found(**given):
        problem = audit.write(make_case(**given))
        outcome = solve(problem.lp)
        assert outcome.status == "optimal", outcome.reason
        return audit.read(problem, outcome.values)

    return found


@pytest.fixture(scope="session")
def impossible(make_case):
    def found(**given):
        return solve(audit.write(make_case(**given)).lp).status == "infeasible"

    return found


def at_home(found, t=0):
    return found.census.get(ChildrenAt(IN_HOME, t, 0), 0.0)


def bought(found, t=0):
    return found.census.get(ChildrenAt(IN_SPOT, t, 0), 0.0)


def line(found, name, t=0):
    return sum(amount for key, amount in found.lines.items() if (key.line, key.period) == (name, t))


# -- children


def test_everyone_has_a_home(answer, impossible):
    assert answer(years=(1.0,), demand=3).objective == pytest.approx(3 * 50_000)
    limited = [{"pool": SPOT, "children_max": 2.0}]
    assert impossible(years=(1.0,), demand=3, market=limited)
    # half a year: 2 bought at £25,000; 1 without a home at half of £400,000
    found = answer(years=(0.5,), demand=3, market=limited, unmet_need_price=400_000.0)
    assert found.unmet == {("child", "in", 0, 0): pytest.approx(1)}
    assert found.objective == pytest.approx(2 * 25_000 + 200_000)


def test_children_who_need_a_home_where_none_can_be_are_impossible(impossible):
    assert impossible(years=(1.0,), demand=1, market=[], provisions={"home": {}})


def test_the_settled_stay_and_fall_with_demand(answer):
    # own homes for everyone are free, but settled children stay: half of 8 by their stay, half of those by demand
    stay = {"spot": {"mean_stay": 1 / math.log(2)}}
    given = {"supply": [HOME_OF], "provisions": stay, "placements": {LIVES_IN_SPOT: 8}, "demand": [8, 4]}
    found = answer(**given)
    assert (bought(found, 0), bought(found, 1)) == (pytest.approx(4), pytest.approx(1))
    assert found.new[ChildrenAt(IN_HOME, 0, 0)] == pytest.approx(4)
    assert bought(answer(**given, settled_children="free")) == 0


def test_a_stay_of_the_need_group_goes_before_the_provisions(answer):
    suits = {("child", "spot"): {"mean_stay": 1 / math.log(4)}}
    given = {"supply": [HOME_OF], "placements": {LIVES_IN_SPOT: 8}, "demand": 8, "years": (1.0,)}
    assert bought(answer(**given, suitability=suits)) == pytest.approx(2)
    assert bought(answer(**given)) == pytest.approx(8), "without a stay nobody leaves"


def test_planned_moves_are_limited_and_paid_for(answer):
    # a quarter of 8 a year, half of that in half a year; £3,000 each
    moves = {"spot": {"planned_moves_max": 0.25, "planned_move_cost": 3_000.0}}
    found = answer(years=(0.5, 1.0), demand=8, supply=[HOME_OF], provisions=moves, placements={LIVES_IN_SPOT: 8})
    assert found.planned == {
        ChildrenAt(IN_SPOT, 0, 0): pytest.approx(1),
        ChildrenAt(IN_SPOT, 1, 0): pytest.approx(7 / 4),
    }
    assert line(found, "planned_moves", 1) == pytest.approx(7 / 4 * 3_000)


def test_only_a_share_of_a_need_group_suits(answer):
    suits = {("child", "home"): {"share_max": 0.25}}
    found = answer(years=(1.0,), demand=8, supply=[HOME_OF], suitability=suits)
    assert at_home(found) == pytest.approx(2)


def test_more_settled_than_the_share_keep_everybody_new_out(answer):
    # 4 of 8 are settled where a quarter suits: they stay; as half of them leave, 2 = a quarter of 8 may live there
    suits = {("child", "home"): {"share_max": 0.25, "mean_stay": 1 / math.log(2)}}
    found = answer(years=(0.5, 0.5), demand=8, supply=[HOME_OF], suitability=suits, placements={LIVES_IN_HOME: 4})
    assert at_home(found, 0) == pytest.approx(4 * math.sqrt(0.5))
    assert at_home(found, 1) == pytest.approx(2)
    assert ChildrenAt(IN_HOME, 0, 0) not in found.new


def test_an_unsuitable_home_keeps_who_is_there_and_takes_nobody_new(answer):
    suits = {("child", "home"): {"rating": "unsuitable"}}
    given = {"years": (1.0,), "demand": 8, "supply": [HOME_OF], "suitability": suits}
    assert at_home(answer(**given)) == 0
    assert at_home(answer(**given, placements={LIVES_IN_HOME: 3})) == pytest.approx(3)


# -- pools


def test_a_planning_occupancy_holds_back_new_placements(answer):
    found = answer(years=(1.0,), demand=20, supply=[HOME_OF], provisions={"home": {"occupancy": 0.85}})
    assert (at_home(found), bought(found)) == (pytest.approx(17), pytest.approx(3))


def test_a_pool_overfull_at_the_start_keeps_its_children_and_takes_nobody(answer):
    found = answer(
        demand=20,
        supply=[HOME_OF],
        provisions={"home": {"occupancy": 0.85, "mean_stay": 12.0}},
        placements={LIVES_IN_HOME: 19},
    )
    # 19 × exp(-1/12) = 17.48 > 17, so full; a year later 16.08, so room up to 17
    assert at_home(found, 0) == pytest.approx(19 * math.exp(-1 / 12))
    assert at_home(found, 1) == pytest.approx(17)
    assert found.full == {PoolAt(HOME, 0, 0): 1.0}


def test_a_pool_may_stay_overfull(answer):
    # 19 settled in a home planned for 17, and nobody leaves: they stay in the second year too
    crowd = {"home": {"occupancy": 0.85}}
    found = answer(demand=20, supply=[HOME_OF], provisions=crowd, placements={LIVES_IN_HOME: 19})
    assert [at_home(found, t) for t in (0, 1)] == pytest.approx([19, 19])


def test_lost_places_move_children_and_no_more_than_are_lost(answer):
    # 20 full places lose a tenth: 2 children move; with an occupancy of 0.5 nobody moves while they fit 18
    lose = {**HOME_OF, "attrition": 0.1}
    found = answer(demand=20, supply=[lose], placements={LIVES_IN_HOME: 20})
    assert found.displaced == {ChildrenAt(IN_HOME, 1, 0): pytest.approx(2)}
    assert (at_home(found, 1), bought(found, 1)) == (pytest.approx(18), pytest.approx(2))
    half = {"home": {"occupancy": 0.5}}
    found = answer(demand=16, supply=[lose], placements={LIVES_IN_HOME: 16}, provisions=half)
    assert found.displaced == {}
    assert at_home(found, 1) == pytest.approx(16)


def test_no_more_move_than_places_are_lost_however_dear_the_home(answer):
    # planned for 10 and full with 20 at £250,000 each: of the 20 places 2 are lost, so 2 children move, not 11
    lose = {**HOME_OF, "attrition": 0.1}
    dear = {"home": {"weekly_cost": 5_000.0, "occupancy": 0.5}}
    found = answer(demand=20, supply=[lose], provisions=dear, placements={LIVES_IN_HOME: 20})
    assert [at_home(found, t) for t in (0, 1)] == pytest.approx([20, 18])


def test_a_full_home_holds_no_more_children_than_places(answer):
    # 4 children in 4 places planned for 2; one is lost and a child with it, though a large home could open
    large = {"places_per_unit": 10.0, "setup_cost": 1_000_000.0, "max_total": 1.0}
    found = answer(
        demand=4,
        supply=[{"pool": HOME, "places": 4, "attrition": 0.25}],
        provisions={"home": {"occupancy": 0.5}},
        placements={LIVES_IN_HOME: 4},
        options={"open": large},
    )
    assert [at_home(found, t) for t in (0, 1)] == pytest.approx([4, 3])


def test_a_pool_fills_its_market_before_it_is_full(answer):
    # 4 places planned for 2 and 1 to be bought at £50,000: of 4 settled children 1 is bought, 3 are in own places
    found = answer(
        years=(1.0,),
        demand=4,
        supply=[{"pool": HOME, "places": 4}],
        market=[{"pool": HOME, "children_max": 1.0, "weekly_cost": 1_000.0}],
        provisions={"home": {"occupancy": 0.5}},
        placements={LIVES_IN_HOME: 4},
    )
    assert found.own == {PoolAt(HOME, 0, 0): pytest.approx(3)}
    assert found.objective == pytest.approx(50_000)


def test_nobody_moves_to_make_the_numbers_work(answer):
    # 2 children at £250,000 a year each would cost £50,000 bought; their 4 places fall to 3, enough for both
    lose = {"pool": HOME, "places": 4, "attrition": 0.25}
    dear = {"home": {"weekly_cost": 5_000.0}}
    found = answer(demand=4, supply=[lose], placements={LIVES_IN_HOME: 2}, provisions=dear)
    assert at_home(found, 1) == pytest.approx(2)


def test_cheaper_tiers_first_and_no_more_than_they_take(answer):
    tiers = [
        {"pool": SPOT, "tier": 1, "children_max": 2.0},
        {"pool": SPOT, "tier": 2, "children_max": 9.0, "weekly_cost": 2_000.0},
    ]
    found = answer(years=(1.0,), demand=5, market=tiers)
    at = PoolAt(SPOT, 0, 0)
    assert found.bought == {(at, 1): pytest.approx(2), (at, 2): pytest.approx(3)}
    assert found.objective == pytest.approx(2 * 50_000 + 3 * 100_000)


def test_a_market_that_shrinks_keeps_its_children_at_the_dearest_tier(answer):
    tiers = [
        {"pool": SPOT, "tier": 1, "children_max": 2.0},
        {"pool": SPOT, "tier": 2, "children_max": 2.0, "weekly_cost": 2_000.0},
        {"pool": SPOT, "tier": 2, "from_period": 1, "children_max": 1.0, "weekly_cost": 3_000.0},
    ]
    found = answer(demand=4, market=tiers, placements={LIVES_IN_SPOT: 4})
    at = PoolAt(SPOT, 1, 0)
    assert (found.bought[at, 1], found.bought[at, 2]) == (pytest.approx(2), pytest.approx(2))
    assert line(found, "placements", 1) == pytest.approx(2 * 50_000 + 2 * 150_000)


def test_a_market_that_begins_later_has_its_children_at_the_usual_price(answer):
    later = [{"pool": SPOT, "from_period": 1, "children_max": 5.0, "weekly_cost": 2_000.0}]
    found = answer(demand=3, market=later, placements={LIVES_IN_SPOT: 3})
    assert (line(found, "placements", 0), line(found, "placements", 1)) == (150_000, 300_000)


def test_a_pool_without_places_or_market_keeps_its_children_at_its_own_price(answer, impossible):
    found = answer(years=(1.0,), demand=3, market=[], placements={LIVES_IN_SPOT: 3})
    assert found.own == {PoolAt(SPOT, 0, 0): pytest.approx(3)}
    assert found.objective == pytest.approx(150_000)
    assert impossible(years=(1.0,), demand=4, market=[], placements={LIVES_IN_SPOT: 3})


# -- promises


@pytest.mark.parametrize(
    ("promise", "at_home_then"),
    [
        ({"value": 0.5}, 4),
        ({"value": 3.0, "unit": "number"}, 3),
        ({"measure": "within_20_miles", "value": 0.5}, 4),
        ({"measure": "beyond_20_miles", "sense": "at_most", "value": 0.25}, 6),
        ({"measure": "in_house", "value": 0.25}, 2),
        ({"measure": "family", "value": 0.25}, 2),
        ({"measure": "preferred", "value": 0.25}, 2),
        ({"measure": "selected", "provisions": frozenset({"home"}), "value": 0.25}, 2),
        ({"measure": "inside_boundary", "value": 0.5, "provisions": frozenset({"home"})}, 0),
        ({"value": 0.5, "periods": ()}, 0),
    ],
)
def test_a_promise_counts_what_it_says(answer, promise, at_home_then):
    # 8 children; an own home inside costs £60,000 a child, more than outside, and is used for promises alone
    dear = {"home": {"weekly_cost": 1_200.0, "family": "fostering"}}
    suits = {("child", "home"): {"rating": "preferred"}}
    found = answer(years=(1.0,), demand=8, supply=[HOME_OF], provisions=dear, suitability=suits, targets=[promise])
    assert at_home(found) == pytest.approx(at_home_then)


def test_promises_leave_out_the_exempt_and_children_not_looked_after(answer):
    dear = {"home": {"weekly_cost": 1_200.0}}
    given = {"years": (1.0,), "demand": 8, "supply": [HOME_OF], "targets": [{"value": 0.5}]}
    assert at_home(answer(**given, provisions=dear, needs={"child": {"locality_exempt": True}})) == 0
    looked_after = {**dear, "spot": {"looked_after": False}}
    assert at_home(answer(**given, provisions=looked_after)) == 0, "nobody outside is in the promise"


def test_a_priced_promise_is_missed_where_that_is_cheaper(answer):
    # keeping it costs £10,000 a child, missing it £8,000
    dear = {"home": {"weekly_cost": 1_200.0}}
    promise = {"value": 0.5, "price_if_missed": 8_000.0}
    found = answer(years=(1.0,), demand=8, supply=[HOME_OF], provisions=dear, targets=[promise])
    assert found.missed == {(0, 0, 0): pytest.approx(4)}
    assert line(found, "missed_promises") == pytest.approx(4 * 8_000)


# -- money


def test_prices_and_present_values(answer):
    # a year and a half after the price base; inflation 2 %, the provision's prices 3 % above it, discounting 3.5 %
    found = answer(
        demand=[0, 1],
        provisions={"spot": {"price_growth": 0.03}},
        general_inflation=0.02,
        discount_rate=0.035,
        years_from_price_base=0.5,
    )
    cash = 50_000 * (1.02 * 1.03) ** 1.5
    assert line(found, "placements", 1) == pytest.approx(cash)
    assert found.objective == pytest.approx(cash / (1.035 * 1.02))


def test_supplements_travel_and_nightly_grants(answer):
    # 2 children outside: £100 a week more; 40 miles at £20 a year each; £5 a night for 350 nights; and one at home
    found = answer(
        years=(1.0,),
        demand=3,
        supply=[{"pool": HOME, "places": 1}],
        suitability={("child", "spot"): {"weekly_supplement": 100.0}},
        travel_cost_per_mile=20.0,
        grants=[{"basis": "per_child_per_night", "amount": 5.0, "provisions": frozenset({"spot"})}],
    )
    assert line(found, "placements") == pytest.approx(2 * (50_000 + 5_000))
    assert line(found, "travel") == pytest.approx(2 * 40 * 20 + 5 * 20)
    assert line(found, "grants") == pytest.approx(-2 * 5 * 350)


def test_expected_cost_of_two_futures(answer):
    found = answer(years=(1.0,), futures={"low": (0.25, 1), "high": (0.75, 3)})
    assert found.objective == pytest.approx(0.25 * 50_000 + 0.75 * 150_000)


def test_a_revenue_budget_is_kept_or_priced(answer, impossible):
    budget = {"limit": 120_000.0}
    assert impossible(years=(1.0,), demand=3, budgets=[budget])
    found = answer(years=(1.0,), demand=3, budgets=[{**budget, "price_if_missed": 0.5}])
    assert found.overspend == {(0, 0): pytest.approx(30_000)}
    assert found.objective == pytest.approx(150_000 + 15_000)


@pytest.mark.parametrize(
    ("budget", "units"),
    [
        ({"budget": "capital", "period": 0, "limit": 250_000.0}, (1, 1)),
        ({"budget": "capital_total", "period": None, "limit": 250_000.0}, (1, 0)),
        ({"budget": "capital_total", "period": None, "limit": 250_000.0, "price_if_missed": 0.1}, (2, 0)),
    ],
)
def test_capital_budgets_count_net_of_grant(answer, budget, units):
    # a home of 4 places for £400,000, half granted, financed over 40 years without interest: £5,000 a year
    option = {"places_per_unit": 4, "capital_cost": 400_000.0, "grant_share": 0.5}
    financed = {"capital_treatment": "financed", "borrowing_rate": 0.0}
    leave = {"spot": {"mean_stay": 0.01}}
    found = answer(demand=8, provisions=leave, options={"open": option}, budgets=[budget], **financed)
    assert tuple(found.decide.get((OPEN, t), 0) for t in (0, 1)) == units
    assert line(found, "financing", 0) == pytest.approx(5_000 * units[0])
    assert line(found, "capital", 0) == pytest.approx(200_000 * units[0])


def test_capital_as_cash_is_in_the_objective_and_has_no_charges(answer):
    found = answer(years=(1.0,), demand=4, options={"open": {"places_per_unit": 4, "capital_cost": 90_000.0}})
    assert found.objective == pytest.approx(90_000)
    assert line(found, "financing") == 0


def test_charges_of_borrowed_capital_end_with_the_asset(answer):
    # £100,000 at 10 % over a year and a half: 0.1 / (1 - 1.1^-1.5) a year, a whole year and then half of one
    option = {"capital_cost": 100_000.0, "asset_life": 1.5, "min_total": 1.0, "last_period": 0}
    found = answer(demand=1, options={"open": option}, capital_treatment="financed", borrowing_rate=0.1)
    yearly = 100_000 * 0.1 / (1 - 1.1**-1.5)
    assert (line(found, "financing", 0), line(found, "financing", 1)) == (
        pytest.approx(yearly),
        pytest.approx(yearly / 2),
    )


@pytest.mark.parametrize(
    ("family", "setup", "running"),
    [("childrens_home", "setup", "new_places"), ("support_at_home", "prevention", "prevention")],
)
def test_setup_and_running_costs_and_what_prevention_is(answer, family, setup, running):
    option = {"setup_cost": 7_000.0, "running_cost": 20_000.0, "lead_time": 0.25, "min_total": 1.0}
    found = answer(years=(1.0,), demand=1, provisions={"home": {"family": family}}, options={"open": option})
    # open three quarters of the year; the child is bought for a quarter of it on average
    expected = {setup: 7_000.0, running: 15_000.0} if setup != running else {setup: 22_000.0}
    assert {name: line(found, name) for name in expected} == pytest.approx(expected)
    assert line(found, "placements") == pytest.approx(12_500)


@pytest.mark.parametrize(
    ("scope", "granted"),
    [({}, 9_000), ({"provisions": frozenset({"spot"})}, 0), ({"options": frozenset()}, 0), ({"periods": (1,)}, 0)],
)
def test_a_grant_for_each_unit_is_for_the_options_and_provisions_it_names(answer, scope, granted):
    option = {"setup_cost": 10_000.0, "last_period": 0}
    grant = {"basis": "per_unit", "amount": 9_000.0, **scope}
    found = answer(demand=1, options={"open": option}, grants=[grant])
    assert line(found, "grants") == pytest.approx(-granted)
