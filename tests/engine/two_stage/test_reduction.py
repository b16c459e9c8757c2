"""Selecting futures, by hand and against every other selection."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from optimiser.engine.two_stage.reduction import reduce


def test_by_hand() -> None:
    """Points 0, 1, 10 with probabilities 0.4, 0.4, 0.2.

    Keeping only the 0 moves 0.4 × 1 + 0.2 × 10 = 2.4, only the 1 0.4 × 1 + 0.2 × 9 = 2.2, only the 10
    0.4 × 10 + 0.4 × 9 = 7.6: so the 1. Beside it the 10 leaves 0.4 and the 0 leaves 1.8: so the 10.
    """
    points, shares = np.array([[0.0], [1.0], [10.0]]), np.array([0.4, 0.4, 0.2])
    one, two = reduce(points, shares, 1), reduce(points, shares, 2)
    assert (one.kept.tolist(), one.probabilities.tolist()) == ([1], [1.0])
    assert one.distance == pytest.approx(2.2)
    assert two.kept.tolist() == [1, 2]
    assert two.probabilities == pytest.approx([0.8, 0.2])
    assert two.distance == pytest.approx(0.4)


def test_each_choice_is_the_best_one_more() -> None:
    draw = np.random.default_rng(4)
    points, shares = draw.normal(size=(12, 3)), draw.dirichlet(np.ones(12))

    def moved(kept: tuple[int, ...]) -> float:
        ways = np.linalg.norm(points[:, None] - points[list(kept)], axis=2).min(axis=1)
        return float(shares @ ways)

    before: tuple[int, ...] = ()
    for to in range(1, 13):
        found = reduce(points, shares, to)
        best = min(moved((*before, one)) for one in range(12) if one not in before)
        assert found.distance == pytest.approx(best)
        assert found.probabilities.sum() == pytest.approx(1)
        before = tuple(found.kept.tolist())
    assert found.distance == 0


def test_a_single_future_kept_is_the_best_of_all() -> None:
    points, shares = np.random.default_rng(1).normal(size=(9, 2)), np.full(9, 1 / 9)
    ways = np.linalg.norm(points[:, None] - points[None], axis=2)
    assert reduce(points, shares, 1).kept.tolist() == [int(np.argmin(ways.sum(axis=0)))]


def test_futures_that_are_the_same_go_first() -> None:
    points = np.array([[1.0], [2.0], [1.0], [2.0]])
    found = reduce(points, np.full(4, 0.25), 2)
    assert found.probabilities == pytest.approx([0.5, 0.5])
    assert found.distance == 0
    assert all(points[one] != points[other] for one, other in itertools.combinations(found.kept, 2))


def test_all_are_kept_where_there_are_no_more() -> None:
    assert reduce(np.zeros((3, 1)), np.full(3, 1 / 3), 5).kept.tolist() == [0, 1, 2]


@pytest.mark.parametrize(("shares", "to"), [([0.5, 0.5], 0), ([1.0], 1)])
def test_nonsense(shares: list[float], to: int) -> None:
    with pytest.raises(ValueError, match="future"):
        reduce(np.zeros((2, 1)), np.array(shares), to)
