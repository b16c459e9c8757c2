"""The command ``optimiser stress`` end to end: what it prints, what it leaves, and how it ends."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import optimiser
from optimiser.cli import main
from optimiser.commands import studying
from optimiser.run_folder import write_run
from optimiser.stress.columns import STRESS_COLUMNS
from tests.cases.casebook import Tables, rows
from tests.stress.hand_case import one_future, read, two_futures, uncertain

TARGETS = rows(
    "target label measure provisions sense value", ("ours", "Ours, <b>|*", "in_house", "*", "at_least", 0.5)
)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["stress", *map(str, words)])


def planned(tables: Tables, folder: Path) -> Path:
    return write_run(optimiser.plan(read(tables, folder), gap=0.0, planning_ahead=False), folder / "run")


def test_it_prints_the_page_and_leaves_tables_record_and_figure(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = planned(uncertain(targets=TARGETS), tmp_path)
    done = run(folder, "--futures", "12", "--seed", "5", "--threads", "1", "--out", out)
    assert done.exit_code == 0, done.output
    page = (out / "stress.md").read_text(encoding="utf-8")
    assert page.startswith("# How the plan holds\n\n- Unmet need:")
    assert len(page.splitlines()) <= 60
    assert "12 futures drawn with seed 5" in page
    assert "<b>" not in page.replace("\\<b>", "")
    names = {"futures", "by_period", "stress_promises", "stress_budgets", "breaking", "changes"}
    assert {path.stem for path in out.glob("*.csv")} == names
    for name, columns in STRESS_COLUMNS.items():
        file = out / f"{name if (out / f'{name}.csv').exists() else f'stress_{name}'}.csv"
        assert list(pd.read_csv(file).columns) == [column.name for column in columns]
    record = json.loads((out / "stress.json").read_text(encoding="utf-8"))
    assert (record["seed"], record["asked"], record["finished"], record["status"]) == (5, 12, 12, "optimal")
    assert len(record["uncertainty_sha256"]) == len(record["inputs_sha256"]) == 64
    assert record["whole"]["futures"] == len(record["futures"]) == 12
    assert (out / "stress.png").read_bytes().startswith(b"\x89PNG")
    assert (out / "stress.svg").exists()
    again = run(folder, "--futures", "2", "--out", out)
    assert again.exit_code == 2
    assert "exists already" in again.output


@pytest.mark.slow
def test_own_futures_and_processes(tmp_path: Path) -> None:
    market = rows("provision area", ("bought", "home"))
    folder = planned(two_futures(market=market), tmp_path)
    done = run(folder, "--own-futures", "--threads", "2")
    assert done.exit_code == 0, done.output
    assert "the case's own 2 scenarios" in done.output
    quiet = run(folder, "--own-futures", "--threads", "1", "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")


@pytest.mark.parametrize("number", ["0", "-3", "100001", "many"])
def test_numbers_that_make_no_sense(tmp_path: Path, number: str) -> None:
    done = run(tmp_path, "--futures", number)
    assert done.exit_code == 2
    assert "--futures" in done.output


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    done = run(planned(one_future(), tmp_path), "--futures", "3")
    assert done.exit_code == 2
    assert "futures of demand cannot be drawn without this table" in done.output
    nothing = run(tmp_path / "nothing")
    assert nothing.exit_code == 2
    assert "is not a run folder" in nothing.output


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c_keeps_what_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is pressed when the third future is told of."""
    folder, out = planned(uncertain(), tmp_path), tmp_path / "out"

    def pressing(_: bool) -> studying.Tell:
        return lambda step: os.kill(os.getpid(), signal.SIGINT) if step.done == 3 else None

    monkeypatch.setattr(studying, "steps", pressing)
    done = run(folder, "--futures", "30", "--threads", "1", "--out", out)
    assert done.exit_code == 0, done.output
    assert "Stopped early: 3 of 30 futures were finished" in done.output
    assert len(pd.read_csv(out / "futures.csv")) == 3
