"""Figures of a replication and of the plan: the same ones, so that they can be set beside one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.case import Case, Floats, Pool
from models.decisions import has_places
from models.money import PRICED_LINES, in_objective
from optimiser.results.solution import SMALL, Solution
from optimiser.simulation.from_plan import Labels, expected
from optimiser.simulation.pricing import Pricing, tier_children
from optimiser.simulation.world import Record

FIGURES = {
    "cost": "£, cash of the period",
    "children": "children who need a home",
    "own": "children in the plan's own places",
    "bought": "children whose homes are bought",
    "inside": "looked-after children inside the boundary",
    "unmet": "children without a home",
    "displaced": "children moved because a place was lost",
    "moved": "planned moves",
}
"""Every figure of a judgement with its unit: averages over the period, but moves, which are counted."""
COUNTED = ("cost", "displaced", "moved")
"""Figures that add up over the periods; the others are averaged over the years."""


@dataclass(frozen=True)
class Judge:
    """A plan, ready to be simulated."""

    solution: Solution
    known: Labels
    priced: Pricing
    years: Floats
    mean: Floats
    """Children expected, in closed form, average over the period: shape (origin, period)."""

    @property
    def case(self) -> Case:
        """The case that was planned for."""
        return self.solution.case

    def of_record(self, record: Record) -> dict[str, Floats]:
        """Figures of a replication: each has shape (period,)."""
        lived = self._by_flow(record.lived) / self.years
        moved = self._by_flow(record.moved)
        of_site = record.lived.sum(axis=0) / self.years
        is_bought = np.array([site.bought for site in self.known.sites])
        waiting = record.waited.sum(axis=0) / self.years
        return {
            "cost": self.priced.cost(lived, self._tiers(record), moved),
            "children": of_site.sum(axis=0) + waiting,
            "own": of_site[~is_bought].sum(axis=0),
            "bought": of_site[is_bought].sum(axis=0),
            "inside": lived[_inside(self.case)].sum(axis=0),
            "unmet": waiting,
            "displaced": record.displaced.sum(axis=0),
            "moved": moved.sum(axis=0),
        }

    @cached_property
    def weights(self) -> dict[str, Floats]:
        """What a child more of an origin adds to a figure on the plan's own averages: shape (origin, period).

        Only for figures that the number of children explains.
        """
        living, f = expected(self.solution, self.solution.living), self.solution.plan.formulation
        own = np.array([has_places(self.case, f.figures, Pool(j.provision, j.area)) for j in self.case.flows])
        per_flow = {
            "cost": self.priced.per_child,
            "own": np.where(own, 1.0, 0.0)[:, None],
            "bought": np.where(own, 0.0, 1.0)[:, None],
            "inside": np.where(_inside(self.case), 1.0, 0.0)[:, None],
        }
        origin = {pair: number for number, pair in enumerate(self.known.origins)}
        of = np.array([origin[flow.need, flow.home_area] for flow in self.case.flows], dtype=np.intp)
        children = np.zeros((len(origin), len(self.years)))
        np.add.at(children, of, living)
        found = {}
        for name, each in per_flow.items():
            total = np.zeros_like(children)
            np.add.at(total, of, each * living)
            found[name] = np.divide(total, children, out=np.zeros_like(total), where=children > SMALL)
        return found

    def controls(self, record: Record) -> dict[str, Floats]:
        """For each such figure, what children beyond those expected would add: (period,), nought on average."""
        children = (record.lived.sum(axis=1) + record.waited) / self.years
        return {name: (weight * (children - self.mean)).sum(axis=0) for name, weight in self.weights.items()}

    def _by_flow(self, found: Floats) -> Floats:
        """Sum by (origin, site, period) to (flow, period)."""
        flows = np.zeros((len(self.case.flows), found.shape[2]))
        there = self.known.flow_at >= 0
        np.add.at(flows, self.known.flow_at[there], found[there])
        return flows

    def _tiers(self, record: Record) -> dict[tuple[Pool, int, int], float]:
        """Average children at each price tier that the plan tells apart."""
        found: dict[tuple[Pool, int, int], float] = {}
        for at, site in enumerate(self.known.sites):
            if not site.bought or (site.pool not in self.solution.plan.formulation.figures.market):
                continue
            levels = record.level_years(at) / self.years
            for t in range(len(self.years)):
                amounts = tier_children(site.pool, t, levels[:, t], self.priced.per_bought)
                found |= {(site.pool, number, t): float(amount) for number, amount in enumerate(amounts)}
        return found

    def predicted(self) -> dict[str, Floats]:
        """The plan's own figures: each has shape (period,)."""
        living = expected(self.solution, self.solution.living)
        bought = sum(
            (predicted_bought(self.solution, pool) for pool in self.case.pools), np.zeros(len(self.years))
        )
        children = expected(self.solution, self.case.demand.sum(axis=(0, 1)))
        return {
            "cost": predicted_cost(self.solution),
            "children": children,
            "own": living.sum(axis=0) - bought,
            "bought": bought,
            "inside": living[_inside(self.case)].sum(axis=0),
            "unmet": children - living.sum(axis=0),
            "displaced": expected(self.solution, self.solution.displaced).sum(axis=0),
            "moved": expected(self.solution, self.solution.moved).sum(axis=0),
        }


def _inside(case: Case) -> np.ndarray:
    return np.array(
        [
            case.areas[flow.area].inside_boundary and case.provisions[flow.provision].looked_after
            for flow in case.flows
        ],
        dtype=bool,
    )


def predicted_bought(solution: Solution, pool: Pool) -> Floats:
    """Children of a pool whose homes the plan buys, or who live where it has no places: by period."""
    f, case = solution.plan.formulation, solution.case
    if not has_places(case, f.figures, pool):
        return np.asarray(expected(solution, solution.living)[case.flows_of_pool[pool]].sum(axis=0))
    scenarios = range(len(case.scenarios))
    found = np.array([[solution.bought(pool, t, s) for s in scenarios] for t in range(len(case.periods))])
    return expected(solution, found)


def predicted_cost(solution: Solution) -> Floats:
    """The plan's cost of each period in its cash prices: money alone, in expectation."""
    total = np.zeros(len(solution.case.periods))
    for line in solution.plan.cost_lines:
        if line.line not in PRICED_LINES and in_objective(solution.plan.formulation, line):
            chance = 1.0 if line.scenario is None else solution.case.scenarios[line.scenario].probability
            total[line.period] += chance * line.terms.value(solution.values)
    return total
