"""The second formulation's rows about decisions and places as they are written, and with decisions given."""

from __future__ import annotations

import pytest

from models.audit_draft import Decided
from models.case import OptionKey, Pool
from tests.models.test_audit_written import assert_rows, bounds, written

HOME, OPEN = Pool("home", "in"), OptionKey("open", "in")


def families(problem):
    return {family for family, _, _ in written(problem)}


# -- what may be decided


@pytest.mark.parametrize(
    ("option", "periods"),
    [
        ({}, [0, 1, 2]),
        ({"first_period": 1}, [1, 2]),
        ({"last_period": 1}, [0, 1]),
        # what opens after the plan is decided only where it must be
        ({"lead_time": 2.0}, [0]),
        ({"lead_time": 2.0, "min_total": 1.0}, [0, 1, 2]),
        ({"lead_time": 2.0, "limit_groups": ("asked",)}, [0, 1, 2]),
        ({"lead_time": 2.0, "limit_groups": ("free",)}, [0]),
    ],
)
def test_when_an_option_may_be_decided(write, option, periods):
    groups = {"asked": {"min_total": 1.0}, "free": {"max_total": 9.0}}
    problem = write(years=(1.0,) * 3, options={"open": option}, limit_groups=groups)
    assert list(problem.unknowns.decide) == [(OPEN, t) for t in periods]


def test_what_may_be_closed(write):
    # nothing before the places exist; one place is a unit too
    supply = [
        {"pool": HOME, "from_period": 1, "places": 1, "closable": True},
        {"pool": ("spot", "out"), "places": 9},
    ]
    later = write(supply=supply)
    assert bounds(later, "close") == {"home,in,1": (0, 1, "Integer")}
    assert_rows(later, "closures", {"home,in,1": ({"close[home,in,1]": 1}, "<=", 1)})
    nothing = [{"pool": HOME, "places": 0, "closable": True, "running_cost": 5_000.0}]
    problem = write(supply=nothing)
    assert bounds(problem, "close") == {}
    assert {key.line for key in problem.costs} == {"placements"}


def test_units_of_people_need_not_be_whole(write):
    problem = write(years=(1.0,), options={"open": {"whole_units": False}})
    assert bounds(problem, "decide") == {"open,in,0": (0, None, "Continuous")}


# -- limits


def test_limits_of_an_option_and_of_a_group(write):
    # two half-years share a year; 0.1 × 10 years apart, a year begins in spite of rounding
    options = {
        "open": {"max_per_year": 2.0, "min_total": 1.0, "limit_groups": ("both",)},
        "other": {"max_total": 5.0, "limit_groups": ("both",)},
        "third": {},
    }
    groups = {"both": {"max_per_year": 3.0, "max_total": 6.0, "min_total": 2.0}}
    problem = write(years=(0.5, 0.5, 1.0), options=options, limit_groups=groups)

    def units(option, *periods):
        return {f"decide[{option},in,{t}]": 1 for t in periods}

    yearly = {
        "open,in,0": (units("open", 0, 1), "<=", 2),
        "open,in,1": (units("open", 2), "<=", 2),
        "both,0": ({**units("open", 0, 1), **units("other", 0, 1)}, "<=", 3),
        "both,1": ({**units("open", 2), **units("other", 2)}, "<=", 3),
    }
    assert_rows(problem, "yearly limit", yearly)
    everything = {**units("open", 0, 1, 2), **units("other", 0, 1, 2)}
    total = {"other,in": (units("other", 0, 1, 2), "<=", 5), "both": (everything, "<=", 6)}
    assert_rows(problem, "total limit", total)
    least = {"open,in": (units("open", 0, 1, 2), ">=", 1), "both": (everything, ">=", 2)}
    assert_rows(problem, "least total", least)


