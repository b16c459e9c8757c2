"""Units that suit a solver: costs and rows of pounds beside rows of children, brought to one order of size.

A plan's costs run to millions of pounds a home while its children and places are counted in ones. In pounds
HiGHS warns of the range and, on the Lewisham case, takes about twice as long and proves a wider gap. Every
factor is a power of two, so that scaling rounds nothing; it never leaves the engine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse

from models.case import Floats
from optimiser.engine.matrix import Matrix

_COST_EXPONENT = 9
"""The largest cost becomes about 2⁹, as large beside the coefficients as HiGHS solves best."""

_LARGE_ROW = 2.0**10
"""A row whose largest coefficient is below this is left in its own unit."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """Factors of the objective and of each row: scaled = factor × own."""

    objective: float
    rows: Floats

    def duals(self, scaled: Floats) -> Floats:
        """Row duals in £ for one of the row's own units."""
        return scaled * self.rows / self.objective


def scaling_of(matrix: Matrix) -> Scaling:
    """Factors that suit a matrix."""
    dearest = float(np.abs(matrix.cost).max(initial=0.0))
    largest = np.zeros(len(matrix.row_lower))
    np.maximum.at(largest, matrix.rows.indices, np.abs(matrix.rows.data))
    rows = np.where(largest > _LARGE_ROW, 2.0 ** -np.round(np.log2(np.maximum(largest, 1.0))), 1.0)
    objective = 2.0 ** (_COST_EXPONENT - np.round(np.log2(dearest))) if dearest > 0 else 1.0
    return Scaling(float(objective), rows)


def scaled(matrix: Matrix, scaling: Scaling) -> Matrix:
    """The matrix in the solver's units."""
    own = matrix.rows
    rows = scipy.sparse.csc_array((own.data * scaling.rows[own.indices], own.indices, own.indptr), shape=own.shape)
    return replace(
        matrix,
        cost=matrix.cost * scaling.objective,
        offset=matrix.offset * scaling.objective,
        rows=rows,
        row_lower=matrix.row_lower * scaling.rows,
        row_upper=matrix.row_upper * scaling.rows,
    )
