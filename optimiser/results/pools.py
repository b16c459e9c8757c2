"""Pools whose places follow the choice curve: what their places carry, and what a child who comes finds there.

The offered loads, and the newcomers of each need group in a table of their own, are those that the plan was made
with, so that a plan made again with them is the same plan; :mod:`optimiser.results.pool_loads` reads them back.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from models import choice
from models.case import Case, Pool
from models.figures import derive
from models.matching import ChoiceCurve
from models.newcomers import newcomers_of
from models.pool_curves import PoolCurve
from optimiser.results.columns import frame
from optimiser.results.solution import SMALL, Solution

_SHARES = (0.10, 0.05, 0.02)
"""Shares turned away for which the places needed are given, in the order of the columns."""
_NO_PLAN = (math.nan,) * 8
"""Every figure but the load and the places needed."""
_ROUNDING = 1e-9


def pools_table(solution: Solution) -> pd.DataFrame:
    """One row for each future, period and pool with a choice curve; none where places have an occupancy."""
    case, curves = solution.case, solution.plan.formulation.figures.curves
    rows = [
        (*labels, *shared, *_figures(solution, curves[shared], pools, t, s))
        for labels, t, s in _times(case)
        for shared, pools in case.curved_pools.items()
    ]
    return frame("pools", rows)


def newcomers_table(solution: Solution) -> pd.DataFrame:
    """One row for each future, period and need group where places follow the choice curve."""
    case, newcomers = solution.case, solution.plan.formulation.figures.newcomers
    placed = newcomers_of(case, solution.placed, {})
    rows = [
        (*labels, need, float(newcomers[need][t, s]), float(placed[need][t, s]))
        for labels, t, s in _times(case)
        for need in newcomers
    ]
    return frame("newcomers", rows)


def newcomers_without_plan(case: Case) -> pd.DataFrame:
    """The newcomers that a plan was looked for with."""
    given = derive(case).newcomers if case.curved_pools else {}
    rows = [
        (*labels, need, float(children[t, s]), math.nan)
        for labels, t, s in _times(case)
        for need, children in given.items()
    ]
    return frame("newcomers", rows)


def _times(case: Case) -> Iterator[tuple[tuple[str, str], int, int]]:
    """Every future and period: their labels and positions."""
    for s, scenario in enumerate(case.scenarios):
        for t, period in enumerate(case.periods):
            yield (scenario.scenario, period.period), t, s


def pools_without_plan(case: Case) -> pd.DataFrame:
    """The loads that a plan was looked for with, and the places they need."""
    rows = []
    for shared, curve in derive(case).curves.items() if case.curved_pools else ():
        for t, s in np.ndindex(curve.load.shape):
            load = float(curve.load[t, s])
            held = (*_NO_PLAN[:2], load, *_NO_PLAN[2:], *_needed(curve.curve, load))
            rows.append((case.scenarios[s].scenario, case.periods[t].period, *shared, *held))
    return frame("pools", rows)


def _figures(solution: Solution, curve: PoolCurve, pools: tuple[Pool, ...], t: int, s: int) -> tuple[float, ...]:
    """The figures of a row, in the order of the columns."""
    places = max(0.0, sum(solution.places(pool, t) for pool in pools))
    children = sum(_children(solution, pool, t, s) for pool in pools)
    load = float(curve.load[t, s])
    carried = curve.carried(places, t, s)
    offered = places * curve.curve.available
    return (
        places,
        offered,
        load,
        carried,
        children,
        children / places if places > SMALL else math.nan,
        max(0.0, 1 - carried / load) if load > SMALL else math.nan,
        *_chances(curve.curve, load, offered),
        *_needed(curve.curve, load),
    )


def _children(solution: Solution, pool: Pool, t: int, s: int) -> float:
    """Children living in a pool's own places."""
    children = float(solution.living[solution.case.flows_of_pool[pool], t, s].sum())
    return max(0.0, children - solution.bought(pool, t, s))


def _chances(curve: ChoiceCurve, load: float, offered: float) -> tuple[float, float]:
    """Chance that no vacancy suits and that two or more do; between whole numbers of places on a straight line."""
    whole = math.floor(offered)
    low, high = (choice.matching(load, places, curve.suits) for places in (whole, whole + 1))
    part = offered - whole
    return (
        (1 - part) * low.no_suitable + part * high.no_suitable,
        (1 - part) * low.choice_of_two + part * high.choice_of_two,
    )


def _needed(curve: ChoiceCurve, load: float) -> tuple[float, ...]:
    """Places of which so few of those who come would be turned away."""
    found = (choice.places_needed(load, share, curve.suits, curve.peakedness) for share in _SHARES)
    return tuple(float(math.ceil(places / curve.available - _ROUNDING)) for places in found)
