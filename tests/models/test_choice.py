"""The choice curve: Erlang's formula, groups of children, unsuitable vacancies, and the same turned round.

Chains are written out here a second time, in exact fractions or as matrices, and share nothing with the code.
"""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from models.choice import (
    carried_load,
    erlang_b,
    hayward,
    matching,
    offered_load_carrying,
    places_needed,
    sibling_peakedness,
)

EXAMPLES = settings(max_examples=60, deadline=None, derandomize=True)
LOADS, PLACES = st.floats(0.001, 300.0), st.integers(0, 120)
SUITS, PEAKEDNESS = st.floats(0.05, 1.0), st.floats(1.0, 3.0)
QUARTER_OF_GROUPS = {1: 0.75, 2: 0.18, 3: 0.07}


def erlang_by_factorials(load, places):
    terms = [Fraction(load) ** j / math.factorial(j) for j in range(places + 1)]
    return float(terms[-1] / sum(terms))


def matching_chain(load, places, suits):
    """No suitable vacancy, two or more suitable, and average children, from the chain in exact fractions."""
    load, unsuitable = Fraction(load), 1 - Fraction(suits)
    chain = [Fraction(1)]
    for children in range(places):
        chain.append(chain[-1] * load * (1 - unsuitable ** (places - children)) / (children + 1))
    total = sum(chain)
    none = one = Fraction(0)
    for children, weight in enumerate(chain):
        vacancies = places - children
        none += weight * unsuitable**vacancies
        if vacancies:
            one += weight * vacancies * (1 - unsuitable) * unsuitable ** (vacancies - 1)
    mean = sum(children * weight for children, weight in enumerate(chain))
    return float(none / total), float(1 - (none + one) / total), float(mean / total)


def settled(generator):
    """Long-run chances of a chain's states."""
    states = len(generator)
    equations = np.vstack([generator.T, np.ones(states)])
    return np.linalg.lstsq(equations, np.append(np.zeros(states), 1.0), rcond=None)[0]


def chain_of_groups(load, places, groups, suits=1.0):
    """Chances of 0, 1, ... children where groups come at random and each child looks for a vacancy in turn."""
    children_a_group = sum(size * share for size, share in groups.items())
    generator = np.zeros((places + 1, places + 1))
    for there in range(places + 1):
        for size, share in groups.items():
            after = np.zeros(places + 1)
            after[there] = 1.0
            for _ in range(size):
                finds = 1 - (1 - suits) ** (places - np.arange(places + 1))
                after = after * (1 - finds) + np.append(0.0, (after * finds)[:-1])
            generator[there] += load / children_a_group * share * after
            generator[there, there] -= load / children_a_group * share
        if there:
            generator[there, there - 1] += there
            generator[there, there] -= there
    return settled(generator)


def turned_away_of_groups(load, places, groups, suits=1.0):
    return 1 - chain_of_groups(load, places, groups, suits) @ np.arange(places + 1) / load


@pytest.mark.parametrize(
    ("load", "places", "share"),
    [
        (8, 8, 0.235570),
        (8, 10, 0.121661),
        (12, 10, 0.301925),
        (12, 14, 0.117210),
        (20, 18, 0.221260),
        (8.108, 15, 0.01),  # published to four figures of load
    ],
)
def test_published_values_of_erlangs_formula(load, places, share):
    assert erlang_b(load, places) == pytest.approx(share, abs=1e-5 if places == 15 else 6e-7)


def test_erlangs_formula_by_hand():
    # a = 2: B(1) = 2/(1+2) = 2/3; B(2) = (4/3)/(2+4/3) = 2/5; B(3) = (4/5)/(3+4/5) = 4/19
    assert [erlang_b(2, n) for n in range(4)] == pytest.approx([1, 2 / 3, 2 / 5, 4 / 19], abs=1e-15)
    assert [carried_load(2, n) for n in range(4)] == pytest.approx([0, 2 / 3, 6 / 5, 30 / 19], abs=1e-15)


@pytest.mark.parametrize(("load", "places"), [(1, 1), (3, 7), (8, 10), (40, 30), (30, 60)])
def test_erlangs_formula_is_its_sum_of_factorials(load, places):
    assert erlang_b(load, places) == pytest.approx(erlang_by_factorials(load, places), rel=1e-12)


