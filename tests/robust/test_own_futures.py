"""A council's own futures, from the tables ``scenarios`` and ``demand`` to plans, a stress test and the pages."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from optimiser.cli import main
from optimiser.commands.robust import robust
from optimiser.engine.two_stage.reduction import MOST_FUTURES
from optimiser.futures import futures_of, generate, percentile_demand, uncertainty_of
from optimiser.robust import robust_plans
from optimiser.robust.training import training
from tests.cases.casebook import rows, write
from tests.robust.newsvendor import one_future, read, two_futures


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(main, [*map(str, words)])
    assert done.exit_code == 0, done.output
    return done.output


def test_from_the_tables_to_a_study_a_run_and_a_stress_test(tmp_path: Path) -> None:
    """Two children with a chance of three quarters, six with one of a quarter: three are expected.

    A place costs 30 and saves 50 when it is filled. The first two always are; each more would be a quarter of the
    time, which saves 12.5: two places, 60, and a quarter of the time four bought homes, 50: 110. Planned for
    three: 90 and a quarter of 150, 127.5. Three quarters of the futures have two children: two places again.
    """
    tables = two_futures()
    tables["scenarios"] = rows("scenario probability", ("low", 0.75), ("high", 0.25))
    write(tables, tmp_path / "case")
    shared = ["robust", tmp_path / "case", "--own-futures", "--threads", "1", "--gap", "0"]
    said = run(*shared, "--out", tmp_path / "study")
    assert "Planned for 2 futures that the case gives; counted in the very same ones" in said
    told = pd.read_csv(tmp_path / "study" / "robust_candidates.csv").set_index("candidate")
    assert told["places"].to_dict() == pytest.approx({"mean": 3, "percentile": 2, "two-stage": 2, "cvar": 6})
    assert told["cost"].to_dict() == pytest.approx(
        {"mean": 127_500, "percentile": 110_000, "two-stage": 110_000, "cvar": 180_000}, rel=1e-6
    )
    record = json.loads((tmp_path / "study" / "robust.json").read_text(encoding="utf-8"))
    assert record["value_of_planning"] == pytest.approx([17_500, 17_500])
    regret = pd.read_csv(tmp_path / "study" / "regret.csv").set_index(["candidate", "future"])
    assert regret.loc[("two-stage", "low"), "probability"] == 0.75
    assert regret.loc[("two-stage", "high"), "regret"] == pytest.approx(260_000 - 180_000)

    run(*shared, "--only", "two-stage", "--out", tmp_path / "run", "--quiet")
    page = run("stress", tmp_path / "run", "--own-futures", "--threads", "1", "--out", tmp_path / "stress")
    assert "the case's own 2 scenarios" in page
    whole = json.loads((tmp_path / "stress" / "stress.json").read_text(encoding="utf-8"))["whole"]
    assert whole["expected_cost"] == pytest.approx(110_000, rel=1e-6)
    assert (whole["cost_p10"], whole["cost_p90"]) == pytest.approx((60_000, 260_000), rel=1e-6)
    futures = pd.read_csv(tmp_path / "stress" / "futures.csv").set_index("future")
    assert futures["probability"].to_dict() == {"low": 0.75, "high": 0.25}


def test_a_plan_is_for_three_quarters_of_demand_unless_another_share_is_asked_for(tmp_path: Path) -> None:
    """The default everywhere: of the demand, of a study, of a plan by itself, and of the command."""
    inputs = read(one_future(4), tmp_path)
    drawn = generate(inputs.case, uncertainty_of(inputs), 40, 0)
    assert percentile_demand(drawn).tolist() == percentile_demand(drawn, 75).tolist()
    assert percentile_demand(drawn).tolist() != percentile_demand(drawn, 50).tolist()
    assert robust_plans(inputs, 4, check_futures=2, threads=1, waiting_for=0).percentile == 75
    asked = ["--only", "percentile", "--futures", "8", "--quiet", "--out", tmp_path / "run"]
    run("robust", tmp_path, *asked)
    record = json.loads((tmp_path / "run" / "result.json").read_text(encoding="utf-8"))
    assert [change["name"] for change in record["changes"]] == ["demand-p75"]
    assert next(one.default for one in robust.params if one.name == "percentile") == 75


def test_two_hundred_stand_for_more_and_that_is_named(tmp_path: Path) -> None:
    inputs = read(one_future(4), tmp_path)
    assert MOST_FUTURES == 200
    found = training(inputs.case, generate(inputs.case, uncertainty_of(inputs), 210, 0), threads=1)
    assert found is not None
    assert found.selection is not None
    assert (found.two.futures, found.selection.drawn, found.selection.futures.number) == (200, 210, 200)
    assert found.two.probabilities.sum() == pytest.approx(1.0)
    kept = training(inputs.case, generate(inputs.case, uncertainty_of(inputs), 200, 0), threads=1)
    assert kept is not None
    assert kept.selection is None, "of so many none is left out"


def test_the_futures_of_a_case_keep_their_chances(tmp_path: Path) -> None:
    tables = two_futures()
    tables["scenarios"] = rows("scenario probability", ("low", 0.9), ("high", 0.1))
    found = futures_of(read(tables, tmp_path).case)
    assert dict(zip(found.labels, found.probabilities.tolist(), strict=True)) == pytest.approx(
        {"low": 0.9, "high": 0.1}
    )
