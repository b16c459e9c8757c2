"""Where the second formulation gives a pool the switch of a full one, and the most places there could be."""

from __future__ import annotations

import math

import pytest

from models.audit_children import may_be_overfull
from models.audit_draft import Decided, Draft, Past
from models.audit_facts import find_facts
from models.audit_places import assume_limits, most_places, most_units
from models.case import OptionKey, Pool

HOME, SPOT = Pool("home", "in"), Pool("spot", "out")
OPEN = OptionKey("open", "in")
FOUR = (1.0,) * 4


@pytest.fixture
def draft(make_case):
    """A draft of a small case with nothing written yet."""

    def begin(given=None, past=None, **rows):
        case = make_case(**rows)
        return Draft(case, find_facts(case), range(len(case.periods)), False, given, past)

    return begin


def places(*by_period, **others):
    """Existing places of the home, counted anew in each period."""
    return [{"pool": HOME, "from_period": t, "places": n, **others} for t, n in enumerate(by_period)]


def lives(children, **others):
    """So many children in the home at the start; a share of what it holds may be used, a share stays each year."""
    stay, occupancy = others.pop("stay", 1.0), others.pop("occupancy", 1.0)
    mean_stay = None if stay == 1 else -1 / math.log(stay)
    home = {"occupancy": occupancy, "mean_stay": mean_stay}
    return {
        "years": FOUR, "demand": 100, "market": [], "placements": {("child", "in", *HOME): children},
        "provisions": {"home": home}, **others,
    }  # fmt: skip


CHAIN = [False, True, True, False]
FOUR_HOMES = [{"pool": HOME, "children_max": 4.0}]


@pytest.mark.parametrize(
    ("rows", "switch"),
    [
        # 16 children in 16 usable places
        (lives(16, occupancy=0.8, supply=places(20)), [False] * 4),
        # 20 in 16, and nobody leaves
        (lives(20, occupancy=0.8, supply=places(20)), [True] * 4),
        # half leave: 20 of 40 are 4 more than 16; half of 20 are not
        (lives(40, stay=0.5, occupancy=0.8, supply=places(20)), [True, False, False, False]),
        # three quarters stay: 12 of 16 fit 16; 12 are 4 more than 8; of 12 then 9 are 1 more; of 9 then 6.75 fit
        (lives(16, stay=0.75, occupancy=0.8, supply=places(20, 10)), CHAIN),
        # the same with 4 of each limit to be bought: 0.8 × 15 and 0.8 × 5 are 12 and 4
        (
            lives(16, stay=0.75, occupancy=0.8, supply=places(15, 5), market=FOUR_HOMES),
            CHAIN,
        ),
        # homes without limit to be bought: it is never full
        (lives(20, supply=places(10), market=[{"pool": HOME}]), [False] * 4),
        # a home can be closed from the second year on
        (lives(2, supply=[*places(20), *places(20, 20, closable=True)[1:]]), [False, True, True, True]),
        # one without places cannot
        (lives(2, supply=places(0, closable=True), options={"open": {"places_per_unit": 9.0}}), [True] * 4),
        (lives(0, supply=places(0, closable=True), options={"open": {"places_per_unit": 9.0}}), [False] * 4),
        # nobody stays where settled children are free
        (lives(20, supply=places(20, closable=True), settled_children="free"), [False] * 4),
        # once closed, nobody knows by how much it is overfull until nobody is left: no child is left in the third
        (lives(9, supply=places(20, closable=True), demand=[9, 9, 0, 9]), [True, True, False, False]),
        # half of the children stay, and half or 40 % of what is decided
        (lives(2, stay=0.5, supply=places(20), options={"open": {"attrition": 0.5}}), [False] * 4),
        (lives(2, stay=0.5, supply=places(20), options={"open": {"attrition": 0.6}}), [False, True, True, True]),
    ],
)  # fmt: skip
def test_where_settled_children_could_be_more_than_the_limit(draft, rows, switch):
    found = may_be_overfull(draft(**rows), HOME)
    assert found == {(t, 0): expected for t, expected in enumerate(switch)}


def test_only_children_of_the_pool_are_settled_in_it(draft):
    # 5 stay in the home; none of them are outside, where half a child could be bought
    spot = [{"pool": SPOT, "children_max": 0.5}]
    rows = lives(5, supply=places(9), market=spot)
    assert not any(may_be_overfull(draft(**rows), SPOT).values())


def test_a_market_alone_is_the_limit_of_a_pool_without_places(draft):
    # 5 children outside, where 4.5 can be bought
    rows = {**lives(0), "placements": {("child", "in", *SPOT): 5}, "market": [{"pool": SPOT, "children_max": 4.5}]}
    assert all(may_be_overfull(draft(**rows), SPOT).values())


@pytest.mark.parametrize(
    "rows",
    [
        lives(1e-9, supply=places(0)),
        lives(2, supply=places(20), options={"open": {"places_per_unit": 1e-9, "life": 1.0}}),
    ],
    ids=["children", "places"],
)
def test_a_thousand_millionth_is_nobody(draft, rows):
    assert not any(may_be_overfull(draft(**rows), HOME).values())


