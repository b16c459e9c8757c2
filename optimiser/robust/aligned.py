"""Matrices of several futures brought to the same rows and columns.

Most futures of a case have the same ones. A pool's switch (:mod:`models.crowding`) is there only where settled
children could be more than the pool's limit, which depends on how demand falls: so one future may have it and
another not. Where a future has no such column it is held at nought, where it has no such row the row says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray

from models.decisions import Decisions
from models.terms import Positions
from optimiser.engine.direct import Written
from optimiser.engine.matrix import Matrix

ColumnKey = tuple[str, tuple[Any, ...]]
"""Kind and index of a variable."""


def column_keys(decisions: Decisions) -> tuple[ColumnKey, ...]:
    """Every variable by its key, in the order of its position."""
    return tuple((kind.name, key) for kind in decisions.kinds for key in kind.keys)


def aligned(written: Sequence[Written]) -> tuple[tuple[ColumnKey, ...], list[Matrix]]:
    """The columns of all futures together, and each future's matrix with just those and the rows of all.

    Rows and columns of the first future come first, in their order; then what each later future has besides.
    """
    columns = [column_keys(one.plan.formulation.decisions) for one in written]
    rows = [one.matrix.row_keys for one in written]
    if all(each == columns[0] for each in columns) and all(each == rows[0] for each in rows):
        return columns[0], [replace(one.matrix, row_keys=rows[0]) for one in written]
    column_at = {key: place for place, key in enumerate(dict.fromkeys(chain.from_iterable(columns)))}
    row_at = {key: place for place, key in enumerate(dict.fromkeys(chain.from_iterable(rows)))}
    whole = np.zeros(len(column_at), dtype=bool)
    placed = [np.array([column_at[key] for key in each], dtype=np.intp) for each in columns]
    for one, at in zip(written, placed, strict=True):
        whole[at] |= one.matrix.whole
    matrices = []
    for one, at in zip(written, placed, strict=True):
        down = np.array([row_at[key] for key in one.matrix.row_keys], dtype=np.intp)
        matrices.append(replace(_spread(one.matrix, at, down, whole, len(row_at)), row_keys=tuple(row_at)))
    return tuple(column_at), matrices


def _spread(matrix: Matrix, columns: Positions, rows: Positions, whole: NDArray[np.bool_], height: int) -> Matrix:
    """A matrix among more columns and rows: columns it does not have are nought, rows say nothing."""
    width = len(whole)
    at = matrix.rows.tocoo()
    cost, lower, upper = np.zeros(width), np.zeros(width), np.zeros(width)
    cost[columns], lower[columns], upper[columns] = matrix.cost, matrix.column_lower, matrix.column_upper
    least, most = np.full(height, -np.inf), np.full(height, np.inf)
    least[rows], most[rows] = matrix.row_lower, matrix.row_upper
    spread = scipy.sparse.coo_array((at.data, (rows[at.row], columns[at.col])), shape=(height, width))
    return replace(
        matrix,
        cost=cost,
        rows=scipy.sparse.csc_array(spread),
        row_lower=least,
        row_upper=most,
        column_lower=lower,
        column_upper=upper,
        whole=whole,
        positions=np.arange(width, dtype=np.intp),
        variables=width,
    )
