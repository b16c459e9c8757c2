"""How far one cell of the tables would have to give way by itself, everything else as asked.

The cell's own column is made least in the plan with its whole numbers, which is exact wherever the cell enters the
plan's rows in proportion. It does not in two places. A *share* of children whose number depends on the plan is
found by Dinkelbach's method: each solve holds the share at what the plan before it reached and asks how much
better can be done, until that is nothing. And where a limit also decides whether a pool counts as full (markets
and options of such pools, shares below the children already settled), the amount is tried on the plan written
again with the cell changed, and searched for there by halving where it is not right.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import scipy.sparse

from models.case import Floats
from models.terms import Positions, Terms
from optimiser.engine.allowance import Allowance
from optimiser.engine.bounded_solve import solve_bounded
from optimiser.engine.elastic import Elastic
from optimiser.engine.loosening import amount_of
from optimiser.engine.loosening_tried import changes_the_rules, is_enough
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome, Status

_CLOSE = 8e-3
"""Share of an amount within which no less must be known to be enough for it to be called the least.

With what rounding up adds (0.1 %), one per cent less of what is said is then known not to be enough.
"""
_ROUNDS = 12
_NARROW = 5e-3
_DOUBLINGS = 20


class Answer(StrEnum):
    """Whether a cell's giving way by itself is enough."""

    ENOUGH = "enough"
    NOT_ENOUGH = "not enough"
    UNSETTLED = "unsettled"


@dataclass(frozen=True)
class Alone:
    """What one cell's giving way by itself comes to.

    ``amount`` in the cell's unit, the least (``proven``) that is enough; ``solution`` a plan of the elastic
    matrix with it, where there is one.
    """

    answer: Answer
    amount: float = math.nan
    proven: bool = True
    solution: Floats | None = None


def alone(loose: Elastic, number: int, allowance: Allowance) -> Alone:
    """The least amount by which a cell would have to give way by itself."""
    cell = loose.cells[number]
    found = _in_proportion(loose, number, allowance)
    if cell.family == "promises" and cell.unit == "share" and found.solution is not None:
        found = _share_alone(loose, number, found, allowance)
    if found.answer is not Answer.UNSETTLED and changes_the_rules(loose, cell):
        return _tried(loose, number, found, allowance)
    if found.answer is Answer.ENOUGH and found.amount > cell.most * (1 + 1e-9):
        return Alone(Answer.NOT_ENOUGH)
    return found


def _in_proportion(loose: Elastic, number: int, allowance: Allowance) -> Alone:
    """The least amount where the cell enters the rows in proportion to it."""
    cell = loose.cells[number]
    loosest = math.inf if cell.family in ("promises", "suitable_share") else cell.most
    outcome = _solved(loose.least({number: loosest}, {number: 1.0}), allowance)
    if outcome is None:
        return Alone(Answer.UNSETTLED)
    if outcome.solution is None:
        impossible = outcome.status is Status.INFEASIBLE
        return Alone(Answer.NOT_ENOUGH if impossible else Answer.UNSETTLED)
    amount = float(outcome.solution[loose.first + number] * loose.scales[number])
    proven = outcome.status is Status.OPTIMAL or (outcome.gap is not None and outcome.gap <= _CLOSE)
    beyond = cell.family == "suitable_share" and amount > cell.most + 1e-9
    return (
        Alone(Answer.NOT_ENOUGH) if beyond and proven else Alone(Answer.ENOUGH, amount, proven, outcome.solution)
    )


def _solved(matrix: Matrix, allowance: Allowance, close_enough: float | None = None) -> Outcome | None:
    settings = allowance.settings()
    if settings is None:
        return None
    return solve_bounded(matrix, settings, cancel=allowance.cancelled, close_enough=close_enough)


