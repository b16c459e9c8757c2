"""A solved plan: its decisions by key and every quantity that the tables are made of.

Nothing here knows a formula of its own: children living somewhere, places and pounds are the plan's own
terms, evaluated at the solution.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models import money
from models.capacity import bought, places_of, usable_places
from models.case import Case, Floats, Pool
from models.decisions import NOWHERE
from models.plan import Plan

SMALL = 1e-7
"""Children, places and units below this are the solver's rounding, not anybody."""


@dataclass(frozen=True)
class Solution:
    """A plan and the value of each of its variables."""

    plan: Plan
    values: Floats

    @property
    def case(self) -> Case:
        """The case that was planned for."""
        return self.plan.formulation.case

    @cached_property
    def placed(self) -> Floats:
        """New placements: children by (flow, period, scenario), less those who would only return at once."""
        return self._clean(self._by_flow(self.plan.formulation.decisions.place) - self._returned)

    @cached_property
    def moved(self) -> Floats:
        """Planned moves out: children by (flow, period, scenario)."""
        return self._by_flow(self.plan.formulation.decisions.move)

    @cached_property
    def displaced(self) -> Floats:
        """Moves because a place is lost: children by (flow, period, scenario), less those who return at once."""
        return self._clean(self._by_flow(self.plan.formulation.decisions.displace) - self._returned)

    @cached_property
    def _returned(self) -> Floats:
        """Children displaced from and placed in the same flow at once, which costs nothing and moves nobody."""
        decisions = self.plan.formulation.decisions
        return np.minimum(self._by_flow(decisions.place), self._by_flow(decisions.displace))

    def _by_flow(self, positions: NDArray[np.intp]) -> Floats:
        return self._clean(np.where(positions == NOWHERE, 0.0, self.values[positions]))

    @staticmethod
    def _clean(values: Floats) -> Floats:
        return np.where(np.abs(values) < SMALL, 0.0, values)

    @cached_property
    def living(self) -> Floats:
        """Children living in each flow: by (flow, period, scenario)."""
        figures = self.plan.formulation.figures
        arrivals = self.placed - self.moved - self.displaced
        return self._clean(figures.starting + np.einsum("jps,jpts->jts", arrivals, figures.carry))

    @cached_property
    def unmet_of_needs(self) -> dict[tuple[str, int, int], float]:
        """Children without a home by need group, period and scenario."""
        found: dict[tuple[str, int, int], float] = {}
        for (need, _, t, s), position in self.plan.formulation.decisions.unmet.items():
            found[need, t, s] = found.get((need, t, s), 0.0) + float(self._clean(self.values[position]))
        return found

    @cached_property
    def cost_lines(self) -> pd.DataFrame:
        """Every cost line with its amount in £ of the period: line, period, scenario, provision, area, item."""
        rows = [
            (
                line.line,
                line.period,
                line.scenario,
                line.provision,
                line.area,
                line.item,
                line.terms.value(self.values),
            )
            for line in self.plan.cost_lines
        ]
        return pd.DataFrame(rows, columns=["line", "period", "scenario", "provision", "area", "item", "amount"])

    def places(self, pool: Pool, t: int) -> float:
        """Places of a pool, on average over a period."""
        return places_of(self.plan.formulation, pool, t).value(self.values)

    def usable_places(self, pool: Pool, t: int) -> float:
        """Places of a pool that can be planned to be filled."""
        return usable_places(self.plan.formulation, pool, t).value(self.values)

    def bought(self, pool: Pool, t: int, s: int) -> float:
        """Children of a pool whose homes are bought at a market tier beside its places."""
        return bought(self.plan.formulation, pool, t, s).value(self.values)

    @cached_property
    def present_value(self) -> float:
        """Expected discounted cost of the plan, prices of what it fails to do included (£)."""
        return money.discounted_cost(self.plan.formulation, self.plan.cost_lines).value(self.values)

    @cached_property
    def present_value_of_money(self) -> float:
        """Expected discounted cost of the plan in money alone (£): no price of a missed promise or unmet need."""
        lines = [line for line in self.plan.cost_lines if line.line not in money.PRICED_LINES]
        return money.discounted_cost(self.plan.formulation, lines).value(self.values)


def expected_by_period(solution: Solution, lines: tuple[str, ...]) -> Floats:
    """Expected £ of some cost lines in each period, in its cash prices: shape (period,)."""
    table = solution.cost_lines
    chosen = table[table["line"].isin(lines)]
    probability = np.array([s.probability for s in solution.case.scenarios])
    weights = [1.0 if pd.isna(s) else probability[int(s)] for s in chosen["scenario"]]
    totals = np.zeros(len(solution.case.periods))
    np.add.at(totals, chosen["period"].to_numpy(dtype=int), chosen["amount"].to_numpy(dtype=float) * weights)
    return totals
