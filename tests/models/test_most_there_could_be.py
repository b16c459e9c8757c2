"""How many children, places and bought homes there could be at most, and what the switch weighs by it."""

import math

import pytest

from models.capacity import assumed_places, market_maximum, most_children, most_places
from models.case import Pool
from models.plan import build
from tests.models.written import rows

OWN = {"pool": ("home", "in"), "places": 20, "attrition": 0.1, "units": 2, "closable": True}


def bounds_of(plan, pool, t=0, s=0):
    f, pool = plan.formulation, Pool(*pool)
    return most_children(f, pool, t, s), most_places(f, pool, t), market_maximum(f, pool, t)


def test_most_children_are_all_who_could_come_from_every_origin(make_case):
    # two groups suit the home, the third does not; 3 + 5 then 4 + 6
    case = make_case(
        needs={"child": {}, "teen": {}, "young": {}},
        demand={"child": 9, "teen": [3, 4], "young": [5, 6]},
        supply=[OWN, {"pool": ("home", "out"), "places": 1}],
        suitability={("child", "home"): {"rating": "unsuitable"}},
    )
    plan = build(case)
    assert [bounds_of(plan, ("home", "in"), t)[0] for t in (0, 1)] == [8, 10]
    assert bounds_of(plan, ("spot", "out"))[0] == 17


@pytest.mark.covers("Option.max_per_year", "Option.max_total")
def test_most_places_are_what_exists_and_all_that_may_be_decided_so_far(make_case):
    # ramping up from 2 to 4 places; 3 units a year, 5 in all
    ramping = {"places_per_unit": 4, "ramp": (0.5,)}
    years = {"years": (1.0,) * 4, "supply": [OWN]}

    def most(*options, **more):
        plan = build(make_case(**{**years, **more}, options={f"option {n}": o for n, o in enumerate(options)}))
        return [most_places(plan.formulation, Pool("home", "in"), t) for t in range(4)]

    existing = [20, 18, 16.2, 14.58]
    assert most() == pytest.approx(existing)
    yearly = {**ramping, "max_per_year": 3.0}
    # 3 × 2, then 3 × (4 + 2), then 3 × (4 + 4 + 2), …
    assert most(yearly) == pytest.approx([e + 3 * n for e, n in zip(existing, (2, 6, 10, 14), strict=True)])
    # 5 in all, of the largest size so far: 5 × 2 is more than 3 × 2; 5 × 4 is more than 18, then less than 30
    assert most({**yearly, "max_total": 5.0}) == pytest.approx([20 + 6, 18 + 18, 16.2 + 20, 14.58 + 20])
    # decided from year two to three only, each for the two years of its life
    window = {"first_period": 1, "last_period": 2, "life": 2.0, "max_per_year": 3.0}
    assert most(window, supply=[]) == pytest.approx([0, 3, 6, 3])
    # a third of a place counts too; options are added up; nothing that cannot be decided in time counts
    small = {"places_per_unit": 1 / 3, "max_per_year": 3.0}
    late = {"lead_time": 9.0, "max_total": math.inf}
    assert most(small, yearly, late, supply=[]) == pytest.approx([1 + 6, 2 + 18, 3 + 30, 4 + 42])
    assert most({}, supply=[]) == [math.inf] * 4
    # no yearly limit, 5 in all: the 5 decided a year ago stand, and however many are decided now, none yet
    assert most({"lead_time": 1.0, "max_total": 5.0}, supply=[]) == [0, 5, 5, 5]


def test_what_can_be_bought_at_all_tiers(make_case):
    tiers = [{"pool": ("home", "in"), "tier": n, "children_max": most} for n, most in ((1, 3.0), (2, 2.0))]
    plan = build(make_case(supply=[OWN], market=[*tiers, {"pool": ("spot", "out")}]))
    assert [bounds_of(plan, pool)[2] for pool in (("home", "in"), ("spot", "out"))] == [5, math.inf]
    assert bounds_of(build(make_case(supply=[OWN])), ("home", "in"))[2] == 0


OVERFULL = {"demand": 30, "placements": {("child", "in", "home", "in"): 19}, "years": (1.0,)}
PLANNED = {"home": {"occupancy": 0.85}}


def switch(plan, family, pool=("home", "in")):
    """The weight of the switch in a family's row of the first period."""
    (row,) = [row for index, row in rows(plan, family).items() if index[:2] == pool and index[-2:] == (0, 0)]
    return row.weights[f"full[{pool[0]},{pool[1]},0,0]"]


@pytest.mark.covers("enough_places")
def test_own_places_are_exceeded_by_what_occupancy_leaves_empty(make_case):
    # 0.15 × 20 = 3 of the 30 children; never more than the children there are; homes bought beside: anybody
    own = [{"pool": ("home", "in"), "places": 20}]
    plan = build(make_case(**OVERFULL, supply=own, provisions=PLANNED))
    assert switch(plan, "enough_places") == pytest.approx(-3)
    many = [{"pool": ("home", "in"), "places": 20}, {"pool": ("home", "out"), "places": 7}]
    hollow = {"home": {"occupancy": 0.05}}
    few = {**OVERFULL, "demand": 18.5}
    assert switch(build(make_case(**few, supply=many, provisions=hollow)), "enough_places") == pytest.approx(-18.5)
    beside = [{"pool": ("home", "in"), "children_max": 1.0}, {"pool": ("spot", "out")}]
    plan = build(make_case(**OVERFULL, supply=own, provisions=PLANNED, market=beside))
    assert switch(plan, "enough_places") == -30


