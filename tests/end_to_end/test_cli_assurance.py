"""``optimiser audit`` and ``optimiser changes`` as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import optimiser
from optimiser.cli import main
from tests.cases.casebook import TINY
from tests.cases.casebook import write as write_case
from tests.results.conftest import promised


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "tiny"
    assert run("plan", TINY, "--out", folder, "--gap", 0, "--quiet").exit_code == 0
    return folder


@pytest.fixture
def folder(planned: Path, tmp_path: Path) -> Path:
    """A copy of a run that a test may spoil."""
    import shutil

    return Path(shutil.copytree(planned, tmp_path / "run"))


def test_an_honest_run_passes(folder: Path) -> None:
    result = run("audit", folder)
    assert result.exit_code == 0, result.output
    assert "The second opinion agrees with this run in every check." in result.output
    for heading in ("1. Arithmetic: holds", "2. Another formulation: holds", "3. Perturbation: holds"):
        assert heading in result.output
    assert len(result.output.splitlines()) <= 60, "one page"
    found = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    assert found["verdict"] == "agrees"
    assert found["run"]["authority"] == "Tinyshire"
    assert (folder / "audit.md").read_text(encoding="utf-8") in result.output


def test_one_number_altered_by_hand_is_named(folder: Path) -> None:
    table = pd.read_csv(folder / "placements.csv")
    table.loc[3, "children"] += 1
    table.to_csv(folder / "placements.csv", index=False)
    result = run("audit", folder)
    assert result.exit_code == 5
    assert "The second opinion DISAGREES with this run" in result.output
    assert "One number explains every difference: placements.csv row 5, children" in result.output
    assert json.loads((folder / "audit.json").read_text(encoding="utf-8"))["verdict"] == "disagrees"


def test_an_audit_may_be_repeated(folder: Path) -> None:
    """What an audit leaves is no part of the run that the next one checks."""
    assert [run("audit", folder, "--quiet").exit_code for _ in range(2)] == [0, 0]
    assert run("audit", folder, "--quiet").output == ""


def test_a_run_without_a_plan(tmp_path: Path) -> None:
    case = write_case(promised(0.5), tmp_path / "case")
    assert run("plan", case, "--out", tmp_path / "run", "--quiet").exit_code == 3
    result = run("audit", tmp_path / "run")
    assert result.exit_code == 0, result.output
    assert "CBC too finds that no plan can meet everything asked." in result.output


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "result.json").unlink(), "is not a run folder: it has no result.json"),
        (lambda folder: (folder / "result.json").write_text("{", encoding="utf-8"), "cannot be read"),
        (lambda folder: (folder / "result.json").write_text("[]", encoding="utf-8"), "is not the record of a run"),
    ],
)
def test_what_is_no_run_is_exit_2(folder: Path, spoil: object, message: str) -> None:
    spoil(folder)  # type: ignore[operator]
    for arguments in (("audit", folder), ("changes", folder, folder)):
        result = run(*arguments)
        assert result.exit_code == 2
        assert message in result.output
        assert "Traceback" not in result.output


@pytest.mark.parametrize("name", ["plan.csv", "inputs/options.csv", "inputs/demand.csv"])
def test_a_spoiled_file_is_a_failed_check_not_a_traceback(folder: Path, name: str) -> None:
    (folder / name).write_text("nothing\n1\n", encoding="utf-8")
    result = run("audit", folder)
    assert result.exit_code == 5
    assert name.split("/")[-1] in result.output
    assert "Traceback" not in result.output


def test_changes_between_two_runs(planned: Path, tmp_path: Path) -> None:
    same = run("changes", planned, planned)
    assert same.exit_code == 0
    assert "Nothing differs" in same.output
    options = pd.read_csv(TINY / "options.csv", dtype=str, keep_default_na=False)
    case = tmp_path / "case"
    case.mkdir()
    for file in TINY.glob("*.csv"):
        (case / file.name).write_bytes(file.read_bytes())
    options.loc[options["option"] == "recruit", "setup_cost"] = "15000"
    options.to_csv(case / "options.csv", index=False)
    assert run("plan", case, "--out", tmp_path / "after", "--gap", 0, "--quiet").exit_code == 0
    result = run("changes", planned, tmp_path / "after", "--out", tmp_path / "log.md")
    assert result.exit_code == 0, result.output
    text = (tmp_path / "log.md").read_text(encoding="utf-8")
    assert "setup\\_cost: 10000 → 15000" in text


def test_the_api_names_them() -> None:
    assert {"second_opinion", "write_statement", "read_run"} <= set(optimiser.__all__)
