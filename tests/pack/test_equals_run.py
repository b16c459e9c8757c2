"""The workbook, read back, against sums made straight from the CSV files of the run, with nothing of the pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from optimiser.cli import main

Rows = dict[str, list[object]]
PERIODS = ["2026/27", "2027/28", "2028/29"]
IN_HOUSE = ["own_fostering", "own_home"]


@pytest.fixture(scope="module")
def workbook(tiny_run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rows]:
    """Every table of the workbook by its name: for the first cell of each row the others."""
    out = tmp_path_factory.mktemp("packs") / "pack"
    found = CliRunner().invoke(main, ["report", str(tiny_run), "--out", str(out), "--quiet"])
    assert found.exit_code == 0, found.output
    book = openpyxl.load_workbook(out / "strategy-pack.xlsx")
    tables: dict[str, Rows] = {}
    for sheet in book.worksheets:
        for name, where in sheet.tables.items():
            rows = [[cell.value for cell in row] for row in sheet[where]][1:]
            tables[name] = {str(row[0]): row[1:] for row in rows}
    return tables


@pytest.fixture(scope="module")
def run(tiny_run: Path) -> Callable[[str], pd.DataFrame]:
    return lambda name: pd.read_csv(tiny_run / f"{name}.csv")


def by_period(table: pd.DataFrame, value: str) -> list[float]:
    return [float(table.loc[table["period"] == period, value].sum()) for period in PERIODS]


def the(workbook: dict[str, Rows], key: str) -> Rows:
    (name,) = [name for name in workbook if name.lower().endswith(key)]
    return workbook[name]


def test_the_mix_is_the_placements(workbook: dict[str, Rows], run: Callable[[str], pd.DataFrame]) -> None:
    placements = run("placements")
    mix = the(workbook, "mix_by_year")
    for label, provision in (
        ("Foster homes, in-house", "own_fostering"),
        ("Foster homes, external", "agency_fostering"),
        ("Children's homes, in-house", "own_home"),
        ("Children's homes, external", "bought_home"),
    ):
        living = placements[placements["provision"] == provision]
        assert mix[label] == pytest.approx(by_period(living, "children"))
        last = living[living["period"] == PERIODS[-1]]
        row = the(workbook, "mix_before_and_after")[run_label(provision)]
        assert row[1:] == pytest.approx(
            [last["do_nothing"].sum(), last["children"].sum(), last["difference"].sum()]
        )
    assert mix["All children looked after"] == pytest.approx(by_period(placements, "children"))


def run_label(provision: str) -> str:
    return {
        "own_fostering": "In-house fostering",
        "agency_fostering": "Agency fostering",
        "own_home": "Own children's home",
        "bought_home": "Children's home, bought",
    }[provision]


def test_the_in_house_share_is_of_the_placements(
    workbook: dict[str, Rows], run: Callable[[str], pd.DataFrame]
) -> None:
    placements = run("placements")
    own = placements[placements["provision"].isin(IN_HOUSE)]
    for label, column in (("Plan", "children"), ("Doing nothing", "do_nothing")):
        pairs = zip(by_period(own, column), by_period(placements, column), strict=True)
        assert the(workbook, "in_house_share")[label] == pytest.approx([part / whole for part, whole in pairs])


def test_the_gap_is_what_doing_nothing_buys(workbook: dict[str, Rows], run: Callable[[str], pd.DataFrame]) -> None:
    placements = run("placements")
    bought = placements[~placements["provision"].isin(IN_HOUSE)]
    for key in ("gap_by_type", "gap_by_area", "gap_by_need"):
        assert the(workbook, key)["All"] == pytest.approx(by_period(bought, "do_nothing"))
    for need, label in (("family", "Children for a family"), ("home", "Children for a children's home")):
        rows = bought[bought["need"] == need]
        assert the(workbook, "gap_by_need")[label] == pytest.approx(by_period(rows, "do_nothing"))


def test_locality_is_the_table_of_locality(workbook: dict[str, Rows], run: Callable[[str], pd.DataFrame]) -> None:
    locality = run("locality")
    inside = locality[(locality["boundary"] == "inside") & (locality["distance"] == "within_20_miles")]
    row = the(workbook, "locality_by_year")["Inside the boundary, 20 miles or less from home"]
    assert row[1:] == pytest.approx(by_period(inside, "children"))
    within = locality[locality["boundary"] == "inside"]
    shares = [within.loc[within["period"] == period, "share"].sum() for period in ["start", *PERIODS]]
    assert the(workbook, "locality_shares")["Inside the boundary"] == pytest.approx(shares)


def test_money_is_the_tables_of_costs_and_savings(
    workbook: dict[str, Rows], run: Callable[[str], pd.DataFrame]
) -> None:
    costs, savings = run("costs"), run("savings")
    placed = costs[(costs["line"] == "placements") & (costs["kind"] == "revenue")]
    assert the(workbook, "revenue_by_line")["Children's placements"] == pytest.approx(by_period(placed, "amount"))
    names = [
        "revenue_plan",
        "revenue_do_nothing",
        "cashable",
        "avoided",
        "capital_gross",
        "capital_grant",
        "capital_net",
    ]
    for period in PERIODS:
        row = savings[savings["period"] == period].iloc[0]
        expected = [*(row[name] for name in names), row["cumulative_net_benefit"]]
        assert the(workbook, "invest_to_save")[period] == pytest.approx(expected)
    assert the(workbook, "invest_to_save")["All periods"][:7] == pytest.approx(
        [savings[name].sum() for name in names]
    )


def test_promises_and_decisions_are_those_of_the_run(
    workbook: dict[str, Rows], run: Callable[[str], pd.DataFrame]
) -> None:
    target, plan = run("targets").iloc[-1], run("plan")
    promise = the(workbook, "promises")[target["label"]]
    assert promise[2:5] == pytest.approx([target["reached"], target["children"], target["do_nothing"]])
    for label, rows in plan.groupby("label"):
        found = the(workbook, "schedule")[str(label)]
        assert found[2:] == pytest.approx([rows["units"].sum(), rows["places"].sum(), rows["capital_net"].sum()])
    even = run("break_even").iloc[0]
    assert the(workbook, "break_even")[even["label"]] == pytest.approx(
        [
            even[name]
            for name in (
                "full_cost_per_place_week",
                "alternative_weekly_cost",
                "break_even_occupancy",
                "planning_occupancy",
            )
        ]
    )
