"""A case small enough for arithmetic on paper: places cost £20,000 a year each, a bought home £50,000 a child.

Two or six children, equally likely. A place saves 50 − 20 = £30,000 a year with a child in it and costs £20,000
without. The first two places are always full; each of the next four is full with chance one half, saves
50 ÷ 2 = £25,000 on average and costs 20: so places are worth it up to six. With a place at £30,000 only two are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models.uncertainty import Futures
from optimiser import CaseInputs, read_case
from tests.cases.by_hand import YEARS, option, service
from tests.cases.casebook import Tables, rows, write

DEAR_PLACE = 30_000
"""£ a year: a place that is worth it only where a child always needs it."""


def two_futures(low: float = 2, high: float = 6, years: int = 1, **cells: Any) -> Tables:
    """Two equally likely scenarios of demand, and places that can be opened one at a time."""
    given = {"running_cost": DEAR_PLACE, **cells}
    tables = service(
        4, years, options=option(**given), scenarios=rows("scenario probability", ("low", 0.5), ("high", 0.5))
    )
    tables["demand"] = [
        {"need": "child", "home_area": "home", "period": year, "children": children, "scenario": label}
        for year in YEARS[:years]
        for label, children in (("low", low), ("high", high))
    ]
    return tables


def one_future(children: float = 4, years: int = 1, **cells: Any) -> Tables:
    """One demand, with the table that futures are drawn from."""
    given = {"running_cost": DEAR_PLACE, **cells}
    entries = rows("need entries_per_year mean_time_in_care", ("child", "", 1))
    there = rows("need home_area provision area children", ("child", "home", "bought", "home", children))
    free = {"settled_children": "free"}
    return service(children, years, settings=free, options=option(**given), entries=entries, placements=there)


def read(tables: Tables, folder: Path) -> CaseInputs:
    """The case as a user's would be read."""
    return read_case(write(tables, folder))


def futures(inputs: CaseInputs, *totals: float) -> Futures:
    """Futures of one need group, home area and period, all equally likely."""
    case, number = inputs.case, len(totals)
    return Futures(
        labels=tuple(str(n) for n in range(number)),
        probabilities=np.full(number, 1 / number),
        demand=np.array(totals, dtype=float).reshape(1, 1, 1, number),
        prices=np.ones((len(case.provisions), 1, number)),
        central=case.demand[..., 0],
        needs=tuple(case.needs),
        home_areas=case.home_areas,
        periods=tuple(period.period for period in case.periods),
        provisions=tuple(case.provisions),
        origin="generated",
        seed=3,
    )
