"""What a changed case shares with another, and that a warm session and a warm programme make use of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.case import Case
from optimiser.engine.direct import write_directly
from optimiser.engine.highs import solve
from optimiser.engine.outcome import Status
from optimiser.engine.unchanged import Shared, shared
from optimiser.engine.warm import WarmLp
from optimiser.tables.inputs import read_case
from optimiser.what_if_session import WhatIfSession
from tests.cases.casebook import LEWISHAM, TINY


@pytest.fixture(scope="module")
def tiny() -> Case:
    return read_case(TINY).case


def busier(case: Case) -> Case:
    return replace(case, demand=case.demand * 1.1)


def dearer(case: Case) -> Case:
    return replace(
        case,
        provisions={key: replace(row, weekly_cost=2.0 * row.weekly_cost) for key, row in case.provisions.items()},
    )


def poorer(case: Case) -> Case:
    assert case.budgets
    return replace(case, budgets=tuple(replace(row, limit=0.99 * row.limit) for row in case.budgets))


def renamed(case: Case) -> Case:
    assert case.targets
    return replace(case, targets=tuple(replace(row, value=0.9 * row.value, label="Less") for row in case.targets))


def fewer(case: Case) -> Case:
    assert case.limit_groups
    groups = {key: replace(row, max_total=0.5 * row.max_total) for key, row in case.limit_groups.items()}
    options = {key: replace(row, max_per_year=0.5 * row.max_per_year) for key, row in case.options.items()}
    return replace(case, limit_groups=groups, options=options)


def test_how_much_is_shared(tiny: Case) -> None:
    lewisham = read_case(LEWISHAM).case
    assert shared(tiny, replace(tiny)) is Shared.ALL_BUT_ASKED
    assert shared(lewisham, poorer(lewisham)) is Shared.ALL_BUT_ASKED
    assert shared(lewisham, renamed(lewisham)) is Shared.ALL_BUT_ASKED
    assert shared(lewisham, fewer(lewisham)) is Shared.ALL_BUT_PLACES
    assert shared(lewisham, fewer(poorer(lewisham))) is Shared.ALL_BUT_PLACES
    assert shared(lewisham, dearer(fewer(lewisham))) is Shared.NOTHING
    assert shared(tiny, dearer(tiny)) is Shared.ALL_BUT_MONEY
    assert shared(tiny, busier(tiny)) is Shared.NOTHING


def test_loads_and_price_factors_are_compared_as_numbers(tiny: Case) -> None:
    factors = {key: np.ones(len(tiny.periods)) for key in tiny.provisions}
    one, other = (replace(tiny, price_factors={key: row.copy() for key, row in factors.items()}) for _ in range(2))
    assert shared(one, other) is Shared.ALL_BUT_ASKED
    assert shared(one, tiny) is Shared.ALL_BUT_MONEY
    assert shared(one, busier(other)) is Shared.NOTHING


def test_a_session_begins_from_the_nearer_of_the_last_case_and_the_first(tiny: Case) -> None:
    session = WhatIfSession(tiny)
    session.change(busier(tiny))
    assert session.solve().plan.formulation.decisions is not session.base.plan.formulation.decisions
    session.change(dearer(tiny))
    assert session.solve().plan.formulation.decisions is session.base.plan.formulation.decisions
    session.change(busier(dearer(tiny)))
    of_the_last = session.solve().plan.formulation.decisions
    session.change(busier(tiny))
    assert session.solve().plan.formulation.decisions is of_the_last


def test_two_sizes_and_an_impossible_case_leave_a_warm_programme_right(tiny: Case) -> None:
    plain = write_directly(tiny).matrix
    one_less = replace(plain, rows=plain.rows[:-1], row_lower=plain.row_lower[:-1], row_upper=plain.row_upper[:-1])
    third = replace(plain, rows=plain.rows[:-2], row_lower=plain.row_lower[:-2], row_upper=plain.row_upper[:-2])
    never = replace(
        plain, row_lower=np.where(np.isfinite(plain.row_lower), plain.row_lower + 1e4, plain.row_lower)
    )
    programme = WarmLp()
    for matrix in (
        plain,
        one_less,
        plain,
        third,
        never,
        plain,
        one_less,
        write_directly(dearer(tiny)).matrix,
        plain,
    ):
        found, cold = programme.solve(matrix), solve(matrix.relaxed())
        assert found.status is cold.status
        assert found.objective == (None if cold.objective is None else pytest.approx(cold.objective, rel=1e-9))
    assert programme.solve(never).status is Status.INFEASIBLE
