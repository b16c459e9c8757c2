"""The rows about places and children as they are written: keys, bounds and every weight, by hand.

Twelve children need a home in each of two years, ten live in the home at the start and half leave a year, so
five and then two and a half remain. The home has 20 places in two units and loses a tenth: 20, then 18. An option
brings 2 places in its first year and 4 after. Three homes and then two dearer ones can be bought beside it.
"""

import math

import pytest

from models.case import Pool
from models.plan import build
from models.settled import places_lost
from tests.models.written import assert_rows, rows, times, weights

HALF_LEAVE = 1 / math.log(2)
"""Mean stay in years of which half the children leave in a year."""

OWN = {"pool": ("home", "in"), "places": 20, "attrition": 0.1, "units": 2, "closable": True}
RICH = {
    "demand": 12,
    "provisions": {"home": {"occupancy": 0.8, "mean_stay": HALF_LEAVE, "planned_moves_max": 0.2}},
    "supply": [OWN],
    "market": [
        {"pool": ("home", "in"), "children_max": 3.0, "weekly_cost": 900.0},
        {"pool": ("home", "in"), "tier": 2, "children_max": 2.0, "weekly_cost": 1100.0},
    ],
    "options": {"open": {"places_per_unit": 4, "ramp": (0.5,)}},
    "placements": {("child", "in", "home", "in"): 10},
}
NOW = {"place[child,in,home,in,0,0]": 1, "move[child,in,home,in,0,0]": -1, "displace[child,in,home,in,0,0]": -1}
NEXT = {
    **times(NOW, 0.5),
    "place[child,in,home,in,1,0]": 1,
    "move[child,in,home,in,1,0]": -1,
    "displace[child,in,home,in,1,0]": -1,
}
"""The children of the home in each year beside the five, then two and a half, of the start."""
BOUGHT = ({"buy[home,in,0,0,0]": 1, "buy[home,in,1,0,0]": 1}, {"buy[home,in,0,1,0]": 1, "buy[home,in,1,1,0]": 1})
ADDED = ({"decide[open,in,0]": 2}, {"decide[open,in,0]": 4, "decide[open,in,1]": 2})
CLOSED = ({"close[home,in,0]": 10}, {"close[home,in,0]": 9, "close[home,in,1]": 9})
"""Places that a closed unit takes: half of 20, half of 18."""


@pytest.fixture
def rich(make_case):
    return build(make_case(**RICH))


@pytest.fixture
def rows_of(make_case):
    return lambda family, **case: rows(build(make_case(**case)), family)


@pytest.mark.covers("everyone_has_a_home")
def test_everyone_has_a_home(rich):
    expected = {("child", "in", 0, 0): (7, NOW, 7), ("child", "in", 1, 0): (9.5, NEXT, 9.5)}
    assert_rows(rows(rich, "everyone_has_a_home"), expected)


@pytest.mark.covers("enough_places")
def test_usable_places_are_the_occupancy_of_what_exists_less_what_closes_and_what_is_added(rich):
    # 0.8 × 20 − 5 = 11; 0.8 × 18 − 2.5 = 11.9; nobody is settled beyond the limit but the 12 there are
    first = {**NOW, **times(BOUGHT[0], -1), **times(ADDED[0], -0.8), **times(CLOSED[0], 0.8)}
    second = {**NEXT, **times(BOUGHT[1], -1), **times(ADDED[1], -0.8), **times(CLOSED[1], 0.8)}
    expected = {
        ("home", "in", 0, 0): (None, {**first, "full[home,in,0,0]": -12}, 11),
        ("home", "in", 1, 0): (None, {**second, "full[home,in,1,0]": -12}, 11.9),
    }
    assert_rows(rows(rich, "enough_places"), expected)


@pytest.mark.covers("a_place_for_every_child")
def test_every_child_has_a_place_or_a_home_bought(rich):
    # 20 − 5 and 18 − 2.5
    expected = {
        ("home", "in", 0, 0): (None, {**NOW, **times(BOUGHT[0], -1), **times(ADDED[0], -1), **CLOSED[0]}, 15),
        ("home", "in", 1, 0): (None, {**NEXT, **times(BOUGHT[1], -1), **times(ADDED[1], -1), **CLOSED[1]}, 15.5),
    }
    assert_rows(rows(rich, "a_place_for_every_child"), expected)


