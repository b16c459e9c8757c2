"""What the homes that children live in now cost, travel and bring in grants: by hand."""

import math

import pytest

from models.starting_position import covered_provisions, starting_costs, starting_grants, starting_travel

HOME, SPOT = ("home", "in"), ("spot", "out")
EIGHT = {("child", "in", *HOME): 8}


@pytest.fixture
def costs(make_case):
    return lambda **case: starting_costs(make_case(**{"demand": 20, **case}))


def test_children_in_own_places_cost_the_provisions_week(costs):
    # 8 × £400 × 50; nobody lives in a bought home
    found = costs(
        provisions={"home": {"weekly_cost": 400.0}},
        supply=[{"pool": HOME, "places": 8}],
        placements=EIGHT,
    )
    assert found == {"home": pytest.approx(160_000), "spot": 0}


def test_own_places_fill_first_then_the_cheapest_tiers_and_the_dearest_takes_the_rest(costs):
    # 3 in own places at £400, 2 at £500, 1 at £700 and the other 2 there too, though it takes only 1
    tier = {"pool": HOME, "children_max": 2.0, "weekly_cost": 500.0}
    found = costs(
        provisions={"home": {"weekly_cost": 400.0}},
        supply=[
            {"pool": HOME, "places": 3},
            {"pool": HOME, "places": 90, "from_period": 1},
            {"pool": SPOT, "places": 90},
        ],
        market=[
            {**tier, "tier": 2, "children_max": 1.0, "weekly_cost": 700.0},
            tier,
            {**tier, "from_period": 1, "weekly_cost": 1.0},
            {**tier, "pool": SPOT, "weekly_cost": 2.0},
        ],
        placements=EIGHT,
    )
    assert found["home"] == pytest.approx(50 * (3 * 400 + 2 * 500 + 3 * 700))


def test_more_children_than_places_without_a_market_cost_the_provisions_week_too(costs):
    found = costs(
        provisions={"home": {"weekly_cost": 400.0}},
        supply=[
            {"pool": HOME, "places": 3},
            {"pool": HOME, "places": 90, "from_period": 1},
            {"pool": SPOT, "places": 90},
        ],
        placements=EIGHT,
    )
    assert found["home"] == pytest.approx(50 * 8 * 400)


def test_places_cost_their_running_filled_or_not(costs):
    # 12 places, 8 children: 12 × £1,000 beside 8 × £400 × 50; the second year's row does not count
    found = costs(
        provisions={"home": {"weekly_cost": 400.0}},
        supply=[
            {"pool": HOME, "places": 12, "running_cost": 1_000.0},
            {"pool": HOME, "places": 99, "running_cost": 9.0, "from_period": 1},
        ],
        placements=EIGHT,
    )
    assert found["home"] == pytest.approx(12_000 + 160_000)


def test_pools_of_a_provision_are_added_up_with_their_supplements(costs):
    # 8 in one area, 2 in another; complex children cost £150 a week more
    found = costs(
        needs={"child": {}, "complex": {}},
        demand={"child": 8, "complex": 3},
        provisions={"home": {"weekly_cost": 400.0}},
        supply=[{"pool": HOME, "places": 9, "running_cost": 10.0}, {"pool": ("home", "out"), "places": 2}],
        placements={**EIGHT, ("complex", "in", *HOME): 1, ("complex", "in", "home", "out"): 2},
        suitability={("complex", "home"): {"weekly_supplement": 150.0}},
    )
    assert found["home"] == pytest.approx(90 + 50 * (11 * 400 + 3 * 150))


def test_a_provision_where_nobody_lives_costs_nothing(costs):
    assert costs() == {"home": 0, "spot": 0}


def test_travel_at_the_start(make_case):
    # £3 a mile: 8 children 5 miles away, 2 children 40 miles; an unknown distance counts as none
    placements = {**EIGHT, ("child", "in", *SPOT): 2}
    case = make_case(placements=placements, demand=10, travel_cost_per_mile=3.0)
    assert starting_travel(case) == pytest.approx(3 * (8 * 5 + 2 * 40))
    unknown = {("in", "in"): ("inside", 5.0), ("in", "out"): ("unknown", None)}
    case = make_case(placements=placements, demand=10, travel_cost_per_mile=3.0, proximity=unknown)
    assert starting_travel(case) == pytest.approx(3 * 8 * 5)


def test_grants_on_places_at_the_start(make_case):
    # 12 × £30 and 2 × £5; not what begins later
    supply = [
        {"pool": HOME, "places": 12, "grant": 30.0},
        {"pool": ("home", "out"), "places": 2, "grant": 5.0},
        {"pool": HOME, "places": 99, "grant": 7.0, "from_period": 1},
    ]
    assert starting_grants(make_case(supply=supply)) == pytest.approx(370)


def test_grants_by_the_night_at_the_start_are_for_children_in_scope(make_case):
    # £2 × 350 nights for 8 teenagers in homes, and half of it again for the 3 + 8 of anywhere
    nightly = {"basis": "per_child_per_night"}
    case = make_case(
        needs={"teen": {}, "young": {}},
        demand={"teen": 12, "young": 5},
        supply=[{"pool": HOME, "places": 1, "grant": 9.0}],
        placements={("teen", "in", *HOME): 8, ("teen", "in", *SPOT): 3, ("young", "in", *HOME): 5},
        grants=[
            {**nightly, "amount": 99.0, "periods": (1,)},
            {**nightly, "amount": 2.0, "needs": frozenset({"teen"}), "provisions": frozenset({"home"})},
            {**nightly, "amount": 1.0, "needs": frozenset({"teen"})},
        ],
    )
    assert starting_grants(case) == pytest.approx(9 + 2 * 350 * 8 + 350 * 11)


def test_grants_by_the_period_are_made_yearly_and_grants_by_the_unit_have_no_start(make_case):
    # £500 for a quarter is £2,000 a year; nothing has been decided at the start
    case = make_case(
        years=(0.25, 1.0),
        grants=[{"amount": 500.0}, {"amount": 70.0, "periods": (1,)}, {"basis": "per_unit", "amount": 40.0}],
    )
    assert starting_grants(case) == pytest.approx(2_000)
    again = make_case(
        years=(0.25, 1.0), supply=[{"pool": HOME, "places": 2, "grant": 3.0}], grants=[{"amount": 500.0}] * 2
    )
    assert starting_grants(again) == pytest.approx(6 + 2 * 2_000)


def test_supplements_and_prices_do_not_grow_at_the_start(costs):
    # at the price base, whatever the years since: 8 × £1,000 × 50
    found = costs(
        placements={("child", "in", *SPOT): 8},
        market=[{"pool": SPOT, "children_max": math.inf}],
        general_inflation=0.5,
        years_from_price_base=2.0,
    )
    assert found["spot"] == pytest.approx(400_000)


def test_an_outturn_line_covers_no_provision_those_named_or_all(make_case):
    case = make_case()
    assert covered_provisions(case, None) == []
    assert covered_provisions(case, ("spot",)) == ["spot"]
    assert covered_provisions(case, ("*",)) == ["home", "spot"]
