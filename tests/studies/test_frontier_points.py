"""Which points of a frontier stay, whatever found them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.engine.outcome import Status
from optimiser.studies.frontier_points import Point, undominated


def point(value: float, cost: float, asked: float = -math.inf, bound: float | None = None) -> Point:
    return Point(asked, value, np.zeros(1), cost, cost if bound is None else bound, Status.OPTIMAL, "")


def test_what_costs_no_less_and_reaches_no_more_is_left_out() -> None:
    kept = undominated([point(0.5, 100), point(0.5, 90), point(0.4, 95), point(0.7, 120), point(0.7, 120)], 1.0)
    assert [(one.value, one.cost) for one in kept] == [(0.5, 90), (0.7, 120)]


def test_where_less_is_better_the_other_way_round() -> None:
    kept = undominated([point(10, 100, math.inf), point(6, 110, math.inf), point(8, 115, math.inf)], -1.0)
    assert [(one.value, one.cost) for one in kept] == [(10, 100), (6, 110)]


def test_a_bound_holds_for_every_harder_level() -> None:
    kept = undominated([point(0.5, 100, 0.4, 99.5), point(0.7, 120, 0.6, 98.0)], 1.0)
    assert [one.bound for one in kept] == [99.5, 99.5]


def test_a_bound_of_a_harder_level_says_nothing_of_an_easier_one() -> None:
    kept = undominated([point(0.5, 100, 0.4, 90.0), point(0.7, 120, 0.6, 118.0)], 1.0)
    assert [one.bound for one in kept] == [90.0, 118.0]


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(1, 2)), min_size=1, max_size=12), st.sampled_from([1.0, -1.0])
)
def test_no_point_that_stays_is_dominated_and_every_other_is(
    pairs: list[tuple[float, float]], sign: float
) -> None:
    kept = undominated([point(value, cost, -sign * math.inf) for value, cost in pairs], sign)
    near = 2e-6
    for one in kept:
        for other in kept:
            better = other.cost <= one.cost and sign * (other.value - one.value) >= 0
            assert other is one or not better
    for value, cost in pairs:
        assert any(one.cost <= cost and sign * (one.value - value) >= -near for one in kept)


def test_nothing_is_lost_of_what_is_known() -> None:
    (kept,) = undominated([point(0.5, 100, bound=80)], 1.0)
    assert kept.bound == pytest.approx(80)
