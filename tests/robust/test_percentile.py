"""The demand of a percentile, by hand, and the run that is planned for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import optimiser
from models.uncertainty import Futures
from optimiser import CaseInputs, OptimiserError
from optimiser.futures import futures_of
from optimiser.robust import plan_for
from optimiser.robust.percentile import at_expected, at_percentile
from tests.robust.newsvendor import futures, one_future, read, two_futures


def over_two_years(drawn: Futures, inputs: CaseInputs) -> Futures:
    """The futures with twice as many children in a second year."""
    return replace(
        drawn,
        demand=np.concatenate([drawn.demand, 2 * drawn.demand], axis=2),
        prices=np.ones((drawn.prices.shape[0], 2, drawn.number)),
        central=inputs.case.demand[..., 0],
        periods=tuple(period.period for period in inputs.case.periods),
    )


def test_the_percentile_over_the_mean(tmp_path: Path) -> None:
    """Of 2, 4, 4 and 10 the mean is 5; three quarters are at or below 4: 4 × 4 ÷ 5 = 3.2 children."""
    inputs = read(one_future(4), tmp_path)
    at = at_percentile(inputs, futures(inputs, 2, 4, 4, 10), 75)
    assert at.case.demand.ravel() == pytest.approx([3.2])
    assert at_percentile(inputs, futures(inputs, 2, 4, 4, 10), 90).case.demand.ravel() == pytest.approx([8])


def test_the_log_shows_every_cell_and_why(tmp_path: Path) -> None:
    inputs = read(one_future(4, years=2), tmp_path)
    at = at_percentile(inputs, over_two_years(futures(inputs, 2, 4, 4, 10), inputs), 75)
    assert [(one.table, one.column) for one in at.changes] == [("demand", "children")] * 2
    assert (
        at.what_ifs[0].reason == "Demand of the 75th percentile of the total in each period, of 4 futures (seed 3)"
    )


def test_several_scenarios_become_one(tmp_path: Path) -> None:
    """Two or six children, four expected; three quarters are at or below six: 4 × 6 ÷ 4 = 6."""
    inputs = read(two_futures(), tmp_path)
    at = at_percentile(inputs, futures_of(inputs.case), 75)
    assert (len(at.case.scenarios), at.case.demand.ravel().tolist()) == (1, [6.0])
    expected = at_expected(inputs)
    assert (len(expected.case.scenarios), expected.case.demand.ravel().tolist()) == (1, [4.0])
    assert at_expected(expected) is expected, "one demand is the expected one already"


def test_the_run_of_a_percentile_is_an_ordinary_run(tmp_path: Path) -> None:
    inputs = read(one_future(4), tmp_path / "case")
    result = plan_for(inputs, "percentile", 40, seed=2, percentile=90, gap=0.0)
    folder = optimiser.write_run(result, tmp_path / "run")
    run = optimiser.read_run(folder)
    assert run.record["status"] == "optimal"
    (change,) = run.record["changes"]
    assert change["name"] == "demand-p90"
    assert "40 futures (seed 2)" in change["reason"]
    assert float(run.inputs.case.demand.sum()) > 4, "the ninetieth percentile is above the mean"


@pytest.mark.parametrize("percentile", [-1.0, 100.5])
def test_no_percentile(tmp_path: Path, percentile: float) -> None:
    inputs = read(one_future(4), tmp_path)
    with pytest.raises(OptimiserError, match="percentile"):
        at_percentile(inputs, futures(inputs, 1, 2), percentile)
