"""The curve of each pool, and where a curve could come to carry fewer than stay."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.case import Pool
from models.choice import carried_load
from models.crowding import may_be_full
from models.figures import derive
from models.pool_curves import corners, pool_curves
from tests.models.by_choice import HOME, by_choice, curve

HALF_LEAVE = {"home": {"mean_stay": 1.4426950408889634}}


@pytest.fixture(scope="session")
def curves(make_case):
    """The curve of a pool of own homes at some loads."""

    def of(*loads, **how):
        case = make_case(years=(1.0,) * len(loads), demand=20, supply=[{"pool": HOME, "places": 1}])
        case = by_choice(case, {HOME: list(loads)}, home=curve(**how))
        return pool_curves(case, case.loads)[HOME]

    return of


def test_it_carries_what_the_places_that_can_be_offered_do(curves):
    found = curves(8.0, 3.0, available=0.8, suits=0.5)
    assert found.carried(10, 0, 0) == pytest.approx(carried_load(8.0, 8, 0.5))
    assert found.carried(10, 1, 0) == pytest.approx(carried_load(3.0, 8, 0.5))


def test_it_ends_level_at_everyone(curves):
    found = curves(8.0)
    assert found.carried(1000, 0, 0) == 8.0
    assert found.carried(20, 0, 0) == pytest.approx(carried_load(8.0, 20), abs=8e-3)


@pytest.mark.parametrize("load", [0.0, 1e-9])
def test_next_to_nobody_has_one_level_line_at_the_end(curves, load):
    """Two level lines never meet; the curve has one, so that where lines meet is a number for all of them."""
    found = curves(load)
    assert found.carried(5, 0, 0) <= load
    assert np.isfinite(corners(found.lines[0][0])).all()


def test_lines_meet_at_whole_places(curves):
    assert corners(curves(8.0).lines[0][0])[:6] == pytest.approx([1, 2, 3, 4, 5, 6])


@pytest.fixture(scope="session")
def crowds(make_case):
    """In which periods own homes could be full, whose places fill by the choice curve at given loads."""

    def of(loads, how=None, **rows):
        case = make_case(years=(1.0,) * len(loads), **{"demand": 20, **rows})
        case = by_choice(case, {HOME: loads}, home=how or curve())
        return may_be_full(case, derive(case), HOME)[:, 0].tolist()

    return of


def held(children):
    return {("child", "in", "home", "in"): children}


def places(count, **others):
    return [{"pool": HOME, "places": count, **others}]


def test_more_at_the_start_than_places_carry(crowds):
    # two places at load 2 carry 1.2 (B = 2/5): two settled children are more, half of them a year later are not
    assert crowds([2.0, 2.0], supply=places(2), placements=held(2), provisions=HALF_LEAVE) == [False, False]
    stay = {"home": {"mean_stay": None}}
    assert crowds([2.0, 2.0], supply=places(2), placements=held(2), provisions=stay) == [True, True]


def test_a_load_that_falls_faster_than_children_leave(crowds):
    # nobody leaves; 2 places carry 1.2 of load 2 and 0.4 of load 0.5 (B = 1/13): 0.46
    assert crowds([2.0, 0.5], supply=places(2)) == [False, True]


def test_a_load_that_falls_more_slowly_than_children_leave(crowds):
    # half leave: at most 0.6 of 1.2 stay, and 2 places at load 1.5 carry 1.03
    assert crowds([2.0, 1.5], supply=places(2), provisions=HALF_LEAVE) == [False, False]


def test_places_added_may_carry_fewer_than_stay_where_those_that_exist_do_not(crowds):
    # without places nobody is there to stay; ten added at load 9 carry 7.5, and nine tenths of them are more than
    # load 4; at the same load they fit, because the curve bends down
    leave = {"home": {"mean_stay": -1 / np.log(0.9)}}
    option = {"open": {"max_per_year": 9}}
    assert crowds([9.0, 4.0], provisions=leave, options=option) == [False, True]
    assert crowds([9.0, 9.0], provisions=leave, options=option) == [False, False]
    assert crowds([4.0, 9.0], provisions={"home": {"mean_stay": 0.5}}, options=option) == [False, False]


@given(
    loads=st.lists(st.floats(0, 9), min_size=2, max_size=2),
    existing=st.sampled_from([0.0, 1.0, 2.5]),
    stay=st.sampled_from([0.3, 0.6, 0.9, 1.0]),
    available=st.sampled_from([0.7, 1.0]),
    added=st.floats(0.01, 25),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_where_no_switch_is_named_places_added_carry_all_who_stay(
    make_case, loads, existing, stay, available, added
):
    """One-sided: whatever is added, whole or not, in a pool that is not named those who stay fit."""
    mean_stay = None if stay == 1 else -1 / np.log(stay)
    rows = {"demand": 20, "provisions": {"home": {"mean_stay": mean_stay}}, "supply": places(existing)}
    case = by_choice(make_case(**rows), {HOME: loads}, home=curve(available=available))
    figures = derive(case)
    found = figures.curves[HOME]
    if not may_be_full(case, figures, HOME)[1, 0]:
        before, now = found.carried(existing + added, 0, 0), found.carried(existing + stay * added, 1, 0)
        assert stay * before <= now + 1e-6


def test_a_part_of_a_place_may_bend_where_no_whole_one_does(make_case):
    """With 2.5 places the corners of the curve are where half a place is added, not a whole one."""
    rows = {"demand": 20, "provisions": {"home": {"mean_stay": -1 / np.log(0.9)}}, "supply": places(2.5)}
    case = by_choice(make_case(**rows), {HOME: [1.2, 1.2 * 0.9]})
    figures = derive(case)
    carried = figures.curves[HOME].carried

    def bends(added):
        return 0.9 * carried(2.5 + added, 0, 0) > carried(2.5 + 0.9 * added, 1, 0) + 1e-9

    assert not any(bends(added) for added in range(60))
    assert any(bends(added) for added in np.arange(0.5, 60))
    assert may_be_full(case, figures, HOME)[1, 0]


def test_a_curve_of_shared_places_is_not_that_of_an_area(make_case):
    case = make_case(demand=4, supply=[*places(2), {"pool": Pool("home", "out"), "places": 1}])
    shared = by_choice(case, {Pool("home", "*"): 3.0}, home=curve(together=True))
    assert list(derive(shared).curves) == [Pool("home", "*")]
    assert list(derive(replace(shared, settings=case.settings)).curves) == []