@pytest.mark.covers("bought_children_live_there")
def test_children_bought_are_among_those_who_live_there(rich):
    expected = {
        ("home", "in", 0, 0): (None, {**BOUGHT[0], **times(NOW, -1)}, 5),
        ("home", "in", 1, 0): (None, {**BOUGHT[1], **times(NEXT, -1)}, 2.5),
    }
    assert_rows(rows(rich, "bought_children_live_there"), expected)


@pytest.mark.covers("nobody_new_when_full")
def test_at_most_everyone_is_new_and_nobody_in_a_full_pool(rich):
    expected = {
        ("home", "in", 0, 0): (None, {"place[child,in,home,in,0,0]": 1, "full[home,in,0,0]": 12}, 12),
        ("home", "in", 1, 0): (None, {"place[child,in,home,in,1,0]": 1, "full[home,in,1,0]": 12}, 12),
    }
    assert_rows(rows(rich, "nobody_new_when_full"), expected)


@pytest.mark.covers("full_only_when_full")
def test_the_switch_asks_for_as_many_children_as_the_limit(rich):
    # The limit is at most 0.8 × 160 + 5 = 133, with ten times the 12 children and 4 places as most places:
    # 5 + 16 − 5 − 133 = −117 and 5 + 14.4 − 2.5 − 133 = −116.1
    first = {**NOW, **times(ADDED[0], -0.8), **times(CLOSED[0], 0.8), "full[home,in,0,0]": -133}
    second = {**NEXT, **times(ADDED[1], -0.8), **times(CLOSED[1], 0.8), "full[home,in,1,0]": -133}
    expected = {("home", "in", 0, 0): (-117, first, None), ("home", "in", 1, 0): (-116.1, second, None)}
    assert_rows(rows(rich, "full_only_when_full"), expected)


@pytest.mark.covers("market_full", "market_used_before_full")
def test_only_the_dearest_tier_overflows_and_only_in_a_full_pool_with_every_tier_used(rich):
    overflow = {
        ("home", "in", t, 0): (None, {f"buy[home,in,1,{t},0]": 1, f"full[home,in,{t},0]": -12}, 2) for t in (0, 1)
    }
    assert_rows(rows(rich, "market_full"), overflow)
    used = {
        ("home", "in", tier, t, 0): (0, {f"buy[home,in,{tier - 1},{t},0]": 1, f"full[home,in,{t},0]": -most}, None)
        for t in (0, 1)
        for tier, most in ((1, 3), (2, 2))
    }
    assert_rows(rows(rich, "market_used_before_full"), used)


@pytest.mark.covers("closures_within_what_exists")
def test_no_more_units_close_than_exist_so_far(rich):
    expected = {
        ("home", "in", 0): (None, {"close[home,in,0]": 1}, 2),
        ("home", "in", 1): (None, {"close[home,in,0]": 1, "close[home,in,1]": 1}, 2),
    }
    assert_rows(rows(rich, "closures_within_what_exists"), expected)


@pytest.mark.covers("planned_moves_limited", "only_settled_children_move")
def test_planned_moves_are_a_share_of_the_settled_and_all_moves_are_theirs(rich):
    # a fifth of 5, then a fifth of 2.5 and of half of those who came
    limited = {
        ("child", "in", "home", "in", 0, 0): (None, {"move[child,in,home,in,0,0]": 1}, 1),
        ("child", "in", "home", "in", 1, 0): (None, {"move[child,in,home,in,1,0]": 1, **times(NOW, -0.1)}, 0.5),
    }
    assert_rows(rows(rich, "planned_moves_limited"), limited)
    leaving = [{f"displace[child,in,home,in,{t},0]": 1, f"move[child,in,home,in,{t},0]": 1} for t in (0, 1)]
    settled = {
        ("child", "in", "home", "in", 0, 0): (None, leaving[0], 5),
        ("child", "in", "home", "in", 1, 0): (None, {**leaving[1], **times(NOW, -0.5)}, 2.5),
    }
    assert_rows(rows(rich, "only_settled_children_move"), settled)


