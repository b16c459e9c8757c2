"""The second formulation of the choice curve: its own figures against the planner's, and its plans by hand."""

import numpy as np
import pytest

from models import audit, choice
from models.audit_choice import bends
from models.audit_curves import carried_by_places, corners
from models.audit_draft import Draft
from models.audit_facts import find_facts
from models.case import EVERY_AREA, Pool
from models.pool_curves import pool_curves
from optimiser.engine.cbc import solve
from tests.models.by_choice import HOME, by_choice, curve

AWAY, SHARED = Pool("home", "out"), Pool("home", EVERY_AREA)


@pytest.mark.parametrize(("load", "places", "share"), [(8, 8, 0.2356), (8, 10, 0.1217), (12, 14, 0.117210)])
def test_published_values(load, places, share):
    carried = carried_by_places(load, places, 1.0, 1.0)[-1]
    assert 1 - carried / load == pytest.approx(share, abs=5e-5)


@pytest.mark.parametrize("load", [0.0, 1e-3, 0.3, 1.0, 4.3, 25.0, 110.0])
@pytest.mark.parametrize("suits", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("peakedness", [1.0, 1.3, 2.0])
def test_its_curve_is_the_planners(make_case, load, suits, peakedness):
    """An integral and the chain's own weights against a recursion: the same to a hundred-millionth of a child."""
    case = make_case(years=(1.0,), demand=1, supply=places(1))
    case = by_choice(case, {HOME: load}, home=curve(0.9, suits, peakedness))
    theirs = pool_curves(case, case.loads)[HOME]
    offered, children = corners(load, suits, peakedness)
    for count in np.linspace(0, offered[-1] * 1.3 + 1, 60):
        assert np.interp(count, offered, children) == pytest.approx(theirs.lines[0][0].limit(count), abs=1e-8)


@pytest.mark.parametrize(("suits", "peakedness"), [(0.5, 1.0), (0.7, 1.4), (1.0, 1.5)])
def test_children_by_places_are_those_of_the_planner(suits, peakedness):
    mine = carried_by_places(6.0, 12, suits, peakedness)
    assert mine == pytest.approx([choice.carried_load(6.0, n, suits, peakedness) for n in range(13)], abs=1e-10)


def cost(case, **how):
    """£1,000 of the cheapest plan of the second formulation."""
    return solve(audit.write(case, **how).lp).objective


def places(count, pool=HOME, **others):
    return [{"pool": pool, "places": count, **others}]


def test_a_place_carries_what_erlang_says(make_case):
    # load 2, two places: B = 2/5, so 0.8 children are bought a home of £50,000
    rows = {"years": (1.0,), "demand": 2}
    assert cost(by_choice(make_case(**rows, supply=places(2)), {HOME: 2.0})) == pytest.approx(0.8 * 50)
    half = by_choice(make_case(**rows, supply=places(2)), {HOME: 2.0}, home=curve(available=0.5))
    assert cost(half) == pytest.approx(4 / 3 * 50)
    both = make_case(**rows, supply=places(1) + places(1, AWAY))
    assert cost(by_choice(both, {SHARED: 2.0}, home=curve(together=True))) == pytest.approx(0.8 * 50)


def test_places_take_of_every_group_what_they_carry_of_its_newcomers(make_case, solve_case):
    """B(4, 4) = 32/103: of two children each of two groups 71/103 find a place, whatever they cost elsewhere.

    One child could be bought a home beside the places at half the price, at the second price tier: that is no
    place, and may be a child of either group, so of the others only as many as they do not carry go elsewhere.
    """
    suits = {("other", "spot"): {"weekly_supplement": 400.0}}
    rows = {"years": (1.0,), "demand": {"child": 2, "other": 2}, "needs": {"child": {}, "other": {}}}
    case = by_choice(make_case(supply=places(4), suitability=suits, **rows), {HOME: 4.0})
    assert cost(case) == pytest.approx(2 * 32 / 103 * (50 + 70))
    market = [{"pool": HOME, "tier": 2, "children_max": 1.0, "weekly_cost": 500.0}, {"pool": ("spot", "out")}]
    beside = by_choice(make_case(supply=places(4), suitability=suits, market=market, **rows), {HOME: 4.0})
    assert cost(beside) == pytest.approx(25 + (4 - 1 - 4 * 71 / 103) * 50)
    assert solve_case(beside).cost == pytest.approx(1000 * cost(beside))


def test_every_switch_allowed_costs_no_more(make_case):
    held = {("child", "in", "home", "in"): 2}
    case = by_choice(make_case(demand=3, supply=places(2), placements=held), {HOME: 2.0})
    assert cost(case) == pytest.approx(100)  # both stay, one is bought a home in each year
    assert cost(case, switch_everywhere=True) == pytest.approx(100)


def test_nobody_new_comes_to_shared_places_with_more_settled_than_they_carry(make_case):
    held = {("child", "in", "home", "in"): 1, ("child", "in", "home", "out"): 1}
    case = make_case(years=(1.0,), demand=3, supply=places(1) + places(1, AWAY), placements=held)
    problem = audit.write(by_choice(case, {SHARED: 2.0}, home=curve(together=True)))
    assert "choice: nobody new" in {row.family for row in problem.rows.values()}
    assert solve(problem.lp).objective == pytest.approx(50)


def test_a_load_that_is_not_given_is_an_error(make_case):
    with pytest.raises(ValueError, match="home in in follows the choice curve and has no load"):
        audit.write(by_choice(make_case(demand=2, supply=places(2))))


def test_where_added_places_could_carry_fewer_than_stay(make_case):
    def of(loads, stays):
        case = by_choice(make_case(demand=9, options={"open": {}}), {HOME: loads})
        draft = Draft(case, find_facts(case), range(2), False, None, None)
        return [bends(draft, HOME, t, 0, stays) for t in range(2)]

    assert of([9.0, 4.0], 0.9) == [False, True]
    assert of([9.0, 9.0], 0.9) == [False, False]
    assert of([9.0, 4.0], 0.0) == [False, False]
