"""Places: existing, closed, bought and added; by hand."""

import pytest

NO_MARKET = [{"pool": ("spot", "out"), "children_max": 0.0}]


def own_places(places, **more):
    return {"pool": ("home", "in"), "places": places, **more}


@pytest.mark.covers("enough_places")
def test_no_more_children_than_places(plan_of):
    plan = plan_of(years=(1.0,), demand=10, supply=[own_places(6)])
    assert plan.children(0, provision="home") == pytest.approx(6)
    assert plan.cost == pytest.approx(4 * 50_000)


@pytest.mark.covers("enough_places")
def test_occupancy_of_85_percent_on_20_places_holds_17(plan_of):
    plan = plan_of(years=(1.0,), demand=20, supply=[own_places(20)], provisions={"home": {"occupancy": 0.85}})
    assert plan.children(0, provision="home") == pytest.approx(17)
    assert plan.cost == pytest.approx(3 * 50_000)


@pytest.mark.covers("enough_places")
def test_occupancy_holds_for_new_homes_too(plan_of):
    # 10 places × 0.8 = 8 for 8 children: one home; 9 children would need a second.
    home = {"places_per_unit": 10, "running_cost": 100_000.0}
    common = {"years": (1.0,), "options": {"home10": home}, "provisions": {"home": {"occupancy": 0.8}}}
    assert plan_of(demand=8, market=NO_MARKET, **common).units("home10") == pytest.approx(1)
    assert plan_of(demand=9, market=NO_MARKET, **common).units("home10") == pytest.approx(2)


@pytest.mark.covers("enough_places")
def test_a_market_maximum_holds(plan_of):
    plan = plan_of(
        years=(1.0,),
        demand=10,
        provisions={"agency": {"sector": "external", "weekly_cost": 800.0}},
        market=[{"pool": ("agency", "out"), "children_max": 4.0}, {"pool": ("spot", "out")}],
    )
    assert plan.children(0, provision="agency") == pytest.approx(4)
    assert plan.cost == pytest.approx(4 * 40_000 + 6 * 50_000)


@pytest.mark.covers("enough_places")
def test_cheap_market_tier_first(plan_of):
    tiers = [
        {"pool": ("spot", "out"), "tier": 1, "children_max": 4.0, "weekly_cost": 1000.0},
        {"pool": ("spot", "out"), "tier": 2, "weekly_cost": 1500.0},
    ]
    plan = plan_of(years=(1.0,), demand=6, market=tiers)
    assert plan.bought(0, tier=0) == pytest.approx(4)
    assert plan.bought(0, tier=1) == pytest.approx(2)
    # 50 × (4 × 1,000 + 2 × 1,500)
    assert plan.cost == pytest.approx(350_000)


@pytest.mark.covers("bought_children_live_there")
def test_a_pool_with_places_and_a_market_pays_the_tier_only_for_children_bought(plan_of):
    # 3 own places at £400 a week, the rest bought in the same pool at £1,000.
    plan = plan_of(
        years=(1.0,),
        demand=5,
        provisions={"home": {"weekly_cost": 400.0}},
        supply=[own_places(3)],
        market=[{"pool": ("home", "in"), "weekly_cost": 1000.0}],
    )
    assert plan.bought(0, 0, "home", "in") == pytest.approx(2)
    assert plan.cost == pytest.approx(50 * (3 * 400 + 2 * 1000))


@pytest.mark.covers("bought_children_live_there")
def test_no_more_children_are_bought_than_live_there(plan_of):
    # A bought home is cheaper than the pool's own weekly cost; without the rule "buying" 100 homes would earn
    # money.
    plan = plan_of(
        years=(1.0,),
        demand=5,
        provisions={"home": {"weekly_cost": 1000.0}},
        supply=[own_places(3)],
        market=[{"pool": ("home", "in"), "weekly_cost": 600.0, "children_max": 100.0}],
    )
    assert plan.bought(0, 0, "home", "in") == pytest.approx(5)
    assert plan.cost == pytest.approx(50 * 5 * 600)


