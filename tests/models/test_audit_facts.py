"""What the second formulation works out before anything is decided, by hand: flows, stays, places and tiers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from models.audit_facts import Facts, Tier, find_facts
from models.case import Flow, OptionKey, Pool

HALF_LEAVE = 1 / math.log(2)
"""Mean stay in years of which half leave in a year."""
HOME, HELP, SPOT = Pool("home", "in"), Pool("help", "in"), Pool("spot", "out")
AREAS = {
    "in": {"name": "Inside", "inside_boundary": True, "home_area": True},
    "out": {"name": "Outside", "inside_boundary": False, "home_area": False},
    "west": {"name": "West", "inside_boundary": True, "home_area": True},
}
CASE = {
    "areas": AREAS,
    "needs": {"child": {}, "teen": {}},
    "provisions": {"home": {"mean_stay": HALF_LEAVE}, "help": {}},
    "suitability": {("teen", "home"): {"rating": "unsuitable"}},
    # nobody from the west is older, and the older ones inside are there at the start alone
    "demand": {("child", "in"): [4, 2], ("child", "west"): [3, 6]},
    "placements": {
        ("child", "in", *HOME): 3,
        ("child", "in", *SPOT): 5,
        ("child", "west", *HOME): 0,
        ("teen", "in", *HOME): 1,
        ("teen", "in", *SPOT): 2,
    },
    "supply": [
        {"pool": HOME, "from_period": 1, "places": 9},
        {"pool": HELP, "places": 8, "attrition": 0.5},
    ],
    "market": [
        {"pool": SPOT, "tier": 2, "from_period": 1, "children_max": 7.0, "weekly_cost": 1_500.0},
        {"pool": SPOT, "tier": 1, "children_max": 4.0, "weekly_cost": 900.0},
        {"pool": SPOT, "tier": 1, "from_period": 1, "children_max": 5.0, "weekly_cost": 950.0},
    ],
    "options": {"open": {}, "visit": {"provision": "help"}, "large": {}},
}


@pytest.fixture
def facts(make_case) -> Facts:
    return find_facts(make_case(**CASE))


def test_how_many_need_a_home_and_who_has_one_at_the_start(facts):
    assert facts.demand == {
        ("child", "in", 0, 0): 4, ("child", "in", 1, 0): 2, ("child", "west", 0, 0): 3, ("child", "west", 1, 0): 6,
        **{("teen", home, t, 0): 0 for home in ("in", "west") for t in (0, 1)},
    }  # fmt: skip
    assert facts.at_start == {
        Flow("child", "in", *HOME): 3, Flow("child", "in", *SPOT): 5,
        Flow("teen", "in", *HOME): 1, Flow("teen", "in", *SPOT): 2,
    }  # fmt: skip


def test_where_children_may_live_and_where_they_may_newly_come(facts):
    come = [Flow("child", home, *pool) for home in ("in", "west") for pool in (HELP, HOME, SPOT)]
    stay = [Flow("teen", "in", *HOME), Flow("teen", "in", *SPOT)]
    assert facts.flows == (*come, *stay)
    assert facts.may_come == {*come, stay[1]}, "a home that does not suit takes nobody new"
    assert facts.flows_in == {
        HELP: (come[0], come[3]), HOME: (come[1], come[4], stay[0]), SPOT: (come[2], come[5], stay[1]),
    }  # fmt: skip
    # from both home areas, the older ones inside with nobody among them
    assert [facts.children_who_could_come(HOME, t, 0) for t in (0, 1)] == [7, 8]


def test_who_stays(facts):
    # 8 younger ones inside at the start, of whom 4 are left and then 2; nobody from the west was anywhere
    expected = {
        Flow("child", "in", *HELP): (0.5, 0.5),
        Flow("child", "in", *HOME): (0.25, 0.25),
        Flow("child", "in", *SPOT): (0.5, 0.5),
        Flow("child", "west", *HELP): (0, 1),
        Flow("child", "west", *HOME): (0, 0.5),
        Flow("child", "west", *SPOT): (0, 1),
        Flow("teen", "in", *HOME): (0, 0),
        Flow("teen", "in", *SPOT): (0, 0),
    }
    assert facts.stays == pytest.approx({(at, t, 0): share[t] for at, share in expected.items() for t in (0, 1)})


def test_an_unrated_home_has_the_stay_of_its_provision(make_case):
    case = make_case(**CASE)
    rated = {pair: row for pair, row in case.suitability.items() if pair != ("child", "home")}
    found = find_facts(replace(case, suitability=rated))
    assert found.stays[Flow("child", "in", *HOME), 0, 0] == pytest.approx(0.25)
    assert Flow("child", "in", *HOME) not in found.may_come


def test_places_and_tiers_by_period(facts, make_case):
    home, help_at_home = make_case(**CASE).supply
    assert facts.existing == {HOME: ((0.0, None), (9.0, home)), HELP: ((8.0, help_at_home), (4.0, help_at_home))}
    # the dearer tier has not begun: nobody at the usual £1,000 a week
    assert facts.tiers == {
        HOME: ((), ()),
        HELP: ((), ()),
        SPOT: ((Tier(1, 4.0, 900.0), Tier(2, 0.0, 1_000.0)), (Tier(1, 5.0, 950.0), Tier(2, 7.0, 1_500.0))),
    }


def test_options_of_each_pool_and_who_has_places(facts):
    found = {pool: [option.key for option in options] for pool, options in facts.options_in.items()}
    large, opens, visit = (OptionKey(name, "in") for name in ("large", "open", "visit"))
    assert found == {HOME: [large, opens], HELP: [visit]}
    assert set(facts.lives) == {large, opens, visit}
    assert [facts.has_places(pool) for pool in (HOME, HELP, SPOT)] == [True, True, False]


def test_one_need_group_that_nobody_is_ever_in_has_no_flow(make_case):
    found = find_facts(make_case(demand=0))
    assert (found.flows, found.may_come, found.flows_in) == ((), frozenset(), {SPOT: ()})
