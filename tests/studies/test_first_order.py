"""First-order effects: exact where cost is linear, the slope of the solver's own optimum, and read completely."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.errors import InputError
from optimiser.studies.assumed import Assumption, assumptions, changed
from optimiser.studies.first_order import FirstOrder, Prices, prices
from optimiser.tables.inputs import CaseInputs, read_case
from tests.cases.casebook import rows
from tests.slower import quick_first
from tests.studies.hand_case import hand_inputs
from tests.tables.planting import add, set_cell, several
from tests.tables.small_case import small_case, write_csv


def first_order(inputs: CaseInputs, held: bool = True) -> FirstOrder:
    plan = build(inputs.case)
    matrix = compile_matrix(plan)
    found = solve(matrix)
    assert found.solution is not None
    optimum = solve(matrix.holding(found.solution) if held else matrix.relaxed())
    assert optimum.solution is not None
    assert optimum.row_duals is not None
    return FirstOrder(plan, (prices(matrix, optimum.solution, optimum.row_duals),))


def one(inputs: CaseInputs, table: str, column: str, row: str) -> Assumption:
    (found,) = [a for a in assumptions(inputs) if (a.table, a.column, a.row) == (table, column, row)]
    return found


@pytest.mark.parametrize(
    ("table", "column", "row", "effect"),
    [
        ("demand", "children", "child / home / 2025/26 / ", 100_000),
        ("provisions", "weekly_cost", "bought", 20_000),
        ("options", "running_cost", "home / home", 60_000),
        ("options", "places_per_unit", "home / home", 80_000),
        ("market", "children_max", "bought / home /  / 1", 0),
    ],
)
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_it_is_the_effect_where_cost_is_linear(
    table: str, column: str, row: str, effect: float, factor: float, tmp_path: Path
) -> None:
    inputs = hand_inputs(tmp_path, market=rows("provision area children_max", ("bought", "home", 7)))
    case = changed(inputs, one(inputs, table, column, row), factor).case
    assert first_order(inputs).estimate(case, table, column).effect == pytest.approx(effect, abs=0.01)


@pytest.mark.parametrize(("most", "breaks"), [(1.9, True), (2.0, False), (2.3, False)])
def test_a_limit_with_room_to_spare_has_no_price_but_is_seen_to_break(
    most: float, breaks: bool, tmp_path: Path
) -> None:
    """2 are bought of at most 2.1: fewer than 2 would not be enough."""
    inputs = hand_inputs(tmp_path, market=rows("provision area children_max", ("bought", "home", 2.1)))
    market = tuple(replace(row, children_max=most) for row in inputs.case.market)
    found = first_order(inputs).estimate(replace(inputs.case, market=market), "market", "children_max")
    assert (found.effect, found.breaks) == (pytest.approx(0, abs=0.01), breaks)


def test_a_decision_beyond_its_new_bound_is_seen_to_break(tmp_path: Path) -> None:
    inputs = hand_inputs(tmp_path)
    options = {key: replace(option, max_total=1.0) for key, option in inputs.case.options.items()}
    found = first_order(inputs)
    assert found.estimate(replace(inputs.case, options=options), "options", "max_total").breaks
    assert not found.estimate(inputs.case, "options", "max_total").breaks


def test_with_whole_numbers_let_go_a_limit_on_them_has_a_price(tmp_path: Path) -> None:
    """A home more or less saves or costs £100,000; held as planned, the homes are what they are."""
    inputs = hand_inputs(tmp_path)
    options = {key: replace(option, max_total=1.0) for key, option in inputs.case.options.items()}
    fewer = replace(inputs.case, options=options)
    assert first_order(inputs, held=False).estimate(fewer, "options", "max_total").effect == pytest.approx(100_000)


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> CaseInputs:
    """A case with a figure in nearly every column."""
    tables = small_case()
    more = {"unmet_need": 5e5, "asset_life": 30, "travel_cost_per_mile": 40}
    several(
        *[add("settings", setting=name, value=value) for name, value in more.items()],
        set_cell("budgets", 2, "price_if_missed", 2),
        add(
            "grants",
            grant="unit",
            basis="per_unit",
            amount=900,
            needs="*",
            provisions="*",
            options="*",
            periods="*",
        ),
    )(tables)
    return read_case(write_csv(tables, tmp_path_factory.mktemp("case")))


@pytest.mark.parametrize("factor", quick_first([0.9, 1.1], 1))
def test_every_figure_is_read_by_what_is_weighed_for_it(rich: CaseInputs, factor: float) -> None:
    """For any plan and any prices, the families named for a column give the same as all of them."""
    plan = build(rich.case)
    matrix = compile_matrix(plan)
    random = np.random.default_rng(3)
    worth = {(key.family, tuple(key.index)): float(random.normal()) for key in matrix.row_keys}
    size = matrix.variables
    found = FirstOrder(plan, (Prices(random.uniform(0, 3, size), random.normal(size=size), worth),))
    seen = set()
    for figure in assumptions(rich):
        if figure.reason_to_leave_out(0.1):
            continue
        try:
            case = changed(rich, figure, factor).case
        except InputError:
            continue
        named = found.estimate(case, figure.table, figure.column).effect
        everything = found.estimate(case, "any", "any").effect
        assert named == pytest.approx(everything, rel=1e-6, abs=1e-3), figure
        seen.add((figure.table, figure.column))
    assert len(seen) > 25


@pytest.mark.slow
def test_it_is_the_slope_of_the_least_cost(rich: CaseInputs) -> None:
    """Against the linear programme solved again a ten-thousandth either way: the slope lies between the two."""
    plan = build(rich.case)
    matrix = compile_matrix(plan).relaxed()
    base = solve(matrix)
    assert base.solution is not None
    assert base.row_duals is not None
    assert base.objective is not None
    found = FirstOrder(plan, (prices(matrix, base.solution, base.row_duals),))
    tried = 0
    for figure in assumptions(rich):
        if figure.reason_to_leave_out(0.1):
            continue
        sizes = []
        for factor in (1 - 1e-4, 1 + 1e-4):
            try:
                case = changed(rich, figure, factor).case
            except InputError:
                continue
            again = solve(compile_matrix(build(case)).relaxed())
            assert again.objective is not None
            sizes.append(abs(again.objective - base.objective))
            slope = found.estimate(case, figure.table, figure.column).effect
        if len(sizes) == 2:
            assert 0.99 * min(sizes) - 1 <= slope <= 1.01 * max(sizes) + 1, (figure, slope, sizes)
            tried += slope > 1
    assert tried > 10