def test_a_year_begins_in_spite_of_rounding(write):
    # ten tenths of a year add up to a little less than one
    problem = write(years=(0.1,) * 10 + (1.0,), options={"open": {"max_per_year": 2.0}})
    assert sum((0.1,) * 10) < 1
    assert [at for family, at, _ in written(problem) if family == "yearly limit"] == ["open,in,0", "open,in,1"]


def test_the_limit_assumed_where_there_is_none(write):
    # 2 children could fill 2 units: 10 × (1 + 2)
    supply = [{"pool": HOME, "places": 1, "closable": True}]
    problem = write(years=(1.0, 1.0), demand=2, supply=supply, market=[], options={"open": {}},
                    placements={("child", "in", *HOME): 1})  # fmt: skip
    decided = {"decide[open,in,0]": 1, "decide[open,in,1]": 1}
    assert_rows(problem, "assumed limit", {"open,in": (decided, "<=", 30)})
    # the bound on places counts it: the 1 there is and 30 more, of which all may be used
    limit = [row for family, _, row in written(problem) if family == "full: at the limit"]
    assert [row[2] for row in limit] == [-31, -31]


# -- the stock of places


def test_places_that_come_and_go(write):
    # decided at 0: 2, then 4, then half of a life of two and a half years, 2; decided at 1: 2, 4; at 2: 2
    option = {"places_per_unit": 4.0, "ramp": (0.5,), "life": 2.5}
    problem = write(years=(1.0,) * 3, demand=9, options={"open": option})
    stock = {
        "home,in,0": ({"places[home,in,0]": 1, "decide[open,in,0]": -2}, "==", 0),
        "home,in,1": (
            {"places[home,in,1]": 1, "places[home,in,0]": -1, "decide[open,in,0]": -2, "decide[open,in,1]": -2},
            "==", 0,
        ),
        "home,in,2": (
            {
                "places[home,in,2]": 1, "places[home,in,1]": -1, "decide[open,in,0]": 2, "decide[open,in,1]": -2,
                "decide[open,in,2]": -2,
            },
            "==", 0,
        ),
    }  # fmt: skip
    assert_rows(problem, "stock of places", stock)


def test_existing_places_that_grow_fall_and_are_counted_in_other_units(write):
    # 4 places in 2 units; then 6 in 3: the 2 more come to the two thirds that stand; then 3 in 3
    supply = [
        {"pool": HOME, "places": 4, "closable": True, "units": 2},
        {"pool": HOME, "from_period": 1, "places": 6, "closable": True, "units": 3},
        {"pool": HOME, "from_period": 2, "places": 3, "units": 3},
    ]
    problem = write(years=(1.0,) * 3, demand=9, supply=supply)
    # standing: 4 − 2 c0; 6 − 2 (c0 + c1); 3 − (c0 + c1)
    stock = {
        "home,in,0": ({"places[home,in,0]": 1, "close[home,in,0]": 2}, "==", 4),
        "home,in,1": ({"places[home,in,1]": 1, "places[home,in,0]": -1, "close[home,in,1]": 2}, "==", 2),
        "home,in,2": (
            {"places[home,in,2]": 1, "places[home,in,1]": -1, "close[home,in,0]": -1, "close[home,in,1]": -1},
            "==", -3,
        ),
    }  # fmt: skip
    assert_rows(problem, "stock of places", stock)
    closed = {"close[home,in,0]": 1, "close[home,in,1]": 1}
    closures = {
        "home,in,0": ({"close[home,in,0]": 1}, "<=", 2),
        "home,in,1": (closed, "<=", 3),
        "home,in,2": (closed, "<=", 3),
    }
    assert_rows(problem, "closures", closures)


def test_what_exists_no_longer_limits_no_closure(write):
    # both units may close in the first year, though none is counted in the second
    supply = [
        {"pool": HOME, "places": 4, "closable": True, "units": 2},
        {"pool": HOME, "from_period": 1, "places": 0},
    ]
    problem = write(demand=9, supply=supply)
    assert_rows(problem, "closures", {"home,in,0": ({"close[home,in,0]": 1}, "<=", 2)})