@pytest.mark.covers("nobody_new_when_full")
def test_an_overfull_pool_takes_nobody_new(plan_of):
    # Usable 0.85 × 20 = 17; 19 settled stay in year one; a free place is never given to the 20th child.
    plan = plan_of(
        demand=30,
        supply=[own_places(20)],
        provisions={"home": {"occupancy": 0.85}},
        placements={("child", "in", "home", "in"): 19, ("child", "in", "spot", "out"): 11},
    )
    assert plan.children(0, provision="home") == pytest.approx(19)
    assert plan.children(1, provision="home") == pytest.approx(19)
    assert plan.new(0, provision="home") + plan.new(1, provision="home") == pytest.approx(0, abs=1e-6)


@pytest.mark.covers("nobody_new_when_full")
def test_a_pool_takes_children_again_once_there_is_room(plan_of):
    # Stay 5 years: 19 × exp(-1/5) = 15.56 after a year, below 17: 1.44 children may come.
    plan = plan_of(
        years=(0.25, 0.75),
        demand=30,
        supply=[own_places(20)],
        provisions={"home": {"occupancy": 0.85, "mean_stay": 5.0}},
        placements={("child", "in", "home", "in"): 19, ("child", "in", "spot", "out"): 11},
    )
    # a quarter: 19 × exp(-0.05) = 18.073 > 17, nobody new
    assert plan.children(0, provision="home") == pytest.approx(18.0733587)
    assert plan.children(1, provision="home") == pytest.approx(17)
    assert plan.new(1, provision="home") == pytest.approx(17 - 15.5558843)


@pytest.mark.covers("a_place_for_every_child")
def test_however_full_no_more_children_than_places(plan_of):
    # 20 places lose 10 %: 18 remain; of 19 settled (usable 15.3) 18 may stay, 1 must move.
    plan = plan_of(
        demand=19,
        supply=[own_places(20, attrition=0.1)],
        provisions={"home": {"occupancy": 0.85}},
        placements={("child", "in", "home", "in"): 19},
    )
    assert plan.children(0, provision="home") == pytest.approx(19)
    assert plan.children(1, provision="home") == pytest.approx(18)
    assert plan.displaced(1, provision="home") == pytest.approx(1)
    assert plan.cost == pytest.approx(50_000)


SHRINKING = [
    {"pool": ("spot", "out"), "tier": 1, "children_max": 4.0, "weekly_cost": 1000.0},
    {"pool": ("spot", "out"), "tier": 2, "children_max": 6.0, "weekly_cost": 1500.0},
    {"pool": ("spot", "out"), "tier": 1, "from_period": 1, "children_max": 2.0, "weekly_cost": 1000.0},
    {"pool": ("spot", "out"), "tier": 2, "from_period": 1, "children_max": 1.0, "weekly_cost": 1500.0},
]


@pytest.mark.covers("market_full")
def test_children_settled_in_a_shrinking_market_stay_and_pay_the_dearest_tier(plan_of):
    # 10 live there; from year two it takes 2 + 1. All 10 stay: 2 at £1,000, 8 at £1,500.
    plan = plan_of(demand=10, market=SHRINKING, placements={("child", "in", "spot", "out"): 10})
    assert plan.children(1, provision="spot") == pytest.approx(10)
    assert plan.line("placements", 0) == pytest.approx(50 * (4 * 1000 + 6 * 1500))
    assert plan.line("placements", 1) == pytest.approx(50 * (2 * 1000 + 8 * 1500))


