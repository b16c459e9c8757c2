"""Everyone has a home, and one that suits: by hand."""

import pytest

NO_MARKET = [{"pool": ("spot", "out"), "children_max": 0.0}]


@pytest.mark.covers("everyone_has_a_home")
def test_everyone_has_a_home(plan_of):
    plan = plan_of(demand=[5, 7])
    assert plan.children(0) == pytest.approx(5)
    assert plan.children(1) == pytest.approx(7)
    # 5 × £50,000 + 7 × £50,000
    assert plan.cost == pytest.approx(600_000)


@pytest.mark.covers("everyone_has_a_home")
def test_without_homes_there_is_no_plan(plan_of):
    assert plan_of(demand=5, market=NO_MARKET).status == "infeasible"


@pytest.mark.covers("everyone_has_a_home")
def test_each_need_and_home_area_is_housed_for_itself(plan_of):
    areas = {
        "east": {"name": "East", "inside_boundary": True, "home_area": True},
        "west": {"name": "West", "inside_boundary": True, "home_area": True},
    }
    near = {(o, a): ("inside", 3.0) for o in areas for a in areas}
    plan = plan_of(
        areas=areas,
        proximity=near,
        needs={"young": {}, "old": {}},
        demand={("young", "east"): 2, ("young", "west"): 3, ("old", "west"): 4},
        market=[{"pool": ("spot", "west")}],
    )
    assert plan.children(0, need="young", home_area="east") == pytest.approx(2)
    assert plan.children(0, need="young", home_area="west") == pytest.approx(3)
    assert plan.children(0, need="old", home_area="east") == pytest.approx(0)
    assert plan.children(0, need="old", home_area="west") == pytest.approx(4)


@pytest.mark.covers("everyone_has_a_home")
def test_unmet_need_is_priced_and_counted(plan_of):
    # Room for 3 of 5 at £50,000; 2 without a home at £90,000 a year: 150,000 + 180,000 a year.
    market = [{"pool": ("spot", "out"), "children_max": 3.0}]
    plan = plan_of(years=(1.0,), demand=5, market=market, unmet_need_price=90_000.0)
    assert plan.unmet(0) == pytest.approx(2)
    assert plan.children(0) == pytest.approx(3)
    assert plan.line("unmet_need", 0) == pytest.approx(180_000)
    assert plan.cost == pytest.approx(330_000)


@pytest.mark.covers("everyone_has_a_home")
def test_unmet_need_in_half_a_year_costs_half(plan_of):
    plan = plan_of(years=(0.5,), demand=1, market=NO_MARKET, unmet_need_price=90_000.0)
    assert plan.cost == pytest.approx(45_000)


@pytest.mark.covers("suitable_share")
def test_share_max_limits_a_provision(plan_of):
    # Own places are free and there are 10, but they suit 30 % of 10 children: 3 own, 7 × £50,000 bought.
    plan = plan_of(
        years=(1.0,),
        demand=10,
        supply=[{"pool": ("home", "in"), "places": 10}],
        suitability={("child", "home"): {"share_max": 0.3}},
    )
    assert plan.children(0, provision="home") == pytest.approx(3)
    assert plan.cost == pytest.approx(350_000)


@pytest.mark.covers("suitable_share")
def test_settled_children_above_the_share_stay(plan_of):
    # 6 live there, the share is 3: all 6 stay, nobody joins; in year two exp(-1/2) of the 6 in each year.
    plan = plan_of(
        demand=10,
        supply=[{"pool": ("home", "in"), "places": 10}],
        suitability={("child", "home"): {"share_max": 0.3}},
        provisions={"home": {"mean_stay": 2.0}},
        placements={("child", "in", "home", "in"): 6, ("child", "in", "spot", "out"): 4},
    )
    assert plan.children(0, provision="home") == pytest.approx(6 * 0.6065307)
    # 6 × exp(-1) = 2.207 settled is now below the share of 3, so new children come up to it.
    assert plan.children(1, provision="home") == pytest.approx(3)
    assert plan.new(0, provision="home") == pytest.approx(0, abs=1e-6)


@pytest.mark.covers("suitable_share")
def test_the_share_is_of_all_home_areas_together(plan_of):
    areas = {
        "east": {"name": "East", "inside_boundary": True, "home_area": True},
        "west": {"name": "West", "inside_boundary": True, "home_area": True},
    }
    plan = plan_of(
        years=(1.0,),
        areas=areas,
        proximity={(o, a): ("inside", 3.0) for o in areas for a in areas},
        demand={("child", "east"): 4, ("child", "west"): 6},
        supply=[{"pool": ("home", "east"), "places": 20}],
        market=[{"pool": ("spot", "west")}],
        suitability={("child", "home"): {"share_max": 0.5}},
    )
    assert plan.children(0, provision="home") == pytest.approx(5)


@pytest.mark.covers("everyone_has_a_home")
def test_unsuitable_settled_children_stay_but_nobody_new_comes(plan_of):
    # 4 of the 10 live in an own home that is free but does not suit: 4 stay, the other 6 are bought.
    plan = plan_of(
        demand=10,
        supply=[{"pool": ("home", "in"), "places": 10}],
        suitability={("child", "home"): {"rating": "unsuitable"}},
        placements={("child", "in", "home", "in"): 4, ("child", "in", "spot", "out"): 6},
    )
    assert plan.children(1, provision="home") == pytest.approx(4)
    assert plan.cost == pytest.approx(2 * 6 * 50_000)


def test_a_weekly_supplement_is_paid_for_each_child(plan_of):
    # (£1,000 + £200) × 50 weeks × 3 children
    plan = plan_of(years=(1.0,), demand=3, suitability={("child", "spot"): {"weekly_supplement": 200.0}})
    assert plan.cost == pytest.approx(180_000)


def test_a_supplement_can_make_another_provision_the_cheaper(plan_of):
    plan = plan_of(
        years=(1.0,),
        needs={"calm": {}, "complex": {}},
        demand={"calm": 2, "complex": 2},
        provisions={"home": {"weekly_cost": 900.0}},
        supply=[{"pool": ("home", "in"), "places": 10}],
        suitability={("complex", "home"): {"weekly_supplement": 500.0}},
    )
    # calm in own homes at £900; complex would be £1,400 there, so bought at £1,000
    assert plan.children(0, need="calm", provision="home") == pytest.approx(2)
    assert plan.children(0, need="complex", provision="spot") == pytest.approx(2)
    assert plan.cost == pytest.approx(50 * (2 * 900 + 2 * 1000))
