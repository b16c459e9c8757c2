"""A plan that can give way: one column for each cell of the tables that somebody could loosen.

What is physical (a child is somewhere, places exist, settled children stay) never gives way, and neither does
what the tables leave out: a market in a period without one, an option before its first period. The columns
come after the plan's own, in the cell's unit over its ``scale``, and are closed (held at nought) until asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse

from models.case import Case, Floats
from models.plan import Plan, build
from models.promised_pools import is_of_a_chance
from models.suitable_home import finding_nothing_by_row
from models.targets import counted_children, promised_children, target_scope
from models.terms import Terms
from optimiser.engine.loosening import BUDGET_FAMILIES, Cell
from optimiser.engine.loosening_cells import HOMES, cells, column_limits
from optimiser.engine.marginals import yearly_bounds
from optimiser.engine.matrix import Matrix, RowKey, compile_matrix

_ANY_PRICE = 1.0
_NEXT_TO_NOTHING = 1e-7
"""Children in a market of none, so that it is there and can be loosened; below the solver's tolerance."""
_MONEY_SCALE = 2.0**17
"""£ that one of a budget's columns stands for: costs in a budget's row are of about this size."""


@dataclass(frozen=True)
class Elastic:
    """A plan's matrix without costs, and after its own columns one for each cell that could give way.

    ``case`` is the case asked about; ``plan`` the same with unmet need and empty markets written into it, which
    the matrix holds at nought. ``first`` is the first cell's column; ``scales`` are the units of each cell to one
    of its column.
    """

    case: Case
    plan: Plan
    matrix: Matrix
    cells: tuple[Cell, ...]
    first: int
    scales: Floats

    def opened(self, most: Mapping[int, float]) -> Matrix:
        """The matrix in which some cells may give way, each by at most so much."""
        upper = self.matrix.column_upper.copy()
        for number, limit in most.items():
            upper[self.first + number] = limit / self.scales[number]
        return self.matrix.with_bounds(self.matrix.column_lower, upper)

    def holding(self, kept: Iterable[int]) -> Matrix:
        """The matrix in which every other cell may give way as far as it likes."""
        held = set(kept)
        return self.opened({number: math.inf for number in range(len(self.cells)) if number not in held})

    def least(self, most: Mapping[int, float], weights: Mapping[int, float]) -> Matrix:
        """The matrix in which some cells may give way and the weighted sum of how far is least."""
        cost = np.zeros(len(self.matrix.cost))
        for number, weight in weights.items():
            cost[self.first + number] = weight * self.scales[number]
        return replace(self.opened(most), cost=cost)

    def amounts(self, solution: Floats) -> Floats:
        """How far each cell would have to give way, at least, for a solution to keep to the rest.

        A share is held against the children who are in its scope in the solution.
        """
        own = self.matrix.rows[:, : self.first] @ solution[: self.first]
        short, over = self.matrix.row_lower - own, own - self.matrix.row_upper
        found = [
            max(0.0, *((short if _side(self.matrix, cell, row) > 0 else over)[row] / leeway
                       for row, leeway in cell.entries))
            for cell in self.cells
        ]  # fmt: skip
        for number, cell in enumerate(self.cells):
            if cell.family == "promises" and found[number] > 0 and cell.unit == "share":
                found[number] = max(0.0, cell.sign * (self.reached(cell, solution) - cell.old))
        return np.array(found)

    def reached(self, cell: Cell, solution: Floats) -> float:
        """The share (or number) that a promise reaches in a solution, in the worst of its periods."""
        values = self.matrix.values(solution)
        found = [counted.value(values) / max(1e-9, scope.value(values)) for counted, scope in self.sides(cell)]
        return max(found, default=0.0) if cell.sign > 0 else min(found, default=1.0)

    def sides(self, cell: Cell) -> list[tuple[Terms, Terms]]:
        """Of a promise in shares: the children counted, and those in scope, for each of its rows.

        Of a promise about the chance of a suitable home, by each row: those who find none, and those who come.
        """
        f, target = self.plan.formulation, self.case.targets[cell.subject[0]]
        if is_of_a_chance(target):
            held = finding_nothing_by_row(f, cell.subject[0])
            return [held[self.matrix.row_keys[row].index] for row, _ in cell.entries]
        scope, whole = target_scope(f.case, target), replace(target, value=1.0)
        keys = [self.matrix.row_keys[row].index[1:] for row, _ in cell.entries]
        return [(counted_children(f, scope, t, s), promised_children(f, whole, scope, t, s)) for t, s in keys]


