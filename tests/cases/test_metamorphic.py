"""What must not matter does not: order, names, file format, currency, and options that nobody would take."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import optimiser
from models.plan import build
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.studies.drivers_ranges import Varied, varied
from optimiser.tables.range_rows import conditions, meets
from optimiser.tables.specification import TABLE_BY_NAME
from tests.cases.casebook import LEWISHAM, TINY, Tables, read, solve, write, write_workbook

MONEY = {
    "provisions": ["weekly_cost", "planned_move_cost"],
    "suitability": ["weekly_supplement"],
    "supply": ["running_cost", "grant", "closing_cost"],
    "options": ["setup_cost", "capital_cost", "running_cost"],
    "market": ["weekly_cost"],
    "targets": ["price_if_missed"],
    "matching": ["sharing_cost"],
    "budgets": ["limit"],
    "grants": ["amount"],
    "outturn": ["amount", "known_difference"],
}
"""Every column in pounds; what a missed budget costs is in pounds for each pound."""


def reversed_rows(tables: Tables) -> Tables:
    return {name: found[::-1] for name, found in tables.items()}


def renamed(tables: Tables) -> Tables:
    """Every label but the settings' and the periods' (whose numbers tell their order) spelled otherwise."""
    label_of = {
        (name, cell): f"{name[0]}{len(tables[name]) - place:03d} é"
        for name in ("areas", "needs", "provisions", "options", "limits", "targets", "scenarios", "grants")
        for place, cell in enumerate(
            dict.fromkeys(row[TABLE_BY_NAME[name].key[0]] for row in tables.get(name, []))
        )
    }
    found = {
        name: [{column: _renamed(name, column, cell, label_of) for column, cell in row.items()} for row in rows]
        for name, rows in tables.items()
    }
    for row in found.get("ranges", []):
        row["rows"] = _conditions_renamed(row["table"], row["rows"], label_of)
    return found


def _conditions_renamed(table: str, cell: str, label_of: dict[tuple[str, str], str]) -> str:
    """The conditions of a row of ``ranges``, each pattern replaced by the new labels of all that it stands for."""
    renamed_conditions = []
    for column, patterns in conditions(cell.split(";")):
        home = TABLE_BY_NAME[table].column(column).refers_to or table
        labels = [
            label for (name, old), label in label_of.items() if name == home and meets({"": old}, [("", patterns)])
        ]
        renamed_conditions.append(f"{column}={'|'.join(labels)}")
    return ";".join(renamed_conditions) or cell


def _renamed(table: str, column: str, cell: str, label_of: dict[tuple[str, str], str]) -> str:
    described = TABLE_BY_NAME[table].column(column)
    home = described.refers_to or (table if column == TABLE_BY_NAME[table].key[0] else "")
    if not home or described.kind not in ("key", "keys"):
        return cell
    return ";".join(label_of.get((home, label), label) for label in cell.split(";"))


def dearer(tables: Tables, factor: float) -> Tables:
    """Every pound times a factor."""
    found = {
        name: [
            {c: _times(cell, factor) if c in MONEY.get(name, []) else cell for c, cell in row.items()}
            for row in cells
        ]
        for name, cells in tables.items()
    }
    for row in found["settings"]:
        if row["setting"] in ("unmet_need", "travel_cost_per_mile"):
            row["value"] = _times(row["value"], factor)
    return found


def _times(cell: str, factor: float) -> str:
    return repr(float(cell) * factor) if cell not in ("", "forbidden") else cell


def same_tables(one: optimiser.Result, other: optimiser.Result) -> None:
    """Every table of two results is the same to the last bit."""
    for name, table in one.tables.items():
        assert_frame_equal(table, other.tables[name], check_exact=True, obj=name)


@pytest.fixture(scope="module")
def tiny() -> optimiser.Result:
    return optimiser.plan(optimiser.read_case(TINY), gap=0.0)


def test_the_order_of_rows_changes_nothing(tiny: optimiser.Result, tmp_path: Path) -> None:
    other = solve(reversed_rows(read(TINY)), tmp_path, planning_ahead=None)
    assert other.record.objective == tiny.record.objective
    assert other.record.inputs_sha256 == tiny.record.inputs_sha256
    same_tables(tiny, other)


def test_excel_gives_the_same_as_csv(tiny: optimiser.Result, tmp_path: Path) -> None:
    other = optimiser.plan(optimiser.read_case(write_workbook(read(TINY), tmp_path / "tiny.xlsx")), gap=0.0)
    assert other.record.inputs_sha256 == tiny.record.inputs_sha256
    same_tables(tiny, other)


def test_renaming_everything_changes_no_figure(tiny: optimiser.Result, tmp_path: Path) -> None:
    other = solve(renamed(read(TINY)), tmp_path)
    assert set(other.placements["provision"]).isdisjoint(tiny.placements["provision"])
    assert other.record.objective == pytest.approx(tiny.record.objective)
    assert sorted(other.plan["units"]) == sorted(tiny.plan["units"])
    assert_frame_equal(
        other.savings.drop(columns="period"), tiny.savings.drop(columns="period"), rtol=1e-9, atol=1e-3
    )


@pytest.mark.parametrize("factor", [0.001, 7.0, 1_000.0])
def test_all_money_times_a_factor_scales_the_cost(tiny: optimiser.Result, tmp_path: Path, factor: float) -> None:
    other = solve(dearer(read(TINY), factor), tmp_path)
    assert other.record.objective == pytest.approx(factor * tiny.record.objective)
    same = ["option", "period", "units"]
    assert_frame_equal(other.plan[same], tiny.plan[same])


def test_every_pound_is_scaled() -> None:
    in_pounds = {
        (table.name, column.name)
        for table in TABLE_BY_NAME.values()
        for column in table.columns
        if column.unit.startswith("£") and column.unit != "£ per £"
    }
    assert in_pounds == {(name, column) for name, columns in MONEY.items() for column in columns}


def test_a_dominated_option_changes_nothing(tiny: optimiser.Result, tmp_path: Path) -> None:
    """A home like the other, but dearer."""
    tables = read(TINY)
    home = next(row for row in tables["options"] if row["option"] == "new_home")
    worse = home | {"option": "worse_home", "running_cost": "700000", "setup_cost": "60000"}
    tables["options"].insert(0, worse)
    other = solve(tables, tmp_path)
    assert other.record.objective == pytest.approx(tiny.record.objective)
    for name in ("plan", "placements"):
        assert_frame_equal(other.tables[name], tiny.tables[name], rtol=1e-9, atol=1e-9)


def test_splitting_a_need_group_in_halves_changes_nothing(tiny: optimiser.Result, tmp_path: Path) -> None:
    tables = read(TINY)
    for name in ("needs", "demand", "suitability", "placements"):
        halves = []
        for row in tables[name]:
            count = {"children": repr(float(row["children"]) / 2)} if "children" in row else {}
            pair = [row | count, row | count | {"need": "other half"}]
            halves += pair if row["need"] == "family" else [row]
        tables[name] = halves
    other = solve(tables, tmp_path)
    assert other.record.objective == pytest.approx(tiny.record.objective)
    assert_frame_equal(
        other.plan[["option", "period", "units"]], tiny.plan[["option", "period", "units"]], rtol=1e-9
    )


@pytest.mark.parametrize(
    ("change", "dearer_by"),
    [
        (("demand", "children", 1.25), 1),
        (("market", "children_max", 0.9), 1),
        (("provisions", "weekly_cost", 1.1), 1),
        (("options", "lead_time", 2.0), 1),
        (("options", "max_per_period", 0.5), 1),
        (("options", "max_per_period", 2.0), -1),
        (("budgets", "limit", 0.9975), 1),
        (("budgets", "limit", 1.5), -1),
        (("targets", "value", 0.5), -1),
    ],
    ids=str,
)
def test_cost_moves_the_right_way(
    tiny: optimiser.Result, tmp_path: Path, change: tuple[str, str, float], dearer_by: int
) -> None:
    table, column, factor = change
    """No plan at all is dearer than any. Lead times are whole periods: half a one more may open a home that is
    needed only at the end more nearly in time, and so save running costs."""
    tables = read(TINY)
    for row in tables[table]:
        if row[column]:
            row[column] = repr(float(row[column]) * factor)
    other = solve(tables, tmp_path).record.objective
    assert dearer_by * ((math.inf if other is None else other) - tiny.record.objective) >= -0.01


def matrix_of(path: Path) -> Matrix:
    return compile_matrix(build(optimiser.read_case(path).case))


def test_lewisham_in_any_order_and_format_is_the_same_matrix(tmp_path: Path) -> None:
    """So the solver is given the same problem to the last bit."""
    tables = read(LEWISHAM)
    one = matrix_of(LEWISHAM)
    for other in (
        matrix_of(write(reversed_rows(tables), tmp_path / "reversed")),
        matrix_of(write_workbook(tables, tmp_path / "lewisham.xlsx")),
    ):
        assert one.row_keys == other.row_keys
        for name in ("cost", "column_lower", "column_upper", "row_lower", "row_upper", "whole"):
            assert np.array_equal(getattr(one, name), getattr(other, name)), name
        assert (one.rows != other.rows).nnz == 0


def test_lewisham_renamed_has_its_ranges_about_the_same_figures(tmp_path: Path) -> None:
    found = varied(optimiser.read_case(LEWISHAM))
    other = varied(optimiser.read_case(write(renamed(read(LEWISHAM)), tmp_path / "renamed")))

    def figures(one: Varied) -> tuple[object, ...]:
        return one.assumption.table, one.assumption.column, frozenset(one.assumption.numbers), one.factors

    given = {figures(one) for one in found if one.given}
    assert len(given) == len(read(LEWISHAM)["ranges"])
    assert {figures(one) for one in other if one.given} == given


@pytest.mark.slow
def test_lewisham_in_any_order_gives_the_same_plan(tmp_path: Path) -> None:
    loose = {"gap": 0.05}
    one = optimiser.plan(optimiser.read_case(LEWISHAM), **loose)
    other = solve(reversed_rows(read(LEWISHAM)), tmp_path, **loose)
    assert one.record.objective == other.record.objective
    for name in ("plan", "placements"):
        assert_frame_equal(one.tables[name], other.tables[name], check_exact=True)


@pytest.mark.slow
def test_lewisham_renamed_costs_the_same_within_the_gap(tmp_path: Path) -> None:
    gap = 0.05
    one = optimiser.plan(optimiser.read_case(LEWISHAM), gap=gap)
    other = solve(renamed(read(LEWISHAM)), tmp_path, gap=gap)
    for first, second in ((one, other), (other, one)):
        assert first.record.bound <= second.record.objective * (1 + 1e-9)
