"""Mean and variance in closed form, against arithmetic written out."""

from __future__ import annotations

from math import exp, log1p, sqrt

import numpy as np
import pytest

from models.uncertainty import Ageing, Entries
from optimiser.futures import Moments, flows_of, moments
from tests.futures.hand_case import hand_case, uncertain

RATE = 0.5  # two years in care
LEFT = exp(-RATE)  # share still there after a year
YEARS = (1 - LEFT) / RATE  # years that a child there at the start spends in the first year
SQUARE = 2 * (1 - LEFT * (1 + RATE)) / RATE**2  # expected square of those years
SQUARES = 2 / RATE**2 * (1 - YEARS - (1 - LEFT * (1 + RATE)) / RATE)  # for one entry a year over the year
TEN, FOUR = 10.0, 4.0


def one_group(entry: Entries, start: float = TEN, years: tuple[float, ...] = (1.0, 1.0)) -> Moments:
    case = hand_case({"child": start}, {"child": [10.0] * len(years)}, years=years)
    return moments(flows_of(case, uncertain(entry)))


def test_one_group_of_ten_children_with_four_entries_a_year() -> None:
    """10 leave at 1/2 a year; 4 enter; 8 are there in the long run."""
    found = one_group(Entries("child", FOUR, 2.0))
    long_run = FOUR / RATE
    assert long_run == 8
    assert found.closing_mean[0, 0] == pytest.approx([8 + 2 * LEFT, 8 + 2 * LEFT**2])
    assert found.closing_variance[0, 0, 0] == pytest.approx(TEN * LEFT * (1 - LEFT) + long_run * (1 - LEFT))
    assert found.mean[0, 0] == pytest.approx([8 + 2 * YEARS, 8 + 2 * LEFT * YEARS])
    of_starters, of_entrants = TEN * (SQUARE - YEARS**2), FOUR * SQUARES
    assert found.variance[0, 0, 0] == pytest.approx(of_starters + of_entrants)
    assert found.mean[0, 0, 0] == pytest.approx(9.573877361)
    assert found.variance[0, 0, 0] == pytest.approx(2.0685015, abs=1e-7)


def test_the_covariance_of_two_years() -> None:
    """Who is there in both years counts in both."""
    found = one_group(Entries("child", FOUR, 2.0))
    of_starters = TEN * LEFT * YEARS * (1 - YEARS)
    of_entrants = FOUR * YEARS * (1 - LEFT * (1 + RATE)) / RATE**2
    assert found.total_covariance[0, 1] == pytest.approx(of_starters + of_entrants)
    assert found.total_covariance[1, 0] == pytest.approx(of_starters + of_entrants)
    assert np.diag(found.total_covariance) == pytest.approx(found.variance[0, 0])


def test_children_who_are_never_joined_are_binomial() -> None:
    found = one_group(Entries("child", 0.0, 2.0))
    assert found.closing_variance[0, 0, 1] == pytest.approx(TEN * LEFT**2 * (1 - LEFT**2))


def test_a_fraction_of_a_child_is_there_or_not() -> None:
    """2.5 children: two, and one with probability a half."""
    found = one_group(Entries("child", 0.0, 2.0), start=2.5)
    assert found.closing_mean[0, 0, 0] == pytest.approx(2.5 * LEFT)
    assert found.closing_variance[0, 0, 0] == pytest.approx(2 * LEFT * (1 - LEFT) + LEFT / 2 * (1 - LEFT / 2))


