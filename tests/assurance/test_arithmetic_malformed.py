"""A run folder that is not as it should be: findings that say where, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser.assurance.arithmetic import ArithmeticCheck, Finding, check_arithmetic
from optimiser.assurance.arithmetic.inputs import TABLES
from optimiser.assurance.arithmetic.tables import SHAPES
from tests.assurance.run_editing import (
    checked_with,
    checked_with_cell,
    checked_with_inputs,
    checked_with_record,
    names,
    read,
    text_of,
)
from tests.cases.casebook import TINY, write
from tests.cases.casebook import read as read_case
from tests.slower import quick_first

FILES = [f"{name}.csv" for name in SHAPES if name != "planning_ahead"]


def told(check: ArithmeticCheck, name: str) -> list[Finding]:
    return [finding for finding in check.findings if finding.check == name]


def test_no_folder_at_all(tmp_path: Path) -> None:
    check = check_arithmetic(tmp_path / "nowhere")
    assert {finding.file for finding in told(check, "file")} >= {"result.json", "plan.csv", "inputs/periods.csv"}


@pytest.mark.parametrize("file", [*FILES, "result.json", "inputs/periods.csv", "inputs/provisions.csv"])
@pytest.mark.parametrize("text", [None, "", "\x00\x01", 'a,"b'])
def test_a_file_that_is_missing_or_cannot_be_read(tiny_run: Path, file: str, text: str | None) -> None:
    check = checked_with(tiny_run, file, text)
    assert file in {finding.file for finding in check.findings}
    assert all(finding.sentence for finding in check.findings)


@pytest.mark.parametrize("file", FILES)
def test_a_column_that_is_missing(tiny_run: Path, file: str) -> None:
    for column in read(tiny_run, file)[0]:
        lines = read(tiny_run, file)
        place = lines[0].index(column)
        check = checked_with(tiny_run, file, text_of([line[:place] + line[place + 1 :] for line in lines]))
        known = {*SHAPES[file.removesuffix(".csv")].key, *SHAPES[file.removesuffix(".csv")].figures}
        if column in known:
            assert (file, 1, column) in names(check)
        assert not check.passed


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("cell", quick_first(["nan", "", "about 3", "1,000", "£5", "1e400"], 2))
def test_a_cell_that_is_not_a_number(tiny_run: Path, file: str, cell: str) -> None:
    if len(read(tiny_run, file)) < 2:
        pytest.skip("the table has no rows")
    for column in SHAPES[file.removesuffix(".csv")].figures:
        assert (file, 2, column) in names(checked_with_cell(tiny_run, file, 2, column, cell)), column


@pytest.mark.parametrize("file", [file for file in FILES if file != "marginals.csv"])
def test_a_row_that_is_there_twice_or_not_at_all(tiny_run: Path, file: str) -> None:
    lines = read(tiny_run, file)
    if len(lines) < 2:
        pytest.skip("the table has no rows")
    twice = checked_with(tiny_run, file, text_of([*lines, lines[1]]))
    assert [finding.row for finding in told(twice, "row")] == [len(lines) + 1]
    without = checked_with(tiny_run, file, text_of([lines[0], *lines[2:]]))
    named = {finding.key for finding in without.findings} | {suspect.key for suspect in without.suspects}
    key = [lines[1][lines[0].index(column)] for column in SHAPES[file.removesuffix(".csv")].key]
    assert ", ".join(part for part in key if part) in named


@pytest.mark.parametrize("line", [["2026/27"], ["a"] * 40])
def test_a_row_of_another_length(tiny_run: Path, line: list[str]) -> None:
    lines = read(tiny_run, "placements.csv")
    check = checked_with(tiny_run, "placements.csv", text_of([*lines, line]))
    assert [finding.row for finding in told(check, "row")] == [len(lines) + 1]


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("placements.csv", "need"),
        ("placements.csv", "scenario"),
        ("places.csv", "area"),
        ("bought.csv", "tier"),
        ("plan.csv", "option"),
        ("plan.csv", "action"),
        ("targets.csv", "target"),
        ("savings.csv", "period"),
        ("costs.csv", "line"),
        ("locality.csv", "distance"),
        ("break_even.csv", "option"),
    ],
)
def test_a_label_that_nobody_knows(tiny_run: Path, file: str, column: str) -> None:
    check = checked_with_cell(tiny_run, file, 2, column, "=elsewhere")
    assert (file, 2) in {(finding.file, finding.row) for finding in check.findings}


@pytest.mark.parametrize("table", [name for name, required in TABLES.items() if required])
@pytest.mark.parametrize("cell", quick_first(["", "-1", "nonsense", "1e300", "0"], 2))
def test_any_cell_of_the_input_tables(tiny_run: Path, table: str, cell: str) -> None:
    """Whatever is put in whatever cell, the file is named and nothing is raised."""
    file = f"inputs/{table}.csv"
    header, first, *_ = read(tiny_run, file)
    for column, before in zip(header, first, strict=True):
        if before != cell:
            check = checked_with_cell(tiny_run, file, 2, column, cell)
            assert file in {finding.file for finding in check.findings}


def test_an_input_row_that_is_missing(tiny_run: Path) -> None:
    for table in ("proximity", "demand", "periods", "provisions", "areas", "needs"):
        file = f"inputs/{table}.csv"
        lines = read(tiny_run, file)
        for kept in (lines[:1], lines[:-1]):
            assert not checked_with(tiny_run, file, text_of(kept)).passed


def test_an_altered_input_is_told_by_the_assumptions_log(tiny_run: Path) -> None:
    check = checked_with_inputs(tiny_run, "provisions", {"provision": "own_home"}, weekly_cost="251")
    assert check.diagnosis.startswith("The input tables are not those of the assumptions log: assumptions.csv row")
    assert "inputs/provisions.csv row" in check.diagnosis


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status", "infeasible"),
        ("headlines", None),
        ("settings", []),
        ("files", None),
        ("scenarios", {"all": "1"}),
        ("settings.weeks_per_year", 53),
        ("settings.capital_treatment", "cash"),
        ("objective", None),
        ("objective", "dear"),
    ],
)
def test_a_record_that_says_something_else(tiny_run: Path, path: str, value: object) -> None:
    assert not checked_with_record(tiny_run, path, value).passed


@pytest.mark.parametrize("text", ["[]", "{}", '{"status": 3}', "[" * 100_000])
def test_a_record_that_is_none(tiny_run: Path, text: str) -> None:
    found = checked_with(tiny_run, "result.json", text).findings
    assert [finding.file for finding in found if finding.check == "file"] == ["result.json"]


def test_files_that_were_altered_added_or_taken_away(tiny_run: Path) -> None:
    note = checked_with(tiny_run, "changes.csv", (tiny_run / "changes.csv").read_text(encoding="utf-8") + "\n")
    assert [finding.file for finding in told(note, "file_as_written")] == ["changes.csv"]
    more = checked_with(tiny_run, "more.csv", "a,b\n")
    assert [finding.file for finding in more.findings] == ["more.csv"]
    assert "more.csv" in {item.what for item in more.not_recomputed}


def test_a_change_that_is_not_the_figure_used(tiny_run: Path) -> None:
    header = (tiny_run / "changes.csv").read_text(encoding="utf-8")
    used = header + "dearer,provisions,own_home,weekly_cost,200,250,test\n"
    found = checked_with(tiny_run, "changes.csv", used).findings
    assert {(finding.file, finding.check) for finding in found} == {
        ("changes.csv", "file_as_written"),
        ("result.json", "change"),
        ("assumptions.csv", "assumption"),
    }
    other = header + "dearer,provisions,own_home,weekly_cost,200,300,test\n"
    found = told(checked_with(tiny_run, "changes.csv", other), "change")
    assert [(finding.file, finding.row, finding.column) for finding in found if finding.file == "changes.csv"] == [
        ("changes.csv", 2, "new")
    ]


def test_a_plan_where_the_record_says_there_is_none(rich_runs: dict[str, Path], tiny_run: Path) -> None:
    plan = (tiny_run / "plan.csv").read_text(encoding="utf-8")
    found = told(checked_with(rich_runs["no_plan"], "plan.csv", plan), "row")
    assert {finding.file for finding in found} == {"plan.csv"}


def test_harmless_text_is_read_as_it_was(tmp_path: Path) -> None:
    """Labels that a spreadsheet would run are escaped in every table, and are still the labels they were."""
    tables = {
        name: [{column: LABELS.get(cell, cell) for column, cell in row.items()} for row in rows]
        for name, rows in read_case(TINY).items()
    }
    result = optimiser.plan(optimiser.read_case(write(tables, tmp_path / "case")), gap=0.0)
    check = check_arithmetic(optimiser.write_run(result, tmp_path / "run"))
    assert [finding.sentence for finding in check.findings] == []
    assert "'=1+1" in (tmp_path / "run" / "plan.csv").read_text(encoding="utf-8")


LABELS = {"recruit": "=1+1", "bought_home": "@home", "town": '-town, "old"', "family": "'=family"}
"""Other labels for the tiny case's own."""
