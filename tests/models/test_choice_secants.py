"""The straight lines that bring the choice curve into a plan."""

import math
import time
from itertools import pairwise

import numpy as np
import pytest

from models.choice import FLAT_SLOPE, carried_load, secants

LOADS = (0.01, 0.3, 1.0, 4.0, 8.0, 25.0, 110.0, 300.0)
SUITS = (0.1, 0.35, 0.7, 1.0)


def grid():
    """Load, chance that a vacancy suits and peakedness: every combination."""
    return [(load, suits, peaked) for load in LOADS for suits in SUITS for peaked in (1.0, 1.3, 2.0, 3.0)]


def may_not_be_concave(suits, peakedness):
    """Where the documentation says that the approximation may bend the wrong way."""
    return peakedness > 1 and suits < 0.45 and not (suits >= 0.2 and peakedness <= 1.5)


def above_the_curve(load, suits, peakedness, most):
    """How far the least of the lines is above the children carried, at every whole number of places."""
    lines = secants(load, most, suits, peakedness)
    step = max(1, most // 60)
    places = [*range(0, most + 1, step), most]
    return lines, places, [lines.limit(n) - carried_load(load, n, suits, peakedness) for n in places]


@pytest.mark.parametrize(("load", "suits", "peakedness"), grid())
def test_the_least_line_is_the_curve_at_whole_places(load, suits, peakedness):
    most = math.ceil(1.5 * load) + 15
    lines, places, above = above_the_curve(load, suits, peakedness, most)
    assert min(above) > -1e-10, "a line below the curve would forbid a plan that can be"
    assert (np.diff(lines.slope) < 0).all()
    if not may_not_be_concave(suits, peakedness):
        level = lines.slope[-1] == 0.0
        level_from = next((n for n in places if level and lines.limit(n) == lines.intercept[-1]), most)
        for n, excess in zip(places, above, strict=True):
            assert excess < (1e-9 if n < level_from else 1e-9 + FLAT_SLOPE * (most - n))
    else:
        assert max(above) < 0.027


@pytest.mark.parametrize("peakedness", [1.5, 3.0])
def test_the_lines_stay_concave_where_the_approximation_is_not(peakedness):
    curve = [carried_load(1.0, n, 0.1, peakedness) for n in range(12)]
    assert np.diff(curve, 2).max() > 1e-5, "choose a case where the curve bends the wrong way"
    lines = secants(1.0, 11, 0.1, peakedness)
    touched = [n for n in range(12) if lines.limit(n) == pytest.approx(curve[n], abs=1e-12)]
    assert {0, 11} <= set(touched)
    for left, right in pairwise(touched):
        for n in range(left + 1, right):  # between corners the least concave curve is the straight line
            straight = curve[left] + (curve[right] - curve[left]) * (n - left) / (right - left)
            assert lines.limit(n) == pytest.approx(straight, abs=1e-12)
            assert straight > curve[n]


def test_lines_by_hand():
    # a = 2: C = 0, 2/3, 6/5, 30/19, so slopes 2/3, 8/15, 36/95
    lines = secants(2, 3)
    assert lines.slope == pytest.approx([2 / 3, 8 / 15, 36 / 95], abs=1e-14)
    assert lines.intercept == pytest.approx([0, 2 / 3 - 8 / 15, 6 / 5 - 72 / 95], abs=1e-14)


def test_between_whole_places_the_lines_are_the_curve():
    lines = secants(6, 9, 0.5)
    for places in (0.5, 3.25, 8.9):
        assert lines.limit(places) == pytest.approx(carried_load(6, places, 0.5), abs=1e-12)


def test_a_part_of_a_place_at_the_end_has_its_line():
    assert len(secants(6, 3.2).slope) == len(secants(6, 4).slope) == 4
    assert len(secants(6, 3).slope) == 3


@pytest.mark.parametrize(("load", "most"), [(0, 5), (0, 0), (5, 0)])
def test_nobody_or_no_places_is_one_level_line_at_nought(load, most):
    lines = secants(load, most)
    assert lines.slope.tolist() == [0.0]
    assert lines.intercept.tolist() == [0.0]


def test_places_that_add_nothing_are_one_level_line():
    lines = secants(2, 200)
    assert lines.slope[-1] == 0.0
    assert lines.slope[-2] >= FLAT_SLOPE
    assert lines.intercept[-1] == carried_load(2, 200)
    assert len(lines.slope) < 25


def test_lines_of_one_slope_are_one_line():
    """With hardly any vacancy suiting and a great load every place carries the same, and one line is enough."""
    lines = secants(1e9, 30, 1e-6)
    assert len(lines.slope) < 30
    assert all(lines.limit(n) == pytest.approx(carried_load(1e9, n, 1e-6), abs=1e-9) for n in range(31))


def test_a_large_pool_has_stable_lines():
    for suits, peakedness in ((1.0, 1.0), (0.5, 1.0), (1.0, 1.3)):
        lines = secants(2000, 3000, suits, peakedness)
        assert (np.diff(lines.slope) < 0).all()
        for places in (0, 1, 1500, 2000, 2500, 3000):
            exact = carried_load(2000, places, suits, peakedness)
            assert lines.limit(places) == pytest.approx(exact, abs=1e-7)


def test_lines_of_a_city_take_no_longer_than_a_few_hundred_times_one_point():
    def seconds(work):
        times = []
        for _ in range(7):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
        return min(times)

    one_point = seconds(lambda: [carried_load(250, 400) for _ in range(10)]) / 10
    assert seconds(lambda: secants(250, 400, 0.5)) < 250 * one_point


@pytest.mark.parametrize("most", [-1, math.nan, math.inf])
def test_nonsense_gets_a_sentence(most):
    with pytest.raises(ValueError, match="number of places must be a number of at least 0"):
        secants(5, most)
