r"""Bounds of whole-number columns that no plan cheaper than one in hand can pass.

With :math:`z` the optimum of the linear relaxation, :math:`d_j` a column's reduced cost there and :math:`U` the
cost of a plan, every plan that costs no more than :math:`U` has

.. math:: x_j - l_j \le (U - z) / d_j \quad (d_j > 0), \qquad u_j - x_j \le (U - z) / |d_j| \quad (d_j < 0)

(reduced cost fixing: Dantzig, Fulkerson and Johnson 1954). Told before a search begins, it saves the solver
most of its work on a plan that a change moves only a little.
"""

from __future__ import annotations

import numpy as np

from models.case import Floats
from optimiser.engine.matrix import Matrix

_ROUNDING = 1e-6
"""Share of the cost by which the plan in hand is taken to cost more, so that rounding cuts off no plan."""
_ZERO = 1e-9


def narrowed(matrix: Matrix, relaxed_cost: float, row_duals: Floats, plan_cost: float) -> Matrix:
    """The matrix with the bounds of whole-number columns that a plan of at most ``plan_cost`` can have."""
    reduced = matrix.cost - matrix.rows.T @ row_duals
    room = max(0.0, plan_cost - relaxed_cost) + _ROUNDING * max(abs(plan_cost), 1.0)
    lower, upper = matrix.column_lower.copy(), matrix.column_upper.copy()
    up = matrix.whole & (reduced > _ZERO)
    upper[up] = np.minimum(upper[up], lower[up] + np.floor(room / reduced[up] + _ROUNDING))
    down = matrix.whole & (reduced < -_ZERO) & np.isfinite(upper)
    lower[down] = np.maximum(lower[down], upper[down] - np.floor(room / -reduced[down] + _ROUNDING))
    return matrix.with_bounds(lower, upper)
