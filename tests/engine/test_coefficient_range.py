"""The scaling of a plan is reported as it is, and warned of wherever the solver would get the answer wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import optimiser
from models.plan import Plan, build
from optimiser.engine.coefficient_range import ALL, BUDGETS, CHILDREN, COSTS, CoefficientRange, coefficient_range
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.scaling import scaled, scaling_of
from optimiser.engine.settings import SolveSettings
from tests.cases.by_hand import PLACE, YEARS, option, service
from tests.cases.casebook import LEWISHAM, TINY, Tables, rows, weekly, write


def compiled(tables: Tables | Path, folder: Path) -> tuple[Plan, Matrix]:
    path = tables if isinstance(tables, Path) else write(tables, folder)
    plan = build(optimiser.read_case(path).case)
    return plan, compile_matrix(plan)


def of(tables: Tables | Path, folder: Path) -> CoefficientRange:
    return coefficient_range(*compiled(tables, folder))


def large_home(places: float) -> Tables:
    """One child; a home of so many places for £20,000 and bought homes for £50,000."""
    return service(1, options=option(places_per_unit=places))


def two_prices(dearest: float) -> Tables:
    """An option that must be taken, and two children in homes of £0.001 and £0.002 a year."""
    tables = service(
        2, homes="bought dear", options=option(running_cost=dearest, min_total=1, max_total=1, provision="kin")
    )
    tables["provisions"][1]["weekly_cost"] = weekly(0.001)
    tables["provisions"][2]["weekly_cost"] = weekly(0.002)
    tables["suitability"] = tables["suitability"][1:3]
    return tables


def tight_budget(dearest: float) -> Tables:
    """A dear option that must be taken leaves £100 of revenue: one child's home at £100, one built for £200."""
    must = option(option="must", running_cost=dearest, min_total=1, max_total=1, provision="kin")
    tables = service(
        settings={"capital_treatment": "cash"},
        options=option(running_cost=0, capital_cost=200) + must,
        budgets=rows("budget limit", ("revenue", dearest + 100)),
    )
    tables["provisions"][1]["weekly_cost"] = weekly(100)
    tables["suitability"] = tables["suitability"][:3]
    return tables


def small_places(places: float) -> Tables:
    """Two children; places at £20,000 each, in units of so small a part of one."""
    return service(options=option(places_per_unit=places, running_cost=PLACE * places, whole_units="no"))


DECADES = [10.0**power for power in range(2, 12)]


@pytest.mark.parametrize("size", DECADES)
@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (large_home, lambda _: PLACE),
        (two_prices, lambda dearest: dearest + 2 * 0.001),
        (tight_budget, lambda dearest: dearest + 100 + 200),
        (lambda size: small_places(1 / size), lambda _: 2 * PLACE),
    ],
    ids=["large_home", "two_prices", "tight_budget", "small_places"],
)
def test_an_answer_is_right_or_warned_of(
    make: Callable[[float], Tables], expected: Callable[[float], float], size: float, tmp_path: Path
) -> None:
    """One figure grows tenfold at a time; the optimum is known throughout, and a millionth of it is no error."""
    plan, matrix = compiled(make(size), tmp_path)
    outcome = solve(matrix, SolveSettings(gap=0.0))
    wrong = outcome.objective is None or abs(outcome.objective - expected(size)) > 2e-6 * expected(size)
    assert not wrong or coefficient_range(plan, matrix).warnings, (size, outcome.objective)


@pytest.mark.parametrize("dearest", DECADES)
def test_the_cheaper_home_is_chosen_or_warned_of(dearest: float, tmp_path: Path) -> None:
    plan, matrix = compiled(two_prices(dearest), tmp_path)
    found = solve(matrix, SolveSettings(gap=0.0))
    assert found.solution is not None
    living = plan.formulation.living(plan.formulation.case.flows_of_pool["bought", "home"], 0, 0)
    chosen = living.value(matrix.values(found.solution)) == pytest.approx(2)
    assert chosen or coefficient_range(plan, matrix).warnings


@pytest.mark.parametrize("case", [TINY, LEWISHAM], ids=lambda path: path.name)
def test_the_cases_that_come_with_the_program_are_not_warned_of(case: Path, tmp_path: Path) -> None:
    found = of(case, tmp_path)
    assert found.warnings == ()
    assert {span.kind for span in found.spans} == {CHILDREN, BUDGETS, COSTS, ALL}
    assert all(span.times < 1e8 for span in found.spans)


def test_from_a_thousandth_to_a_hundred_million_is_warned_of(tmp_path: Path) -> None:
    """A place in a thousand units and a set-up cost of £100m: eleven orders of magnitude."""
    (warning,) = of(service(options=option(places_per_unit=0.001, setup_cost=1e8)), tmp_path).warnings
    assert "0.001 (table options, column places_per_unit: open, home)" in warning
    assert "1e+08 (table options, columns setup_cost, capital_cost and running_cost: open, home)" in warning
    assert "100,000 million times apart" in warning
    assert "slip of units" in warning


