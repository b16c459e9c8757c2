"""The assumptions log says which figures a what-if changed, and what they were; the audit follows it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from optimiser import changed, plan, read_case, what_if_from
from optimiser.results.assumptions import assumptions_table
from optimiser.run_folder import write_run
from optimiser.tables.inputs import CaseInputs
from tests.assurance.run_editing import checked_with, names, read, text_of
from tests.cases.casebook import TINY

COST = "provisions[provision=agency_fostering].weekly_cost"
TABLE = "assumptions.csv"


@pytest.fixture(scope="module")
def inputs() -> CaseInputs:
    """Agency fostering at £1,000 a week, made £1,100 by one what-if and £1,210 by another."""
    dearer = [replace(what_if_from(f"{COST}*=1.1"), name=name) for name in ("Dearer", "Dearer still")]
    return changed(read_case(TINY), dearer)


def test_a_changed_figure_tells_its_what_ifs_and_its_first_value(inputs: CaseInputs) -> None:
    table = assumptions_table(inputs.tables, inputs.changes)
    told = table[(table["changed_by"] != "") | (table["was"] != "")]
    assert told[["table", "row", "column", "value", "changed_by", "was"]].values.tolist() == [
        ["provisions", "agency_fostering", "weekly_cost", "1210", "Dearer; Dearer still", "1000"]
    ]


def test_the_audit_follows_what_was_changed(inputs: CaseInputs, tmp_path: Path) -> None:
    run = write_run(plan(inputs, planning_ahead=False), tmp_path / "run")
    lines = read(run, TABLE)
    assert not names(checked_with(run, TABLE, text_of(lines)))
    row = next(number for number, line in enumerate(lines) if "Dearer; Dearer still" in line)
    for column, other in (("changed_by", "Dearer"), ("was", "1100")):
        altered = [list(line) for line in lines]
        altered[row][lines[0].index(column)] = other
        found = names(checked_with(run, TABLE, text_of(altered))) - {(TABLE, None, "the file")}
        assert found == {(TABLE, row + 1, column)}


def test_a_record_that_names_no_what_if_does_not_hide_the_log(inputs: CaseInputs, tmp_path: Path) -> None:
    run = write_run(plan(replace(inputs, what_ifs=()), planning_ahead=False), tmp_path / "run")
    found = names(checked_with(run, TABLE, text_of(read(run, TABLE))))
    assert {("result.json", None, "changes")} == found
