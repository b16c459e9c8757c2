"""Compiling: one sparse matrix whose rows and columns keep their keys and say what the plan says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from models.case import Option
from models.plan import CONSTRAINTS, MONEY_CONSTRAINTS, Plan, build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.engine.settings import SolveSettings
from tests.engine.conftest import CaseBuilder


@pytest.fixture
def plan(small_case: CaseBuilder, option: Callable[..., Option]) -> Plan:
    home = option("home", "in", "own", 2.0, setup_cost=5_000.0, max_total=2.0)
    return build(small_case([6, 7], supply={"own": 2}, options=[home], living=3.0))


@pytest.fixture
def matrix(plan: Plan) -> Matrix:
    return compile_matrix(plan)


def test_shapes_agree(plan: Plan, matrix: Matrix) -> None:
    rows, columns = matrix.rows.shape
    assert rows == len(matrix.row_keys) == len(matrix.row_lower) == len(matrix.row_upper)
    assert columns == len(matrix.cost) == len(matrix.positions) == len(matrix.whole)
    assert matrix.variables == plan.formulation.decisions.count == len(plan.formulation.variables)
    assert (matrix.row_lower <= matrix.row_upper).all()
    assert (matrix.column_lower <= matrix.column_upper).all()


def test_every_row_has_a_key_of_a_known_family(matrix: Matrix) -> None:
    families = {function.__name__ for function in (*CONSTRAINTS, *MONEY_CONSTRAINTS)}
    assert {key.family for key in matrix.row_keys} <= families
    assert len(set(matrix.row_keys)) == len(matrix.row_keys), "both sides of a row are one row"
    homes = [key.index for key in matrix.row_keys if key.family == "everyone_has_a_home"]
    assert homes == [("child", "in", 0, 0), ("child", "in", 1, 0)]


def test_columns_are_in_the_plans_own_order(plan: Plan, matrix: Matrix) -> None:
    assert matrix.positions.tolist() == sorted(matrix.positions.tolist())
    columns = matrix.columns_of
    for position, column in enumerate(columns):
        assert column == -1 or matrix.positions[column] == position
    decided = [columns[position] for position in plan.formulation.decisions.decide.values()]
    assert matrix.whole[[column for column in decided if column >= 0]].all()
    assert matrix.whole.sum() == len(decided)


def test_values_and_cost_are_those_of_the_plan(plan: Plan, matrix: Matrix) -> None:
    """The cost of a solution, by the matrix and by the plan's own cost lines."""
    outcome = solve(matrix, SolveSettings(gap=0.0))
    assert outcome.solution is not None
    values = matrix.values(outcome.solution)
    assert len(values) == matrix.variables
    discount = plan.formulation.figures.discount
    lines = [line for line in plan.cost_lines if line.line != "capital"]
    total = sum(line.terms.value(values) * discount[line.period] for line in lines)
    assert matrix.objective(outcome.solution) == pytest.approx(outcome.objective)
    assert total == pytest.approx(outcome.objective)


def test_homes_add_up_in_the_matrix(plan: Plan, matrix: Matrix) -> None:
    """Three live with the agency and a share of them stays: new placements make up the six of the first year."""
    stay = float(plan.formulation.figures.retention[0, 0, 0])
    number = [key.family for key in matrix.row_keys].index("everyone_has_a_home")
    assert matrix.row_lower[number] == matrix.row_upper[number] == pytest.approx(6 - 3 * stay)


def test_relaxed_and_rebounded_leave_the_original(matrix: Matrix) -> None:
    relaxed = matrix.relaxed()
    assert not relaxed.whole.any()
    assert matrix.whole.any()
    fixed = matrix.with_bounds(np.zeros(len(matrix.cost)), np.zeros(len(matrix.cost)))
    assert not fixed.column_upper.any()
    assert matrix.column_upper.any()


def test_the_same_case_compiles_to_the_same_matrix(plan: Plan, matrix: Matrix) -> None:
    again = compile_matrix(build(plan.formulation.case))
    assert again.row_keys == matrix.row_keys
    assert (again.rows != matrix.rows).nnz == 0
    for name in ("cost", "row_lower", "row_upper", "column_lower", "column_upper", "whole", "positions"):
        assert np.array_equal(getattr(again, name), getattr(matrix, name)), name