def test_existing_places_and_options_grow_together(write):
    # 3 places and then 5; a unit brings 2 and then 4
    supply = [{"pool": HOME, "places": 3}, {"pool": HOME, "from_period": 1, "places": 5}]
    problem = write(demand=9, supply=supply, options={"open": {"places_per_unit": 4.0, "ramp": (0.5,)}})
    first, later = "decide[open,in,0]", "decide[open,in,1]"
    stock = {
        "home,in,0": ({"places[home,in,0]": 1, first: -2}, "==", 3),
        "home,in,1": ({"places[home,in,1]": 1, "places[home,in,0]": -1, first: -2, later: -2}, "==", 2),
    }
    assert_rows(problem, "stock of places", stock)


def test_settled_children_move_for_places_that_options_lose(write):
    # each unit has 4 places for a year and a half, then 2, then none
    option = {"places_per_unit": 4.0, "life": 1.5, "max_total": 2.0}
    problem = write(years=(1.0,) * 3, demand=9, options={"open": option})
    lost = {about: row for family, about, row in written(problem) if family == "full: moves for lost places"}
    moved = "displaced[child,in,home,in,{},0]"
    assert lost == {
        "home,in,1,0": ({moved.format(1): 1, "decide[open,in,0]": -2}, "<=", 0),
        "home,in,2,0": ({moved.format(2): 1, "decide[open,in,0]": -2, "decide[open,in,1]": -2}, "<=", 0),
    }


# -- decisions given


CLOSABLE = [{"pool": HOME, "places": 6, "closable": True, "units": 3}]


def test_decisions_given_are_the_only_ones_and_what_is_not_named_is_nought(write):
    given = Decided({(OPEN, 0): 2.0}, {(HOME, 1): 1.0})
    problem = write(given, supply=CLOSABLE, options={"open": {}}, demand=4)
    fixed = {"open,in,0": (2, 2, "Continuous"), "open,in,1": (0, 0, "Continuous")}
    assert bounds(problem, "decide") == fixed
    assert bounds(problem, "close") == {"home,in,0": (0, 0, "Continuous"), "home,in,1": (1, 1, "Continuous")}
    assert "whole units" not in families(problem)


def test_a_solvers_rounding_of_whole_units_is_let_pass(write):
    given = Decided({(OPEN, 0): 2.0000005}, {(HOME, 1): 0.9999995})
    assert "whole units" not in families(write(given, supply=CLOSABLE, options={"open": {}}))
    millionth = Decided({(OPEN, 0): 1e-6})
    assert "whole units" not in families(write(millionth, options={"open": {}}))


@pytest.mark.parametrize(
    ("given", "about"),
    [(Decided({(OPEN, 0): 1.25}), "open,in,0"), (Decided({}, {(HOME, 1): 1.25}), "home,in,1")],
    ids=["decided", "closed"],
)
def test_a_part_of_what_comes_whole_is_a_row_that_cannot_hold(write, given, about):
    # 1.25 = 1: nought would have to be less than nought
    problem = write(given, supply=CLOSABLE, options={"open": {}})
    assert_rows(problem, "whole units", {about: ({"fixed[0]": 1}, "==", -0.25)})


def test_a_part_of_what_need_not_be_whole_may_be_given(write):
    part = Decided({(OPEN, 0): 1.25})
    problem = write(part, options={"open": {"whole_units": False}})
    assert bounds(problem, "decide")["open,in,0"] == (1.25, 1.25, "Continuous")


def test_given_rounding_of_what_may_not_be_decided_is_let_pass(write):
    later = {"open": {"first_period": 1}}
    write(Decided({(OPEN, 0): 1e-6}), options=later)
    with pytest.raises(
        ValueError, match=r"^0\.25 of OptionKey\(option='open', area='in'\) in period 0 is no decision"
    ):
        write(Decided({(OPEN, 0): 0.25}), options=later)
