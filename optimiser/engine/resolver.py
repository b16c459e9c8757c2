"""A linear programme solved once, then again from its last basis after small changes of bounds."""

from __future__ import annotations

import time
from collections.abc import Mapping

import highspy
import numpy as np

from optimiser.engine.highs import Session
from optimiser.engine.matrix import Matrix
from optimiser.engine.settings import SolveSettings

Bounds = tuple[float, float]
"""A lower and an upper bound."""


class Resolver:
    """A linear programme solved once, then again from its last basis after small changes of bounds."""

    def __init__(self, matrix: Matrix) -> None:
        """Solve a matrix; whole-number columns are taken as divisible. ``outcome`` is what came of it."""
        began = time.perf_counter()
        self._matrix = matrix.relaxed()
        session = Session(self._matrix, SolveSettings())
        self._highs, self._scaling = session.highs, session.scaling
        self._highs.run()
        self.outcome = session.outcome(False, time.perf_counter() - began)
        scales = self._scaling.rows
        self._activity = np.array(self._highs.getSolution().row_value, dtype=float) / scales
        if self.outcome.row_duals is not None:
            _, ranging = self._highs.getRanging()
            self._lowest = np.array(ranging.row_bound_dn.value_, dtype=float) / scales
            self._highest = np.array(ranging.row_bound_up.value_, dtype=float) / scales
            self._highs.setOptionValue("presolve", "off")

    def cost(
        self, rows: Mapping[int, Bounds] | None = None, columns: Mapping[int, Bounds] | None = None
    ) -> float | None:
        """Cost with other bounds on some rows and columns; ``None`` where nothing is possible then."""
        held, highs = self._matrix, self._highs
        for row, (low, high) in (rows or {}).items():
            self._set_row(row, low, high)
        for column, bounds in (columns or {}).items():
            highs.changeColBounds(column, *bounds)
        highs.run()
        optimal = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        cost = float(highs.getInfo().objective_function_value) / self._scaling.objective if optimal else None
        for row in rows or {}:
            self._set_row(row, held.row_lower[row], held.row_upper[row])
        for column in columns or {}:
            highs.changeColBounds(column, held.column_lower[column], held.column_upper[column])
        return cost

    def _set_row(self, row: int, low: float, high: float) -> None:
        scale = self._scaling.rows[row]
        self._highs.changeRowBounds(row, low * scale, high * scale)

    def saving(self, rows: Mapping[int, Bounds], columns: Mapping[int, Bounds]) -> float:
        """What other bounds would save; nought where nothing is possible then."""
        cost = self.cost(rows, columns)
        return 0.0 if cost is None else (self.outcome.objective or 0.0) - cost

    @property
    def rounding(self) -> float:
        """What a slope, as a difference of two costs, must exceed to be more than rounding (£)."""
        return max(1e-6, 1e-9 * abs(self.outcome.objective or 0.0))

    def slope(self, row: int, step: float) -> float | None:
        """Change of cost for one more on a row's bounds, when they move by ``step`` (down where negative).

        The row's dual where it holds as far as that. Where it does not (the plan is degenerate, and the
        dual of one side or of neither) it comes from solving again; ``None`` where nothing is possible then.
        """
        assert self.outcome.row_duals is not None, "only what was solved has slopes"
        held = self._matrix
        reach = self._highest[row] if step > 0 else self._lowest[row]
        if (reach - self._activity[row]) / step >= 1.0:
            return float(self.outcome.row_duals[row])
        cost = self.cost({row: (held.row_lower[row] + step, held.row_upper[row] + step)})
        return None if cost is None else (cost - (self.outcome.objective or 0.0)) / step
