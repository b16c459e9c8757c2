"""All futures in one programme: shared columns once, a copy of everything else for each future.

Put together from the compiled blocks, so that time and memory grow linearly with the futures. It is what the
L-shaped method is tested against, and what solves a few futures.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse

from models.case import Floats
from optimiser.engine.matrix import Matrix, RowKey
from optimiser.engine.two_stage.risk import EXPECTED, Risk
from optimiser.engine.two_stage.stages import TwoStage


def extensive_form(two: TwoStage, risk: Risk = EXPECTED) -> Matrix:
    """The extensive form.

    Columns: the shared ones, then those of each future in turn, then, where there is a risk to price, the edge
    η of the dearest futures and the excess δ of each over it. Rows likewise, those of the futures under the row
    keys of a single one.
    """
    plain = _expected(two)
    if not risk.averse:
        return plain
    excess = _excess(two)
    weight, tail = risk.cvar_weight, risk.cvar_weight / (1.0 - risk.level)
    futures = two.futures
    columns = len(plain.cost) + 1 + futures
    padded = widened(plain.rows, columns)
    return Matrix(
        cost=np.concatenate([(1.0 - weight) * plain.cost, [weight], tail * two.probabilities]),
        offset=(1.0 - weight) * plain.offset,
        rows=scipy.sparse.csc_array(scipy.sparse.vstack([padded, excess])),
        row_lower=np.concatenate([plain.row_lower, [block.offset for block in two.blocks]]),
        row_upper=np.concatenate([plain.row_upper, np.full(futures, np.inf)]),
        column_lower=np.concatenate([plain.column_lower, [-np.inf], np.zeros(futures)]),
        column_upper=np.concatenate([plain.column_upper, np.full(1 + futures, np.inf)]),
        whole=np.concatenate([plain.whole, np.zeros(1 + futures, dtype=bool)]),
        row_keys=plain.row_keys + tuple(RowKey("excess", (future,)) for future in range(futures)),
        positions=np.arange(columns, dtype=np.intp),
        variables=columns,
    )


def widened(rows: scipy.sparse.csc_array[Any], columns: int) -> scipy.sparse.csc_array[Any]:
    """Rows with empty columns added, so many in all."""
    starts = np.append(rows.indptr, np.full(columns - rows.shape[1], rows.indptr[-1], dtype=rows.indptr.dtype))
    return scipy.sparse.csc_array((rows.data, rows.indices, starts), shape=(rows.shape[0], columns))


def costs_by_future(two: TwoStage, solution: Floats) -> Floats:
    """Cost of each future in a solution of the extensive form."""
    shared, each = len(two.first), len(two.second)
    later = solution[shared : shared + each * two.futures].reshape(two.futures, each)
    return np.array(
        [
            block.cost[two.first] @ solution[:shared] + block.cost[two.second] @ values + block.offset
            for block, values in zip(two.blocks, later, strict=True)
        ]
    )


def _expected(two: TwoStage) -> Matrix:
    """The extensive form of the expectation."""
    first, shares, reference = two.first_stage, two.probabilities, two.blocks[0]
    later = [block.rows.tocsr()[two.later_rows] for block in two.blocks]
    recourse = scipy.sparse.block_diag([rows[:, two.second] for rows in later], format="csc")
    above = scipy.sparse.csc_array((len(first.row_lower), recourse.shape[1]))
    rows = scipy.sparse.hstack(
        [
            scipy.sparse.vstack([first.rows, *(rows[:, two.first] for rows in later)]),
            scipy.sparse.vstack([above, recourse]),
        ],
        format="csc",
    )
    keys = reference.row_keys
    columns = len(first.cost) + recourse.shape[1]

    def each(name: str) -> list[Floats]:
        return [getattr(block, name)[two.second] for block in two.blocks]

    return Matrix(
        cost=np.concatenate([first.cost, *(shares[:, None] * np.array(each("cost")))]),
        offset=first.offset,
        rows=scipy.sparse.csc_array(rows),
        row_lower=np.concatenate([first.row_lower, *(block.row_lower[two.later_rows] for block in two.blocks)]),
        row_upper=np.concatenate([first.row_upper, *(block.row_upper[two.later_rows] for block in two.blocks)]),
        column_lower=np.concatenate([first.lower, *each("column_lower")]),
        column_upper=np.concatenate([first.upper, *each("column_upper")]),
        whole=np.concatenate([first.whole, *each("whole")]),
        row_keys=tuple(keys[row] for row in two.own_rows)
        + tuple(keys[row] for row in two.later_rows) * two.futures,
        positions=np.arange(columns, dtype=np.intp),
        variables=columns,
    )


def _excess(two: TwoStage) -> scipy.sparse.csc_array[Any]:
    """Rows δ + η − cost ≥ offset, one for each future."""
    futures = two.futures
    return scipy.sparse.csc_array(
        scipy.sparse.hstack(
            [
                -scipy.sparse.csc_array(np.array([block.cost[two.first] for block in two.blocks])),
                -scipy.sparse.block_diag([block.cost[two.second][None] for block in two.blocks]),
                scipy.sparse.csc_array(np.ones((futures, 1))),
                scipy.sparse.eye_array(futures),
            ]
        )
    )
