"""Which pools may be overfull, in which periods and futures: the arithmetic before solving, by hand."""

import math

import pytest

from models.case import Pool
from models.crowding import may_be_full
from models.figures import derive

HOME = Pool("home", "in")
TWENTY = {"pool": HOME, "places": 20}
HALF_LEAVE = {"home": {"mean_stay": 1 / math.log(2)}}
LIVING = ("child", "in", "home", "in")


@pytest.fixture
def table(make_case):
    def of(**rows):
        case = make_case(**{"demand": 20, **rows})
        return may_be_full(case, derive(case), HOME).tolist()

    return of


@pytest.fixture
def crowds(table):
    """By period, where there is one future."""
    return lambda **rows: [full for (full,) in table(**rows)]


def places(*numbers, **more):
    return [{**TWENTY, "places": number, "from_period": t, **more} for t, number in enumerate(numbers)]


def test_a_pool_where_nobody_could_live_is_never_full(table):
    suitability = {("child", "home"): {"rating": "unsuitable"}}
    futures = {"few": (0.5, 1), "many": (0.5, 2)}
    found = table(years=(1.0,) * 3, futures=futures, supply=[TWENTY], suitability=suitability)
    assert found == [[False, False]] * 3
    assert found[0][0] is False


def test_the_children_of_every_group_count_and_the_longest_stay(crowds):
    # 10 + 9 in 17 usable places; the teenagers never leave, so a tenth fewer places are too few for them
    case = {
        "needs": {"teen": {}, "young": {}},
        "demand": {"teen": 10, "young": 10},
        "supply": [TWENTY],
        "suitability": {("young", "home"): {"mean_stay": 0.5}},
    }
    start = {("teen", "in", *HOME): 10, ("young", "in", *HOME): 9}
    planned = {"home": {"occupancy": 0.5}}
    # of 10 and 9 a share of exp(−2) of the young is left: 10 + 1.22 > 10; then 10 + 0.16
    assert crowds(**case, placements=start, provisions=planned) == [True, True]
    lost = {**case, "supply": [{**TWENTY, "attrition": 0.1}]}
    assert crowds(**lost) == [False, True]


def test_rounding_is_not_overfull(crowds):
    assert crowds(demand=30, supply=[TWENTY], placements={LIVING: 20 + 5e-10}) == [False, False]
    assert crowds(demand=30, supply=[TWENTY], placements={LIVING: 20 + 5e-9}) == [True, True]
    assert crowds(demand=30, supply=places(0), placements={LIVING: 1e-9}) == [False, False]


@pytest.mark.parametrize(
    ("most", "full"), [((2.0,), False), ((1.0, 1.0), False), ((1.0,), True), ((0.5, 1.0), True)]
)
def test_homes_that_can_be_bought_beside_the_places_count(crowds, most, full):
    # 19 children, 0.85 × 20 = 17 places and 2 homes, at one price or two
    market = [{"pool": HOME, "tier": number, "children_max": n} for number, n in enumerate(most)]
    found = crowds(
        supply=[TWENTY], provisions={"home": {"occupancy": 0.85}}, placements={LIVING: 19}, market=market
    )
    assert found == [full, full]


def test_a_market_alone_may_be_overfull(crowds):
    market = [{"pool": HOME, "children_max": 5.0}]
    assert crowds(market=market, placements={LIVING: 6}) == [True, True]
    assert crowds(market=market, placements={LIVING: 5}) == [False, False]


def test_the_worst_history_is_a_full_pool_of_whom_some_stay(crowds):
    # half stay: 20 → 12 keeps 10; 20 → 9 may hold 10, of whom 5 stay in 9 again and 4.5 in 4
    years = {"years": (1.0,) * 4, "provisions": HALF_LEAVE}
    assert crowds(**years, supply=places(20, 12, 12, 12)) == [False] * 4
    assert crowds(**years, supply=places(20, 9, 9, 4)) == [False, True, False, True]
    assert crowds(**years, supply=places(20, 9, 9, 5)) == [False, True, False, False]
    # the settled 10 of year two, not its 4 places, are the history of year three: 5 > 4.9, then 2.5 > 2.4
    assert crowds(**years, supply=places(20, 4, 4.9, 2.4)) == [False, True, True, True]


def test_those_of_the_start_who_are_still_there_are_counted_whatever_the_limit_was(crowds):
    # 18, nobody leaves, and 20 then 16 places
    assert crowds(supply=places(20, 16), placements={LIVING: 18}) == [False, True]
    # 40 live there now; 20, 10 and 5 after one, two and three years in 25, 12 and 4.5 places
    case = {"years": (1.0,) * 3, "demand": 40, "provisions": HALF_LEAVE, "placements": {LIVING: 40}}
    assert crowds(**case, supply=places(25, 13, 6.5)) == [False, False, False]
    assert crowds(**case, supply=places(19, 13, 6.5)) == [True, False, False]


