"""The second formulation's places by hand: a unit's life, existing places, closures, and how fast to decide."""

from __future__ import annotations

import pytest

from models import audit
from models.audit_facts import unit_life
from models.case import OptionKey, Pool
from optimiser.engine.cbc import solve

OPEN, HOME, SPOT = OptionKey("open", "in"), Pool("home", "in"), Pool("spot", "out")
LEAVE = {"spot": {"mean_stay": 0.01}}
"""Nobody is settled outside for long, so that only places decide who lives where."""


@pytest.fixture(scope="session")
def answer(make_case):
    def found(**given):
        problem = audit.write(make_case(**given))
        outcome = solve(problem.lp)
        assert outcome.status == "optimal", outcome.reason
        return audit.read(problem, outcome.values)

    return found


def life(make_case, years=(1.0, 1.0, 1.0), **option):
    case = make_case(years=years, options={"open": option})
    return unit_life(case.options[OPEN], case.periods)


def by_period(figures, decided=0):
    return [figures[key] for key in sorted(figures) if key[0] == decided]


@pytest.mark.parametrize(
    ("option", "places", "open_share"),
    [
        ({}, [4, 4, 4], [1, 1, 1]),
        ({"lead_time": 1.25}, [0, 3, 4], [0, 0.75, 1]),
        ({"ramp": (0.5, 0.75)}, [2, 3, 4], [1, 1, 1]),
        # opens in the middle of a year: half of it at a half; then half at a half and half at all of it
        ({"lead_time": 0.5, "ramp": (0.5,)}, [1, 3, 4], [0.5, 1, 1]),
        ({"life": 1.5}, [4, 2, 0], [1, 0.5, 0]),
        ({"life": 1.5, "ramp": (0.5, 0.75)}, [2, 1.5, 0], [1, 0.5, 0]),
        ({"attrition": 0.1}, [4, 3.6, 3.24], [1, 0.9, 0.81]),
        # three quarters of a year after it opens, then a year more
        (
            {"lead_time": 0.25, "attrition": 0.19},
            [3, 4 * 0.81**0.75, 4 * 0.81**1.75],
            [0.75, 0.81**0.75, 0.81**1.75],
        ),
    ],
)
def test_the_life_of_a_unit(make_case, option, places, open_share):
    found = life(make_case, places_per_unit=4.0, **option)
    assert by_period(found.places) == pytest.approx(places)
    assert by_period(found.open_share) == pytest.approx(open_share)


def test_the_life_of_a_unit_in_unequal_periods_and_decided_later(make_case):
    found = life(make_case, years=(0.5, 0.25, 1.0), places_per_unit=4.0, lead_time=0.5, attrition=0.36)
    assert by_period(found.places, 0) == pytest.approx([0, 4, 4 * 0.64**0.25])
    # decided at 0.5, opens at 1.0: three quarters of the last period, from 0.75 to 1.75
    assert by_period(found.places, 1) == pytest.approx([0, 3])


def test_the_stock_of_places_is_rolled_forward(answer):
    # 10 places lose a fifth a year until 20 are counted in the third year; two units of 4 open a year after
    found = answer(
        years=(1.0,) * 3,
        demand=0,
        supply=[
            {"pool": HOME, "places": 10, "attrition": 0.2},
            {"pool": HOME, "from_period": 2, "places": 20},
        ],
        options={"open": {"places_per_unit": 4.0, "lead_time": 1.0, "min_total": 2.0, "max_per_year": 1.0}},
    )
    decided = {t for (_, t) in found.decide}
    added = [sum(4.0 for t in decided if t < now) for now in range(3)]
    assert len(decided) == 2
    assert [found.places[HOME, t] for t in range(3)] == pytest.approx([10 + added[0], 8 + added[1], 20 + added[2]])


def test_closing_a_unit_saves_its_running_cost_and_grant_and_costs_once(answer):
    # 2 units of 2 places, £30,000 a place less a grant of £1,000; nobody needs them; £4,000 to close one
    supply = {
        "pool": HOME, "places": 4, "running_cost": 30_000.0, "grant": 1_000.0, "closable": True, "units": 2,
        "closing_cost": 4_000.0, "attrition": 0.5,
    }  # fmt: skip
    found = answer(demand=0, supply=[supply])
    assert found.close == {(HOME, 0): pytest.approx(2)}
    assert found.objective == pytest.approx(8_000)
    standing = answer(demand=0, supply=[{**supply, "closing_cost": 500_000.0}])
    assert standing.close == {}
    assert standing.objective == pytest.approx((4 + 2) * 29_000)


