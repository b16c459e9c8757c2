"""What a measure's value is, and what is left of a slope within what is not proven."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from models.terms import Terms
from optimiser.engine.outcome import Status
from optimiser.studies.alternatives_ranges import _up
from optimiser.studies.frontier_points import Point
from optimiser.studies.frontier_rows import _slope
from optimiser.studies.measures import Measure, Part

PARTS = (
    Part(0, 0, 0.5, Terms(constant=2.0), Terms(constant=4.0)),
    Part(1, 0, 0.5, Terms(constant=1.0), Terms(constant=4.0)),
)


@pytest.mark.parametrize(("sense", "worst"), [("at_least", 0.25), ("at_most", 0.5)])
def test_the_worst_part_counts(sense: str, worst: float) -> None:
    measure = Measure("m", "children", "share", sense, (0, 1), PARTS)
    assert measure.value(np.zeros(0)) == worst
    assert measure.amount(np.zeros(0)) == 1.5


@pytest.mark.parametrize(("sense", "kept"), [("at_least", 1.0), ("at_most", 0.0)])
def test_nobody_in_scope_keeps_every_promise(sense: str, kept: float) -> None:
    nobody = Part(0, 0, 1.0, Terms(), Terms())
    assert Measure("m", "children", "share", sense, (0,), (nobody,)).value(np.zeros(0)) == kept


@pytest.mark.parametrize(("bound", "whole", "least"), [(1.2, True, 2.0), (1.000001, True, 1.0), (1.2, False, 1.2)])
def test_a_bound_of_whole_units_is_whole(bound: float, whole: bool, least: float) -> None:
    assert _up(bound, whole) == least


def test_a_slope_lies_between_what_the_gaps_leave() -> None:
    """From £100 (at least 90) with 2 children to £150 (at least 120) with 7: 50, 20 to 60 for five."""

    def point(children: float, cost: float, bound: float) -> Point:
        return Point(0.0, children, np.array([children]), cost, bound, Status.OPTIMAL, "")

    traced: Any = SimpleNamespace(
        measure=SimpleNamespace(amount=lambda values: float(values[0]), sign=1.0),
        matrix=SimpleNamespace(values=lambda solution: solution),
    )
    assert _slope(traced, point(2, 100, 90), point(7, 150, 120)) == pytest.approx((10, 4, 12))
