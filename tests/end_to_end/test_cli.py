"""The ``optimiser`` command from outside: exit codes, what it writes, what it says, and what it never does."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import optimiser
from optimiser.cli import main
from optimiser.results.columns import COLUMNS
from tests.cases.casebook import LEWISHAM, ROOT, TINY, Tables, read, write

PLAN_FOUND, INPUTS_WRONG, NO_PLAN, STOPPED = 0, 2, 3, 4
MOST_LINES, MOST_COLUMNS = 60, 100


def command(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``optimiser`` in a process of its own; a traceback is a fault whatever else is asked of it."""
    done = subprocess.run(
        [sys.executable, "-m", "optimiser", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert "\x1b" not in done.stdout + done.stderr, "no colours where nobody can see them"
    return done


def inside(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The same command within this process, which is quicker where the process itself is not the question."""
    done = CliRunner().invoke(main, [*map(str, arguments)], prog_name="optimiser")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "\x1b" not in done.output
    return subprocess.CompletedProcess([], done.exit_code, done.stdout, done.stderr)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def record(run: Path) -> dict[str, object]:
    found = json.loads((run / "result.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


RUN_FILES = sorted(["inputs", "result.json", *[f"{name}.csv" for name in COLUMNS]])


@pytest.fixture
def tables() -> Tables:
    return read(TINY)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Tiny, planned once, by somebody with a narrow and colourful terminal who writes to a file."""
    out = tmp_path_factory.mktemp("runs") / "deep" / "tiny"
    terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "40"}
    return command("plan", TINY, "--gap", 0, "--out", out, **terminal), out


def test_check_says_what_was_understood() -> None:
    done = command("check", TINY)
    assert done.returncode == PLAN_FOUND
    assert "Tinyshire: the inputs are in order" in done.stdout
    assert done.stderr == ""
    assert max(map(len, done.stdout.splitlines())) <= MOST_COLUMNS


def test_check_shows_what_is_unexplained(tables: Tables, tmp_path: Path) -> None:
    """A stated total of £1.9m beside a start of £2.5m: −0.60, not a silent total."""
    tables["supply"][0]["running_cost"] = str((2_500_000 - 1_664_000) / 10)
    tables["outturn"] = [{"line": "stated", "amount": "1900000", "provisions": "*"}]
    done = inside("check", write(tables, tmp_path / "case"))
    stated = next(line for line in done.stdout.splitlines() if line.startswith("stated"))
    assert stated.split()[1:] == ["1.90", "2.50", "0.00", "-0.60"]


def test_plan_finds_the_plan(run: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, _ = run
    assert done.returncode == PLAN_FOUND
    assert done.stderr == ""
    assert "the plan saves £85k" in done.stdout
    assert "Recruit a foster household" in done.stdout


def test_the_run_folder_is_complete_and_readable(run: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    _, out = run
    assert files(out) == RUN_FILES
    assert files(out.parent) == ["tiny"], "no temporary folder is left"
    found = record(out)
    assert found["status"] == "optimal"
    assert found["objective"] == pytest.approx(4_907_000)
    assert found["inputs"] == "tiny"
    for name, columns in COLUMNS.items():
        assert list(pd.read_csv(out / f"{name}.csv")) == [column.name for column in columns], name
    assert str(ROOT) not in (out / "result.json").read_text(encoding="utf-8")


def test_the_summary_fits_a_page(run: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    lines = run[0].stdout.splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= MOST_COLUMNS


@pytest.mark.slow
def test_the_summary_of_lewisham_fits_a_page() -> None:
    done = inside("plan", LEWISHAM, "--gap", 0.05)
    assert done.returncode == PLAN_FOUND
    lines = done.stdout.splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= MOST_COLUMNS


def test_quiet_says_nothing() -> None:
    done = inside("plan", TINY, "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (PLAN_FOUND, "", "")


def test_colours_and_width_of_a_terminal_do_not_reach_a_file(
    run: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    said = [line.rstrip() for line in run[0].stdout.splitlines()[:-2]]  # the last says where it was written
    assert said == optimiser.plan(optimiser.read_case(TINY), gap=0.0).summary().splitlines()


def infeasible(tables: Tables) -> Tables:
    """95 % in the town cannot be had: settled children keep three of twenty away."""
    tables["targets"][0]["value"] = "0.95"
    return tables


def test_no_plan_is_exit_3_and_explained(tables: Tables, tmp_path: Path) -> None:
    """That there is no plan is a result: it is written, with its explanation."""
    case, out = write(infeasible(tables), tmp_path / "case"), tmp_path / "run"
    done = inside("plan", case, "--out", out)
    assert done.returncode == NO_PLAN
    assert "No plan can meet everything asked." in done.stdout
    assert "95 % asked, 85 % possible" in " ".join(done.stdout.split())
    assert files(out) == RUN_FILES
    found = record(out)
    assert found["status"] == "infeasible"
    assert found["objective"] is None
    assert "2 more children" in " ".join(found["explanation"])  # type: ignore[arg-type]
    assert pd.read_csv(out / "plan.csv").empty


def test_a_time_limit_too_small_is_exit_4(tmp_path: Path) -> None:
    done = inside("plan", TINY, "--time-limit", 1e-9, "--out", tmp_path / "run")
    assert done.returncode == STOPPED
    assert "Stopped before any plan was found (time limit)." in done.stdout
    assert record(tmp_path / "run")["status"] == "stopped"


def test_a_run_folder_is_not_overwritten_silently(
    run: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path
) -> None:
    out = shutil.copytree(run[1], tmp_path / "run")
    (out / "mine.txt").write_text("kept", encoding="utf-8")
    before = (out / "result.json").read_bytes()
    refused = inside("plan", TINY, "--out", out)
    assert refused.returncode == INPUTS_WRONG
    assert "exists already" in refused.stderr
    assert "--overwrite" in refused.stderr
    assert (out / "result.json").read_bytes() == before
    replaced = inside("plan", TINY, "--out", out, "--overwrite", "--seed", 7)
    assert replaced.returncode == PLAN_FOUND
    assert files(out) == RUN_FILES


def test_overwrite_replaces_nothing_but_a_run_folder(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    done = inside("plan", TINY, "--out", tmp_path, "--overwrite")
    assert done.returncode == INPUTS_WRONG
    assert "does not hold a run" in done.stderr
    assert files(tmp_path) == ["thesis.txt"]


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = inside("plan", TINY, "--out", tmp_path / "file" / "run")
    assert done.returncode == INPUTS_WRONG
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("plan", "no/such/case"), "does not exist"),
        (("check", "README.md"), "README.md"),
        (("plan", TINY, "--gap", "-1"), "--gap"),
        (("plan", TINY, "--time-limit", "0"), "--time-limit"),
        (("plan",), "CASE"),
        (("paln", TINY), "paln"),
    ],
    ids=lambda given: " ".join(map(str, given))[-30:] if isinstance(given, tuple) else given,
)
def test_a_wrong_command_is_exit_2_in_a_sentence(arguments: tuple[object, ...], said: str) -> None:
    done = inside(*arguments)
    assert done.returncode == INPUTS_WRONG
    assert said in done.stderr
    assert done.stdout == ""


FAULTS = (
    ("settings", 4, "value", "fifty-two"),
    ("settings", 5, "setting", "discount"),
    ("periods", 2, "years", "2"),
    ("periods", 3, "start", "01/04/2027"),
    ("areas", 2, "inside_boundary", "TRUE"),
    ("proximity", 2, "miles", "near"),
    ("proximity", 3, "band", "far"),
    ("needs", 2, "age_from", "young"),
    ("needs", 3, "age_to", "99"),
    ("demand", 2, "children", "-1"),
    ("demand", 3, "children", "n/a"),
    ("demand", 4, "period", "2029/30"),
    ("demand", 5, "need", "hme"),
    ("provisions", 2, "family", "fosterng"),
    ("provisions", 3, "weekly_cost", "£1,000"),
    ("provisions", 4, "occupancy", "75"),
    ("provisions", 5, "mean_stay", "0"),
    ("suitability", 2, "rating", "best"),
    ("suitability", 3, "provision", "agency"),
    ("supply", 2, "places", "#REF!"),
    ("placements", 2, "home_area", "county"),
    ("placements", 3, "children", "8 of them"),
    ("options", 2, "places_per_unit", "0"),
    ("options", 2, "lead_time", "one"),
    ("options", 3, "grant_share", "50%"),
    ("options", 3, "max_total", "many"),
    ("market", 2, "children_max", "unlimited"),
    ("targets", 2, "measure", "in_town"),
    ("budgets", 2, "limit", "1.75m"),
    ("budgets", 3, "budget", "captial"),
)
"""Thirty faults in the tiny case: table, row as numbered in the file, column and what is written there."""


@pytest.mark.parametrize(("name", "how"), [("check", inside), ("plan", command)])
def test_thirty_faults_at_once_are_all_named_and_nothing_is_written(
    name: str, how: Callable[..., subprocess.CompletedProcess[str]], tables: Tables, tmp_path: Path
) -> None:
    assert len(FAULTS) == 30
    for table, row, column, wrong in FAULTS:
        tables[table][row - 2][column] = wrong
    case, out = write(tables, tmp_path / "case"), tmp_path / "run"
    done = how(name, case, *(["--out", out] if name == "plan" else []))
    assert done.returncode == INPUTS_WRONG
    assert done.stdout == ""
    said = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    for table, row, column, wrong in FAULTS:
        place = f"Error: {table}, row {row}, column {column}: "
        assert any(line.startswith(place) and wrong in line for line in said), (place, wrong, done.stderr)
    assert re.search(r"^\d+ problems in the inputs; nothing was written\.$", done.stderr, re.MULTILINE)
    assert files(tmp_path) == ["case"]


def test_labels_that_a_spreadsheet_would_run_are_made_harmless(tables: Tables, tmp_path: Path) -> None:
    tables["options"][0]["label"] = "=1+1"
    tables["targets"][0]["label"] = "@SUM(A1)"
    tables["provisions"][0]["note"] = "+44 20 7946 0000"
    for row in tables["areas"]:
        row["name"] = "-2"
    out = tmp_path / "run"
    assert inside("plan", write(tables, tmp_path / "case"), "--out", out).returncode == PLAN_FOUND
    assert "'=1+1" in (out / "plan.csv").read_text(encoding="utf-8")
    assert "'@SUM(A1)" in (out / "targets.csv").read_text(encoding="utf-8")
    assert "'+44 20 7946 0000" in (out / "assumptions.csv").read_text(encoding="utf-8")
    for path in out.glob("*.csv"):
        for cell in pd.read_csv(path, dtype=str).fillna("").to_numpy().ravel():
            assert not cell.startswith(("=", "+", "@", "\t", "\r")), (path.name, cell)
            assert not cell.startswith("-") or re.fullmatch(r"-[\d.]+(e[+-]?\d+)?", cell), (path.name, cell)


def test_the_same_inputs_give_the_same_files(
    run: tuple[subprocess.CompletedProcess[str], Path], tmp_path: Path
) -> None:
    inside("plan", TINY, "--gap", 0, "--out", tmp_path / "run")
    for name in COLUMNS:
        assert (tmp_path / "run" / f"{name}.csv").read_bytes() == (run[1] / f"{name}.csv").read_bytes(), name


def _interrupted_after(seconds: float, arguments: list[str]) -> tuple[int, str]:
    """Exit code and complaints of a command that hears Ctrl-C after so many seconds."""
    with subprocess.Popen(
        [sys.executable, "-m", "optimiser", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        _, complaints = process.communicate(timeout=600)
    return process.returncode, complaints


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c_keeps_the_best_plan_or_says_that_there_is_none(tmp_path: Path) -> None:
    out, wait = tmp_path / "run", 6
    arguments = ["plan", str(LEWISHAM), "--gap", "0", "--out", str(out)]
    while not out.exists() and wait < 200:
        code, complaints = _interrupted_after(wait, arguments)
        assert "Traceback" not in complaints
        wait *= 2  # a slow machine was still reading the tables, where Ctrl-C leaves nothing behind
    found = record(out)
    assert files(out) == RUN_FILES
    if found["status"] == "optimal":
        pytest.skip("the case was solved before the signal came")
    assert found["reason"] == "interrupted"
    if code == PLAN_FOUND:
        assert found["status"] == "feasible"
        assert not pd.read_csv(out / "placements.csv").empty
    else:
        assert code == STOPPED
        assert found["status"] == "stopped"
