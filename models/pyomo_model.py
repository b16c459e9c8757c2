"""The plan as a Pyomo model: its variables, and the rows that the constraint functions give."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression

from models.case import Case
from models.decisions import Decisions, Kind
from models.figures import Figures
from models.plan_model import Formulation, Row, always_holds
from models.terms import Terms


@dataclass(frozen=True)
class Modelled(Formulation):
    """A formulation whose rows are added to a Pyomo model; ``variables`` are the model's, by position."""

    model: pyo.ConcreteModel
    variables: tuple[Any, ...]

    def add_rows(self, name: str, rows: Iterable[Row]) -> None:
        """Add a constraint family to the model; a row that always holds is left out."""
        held = {key: (low, terms, high) for key, low, terms, high in rows if not always_holds(low, terms, high)}

        def rule(_: Any, *key: Any) -> Any:
            low, terms, high = held[key]
            if low is not None and low == high:
                return self.expression(terms) == low
            return (low, self.expression(terms), high)

        self.model.add_component(name, pyo.Constraint(list(held), rule=rule))

    def minimise(self, cost: Terms) -> None:
        """Make a cost the model's objective."""
        self.model.least_cost = pyo.Objective(expr=self.expression(cost))

    def expression(self, terms: Terms) -> Any:
        """The terms as a Pyomo linear expression; a constant carries the variable that is always nought.

        A row without variables would be dropped, or rejected, by the matrix compiler; with the variable
        that is fixed at nought it keeps its key and the solver says whether it can hold.
        """
        if terms.is_constant:
            nothing = self.variables[self.decisions.nothing]
            return LinearExpression(constant=terms.constant, linear_coefs=[1.0], linear_vars=[nothing])
        return LinearExpression(
            constant=terms.constant,
            linear_coefs=terms.coefficients.tolist(),
            linear_vars=[self.variables[position] for position in terms.positions.tolist()],
        )


def modelled(case: Case, figures: Figures, decisions: Decisions) -> Modelled:
    """An empty model with every variable of a plan."""
    model = pyo.ConcreteModel(name="sufficiency_plan")
    variables = tuple(variable for kind in decisions.kinds for variable in _variables(model, kind))
    return Modelled(case, figures, decisions, model, variables)


def _variables(model: pyo.ConcreteModel, kind: Kind) -> list[Any]:
    whole = dict(zip(kind.keys, kind.whole.tolist(), strict=True))

    def domain(_: Any, *index: Any) -> Any:
        return pyo.NonNegativeIntegers if whole[index] else pyo.NonNegativeReals

    variable = pyo.Var(list(kind.keys), domain=domain)
    model.add_component(kind.name, variable)
    added = [variable[key] for key in kind.keys]
    for data, bound in zip(added, kind.upper.tolist(), strict=True):
        data.setub(None if math.isinf(bound) else bound)
    return added
