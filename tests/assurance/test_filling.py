"""The arithmetic's own account of places that fill by chance: published, by hand, and against the planner."""

from __future__ import annotations

import math

import pytest

from models import choice
from models.matching import ChoiceCurve
from models.pool_curves import _lines
from optimiser.assurance.arithmetic.filling import Filling, carried, chances, needed


def filling(available: float = 1.0, suits: float = 1.0, peakedness: float = 1.0) -> Filling:
    return Filling(available, suits, peakedness, together=False)


@pytest.mark.parametrize(
    ("load", "places", "share"),
    [(8, 8, 0.2356), (8, 10, 0.1217), (12, 10, 0.301925), (12, 14, 0.117210), (20, 18, 0.221260)],
)
def test_published_values(load: float, places: int, share: float) -> None:
    assert 1 - carried(load, places, filling())[0] / load == pytest.approx(share, abs=5e-5)


def test_by_hand() -> None:
    """Load 2: two places carry 1.2, three 30/19; three places that can be offered, of four, turn away 4/19."""
    assert carried(2, 2, filling()) == (pytest.approx(1.2), pytest.approx(1.2 - 2 / 3))
    assert carried(2, 2.5, filling()) == (pytest.approx(0.6 + 15 / 19), pytest.approx(30 / 19 - 1.2))
    assert chances(2, 2, 0.5) == (pytest.approx((0.25 + 0.75 + 0.75) / 3.25), pytest.approx(0.25 / 3.25))
    assert needed(2, 0.25, filling(available=0.75)) == 4
    assert needed(0, 0.02, filling()) == 0


def test_nobody_comes() -> None:
    assert carried(0, 3, filling()) == (0.0, 0.0)
    assert chances(0, 0, 1.0) == (1.0, 0.0)
    assert chances(0, 2, 1.0) == (0.0, 1.0)


def test_next_to_nobody_comes() -> None:
    """Rounding leaves loads like this; two places each suiting half carry half and half of that half of them."""
    assert carried(1e-15, 2, filling(1.0, 0.5))[0] == pytest.approx(0.75e-15)
    assert needed(1e-15, 0.3, filling(1.0, 0.5)) == 2


@pytest.mark.parametrize("load", [1e-3, 0.3, 1.0, 4.3, 25.0, 80.0])
@pytest.mark.parametrize("suits", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("peakedness", [1.0, 1.3, 2.0])
def test_it_agrees_with_the_planner_although_they_share_nothing(
    load: float, suits: float, peakedness: float
) -> None:
    how = ChoiceCurve(1.0, suits, peakedness, together=False)
    lines = _lines(how, load)
    for offered in (0.0, 0.4, 1.0, 2.7, load / 2, load, 1.5 * load + 3, 10 * load + 40):
        assert carried(load, offered, filling(1.0, suits, peakedness))[0] == pytest.approx(
            lines.limit(offered), abs=2e-7
        )
        whole = math.floor(offered)
        theirs = choice.matching(load, whole, suits)
        assert chances(load, whole, suits) == pytest.approx((theirs.no_suitable, theirs.choice_of_two), abs=1e-9)
    for share in (0.1, 0.05, 0.02):
        assert needed(load, share, filling(1.0, suits, peakedness)) == choice.places_needed(
            load, share, suits, peakedness
        )
