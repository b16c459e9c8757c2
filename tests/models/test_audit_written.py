"""The second formulation's rows about children as they are written: keys, bounds and every weight, by hand.

Forty children need a home in half a year and in the year after; ten live in the home at the start. Half of those
settled leave in half a year, three quarters in a year. The home has 20 places in two units, which fall to 18 in
half a year. An option brings 2 places in its first year and 4 after, at most four times. Three homes and then two
dearer ones can be bought beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from models import audit
from models.audit_draft import Linear

SENSES = {-1: "<=", 0: "==", 1: ">="}
ROUNDING = 1e-12
Stated = tuple[Mapping[str, float], str, float]
"""A row: the weight of every variable, its sense and its limit."""

HALF_LEAVE = 0.5 / math.log(2)
"""Mean stay in years of which half the children leave in half a year."""
HOME = {"pool": ("home", "in"), "places": 20, "attrition": 0.19, "units": 2, "closable": True}
RICH = {
    "years": (0.5, 1.0),
    "demand": 40,
    "provisions": {"home": {"occupancy": 0.8, "mean_stay": HALF_LEAVE, "planned_moves_max": 0.2}},
    "supply": [HOME],
    "market": [
        {"pool": ("home", "in"), "children_max": 3.0, "weekly_cost": 900.0},
        {"pool": ("home", "in"), "tier": 2, "children_max": 2.0, "weekly_cost": 1100.0},
    ],
    "options": {"open": {"places_per_unit": 4, "ramp": (0.5,), "max_total": 4.0}},
    "placements": {("child", "in", "home", "in"): 10},
}


def label(key: Any) -> str:
    """A key with all that is in it, however deep: ``child,in,home,in,0,0``."""
    return ",".join(label(part) for part in key) if isinstance(key, tuple) else str(key)


def names(problem: audit.Problem) -> dict[str, str]:
    """What each variable is: ``census[child,in,home,in,0,0]``, or ``fixed[1]`` where it stands for a number."""
    found = {name: f"fixed[{variable.lowBound:g}]" for name, variable in problem.variables.items()}
    for slot in problem.unknowns.__slots__:
        found |= {name: f"{slot}[{label(key)}]" for key, name in getattr(problem.unknowns, slot).items()}
    return found


def written(problem: audit.Problem) -> Iterator[tuple[str, str, Stated]]:
    """Every row as PuLP has it: its family, what it is about, and what it says (rounding left out)."""
    known = names(problem)
    for row in problem.lp.constraints():
        family, about = problem.rows[row.name]
        weights = {known[variable.name]: weight for variable, weight in row.items() if abs(weight) > ROUNDING}
        yield family, label(about), (weights, SENSES[row.sense], -row.constant)


def assert_rows(problem: audit.Problem, family: str, expected: Mapping[str, Stated]) -> None:
    """Exactly these rows are in a family."""
    found = {about: row for name, about, row in written(problem) if name == family}
    assert list(found) == list(expected)
    for about, (amounts, sense, limit) in expected.items():
        assert found[about][0] == pytest.approx(amounts), about
        assert found[about][1:] == (sense, pytest.approx(limit)), about


def bounds(problem: audit.Problem, slot: str) -> dict[str, tuple[float | None, float | None, str]]:
    """Lowest, highest and kind of every variable of a slot."""
    found = {}
    for key, name in getattr(problem.unknowns, slot).items():
        variable = problem.variables[name]
        found[label(key)] = (variable.lowBound, variable.upBound, variable.cat)
    return found


def amounts(problem: audit.Problem, cost: Linear) -> dict[str, float]:
    """The weight of every variable in a cost, and its constant as ``""``, whatever is nought left out."""
    known = names(problem)
    found = {"": cost.constant, **{known[name]: weight for name, weight in cost.terms.items()}}
    return {name: weight for name, weight in found.items() if weight}


@pytest.fixture
def rich(write):
    return write(**RICH)


def home(kind: str, t: int) -> str:
    """An unknown of the children who live in the home."""
    return f"{kind}[child,in,home,in,{t},0]"


def moved(t: int) -> dict[str, float]:
    return {home("planned", t): 1, home("displaced", t): 1}


def test_rows_are_called_r1_r2_and_so_on_and_say_what_they_are(rich):
    assert [row.name for row in rich.lp.constraints()] == list(rich.rows)
    assert list(rich.rows) == [f"r{number + 1}" for number in range(len(rich.rows))]
    assert list(rich.variables) == [f"v{number + 1}" for number in range(len(rich.variables))]
    assert [row.family for row in rich.rows.values()] == [
        "total limit", "closures", "closures", "stock of places", "stock of places",
        "everyone has a home", "everyone has a home",
        *(["market", "a place for every child", "usable places", "children of a pool", "full: nobody new",
           "full: at the limit", "full: market used first", "full: market used first", "full: only then moves",
           "full: moves for lost places"] * 2),
        *(["settled children stay", "only settled children move", "planned moves"] * 2),
    ]  # fmt: skip


def test_the_size_of_a_problem(rich):
    # two of each unknown, four bought, and the one that is one; decided, closed and full are whole
    assert rich.size == {"rows": 33, "columns": 9 * 2 + 4 + 1, "whole": 3 * 2}


def test_the_bounds_of_what_is_unknown(rich):
    free, whole = (0, None, "Continuous"), (0, None, "Integer")
    both = {"child,in,home,in,0,0": free, "child,in,home,in,1,0": free}
    for slot in ("census", "new", "planned", "displaced"):
        assert bounds(rich, slot) == both, slot
    assert bounds(rich, "decide") == {"open,in,0": whole, "open,in,1": whole}
    assert bounds(rich, "close") == {"home,in,0": (0, 2, "Integer"), "home,in,1": (0, 2, "Integer")}
    assert bounds(rich, "places") == {"home,in,0": free, "home,in,1": free}
    assert bounds(rich, "own") == {"home,in,0,0": free, "home,in,1,0": free}
    # the first tier takes 3; only the dearest may be more than full
    tiers = {"home,in,0,0,1": (0, 3, "Continuous"), "home,in,0,0,2": free}
    assert bounds(rich, "bought") == {**tiers, "home,in,1,0,1": (0, 3, "Continuous"), "home,in,1,0,2": free}
    assert bounds(rich, "full") == {"home,in,0,0": (0, 1, "Integer"), "home,in,1,0": (0, 1, "Integer")}
    assert bounds(rich, "unmet") == bounds(rich, "missed") == bounds(rich, "overspend") == {}


def test_who_is_settled_and_who_may_move(rich):
    # half of the ten stay; a quarter of those of the first half-year in the year after
    left = {home("census", 0): -0.25}
    assert_rows(
        rich,
        "settled children stay",
        {
            "child,in,home,in,0,0": ({home("census", 0): 1, **moved(0), home("new", 0): -1}, "==", 5),
            "child,in,home,in,1,0": ({home("census", 1): 1, **left, **moved(1), home("new", 1): -1}, "==", 0),
        },
    )
    move = {"child,in,home,in,0,0": (moved(0), "<=", 5), "child,in,home,in,1,0": ({**moved(1), **left}, "<=", 0)}
    assert_rows(rich, "only settled children move", move)
    # a tenth in half a year and a fifth in a year: 0.1 × 5 and 0.2 × 0.25
    planned = {
        "child,in,home,in,0,0": ({home("planned", 0): 1}, "<=", 0.5),
        "child,in,home,in,1,0": ({home("planned", 1): 1, home("census", 0): -0.05}, "<=", 0),
    }
    assert_rows(rich, "planned moves", planned)


def test_nobody_is_settled_where_nobody_lived(write):
    # 3 live outside and stay, and nobody in the home
    lives = {("child", "in", "spot", "out"): 3}
    problem = write(years=(1.0,), demand=4, supply=[HOME], placements=lives)
    settled = {about: row[2] for family, about, row in written(problem) if family == "settled children stay"}
    assert settled == {"child,in,home,in,0,0": 0, "child,in,spot,out,0,0": 3}


def test_everyone_may_move_in_time_and_no_more(write):
    # eight tenths a year are more than everybody in two years
    home_with_moves = {"home": {"planned_moves_max": 0.8}}
    problem = write(**{**RICH, "years": (2.0,), "provisions": home_with_moves, "options": {}})
    assert_rows(problem, "planned moves", {"child,in,home,in,0,0": ({home("planned", 0): 1}, "<=", 10)})


def test_everyone_has_a_home_or_goes_without_where_that_has_a_price(rich, write):
    one = {home("census", 0): 1}
    expected = {"child,in,0,0": (one, "==", 40), "child,in,1,0": ({home("census", 1): 1}, "==", 40)}
    assert_rows(rich, "everyone has a home", expected)
    # nobody can be without a home where nobody needs one
    priced = write(**{**RICH, "demand": [40, 0], "unmet_need_price": 1_000.0})
    expected["child,in,0,0"] = ({**one, "unmet[child,in,0,0]": 1}, "==", 40)
    expected["child,in,1,0"] = ({home("census", 1): 1}, "==", 0)
    assert_rows(priced, "everyone has a home", expected)
    assert bounds(priced, "unmet") == {"child,in,0,0": (0, None, "Continuous")}


def test_where_children_of_a_pool_live(rich):
    own, places, full = "own[home,in,{},0]", "places[home,in,{}]", "full[home,in,{},0]"
    everyone, usable, room, market = {}, {}, {}, {}
    # places at most: 20 + 4 × 2, then 18 + 4 × 3 (half a year at 2 and half at 4); a fifth of them 5.6 and 6
    for t, beyond in enumerate((5.6, 6.0)):
        at = f"home,in,{t},0"
        bought = {f"bought[{at},1]": -1, f"bought[{at},2]": -1}
        everyone[at] = ({home("census", t): 1, **bought, own.format(t): -1}, "==", 0)
        usable[at] = ({own.format(t): 1, places.format(t): -0.8, full.format(t): -beyond}, "<=", 0)
        room[at] = ({own.format(t): 1, places.format(t): -1}, "<=", 0)
        market[f"{at},2"] = ({f"bought[{at},2]": 1, full.format(t): -40}, "<=", 2)
    assert_rows(rich, "children of a pool", everyone)
    assert_rows(rich, "usable places", usable)
    assert_rows(rich, "a place for every child", room)
    assert_rows(rich, "market", market)


def test_what_a_full_pool_does(rich):
    full = "full[home,in,{},0]"
    # the limit is at most 3 + 2 bought and 0.8 × 28 = 22.4, then 0.8 × 30 = 24, usable places
    new = {f"home,in,{t},0": ({home("new", t): 1, full.format(t): m}, "<=", m) for t, m in ((0, 27.4), (1, 29))}
    assert_rows(rich, "full: nobody new", new)
    limit = {
        f"home,in,{t},0": ({home("census", t): 1, f"places[home,in,{t}]": -0.8, full.format(t): -m}, ">=", 5 - m)
        for t, m in ((0, 27.4), (1, 29))
    }
    assert_rows(rich, "full: at the limit", limit)
    used = {
        f"home,in,{t},0,{tier}": ({f"bought[home,in,{t},0,{tier}]": 1, full.format(t): -most}, ">=", 0)
        for t in (0, 1)
        for tier, most in ((1, 3), (2, 2))
    }
    assert_rows(rich, "full: market used first", used)
    then = {f"home,in,{t},0": ({home("displaced", t): 1, full.format(t): -40}, "<=", 0) for t in (0, 1)}
    assert_rows(rich, "full: only then moves", then)
    # a unit takes 10 places, in the year after 9; the 2 places that fall are lost but for what is closed
    lost = {
        "home,in,0,0": ({home("displaced", 0): 1, "close[home,in,0]": -10}, "<=", 0),
        "home,in,1,0": ({home("displaced", 1): 1, "close[home,in,0]": 1, "close[home,in,1]": -9}, "<=", 2),
    }
    assert_rows(rich, "full: moves for lost places", lost)


def test_the_stock_of_places_and_what_may_be_decided(rich):
    now, then = "places[home,in,0]", "places[home,in,1]"
    first = {now: 1, "decide[open,in,0]": -2, "close[home,in,0]": 10}
    later = {
        then: 1, now: -1, "decide[open,in,0]": -1, "decide[open,in,1]": -2,
        "close[home,in,0]": -1, "close[home,in,1]": 9,
    }  # fmt: skip
    assert_rows(rich, "stock of places", {"home,in,0": (first, "==", 20), "home,in,1": (later, "==", -2)})
    closed = {"close[home,in,0]": 1}
    both = {**closed, "close[home,in,1]": 1}
    assert_rows(rich, "closures", {"home,in,0": (closed, "<=", 2), "home,in,1": (both, "<=", 2)})
    decided = {"decide[open,in,0]": 1, "decide[open,in,1]": 1}
    assert_rows(rich, "total limit", {"open,in": (decided, "<=", 4)})


def test_few_children_need_little_slack(write):
    # two children: neither 6 nor 29 can be reached
    few = {(family, at): row for family, at, row in written(write(**{**RICH, "demand": 2}))}
    usable, new = few["usable places", "home,in,1,0"], few["full: nobody new", "home,in,1,0"]
    assert usable[0]["full[home,in,1,0]"] == pytest.approx(-2)
    assert (new[0]["full[home,in,1,0]"], new[2]) == (pytest.approx(2), pytest.approx(2))


def test_nobody_is_asked_to_move_where_nobody_can_stay(write):
    # nobody lives there at the start, so in the first half-year nobody is settled; once free, nobody ever is
    empty = write(**{**RICH, "placements": {}})
    assert list(bounds(empty, "planned")) == list(bounds(empty, "displaced")) == ["child,in,home,in,1,0"]
    single = write(**{**RICH, "placements": {("child", "in", "home", "in"): 1}})
    assert list(bounds(single, "planned")) == list(bounds(single, "displaced")) == list(bounds(single, "census"))
    free = write(**{**RICH, "settled_children": "free"})
    assert bounds(free, "planned") == bounds(free, "displaced") == {}


# -- shares that suit


def shares(write, **given):
    """Eight children, of whom a quarter may live in the home; ``given`` says who lives there at the start."""
    suits = {("child", "home"): {"share_max": 0.25, **given.pop("suits", {})}}
    supply = [{"pool": ("home", "in"), "places": 20}]
    return write(**{"demand": 8, "supply": supply, "suitability": suits, **given})


def test_no_more_than_a_share_live_there(write):
    expected = {f"child,home,{t},0": ({home("census", t): 1}, "<=", 2) for t in (0, 1)}
    assert_rows(shares(write), "suitable share", expected)
    assert_rows(shares(write), "suitable share: nobody new", {})


def test_where_more_are_settled_than_the_share_nobody_new_comes(write):
    # 6 at the start, half leave each year: 3 are more than 2, 1.5 are not
    lives = {("child", "in", "home", "in"): 6}
    problem = shares(write, placements=lives, suits={"mean_stay": 1 / math.log(2)})
    assert_rows(problem, "suitable share: nobody new", {"child,home,0,0": ({home("new", 0): 1}, "<=", 0)})
    assert_rows(problem, "suitable share", {"child,home,1,0": ({home("census", 1): 1}, "<=", 2)})


def test_as_many_settled_as_the_share_are_within_it(write):
    # 2 of 8 stay for good: rounding does not make them more than a quarter
    problem = shares(write, placements={("child", "in", "home", "in"): 2})
    assert_rows(problem, "suitable share: nobody new", {})
    assert len([row for row in written(problem) if row[0] == "suitable share"]) == 2
    # and neither does the most that is still taken for rounding
    rounding = shares(write, placements={("child", "in", "home", "in"): 2.0 + 1e-9})
    assert_rows(rounding, "suitable share: nobody new", {})


def test_children_settled_elsewhere_are_not_in_the_share(write):
    # 4 stay outside, where they are; of 8 children 0.8 may live in the home
    lives = {("child", "in", "spot", "out"): 4}
    problem = shares(write, placements=lives, suits={"share_max": 0.1})
    assert_rows(problem, "suitable share: nobody new", {})


@pytest.mark.parametrize(
    ("rows", "about"),
    [
        ({("child", "home"): {"share_max": 1.0}}, []),
        ({("child", "home"): {"share_max": 0.25, "rating": "unsuitable"}}, []),
        # one that needs no row comes before one that does
        ({("child", "home"): {"share_max": 1.0}, ("child", "spot"): {"share_max": 0.5}}, ["child,spot,0,0"]),
    ],
    ids=["all may live there", "nobody new may at all", "the next is looked at"],
)
def test_which_shares_are_rows(write, rows, about):
    lives = {("child", "in", "home", "in"): 1}
    given = {"years": (1.0,), "demand": 8, "supply": [HOME], "placements": lives}
    problem = write(**given, suitability=rows)
    assert [at for family, at, _ in written(problem) if family.startswith("suitable share")] == about
