"""Settled children stay; planned moves and lost places; by hand."""

import pytest

OWN = {"pool": ("home", "in"), "places": 10}
IN_SPOT = {("child", "in", "spot", "out"): 10}
CHEAP_AND_FREE = {"options": {"open": {"running_cost": 1_000.0}}}


def test_settled_children_keep_an_expensive_placement(plan_of):
    plan = plan_of(demand=10, supply=[OWN], placements=IN_SPOT)
    assert plan.children(1, provision="spot") == pytest.approx(10)
    assert plan.cost == pytest.approx(2 * 10 * 50_000)


def test_settled_children_set_free_move_to_the_cheaper_home(plan_of):
    plan = plan_of(demand=10, supply=[OWN], placements=IN_SPOT, settled_children="free")
    assert plan.children(0, provision="home") == pytest.approx(10)
    assert plan.cost == pytest.approx(0)


def test_children_leave_by_their_length_of_stay(plan_of):
    # Stay 2 years: exp(-1/2) = 0.60653 remain after a year and exp(-1) = 0.36788 after two.
    plan = plan_of(demand=10, supply=[OWN], placements=IN_SPOT, provisions={"spot": {"mean_stay": 2.0}})
    assert plan.children(0, provision="spot") == pytest.approx(6.0653066)
    assert plan.children(1, provision="spot") == pytest.approx(3.6787944)
    assert plan.cost == pytest.approx(50_000 * (6.0653066 + 3.6787944))


def test_a_need_groups_own_length_of_stay_comes_first(plan_of):
    plan = plan_of(
        years=(1.0,),
        demand=10,
        supply=[OWN],
        placements=IN_SPOT,
        provisions={"spot": {"mean_stay": 2.0}},
        suitability={("child", "spot"): {"mean_stay": 1.0}},
    )
    # exp(-1) of 10
    assert plan.children(0, provision="spot") == pytest.approx(3.6787944)


def test_children_newly_placed_stay_too(plan_of):
    # No own places until year two; those placed out of area in year one stay there.
    plan = plan_of(demand=10, supply=[{**OWN, "from_period": 1}])
    assert plan.children(1, provision="spot") == pytest.approx(10)
    plan = plan_of(demand=10, supply=[{**OWN, "from_period": 1}], provisions={"spot": {"mean_stay": 2.0}})
    assert plan.children(1, provision="spot") == pytest.approx(6.0653066)


def test_when_demand_falls_settled_children_leave_in_proportion(plan_of):
    # 10 → 6 in year two: 6 of the 10 remain, wherever they live.
    plan = plan_of(demand=[10, 6], supply=[OWN], placements=IN_SPOT)
    assert plan.children(1, provision="spot") == pytest.approx(6)


def test_children_stay_where_nothing_can_be_bought_any_more(plan_of):
    # 3 children live with a provider who offers no more homes (no places, no market): they stay, nobody
    # joins.
    provisions = {"old": {"sector": "external", "weekly_cost": 800.0}}
    placements = {("child", "in", "old", "out"): 3, ("child", "in", "spot", "out"): 2}
    plan = plan_of(demand=[5, 6], provisions=provisions, placements=placements)
    assert [plan.children(t, provision="old") for t in range(2)] == pytest.approx([3, 3])
    assert plan.cost == pytest.approx(2 * 3 * 40_000 + 2 * 50_000 + 3 * 50_000)


@pytest.mark.covers("planned_moves_limited")
def test_planned_moves_are_limited_and_paid(plan_of):
    # A tenth of the settled may move a year: 1 of 10, then 0.9 of 9; each move costs £2,000.
    plan = plan_of(
        demand=10,
        supply=[OWN],
        placements=IN_SPOT,
        provisions={"spot": {"planned_moves_max": 0.1, "planned_move_cost": 2000.0}},
    )
    assert plan.moved(0, provision="spot") == pytest.approx(1)
    assert plan.moved(1, provision="spot") == pytest.approx(0.9)
    assert plan.line("planned_moves", 0) == pytest.approx(2_000)
    # 9 × 50,000 + 8.1 × 50,000 + 1.9 × 2,000
    assert plan.cost == pytest.approx(450_000 + 405_000 + 3_800)


@pytest.mark.covers("planned_moves_limited")
def test_half_a_year_allows_half_the_planned_moves(plan_of):
    plan = plan_of(
        years=(0.5,),
        demand=10,
        supply=[OWN],
        placements=IN_SPOT,
        provisions={"spot": {"planned_moves_max": 0.1}},
    )
    assert plan.moved(0) == pytest.approx(0.5)


@pytest.mark.covers("planned_moves_limited")
def test_a_planned_move_dearer_than_its_saving_is_not_made(plan_of):
    plan = plan_of(
        demand=10,
        supply=[OWN],
        placements=IN_SPOT,
        provisions={"spot": {"planned_moves_max": 0.1, "planned_move_cost": 100_001.0}},
    )
    assert plan.moved(0) + plan.moved(1) == pytest.approx(0)


@pytest.mark.covers("moves_for_lost_places")
def test_when_a_home_ends_its_children_move_and_are_counted(plan_of):
    # 4 of the 10 places go in year two; of 9 settled children 3 must move.
    supply = [OWN, {**OWN, "from_period": 1, "places": 6}]
    plan = plan_of(demand=9, supply=supply, placements={("child", "in", "home", "in"): 9})
    assert plan.displaced(0) == pytest.approx(0)
    assert plan.displaced(1) == pytest.approx(3)
    assert plan.children(1, provision="spot") == pytest.approx(3)
    assert plan.cost == pytest.approx(150_000)


