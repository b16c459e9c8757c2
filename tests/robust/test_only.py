"""One candidate by itself, as a run."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser import OptimiserError
from optimiser.assurance.statement import Verdict
from optimiser.robust import plan_for
from optimiser.stress.fixed_plan import stress
from tests.robust.newsvendor import one_future, read, two_futures


def test_a_two_stage_plan_as_a_run_says_what_it_is(tmp_path: Path) -> None:
    """Two places for two or six children (see ``newsvendor``): 60 and 100 for bought homes on average."""
    inputs = read(two_futures(), tmp_path / "case")
    result = plan_for(inputs, "two-stage", None, gap=0.0, threads=1)
    assert result.plan["units"].to_list() == [2.0]
    assert result.record.objective == pytest.approx(160e3)
    assert (result.record.status, "decisions held" in result.record.reason) == ("feasible", True)
    assert "proven to 0.00 % there" in result.record.warnings[-1]
    run = optimiser.read_run(optimiser.write_run(result, tmp_path / "run"))
    assert run.record["status"] == "feasible"
    tested = stress(run, None)
    assert tested.whole.expected_cost == pytest.approx(160e3, rel=1e-6)


def test_its_gap_is_from_the_cheapest_plan_for_the_demand_as_expected(tmp_path: Path) -> None:
    """With CVaR alone there are six places; planned for four children they cost 180, four places 120."""
    inputs = read(one_future(4), tmp_path)
    found = plan_for(inputs, "cvar", 60, cvar_weight=1.0, gap=0.0, threads=1)
    places = found.plan["places"].sum()
    assert places > 4, "more than four come in the dearest futures"
    assert found.record.objective == pytest.approx(30e3 * places)
    assert found.record.bound == pytest.approx(120e3)
    assert found.record.gap == pytest.approx(1 - 120e3 / (30e3 * places))


def test_no_such_candidate(tmp_path: Path) -> None:
    with pytest.raises(OptimiserError, match="no plan called median: choose mean, percentile"):
        plan_for(read(one_future(4), tmp_path), "median")


def test_the_second_opinion_does_not_disagree(tmp_path: Path) -> None:
    inputs = read(one_future(4), tmp_path / "case")
    optimiser.write_run(plan_for(inputs, "two-stage", 10, gap=0.0, threads=1), tmp_path / "run")
    statement = optimiser.second_opinion(tmp_path / "run")
    assert statement.verdict is not Verdict.DISAGREES, statement.sentence