def elastic(case: Case, every_period: frozenset[str] = frozenset()) -> Elastic:
    """The plan of a case with a column for each cell that could give way.

    ``every_period``: kinds of budget that the tables give once for every period.
    """
    forbidden = case.settings.unmet_need_price is None
    settings = replace(case.settings, unmet_need_price=_ANY_PRICE) if forbidden else case.settings
    market = tuple(replace(row, children_max=max(row.children_max, _NEXT_TO_NOTHING)) for row in case.market)
    plan = build(replace(case, settings=settings, market=market))
    compiled = compile_matrix(plan)
    matrix = compiled.with_bounds(compiled.column_lower, yearly_bounds(plan, compiled))
    matrix = _with_limits_as_rows(plan, matrix)
    if forbidden:
        matrix = _with_homes_in_all(plan, matrix)
    rows = {key: row for row, key in enumerate(matrix.row_keys)}
    found = cells(plan, rows, every_period, forbidden)
    found = tuple(_as_asked(case, cell) for cell in found)
    scales = np.array([_MONEY_SCALE if cell.family in BUDGET_FAMILIES else 1.0 for cell in found])
    first = len(matrix.cost)
    loose = _with_cells(_with_market(matrix, found), found, scales)
    return Elastic(case, plan, loose, found, first, scales)


def _as_asked(case: Case, cell: Cell) -> Cell:
    """A market's cell with what the tables say it has, not what was written in to keep it there."""
    return replace(cell, old=0.0) if cell.family == "market" and cell.old <= _NEXT_TO_NOTHING else cell


def _with_market(matrix: Matrix, found: Iterable[Cell]) -> Matrix:
    upper = matrix.row_upper.copy()
    for cell in found:
        if cell.family == "market" and cell.old == 0.0:
            upper[[row for row, _ in cell.entries]] -= _NEXT_TO_NOTHING
    return replace(matrix, row_upper=upper)


def _with_limits_as_rows(plan: Plan, matrix: Matrix) -> Matrix:
    """The matrix with limits that are upper bounds of columns as rows instead."""
    limits = list(column_limits(plan, matrix.columns_of, matrix.column_upper))
    chosen, count = [column for _, column in limits], len(limits)
    upper = matrix.column_upper.copy()
    upper[chosen] = np.inf
    ones = (np.ones(count), (np.arange(count), chosen))
    added = scipy.sparse.csc_array(ones, shape=(count, len(upper)))
    keys = [key for key, _ in limits]
    return replace(with_row_limits(matrix, keys, added, matrix.column_upper[chosen]), column_upper=upper)


def _with_homes_in_all(plan: Plan, matrix: Matrix) -> Matrix:
    """The matrix with a row that holds the years of care of children without a home to none."""
    row = scipy.sparse.csc_array(years_without_a_home(plan, matrix))
    return with_row_limits(matrix, [HOMES], row, np.zeros(1))


def years_without_a_home(plan: Plan, matrix: Matrix) -> Floats:
    """Years of care that each column of a plan's matrix stands for in children without a home, as one row."""
    case, columns = plan.formulation.case, matrix.columns_of
    row = np.zeros((1, len(matrix.cost)))
    for (_, _, t, s), position in plan.formulation.decisions.unmet.items():
        if columns[position] >= 0:
            row[0, columns[position]] = care_years(case, t, s)
    return row


def care_years(case: Case, t: int, s: int) -> float:
    """Years of care of one child in a period, by the probability of the scenario (a year where it has none)."""
    return case.periods[t].years * (case.scenarios[s].probability or 1.0)


def with_row_limits(matrix: Matrix, keys: Iterable[RowKey], added: Any, upper: Floats) -> Matrix:
    """The matrix with more rows, each with an upper bound."""
    return replace(
        matrix,
        rows=scipy.sparse.csc_array(scipy.sparse.vstack([matrix.rows, added], format="csc")),
        row_lower=np.concatenate([matrix.row_lower, np.full(len(upper), -np.inf)]),
        row_upper=np.concatenate([matrix.row_upper, upper]),
        row_keys=(*matrix.row_keys, *keys),
    )


def _with_cells(matrix: Matrix, found: tuple[Cell, ...], scales: Floats) -> Matrix:
    """The matrix without costs and with a closed column for each cell."""
    count = len(found)
    places = [(row, number, _side(matrix, cell, row) * leeway * scales[number])
              for number, cell in enumerate(found) for row, leeway in cell.entries]  # fmt: skip
    rows, columns, leeways = zip(*places, strict=True) if places else ((), (), ())
    added = scipy.sparse.csc_array((leeways, (rows, columns)), shape=(len(matrix.row_keys), count))
    beyond = np.arange(matrix.variables, matrix.variables + count, dtype=np.intp)
    return replace(
        matrix,
        cost=np.zeros(len(matrix.cost) + count),
        offset=0.0,
        rows=scipy.sparse.csc_array(scipy.sparse.hstack([matrix.rows, added], format="csc")),
        column_lower=np.concatenate([matrix.column_lower, np.zeros(count)]),
        column_upper=np.concatenate([matrix.column_upper, np.zeros(count)]),
        whole=np.concatenate([matrix.whole, [cell.whole for cell in found]]),
        positions=np.concatenate([matrix.positions, beyond]),
        variables=matrix.variables + count,
    )


def _side(matrix: Matrix, cell: Cell, row: int) -> float:
    """1 where the cell's column lifts a row towards its lower bound, −1 where it makes room below the upper."""
    if cell.family == "delivery":
        return 1.0 if cell.sign < 0 else -1.0
    return 1.0 if matrix.row_upper[row] == math.inf else -1.0
