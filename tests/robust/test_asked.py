"""What makes no sense is refused in words; what is stopped says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from optimiser import InputError, OptimiserError
from optimiser.cli import main
from optimiser.robust import robust_plans
from tests.cases.casebook import rows, write
from tests.robust.newsvendor import one_future, read, two_futures


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"cvar_weight": 1.5}, "weight of the dearest futures is 0 to 1, not 1.5"),
        ({"cvar_weight": float("nan")}, "weight"),
        ({"level": 1.0}, "below 1, not 1"),
        ({"percentile": -3}, "percentile is 0 to 100, not -3"),
        ({"check_futures": 0}, "at least one fresh future"),
        ({"waiting_for": -1}, "0 or more, not -1"),
        ({"gap": 2.0}, "gap is a share"),
        ({"time_limit": 0.0}, "time limit is more than 0"),
        ({"processes": 0}, "at least one process"),
    ],
)
def test_figures_that_make_no_sense(tmp_path: Path, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(OptimiserError, match=said):
        robust_plans(read(two_futures(), tmp_path), None, **asked)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(OptimiserError, match=r"weight.*; .*percentile"):
        robust_plans(read(two_futures(), tmp_path), None, cvar_weight=-1, percentile=101)


@pytest.mark.parametrize("futures", [0, 100_001])
def test_a_number_of_futures_that_cannot_be_drawn(tmp_path: Path, futures: int) -> None:
    with pytest.raises(OptimiserError, match="cannot be drawn"):
        robust_plans(read(one_future(), tmp_path), futures)


def test_without_entries_there_are_no_futures_to_draw(tmp_path: Path) -> None:
    tables = one_future()
    del tables["entries"]
    with pytest.raises(InputError, match="entries"):
        robust_plans(read(tables, tmp_path), 10)


def test_a_limit_that_no_future_can_keep(tmp_path: Path) -> None:
    """Two units at least, which take £2,000 of capital, and £1,000 at most."""
    tables = two_futures(min_total=2, capital_cost=1_000)
    tables["budgets"] = rows("budget limit", ("capital_total", 1_000))
    with pytest.raises(OptimiserError, match="no plan by itself"):
        robust_plans(read(tables, tmp_path), None)


def test_cancelled_before_anything(tmp_path: Path) -> None:
    with pytest.raises(OptimiserError, match="Stopped before"):
        robust_plans(read(two_futures(), tmp_path), None, cancel=lambda: True)


def test_the_command_writes_a_study_and_a_run(tmp_path: Path) -> None:
    write(one_future(), tmp_path / "case")
    shared = ["robust", str(tmp_path / "case"), "--futures", "8", "--threads", "1", "--gap", "0"]
    done = CliRunner().invoke(main, [*shared, "--check-futures", "6", "--out", str(tmp_path / "study")])
    assert done.exit_code == 0, done.output
    assert len(done.output.splitlines()) <= 60
    assert {path.name for path in (tmp_path / "study").iterdir()} >= {
        "robust.json", "robust.md", "robust.png", "robust.svg", "robust_candidates.csv", "delay.csv", "rounds.csv",
        "robust_decisions.csv", "regret.csv", "fresh_futures.csv", "selection.csv", "changes.csv",
    }  # fmt: skip
    done = CliRunner().invoke(main, [*shared, "--only", "two-stage", "--out", str(tmp_path / "run"), "--quiet"])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "run" / "result.json").exists()
    again = CliRunner().invoke(main, [*shared, "--out", str(tmp_path / "run")])
    assert again.exit_code != 0


@pytest.mark.parametrize("wrong", [["--cvar", "2"], ["--futures", "0"], ["--only", "mean"], ["--level", "1"]])
def test_the_command_refuses(tmp_path: Path, wrong: list[str]) -> None:
    write(one_future(), tmp_path / "case")
    done = CliRunner().invoke(main, ["robust", str(tmp_path / "case"), *wrong])
    assert done.exit_code == 2
