"""Every result table has exactly its documented columns and dtypes, whatever came of the run."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

import optimiser
from optimiser.engine.outcome import Status
from optimiser.results.columns import COLUMNS, beside, frame
from tests.cases.casebook import solve
from tests.results.conftest import foster, promised, tiny_tables


def assert_documented(result: optimiser.Result) -> None:
    assert list(result.tables) == list(COLUMNS)
    for name, table in result.tables.items():
        assert list(table.columns) == [column.name for column in COLUMNS[name]], name
        assert [str(dtype) for dtype in table.dtypes] == [column.dtype for column in COLUMNS[name]], name
        assert table.index.equals(pd.RangeIndex(len(table))), name
        assert table is getattr(result, name)


def test_with_a_plan(result: optimiser.Result) -> None:
    assert_documented(result)
    assert result.status is Status.OPTIMAL
    for name in ("plan", "placements", "places", "costs", "savings", "locality", "targets", "assumptions"):
        assert len(result.tables[name]), name


def test_infeasible(tmp_path: Path) -> None:
    result = solve(promised(0.5), tmp_path)
    assert result.status is Status.INFEASIBLE
    assert_documented(result)
    assert [name for name, table in result.tables.items() if len(table)] == ["assumptions", "decisions"]


def test_stopped(tmp_path: Path) -> None:
    result = solve(tiny_tables(), tmp_path, time_limit=1e-9)
    assert result.status is Status.STOPPED
    assert_documented(result)
    assert result.plan.empty
    assert result.explanation == ()


def test_nothing_decided_and_nobody_placed(tmp_path: Path) -> None:
    result = solve(foster(children=0), tmp_path)
    assert_documented(result)
    assert result.plan.empty
    assert result.placements.empty
    assert result.locality["share"].tolist() == [0.0] * 12


def test_every_column_says_what_it_means() -> None:
    for columns in COLUMNS.values():
        assert all(column.meaning for column in columns)
        assert len({column.name for column in columns}) == len(columns)


def test_a_result_is_frozen(tiny: optimiser.Result) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        tiny.plan = pd.DataFrame()  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        tiny.record.status = "optimal"  # type: ignore[misc]


def test_beside_keeps_what_does_not_exist_empty() -> None:
    """Rows of one side count as nought on the other; a figure that is missing on its own side stays missing."""
    plan = pd.DataFrame({"key": ["a", "b"], "figure": [3.0, 5.0], "rate": [float("nan"), 0.5]})
    baseline = pd.DataFrame({"key": ["b", "c"], "figure": [4.0, 7.0], "rate": [0.4, 0.7]})
    table = beside(plan, baseline, ["key"], "figure").set_index("key")
    assert table["do_nothing"].to_dict() == {"a": 0, "b": 4, "c": 7}
    assert table["difference"].to_dict() == {"a": 3, "b": 1, "c": -7}
    assert pd.isna(table.loc["a", "rate"])


def test_without_a_baseline_nothing_stands_beside() -> None:
    table = beside(pd.DataFrame({"key": ["a"], "figure": [3.0]}), None, ["key"], "figure")
    assert table[["do_nothing", "difference"]].isna().all(axis=None)


def test_a_frame_without_rows_has_its_columns() -> None:
    assert list(frame("changes", [])) == [column.name for column in COLUMNS["changes"]]