@pytest.mark.covers("planned_moves_limited")
def test_no_more_than_all_of_the_settled_make_a_planned_move(rows_of):
    # 80 % a year over two years would be 160 %: everyone
    provisions = {"home": {"planned_moves_max": 0.8}}
    placements = {("child", "in", "home", "in"): 5}
    found = rows_of(
        "planned_moves_limited",
        years=(2.0,), demand=5, provisions=provisions, supply=[OWN], placements=placements,
    )  # fmt: skip
    key = ("child", "in", "home", "in", 0, 0)
    assert_rows(found, {key: (None, {"move[child,in,home,in,0,0]": 1}, 5)})


@pytest.mark.covers("moves_for_lost_places", "moves_only_when_full")
def test_places_lost_are_attrition_of_what_is_open_and_what_closes(rich):
    # year one: what closes, 10 a unit; year two: 2 of 20 less a half for each unit closed before, 9 for a unit
    lost = {
        ("home", "in", 0, 0): (None, {"displace[child,in,home,in,0,0]": 1, "close[home,in,0]": -10}, 0),
        ("home", "in", 1, 0): (
            None,
            {"displace[child,in,home,in,1,0]": 1, "close[home,in,0]": 1, "close[home,in,1]": -9},
            2,
        ),
    }
    assert_rows(rows(rich, "moves_for_lost_places"), lost)
    full = {
        ("home", "in", t, 0): (None, {f"displace[child,in,home,in,{t},0]": 1, f"full[home,in,{t},0]": -12}, 0)
        for t in (0, 1)
    }
    assert_rows(rows(rich, "moves_only_when_full"), full)


@pytest.mark.covers("moves_for_lost_places", "Option.life")
def test_places_lost_when_an_options_life_ends(rows_of):
    # A lease of 4 places for a year and a half: 4, 2, 0. Decided in year one it loses 2 and then 2 more; what is
    # decided in a period has nothing to lose in it.
    lease = {"lease": {"places_per_unit": 4, "life": 1.5, "max_total": 3}}
    found = rows_of("moves_for_lost_places", years=(1.0,) * 3, demand=12, options=lease)
    moves = [{f"displace[child,in,home,in,{t},0]": 1} for t in range(3)]
    expected = {
        ("home", "in", 1, 0): (None, {**moves[1], "decide[lease,in,0]": -2}, 0),
        ("home", "in", 2, 0): (None, {**moves[2], "decide[lease,in,0]": -2, "decide[lease,in,1]": -2}, 0),
    }
    assert_rows(found, expected)


@pytest.mark.covers("moves_for_lost_places")
def test_places_lost_when_what_exists_shrinks_grows_and_ends(rows_of):
    # 10 → 4 → 8 → none, in two units until the end: 6 are lost, then none, then the 8 of the units still open.
    sizes = ((0, 10), (1, 4), (2, 8))
    supply = [
        {"pool": ("home", "in"), "places": n, "from_period": t, "units": 2, "closable": True} for t, n in sizes
    ]
    supply.append({"pool": ("home", "in"), "places": 0, "from_period": 3, "units": 0})
    found = rows_of("moves_for_lost_places", years=(1.0,) * 4, demand=12, supply=supply)
    moves = [{f"displace[child,in,home,in,{t},0]": 1} for t in range(4)]
    closed = [f"close[home,in,{t}]" for t in range(3)]
    # a unit closed in a period takes the smaller of what it held before and holds now; one closed before has
    # nothing left to lose
    expected = {
        ("home", "in", 1, 0): (None, {**moves[1], closed[0]: 3, closed[1]: -2}, 6),
        ("home", "in", 2, 0): (None, {**moves[2], closed[2]: -2}, 0),
        ("home", "in", 3, 0): (None, {**moves[3], **dict.fromkeys(closed, 4)}, 8),
    }
    assert_rows(found, expected)


