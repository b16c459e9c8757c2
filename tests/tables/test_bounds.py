"""The simple bounds behind the checks of demand and of budgets, against sums done by hand."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from optimiser.tables.bounds import most_children, option_places, supply_places, units_decided
from optimiser.tables.checked import Tables, typed_tables
from optimiser.tables.committed import committed_spending
from optimiser.tables.problems import Problems
from optimiser.tables.reading import read_tables
from optimiser.tables.timeline import Timeline
from tests.tables.small_case import TablesOfText, cell, small_case, write_csv


def _typed(tables: TablesOfText, folder: Path) -> tuple[Tables, Timeline]:
    typed = typed_tables(read_tables(write_csv(tables, folder)), Problems())
    assert typed.timeline is not None
    return typed, typed.timeline


def test_existing_places_lose_a_share_each_year_after_their_own_row(tmp_path: Path) -> None:
    tables, times = _typed(small_case(), tmp_path)
    assert supply_places(tables, times, 0) == {("own_foster", "north"): 12, ("own_home", "south"): 4}
    assert supply_places(tables, times, 2) == {
        ("own_foster", "north"): pytest.approx(12 * 0.9**2),
        ("own_home", "south"): 8,
    }


def test_units_that_can_open_before_a_time(tmp_path: Path) -> None:
    tables, times = _typed(small_case(), tmp_path)
    recruit, _, home = tables.rows("options")
    assert [units_decided(recruit, times, before=end) for end in times.ends] == [4, 8, 10]
    assert [units_decided(home, times, before=end) for end in times.ends] == [0, 1, 2]


def test_a_limit_group_holds_for_its_options_together(tmp_path: Path) -> None:
    tables, times = _typed(small_case(), tmp_path)
    # 10 in the north and 8 in the south, but 15 in all; new homes are in no group
    assert option_places(tables, times, 2) == {"own_foster": pytest.approx(15 * 1.8), "own_home": 8}


def test_most_children(tmp_path: Path) -> None:
    tables, times = _typed(small_case(), tmp_path)
    most = most_children(tables, times, 0)
    assert most["own_foster"] == pytest.approx(0.9 * 12 + 0.9 * 8 * 1.8)
    assert most["own_home"] == pytest.approx(0.85 * 4)
    assert most["flat"] == 10
    assert most["bought_home"] == math.inf


def test_committed_spending_by_hand(tmp_path: Path) -> None:
    case = small_case()
    cell(case, "settings", 4, "value", 0)
    cell(case, "settings", 5, "value", 0)
    case["placements"] = case["placements"][:2]  # 8 children with own carers in the north
    case["supply"] = case["supply"][:2]
    del case["grants"]
    tables, times = _typed(case, tmp_path)
    committed = committed_spending(tables, times)
    assert committed is not None
    # demand is above the 8 children throughout, so that only leavers count; they pay 680 a week
    assert committed == pytest.approx([8 * math.exp(-year / 3) * 680 * 52 for year in (1, 2, 3)])


def test_running_costs_and_falling_demand_are_committed_too(tmp_path: Path) -> None:
    case = small_case()
    cell(case, "settings", 4, "value", 0)
    cell(case, "settings", 5, "value", 0)
    for row in (2, 3, 4):
        cell(case, "demand", row, "children", 4)
    cell(case, "supply", 2, "running_cost", 1000)
    case["placements"] = case["placements"][:2]
    case["supply"] = case["supply"][:2]
    del case["grants"]
    tables, times = _typed(case, tmp_path)
    committed = committed_spending(tables, times)
    assert committed is not None
    settled = 8 * math.exp(-1 / 3) * (4 / 8) * 680 * 52
    assert committed[0] == pytest.approx(settled + 12 * 0.9 * 1000)