def test_the_warning_names_the_table(tmp_path: Path) -> None:
    (warning,) = of(large_home(1e7), tmp_path).warnings
    assert warning.startswith(
        "Figures of children and places lie 10 million times apart, from 1 (one child) to 1e+07"
    )
    assert "Beyond 100,000 times" in warning
    (warning,) = of(tight_budget(9e11), tmp_path / "budget").warnings[:1]
    assert warning.startswith("Figures of budgets lie ")
    assert "table options" in warning


@pytest.mark.parametrize(("places", "warned"), [(1e5, False), (1.01e5, True), (1e-5, False), (0.99e-5, True)])
def test_the_threshold_of_children_and_places(places: float, warned: bool, tmp_path: Path) -> None:
    found = of(service(options=option(places_per_unit=places, running_cost=1)), tmp_path)
    assert (CHILDREN in {span.kind for span in found.spans if span.is_wide}) is warned


@pytest.mark.parametrize(("dearest", "warned"), [(9e7, False), (1.1e8, True)])
def test_the_threshold_of_costs(dearest: float, warned: bool, tmp_path: Path) -> None:
    found = of(
        service(options=option(running_cost=dearest, setup_cost=0) + option(option="other", running_cost=1)),
        tmp_path,
    )
    kinds = [span.kind for span in found.spans if span.is_wide]
    assert (kinds == [COSTS]) is warned


@pytest.mark.parametrize(("dearest", "warned"), [(9e7, False), (1.1e8, True)])
def test_the_threshold_of_budgets(dearest: float, warned: bool, tmp_path: Path) -> None:
    tables = service(
        options=option(running_cost=dearest) + option(option="other", running_cost=1),
        budgets=rows("budget limit", ("revenue", 1e9)),
    )
    wide = [span.kind for span in of(tables, tmp_path).spans if span.is_wide]
    assert (BUDGETS in wide) is warned


def test_what_decays_over_a_long_plan_is_not_warned_of(tmp_path: Path) -> None:
    """After three years exp(−3 ÷ 0.1) of the children are left: a coefficient of 1e-13 that nothing turns on."""
    tables = service(5, 3, supply=rows("provision area places", ("own", "home", 2)))
    for row in tables["provisions"]:
        row["mean_stay"] = 0.1
    found = of(tables, tmp_path)
    assert found.own.coefficients.smallest < 1e-8
    assert found.warnings == ()


def test_the_formulations_own_bounds_are_no_figures(tmp_path: Path) -> None:
    """The switch of a full pool carries the most children there could be: 400,000 in a very large authority."""
    held = rows("need home_area provision area children", ("child", "home", "own", "home", 400_000))
    supply = rows("provision area period places", ("own", "home", YEARS[0], 400_000), ("own", "home", YEARS[1], 1))
    tables = service(400_000, 2, supply=supply, placements=held)
    tables["provisions"][0]["mean_stay"] = ""
    plan, matrix = compiled(tables, tmp_path)
    assert plan.formulation.decisions.full
    found = coefficient_range(plan, matrix)
    assert found.own.coefficients.largest == 400_000
    assert found.warnings == ()


def test_the_ranges_are_those_of_the_matrix(tmp_path: Path) -> None:
    plan, matrix = compiled(TINY, tmp_path)
    found, shrunk = coefficient_range(plan, matrix), scaled(matrix, scaling_of(matrix))
    for ranges, held in ((found.own, matrix), (found.scaled, shrunk)):
        sizes = np.abs(held.rows.data[held.rows.data != 0])
        assert (ranges.coefficients.smallest, ranges.coefficients.largest) == (sizes.min(), sizes.max())
        costs = np.abs(held.cost[held.cost != 0])
        assert (ranges.costs.smallest, ranges.costs.largest) == (costs.min(), costs.max())
        sides = np.concatenate([held.row_lower, held.row_upper])
        sides = np.abs(sides[np.isfinite(sides) & (sides != 0)])
        assert (ranges.right_hand_sides.smallest, ranges.right_hand_sides.largest) == (sides.min(), sides.max())
    assert found.own.costs.largest > found.scaled.costs.largest
    assert 2.0**8 <= found.scaled.costs.largest <= 2.0**10


def test_nothing_to_decide_has_no_figures(tmp_path: Path) -> None:
    found = of(service(0, homes="bought"), tmp_path)
    assert found.spans == ()
    assert found.warnings == ()


def test_the_report_is_plain_data(tmp_path: Path) -> None:
    found = of(large_home(1e7), tmp_path)
    told = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert told == found.as_dict()
    assert told["warnings"] == list(found.warnings)
    (children,) = [span for span in told["spans"] if span["kind"] == CHILDREN]
    assert children["times"] == pytest.approx(1e7)
    assert children["too_wide"] is True
    assert children["largest"] == {
        "value": 1e7,
        "variable": "decide",
        "key": "open, home",
        "tables": "options, column places_per_unit",
    }
