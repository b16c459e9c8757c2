"""The offered loads of a run, read back from its table of pools."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from models.case import EVERY_AREA, Case, Floats, Pool
from models.sharing import with_sharing


def sharing_of_pools(case: Case, table: pd.DataFrame) -> Case:
    """The case with what was decided of sharing places between areas, by the table ``pools`` of its run.

    The case as it is where the table is empty.
    """
    everywhere = table[table["area"] == EVERY_AREA]
    return case if table.empty else with_sharing(case, set(everywhere["provision"]))


def loads_of_pools(case: Case, table: pd.DataFrame) -> Mapping[Pool, Floats]:
    """The offered loads in the table ``pools`` of a run of the case: each of shape (period, scenario).

    Nothing where the table is empty. Raises ``ValueError`` in a sentence where it does not fit the case.
    """
    if table.empty:
        return {}
    names = zip(table["scenario"], table["period"], table["provision"], table["area"], strict=True)
    found = dict(zip(names, table["offered_load"].tolist(), strict=True))
    wanted = {
        (scenario.scenario, period.period, *shared): (shared, t, s)
        for shared in case.curved_pools
        for t, period in enumerate(case.periods)
        for s, scenario in enumerate(case.scenarios)
    }
    _check_fit(wanted.keys() - found.keys(), found.keys() - wanted.keys(), len(table) - len(found))
    shape = (len(case.periods), len(case.scenarios))
    loads = {shared: np.zeros(shape) for shared in case.curved_pools}
    for key, (shared, t, s) in wanted.items():
        if not 0 <= found[key] < math.inf:
            raise ValueError(f"offered_load of {_named(key)} is {found[key]}, not a number of at least 0")
        loads[shared][t, s] = found[key]
    return loads


_Key = tuple[str, str, str, str]
"""Scenario, period, provision and area."""


def _check_fit(missing: set[_Key], beyond: set[_Key], repeated: int) -> None:
    if missing:
        raise ValueError(f"{len(missing)} rows are missing, the first of {_named(min(missing))}")
    if beyond:
        raise ValueError(f"{_named(min(beyond))} is no pool with a choice curve in the input tables")
    if repeated:
        raise ValueError(f"{repeated} rows have the key of an earlier row")


def _named(key: _Key) -> str:
    scenario, period, provision, area = key
    return f"{provision} in {'every area' if area == EVERY_AREA else area} in {period} ({scenario})"
