"""What follows from a case's figures before anything is decided: by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest

from models.case import OptionKey, Pool
from models.figures import derive, provision_index, with_other_prices

HOME = Pool("home", "in")
SETTLED = {("child", "in", "home", "in"): 8, ("child", "in", "spot", "out"): 2}
OWN = {"pool": HOME, "places": 20}


@pytest.fixture(scope="session")
def figures(make_case):
    return lambda **rows: derive(make_case(**rows))


def test_existing_places_lose_their_attrition_each_year(figures):
    found = figures(years=(1.0, 0.5, 0.5), supply=[{**OWN, "attrition": 0.1}]).existing[HOME]
    assert found.places.tolist() == pytest.approx([20, 18, 18 * 0.9**0.5])


def test_a_later_row_takes_over_and_loses_attrition_from_then_on(figures):
    rows = [{**OWN, "attrition": 0.1}, {**OWN, "from_period": 2, "places": 30, "attrition": 0.2}]
    found = figures(years=(1.0,) * 4, supply=rows).existing[HOME]
    assert found.places.tolist() == pytest.approx([20, 18, 30, 24])


def test_retention_follows_the_length_of_stay_and_the_period(figures):
    provisions = {"home": {"mean_stay": 2.0}}
    found = figures(years=(1.0, 0.5), demand=10, supply=[OWN], provisions=provisions, placements=SETTLED)
    assert found.retention[0, :, 0].tolist() == pytest.approx([math.exp(-0.5), math.exp(-0.25)])
    # without a length of stay nobody leaves
    assert found.retention[1, :, 0].tolist() == pytest.approx([1, 1])


def test_retention_falls_with_demand_and_never_rises_with_it(figures):
    # 10 live in care at the start; 8, then 12, then 6 need a home
    found = figures(years=(1.0,) * 3, demand=[8, 12, 6], supply=[OWN], placements=SETTLED)
    assert found.retention[0, :, 0].tolist() == pytest.approx([0.8, 1, 0.5])
    assert found.starting[0, :, 0].tolist() == pytest.approx([6.4, 6.4, 3.2])


def test_where_nobody_needed_a_home_before_nobody_is_lost(figures):
    assert figures(years=(1.0,) * 2, demand=[0, 5], supply=[OWN]).retention[0, :, 0].tolist() == [1, 1]


def test_settled_children_set_free_are_placed_afresh(figures):
    found = figures(demand=10, supply=[OWN], placements=SETTLED, settled_children="free")
    assert not found.retention.any()
    assert not found.starting.any()


def test_carried_is_the_product_of_retention(figures):
    found = figures(years=(1.0,) * 3, demand=[10, 8, 4], supply=[OWN], placements=SETTLED)
    expected = [[1, 0.8, 0.4], [0, 1, 0.5], [0, 0, 1]]
    assert np.asarray(found.carry[0, :, :, 0]).tolist() == [pytest.approx(row) for row in expected]


def test_a_market_row_holds_until_a_later_one(figures):
    rows = [
        {"pool": ("spot", "out"), "from_period": 1, "children_max": 5.0, "weekly_cost": 900.0},
        {"pool": ("spot", "out"), "from_period": 2, "children_max": 3.0, "weekly_cost": 950.0},
    ]
    (tier,) = figures(years=(1.0,) * 4, market=rows).market[Pool("spot", "out")]
    assert tier.children_max.tolist() == [0, 5, 3, 3]
    # before it opens, children who already live there pay the provision's usual price
    assert tier.weekly_cost.tolist() == [1000, 900, 950, 950]


def test_prices_grow_from_the_price_base(figures):
    found = figures(years=(1.0, 0.5, 0.5), general_inflation=0.02, years_from_price_base=1.0)
    assert found.general_index.tolist() == pytest.approx([1.02, 1.02**2, 1.02**2.5])


def test_year_nought_is_not_discounted(figures):
    found = figures(years=(1.0, 0.5, 0.5), discount_rate=0.035, general_inflation=0.02)
    rate = 1.035 * 1.02
    assert found.discount.tolist() == pytest.approx([1, 1 / rate, rate**-1.5])


def test_everything_about_a_row_of_places_holds_until_the_next(figures):
    # nothing before the first row; the second row replaces every figure of the first
    first = {**OWN, "from_period": 1, "units": 3, "running_cost": 9.0, "grant": 4.0, "closing_cost": 7.0}
    second = {**OWN, "from_period": 3, "places": 5, "units": 1, "running_cost": 8.0, "closable": True}
    found = figures(years=(1.0,) * 5, supply=[second, first]).existing[HOME]
    assert found.places.tolist() == [0, 20, 20, 5, 5]
    assert found.units.tolist() == [0, 3, 3, 1, 1]
    assert found.running_cost.tolist() == [0, 9, 9, 8, 8]
    assert found.grant.tolist() == [0, 4, 4, 0, 0]
    assert found.closing_cost.tolist() == [0, 7, 7, 0, 0]
    assert found.closable.tolist() == [False, False, False, True, True]


def test_each_pool_has_its_own_places_and_prices(figures):
    supply = [{"pool": ("spot", "out"), "places": 2}, {**OWN, "places": 7}]
    tiers = [
        {"pool": ("spot", "out"), "tier": 2, "weekly_cost": 1500.0, "children_max": 9.0},
        {"pool": ("home", "in"), "tier": 1, "weekly_cost": 700.0, "children_max": 3.0},
        {"pool": ("spot", "out"), "tier": 1, "weekly_cost": 1200.0, "children_max": 4.0},
    ]
    found = figures(years=(1.0,), supply=supply, market=tiers)
    assert {pool: row.places.tolist() for pool, row in found.existing.items()} == {
        HOME: [7], Pool("spot", "out"): [2],
    }  # fmt: skip
    assert list(found.existing) == list(found.market) == [HOME, Pool("spot", "out")]
    stated = {
        pool: [(tier.tier, tier.children_max.tolist(), tier.weekly_cost.tolist()) for tier in rows]
        for pool, rows in found.market.items()
    }
    # cheapest tier number first, however the rows were given
    assert stated == {HOME: [(1, [3], [700])], Pool("spot", "out"): [(1, [4], [1200]), (2, [9], [1500])]}


def test_children_of_the_start_are_counted_by_need_group_and_home_area(figures):
    areas = {
        "east": {"name": "East", "inside_boundary": True, "home_area": True},
        "west": {"name": "West", "inside_boundary": True, "home_area": True},
    }
    # teenagers: east 6 of 8 at the start → 4 need a home, west 2 → 1; young: east 5 → 10; nobody young in the west
    found = figures(
        years=(1.0,),
        areas=areas,
        proximity={(o, a): ("inside", 1.0) for o in areas for a in areas},
        needs={"teen": {}, "young": {}},
        demand={("teen", "east"): 4, ("teen", "west"): 1, ("young", "east"): 10, ("young", "west"): 3},
        placements={
            ("teen", "east", "spot", "east"): 5,
            ("teen", "east", "spot", "west"): 3,
            ("teen", "west", "spot", "west"): 2,
            ("young", "east", "spot", "east"): 5,
        },
        market=[{"pool": ("spot", "east")}, {"pool": ("spot", "west")}],
    )
    # flows in order: teen east (2 pools), teen west (2), young east (2), young west (2)
    assert found.retention[:, 0, 0].tolist() == pytest.approx([0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1])
    assert found.starting[:, 0, 0].tolist() == pytest.approx([2.5, 1.5, 0, 1, 5, 0, 0, 0])


def test_every_future_has_its_own_retention(figures):
    futures = {"falls": (0.5, [10, 5]), "grows": (0.5, [10, 20])}
    found = figures(
        futures=futures, market=[{"pool": ("spot", "out")}], placements={("child", "in", "spot", "out"): 20}
    )
    # 20 live in care at the start, of whom 10 need a home, then half of them or all
    assert found.retention[0].tolist() == [[0.5, 0.5], [0.5, 1]]
    assert found.starting[0].tolist() == [[10, 10], [5, 10]]
    assert found.carry[0, 0].tolist() == [[1, 1], [0.5, 1]]
    assert found.carry[0, 1].tolist() == [[0, 0], [1, 1]]


def test_a_need_groups_own_stay_counts_in_its_own_provision_only(figures):
    found = figures(
        years=(2.0,),
        demand=1,
        supply=[OWN],
        provisions={"home": {"mean_stay": 4.0}, "spot": {"mean_stay": 5.0}},
        suitability={("child", "home"): {"mean_stay": 1.0}, ("child", "spot"): {}},
    )
    assert found.retention[:, 0, 0].tolist() == pytest.approx([math.exp(-2), math.exp(-0.4)])


def test_a_child_settled_where_nothing_is_said_of_suitability_stays_by_the_provision(make_case):
    case = make_case(
        years=(1.0,),
        demand=2,
        provisions={"old": {"mean_stay": 2.0}},
        placements={("child", "in", "old", "out"): 2},
    )
    without = {pair: row for pair, row in case.suitability.items() if pair[1] != "old"}
    found = derive(replace(case, suitability=without))
    assert found.retention[0, 0, 0] == pytest.approx(math.exp(-0.5))


def test_profiles_of_every_option_are_there_by_its_key(figures):
    options = {"a": {"places_per_unit": 4, "ramp": (0.5,)}, "b": {"lead_time": 1.0}}
    found = figures(options=options)
    assert found.places[OptionKey("a", "in")].tolist() == [[2, 4], [0, 2]]
    assert found.standing[OptionKey("a", "in")].tolist() == [[1, 1], [0, 1]]
    assert found.places[OptionKey("b", "in")].tolist() == [[0, 1], [0, 0]]


def test_a_provision_grows_on_top_of_general_inflation(make_case):
    # 2 % and 3 %, half a year after the price base, and a year and a half after it
    case = make_case(
        general_inflation=0.02, years_from_price_base=0.5, provisions={"home": {"price_growth": 0.03}}
    )
    levels = [provision_index(case, case.provisions["home"], t) for t in (0, 1)]
    assert levels == pytest.approx([1.0506**0.5, 1.0506**1.5])
    assert provision_index(case, case.provisions["spot"], 1) == pytest.approx(1.02**1.5)


def test_part_of_a_child_is_retained_like_a_whole_one(figures):
    # half a child on average, then a quarter
    assert figures(demand=[0.5, 0.25], supply=[OWN]).retention[0, :, 0].tolist() == [1, 0.5]


def test_other_prices_leave_who_stays_where_as_it_was(make_case):
    # 10 in care at the start, of whom 8 and then 4 need a home: 0.8 stay, then half of them
    rows = {"demand": [8, 4], "placements": SETTLED}
    before = derive(make_case(supply=[OWN], **rows))
    dearer = {
        "supply": [{**OWN, "running_cost": 9.0}],
        "market": [{"pool": ("spot", "out"), "weekly_cost": 1100.0}],
        "options": {"open": {"places_per_unit": 3}},
    }
    found = with_other_prices(before, make_case(general_inflation=0.02, discount_rate=0.035, **dearer, **rows))
    assert found.retention[0, :, 0].tolist() == pytest.approx([0.8, 0.5])
    assert found.carry[0, :, :, 0].tolist() == [[1, 0.5], [0, 1]]
    assert found.starting[:, :, 0].tolist() == [pytest.approx([6.4, 3.2]), pytest.approx([1.6, 0.8])]
    # they are those in hand, not worked out again, and everything with a price in it is
    assert found.retention is before.retention
    assert found.carry is before.carry
    assert found.starting is before.starting
    assert found.existing[HOME].running_cost.tolist() == [9, 9]
    assert found.market[Pool("spot", "out")][0].weekly_cost.tolist() == [1100, 1100]
    assert found.places[OptionKey("open", "in")].tolist() == [[3, 3], [0, 3]]
    assert found.standing[OptionKey("open", "in")].tolist() == [[1, 1], [0, 1]]
    assert found.general_index.tolist() == pytest.approx([1, 1.02])
    assert found.discount.tolist() == pytest.approx([1, 1 / (1.035 * 1.02)])