def test_nobody_and_no_places():
    assert erlang_b(0, 0) == 1.0
    assert erlang_b(0, 3) == 0.0
    assert erlang_b(5, 0) == 1.0
    assert erlang_b(0, 0.25) == 0.75  # the limit of ever fewer children
    assert erlang_b(1e-12, 0.25) == pytest.approx(0.75, abs=1e-11)
    assert carried_load(0, 4, 0.5, 2) == carried_load(4, 0, 0.5, 2) == 0.0
    assert matching(0, 4, 0.5).no_suitable == 0.5**4
    assert matching(3, 0, 0.5).no_suitable == 1.0
    assert matching(3, 0, 0.5).choice_of_two == 0.0


@pytest.mark.parametrize(("suits", "peakedness"), [(1, 1), (0.4, 1), (1, 1.5), (0.6, 1.3)])
def test_a_part_of_a_place_is_worth_that_part(suits, peakedness):
    two, three = (carried_load(4, n, suits, peakedness) for n in (2, 3))
    assert carried_load(4, 2.25, suits, peakedness) == pytest.approx(0.75 * two + 0.25 * three, abs=1e-12)
    assert hayward(4, 2.25, peakedness) == pytest.approx(
        0.75 * hayward(4, 2, peakedness) + 0.25 * hayward(4, 3, peakedness), abs=1e-12
    )


def test_published_chances_of_a_suitable_vacancy():
    half, third = matching(8, 10, 0.5), matching(8, 10, 0.3)
    assert half.no_suitable == pytest.approx(0.1862, abs=5e-5)
    assert third.no_suitable == pytest.approx(0.2746, abs=5e-5)
    assert half.choice_of_two == pytest.approx(0.5207, abs=5e-5)
    assert third.choice_of_two == pytest.approx(0.3630, abs=5e-5)


def test_a_suitable_vacancy_by_hand():
    # a = 1, n = 2, q = 1/2: weights 1, 1 x 3/4, 3/4 x 1/2 / 2 = 3/16, so 16 : 12 : 3 of 31
    found = matching(1, 2, 0.5)
    assert found.no_suitable == pytest.approx((16 / 4 + 12 / 2 + 3) / 31, abs=1e-15)
    assert found.choice_of_two == pytest.approx(16 / 4 / 31, abs=1e-15)
    assert found.occupied == pytest.approx((12 + 2 * 3) / 31, abs=1e-15)


@pytest.mark.parametrize("load", [Fraction(1, 100), 1, 8, 30, 200])
@pytest.mark.parametrize("places", [1, 2, 10, 40])
@pytest.mark.parametrize("suits", [Fraction(1, 20), Fraction(3, 10), Fraction(1, 2), 1])
def test_matching_is_its_chain_in_exact_fractions(load, places, suits):
    found = matching(float(load), places, float(suits))
    none, two, mean = matching_chain(load, places, suits)
    assert found.no_suitable == pytest.approx(none, abs=1e-11)
    assert found.choice_of_two == pytest.approx(two, abs=1e-11)
    assert found.occupied == pytest.approx(mean, rel=1e-10)


@EXAMPLES
@given(LOADS, PLACES, SUITS)
def test_who_finds_a_vacancy_lives_there(load, places, suits):
    """Little's law: children living there are those who found a vacancy, for a mean stay each."""
    found = matching(load, places, suits)
    assert found.occupied == pytest.approx(load * (1 - found.no_suitable), abs=1e-9)
    assert 0 <= found.choice_of_two <= 1 - found.no_suitable + 1e-12


@EXAMPLES
@given(LOADS, PLACES)
def test_where_all_suit_matching_is_erlang(load, places):
    found = matching(load, places, 1.0)
    assert found.no_suitable == pytest.approx(erlang_b(load, places), abs=1e-11)
    assert found.occupied == pytest.approx(carried_load(load, places), abs=1e-9)


@pytest.mark.parametrize("groups", [{1: 1.0}, {2: 1.0}, QUARTER_OF_GROUPS, {1: 3, 4: 2}])
def test_peakedness_is_that_of_the_chain_with_room_for_all(groups):
    there = chain_of_groups(3.0, 70, groups)
    children = np.arange(71)
    mean = there @ children
    assert mean == pytest.approx(3.0, abs=1e-8)
    variance = there @ (children - mean) ** 2
    assert sibling_peakedness(groups) == pytest.approx(variance / mean, abs=1e-7)


