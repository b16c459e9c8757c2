"""A plan compiled to one sparse matrix, whose rows and columns keep their keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from models.case import Floats
from models.plan import Plan
from models.pyomo_model import Modelled


@dataclass(frozen=True, slots=True)
class RowKey:
    """A row's constraint family and index within it."""

    family: str
    index: tuple[Any, ...]


@dataclass(frozen=True)
class Matrix:
    """``min cost·x + offset`` subject to ``row_lower ≤ A x ≤ row_upper`` and column bounds.

    ``positions`` gives, for each column, its place in the plan's own list of variables.
    """

    cost: Floats
    offset: float
    rows: scipy.sparse.csc_array[Any]
    row_lower: Floats
    row_upper: Floats
    column_lower: Floats
    column_upper: Floats
    whole: NDArray[np.bool_]
    row_keys: tuple[RowKey, ...]
    positions: NDArray[np.intp]
    variables: int
    """How many variables the plan has, with or without a column."""

    @property
    def columns_of(self) -> NDArray[np.intp]:
        """Column of each of the plan's variables, −1 where it has none."""
        columns = np.full(self.variables, -1, dtype=np.intp)
        columns[self.positions] = np.arange(len(self.positions))
        return columns

    def values(self, solution: Floats) -> Floats:
        """A solution spread over the plan's variables; those without a column are nought."""
        spread = np.zeros(self.variables)
        spread[self.positions] = solution
        return spread

    def objective(self, solution: Floats) -> float:
        """Cost of a solution."""
        return float(self.cost @ solution + self.offset)

    def with_bounds(self, lower: Floats, upper: Floats) -> Matrix:
        """The same matrix with other column bounds."""
        return replace(self, column_lower=lower, column_upper=upper)

    def holding(self, solution: Floats) -> Matrix:
        """The matrix as a linear programme, its whole columns held at a solution's values."""
        held = np.round(solution)
        lower = np.where(self.whole, held, self.column_lower)
        upper = np.where(self.whole, held, self.column_upper)
        return self.relaxed().with_bounds(lower, upper)

    def relaxed(self) -> Matrix:
        """The same matrix with no column whole: its linear relaxation."""
        return replace(self, whole=np.zeros_like(self.whole))


def compile_matrix(plan: Plan) -> Matrix:
    """Compile a plan with Pyomo's standard-form compiler; rows and columns in the plan's own order."""
    f = plan.formulation
    if not isinstance(f, Modelled):
        raise TypeError("only a plan that was written as a model can be compiled")
    variables = f.variables
    form = LinearStandardFormCompiler().write(
        f.model, mixed_form=True, column_order=list(variables), set_sense=None
    )
    position_of = {id(variable): position for position, variable in enumerate(variables)}
    columns = form.columns
    lower, upper = _row_bounds(form)
    return Matrix(
        cost=np.asarray(form.c.toarray()).ravel(),
        offset=float(form.c_offset[0]),
        rows=form.A,
        row_lower=lower,
        row_upper=upper,
        column_lower=np.array([_bound(column.lb, -np.inf) for column in columns], dtype=float),
        column_upper=np.array([_bound(column.ub, np.inf) for column in columns], dtype=float),
        whole=np.array([not column.is_continuous() for column in columns], dtype=bool),
        row_keys=tuple(_row_key(entry.constraint) for entry in form.rows),
        positions=np.array([position_of[id(column)] for column in columns], dtype=np.intp),
        variables=len(variables),
    )


def _bound(value: Any, missing: float) -> float:
    return missing if value is None else float(value)


def _row_bounds(form: Any) -> tuple[Floats, Floats]:
    """Bounds of each row: the compiler gives one side at a time (0 both, 1 upper, −1 lower)."""
    sides = np.array([entry.bound_type for entry in form.rows], dtype=int)
    rhs = np.asarray(form.rhs, dtype=float)
    return np.where(sides <= 0, rhs, -np.inf), np.where(sides >= 0, rhs, np.inf)


def _row_key(constraint: Any) -> RowKey:
    index = constraint.index()
    family = constraint.parent_component().local_name
    return RowKey(family, index if isinstance(index, tuple) else (index,))
