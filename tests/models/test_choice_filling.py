"""How fast a home that opens empty fills, against the exact chain."""

import math

import numpy as np
import pytest
from scipy.linalg import expm

from models.choice import carried_load, filling

HOMES = [
    *((load, 1) for load in (0.1, 0.5, 1, 3, 10)),
    *((load, 2) for load in (1, 2, 6, 30)),
    *((load, 4) for load in (2, 4, 8)),
    *((load, 8) for load in (3, 8, 20, 100)),
    *((load, 20) for load in (10, 20, 50)),
    *((load, 50) for load in (50, 200)),
]


def exact_shares(load, places, bounds):
    """Average share of the settled children between moments in mean stays, from the matrix exponential.

    The last state's chance is the total of children over time, so that nothing is integrated by steps.
    """
    chain = np.zeros((places + 2, places + 2))
    for there in range(places + 1):
        if there < places:
            chain[there, there + 1] = load
        if there:
            chain[there, there - 1] = there
        chain[there, there] = -chain[there].sum()
        chain[there, places + 1] = there
    child_years = [expm(chain * moment)[0, -1] for moment in bounds]
    return np.diff(child_years) / np.diff(bounds) / carried_load(load, places)


@pytest.mark.parametrize(("load", "places"), HOMES)
@pytest.mark.parametrize(("bounds", "most"), [((0, 1, 2, 3), 0.011), ((0, 0.5, 1, 1.5, 2), 0.016)])
def test_filling_is_near_the_exact_chain(load, places, bounds, most):
    error = filling(1.0, load, places, bounds) - exact_shares(load, places, bounds)
    assert error.min() > -1e-5, "never too low"
    assert error.max() < most


@pytest.mark.parametrize(("load", "places"), [(1, 1), (6, 2), (8, 4), (20, 8), (50, 20)])
def test_filling_is_near_the_exact_chain_over_a_tenth_of_a_stay(load, places):
    bounds = np.linspace(0, 2, 21)
    error = filling(1.0, load, places, bounds) - exact_shares(load, places, bounds)
    assert error.min() > -1e-5
    assert error.max() < 0.025


def test_the_simple_formula_is_far_out_where_a_home_is_much_wanted():
    bounds = np.linspace(0, 2, 21)
    simple = 1 - (np.exp(-bounds[:-1]) - np.exp(-bounds[1:])) / np.diff(bounds)
    assert max(exact_shares(20, 8, bounds) - simple) == pytest.approx(0.5, abs=0.03)


@pytest.mark.parametrize("places", [3, 60])
def test_where_nobody_is_turned_away_a_home_fills_as_stays_begin(places):
    # a share of 1 - exp(-t) at t, so 1/e on average over the first mean stay
    assert filling(1.0, 0.001, places, [0, 1])[0] == pytest.approx(math.exp(-1), abs=1e-4)
    assert filling(1.0, 0.0, places, [0, 1])[0] == pytest.approx(math.exp(-1), abs=1e-4)


def test_one_place_by_hand_is_exact():
    # load a, stay 1: the place is taken at t with chance a/(1+a) (1 - e^{-(1+a)t}); for a = 1 the share of the
    # first stay is 1 - (1 - e^{-2})/2
    assert filling(1.0, 1.0, 1, [0, 1])[0] == pytest.approx(1 - (1 - math.exp(-2)) / 2, abs=1e-5)


def test_only_stays_matter_not_years():
    assert filling(0.5, 6, 4, [0, 1, 2]) == pytest.approx(filling(1.0, 6, 4, [0, 2, 4]))


def test_parts_of_a_period_make_the_period():
    parts, whole = filling(1.3, 6, 4, [0, 0.25, 1, 2]), filling(1.3, 6, 4, [0, 2])
    assert parts @ [0.25, 0.75, 1] / 2 == pytest.approx(whole[0], abs=1e-12)


def test_a_home_opened_long_ago_is_full():
    assert filling(1.0, 6, 4, [20, 21, 900]) == pytest.approx([1, 1], abs=1e-6)


def test_filling_only_rises_and_sooner_where_more_come():
    earlier = np.zeros(8)
    for load in (0.5, 2, 8, 50, 1000):
        shares = filling(1.0, load, 4, np.linspace(0, 4, 9))
        assert (np.diff(shares) >= -1e-9).all()
        assert (shares >= earlier - 1e-9).all()
        earlier = shares


def test_a_part_of_a_place_lies_between():
    two, part, three = (filling(1.0, 5, places, [0, 1])[0] for places in (2, 2.5, 3))
    assert two > part > three
    assert filling(1.0, 5, 3 - 1e-9, [0, 1])[0] == pytest.approx(three, abs=1e-7)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.0, 4, 4, [0, 1]), "stay and places above 0, not 0.0 years"),
        ((math.nan, 4, 4, [0, 1]), "stay and places above 0"),
        ((1.0, 4, 0, [0, 1]), "stay and places above 0"),
        ((1.0, -4, 4, [0, 1]), "offered load"),
        ((1.0, 4, 4, [0]), "rising from at least 0"),
        ((1.0, 4, 4, [-1, 1]), "rising from at least 0"),
        ((1.0, 4, 4, [1, 1]), "rising from at least 0"),
        ((1.0, 4, 4, [0, math.inf]), "rising from at least 0"),
        ((1.0, 4, 4, [0, math.nan]), "rising from at least 0"),
    ],
)
def test_nonsense_gets_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        filling(*arguments)
