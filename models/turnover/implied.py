"""The mean of the futures beside the demand table: whether the two say the same."""

from __future__ import annotations

from dataclasses import dataclass

from models.case import Case
from models.turnover.closed_form import mean_demand
from models.turnover.flows import Flows, expected_demand

TOLERANCE = 0.1
"""Share of the demand that the mean of the futures may differ by before there is a warning."""
HALF_A_CHILD = 0.5
"""Smaller differences are not worth a warning, whatever their share."""


@dataclass(frozen=True, slots=True)
class Implied:
    """Children of a need group in a period: as the demand table says, and as flows would have it on average."""

    need: str
    period: str
    demand: float
    flows: float

    @property
    def difference(self) -> float:
        """Children by the flows beyond the demand table."""
        return self.flows - self.demand

    @property
    def agrees(self) -> bool:
        """Whether they differ by no more than a tenth, or half a child."""
        return abs(self.difference) <= max(TOLERANCE * self.demand, HALF_A_CHILD)


def beside_demand(case: Case, flows: Flows) -> tuple[Implied, ...]:
    """Every need group and period of a case, in its order."""
    mean = mean_demand(flows).sum(axis=1)
    demand = expected_demand(case).sum(axis=1)
    return tuple(
        Implied(need, period.period, float(demand[g, t]), float(mean[g, t]))
        for g, need in enumerate(case.needs)
        for t, period in enumerate(case.periods)
    )
