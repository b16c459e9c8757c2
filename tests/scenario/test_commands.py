"""What-ifs from the command line to the run folder, its audit, and the page on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import optimiser
from optimiser.assurance.arithmetic import check_arithmetic
from optimiser.cli import main
from optimiser.scenario import changed, read_what_if
from tests.assurance.run_editing import checked_with, checked_with_cell, checked_with_record, read, text_of
from tests.cases.casebook import LEWISHAM, TINY
from tests.scenario.conftest import write_what_if

SET = "market[provision=agency_fostering].children_max-=1"
ENTRIES = (
    "[[change]]",
    'table = "provisions"',
    'rows = { provision = "*_home" }',
    'column = "weekly_cost"',
    "multiply = 0.9",
    "[[new_row]]",
    'table = "targets"',
    'cells = { target = "family", measure = "family", sense = "at_least", value = 0.7, price_if_missed = 1 }',
    'reason = "Members ask."',
    "[[remove]]",
    'table = "budgets"',
    'rows = { budget = "capital_total" }',
    "[[change]]",
    'table = "provisions"',
    'rows = { provision = "bought_home" }',
    'column = "weekly_cost"',
    "add = -5",
)


def command(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [*map(str, arguments)], prog_name="optimiser")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    folder = tmp_path_factory.mktemp("changed")
    file = write_what_if(folder / "members.toml", *ENTRIES)
    done = command("plan", TINY, "--what-if", file, "--set", SET, "--gap", 0, "--out", folder / "run")
    return done, folder


def test_a_changed_run(planned: tuple[Result, Path]) -> None:
    done, folder = planned
    assert done.exit_code == 0, done.output
    assert "Assumptions changed: Test (15 cells) and market[provision=agency_fostering]" in done.stdout
    record = json.loads((folder / "run" / "result.json").read_text(encoding="utf-8"))
    assert record["changes"] == [
        {"name": "Test", "reason": "To see.", "file": str(folder / "members.toml"), "cells": 15},
        {"name": SET, "reason": "Set on the command line.", "file": f'--set "{SET}"', "cells": 1},
    ]
    table = pd.read_csv(folder / "run" / "changes.csv", dtype=str, keep_default_na=False)
    assert len(table) == 16
    prices = table[table["column"] == "weekly_cost"]
    assert prices[["row", "old", "new"]].to_numpy().tolist() == [
        ["bought_home", "5000", "4500"],
        ["own_home", "250", "225"],
        ["bought_home", "4500", "4495"],
    ]
    assert set(table.loc[table["table"] == "targets", "reason"]) == {"Members ask."}
    used = pd.read_csv(folder / "run" / "inputs" / "provisions.csv").set_index("provision")["weekly_cost"]
    assert used["bought_home"] == 4495
    with (folder / "run" / "inputs" / "budgets.csv").open(encoding="utf-8") as file:
        assert "capital_total" not in file.read()


def test_the_arithmetic_of_a_changed_run_holds(planned: tuple[Result, Path]) -> None:
    found = check_arithmetic(planned[1] / "run")
    assert found.findings == ()
    assert found.compared["change"] == 16 + 2


@pytest.mark.parametrize(
    ("column", "value", "is_found"),
    [("new", "4495", True), ("new", "225", True), ("old", "4500", True), ("new", "19", True),
     ("new", "family", True), ("new", "0.7", True), ("old", "capital_total", False)],
)  # fmt: skip
def test_the_log_is_checked_cell_by_cell(
    planned: tuple[Result, Path], column: str, value: str, is_found: bool
) -> None:
    """What was used, what one change handed to the next, and rows that came; not what was there before."""
    run = planned[1] / "run"
    header, *lines = read(run, "changes.csv")
    number = next(n for n, line in enumerate(lines, start=2) if line[header.index(column)] == value)
    found = checked_with_cell(run, "changes.csv", number, column, "7777").findings
    told = [(one.row, one.column) for one in found if one.check == "change"]
    assert told == ([(number, column)] if is_found else [])


def test_a_row_that_is_said_to_be_gone_and_is_not(planned: tuple[Result, Path]) -> None:
    run = planned[1] / "run"
    lines = read(run, "changes.csv")
    lines.append(["Test", "needs", "home", "label", "Children for a children's home", "", ""])
    found = [one for one in checked_with(run, "changes.csv", text_of(lines)).findings if one.check == "change"]
    assert [(one.file, one.column) for one in found] == [("changes.csv", "new"), ("result.json", "changes")]


def test_a_record_that_names_other_changes(planned: tuple[Result, Path]) -> None:
    run = planned[1] / "run"
    recorded = json.loads((run / "result.json").read_text(encoding="utf-8"))["changes"]
    for other in (
        recorded[:1],
        [recorded[0] | {"cells": 3}, recorded[1]],
        [*recorded, {"name": "More", "cells": 1}],
    ):
        found = checked_with_record(run, "changes", other).findings
        assert [one.check for one in found if one.file == "result.json"].count("change") == 1


def test_check_says_what_was_changed(tmp_path: Path) -> None:
    file = write_what_if(tmp_path / "members.toml", *ENTRIES)
    done = command("check", TINY, "--what-if", file, "--set", SET)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[:8] == [
        "Assumptions changed:",
        "  Test. To see.",
        "    • targets, added: family",
        "    • budgets, taken away: capital_total",
        "    • provisions, weekly_cost, bought_home and own_home: 5000 → 4500, 250 → 225 and 4500 → 4495",
        f"  {SET}. Set on the command line.",
        "    • market, children_max, agency_fostering / county / 1: 20 → 19",
        "",
    ]
    assert "Tinyshire: the inputs are in order" in lines[8]
    assert "Assumptions changed" not in command("check", TINY).stdout


def test_faults_end_with_exit_code_2_and_nothing_written(tmp_path: Path) -> None:
    file = write_what_if(tmp_path / "a.toml", "[[change]]", 'table = "need"', 'column = "note"', "set = 1")
    done = command("plan", TINY, "--what-if", file, "--set", "needs", "--out", tmp_path / "run")
    assert done.exit_code == 2
    assert f'Error: {file}, line 3: there is no table called "need"; did you mean "needs"?' in done.stderr
    assert '--set "needs": there is no column' in done.stderr
    assert "2 problems in the inputs; nothing was written." in done.stderr
    assert not (tmp_path / "run").exists()
    none = command("plan", TINY, "--set", "needs[need=x].note=y", "--out", tmp_path / "run")
    assert none.exit_code == 2
    assert not (tmp_path / "run").exists()


def test_what_cannot_be_met_still_says_what_was_changed() -> None:
    done = command("plan", TINY, "--set", "targets.value=0.95")
    assert done.exit_code == 3, done.output
    assert "Assumptions changed: targets.value=0.95 (1 cell)." in done.stdout


@pytest.mark.slow
def test_a_what_if_on_lewisham_at_a_wide_gap(tmp_path: Path) -> None:
    asked = read_what_if(LEWISHAM / "what-if" / "two-million-less.toml")
    inputs = changed(optimiser.read_case(LEWISHAM), [asked])
    result = optimiser.plan(inputs, gap=0.05, planning_ahead=False)
    said = result.summary().splitlines()
    assert "Assumptions changed: £2m out of the 2027/28 revenue budget (1 cell)." in said
    assert len(said) <= 58, "leaves room for where the run was written to"
    found = check_arithmetic(optimiser.write_run(result, tmp_path / "run"))
    assert found.findings == ()
    assert found.compared["change"] == 2
