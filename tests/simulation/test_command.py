"""``optimiser simulate`` as a user runs it, and the plan that it makes again from a run folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import optimiser
from optimiser.cli import main
from optimiser.errors import OptimiserError
from optimiser.run_folder import write_run
from optimiser.run_reading import read_run
from optimiser.simulation.of_run import solution_of
from tests.cases.casebook import TINY
from tests.tables.small_case import small_case, write_csv


def asked(*arguments: object) -> Result:
    done = CliRunner().invoke(main, ["simulate", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated")
    inputs = optimiser.read_case(write_csv(small_case(), folder / "case"))
    return write_run(optimiser.plan(inputs, gap=0.0, planning_ahead=False), folder / "run")


def test_the_plan_made_again_costs_what_the_run_says(run: Path) -> None:
    held = read_run(run)
    assert solution_of(held).present_value == pytest.approx(held.record["objective"], rel=1e-9)


def test_a_run_is_simulated_and_what_is_found_is_written(run: Path, tmp_path: Path) -> None:
    done = asked(run, "--replications", 5, "--seed", 3, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "5 replications, seed 3" in done.output
    record = json.loads((tmp_path / "out" / "simulate.json").read_text("utf-8"))
    assert (record["replications"], record["seed"], record["policy"]) == (5, 3, "as_planned")
    assert record["inputs_sha256"] == read_run(run).inputs.sha256
    figures = pd.read_csv(tmp_path / "out" / "simulated_figures.csv")
    planned = figures.query("figure == 'present_value'").iloc[0]
    assert planned["predicted"] == pytest.approx(solution_of(read_run(run)).present_value_of_money)
    assert planned["low"] < planned["simulated"] < planned["high"]


def test_the_same_seed_finds_the_same(run: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        asked(run, "--replications", 3, "--out", tmp_path / name, "--quiet")
    one, two = ((tmp_path / name / "simulated_figures.csv").read_text("utf-8") for name in ("one", "two"))
    assert one == two


def test_a_case_without_entries_is_refused_with_the_table_that_is_missing(tmp_path: Path) -> None:
    folder = write_run(optimiser.plan(optimiser.read_case(TINY), planning_ahead=False), tmp_path / "run")
    done = asked(folder)
    assert done.exit_code == 2
    assert "entries" in done.output
    assert "Traceback" not in done.output


def test_a_run_without_a_plan_has_nothing_to_simulate(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    shutil.copytree(run, folder)
    record = json.loads((folder / "result.json").read_text("utf-8"))
    (folder / "result.json").write_text(json.dumps(record | {"status": "infeasible"}), "utf-8")
    done = asked(folder)
    assert done.exit_code == 2
    assert "nothing to simulate" in done.output


def test_decisions_that_the_inputs_do_not_allow_are_no_plan(run: Path) -> None:
    held = read_run(run)
    plan = held.tables["plan"].assign(units=1e6)
    spoilt = type(held)(held.folder, held.record, {**held.tables, "plan": plan}, held.inputs)
    with pytest.raises(OptimiserError, match="no plan of its inputs"):
        solution_of(spoilt)


@pytest.mark.parametrize("replications", ["1", "0", "many"])
def test_too_few_replications_are_refused(run: Path, replications: str) -> None:
    assert asked(run, "--replications", replications).exit_code == 2