def test_children_who_grow_older_are_of_the_other_group() -> None:
    """Bateman: at rate 1/4 they grow older, at 1/2 leave young, at 1 leave old."""
    case = hand_case({"young": TEN}, {"young": [5.0], "old": [5.0]})
    entries = (Entries("young", 0.0, 2.0), Entries("old", 0.0, 1.0))
    found = moments(flows_of(case, uncertain(*entries, ageing=[Ageing("young", "old", 0.25)])))
    old = 0.25 * (exp(-0.75) - exp(-1)) / (1 - 0.75)
    assert found.closing_mean[:, 0, 0] == pytest.approx([TEN * old, TEN * exp(-0.75)])
    assert found.closing_variance[:, 0, 0] == pytest.approx(
        [TEN * old * (1 - old), TEN * exp(-0.75) * (1 - exp(-0.75))]
    )
    years_young = (1 - exp(-0.75)) / 0.75
    years_old = 0.25 / 0.25 * (years_young - (1 - exp(-1)))
    assert found.mean[:, 0, 0] == pytest.approx([TEN * years_old, TEN * years_young])


def test_uncertain_rates_add_the_square_of_what_they_bring() -> None:
    certain = one_group(Entries("child", FOUR, 2.0))
    own = one_group(Entries("child", FOUR, 2.0, own_uncertainty=0.3))
    brought = FOUR * (1 - YEARS) / RATE  # child-years in the first year of four entries a year
    later = FOUR * YEARS * YEARS  # in the second year of the entries of the first
    added = own.total_covariance - certain.total_covariance
    assert own.mean == pytest.approx(certain.mean)
    assert added[0, 0] == pytest.approx(0.09 * brought**2)
    assert added[0, 1] == pytest.approx(0.09 * brought * later)
    assert added[1, 1] == pytest.approx(0.09 * (brought**2 + later**2))
    closing = own.closing_variance - certain.closing_variance
    assert closing[0, 0, 0] == pytest.approx(0.09 * (8 * (1 - LEFT)) ** 2)


def test_a_lasting_factor_moves_every_year_together() -> None:
    certain = one_group(Entries("child", FOUR, 2.0))
    lasting = one_group(Entries("child", FOUR, 2.0, lasting_uncertainty=0.3))
    brought, later = FOUR * (1 - YEARS) / RATE, FOUR * YEARS * YEARS
    added = lasting.total_covariance - certain.total_covariance
    assert added[1, 1] == pytest.approx(0.09 * (brought + later) ** 2)
    assert added[0, 1] == pytest.approx(0.09 * brought * (brought + later))


def test_factors_multiply() -> None:
    certain = one_group(Entries("child", FOUR, 2.0), years=(1.0,))
    every = one_group(Entries("child", FOUR, 2.0, 0.3, 0.2, 0.1), years=(1.0,))
    brought = FOUR * (1 - YEARS) / RATE
    factor = 1.09 * 1.04 * 1.01 - 1
    assert every.variance[0, 0, 0] - certain.variance[0, 0, 0] == pytest.approx(factor * brought**2)


def test_a_shared_factor_moves_groups_together() -> None:
    case = hand_case({}, {"one": [5.0], "two": [5.0]})
    entries = (Entries("one", 4.0, 2.0, 0, 0.3), Entries("two", 6.0, 2.0, 0, 0.2))
    found = moments(flows_of(case, uncertain(*entries)))
    between = (found.total_covariance[0, 0] - found.variance.sum()) / 2
    correlated = exp(sqrt(log1p(0.09)) * sqrt(log1p(0.04))) - 1
    assert between == pytest.approx(4 * 6 * ((1 - YEARS) / RATE) ** 2 * correlated)


def test_two_halves_are_a_year() -> None:
    """The rates of a year are drawn once, however it is cut."""
    entry = Entries("child", FOUR, 2.0, 0.3, 0.2, 0.1)
    year, halves = one_group(entry), one_group(entry, years=(0.5, 0.5, 0.5, 0.5))
    averaging = np.kron(np.eye(2), [0.5, 0.5])
    assert averaging @ halves.total_covariance @ averaging.T == pytest.approx(year.total_covariance)
    assert averaging @ halves.total_mean == pytest.approx(year.total_mean)
    assert halves.closing_variance[0, 0, 1::2] == pytest.approx(year.closing_variance[0, 0])
