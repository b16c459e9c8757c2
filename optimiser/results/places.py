"""Places against children, by provision and area."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.decisions import has_places
from optimiser.results.children import in_time_order
from optimiser.results.columns import beside, frame
from optimiser.results.solution import SMALL, Solution

_KEYS = ["scenario", "period", "provision", "area"]


def places_table(solution: Solution, baseline: Solution | None) -> pd.DataFrame:
    """Places, usable places, children and occupancy; the do-nothing columns count places."""
    mine, other = _places(solution), None if baseline is None else _places(baseline)
    table = beside(mine, other, _KEYS, "places")
    table["occupancy"] = table["occupancy"].where(table["places"] > SMALL)
    return frame("places", in_time_order(solution.case, table, _KEYS))


def _places(solution: Solution) -> pd.DataFrame:
    case, formulation = solution.case, solution.plan.formulation
    rows = []
    for pool in case.pools:
        flows = case.flows_of_pool[pool]
        own = has_places(case, formulation.figures, pool)
        for t, period in enumerate(case.periods):
            places = solution.places(pool, t) if own else 0.0
            usable = solution.usable_places(pool, t) if own else 0.0
            for s, scenario in enumerate(case.scenarios):
                children = float(solution.living[flows, t, s].sum())
                bought = min(solution.bought(pool, t, s), children) if own else children
                filled = children - bought
                if places < SMALL and children < SMALL:
                    continue
                occupancy = filled / places if places > SMALL else np.nan
                rows.append(
                    (scenario.scenario, period.period, *pool, places, usable, children, bought,
                     max(0.0, places - filled), occupancy)
                )  # fmt: skip
    names = [*_KEYS, "places", "usable", "children", "bought", "empty", "occupancy"]
    return pd.DataFrame(rows, columns=names)
