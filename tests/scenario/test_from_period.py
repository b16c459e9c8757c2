"""Changes that hold from a period on."""

from __future__ import annotations

from pathlib import Path

import optimiser
from optimiser.scenario import changed, what_if_from
from optimiser.tables.inputs import CaseInputs
from tests.cases.casebook import TINY, children, read, rows, solve, write
from tests.scenario.conftest import said

YEARS = ["2026/27", "2027/28", "2028/29"]


def by_text(inputs: CaseInputs, text: str) -> CaseInputs:
    return changed(inputs, [what_if_from(text)])


def market(inputs: CaseInputs) -> list[tuple[str, int, int, float, float]]:
    return [
        (row.pool.provision, row.tier, row.from_period, row.children_max, row.weekly_cost)
        for row in inputs.case.market
    ]


def test_demand_from_a_year_on(tiny: CaseInputs) -> None:
    after = by_text(tiny, "demand[need=family].children-=1 from 2027/28")
    assert after.case.demand[:, 0, :, 0].tolist() == [[16, 15, 15], [4, 4, 4]]
    assert [(one.row, one.old, one.new) for one in after.changes] == [
        ("family / town / 2027/28 / ", "16", "15"),
        ("family / town / 2028/29 / ", "16", "15"),
    ]


def test_a_market_row_is_continued_by_one_of_its_own(tiny: CaseInputs) -> None:
    after = by_text(tiny, "market[provision=bought_home].children_max*=0.5 from 2027/28")
    assert market(after) == [
        ("agency_fostering", 1, 0, 20, 1000),
        ("bought_home", 1, 0, 10, 5000),
        ("bought_home", 1, 1, 5, 5000),
    ]
    assert [(one.row, one.column, one.old, one.new) for one in after.changes] == [
        ("bought_home / county / 2027/28 / 1", "children_max", "10", "5")
    ]
    again = by_text(after, "market[provision=bought_home].weekly_cost=6000 from 2028/29")
    assert market(again)[1:] == [
        ("bought_home", 1, 0, 10, 5000),
        ("bought_home", 1, 1, 5, 5000),
        ("bought_home", 1, 2, 5, 6000),
    ]


def test_later_rows_of_the_market_change_and_earlier_ones_do_not(tmp_path: Path) -> None:
    tables = read(TINY)
    tables["market"] = rows(
        "provision area period tier children_max weekly_cost",
        ("agency_fostering", "county", "", 1, 20, 1000),
        ("bought_home", "county", "", 1, 10, 5000),
        ("bought_home", "county", "2027/28", 1, 9, 5100),
        ("bought_home", "county", "2028/29", 1, 8, 5200),
        ("bought_home", "county", "", 2, 4, 9000),
    )
    inputs = optimiser.read_case(write(tables, tmp_path / "case"))
    after = by_text(inputs, "market[provision=bought_home].weekly_cost+=1 from 2027/28")
    assert market(after)[1:] == [
        ("bought_home", 1, 0, 10, 5000),
        ("bought_home", 2, 0, 4, 9000),
        ("bought_home", 1, 1, 9, 5101),
        ("bought_home", 2, 1, 4, 9001),
        ("bought_home", 1, 2, 8, 5201),
    ]


def test_supply_rows_that_begin_then_can_change(tmp_path: Path) -> None:
    tables = read(TINY)
    tables["supply"].append({"provision": "own_fostering", "area": "town", "period": "2028/29", "places": 12})
    inputs = optimiser.read_case(write(tables, tmp_path / "case"))
    after = by_text(inputs, "supply.places+=2 from 2028/29")
    assert [row.places for row in after.case.supply] == [10, 14]
    assert said(lambda: by_text(inputs, "supply.places+=2 from 2027/28"))


def test_a_continued_row_means_what_it_did(tiny: CaseInputs, tmp_path: Path) -> None:
    """Splitting a market row without changing it leaves the plan as it was; with another price it does not."""
    split = by_text(by_text(tiny, "market[provision=bought_home].weekly_cost=5000 from 2028/29"), "market.note=x")
    assert len(split.case.market) == len(tiny.case.market) + 1
    costs = [
        optimiser.plan(inputs, gap=0.0, planning_ahead=False).record.objective
        for inputs in (tiny, split, by_text(tiny, "market[provision=bought_home].weekly_cost=6000 from 2028/29"))
    ]
    before, same, dearer = (cost for cost in costs if cost is not None)
    assert abs(before - same) < 0.01
    left = children(solve(read(TINY), tmp_path), period="2028/29", provision="bought_home")
    assert 0 < dearer - before <= 52 * 1000 * left + 0.01
