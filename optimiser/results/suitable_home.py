"""What is reached of a promise about the chance of a suitable home."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.case import Target
from models.suitable_home import chance_of_none, pools_in_times
from optimiser.results.solution import Solution


@dataclass(frozen=True, slots=True)
class Chance:
    """What is reached in one period and scenario.

    ``reached``: the chance that no vacancy suits a child who comes, in the pool where it is greatest, since the
    promise holds in each; not a number where nobody comes. Children: ``finding_none`` of all who come,
    ``coming``, and of them ``short``, those beyond the promised share of each pool.
    """

    reached: float
    finding_none: float
    coming: float
    short: float


def chance_reached(solution: Solution, plan: Solution, target: Target, t: int, s: int) -> Chance:
    """What the places of a solution reach at the offered loads of a plan, in the pools that the plan has."""
    reached, finding_none, coming, short = math.nan, 0.0, 0.0, 0.0
    for pool in pools_in_times(plan.plan.formulation, target):
        if (pool.period, pool.scenario) == (t, s):
            curve = plan.case.choice[pool.shared.provision]
            offered = max(0.0, sum(solution.places(one, t) for one in pool.pools)) * curve.available
            chance = chance_of_none(pool.load, offered, curve.suits)
            reached = chance if math.isnan(reached) else max(reached, chance)
            finding_none += pool.load * chance
            coming += pool.load
            short += pool.load * max(0.0, chance - target.value)
    return Chance(reached, finding_none, coming, short)
