"""Every fault planted in the planner is found by at least one check of the second opinion."""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser.assurance.second_opinion import second_opinion
from optimiser.assurance.statement import Judgement, Verdict
from tests.assurance.planner_faults import FAULTS, Fault
from tests.slower import quick_first
from tests.tables.small_case import TablesOfText, cell, small_case, write_csv


def everything() -> TablesOfText:
    """The small case with all that a fault could touch: moves, exempt needs, falling demand, other weeks."""
    tables = small_case()
    settings = {"weeks_per_year": 52.14, "travel_cost_per_mile": 40}
    tables["settings"] += [[name, value, "Test", "judgement"] for name, value in settings.items()]
    tables["provisions"] = [
        [*row[:-2], *extra, *row[-2:]]
        for row, extra in zip(
            tables["provisions"],
            [["planned_moves_max", "planned_move_cost"], ["", ""], [0.1, 2000], ["", ""], [0.3, 3000], ["", ""]],
            strict=True,
        )
    ]
    cell(tables, "needs", 3, "locality_exempt", "yes")
    header = tables["demand"][0]
    for row in tables["demand"][1:]:
        if row[header.index("need")] == "teen":
            row[header.index("children")] = {"2025/26": 7, "2026/27": 6, "2027/28": 4}[row[header.index("period")]]
    cell(tables, "options", 4, "min_total", 1)
    cell(tables, "options", 4, "last_period", "2025/26")
    cell(tables, "market", 3, "children_max", 1)
    cell(tables, "targets", 2, "value", 0.55)
    cell(tables, "targets", 2, "price_if_missed", "")
    tables["options"][0].append("asset_life")
    for row, life in zip(tables["options"][1:], ["", "", 1.5], strict=True):
        row.append(life)
    return tables


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_csv(everything(), tmp_path_factory.mktemp("everything") / "case")


def caught(case: Path, run: Path, fault: Fault | None) -> set[str]:
    """The checks that fail for a run of the planner with a fault in it."""
    with pytest.MonkeyPatch.context() as patch:
        if fault is not None:
            fault.plant(patch)
        result = optimiser.plan(optimiser.read_case(case), gap=0.0, planning_ahead=False)
        optimiser.write_run(result, run)
    statement = second_opinion(run, seconds=20)
    failed = {check.name for check in statement.checks if check.judgement is Judgement.FAILS}
    assert (statement.verdict is Verdict.DISAGREES) == bool(failed)
    return failed


def test_the_planner_as_it_is_passes(folder: Path, tmp_path: Path) -> None:
    assert caught(folder, tmp_path / "run", None) == set()


def test_there_are_twenty_faults_of_different_names() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 20


@pytest.mark.parametrize("fault", quick_first(FAULTS, 12), ids=lambda fault: fault.name)
def test_every_fault_is_caught(folder: Path, tmp_path: Path, fault: Fault) -> None:
    found = caught(folder, tmp_path / "run", fault)
    assert fault.caught_by
    assert found >= fault.caught_by, f"found by {found or 'no check'}"