@pytest.mark.covers("market_full")
def test_a_market_takes_more_than_its_maximum_only_of_settled_children(plan_of):
    # Settled: half of 10 stay each year by their own length of stay; new children only up to 2 + 1.
    stay = 1 / 0.6931471805599453
    plan = plan_of(
        demand=10,
        market=[*SHRINKING, {"pool": ("agency", "out")}],
        provisions={"agency": {"sector": "external", "weekly_cost": 3000.0}, "spot": {"mean_stay": stay}},
        placements={("child", "in", "spot", "out"): 10},
    )
    # year one: 5 stay and 5 come (4 + 6 homes); year two: 5 stay, more than 3, so nobody new
    assert plan.new(0, provision="spot") == pytest.approx(5)
    assert plan.children(1, provision="spot") == pytest.approx(5)
    assert plan.new(1, provision="spot") == pytest.approx(0, abs=1e-6)
    assert plan.line("placements", 1) == pytest.approx(50 * (2 * 1000 + 3 * 1500 + 5 * 3000))


@pytest.mark.covers("enough_places")
def test_a_one_price_market_that_shrinks_keeps_its_settled_children(plan_of):
    market = [
        {"pool": ("spot", "out"), "children_max": 10.0, "weekly_cost": 1200.0},
        {"pool": ("spot", "out"), "from_period": 1, "children_max": 4.0, "weekly_cost": 1200.0},
    ]
    plan = plan_of(demand=10, market=market, placements={("child", "in", "spot", "out"): 10})
    assert plan.children(1, provision="spot") == pytest.approx(10)
    assert plan.cost == pytest.approx(2 * 10 * 60_000)


@pytest.mark.covers("enough_places")
def test_children_settled_in_a_market_that_closes_still_pay_its_price(plan_of):
    # No new child from year two, but the homes still charge £1,200, not the provision's usual £1,000.
    market = [
        {"pool": ("spot", "out"), "weekly_cost": 1200.0},
        {"pool": ("spot", "out"), "from_period": 1, "children_max": 0.0, "weekly_cost": 1200.0},
    ]
    plan = plan_of(demand=10, market=market, placements={("child", "in", "spot", "out"): 10})
    assert plan.line("placements", 1) == pytest.approx(10 * 60_000)


@pytest.mark.covers("enough_places")
def test_children_settled_before_a_market_opens_pay_the_usual_price(plan_of):
    tiers = [
        {"pool": ("spot", "out"), "from_period": 1, "tier": 1, "weekly_cost": 1200.0, "children_max": 10.0},
        {"pool": ("spot", "out"), "from_period": 1, "tier": 2, "weekly_cost": 1500.0},
    ]
    plan = plan_of(demand=10, market=tiers, placements={("child", "in", "spot", "out"): 10})
    assert plan.line("placements", 0) == pytest.approx(10 * 50_000)
    assert plan.line("placements", 1) == pytest.approx(10 * 60_000)


TWO_HOMES = own_places(8, units=2, running_cost=60_000.0, closable=True, closing_cost=25_000.0)


@pytest.mark.covers("closures_within_what_exists")
def test_an_empty_home_is_closed_and_its_running_cost_saved(plan_of):
    # Two homes of 4 at £240,000 each; 4 children, in own homes (no market). One home is closed at once:
    # running 2 × 240,000 + closing 25,000.
    plan = plan_of(demand=4, supply=[TWO_HOMES], market=NO_MARKET)
    assert plan.closed(0) == pytest.approx(1)
    assert plan.closed(1) == pytest.approx(1)
    assert plan.places(1) == pytest.approx(4)
    assert plan.line("existing_places", 0) == pytest.approx(240_000)
    assert plan.line("closures", 0) == pytest.approx(25_000)
    assert plan.cost == pytest.approx(2 * 240_000 + 25_000)


@pytest.mark.covers("closures_within_what_exists")
def test_no_more_homes_are_closed_than_there_are(plan_of):
    # Nobody needs a home; closing pays £240,000 a year each, but only two exist.
    plan = plan_of(demand=0, supply=[TWO_HOMES])
    assert plan.closed(0) == pytest.approx(2)
    assert plan.closed(1) == pytest.approx(2)
    assert plan.cost == pytest.approx(50_000)


