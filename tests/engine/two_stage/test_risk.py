"""The mean of the dearest futures, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimiser.engine.highs import solve
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.extensive import extensive_form
from optimiser.engine.two_stage.l_shaped import solve_l_shaped
from optimiser.engine.two_stage.risk import Risk, cvar
from tests.engine.two_stage.programmes import homes

EXACT = SolveSettings(gap=0.0, threads=1)
COSTS, SHARES = np.array([10.0, 40.0, 20.0]), np.array([0.5, 0.2, 0.3])


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (0.0, 19.0),  # all of them: 0.5 × 10 + 0.2 × 40 + 0.3 × 20
        (0.5, 28.0),  # the dearest half: (0.2 × 40 + 0.3 × 20) / 0.5
        (0.75, 36.0),  # the dearest quarter: (0.2 × 40 + 0.05 × 20) / 0.25
        (0.8, 40.0),  # the dearest fifth
        (0.999, 40.0),  # the dearest of all
    ],
)
def test_the_dearest_futures(level: float, expected: float) -> None:
    assert cvar(COSTS, SHARES, level) == pytest.approx(expected)


def test_a_mix() -> None:
    """0.75 × 19 + 0.25 × 36."""
    assert Risk(0.25, 0.75).of(COSTS, SHARES) == pytest.approx(23.25)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8), st.floats(0, 0.99), st.floats(0, 1))
def test_what_the_definition_says(costs: list[float], level: float, weight: float) -> None:
    """The least over η, which is at one of the costs."""
    known, shares = np.array(costs), np.full(len(costs), 1 / len(costs))
    least = min(edge + shares @ np.maximum(0, known - edge) / (1 - level) for edge in costs)
    assert Risk(weight, level).of(known, shares) == pytest.approx(
        (1 - weight) * known.mean() + weight * least, rel=1e-9, abs=1e-6
    )


def test_a_future_that_cannot_be_is_not_counted_and_one_that_fails_is_infinite() -> None:
    assert Risk().of(np.array([1.0, np.nan]), np.array([1.0, 0.0])) == 1.0
    assert Risk(0.5).of(np.array([1.0, np.nan]), np.array([0.5, 0.5])) == np.inf


@pytest.mark.parametrize(
    ("weight", "level"), [(-0.1, 0.5), (1.1, 0.5), (0.5, 1.0), (0.5, -0.1), (float("nan"), 0.5)]
)
def test_what_no_risk_is(weight: float, level: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        Risk(weight, level)


@pytest.mark.parametrize("weight", [0.0, 1.0])
@pytest.mark.parametrize("extensive", [False, True])
def test_the_dearest_futures_ask_for_more_homes(weight: float, extensive: bool) -> None:
    """Two children with a chance of 0.8, six with 0.2; a home £3 now, a place £10 later.

    Expected: each home beyond the second costs 3 and saves 0.2 × 10 = 2, so 2 homes: 6 + 0.2 × 40 = £14. By the
    dearest fifth (six children): a home saves 10, so 6 homes: £18 in either future.
    """
    two, risk = homes([2, 6], [0.8, 0.2]), Risk(weight, 0.8)
    if extensive:
        whole = solve(extensive_form(two, risk), EXACT)
        assert whole.solution is not None
        found, first = whole.objective, whole.solution[:1]
    else:
        cut = solve_l_shaped(two, EXACT, risk)
        assert cut.first is not None
        found, first = cut.objective, cut.first
    assert (found, first[0]) == (pytest.approx(14 if weight == 0 else 18), pytest.approx(2 if weight == 0 else 6))


def test_a_weight_between() -> None:
    """A home beyond the second costs 3. With λ = 0.2 it saves 0.8 × 2 + 0.2 × 10 = 3.6; with 0.1 it saves 2.8."""
    two = homes([2, 6], [0.8, 0.2])
    more, fewer = (solve_l_shaped(two, EXACT, Risk(weight, 0.8)) for weight in (0.2, 0.1))
    assert more.objective == pytest.approx(18)
    assert fewer.objective == pytest.approx(0.9 * 14 + 0.1 * 46)
