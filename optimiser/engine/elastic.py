"""A plan that can give way: slack on what was asked, never on what is physical.

What is physical (a child is somewhere, places exist, settled children stay) never gives way, and neither does
what the tables leave out: a market in a period without one, an option before its first period.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse

from models.case import Floats, Pool
from models.decisions import has_places, needs_tiers
from models.plan import Plan
from optimiser.engine.marginals import DELIVERY_FAMILIES, yearly_bounds, yearly_key
from optimiser.engine.matrix import Matrix, RowKey

FAMILIES = {
    "homes": "children",
    "promises": "children",
    "revenue_budget": "£",
    "capital_budget": "£",
    "suitable_share": "children",
    "delivery": "units",
    "market": "children",
}
"""Families that can give way, and the unit of their shortfall."""


@dataclass(frozen=True, slots=True)
class Slack:
    """A column added to a matrix: one row's leeway, above (``side`` −1) or below (1) its bound."""

    family: str
    key: RowKey
    row: int
    side: int
    column: int


@dataclass(frozen=True, slots=True)
class Elastic:
    """A matrix without costs, with slack columns after its own."""

    matrix: Matrix
    slacks: tuple[Slack, ...]

    def least(self, families: Iterable[str]) -> Matrix:
        """The matrix that minimises the total slack of some families."""
        cost = np.zeros(len(self.matrix.cost))
        cost[self.columns(families)] = 1.0
        return replace(self.matrix, cost=cost)

    def columns(self, families: Iterable[str]) -> list[int]:
        """Slack columns of some families."""
        chosen = set(families)
        return [slack.column for slack in self.slacks if slack.family in chosen]


def elastic(plan: Plan, matrix: Matrix, families: Iterable[str]) -> Elastic:
    """The matrix with slack columns on the rows, and on the limits of columns, of some families."""
    chosen = set(families)
    upper = yearly_bounds(plan, matrix)
    limits = [limit for limit in _column_limits(plan, matrix) if limit[0] in chosen and upper[limit[2]] < math.inf]
    extended = _with_rows(
        matrix.with_bounds(matrix.column_lower, upper),
        keys=[key for _, key, _ in limits],
        columns=[column for _, _, column in limits],
    )
    first_limit, first_slack = len(matrix.row_keys), len(matrix.cost)
    sides = [(family, row, side) for family, row, side in _row_sides(plan, matrix) if family in chosen]
    sides += [(limit[0], first_limit + number, -1) for number, limit in enumerate(limits)]
    slacks = tuple(
        Slack(family, extended.row_keys[row], row, side, first_slack + number)
        for number, (family, row, side) in enumerate(sides)
    )
    return Elastic(_with_slack(extended, slacks), slacks)


def family_of(plan: Plan, key: RowKey) -> str | None:
    """The family with which a row gives way; none where it is physical."""
    named = {"everyone_has_a_home": "homes", "promise": "promises", "market_full": "market"}
    if key.family in DELIVERY_FAMILIES:
        return "delivery"
    if key.family == "enough_places":
        f, pool = plan.formulation, Pool(*key.index[:2])
        bought = pool in f.figures.market and not has_places(f.case, f.figures, pool)
        return "market" if bought and not needs_tiers(f.case, f.figures, pool) else None
    return named.get(key.family, key.family if key.family in FAMILIES else None)


def _row_sides(plan: Plan, matrix: Matrix) -> Iterator[tuple[str, int, int]]:
    """Family, row and side of everything that can give way; homes only towards unmet need."""
    for row, key in enumerate(matrix.row_keys):
        family = family_of(plan, key)
        if family is None:
            continue
        if matrix.row_lower[row] > -math.inf:
            yield family, row, 1
        if matrix.row_upper[row] < math.inf and family != "homes":
            yield family, row, -1


def _column_limits(plan: Plan, matrix: Matrix) -> Iterator[tuple[str, RowKey, int]]:
    """Family, key and column of the limits that are bounds of columns: yearly limits, dearest price tiers."""
    f, columns = plan.formulation, matrix.columns_of
    for (option, t), position in f.decisions.decide.items():
        if columns[position] >= 0:
            yield "delivery", yearly_key(f.case, option, t), int(columns[position])
    dearest = {place: position for (place, _), position in sorted(f.decisions.buy.items())}
    for (pool, t, s), position in dearest.items():
        if columns[position] >= 0:
            yield "market", RowKey("market_full", (*pool, t, s)), int(columns[position])


def _with_rows(matrix: Matrix, keys: Sequence[RowKey], columns: Sequence[int]) -> Matrix:
    """The matrix with the upper bounds of some columns as rows instead."""
    chosen, count = list(columns), len(columns)
    upper = matrix.column_upper.copy()
    upper[chosen] = np.inf
    ones = (np.ones(count), (np.arange(count), chosen))
    added = scipy.sparse.csc_array(ones, shape=(count, len(upper)))
    return replace(with_row_limits(matrix, keys, added, matrix.column_upper[chosen]), column_upper=upper)


def with_row_limits(matrix: Matrix, keys: Sequence[RowKey], added: Any, upper: Floats) -> Matrix:
    """The matrix with more rows, each with an upper bound."""
    return replace(
        matrix,
        rows=scipy.sparse.csc_array(scipy.sparse.vstack([matrix.rows, added], format="csc")),
        row_lower=np.concatenate([matrix.row_lower, np.full(len(keys), -np.inf)]),
        row_upper=np.concatenate([matrix.row_upper, upper]),
        row_keys=(*matrix.row_keys, *keys),
    )


def _with_slack(matrix: Matrix, slacks: Sequence[Slack]) -> Matrix:
    """The matrix without costs and with a column for each slack, after the plan's own variables."""
    count = len(slacks)
    rows, sides = [slack.row for slack in slacks], [float(slack.side) for slack in slacks]
    added = scipy.sparse.csc_array((sides, (rows, np.arange(count))), shape=(len(matrix.row_keys), count))
    beyond = np.arange(matrix.variables, matrix.variables + count, dtype=np.intp)
    return replace(
        matrix,
        cost=np.zeros(len(matrix.cost) + count),
        offset=0.0,
        rows=scipy.sparse.csc_array(scipy.sparse.hstack([matrix.rows, added], format="csc")),
        column_lower=np.concatenate([matrix.column_lower, np.zeros(count)]),
        column_upper=np.concatenate([matrix.column_upper, np.full(count, np.inf)]),
        whole=np.concatenate([matrix.whole, np.zeros(count, dtype=bool)]),
        positions=np.concatenate([matrix.positions, beyond]),
        variables=matrix.variables + count,
    )