def test_peakedness_by_hand():
    # pairs only: E[B(B-1)] = 2, E[B] = 2, so 1 + 2/4; half pairs: 1 + 1/3
    assert sibling_peakedness({2: 1.0}) == 1.5
    assert sibling_peakedness({1: 50, 2: 50}) == pytest.approx(4 / 3)
    assert sibling_peakedness({1: 1.0, 2: 0.0}) == 1.0


@pytest.mark.parametrize("load", [0.05, 0.9, 1.0, 1.1, 5.0, 60.0])
@pytest.mark.parametrize("peakedness", [1.0, 1.3, 2.0, 2.7])
def test_haywards_share_is_the_continuous_formula(load, peakedness):
    for places in (1, 2, 5, 17):
        small, size = load / peakedness, places / peakedness
        inverse, _ = quad(
            lambda s, a=small, n=size: math.exp(n * math.log1p(s / a) - s), 0, math.inf, epsrel=1e-11, limit=300
        )
        assert hayward(load, places, peakedness) == pytest.approx(1 / inverse, rel=1e-8)


@EXAMPLES
@given(LOADS, PLACES)
def test_without_groups_hayward_is_erlang(load, places):
    assert hayward(load, places, 1.0) == erlang_b(load, places)


def test_hayward_is_as_near_to_the_chain_of_groups_as_documented():
    peakedness = sibling_peakedness(QUARTER_OF_GROUPS)
    worst = {1: 0.0, 4: 0.0, 8: 0.0, 16: 0.0}
    without = 0.0
    for load in (1, 2, 3, 5, 8, 12, 20):
        for share in (0.6, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.8):
            places = max(1, round(load * share))
            exact = turned_away_of_groups(load, places, QUARTER_OF_GROUPS)
            too_low = exact - hayward(load, places, peakedness)
            assert too_low > -1e-6, "never too high"
            worst = {size: max(worst[size], too_low) if places >= size else worst[size] for size in worst}
            without = max(without, exact - erlang_b(load, places))
    assert [worst[size] for size in (1, 4, 8, 16)] == pytest.approx([0.042, 0.022, 0.010, 0.004], abs=6e-4)
    assert without > 2 * worst[1]


@pytest.mark.parametrize(("suits", "most"), [(0.7, 0.05), (0.4, 0.02), (0.2, 0.015)])
def test_groups_and_unsuitable_vacancies_together_are_near_the_chain(suits, most):
    peakedness = sibling_peakedness(QUARTER_OF_GROUPS)
    for load, places in ((1, 2), (3, 3), (8, 7), (8, 10), (20, 24)):
        exact = turned_away_of_groups(load, places, QUARTER_OF_GROUPS, suits)
        ours = 1 - carried_load(load, places, suits, peakedness) / load
        assert ours == pytest.approx(exact, abs=most)


@EXAMPLES
@given(LOADS, PLACES, SUITS, PEAKEDNESS)
def test_never_more_children_than_places_or_than_come(load, places, suits, peakedness):
    assert 0 <= carried_load(load, places, suits, peakedness) <= min(load, places)


@EXAMPLES
@given(LOADS, PLACES, SUITS, PEAKEDNESS, st.floats(1.0, 3.0))
def test_more_children_places_or_suitable_vacancies_never_carry_fewer(load, places, suits, peakedness, more):
    here = carried_load(load, places, suits, peakedness) - 1e-9
    assert carried_load(load * more, places, suits, peakedness) >= here
    assert carried_load(load, places + more, suits, peakedness) >= here
    assert carried_load(load, places, min(1.0, suits * more), peakedness) >= here
    assert carried_load(load, places, suits, max(1.0, peakedness / more)) >= here


def test_limits():
    assert carried_load(5, 400, 0.3, 2) == pytest.approx(5, abs=1e-9)
    assert carried_load(1e9, 7) == pytest.approx(7, abs=1e-7)
    assert 7 - carried_load(1e9, 7) == pytest.approx(7e-9, rel=1e-3)  # n - C = n / a for a great load
    assert matching(1e-200, 5, 0.5).no_suitable == pytest.approx(0.5**5)


@pytest.mark.parametrize("suits", [0.01, 0.5, 1.0])
@pytest.mark.parametrize(("load", "places"), [(2000, 3000), (2000, 1500), (0.01, 3000), (2000, 3)])
def test_large_pools_stay_exact(load, places, suits):
    """Checked by balance: each state's flow up is the next state's flow down, in logarithms."""
    children = np.arange(places + 1)
    finds = -np.expm1((places - children[:-1]) * math.log1p(-suits)) if suits < 1 else np.ones(places)
    weight = np.append(0.0, np.cumsum(np.log(load * finds / children[1:])))
    chance = np.exp(weight - weight.max())
    mean = chance @ children / chance.sum()
    assert matching(load, places, suits).occupied == pytest.approx(mean, rel=1e-9)
    assert carried_load(load, places, suits) == pytest.approx(mean, rel=1e-9)


