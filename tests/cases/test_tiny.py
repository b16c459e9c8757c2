"""The tiny case is what a person finds on one sheet of paper (worked in full in ``inputs/tiny/README.md``).

Three years of 52 weeks without inflation, discounting or interest; 16 children for a family and 4 for a
children's home. Half of the settled children are still where they were a year later.

===================  ======================  ======================  ======================  =========
£                    2026/27                 2027/28                 2028/29                 total
===================  ======================  ======================  ======================  =========
in-house fostering   8 × 26,000 = 208,000    12 × 26,000 = 312,000   14 × 26,000 = 364,000     884,000
agency fostering     8 × 52,000 = 416,000    4 × 52,000 = 208,000    2 × 52,000 = 104,000      728,000
home, bought         4 × 260,000 = 1,040,000 2 × 260,000 = 520,000   1 × 260,000 = 260,000   1,820,000
own home, children   –                       2 × 13,000 = 26,000     3 × 13,000 = 39,000        65,000
own home, running    –                       650,000                 650,000                 1,300,000
own home, financing  10,000                  10,000                  10,000                     30,000
set-up, households   2 × 10,000 = 20,000     1 × 10,000 = 10,000     –                          30,000
set-up, home         50,000                  –                       –                          50,000
plan                 1,744,000               1,736,000               1,427,000               4,907,000
doing nothing        1,664,000               1,664,000               1,664,000               4,992,000
saving               −80,000                 −72,000                 237,000                    85,000
in the town          8 of 20                 14 of 20                17 of 20 = 85 %
===================  ======================  ======================  ======================  =========

The three households save 2 × 94,000 + 42,000 = 230,000. The home costs 145,000 more than it saves within three
years (226,000 if it is decided a year later), but without it only 14 of 20 = 70 % would live in the town.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import optimiser
from optimiser import Status
from tests.cases.casebook import TINY, children, cost, read, solve

YEARS = ["2026/27", "2027/28", "2028/29"]
PENNY = 0.005


@pytest.fixture(scope="module")
def result() -> optimiser.Result:
    return optimiser.plan(optimiser.read_case(TINY), gap=0.0)


def test_the_tables_are_in_order() -> None:
    assert optimiser.read_case(TINY).warnings == ()


def test_the_plan_costs_what_the_sheet_says_to_the_penny(result: optimiser.Result) -> None:
    assert result.status is Status.OPTIMAL
    assert result.record.objective == pytest.approx(4_907_000, abs=PENNY)
    found = result.record.headlines
    assert found["present_value"] == pytest.approx(4_907_000, abs=PENNY)
    assert found["present_value_do_nothing"] == pytest.approx(4_992_000, abs=PENNY)
    assert found["unmet_child_years"] == 0
    assert found["starting_cost"] == pytest.approx(1_664_000, abs=PENNY)
    assert found["payback_period"] is None


def test_what_is_decided(result: optimiser.Result) -> None:
    decided = [
        (row.option, row.period, row.units, row.opens)
        for row in result.plan.itertuples()
        if row.action == "decide"
    ]
    assert decided == [
        ("new_home", "2026/27", 1.0, "2027/28"),
        ("recruit", "2026/27", 2.0, "2027/28"),
        ("recruit", "2027/28", 1.0, "2028/29"),
    ]
    assert (result.plan["action"] == "decide").all()


@pytest.mark.parametrize(
    ("provision", "expected"),
    [
        ("own_fostering", [8, 12, 14]),
        ("agency_fostering", [8, 4, 2]),
        ("bought_home", [4, 2, 1]),
        ("own_home", [0, 2, 3]),
    ],
)
def test_where_children_live(result: optimiser.Result, provision: str, expected: list[float]) -> None:
    assert [children(result, year, provision=provision) for year in YEARS] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("line", "provision", "expected"),
    [
        ("placements", "own_fostering", [208_000, 312_000, 364_000]),
        ("placements", "agency_fostering", [416_000, 208_000, 104_000]),
        ("placements", "bought_home", [1_040_000, 520_000, 260_000]),
        ("placements", "own_home", [0, 26_000, 39_000]),
        ("new_places", "own_home", [0, 650_000, 650_000]),
        ("financing", "own_home", [10_000, 10_000, 10_000]),
        ("setup", "own_fostering", [20_000, 10_000, 0]),
        ("setup", "own_home", [50_000, 0, 0]),
        ("capital", "own_home", [200_000, 0, 0]),
    ],
)
def test_every_line_of_cost(result: optimiser.Result, line: str, provision: str, expected: list[float]) -> None:
    found = [cost(result, line=line, provision=provision, period=year) for year in YEARS]
    assert found == pytest.approx(expected, abs=PENNY)


def test_there_are_no_other_lines_of_cost(result: optimiser.Result) -> None:
    assert cost(result, kind="revenue") == pytest.approx(4_907_000, abs=PENNY)
    assert cost(result, kind="capital") == pytest.approx(200_000, abs=PENNY)
    assert set(result.costs["kind"]) == {"revenue", "capital"}


def test_the_saving_year_by_year(result: optimiser.Result) -> None:
    savings = result.savings
    assert savings["period"].tolist() == YEARS
    assert savings["revenue_plan"].tolist() == pytest.approx([1_744_000, 1_736_000, 1_427_000], abs=PENNY)
    assert savings["revenue_do_nothing"].tolist() == pytest.approx([1_664_000] * 3, abs=PENNY)
    assert savings["revenue_saving"].tolist() == pytest.approx([-80_000, -72_000, 237_000], abs=PENNY)
    assert savings["cashable"].tolist() == pytest.approx([-80_000, -72_000, 237_000], abs=PENNY)
    assert savings["avoided"].tolist() == pytest.approx([0, 0, 0], abs=PENNY)
    assert savings["net_benefit"].tolist() == pytest.approx([-270_000, -62_000, 247_000], abs=PENNY)


def test_the_promise_is_kept(result: optimiser.Result) -> None:
    promise = result.targets.iloc[0]
    assert (promise["reached"], promise["do_nothing"]) == pytest.approx((0.85, 0.40))
    assert promise["kept"] == "yes"
    inside = result.locality[result.locality["boundary"] == "inside"].groupby("period")["share"].sum()
    assert [inside[period] for period in ["start", *YEARS]] == pytest.approx([0.4, 0.4, 0.7, 0.85])


def test_break_even_of_the_home(result: optimiser.Result) -> None:
    home = result.break_even.iloc[0]
    assert home["fixed_cost_per_place"] == pytest.approx(165_000)
    assert home["alternative_weekly_cost"] == pytest.approx(5_000)
    assert home["break_even_occupancy"] == pytest.approx(165_000 / 247_000)
    assert home["planning_occupancy"] == 0.75


def test_the_promise_costs_what_the_sheet_says(tmp_path: Path) -> None:
    free = {name: rows for name, rows in read(TINY).items() if name != "targets"}
    without = solve(free, tmp_path)
    assert without.record.objective == pytest.approx(4_907_000 - 145_000, abs=PENNY)
    assert set(without.plan["option"]) == {"recruit"}


def test_a_home_a_year_later_costs_more(tmp_path: Path) -> None:
    tables = read(TINY)
    for row in tables["options"]:
        row["first_period"] = "2027/28" if row["option"] == "new_home" else ""
    later = solve(tables, tmp_path)
    assert later.record.objective == pytest.approx(4_907_000 - 145_000 + 226_000, abs=PENNY)
