"""Children carried by places that fill by the choice curve: plans by hand, in pounds.

Own homes cost nothing here and bought ones £50,000 a year, so what a plan costs says how many children the places
do not carry. Erlang's share turned away: B(1, 1) = 1/2, B(2, 1) = 2/3, B(2, 2) = 2/5, B(2, 3) = 4/19.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import models.choice_curve
from models.case import EVERY_AREA, Pool
from models.choice import Secants
from tests.models.by_choice import HOME, by_choice, curve

SPOT_YEAR = 50_000.0
AWAY = Pool("home", "out")
LOAD_2 = {HOME: 2.0}


@pytest.fixture(scope="session")
def cost_of(make_case, solve_case):
    """Cost of the cheapest plan of one year by the choice curve, in bought homes of £50,000."""

    def of(loads=None, how=None, **rows):
        case = make_case(**{"years": (1.0,), "demand": 2, **rows})
        return solve_case(by_choice(case, loads, home=how or curve())).cost / SPOT_YEAR

    return of


def places(count, pool=HOME, **others):
    return [{"pool": pool, "places": count, **others}]


@pytest.mark.covers("what_places_carry", "carried_children")
@pytest.mark.parametrize(("count", "not_carried"), [(0, 2), (1, 2 * 2 / 3), (2, 2 * 2 / 5), (3, 2 * 4 / 19)])
def test_as_many_are_bought_as_erlang_turns_away(cost_of, count, not_carried):
    assert cost_of(LOAD_2, supply=places(count)) == pytest.approx(not_carried)


def test_between_whole_places_the_children_lie_on_a_straight_line(cost_of):
    assert cost_of(LOAD_2, supply=places(1.25)) == pytest.approx(0.75 * 4 / 3 + 0.25 * 4 / 5)


def test_only_places_that_can_be_offered_carry(cost_of):
    assert cost_of(LOAD_2, curve(available=0.5), supply=places(2)) == pytest.approx(4 / 3)


def test_fewer_fit_where_a_vacancy_need_not_suit(cost_of):
    # load 2, two places of which each suits half: 1 : 1.5 : 0.75, so 3/3.25 children there
    assert cost_of(LOAD_2, curve(suits=0.5), supply=places(2)) == pytest.approx(2 - 12 / 13)


def test_areas_that_share_their_places_are_one_pool(cost_of):
    # B(2, 2) for a place in each area together; apart one child for one place in each, B(1, 1)
    both = places(1) + places(1, AWAY)
    together = cost_of({Pool("home", EVERY_AREA): 2.0}, curve(together=True), supply=both)
    apart = cost_of({HOME: 1.0, AWAY: 1.0}, supply=both)
    assert (together, apart) == (pytest.approx(0.8), pytest.approx(1.0))


def test_children_bought_beside_the_places_do_not_count(cost_of):
    # one home can be bought at half the price beside two places that carry 1.2 of 2
    market = [{"pool": HOME, "children_max": 1.0, "weekly_cost": 500.0}]
    assert cost_of(LOAD_2, supply=places(2), market=market) == pytest.approx(0.8 / 2)


def test_a_place_is_decided_where_it_carries_enough(make_case, solve_case):
    # of load 2 the first place carries 2/3, the second 8/15, the third 1.2 → 30/19: at £20,000 each, two pay
    option = {"running_cost": 20_000.0, "max_per_year": 9}
    plan = solve_case(by_choice(make_case(years=(1.0,), demand=2, options={"open": option}), LOAD_2))
    assert plan.places(0) == pytest.approx(2)
    assert plan.cost == pytest.approx(0.8 * SPOT_YEAR + 2 * 20_000)


def test_more_settled_than_the_places_carry_stay_and_nobody_new_comes(make_case, solve_case):
    # two settled in two places that carry 1.2: both stay, the third child is bought a home
    held = {("child", "in", "home", "in"): 2}
    plan = solve_case(by_choice(make_case(demand=3, supply=places(2), placements=held), LOAD_2))
    assert plan.cost == pytest.approx(2 * SPOT_YEAR)
    assert [plan.children(t, provision="home") for t in range(2)] == pytest.approx([2, 2])


def test_more_settled_than_shared_places_carry_let_nobody_new_come(make_case, solve_case):
    # likewise where areas share their places: one settled in each; half leave, and then 1 of 1.2 is settled
    held = {("child", "in", "home", area): 1 for area in ("in", "out")}
    rows = {"supply": places(1) + places(1, AWAY), "placements": held, "demand": [3, 3]}
    rows["provisions"] = {"home": {"mean_stay": 1.4426950408889634}}
    case = by_choice(make_case(**rows), {Pool("home", EVERY_AREA): [2.0, 2.0]}, home=curve(together=True))
    plan = solve_case(case)
    # half of the two are still there in the first year: 1 of 1.2, so a fifth of a child is new each year
    assert [plan.children(t, provision="home") for t in range(2)] == pytest.approx([1.2, 1.2])
    nobody = solve_case(by_choice(case, {Pool("home", EVERY_AREA): [0.8, 0.8]}, home=curve(together=True)))
    carried = 0.8 * (1 - 0.32 / 2.12)  # B(0.8, 2) = 0.8² / 2 / (1 + 0.8 + 0.8² / 2)
    assert nobody.new(0, provision="home") == pytest.approx(0)
    assert nobody.children(0, provision="home") == pytest.approx(1)
    assert nobody.children(1, provision="home") == pytest.approx(carried)


@pytest.mark.parametrize("count", [1, 3, 8])
def test_an_enormous_load_fills_every_place(cost_of, count):
    """As a planning occupancy of 1 does: ten thousand children for a place or two leave next to nothing empty."""
    enormous = cost_of({HOME: 1e4}, demand=1e4, supply=places(count))
    assert enormous == pytest.approx(1e4 - count, abs=1e-2)


@pytest.fixture(scope="session")
def of_two_groups(make_case, solve_case):
    """The plan of a year for two children each of two need groups; those of the second cost £20,000 more."""

    def of(newcomers, count=4, share=1.0):
        suits = {("other", "spot"): {"weekly_supplement": 400.0}, ("other", "home"): {"share_max": share}}
        rows = {"years": (1.0,), "demand": {"child": 2, "other": 2}, "suitability": suits}
        rows["needs"] = {"child": {}, "other": {}}
        case = by_choice(make_case(supply=places(count), **rows), {HOME: 4.0})
        given = {need: np.array([[float(each)]]) for need, each in newcomers.items()}
        return solve_case(replace(case, newcomers=given))

    return of


@pytest.mark.covers("turned_away_alike")
def test_places_take_of_every_group_what_they_carry_of_its_newcomers(of_two_groups):
    """B(4, 4) = 32/103: four places carry 71/103 of the newcomers of each group, the dearer one too."""
    plan = of_two_groups({"child": 2, "other": 2})
    assert plan.new(0, need="other", provision="home") == pytest.approx(2 * 71 / 103)
    assert plan.new(0, need="child", provision="home") == pytest.approx(2 * 71 / 103)
    few = of_two_groups({"child": 2, "other": 0.5})
    assert few.new(0, need="other", provision="home") == pytest.approx(0.5 * 71 / 103)
    half = of_two_groups({"child": 2, "other": 2}, share=0.5)
    assert half.new(0, need="other", provision="home") == pytest.approx(71 / 103)


def test_children_bought_beside_the_places_are_not_among_those_turned_away(make_case, solve_case):
    market = [{"pool": HOME, "children_max": 1.0, "weekly_cost": 500.0}, {"pool": Pool("spot", "in")}]
    rows = {"years": (1.0,), "demand": 2, "supply": places(1), "market": market}
    plan = solve_case(by_choice(make_case(**rows), {HOME: 2.0}))
    # one place takes a third of two newcomers, one more is bought there, the last third of a child elsewhere
    assert plan.new(0, provision="home") == pytest.approx(2 / 3 + 1)


def test_areas_that_do_not_share_their_places_take_newcomers_by_their_share_of_the_load(make_case, solve_case):
    both = places(1) + places(1, AWAY)
    case = by_choice(make_case(years=(1.0,), demand=2, supply=both), {HOME: 1.5, AWAY: 0.5})
    plan = solve_case(case)
    # B(1.5, 1) = 3/5 and B(1/2, 1) = 1/3: of 1.5 newcomers 0.6 find the place here, of half a one 1/3 the other
    assert plan.children(0, provision="home", area="in") == pytest.approx(0.6)
    assert plan.children(0, provision="home", area="out") == pytest.approx(1 / 3)


@given(load=st.floats(0, 12), few=st.integers(0, 8), suits=st.sampled_from([0.4, 1.0]))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_more_places_never_cost_more_at_the_same_load(cost_of, load, few, suits):
    costs = [cost_of({HOME: load}, curve(suits=suits), demand=12, supply=places(n)) for n in (few, few + 1)]
    assert costs[1] <= costs[0] + 1e-9


def every_line(f, shared, pools, t, s) -> Secants:
    return f.figures.curves[shared].lines[t][s]


@given(
    load=st.floats(0.2, 12),
    held=st.sampled_from([0, 1.5, 4]),
    closable=st.booleans(),
    cost=st.integers(2, 40),
    each=st.sampled_from([0.5, 1.0, 2.5]),
    available=st.sampled_from([0.8, 1.0]),
    most=st.integers(0, 4),
)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_lines_left_out_change_no_plan(cost_of, load, held, closable, cost, each, available, most):
    """Only lines between the fewest places and the most are in the plan; with all of them it costs the same."""
    option = {"places_per_unit": each, "running_cost": cost * 1000.0, "max_per_year": 2, "max_total": most}
    rows = {
        "years": (1.0, 1.0), "demand": 12, "options": {"open": {**option, "attrition": 0.1}},
        "supply": places(held, closable=closable, running_cost=30_000.0, attrition=0.2),
    }  # fmt: skip
    how = curve(available=available, suits=0.7)
    few = cost_of({HOME: [load, load * 0.7]}, how, **rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models.choice_curve, "_lines", every_line)
        every = cost_of({HOME: [load, load * 0.7]}, how, **rows)
    assert few == pytest.approx(every, rel=1e-9, abs=1e-9)


def test_lines_are_left_out_where_places_are_given(make_case, solve_case):
    case = by_choice(make_case(years=(1.0,), demand=30, supply=places(20)), {HOME: 25.0})
    plan = solve_case(case)
    assert plan.rows("what_places_carry") <= 2
    assert len(plan.plan.formulation.figures.curves[HOME].lines[0][0].slope) > 20
    assert np.all(np.diff(plan.plan.formulation.figures.curves[HOME].lines[0][0].slope) < 0)