@pytest.mark.parametrize(
    ("load", "share", "suits", "peakedness"),
    [(8.108, 0.0101, 1, 1), (8, 0.13, 1, 1), (8, 0.1863, 0.5, 1), (20, 0.05, 1, 1.5), (5, 0.2, 0.3, 1.3)],
)
def test_places_needed_are_enough_and_one_fewer_is_not(load, share, suits, peakedness):
    places = places_needed(load, share, suits, peakedness)
    turned_away = [1 - carried_load(load, n, suits, peakedness) / load for n in (places - 1, places)]
    assert turned_away[1] <= share < turned_away[0]


def test_places_needed_by_the_published_values():
    assert places_needed(8.108, 0.0101) == 15
    assert places_needed(8, 0.1217) == 10
    assert places_needed(8, 0.1216) == 11
    assert places_needed(8, 0.19, suits=0.5) == 10
    assert places_needed(0, 0.01) == places_needed(5, 1.0) == 0


@EXAMPLES
@given(
    st.floats(0.01, 300.0),
    st.floats(0.5, 60.0),
    st.floats(0.05, 1.0),
    st.floats(1.0, 3.0),
)
def test_the_load_that_a_pool_carries_is_found_again(load, places, suits, peakedness):
    carried = carried_load(load, places, suits, peakedness)
    found = offered_load_carrying(carried, places, suits, peakedness)
    assert carried_load(found, places, suits, peakedness) == pytest.approx(carried, rel=1e-11)
    if carried < 0.99 * places:
        assert found == pytest.approx(load, rel=1e-6)


def test_no_load_fills_every_place_all_the_time():
    assert offered_load_carrying(0, 0) == 0.0
    assert offered_load_carrying(4 - 1e-6, 4) == pytest.approx(4e6, rel=1e-3)
    for carried, places in ((4, 4), (5, 4), (0.1, 0)):
        with pytest.raises(ValueError, match="fewer"):
            offered_load_carrying(carried, places)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: erlang_b(-1, 2), "offered load must be a number of at least 0, not -1"),
        (lambda: erlang_b(math.nan, 2), "offered load"),
        (lambda: erlang_b(math.inf, 2), "offered load"),
        (lambda: erlang_b(1, -0.5), "number of places must be a number of at least 0, not -0.5"),
        (lambda: carried_load(1, math.nan), "number of places"),
        (lambda: carried_load(1, 1, 0.0), "suits must be more than 0 and at most 1, not 0.0"),
        (lambda: carried_load(1, 1, 1.1), "suits"),
        (lambda: carried_load(1, 1, math.nan), "suits"),
        (lambda: carried_load(1, 1, 1.0, 0.9), "peakedness of arrivals must be a number of at least 1, not 0.9"),
        (lambda: hayward(1, 1, math.nan), "peakedness"),
        (lambda: hayward(1, 1, math.inf), "peakedness"),
        (lambda: matching(1, 2.5, 0.5), "whole number of places, not 2.5"),
        (lambda: matching(1, 2, -0.5), "suits"),
        (lambda: places_needed(1, 0.0), "share turned away must be more than 0 and at most 1, not 0.0"),
        (lambda: places_needed(1, 1.5), "share turned away"),
        (lambda: places_needed(1, math.nan), "share turned away"),
        (lambda: places_needed(5e6, 0.01), "more than 1000000 places"),
        (lambda: offered_load_carrying(-1, 2), "children carried must be a number of at least 0, not -1"),
        (lambda: sibling_peakedness({}), "one share above 0"),
        (lambda: sibling_peakedness({1: 0.0}), "one share above 0"),
        (lambda: sibling_peakedness({0: 1.0}), "whole number of children"),
        (lambda: sibling_peakedness({1.5: 1.0}), "whole number of children"),
        (lambda: sibling_peakedness({math.inf: 1.0}), "whole number of children"),
        (lambda: sibling_peakedness({1: -1.0, 2: 3.0}), "share of at least 0"),
        (lambda: sibling_peakedness({1: math.nan}), "share of at least 0"),
    ],
)
def test_nonsense_gets_a_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
