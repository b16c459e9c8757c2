"""Children offered each pool of places, by hand: a first estimate, and again from where a plan lets them live.

Own homes (``home``) cost nothing, ``mid`` homes £500 a week, bought ones (``spot``) £1,000; a year has 50 weeks.
"""

import numpy as np
import pytest

from models.case import EVERY_AREA, Pool
from models.figures import derive
from models.offered_load import first_loads, offered_loads
from tests.models.by_choice import HOME, by_choice, curve

AWAY, MID, SHARED = Pool("home", "out"), Pool("mid", "in"), Pool("home", EVERY_AREA)
PRICES = {"mid": {"weekly_cost": 500.0}}
SUPPLY = [{"pool": HOME, "places": 3}, {"pool": MID, "places": 2}]
BOTH = {"home": curve(), "mid": curve()}


@pytest.fixture(scope="session")
def cases(make_case):
    """A case of two years in which own and mid homes fill by the choice curve."""

    def of(how=None, **rows):
        given = {"demand": [10, 8], "provisions": PRICES, "supply": SUPPLY, **rows}
        return by_choice(make_case(**given), **(how or BOTH))

    return of


def first(case):
    return first_loads(case, {pool: held.places for pool, held in derive(case).existing.items()})


def of_living(case, places=None, **by_provision):
    """Loads where so many children live in the provisions named, in each period alike."""
    living = np.zeros((len(case.flows), len(case.periods), len(case.scenarios)))
    for j, flow in enumerate(case.flows):
        living[j] = by_provision.get(flow.provision, 0.0)
    held = {pool: np.array(count, dtype=float) for pool, count in (places or {HOME: [3, 3], MID: [2, 2]}).items()}
    return {pool: load[:, 0].tolist() for pool, load in offered_loads(case, living, held).items()}


def test_children_are_offered_what_costs_no_more_than_where_they_live(cases):
    # 2 live in own homes, 3 in mid ones and 5 are bought: all 10 would take own homes, 8 at most a mid one
    assert of_living(cases(), home=2, mid=3, spot=5) == {HOME: [10, 8], MID: [8, 8]}


def test_no_more_than_whom_it_suits(cases):
    case = cases(suitability={("child", "home"): {"share_max": 0.4}})
    assert of_living(case, home=2, mid=3, spot=5)[HOME] == pytest.approx([4, 3.2])


def test_those_there_count_where_they_are_more_than_it_suits(cases):
    case = cases(suitability={("child", "home"): {"share_max": 0.1}})
    assert of_living(case, home=2, mid=3, spot=5)[HOME] == [2, 2]


def test_nobody_is_offered_what_does_not_suit_but_those_there_stay(cases):
    held = {("child", "in", "home", "in"): 2}
    case = cases(suitability={("child", "home"): {"rating": "unsuitable"}}, placements=held)
    assert of_living(case, home=2, mid=3, spot=5) == {HOME: [2, 2], MID: [8, 8]}


def test_a_supplement_and_running_costs_count_in_the_order(cases):
    # an own place at £40,000 a year and £300 a week beside comes to £1,100: dearer than a bought home
    case = cases(
        supply=[{**SUPPLY[0], "running_cost": 40_000.0}, SUPPLY[1]],
        suitability={("child", "home"): {"weekly_supplement": 300.0}},
    )
    assert of_living(case, home=2, mid=3, spot=5) == {HOME: [2, 2], MID: [10, 8]}


def test_running_costs_of_options_count_where_nothing_exists(cases):
    option = {"places_per_unit": 4.0, "running_cost": 4 * 40_000.0}
    case = cases(
        supply=SUPPLY[1:],
        options={"open": option},
        suitability={("child", "home"): {"weekly_supplement": 300.0}},
    )
    assert of_living(case, places={MID: [2, 2]}, home=0, mid=3, spot=5)[HOME] == [0, 0]


def test_a_first_estimate_is_as_children_live_at_the_start(cases):
    # 1 of 4 lives in an own home, 1 in a mid one and 2 are bought: of 10 as 2.5, 2.5 and 5; of 8 as 2, 2 and 4
    held = {("child", "in", "home", "in"): 1, ("child", "in", "mid", "in"): 1, ("child", "in", "spot", "out"): 2}
    found = first(cases(placements=held))
    assert {pool: load[:, 0].tolist() for pool, load in found.items()} == {HOME: [10, 8], MID: [7.5, 6]}


def test_everybody_is_offered_everything_where_nobody_lives_anywhere_yet(cases):
    assert {pool: load[:, 0].tolist() for pool, load in first(cases()).items()} == {HOME: [10, 8], MID: [10, 8]}


def test_each_need_group_is_judged_by_itself(cases):
    # the young are all in own homes; the teenagers, all bought, would take an own home too: 6 + 4
    case = cases(needs={"teen": {}, "young": {}}, demand={"teen": 4, "young": 6})
    living = np.zeros((len(case.flows), 2, 1))
    for j, flow in enumerate(case.flows):
        living[j] = {("young", "home"): 6.0, ("teen", "spot"): 4.0}.get((flow.need, flow.provision), 0.0)
    loads = offered_loads(case, living, {HOME: np.array([3.0, 3.0]), MID: np.array([2.0, 2.0])})
    assert {pool: load[:, 0].tolist() for pool, load in loads.items()} == {HOME: [10, 10], MID: [4, 4]}


def test_areas_share_a_load_as_their_places(cases):
    # 3 places here and 1 there; one more unit of an option of 2 places counts there: 3 and 3 of 6
    case = cases(
        supply=[*SUPPLY, {"pool": AWAY, "places": 1}], options={("open", "out"): {"places_per_unit": 2.0}}
    )
    held = {HOME: [3, 3], AWAY: [1, 4], MID: [2, 2]}
    loads = of_living(case, held, home=2, mid=3, spot=5)
    assert loads[HOME] == pytest.approx([5, 8 * 3 / 9])
    assert loads[AWAY] == pytest.approx([5, 8 * 6 / 9])


def test_areas_together_have_one_load(cases):
    case = cases({"home": curve(together=True)}, supply=[*SUPPLY, {"pool": AWAY, "places": 1}])
    assert of_living(case, {HOME: [3, 3], AWAY: [1, 1]}, home=2, mid=3, spot=5) == {SHARED: [10, 8]}


def test_without_any_place_areas_share_evenly(cases):
    case = cases({"home": curve()}, supply=[{"pool": HOME, "places": 0}, {"pool": AWAY, "places": 0}])
    assert of_living(case, {HOME: [0, 0], AWAY: [0, -1e-16]}, home=0, mid=0, spot=10) == {
        HOME: [5, 4],
        AWAY: [5, 4],
    }


def test_places_below_nought_by_rounding_leave_no_load_below_nought(cases):
    case = cases(supply=[*SUPPLY, {"pool": AWAY, "places": 1}])
    loads = of_living(case, {HOME: [3, 3], AWAY: [-2e-16, 1], MID: [2, 2]}, home=2, mid=3, spot=5)
    assert loads[AWAY][0] == 0


def test_there_are_no_loads_by_occupancy(make_case):
    assert first(make_case(demand=4, supply=SUPPLY[:1])) == {}


def test_a_market_has_no_load(cases):
    assert set(first(cases({"home": curve(), "spot": curve()}))) == {HOME}
