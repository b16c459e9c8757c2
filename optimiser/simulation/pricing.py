"""What simulated children cost: the plan's own cost lines, with those who lived in the place of those planned.

The cost lines of :mod:`models.money` are written once with the children of each flow as unknowns of their own.
So prices, tiers, supplements, travel, grants and every fixed cost are the plan's, and nothing is defined twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import money
from models.case import Floats, Pool
from models.plan_model import Formulation
from models.terms import Positions, Terms
from optimiser.results.solution import Solution

_SCENARIO = 0
"""Prices are the same in every scenario; the lines of the first are those that simulated children are put into."""


@dataclass(frozen=True, slots=True)
class _Lived(Formulation):
    """A formulation in which who lives where is not planned but given: unknowns after those of the plan."""

    def living(self, flows: Positions | Sequence[int], t: int, s: int, weights: Floats | None = None) -> Terms:
        """Children of some flows, or a weighted sum of them."""
        chosen = np.asarray(flows, dtype=np.intp)
        factor = np.ones(len(chosen)) if weights is None else np.asarray(weights, dtype=float)
        return Terms(self.decisions.count + chosen * len(self.case.periods) + t, factor)


@dataclass(frozen=True)
class Pricing:
    """Cost of each period in its cash prices, linear in the children who lived in each flow and tier.

    ``constant`` (period,): fixed costs of the plan. ``per_child`` (flow, period): of one child living there for
    the whole period. ``per_bought``: on top, of one at a price tier. ``per_move`` (flow, period): of a planned
    move.
    """

    constant: Floats
    per_child: Floats
    per_bought: dict[tuple[Pool, int, int], float]
    per_move: Floats
    discount: Floats

    def cost(self, lived: Floats, bought: dict[tuple[Pool, int, int], float], moved: Floats) -> Floats:
        """£ of each period: ``lived`` average children and ``moved`` children by (flow, period).

        ``bought``: average children by (pool, tier's position, period). A tier that the plan does not tell apart
        costs what the pool does.
        """
        total = self.constant + (self.per_child * lived).sum(axis=0) + (self.per_move * moved).sum(axis=0)
        for key, children in bought.items():
            total[key[2]] += self.per_bought.get(key, 0.0) * children
        return np.asarray(total)

    def present_value(self, costs: Floats) -> float:
        """Present value of the costs of the periods (£)."""
        return float(costs @ self.discount)


def pricing(solution: Solution) -> Pricing:
    """The money of a plan as a function of who lived where; what it fails to do has no price here."""
    f = solution.plan.formulation
    lived = _Lived(f.case, f.figures, f.decisions)
    periods, flows = len(f.case.periods), len(f.case.flows)
    table = np.zeros((periods, f.decisions.count + flows * periods))
    constant = np.zeros(periods)
    for line in money.cost_lines(lived):
        counted = line.line not in money.PRICED_LINES and money.in_objective(f, line)
        if counted and line.scenario in (None, _SCENARIO):
            np.add.at(table[line.period], line.terms.positions, line.terms.coefficients)
            constant[line.period] += line.terms.constant
    of_plan = table[:, : f.decisions.count]
    per_child = table[:, f.decisions.count :].reshape(periods, flows, periods)
    simulated = _simulated(f)
    fixed = np.where(simulated, 0.0, solution.values)
    return Pricing(
        constant=constant + of_plan @ fixed,
        per_child=np.einsum("tjt->jt", per_child),
        per_bought={
            (key.pool, number, key.period): float(of_plan[key.period, position])
            for (key, number), position in f.decisions.buy.items()
            if key.scenario == _SCENARIO
        },
        per_move=_per_move(f, of_plan),
        discount=f.figures.discount,
    )


def _simulated(f: Formulation) -> np.ndarray:
    """Which of the plan's variables are what the simulation finds, not what the plan has decided."""
    found = np.zeros(f.decisions.count, dtype=bool)
    found[list(f.decisions.buy.values())] = True
    for positions in (f.decisions.place, f.decisions.move, f.decisions.displace):
        found[positions[positions >= 0]] = True
    return found


def _per_move(f: Formulation, of_plan: Floats) -> Floats:
    positions = f.decisions.move[:, :, _SCENARIO]
    cost = np.zeros(positions.shape)
    for t in range(positions.shape[1]):
        there = positions[:, t] >= 0
        cost[there, t] = of_plan[t, positions[there, t]]
    return cost


def tier_children(pool: Pool, t: int, children: Floats, priced: dict[tuple[Pool, int, int], float]) -> Floats:
    """Children at each tier, those at one that has no price in the period at the nearest below that has."""
    found = np.zeros(len(children))
    for number, amount in enumerate(children.tolist()):
        at = next((n for n in range(number, -1, -1) if (pool, n, t) in priced), number)
        found[at] += amount
    return found
