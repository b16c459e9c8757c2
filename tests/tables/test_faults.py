"""Every planted fault is found, one at a time and many at once, and every check has a fault of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimiser.errors import InputError
from optimiser.tables.checks.registry import registered
from optimiser.tables.inputs import read_case
from optimiser.tables.problems import Problem
from optimiser.tables.raw import READING_CHECKS, READING_WARNINGS
from tests.tables.faults import FAULTS, Fault
from tests.tables.faults_of_cells import CELLS
from tests.tables.small_case import TablesOfText, cell, small_case, write_csv
from tests.tables.test_reading import CSV_FAULTS, PATH_FAULTS
from tests.tables.test_workbook import WORKBOOK_FAULTS


def problems_of(tables: TablesOfText, folder: Path) -> tuple[Problem, ...]:
    try:
        return read_case(write_csv(tables, folder)).warnings
    except InputError as error:
        return (*error.problems, *error.warnings)


def assert_found(fault: Fault, found: tuple[Problem, ...]) -> None:
    place = (fault.check, fault.severity, fault.table, fault.row, fault.column, fault.value)
    matching = [p for p in found if (p.check, p.severity, p.table, p.row, p.column, p.value) == place]
    assert matching, "\n".join(["not found among:", *map(repr, found)])
    assert any(fault.word in str(problem) for problem in matching), [str(problem) for problem in matching]


def test_the_case_is_valid_without_a_fault(tmp_path: Path) -> None:
    assert problems_of(small_case(), tmp_path / "case") == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_found(fault: Fault, tmp_path: Path) -> None:
    tables = small_case()
    fault.plant(tables)
    assert_found(fault, problems_of(tables, tmp_path / "case"))


@pytest.mark.parametrize("fault", CELLS, ids=lambda fault: fault.name)
def test_a_wrong_cell_causes_no_further_errors(fault: Fault, tmp_path: Path) -> None:
    tables = small_case()
    fault.plant(tables)
    found = [problem for problem in problems_of(tables, tmp_path / "case") if problem.severity == "error"]
    assert len(found) == 1, found


AT_ONCE = (
    "not_a_number-options-setup_cost-£5,200",
    "not_a_number-provisions-price_growth-12%",
    "not_a_number-demand-children-n/a",
    "not_a_number-demand-children-nan",
    "not_a_number-demand-children-inf",
    "not_a_number-market-children_max-tbc",
    "out_of_range-provisions-occupancy-85",
    "out_of_range-options-ramp-0.5;80",
    "not_whole-supply-units-3.5",
    "not_yes_or_no-needs-locality_exempt-perhaps",
    "bad_label-targets-needs-*;teen",
    "spreadsheet_error-supply-places-#REF!",
    "missing_setting-settings-setting-authority",
    "unknown_column-options-lead_tme-lead_tme",
    "duplicate_key-provisions-provision-flat",
    "duplicate_key-supply-provision-own_foster",
    "unknown_reference-market-provision-agncy_foster",
    "not_a_home_area-placements-home_area-beyond",
    "ages-needs-age_to-15",
    "band_contradicts_boundary-proximity-band-beyond_20_miles",
    "band_contradicts_miles-proximity-band-within_20_miles",
    "demand_twice-demand-scenario-high",
    "too_young_for_supported_accommodation-suitability-rating-suitable",
    "min_above_max-options-min_total-3",
    "min_not_whole-options-min_total-1.5",
    "max_not_whole-options-max_total-9.5",
    "capital_total_with_period-budgets-period-2026/27",
    "budget_twice-budgets-period-2026/27",
    "share_above_one-targets-value-40",
    "grant_scope_without_effect-grants-options-new_home",
    "no_source-needs-source-3",
)
"""Names of faults that do not spoil the same cell, and that do not hide each other."""


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    chosen = [fault for fault in FAULTS if fault.name in AT_ONCE]
    assert {fault.name for fault in chosen} == set(AT_ONCE)
    assert len(chosen) >= 30
    tables = small_case()
    for fault in chosen:
        fault.plant(tables)
    found = problems_of(tables, tmp_path / "case")
    for fault in chosen:
        assert_found(fault, found)


def test_every_check_has_a_fault_of_its_own() -> None:
    tripped = {fault.check for fault in FAULTS}
    tripped |= {fault.check for fault in (*CSV_FAULTS, *PATH_FAULTS, *WORKBOOK_FAULTS)}
    assert tripped == set(registered()) | set(READING_CHECKS)


def test_every_check_has_a_sentence() -> None:
    for check in registered().values():
        assert check.sentence.endswith("."), check.name
    assert set(READING_CHECKS) >= READING_WARNINGS
    assert not set(READING_CHECKS) & set(registered())


def test_problems_are_in_the_order_of_the_tables(tmp_path: Path) -> None:
    tables = small_case()
    cell(tables, "grants", 2, "amount", "x")
    cell(tables, "needs", 3, "age_from", "x")
    cell(tables, "needs", 2, "age_to", "x")
    found = [(p.table, p.row) for p in problems_of(tables, tmp_path / "case")]
    assert found == [("needs", 2), ("needs", 3), ("grants", 2)]
