"""The rows about suitable shares and homes as they are written: keys, bounds and every weight, by hand."""

import math

import pytest

from models.plan import build
from tests.models.written import assert_rows, rows


@pytest.fixture
def rows_of(make_case):
    return lambda family, **case: rows(build(make_case(**case)), family)


@pytest.mark.covers("suitable_share")
def test_a_share_is_of_the_whole_group_unless_more_are_settled(make_case):
    # A third of 12, then of 9 in both home areas: 4 and 3. Six live there now; half leave in two years, a quarter
    # more where fewer children need a home: 3 < 4 in the first period, 1.125 < 3 in the second.
    case = {
        "years": (2.0, 2.0),
        "needs": {"other": {}, "teen": {}},
        "demand": {"teen": [12, 9], "other": 5},
        "provisions": {"home": {"mean_stay": 2 / math.log(2)}, "old": {}},
        "supply": [{"pool": ("home", "in"), "places": 9}],
        "suitability": {
            ("other", "home"): {"rating": "unsuitable", "share_max": 0.5},
            ("other", "old"): {"share_max": 0.5},
            ("teen", "home"): {"share_max": 1 / 3},
            ("teen", "spot"): {"share_max": 1.0},
        },
        "placements": {("teen", "in", "home", "in"): 6, ("teen", "in", "spot", "out"): 6},
    }
    found = rows(build(make_case(**case)), "suitable_share")
    home = "place[teen,in,home,in,{},0]"
    assert_rows(
        found,
        {
            ("teen", "home", 0, 0): (None, {home.format(0): 1}, 1),
            ("teen", "home", 1, 0): (None, {home.format(0): 0.375, home.format(1): 1}, 3 - 1.125),
        },
    )
    # with 9 of the 12 there, 4.5 are settled beyond the 4: nobody new until 1.6875 are left
    case["placements"] = {("teen", "in", "home", "in"): 9, ("teen", "in", "spot", "out"): 3}
    found = rows(build(make_case(**case)), "suitable_share")
    assert_rows(
        found,
        {
            ("teen", "home", 0, 0): (None, {home.format(0): 1}, 0),
            ("teen", "home", 1, 0): (None, {home.format(0): 0.375, home.format(1): 1}, 3 - 1.6875),
        },
    )


@pytest.mark.covers("suitable_share")
def test_a_provision_that_does_not_suit_at_all_has_no_share(rows_of):
    # one of ten lives where it does not suit, and may move out; a share of a half would be five
    found = rows_of(
        "suitable_share",
        demand=10,
        provisions={"home": {"planned_moves_max": 0.5}},
        supply=[{"pool": ("home", "in"), "places": 50}],
        suitability={("child", "home"): {"rating": "unsuitable", "share_max": 0.5}},
        placements={("child", "in", "home", "in"): 1},
    )
    assert not found


@pytest.mark.covers("everyone_has_a_home")
def test_children_without_any_home_stay_in_the_rows(rows_of):
    # nobody can live anywhere: 3 children are 3 children; where nobody needs a home the row holds by itself
    found = rows_of("everyone_has_a_home", demand=[3, 0], market=[])
    assert_rows(found, {("child", "in", 0, 0): (3, {"nothing[0]": 1}, 3)})
    priced = rows_of("everyone_has_a_home", demand=[3, 0], market=[], unmet_need_price=1.0)
    assert_rows(priced, {("child", "in", 0, 0): (3, {"unmet[child,in,0,0]": 1}, 3)})


@pytest.mark.covers("suitable_share")
def test_as_many_settled_as_the_share_leave_room_only_for_those_who_move_out(rows_of):
    # five of ten live there, a share of a half: nobody new but in the place of a planned move
    found = rows_of(
        "suitable_share",
        years=(1.0,),
        demand=10,
        provisions={"home": {"planned_moves_max": 0.5}},
        supply=[{"pool": ("home", "in"), "places": 50}],
        suitability={("child", "home"): {"share_max": 0.5}},
        placements={("child", "in", "home", "in"): 5, ("child", "in", "spot", "out"): 5},
    )
    living = {"place[child,in,home,in,0,0]": 1, "move[child,in,home,in,0,0]": -1}
    assert_rows(found, {("child", "home", 0, 0): (None, living, 0)})