def test_each_future_has_its_own_limit(draft):
    # 20 children at the start, of whom 10 are left in one future: the home holds 12
    futures = {"few": (0.5, 10), "many": (0.5, 20)}
    rows = {**lives(20, supply=places(12)), "years": (1.0,), "futures": futures}
    assert may_be_overfull(draft(**rows), HOME) == {(0, 0): False, (0, 1): True}


def test_a_pool_where_nobody_may_live_is_never_full(draft):
    rows = lives(0, supply=places(5, closable=True), suitability={("child", "home"): {"rating": "unsuitable"}})
    assert may_be_overfull(draft(**rows), HOME) == {(t, 0): False for t in range(4)}


# -- how many places there could be


def option(**fields):
    return {"years": (0.5, 0.5, 1.0), "demand": 6, "options": {"open": {"places_per_unit": 4.0, **fields}}}


@pytest.mark.parametrize(
    ("fields", "units"),
    [
        ({}, math.inf),
        ({"max_total": 3.0}, 3),
        # two years, of which the first has two periods
        ({"max_per_year": 2.0}, 4),
        ({"max_per_year": 2.0, "last_period": 1}, 2),
        ({"max_per_year": 2.0, "first_period": 2}, 2),
        ({"max_per_year": 2.0, "max_total": 3.0}, 3),
        ({"max_per_year": 3.0, "limit_groups": ("both",)}, 2),
        ({"max_total": 3.0, "limit_groups": ("total",)}, 1),
    ],
)
def test_units_at_most(draft, fields, units):
    groups = {"both": {"max_per_year": 1.0}, "total": {"max_total": 1.0}}
    begun = draft(**option(**fields), limit_groups=groups)
    assert most_units(begun, begun.case.options[OPEN]) == units


def test_places_at_most_are_what_exists_and_the_most_a_unit_could_bring(draft):
    # decided from the second year on, 2 places in its first year and then 4, twice; 10 exist, then 5
    rows = {"years": (1.0,) * 3, "supply": [{"pool": HOME, "places": 10}, *places(10, 5)[1:]]}
    late = {"places_per_unit": 4.0, "ramp": (0.5,), "first_period": 1, "max_total": 2.0}
    begun = draft(**rows, options={"open": late})
    assert [most_places(begun, HOME, t) for t in range(3)] == [10, 5 + 2 * 2, 5 + 4 * 2]
    early = draft(**rows, options={"open": {**late, "first_period": 0, "last_period": 0}})
    assert [most_places(early, HOME, t) for t in range(3)] == [10 + 2 * 2, 5 + 4 * 2, 5 + 4 * 2]


def test_a_pool_of_nothing_but_an_option_has_places_too(draft):
    begun = draft(years=(1.0, 1.0), options={"open": {"lead_time": 1.0, "places_per_unit": 4.0, "max_total": 2.0}})
    assert [most_places(begun, HOME, t) for t in (0, 1)] == [0, 8]
    never = draft(years=(1.0, 1.0), options={"open": {"lead_time": 2.0}})
    assert [most_places(never, HOME, t) for t in (0, 1)] == [0, 0], "however many are decided"


def assumed(begun):
    assume_limits(begun, [HOME])
    return dict(begun.assumed)


def test_the_limit_assumed_is_ten_times_what_could_be_needed_and_all_that_is_asked_for(draft):
    # a unit brings 2 in its first year, of which three quarters may be used: 6 children need 4, so 10 × (1 + 4)
    fields = {"ramp": (0.5,), "whole_units": False}
    rows = {**option(**fields), "years": (1.0, 1.0), "provisions": {"home": {"occupancy": 0.75}}}
    assert assumed(draft(**rows)) == {OPEN: 50}
    # 3.15 children need 2.1, and 10 × (1 + 2.1) = 31; 3.3 need 2.2, and 32; between them it is the next whole unit
    assert assumed(draft(**{**rows, "demand": 3.2})) == {OPEN: 32}
    asked = {"open": {**rows["options"]["open"], "min_total": 3.0, "limit_groups": ("both",)}, "other": {}}
    least = {**rows, "options": asked, "limit_groups": {"both": {"min_total": 4.0}}}
    assert assumed(draft(**least))[OPEN] == 50 + 3 + 4
    given = Decided({(OPEN, 0): 2.0, (OPEN, 1): 1.5, (OptionKey("other", "in"), 0): 100.0})
    assert assumed(draft(**least, given=given))[OPEN] == 50 + 7 + 3.5
    past = Past(1, {}, Decided({(OPEN, 0): 5.0, (OptionKey("other", "in"), 0): 100.0}))
    assert assumed(draft(**rows, past=past)) == {OPEN: 55}


def test_no_limit_is_assumed_where_there_is_one_or_a_unit_brings_nothing(draft):
    assert assumed(draft(**option(max_total=3.0))) == {}
    assert assumed(draft(**option(max_per_year=3.0))) == {}
    assert assumed(draft(**option(lead_time=5.0))) == {}
    # one that is limited does not keep the next from being looked at
    both = {"limited": {"max_total": 1.0}, "open": {}}
    assert set(assumed(draft(years=(1.0,), demand=2, options=both))) == {OPEN}
