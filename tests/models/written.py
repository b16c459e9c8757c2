"""A plan's rows, variables and cost lines as they are written down, for tests that state them in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from pyomo.repn import generate_standard_repn

from models.plan import Plan
from models.terms import Terms


class Row(NamedTuple):
    """``low ≤ Σ weights · variables ≤ high``; a variable goes by its name: ``place[child,in,home,in,0,0]``."""

    low: float | None
    weights: Mapping[str, float]
    high: float | None


def rows(plan: Plan, family: str) -> dict[Any, Row]:
    """The rows of a constraint family by index, constants moved to the bounds."""
    return {index: _row(data) for index, data in plan.formulation.model.component(family).items()}


def _row(data: Any) -> Row:
    amounts = linear(data.body)
    constant = amounts.pop("", 0.0)
    low, high = (None if bound is None else bound - constant for bound in (data.lb, data.ub))
    return Row(low, amounts, high)


def linear(expression: Any) -> dict[str, float]:
    """The weight of every variable in a Pyomo expression, and its constant as ``""``, nought left out."""
    found = generate_standard_repn(expression, compute_values=True)
    amounts = {"": found.constant}
    amounts |= {name.name: weight for name, weight in zip(found.linear_vars, found.linear_coefs, strict=True)}
    return {name: float(weight) for name, weight in amounts.items() if weight}


def assert_rows(found: Mapping[Any, Row], expected: Mapping[Any, tuple[Any, Any, Any]]) -> None:
    """Exactly these rows, with these bounds and weights."""
    assert list(found) == list(expected)
    for index, row in found.items():
        low, weights, high = expected[index]
        assert dict(row.weights) == pytest.approx(weights), index
        assert (row.low, row.high) == pytest.approx((low, high)), index


def weights(plan: Plan, terms: Terms) -> dict[str, float]:
    """The weight of every variable in an expression, and its constant as ``""``, whatever is nought left out."""
    found: dict[str, float] = {"": terms.constant}
    for position, coefficient in zip(terms.positions, terms.coefficients, strict=True):
        name = plan.formulation.variables[position].name
        found[name] = found.get(name, 0.0) + float(coefficient)
    return {name: weight for name, weight in found.items() if weight}


def cost_lines(plan: Plan, name: str) -> list[tuple[tuple[Any, ...], dict[str, float]]]:
    """The lines of a kind of cost: (period, scenario, provision, area, item) and the £ of each variable."""
    return [
        ((line.period, line.scenario, line.provision, line.area, line.item), weights(plan, line.terms))
        for line in plan.cost_lines
        if line.line == name
    ]


def assert_lines(plan: Plan, name: str, *expected: tuple[tuple[Any, ...], Mapping[str, float]]) -> None:
    """Exactly these lines of a kind of cost, in this order, with these amounts."""
    found = cost_lines(plan, name)
    assert [key for key, _ in found] == [key for key, _ in expected]
    for (key, amounts), (_, stated) in zip(found, expected, strict=True):
        assert amounts == pytest.approx(stated), key


def bounds(plan: Plan, name: str) -> dict[Any, tuple[float | None, float | None]]:
    """The bounds of every variable of a kind, by its index."""
    return {index: (data.lb, data.ub) for index, data in plan.formulation.model.component(name).items()}


def times(amounts: Mapping[str, float], factor: float) -> dict[str, float]:
    """Every weight times a number."""
    return {name: weight * factor for name, weight in amounts.items()}