@pytest.mark.covers("enough_places")
def test_a_market_without_a_limit_needs_no_row_and_several_tiers_are_bought_exactly(make_case):
    assert not rows(build(make_case(demand=9)), "enough_places")
    tiers = [{"pool": ("spot", "out"), "tier": n, "children_max": 3.0} for n in (1, 2)]
    own = [{"pool": ("home", "in"), "places": 2}]
    found = rows(build(make_case(years=(1.0,), demand=9, market=tiers, supply=own)), "enough_places")
    bought = {"place[child,in,spot,out,0,0]": 1, "buy[spot,out,0,0,0]": -1, "buy[spot,out,1,0,0]": -1}
    assert_rows(
        found,
        {
            ("home", "in", 0, 0): (None, {"place[child,in,home,in,0,0]": 1}, 2),
            ("spot", "out", 0, 0): (0, bought, 0),
        },
    )
    # the order of pools does not matter to what follows: tiers first, then a limit
    tiers = [{**row, "pool": ("home", "out")} for row in tiers] + [{"pool": ("spot", "out"), "children_max": 5.0}]
    found = rows(build(make_case(years=(1.0,), demand=9, market=tiers)), "enough_places")
    assert [(index[:2], row.low, row.high) for index, row in found.items()] == [
        (("home", "out"), 0, 0), (("spot", "out"), None, 5),
    ]  # fmt: skip


@pytest.mark.covers("market_used_before_full")
def test_a_tier_that_offers_nothing_need_not_be_used(make_case):
    tiers = [
        {"pool": ("spot", "out"), "tier": n, "children_max": most} for n, most in ((1, 0.5), (2, 3.0), (3, 0.0))
    ]
    placements = {("child", "in", "spot", "out"): 9}
    found = rows(
        build(make_case(years=(1.0,), demand=9, market=tiers, placements=placements)), "market_used_before_full"
    )
    assert_rows(
        found,
        {
            ("spot", "out", 1, 0, 0): (0, {"buy[spot,out,0,0,0]": 1, "full[spot,out,0,0]": -0.5}, None),
            ("spot", "out", 2, 0, 0): (0, {"buy[spot,out,1,0,0]": 1, "full[spot,out,0,0]": -3}, None),
        },
    )


@pytest.mark.covers("moves_for_lost_places")
def test_a_single_place_is_lost_too_and_nothing_is_lost_of_nothing(make_case):
    supply = [
        {"pool": ("home", "in"), "places": n, "from_period": t, "units": u}
        for t, (n, u) in enumerate(((0.5, 1), (0, 0), (0, 0), (3, 1)))
    ]
    plan = build(make_case(years=(1.0,) * 4, demand=12, supply=supply))
    lost = [weights(plan, places_lost(plan.formulation, Pool("home", "in"), t)) for t in range(4)]
    assert lost == [{}, {"": 0.5}, {}, {}]
    assert places_lost(plan.formulation, Pool("spot", "out"), 1).is_constant


@pytest.mark.covers("closures_within_what_exists")
def test_what_is_gone_does_not_forbid_that_it_was_closed_before(rows_of):
    # two units, then none: closing them in the first year is no closure of what does not exist in the second
    gone = {"pool": ("home", "in"), "places": 0, "units": 0, "from_period": 1}
    found = rows_of("closures_within_what_exists", supply=[OWN, gone])
    assert_rows(found, {("home", "in", 0): (None, {"close[home,in,0]": 1}, 2)})
    # a unit of a single place is a unit
    found = rows_of("closures_within_what_exists", supply=[{**OWN, "places": 1, "units": 1}, gone])
    assert_rows(found, {("home", "in", 0): (None, {"close[home,in,0]": 1}, 1)})


@pytest.mark.covers("bought_children_live_there")
def test_where_everybody_is_bought_nobody_needs_to_be_told_apart(rows_of):
    tiers = [{"pool": ("spot", "out"), "tier": n, "children_max": 3.0} for n in (1, 2)]
    assert not rows_of("bought_children_live_there", demand=5, market=tiers)
    assert not rows_of("bought_children_live_there", demand=5, market=tiers[:1])
