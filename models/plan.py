"""The sufficiency plan: read :func:`build` as the table of contents of the formulation."""

from __future__ import annotations

from dataclasses import dataclass

from pyomo.common.gc_manager import PauseGC

from models import (
    capacity,
    choice_curve,
    decisions,
    delivery,
    figures,
    money,
    settled,
    sufficiency,
    suitable_home,
    targets,
)
from models.case import Case
from models.plan_model import Formulation
from models.pyomo_model import modelled

CONSTRAINTS = (
    sufficiency.everyone_has_a_home,
    sufficiency.suitable_share,
    capacity.enough_places,
    capacity.bought_children_live_there,
    capacity.nobody_new_when_full,
    capacity.full_only_when_full,
    capacity.a_place_for_every_child,
    capacity.market_full,
    capacity.market_used_before_full,
    capacity.closures_within_what_exists,
    choice_curve.what_places_carry,
    choice_curve.carried_children,
    choice_curve.turned_away_alike,
    settled.planned_moves_limited,
    settled.only_settled_children_move,
    settled.moves_for_lost_places,
    settled.moves_only_when_full,
    delivery.yearly_limit,
    delivery.total_limit,
    delivery.group_yearly_limit,
    delivery.group_total_limit,
    targets.promise,
    suitable_home.suitable_home,
)
"""Every constraint family about children, homes and decisions, in the order of the formulation."""

MONEY_CONSTRAINTS = (money.revenue_budget, money.capital_budget)
"""Every constraint family about money; each also takes the cost lines."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan ready to be compiled: its formulation and every cost line."""

    formulation: Formulation
    cost_lines: tuple[money.CostLine, ...]


def build(case: Case) -> Plan:
    """Write the plan of a case as a Pyomo model."""
    with PauseGC():
        derived = figures.derive(case)
        formulation = modelled(case, derived, decisions.declare(case, derived))
        for constraint in CONSTRAINTS:
            constraint(formulation)
        lines = money.cost_lines(formulation)
        for budget in MONEY_CONSTRAINTS:
            budget(formulation, lines)
        money.least_cost(formulation, lines)
    return Plan(formulation, lines)
