"""Stopping a search: every method of the solver hears of it, and nothing is called proven."""

from __future__ import annotations

import time

import pytest

from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.outcome import Status
from optimiser.tables.inputs import read_case
from tests.cases.casebook import LEWISHAM


@pytest.fixture(scope="module")
def lewisham() -> Matrix:
    return compile_matrix(build(read_case(LEWISHAM).case))


@pytest.mark.parametrize("interior", [False, True], ids=["simplex", "interior point"])
@pytest.mark.parametrize("whole", [False, True], ids=["linear programme", "whole numbers"])
def test_every_method_stops_when_asked(lewisham: Matrix, whole: bool, interior: bool) -> None:
    began = time.perf_counter()
    outcome = solve(
        lewisham if whole else lewisham.relaxed(),
        cancel=lambda: time.perf_counter() - began > 0.1,
        interior=interior,
    )
    assert outcome.status is not Status.OPTIMAL
    assert outcome.reason == "interrupted"


def test_an_interior_point_method_finds_the_same_cost(lewisham: Matrix) -> None:
    one, other = (solve(lewisham.relaxed(), interior=interior) for interior in (False, True))
    assert one.objective == pytest.approx(other.objective, rel=1e-9)
    assert other.row_duals is not None