def test_a_limit_that_comes_later_may_be_exceeded(crowds):
    market = [{"pool": HOME}, {"pool": HOME, "from_period": 1, "children_max": 30.0}]
    assert crowds(market=market, provisions=HALF_LEAVE) == [False, True]
    assert crowds(market=market, settled_children="free") == [False, False]


def test_each_future_is_judged_by_its_own_demand(table):
    # half the children of the first future are gone in year two, so fewer than the places lost are still there
    futures = {"half": (0.5, [20, 10]), "same": (0.5, [20, 20])}
    assert table(futures=futures, supply=[{**TWENTY, "attrition": 0.1}]) == [[False, False], [False, True]]
    # the home that may close is fragile in both
    closable = [{**TWENTY, "closable": True}]
    assert table(futures=futures, supply=closable) == [[True, True], [True, True]]


def test_what_may_close_stays_fragile_from_then_on(crowds):
    years = {"years": (1.0,) * 3}
    rows = [TWENTY, {**TWENTY, "from_period": 1, "closable": True}, {**TWENTY, "from_period": 2}]
    assert crowds(**years, supply=rows) == [False, True, True]
    # a closable row without places has nothing to close; half a place has
    assert crowds(**years, supply=places(0, closable=True)) == [False] * 3
    assert crowds(**years, supply=places(0.5, closable=True)) == [True] * 3


def test_an_option_that_loses_places_faster_than_children_leave_is_fragile(crowds):
    years = {"years": (1.0,) * 3}
    fading = {"fading": {"attrition": 0.5}}
    assert crowds(**years, options=fading) == [False, True, True]
    # exactly as fast as children leave, or slower, is not
    assert crowds(**years, options=fading, provisions=HALF_LEAVE) == [False] * 3
    assert crowds(**years, options={"fading": {"attrition": 0.51}}, provisions=HALF_LEAVE) == [False, True, True]
    # places that ramp up and stay are not lost
    assert crowds(**years, options={"growing": {"ramp": (0.2, 0.6)}}) == [False] * 3


def test_one_fragile_option_among_others_is_enough(crowds):
    years = {"years": (1.0,) * 4}
    lease, steady = {"life": 2.0, "lead_time": 0.0}, {}
    assert crowds(**years, options={"a lease": lease, "b steady": steady}) == [False, False, True, True]
    assert crowds(**years, options={"a steady": steady, "b lease": lease}) == [False, False, True, True]
    rows = [{**TWENTY, "closable": True, "from_period": 3}]
    assert crowds(**years, supply=rows, options={"b steady": steady}) == [False, False, False, True]
    assert crowds(**years, supply=rows, options={"b lease": lease}) == [False, False, True, True]


def test_an_option_decided_later_loses_its_places_later(crowds):
    # a lease of a year and a half from year two on: half its places are lost in year three already
    lease = {"life": 1.5, "first_period": 1, "last_period": 1}
    provisions = {"home": {"mean_stay": 4.0}}
    assert crowds(years=(1.0,) * 4, options={"lease": lease}, provisions=provisions)[0] is False
    assert crowds(years=(1.0,) * 4, options={"lease": lease}, provisions=provisions)[2:] == [True, True]


def test_a_pool_that_was_fragile_stays_so_when_children_leave_faster(table):
    # half the places of a unit are lost each year; in year three three quarters of the children of one future
    # leave, which would make room, but they may have been too many since year two
    futures = {"falls": (0.5, [20, 20, 5]), "same": (0.5, [20, 20, 20])}
    fading = {"fading": {"attrition": 0.5}}
    assert table(years=(1.0,) * 3, futures=futures, options=fading) == [[False] * 2, [True] * 2, [True] * 2]
    # where they leave faster from the start, one future is fragile and the other is not
    futures = {"falls": (0.5, [20, 5, 1]), "same": (0.5, [20, 20, 20])}
    assert table(years=(1.0,) * 3, futures=futures, options=fading) == [[False] * 2, [False, True], [False, True]]


def test_a_loss_within_rounding_is_no_loss(crowds):
    assert crowds(options={"lease": {"life": 1.0, "places_per_unit": 1e-9}}) == [False, False]
    assert crowds(options={"lease": {"life": 1.0, "places_per_unit": 2e-9}}) == [False, True]
