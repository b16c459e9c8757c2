"""The second formulation of one period planned by itself, as it is written, with what happened before by hand.

Three years, of which the second is planned. The home had 20 places in two units, which halve every year, and one
unit was closed in the first; two homes that bring 2 places and then 4 were decided then. Half of those who lived
there stay.
"""

from __future__ import annotations

import math

import pytest

from models.audit_draft import Decided, Past
from models.case import Flow, OptionKey, Pool
from tests.models.test_audit_written import amounts, assert_rows, label, names, written

HOME, OPEN = Pool("home", "in"), OptionKey("open", "in")
PAST = Past(
    1,
    {(Flow("child", "in", *HOME), 0): 8.0, (Flow("child", "west", *HOME), 0): 4.0},
    Decided({(OPEN, 0): 2.0}, {(HOME, 0): 1.0}),
)
ONE = {
    "years": (1.0,) * 3,
    "areas": {
        "in": {"name": "Inside", "inside_boundary": True, "home_area": True},
        "west": {"name": "West", "inside_boundary": True, "home_area": True},
    },
    "proximity": {(home, area): ("inside", 5.0) for home in ("in", "west") for area in ("in", "west")},
    "demand": {("child", "in"): 12, ("child", "west"): 6},
    "provisions": {"home": {"mean_stay": 1 / math.log(2)}},
    "placements": {("child", "in", *HOME): 1},
    "supply": [
        {
            "pool": HOME, "places": 20, "attrition": 0.5, "units": 2, "closable": True, "closing_cost": 4_000.0,
            "running_cost": 30_000.0,
        },
    ],
    "market": [],
    "options": {
        "open": {
            "places_per_unit": 4.0, "ramp": (0.5,), "max_total": 5.0, "min_total": 3.0, "capital_cost": 100_000.0,
            "running_cost": 1_000.0,
        },
        "other": {"first_period": 1, "max_per_year": 1.0},
    },
    "targets": [{"value": 0.5}],
    "budgets": [
        {"period": 0, "limit": 1.0},
        {"period": 1, "limit": 900_000.0},
        {"budget": "capital_total", "period": None, "limit": 400_000.0},
        {"budget": "capital", "period": 2, "limit": 1.0},
    ],
}  # fmt: skip


@pytest.fixture
def one(write):
    """The second of three years planned by itself."""
    return write(past=PAST, **ONE)


def test_only_the_period_itself_is_planned(one):
    assert one.case.periods[1].start == 1
    assert {key.period for key in one.costs} == {1}
    for slot in ("census", "new", "displaced", "own", "full"):
        keys = getattr(one.unknowns, slot)
        assert {key.period for key in keys} == {1}, slot
    assert label(tuple(one.unknowns.places)) == "home,in,1"
    about = {about for family, about, _ in written(one) if family == "everyone has a home"}
    assert about == {"child,in,1,0", "child,west,1,0"}, "of both home areas"
    assert [about for family, about, _ in written(one) if family == "promise"] == ["promise 0,1,0"]
    # what a later year could decide is known of, so that a least number may be left to it
    assert [label(key) for key in one.unknowns.decide] == ["open,in,1", "open,in,2", "other,in,1", "other,in,2"]
    assert [label(key) for key in one.unknowns.close] == ["home,in,1"]


def test_half_of_those_who_lived_there_before_are_settled(one):
    census, new, moved = ("{}[child,{},home,in,1,0]".format(kind, "{}") for kind in ("census", "new", "displaced"))
    settled = {
        f"child,{home},home,in,1,0": (
            {census.format(home): 1, moved.format(home): 1, new.format(home): -1},
            "==",
            n,
        )
        for home, n in (("in", 4), ("west", 2))
    }
    assert_rows(one, "settled children stay", settled)


def test_places_are_those_of_before_and_what_has_changed(one):
    # standing 10 × (1 − (1 + c) / 2) = 5 − 5 c; two units decided bring 8, one decided now 2 or 1
    decided = {"decide[open,in,1]": -2, "decide[other,in,1]": -1}
    row = ({"places[home,in,1]": 1, **decided, "close[home,in,1]": 5}, "==", 13)
    assert_rows(one, "stock of places", {"home,in,1": row})
    # 5 of the 10 that stood fall, and each unit closed now takes 5 more
    moved = {f"displaced[child,{home},home,in,1,0]": 1 for home in ("in", "west")}
    assert_rows(one, "full: moves for lost places", {"home,in,1,0": ({**moved, "close[home,in,1]": -5}, "<=", 5)})


def test_limits_count_what_was_decided_before(one):
    left = {"close[home,in,1]": 1}
    assert_rows(one, "closures", {"home,in,1": (left, "<=", 1), "home,in,2": (left, "<=", 1)})
    more = {"decide[open,in,1]": 1, "decide[open,in,2]": 1}
    assert_rows(one, "total limit", {"open,in": (more, "<=", 3)})
    assert_rows(one, "least total", {"open,in": (more, ">=", 1)})


def test_budgets_of_its_own_period_and_of_the_whole_plan(one):
    # £200,000 spent before; running: 10 places less 5 for each unit closed, of which one already; 2 homes open
    now = {"decide[open,in,1]": 1, "close[home,in,1]": 4 - 5 * 30}
    rows = {
        "revenue,1,0": (now, "<=", 900 - 5 * 30 - 2),
        "capital_total,None,0": ({"decide[open,in,1]": 100}, "<=", 200),
    }
    assert_rows(one, "budget", rows)


def test_each_unit_decided_counts_a_pound_more(one):
    found = {names(one)[variable.name]: weight for variable, weight in one.lp.objective.items()}
    spent: dict[str, float] = {}
    for key, cost in one.costs.items():
        for name, amount in amounts(one, cost).items():
            spent[name] = spent.get(name, 0.0) + one.weights[key] * amount / 1000
    fixed = spent.pop("")
    assert fixed == pytest.approx(5 * 30 + 2)
    pound = {f"decide[{key},in,{t}]": 0.001 for key in ("open", "other") for t in (1, 2)}
    together = {name: spent.get(name, 0.0) + pound.get(name, 0.0) for name in {*spent, *pound}}
    assert found == pytest.approx({**together, "fixed[1]": fixed})


def test_in_the_first_period_the_children_at_the_start_lived_before(write):
    # the past of the first period is the start of the plan, whatever it is told
    lives = {("child", "in", *HOME): 6}
    given = {"demand": 6, "supply": [{"pool": HOME, "places": 9}], "placements": lives}
    problem = write(past=Past(0, {(Flow("child", "in", *HOME), 0): 2.0}, Decided()), **given)
    (row,) = [
        row for family, about, row in written(problem) if family == "settled children stay" and "home" in about
    ]
    assert row[2] == 6


def test_what_is_not_named_in_the_past_did_not_happen(write):
    # nobody lived anywhere, and of 3 units none is closed
    supply = [{"pool": HOME, "places": 6, "closable": True, "units": 3}]
    problem = write(past=Past(1, {}, Decided()), demand=6, supply=supply)
    assert_rows(problem, "closures", {"home,in,1": ({"close[home,in,1]": 1}, "<=", 3)})
    assert [row[2] for family, _, row in written(problem) if family == "settled children stay"] == [0, 0]
