"""Homes bought from the market: children by provision, area and price tier."""

from __future__ import annotations

import pandas as pd

from models.case import Pool
from models.decisions import PoolPeriod, needs_tiers
from optimiser.results.children import in_time_order
from optimiser.results.columns import beside, frame
from optimiser.results.solution import SMALL, Solution

_KEYS = ["scenario", "period", "provision", "area", "tier", "weekly_cost"]


def bought_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Children whose homes are bought at each price tier, beside doing nothing."""
    mine, other = _bought(solution), None if baseline is None else _bought(baseline)
    return frame("bought", in_time_order(solution.case, beside(mine, other, _KEYS, "children"), _KEYS))


def _bought(solution: Solution) -> pd.DataFrame:
    case = solution.case
    rows = []
    for pool, tiers in solution.plan.formulation.figures.market.items():
        for t, period in enumerate(case.periods):
            for s, scenario in enumerate(case.scenarios):
                for number, tier in enumerate(tiers):
                    children = _children(solution, PoolPeriod(pool, t, s), number)
                    if children > SMALL:
                        price = float(tier.weekly_cost[t])
                        rows.append((scenario.scenario, period.period, *pool, str(tier.tier), price, children))
    return pd.DataFrame(rows, columns=[*_KEYS, "children"])


def _children(solution: Solution, where: PoolPeriod, number: int) -> float:
    """Children bought at a tier; where tiers are not told apart everybody who lives in the pool."""
    formulation = solution.plan.formulation
    if needs_tiers(solution.case, formulation.figures, Pool(*where.pool)):
        position = formulation.decisions.buy.get((where, number))
        return 0.0 if position is None else float(solution.values[position])
    flows = solution.case.flows_of_pool[where.pool]
    return float(solution.living[flows, where.period, where.scenario].sum())