def _share_alone(loose: Elastic, number: int, first: Alone, allowance: Allowance) -> Alone:
    """The best share that a promise can reach, from one that a plan reaches (Dinkelbach, 1967)."""
    assert first.solution is not None, "begins from a plan"
    cell, solution, amount = loose.cells[number], first.solution, first.amount
    for _ in range(_ROUNDS):
        reached = loose.reached(cell, solution)
        amount = cell.sign * (reached - cell.old)
        outcome = _solved(_beyond(loose, number, reached, solution), allowance, close_enough=amount * _CLOSE / 2)
        if outcome is None or outcome.solution is None or outcome.bound is None:
            return Alone(Answer.ENOUGH, amount, False, solution)
        better = loose.reached(cell, outcome.solution)
        nothing_left = -outcome.bound <= _CLOSE * amount
        gained = cell.sign * (reached - better)
        if gained > 0:
            solution, amount = outcome.solution, amount - gained
        if nothing_left or gained <= 0:
            return Alone(Answer.ENOUGH, max(amount, 0.0), nothing_left, solution)
    return Alone(Answer.ENOUGH, amount, False, solution)


def _beyond(loose: Elastic, number: int, reached: float, solution: Floats) -> Matrix:
    """The matrix in which a promise asks for the share that was reached, and for as much better as can be.

    Its column is nought for that share and falls below it by what is better, each row by the children in scope.
    """
    cell, opened = loose.cells[number], loose.least({number: 0.0}, {number: 1.0})
    values, columns = opened.values(solution), opened.columns_of
    rows = opened.rows.tolil()
    low, high, lower = opened.row_lower.copy(), opened.row_upper.copy(), opened.column_lower.copy()
    lower[loose.first + number] = -1.0
    for (row, _), (_, scope) in zip(cell.entries, loose.sides(cell), strict=True):
        change = _added(scope.times(cell.old - reached), columns, len(opened.cost))
        rows[[row], :] = rows[[row], :] + change[0]
        low[row], high[row] = low[row] - change[1], high[row] - change[1]
        way = -cell.sign * max(scope.value(values), 1e-3)
        rows[row, loose.first + number] = way
    changed = scipy.sparse.csc_array(rows)
    return replace(opened, rows=changed, row_lower=low, row_upper=high, column_lower=lower)


def _added(terms: Terms, columns: Positions, width: int) -> tuple[Any, float]:
    """Terms as one row of a matrix, and their constant."""
    where = columns[terms.positions]
    held = where >= 0
    coefficients, where = terms.coefficients[held], where[held]
    row = scipy.sparse.csr_array((coefficients, (np.zeros(len(where), dtype=int), where)), shape=(1, width))
    return row, terms.constant


def _tried(loose: Elastic, number: int, found: Alone, allowance: Allowance) -> Alone:
    """The least amount that is enough when the plan is written again with the cell changed."""
    cell = loose.cells[number]
    most = min(cell.most, 1e6)
    step = 1.0 if cell.whole else max(1e-3, _NARROW * max(cell.old, 0.0))
    high = amount_of(cell, found.amount) if found.answer is Answer.ENOUGH else step
    low = 0.0
    for _ in range(_DOUBLINGS):
        high = min(high, most)
        enough = is_enough(loose, {number: high}, allowance)
        if enough is None:
            return Alone(Answer.UNSETTLED)
        if enough:
            break
        if high >= most:
            return Alone(Answer.NOT_ENOUGH)
        low, high = high, 2 * high
    else:
        return Alone(Answer.NOT_ENOUGH, proven=False)
    if low == 0.0:
        low = high - 1.0 if cell.whole else high * (1 - _NARROW)
        if low > 0 and is_enough(loose, {number: low}, allowance):
            high, low = low, 0.0
    return _halved(loose, number, low, high, allowance)


def _halved(loose: Elastic, number: int, low: float, high: float, allowance: Allowance) -> Alone:
    """The least amount between one that is not enough and one that is."""
    whole = loose.cells[number].whole
    while high - low > (1.0 if whole else _NARROW * high):
        middle = (low + high) / 2
        middle = float(math.floor(middle)) if whole else middle
        enough = is_enough(loose, {number: middle}, allowance)
        if enough is None:
            return Alone(Answer.ENOUGH, high, proven=False)
        low, high = (low, middle) if enough else (middle, high)
    return Alone(Answer.ENOUGH, high)
