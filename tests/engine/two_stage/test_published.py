"""Published two-stage programmes, through the extensive form and the L-shaped method."""

from __future__ import annotations

import numpy as np
import pytest

from optimiser.engine.highs import solve
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.extensive import costs_by_future, extensive_form
from optimiser.engine.two_stage.l_shaped import solve_l_shaped
from optimiser.engine.two_stage.stages import TwoStage
from optimiser.engine.two_stage.values import values
from tests.engine.two_stage.programmes import farmer, lands

EXACT = SolveSettings(gap=0.0)


def both(two: TwoStage) -> list[tuple[float, np.ndarray]]:
    """Objective and shared decisions of both ways of solving."""
    whole = solve(extensive_form(two), EXACT)
    cut = solve_l_shaped(two, EXACT)
    assert whole.objective is not None
    assert whole.solution is not None
    assert cut.objective is not None
    assert cut.first is not None
    assert cut.costs is not None
    assert two.probabilities @ cut.costs == pytest.approx(cut.objective)
    assert two.probabilities @ costs_by_future(two, whole.solution) == pytest.approx(whole.objective)
    return [(whole.objective, whole.solution[: len(two.first)]), (cut.objective, cut.first)]


@pytest.mark.parametrize("way", [0, 1])
def test_lands(way: int) -> None:
    """The published plan and its cost.

    Building 8/3, 4, 10/3 and 2 costs 80/3 + 28 + 160/3 + 12 = 120, the whole budget; operating it 261.853333.
    """
    objective, first = both(lands())[way]
    assert objective == pytest.approx(381.853333, abs=1e-6)
    assert first == pytest.approx([8 / 3, 4, 10 / 3, 2], abs=1e-5)
    assert first @ [10, 7, 16, 6] == pytest.approx(120)


@pytest.mark.parametrize("way", [0, 1])
def test_farmer(way: int) -> None:
    """170 acres of wheat, 80 of maize and 250 of beets: 250 × 24 t of beets is the quota in the best year."""
    objective, first = both(farmer())[way]
    assert objective == pytest.approx(-108_390, abs=1e-3)
    assert first == pytest.approx([170, 80, 250], abs=1e-4)


def test_what_planning_for_the_mean_costs_the_farmer() -> None:
    """The mean year's plan is 120, 80 and 300 acres and comes to −118,600 in that year.

    In the best year 300 acres give 7,200 t of beets, 1,200 of them sold at 10: −148,000; in the worst, wheat
    and maize are bought: −55,120; so −107,240 on average, and 1,150 more than the two-stage plan. Knowing the
    year would give −115,406 (−167,667, −118,600 and −59,950 by year), worth 7,016.
    """
    found = values(farmer(), EXACT)
    assert found.mean_plan == pytest.approx([120, 80, 300], abs=1e-6)
    assert found.mean_plan_costs == pytest.approx([-148_000, -118_600, -55_120], abs=1e-3)
    assert found.of_mean_plan == pytest.approx(-107_240, abs=1e-3)
    assert found.stochastic_solution == pytest.approx(1_150, abs=1e-3)
    assert found.alone == pytest.approx([-167_666.667, -118_600, -59_950], abs=1e-3)
    assert found.perfect_information == pytest.approx(7_016, abs=0.5)
