"""The cheapest combination of figures that have to give way together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import scipy.sparse

from models.case import Floats
from optimiser.engine.allowance import Allowance
from optimiser.engine.bounded_solve import solve_bounded
from optimiser.engine.elastic import Elastic, with_row_limits
from optimiser.engine.loosening import BUDGET_FAMILIES, FAMILIES, amount_of, weight_of
from optimiser.engine.loosenings import loosening
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.reasons import Combination

STAGES = (("homes",), ("promises",), BUDGET_FAMILIES, ("suitable_share",), ("delivery",), ("market",))
"""The order in which shortfalls are made least where several kinds have to give way together."""


def least_of_each_kind(
    loose: Elastic, families: Sequence[str], allowance: Allowance
) -> tuple[tuple[Combination, ...], bool]:
    """The combination of each kind that is least in all, where the kind is enough; and whether time ran out."""

    def work(family: str) -> tuple[Combination | None, bool]:
        members = _members(loose, [family])
        settings = allowance.settings()
        if len(members) < 2 or settings is None:
            return None, len(members) >= 2
        weights = {number: weight_of(loose.cells[number]) for number in members}
        opened = loose.least({number: _most(loose, number) for number in members}, weights)
        outcome = solve_bounded(opened, settings, cancel=allowance.cancelled)
        if outcome.solution is None:
            return None, outcome.status is not Status.INFEASIBLE
        return _combination(loose, family, outcome, members, outcome.status is Status.OPTIMAL), False

    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(work, families))
    return tuple(one for one, _ in found if one is not None), any(short for _, short in found)


def least_together(loose: Elastic, allowance: Allowance) -> Combination | None:
    """Make the shortfall of each stage least in turn, holding the stages before at theirs."""
    members = _members(loose, FAMILIES)
    matrix = loose.opened({number: _most(loose, number) for number in members})
    last: Outcome | None = None
    proven = True
    for families in STAGES:
        weights = {number: weight_of(loose.cells[number]) for number in _members(loose, families)}
        settings = allowance.settings()
        if not weights:
            continue
        if settings is None:
            proven = False
            break
        cost = np.zeros(len(matrix.cost))
        for number, weight in weights.items():
            cost[loose.first + number] = weight * loose.scales[number]
        start = None if last is None else last.solution
        outcome = solve_bounded(replace(matrix, cost=cost), settings, start=start, cancel=allowance.cancelled)
        proven = proven and outcome.status is Status.OPTIMAL
        if outcome.solution is None:
            break
        last = outcome
        matrix = _with_total(matrix, cost, float(cost @ outcome.solution))
    return None if last is None else _combination(loose, "", last, members, proven)


def _members(loose: Elastic, families: Iterable[str]) -> list[int]:
    chosen = set(families)
    return [number for number, cell in enumerate(loose.cells) if cell.family in chosen]


def _most(loose: Elastic, number: int) -> float:
    """The most that a cell may give way; a promise in shares is measured afterwards, in the plan found."""
    cell = loose.cells[number]
    return math.inf if cell.family == "promises" else cell.most


def _with_total(matrix: Matrix, weights: Floats, total: float) -> Matrix:
    """The matrix with a row that keeps a weighted sum at a total already reached."""
    upper = np.array([total + 1e-6 * max(1.0, abs(total))])
    row = scipy.sparse.csc_array(weights.reshape(1, -1))
    return with_row_limits(matrix, [RowKey("stage", (len(matrix.row_keys),))], row, upper)


def _combination(
    loose: Elastic, family: str, outcome: Outcome, members: Sequence[int], proven: bool
) -> Combination | None:
    assert outcome.solution is not None, "only a solution has shortfalls"
    amounts = loose.amounts(outcome.solution)
    giving = [number for number in members if amount_of(loose.cells[number], float(amounts[number])) > 0]
    found = tuple(loosening(loose, number, float(amounts[number]), outcome.solution, proven) for number in giving)
    total = math.fsum(
        one.exact * weight_of(loose.cells[number]) for one, number in zip(found, giving, strict=True)
    )
    return Combination(family, found, total, FAMILIES.get(family, ""), proven) if found else None
