"""The command ``optimiser drivers`` end to end: what it prints, what it leaves, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from optimiser.cli import main
from tests.cases.casebook import rows, write
from tests.studies.hand_case import COST, hand_case


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["drivers", *map(str, words)])


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return write(hand_case(), tmp_path / "case")


def test_it_prints_the_page_and_leaves_tables_record_and_figure(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    price, option = "provisions[provision=bought].weekly_cost", "home"
    done = run(case, "--gap", "0", "--switch", price, "--decision", option, "--out", out)
    assert done.exit_code == 0, done.output
    assert "# What drives the answer" in done.output
    assert "must fall by 25.0 %" in done.output
    names = {"tornado", "promise_effects", "switching", "steady_decisions", "left_out", "changes"}
    assert {path.stem for path in out.glob("*.csv")} == names
    record = json.loads((out / "drivers.json").read_text(encoding="utf-8"))
    assert record["objective"] == pytest.approx(COST)
    assert record["status"] == "optimal"
    assert len(record["tornado"]) == len(pd.read_csv(out / "tornado.csv"))
    assert (out / "drivers.md").read_text(encoding="utf-8").startswith("# What drives the answer")
    assert (out / "drivers.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "drivers.svg").exists()
    again = run(case, "--out", out)
    assert again.exit_code == 2
    assert "exists already" in again.output


def test_a_what_if_is_shown_with_the_answer(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run(case, "--gap", "0", "--set", f"{'provisions[provision=bought].weekly_cost'}*=2", "--out", out)
    assert done.exit_code == 0, done.output
    assert len(pd.read_csv(out / "changes.csv")) == 1
    assert "weekly_cost" in (out / "drivers.md").read_text(encoding="utf-8").split("##")[0]


def test_without_a_plan_it_ends_with_3_and_says_why(tmp_path: Path) -> None:
    targets = rows("target measure provisions sense value", ("few", "selected", "own;bought", "at_most", 0.5))
    out = tmp_path / "out"
    done = run(write(hand_case(targets=targets), tmp_path / "case"), "--out", out)
    assert done.exit_code == 3, done.output
    assert "No plan can meet everything asked" in done.output
    assert (out / "drivers.json").exists()
    assert not (out / "drivers.png").exists()


@pytest.mark.parametrize(("words", "said"), [
    (("--decision", "hom"), "There is no option 'hom'"),
    (("--switch", "market[provision=x].weekly_cost"), "cannot be followed"),
    (("--step", "1.5"), "--step"),
])  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_written(
    words: tuple[str, ...], said: str, case: Path, tmp_path: Path
) -> None:
    done = run(case, *words, "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output
    assert not (tmp_path / "out").exists()
