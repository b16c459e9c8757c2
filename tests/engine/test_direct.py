"""The matrix written without a model is the one written with it, for every case and after every change."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse

from models.case import Case
from models.plan import build
from optimiser import read_case
from optimiser.engine.direct import Written, write_directly
from optimiser.engine.matrix import Matrix, compile_matrix
from optimiser.errors import InputError
from optimiser.studies.assumed import Assumption, assumptions, changed
from optimiser.tables.inputs import CaseInputs
from tests.assurance.rich_cases import council
from tests.cases.casebook import ROOT
from tests.properties.random_cases import as_cells, case_of, generate, hold, inputs_of
from tests.properties.random_changes import sequence


def with_one_side_each(matrix: Matrix) -> Matrix:
    """The matrix with a row for each side of a row that has two, as the modelling language writes them."""
    two = np.isfinite(matrix.row_lower) & np.isfinite(matrix.row_upper) & (matrix.row_lower < matrix.row_upper)
    rows = np.repeat(np.arange(len(two)), np.where(two, 2, 1))
    second = np.concatenate([[False], rows[1:] == rows[:-1]])
    first = two[rows] & ~second
    return replace(
        matrix,
        rows=scipy.sparse.csc_array(matrix.rows[rows]),
        row_lower=np.where(first, -np.inf, matrix.row_lower[rows]),
        row_upper=np.where(second, np.inf, matrix.row_upper[rows]),
        row_keys=tuple(matrix.row_keys[row] for row in rows),
    )


def without_idle_rows(matrix: Matrix) -> Matrix:
    """The matrix without rows whose terms cancel out and that hold anyhow: the model has none of them."""
    filled = np.diff(matrix.rows.tocsr().indptr) > 0
    kept = filled | (matrix.row_lower > 1e-9) | (matrix.row_upper < -1e-9)
    return replace(
        matrix,
        rows=scipy.sparse.csc_array(matrix.rows.tocsr()[kept]),
        row_lower=matrix.row_lower[kept],
        row_upper=matrix.row_upper[kept],
        row_keys=tuple(key for key, keep in zip(matrix.row_keys, kept, strict=True) if keep),
    )


def assert_same(ranged: Matrix, modelled: Matrix, nothing: int) -> None:
    """A direct matrix has a column for every variable; those that no model's row has are empty in it.

    So is that of the variable that is always nought, ``nothing``, which a model carries where it has no other.
    """
    direct, other = with_one_side_each(without_idle_rows(ranged)), modelled.positions != nothing
    columns = modelled.positions[other]
    assert direct.row_keys == modelled.row_keys
    assert direct.variables == modelled.variables
    left = np.setdiff1d(np.arange(direct.variables), columns)  # the one that is always nought among them
    assert not direct.rows[:, left].nnz
    assert not direct.cost[left].any()
    assert np.all(abs(direct.rows[:, columns] - modelled.rows[:, other]).data <= 1e-9)
    for part in ("column_lower", "column_upper", "whole", "cost"):
        mine, models = getattr(direct, part)[columns], getattr(modelled, part)[other]
        np.testing.assert_allclose(mine, models, rtol=1e-12, atol=1e-9)
    for part in ("row_lower", "row_upper", "offset"):
        np.testing.assert_allclose(getattr(direct, part), getattr(modelled, part), rtol=1e-12, atol=1e-9)


def assert_written(case: Case, *before: Written) -> Written:
    written = write_directly(case, *before)
    assert written.plan.formulation.case is case
    assert_same(written.matrix, compile_matrix(build(case)), written.plan.formulation.decisions.nothing)
    return written


@pytest.mark.parametrize("name", ["tiny", "lewisham"])
def test_a_case_of_the_product(name: str) -> None:
    assert_written(read_case(ROOT / "inputs" / name).case)


def test_random_cases() -> None:
    def holds(seed: int) -> None:
        assert_written(case_of(generate(seed)))

    hold(40, holds)


def test_after_random_changes() -> None:
    def holds(seed: int) -> None:
        inputs = inputs_of(generate(seed))
        written = write_directly(inputs.case)
        for case in sequence(inputs, seed, 4):
            written = assert_written(case, written)

    hold(25, holds)


def change_figures(inputs: CaseInputs, chosen: Sequence[Assumption], factors: tuple[float, ...]) -> int:
    """Change figures of a case one by one: what is taken from the case before is as it would be written."""
    before = write_directly(inputs.case)
    tried = 0
    for assumption in chosen:
        for factor in factors:
            try:
                case = changed(inputs, assumption, factor).case
            except InputError:
                continue
            assert_written(case, before)
            tried += 1
    return tried


def test_after_a_change_in_any_column() -> None:
    inputs = inputs_of(as_cells(council()))
    one_of_each = {(one.table, one.column): one for one in assumptions(inputs)}
    assert change_figures(inputs, list(one_of_each.values()), (0.9,)) > 25


@pytest.mark.slow
def test_after_a_change_of_any_figure_either_way() -> None:
    inputs = inputs_of(as_cells(council()))
    assert change_figures(inputs, assumptions(inputs, grouped=False), (0.9, 1.1)) > 200


@pytest.mark.parametrize("limits", [(0.0, 0.0, 0.0), (2.0, 5.0, 1.0), (math.inf, math.inf, 0.0)])
def test_after_other_limits_on_units(limits: tuple[float, float, float]) -> None:
    case = inputs_of(as_cells(council())).case
    before = write_directly(case)
    named = dict(zip(("max_per_year", "max_total", "min_total"), limits, strict=True))
    assert case.options
    assert case.limit_groups
    of_options = {key: replace(row, **named) for key, row in case.options.items()}
    of_groups = {key: replace(row, label="Other", **named) for key, row in case.limit_groups.items()}
    for changed_case in (replace(case, options=of_options), replace(case, limit_groups=of_groups)):
        assert_written(replace(changed_case, options=of_options, limit_groups=of_groups), before)
        assert_written(changed_case, before)


def test_what_is_the_same_is_not_written_again() -> None:
    case = read_case(ROOT / "inputs" / "tiny").case
    before = write_directly(case)
    asked = replace(case, budgets=tuple(replace(budget, limit=budget.limit * 2) for budget in case.budgets))
    priced = {key: replace(row, weekly_cost=row.weekly_cost * 1.1) for key, row in case.provisions.items()}
    after = write_directly(asked, before)
    assert after.plan.cost_lines is before.plan.cost_lines
    after = write_directly(replace(case, provisions=priced), before)
    assert after.blocks["enough_places"] is before.blocks["enough_places"]
    assert after.plan.cost_lines is not before.plan.cost_lines
    fuller = {key: replace(row, occupancy=row.occupancy * 0.9) for key, row in case.provisions.items()}
    after = write_directly(replace(case, provisions=fuller), before)
    assert after.blocks["everyone_has_a_home"] is before.blocks["everyone_has_a_home"]
    assert after.blocks["enough_places"] is not before.blocks["enough_places"]
    assert after.plan.cost_lines is before.plan.cost_lines
    fewer = {key: replace(row, max_total=row.max_total * 0.5) for key, row in case.options.items()}
    after = write_directly(replace(case, options=fewer), before)
    assert after.blocks["everyone_has_a_home"] is before.blocks["everyone_has_a_home"]
    assert after.blocks["total_limit"] is not before.blocks["total_limit"]
    after = write_directly(replace(case, demand=case.demand * 1.1), before)
    assert after.blocks["enough_places"] is not before.blocks["enough_places"]
