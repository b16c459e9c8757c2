"""Rows of the tables of a frontier: its points, with slopes, and what each of their plans decides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from models.case import Floats
from models.money import PRICED_LINES, discounted_cost
from models.plan import Plan
from models.terms import Terms
from optimiser.studies.frontier_points import Point, Traced

_UNITS = 1e-6


def point_rows(traced: Traced, points: Sequence[Point]) -> Iterator[tuple[object, ...]]:
    """A row of the table ``frontier`` for each point."""
    plan, measure = traced.plan, traced.measure
    paid = [line for line in plan.cost_lines if line.line not in PRICED_LINES]
    in_money = discounted_cost(plan.formulation, paid)
    unmet, over = _unmet(plan), Terms.sum_of(plan.formulation.decisions.overspend.values())
    before: Point | None = None
    for number, point in enumerate(points, start=1):
        values = traced.matrix.values(point.solution)
        yield (
            number,
            point.asked if math.isfinite(point.asked) else math.nan,
            point.value,
            measure.amount(values),
            point.cost,
            point.bound,
            point.value_bound,
            in_money.value(values),
            point.cost - points[0].cost,
            *_slope(traced, before, point),
            unmet.value(values),
            over.value(values),
            str(point.status),
            point.reason,
            point.furthest,
        )
        before = point


def _slope(traced: Traced, before: Point | None, point: Point) -> tuple[float, float, float]:
    """£ for each child more (each £ of capital less) since the point before: found, at least and at most.

    Each least cost lies between its bound and its plan's cost, so their difference lies between the bound of
    one less the cost of the other and the reverse.
    """
    if before is None:
        return math.nan, math.nan, math.nan
    amounts = [traced.measure.amount(traced.matrix.values(held.solution)) for held in (before, point)]
    more = traced.measure.sign * (amounts[1] - amounts[0])
    if more <= _UNITS:
        return math.nan, math.nan, math.nan
    found, least, most = point.cost - before.cost, point.bound - before.cost, point.cost - before.bound
    return found / more, least / more, most / more


def _unmet(plan: Plan) -> Terms:
    """Children without a home, on average over the periods and scenarios of a plan."""
    case = plan.formulation.case
    years = math.fsum(period.years for period in case.periods)
    held = plan.formulation.decisions.unmet.items()
    weights = [case.periods[t].years / years * case.scenarios[s].probability for (_, _, t, s), _ in held]
    return Terms.weighted([position for _, position in held], weights)


def decision_rows(traced: Traced, points: Sequence[Point]) -> Iterator[tuple[object, ...]]:
    """A row of the table ``frontier_decisions`` for each option that each point's plan decides."""
    for number, point in enumerate(points, start=1):
        for row in decided(traced.plan, traced.matrix.values(point.solution)):
            yield number, *row


def decided(plan: Plan, values: Floats) -> Iterator[tuple[str, str, str, str, float, float]]:
    """What a plan decides: option, label, area, first period, units and places in all."""
    case, decide = plan.formulation.case, plan.formulation.decisions.decide
    for key, option in case.options.items():
        units = {t: float(values[position]) for (held, t), position in decide.items() if held == key}
        total, when = math.fsum(units.values()), [t for t, number in units.items() if number > _UNITS]
        if total > _UNITS:
            first = case.periods[min(when)].period
            yield key.option, option.label, key.area, first, total, total * option.places_per_unit