@pytest.mark.covers("enough_places", "Option.max_total")
def test_full_occupancy_leaves_nothing_empty_however_many_places_may_come(make_case):
    # at an occupancy of 1 the switch has no weight, with an option without a limit beside it too
    closable = [{"pool": ("home", "in"), "places": 20, "closable": True}]
    for options in ({}, {"open": {}}):
        plan = build(make_case(**OVERFULL, supply=closable, options=options))
        (row,) = [row for index, row in rows(plan, "enough_places").items() if index[0] == "home"]
        assert "full[home,in,0,0]" not in row.weights
        assert row.high == pytest.approx(20 - 19)


@pytest.mark.covers("enough_places", "market_full")
def test_where_nothing_is_the_pools_own_only_the_children_are_known(make_case):
    # 19 settled children in a market of 4, or in nothing at all
    market = [{"pool": ("home", "in"), "children_max": 4.0}, {"pool": ("spot", "out")}]
    settled = "move[child,in,home,in,0,0]"
    for homes, high in ((market, 4), (market[1:], 0)):
        plan = build(make_case(**OVERFULL, market=homes, provisions={"home": {"planned_moves_max": 0.5}}))
        found = rows(plan, "enough_places")["home", "in", 0, 0]
        new = {"place[child,in,home,in,0,0]": 1} if high else {}
        assert dict(found.weights) == {**new, settled: -1, "full[home,in,0,0]": -30}
        assert found.high == high - 19
        assert not rows(plan, "a_place_for_every_child")


@pytest.mark.covers("nobody_new_when_full", "full_only_when_full")
def test_a_sensible_plan_holds_ten_times_everyone_unless_more_exists_or_less_may_come(make_case):
    own = [{"pool": ("home", "in"), "places": 20}]

    def limits(demand, supply, **option):
        case = {**OVERFULL, "demand": demand, "supply": supply, "provisions": PLANNED}
        plan = build(make_case(**case, options={"open": {"places_per_unit": 4, **option}}))
        return -switch(plan, "full_only_when_full"), switch(plan, "nobody_new_when_full")

    # 10 × (30 + 4) places without a limit; 20 + 2 × 4 with two units in all
    assert limits(30, own) == pytest.approx((0.85 * 340, 30))
    assert limits(30, own, max_total=2.0) == pytest.approx((0.85 * 28, 0.85 * 28))
    # one child: 10 × 5 places are fewer than the 90 that exist
    crowded = [{"pool": ("home", "in"), "places": 90, "closable": True}]
    assert limits(1, crowded) == pytest.approx((0.85 * 90, 1))


@pytest.mark.covers("nobody_new_when_full", "full_only_when_full")
def test_a_market_adds_to_the_limit_of_a_sensible_plan(make_case):
    # 19 settled in a market of 4 alone: the limit is 4, for new children too
    market = [{"pool": ("home", "in"), "children_max": 4.0}, {"pool": ("spot", "out")}]
    plan = build(make_case(**OVERFULL, market=market))
    assert switch(plan, "nobody_new_when_full") == 4
    (row,) = rows(plan, "full_only_when_full").values()
    # at least 4 − 4 (1 − f): 4 f less the 19 who are there
    assert (row.low, row.weights["full[home,in,0,0]"], row.high) == (pytest.approx(4 - 4 - 19), -4, None)


@pytest.mark.covers("Option.max_total", "Option.min_total", "Option.limit_groups")
def test_places_are_assumed_only_where_no_limit_of_a_hundred_times_as_many_says_so(make_case):
    # 10 × (30 children + 4 places) = 340; a limit of up to 34,000 places, 20 existing and 8,495 × 4, is believed
    own = [{"pool": ("home", "in"), "places": 20}]

    def assumed(demand=30, groups=None, **option):
        options = {"open": {"places_per_unit": 4, **option}}
        case = make_case(years=(1.0,), demand=demand, supply=own, options=options, limit_groups=groups)
        return assumed_places(build(case).formulation, Pool("home", "in"), 0, 0)

    assert assumed() == 340
    assert assumed(max_total=8_495.0) is None
    assert assumed(max_total=8_496.0) == 340
    # what must be decided comes on top: 7 units by itself, or 9 with a group
    assert assumed(min_total=7.0) == 10 * (34 + 7 * 4)
    groups = {"carers": {"min_total": 9.0}, "north": {"min_total": 2.0}}
    assert assumed(min_total=7.0, groups=groups, limit_groups=("carers", "north")) == 10 * (34 + 9 * 4)
    assert assumed(min_total=7.0, groups=groups, limit_groups=("north",)) == 10 * (34 + 7 * 4)
    # nobody to house and no place to add: what exists
    assert assumed(demand=0, places_per_unit=1.0) == 20