@pytest.mark.covers("moves_for_lost_places")
def test_no_more_children_move_than_places_are_lost(plan_of):
    # The home costs £2,000 a week, buying £1,000: moving everyone would pay, but one place is lost, so one
    # moves.
    supply = [OWN, {**OWN, "from_period": 1, "places": 9}]
    plan = plan_of(
        demand=10,
        supply=supply,
        placements={("child", "in", "home", "in"): 10},
        provisions={"home": {"weekly_cost": 2000.0}},
    )
    assert plan.displaced(1) == pytest.approx(1)
    assert plan.cost == pytest.approx(10 * 100_000 + 9 * 100_000 + 50_000)


@pytest.mark.covers("moves_for_lost_places")
def test_closing_a_home_moves_no_more_than_its_places(plan_of):
    # Two homes of 5 at £500,000 each, 10 children. Closing one (saves 500,000) moves 5 (cost 250,000);
    # closing both moves all 10 and saves 1,000,000 for 500,000: both close.
    supply = [{**OWN, "units": 2, "running_cost": 100_000.0, "closable": True, "closing_cost": 10_000.0}]
    placements = {("child", "in", "home", "in"): 10}
    both = plan_of(years=(1.0,), demand=10, supply=supply, placements=placements)
    assert both.closed(0) == pytest.approx(2)
    assert both.displaced(0) == pytest.approx(10)
    assert both.cost == pytest.approx(500_000 + 20_000)
    # With room elsewhere for only 5, one closes: 500,000 + 250,000 + 10,000.
    market = [{"pool": ("spot", "out"), "children_max": 5.0}]
    one = plan_of(years=(1.0,), demand=10, supply=supply, placements=placements, market=market)
    assert one.closed(0) == pytest.approx(1)
    assert one.displaced(0) == pytest.approx(5)
    assert one.cost == pytest.approx(760_000)


@pytest.mark.covers("moves_for_lost_places")
@pytest.mark.parametrize("units_then", [1, 2])
def test_where_no_place_is_left_its_children_move_whatever_units_are_given(plan_of, units_then):
    # Two homes of 5 at £500,000 each, 5 children. Nobody can be bought for in year one, so one home closes
    # (£10,000); in year two there are no places at all, and the 5 move at £50,000 each.
    home = {**OWN, "units": 2, "running_cost": 100_000.0, "closable": True, "closing_cost": 10_000.0}
    none = {**OWN, "from_period": 1, "places": 0, "units": units_then}
    plan = plan_of(
        demand=5,
        supply=[home, none],
        placements={("child", "in", "home", "in"): 5},
        market=[{"pool": ("spot", "out"), "children_max": 0.0}, {"pool": ("spot", "out"), "from_period": 1}],
    )
    assert plan.closed(0) == pytest.approx(1)
    assert plan.displaced(1) == pytest.approx(5)
    assert plan.cost == pytest.approx(500_000 + 10_000 + 250_000)


@pytest.mark.covers("moves_for_lost_places")
def test_closing_one_home_does_not_move_the_children_of_the_other(plan_of):
    # £150,000 a child in the homes, £50,000 bought, where there is room for 7. Closing one of two homes of 5
    # costs £450,000 and moves its 5 children; the other 5 stay although moving 2 of them would save £200,000.
    plan = plan_of(
        years=(1.0,),
        demand=10,
        supply=[{**OWN, "units": 2, "closable": True, "closing_cost": 450_000.0}],
        placements={("child", "in", "home", "in"): 10},
        provisions={"home": {"weekly_cost": 3000.0}},
        market=[{"pool": ("spot", "out"), "children_max": 7.0}],
    )
    assert plan.closed(0) == pytest.approx(1)
    assert plan.displaced(0) == pytest.approx(5)
    assert plan.cost == pytest.approx(450_000 + 5 * 150_000 + 5 * 50_000)


@pytest.mark.covers("moves_for_lost_places", "Option.life")
def test_children_move_when_an_options_places_end(plan_of):
    # 4 free places for one year: the 4 children move once, and no more.
    lease = {"places_per_unit": 4, "life": 1.0, "last_period": 0, "max_total": 1}
    plan = plan_of(years=(1.0, 1.0, 1.0), demand=6, options={"lease": lease})
    assert plan.units("lease") == pytest.approx(1)
    assert plan.children(0, provision="home") == pytest.approx(4)
    assert plan.displaced(1, provision="home") == pytest.approx(4)
    assert plan.children(1, provision="spot") == pytest.approx(6)
    assert plan.cost == pytest.approx(50_000 * (2 + 6 + 6))


@pytest.mark.covers("only_settled_children_move")
def test_only_children_who_live_there_move(plan_of):
    # 9 of 10 places end. 3 children live there, of whom 2 must move; no child who is not there can "move".
    supply = [OWN, {**OWN, "from_period": 1, "places": 1}]
    plan = plan_of(
        demand=3,
        supply=supply,
        placements={("child", "in", "home", "in"): 3},
        provisions={"home": {"weekly_cost": 2000.0}},
    )
    # Dear as the home is, its last place keeps its child.
    assert plan.displaced(1) == pytest.approx(2)
    assert plan.children(1, provision="home") == pytest.approx(1)
    assert plan.children(1, provision="spot") == pytest.approx(2)


@pytest.mark.covers("only_settled_children_move")
def test_planned_moves_and_lost_places_together_move_no_more_than_live_there(plan_of):
    supply = [OWN, {**OWN, "from_period": 1, "places": 1}]
    plan = plan_of(
        demand=3,
        supply=supply,
        placements={("child", "in", "home", "in"): 3},
        provisions={"home": {"weekly_cost": 2000.0, "planned_moves_max": 1.0}},
    )
    assert plan.moved(1) + plan.displaced(1) <= plan.children(0, provision="home") + 1e-6
    assert plan.children(1, provision="home") >= -1e-6