@pytest.mark.covers("closures_within_what_exists")
def test_homes_that_do_not_exist_are_not_closed_against_new_ones(plan_of):
    # Closing "two more" of the two homes in year two, against eight new places at £1, would save £480,000.
    plan = plan_of(demand=0, supply=[TWO_HOMES], options={"open": {"running_cost": 1.0}})
    assert plan.closed(1) == pytest.approx(2)
    assert plan.cost == pytest.approx(50_000)


@pytest.mark.covers("closures_within_what_exists")
def test_a_home_that_is_not_closable_stays(plan_of):
    plan = plan_of(demand=0, supply=[{**TWO_HOMES, "closable": False}])
    assert plan.closed(1) == 0
    assert plan.cost == pytest.approx(2 * 480_000)


@pytest.mark.covers("closures_within_what_exists")
def test_a_home_is_not_closed_when_closing_costs_more_than_it_saves(plan_of):
    plan = plan_of(demand=0, supply=[{**TWO_HOMES, "closing_cost": 500_000.0}])
    assert plan.closed(1) == pytest.approx(0)
    assert plan.cost == pytest.approx(960_000)


@pytest.mark.covers("enough_places")
def test_places_of_a_decided_home_count_from_its_period(plan_of):
    plan = plan_of(demand=[2, 6], supply=[own_places(4, from_period=1)])
    assert plan.children(0, provision="home") == pytest.approx(0)
    # the 2 bought in year one stay where they are
    assert plan.children(1, provision="home") == pytest.approx(4)
    assert plan.cost == pytest.approx(2 * 100_000)


@pytest.mark.covers("Option.places_per_unit", "Option.whole_units")
def test_whole_homes_round_up(plan_of):
    # 5 children in homes of 4 and no market: 2 homes.
    home = {"places_per_unit": 4, "running_cost": 400_000.0}
    plan = plan_of(years=(1.0,), demand=5, options={"home4": home}, market=NO_MARKET)
    assert plan.units("home4") == pytest.approx(2)
    assert plan.cost == pytest.approx(800_000)


@pytest.mark.covers("Option.places_per_unit", "Option.whole_units")
def test_part_units_do_not_round(plan_of):
    home = {"places_per_unit": 4, "running_cost": 400_000.0, "whole_units": False}
    plan = plan_of(years=(1.0,), demand=5, options={"home4": home}, market=NO_MARKET)
    assert plan.units("home4") == pytest.approx(1.25)
    assert plan.cost == pytest.approx(500_000)


@pytest.mark.covers("Option.key", "Option.provision")
def test_an_options_places_are_in_its_own_provision_and_area(plan_of):
    options = {
        ("open", "in"): {"running_cost": 30_000.0, "max_total": 2},
        ("open", "out"): {"running_cost": 20_000.0, "max_total": 1},
        ("block", "out"): {"running_cost": 10_000.0, "max_total": 1, "provision": "spot"},
    }
    plan = plan_of(
        years=(1.0,), demand=4, options=options, market=NO_MARKET, provisions={"spot": {"weekly_cost": 100.0}}
    )
    assert plan.children(0, provision="home", area="in") == pytest.approx(2)
    assert plan.children(0, provision="home", area="out") == pytest.approx(1)
    assert plan.children(0, provision="spot", area="out") == pytest.approx(1)
    # running 2 × 30,000 + 20,000 + 10,000, and £100 × 50 for the child in the block bed
    assert plan.cost == pytest.approx(95_000)


@pytest.mark.covers("Option.label")
def test_a_label_is_only_for_reading(plan_of):
    # Two options with one label stay two options.
    options = {
        "a": {"label": "Open a home", "running_cost": 10_000.0, "max_total": 2},
        "b": {"label": "Open a home", "running_cost": 20_000.0, "max_total": 2},
    }
    plan = plan_of(years=(1.0,), demand=3, options=options)
    assert (plan.units("a"), plan.units("b")) == pytest.approx((2, 1))
    assert plan.cost == pytest.approx(40_000)