def test_children_of_a_unit_that_closes_move_and_no_more_than_it_held(answer, make_case):
    # two units of 3 full places at £300,000 a year each; bought, their children would cost £150,000
    supply = {"pool": HOME, "places": 6, "running_cost": 100_000.0, "closable": True, "units": 2}
    given = {"demand": 6, "supply": [supply], "placements": {("child", "in", "home", "in"): 6}}
    found = answer(**given)
    assert sum(found.displaced.values()) == pytest.approx(6)
    assert found.objective == pytest.approx(2 * 6 * 50_000)
    one = audit.write(make_case(**given), given=audit.Decided({}, {(HOME, 1): 1.0}))
    answered = audit.read(one, solve(one.lp).values)
    assert [answered.places[HOME, t] for t in (0, 1)] == pytest.approx([6, 3])
    assert sum(answered.displaced.values()) == pytest.approx(3)


def test_units_counted_anew_stand_for_the_same_share(answer):
    # one of 2 units of 4 closed; the year after 6 places are counted in 3 units, of which one stays closed
    rows = [
        {"pool": HOME, "places": 4, "running_cost": 90_000.0, "closable": True, "units": 2},
        {"pool": HOME, "from_period": 1, "places": 6, "units": 3},
    ]
    found = answer(demand=[2, 6], supply=rows, provisions=LEAVE)
    assert found.close == {(HOME, 0): pytest.approx(1)}
    assert [found.places[HOME, t] for t in (0, 1)] == pytest.approx([2, 4])


@pytest.mark.parametrize(
    ("limits", "years", "units"),
    [
        ({}, (1.0, 1.0), (3, 0)),
        ({"max_per_year": 2.0}, (1.0, 1.0), (2, 1)),
        ({"max_per_year": 2.0}, (0.5, 0.5), (2, 0)),
        ({"max_total": 1.0}, (1.0, 1.0), (1, 0)),
        ({"first_period": 1}, (1.0, 1.0), (0, 3)),
        ({"min_total": 5.0}, (1.0, 1.0), (3, 2)),
    ],
)
def test_how_fast_and_how_far(answer, limits, years, units):
    # 3 children in homes of one; what is asked for beyond them is decided last, when it runs for the shortest time
    option = {"running_cost": 1_000.0, **limits}
    found = answer(years=years, demand=3, options={"open": option}, provisions=LEAVE)
    assert tuple(found.decide.get((OPEN, t), 0) for t in (0, 1)) == pytest.approx(units)


@pytest.mark.parametrize(
    ("limits", "units"),
    [
        ({"max_per_year": 1.0}, (1, 0, 1, 0)),
        ({"max_total": 1.0}, (1, 0, 0, 0)),
        ({"min_total": 5.0}, (3, 0, 2, 0)),
    ],
)
def test_options_of_a_limit_group_share_it(answer, limits, units):
    options = {
        "cheap": {"running_cost": 1_000.0, "limit_groups": ("both",)},
        "dear": {"running_cost": 2_000.0, "limit_groups": ("both",)},
    }
    found = answer(demand=3, options=options, limit_groups={"both": limits}, provisions=LEAVE)
    keys = [(OptionKey("cheap", "in"), 0), (OptionKey("dear", "in"), 0)]
    later = [(key, 1) for key, _ in keys]
    decided = [found.decide.get(key, 0) for key in (keys[0], keys[1], later[0], later[1])]
    assert decided == pytest.approx(units)


def test_whole_homes_round_up_and_carers_need_not(answer):
    option = {"places_per_unit": 4.0, "setup_cost": 1_000.0}
    found = answer(years=(1.0,), demand=5, options={"open": option})
    assert found.decide == {(OPEN, 0): pytest.approx(2)}
    found = answer(years=(1.0,), demand=5, options={"open": {**option, "whole_units": False}})
    assert found.decide == {(OPEN, 0): pytest.approx(1.25)}


@pytest.mark.parametrize("asked", [{"min_total": 1.0}, {"limit_groups": ("both",)}])
def test_what_must_be_decided_is_decided_even_if_it_opens_after_the_plan(answer, asked):
    option = {"setup_cost": 1_000.0, "lead_time": 5.0, **asked}
    found = answer(
        demand=0,
        options={"open": option},
        limit_groups={"both": {"min_total": 1.0}} if "limit_groups" in asked else {},
    )
    assert sum(found.decide.values()) == pytest.approx(1)
    assert found.objective == pytest.approx(1_000)
