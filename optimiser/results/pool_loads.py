"""The offered loads and newcomers of a run, read back from its tables ``pools`` and ``newcomers``."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

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
    wanted = {tuple(shared): shared for shared in case.curved_pools}
    held = _read(case, table, ("provision", "area"), wanted, "offered_load", "pool with a choice curve")
    return {wanted[key]: load for key, load in held.items()}


def newcomers_of_needs(case: Case, table: pd.DataFrame) -> Mapping[str, Floats]:
    """The newcomers in the table ``newcomers`` of a run of the case: each of shape (period, scenario).

    Nothing where the table is empty. Raises ``ValueError`` in a sentence where it does not fit the case.
    """
    needs = [(need,) for need in case.needs]
    held = _read(case, table, ("need",), needs, "newcomers", "need group")
    return {key[0]: children for key, children in held.items()}


_Key = tuple[Any, ...]
"""Scenario and period, and what a row is about."""


def _read(
    case: Case, table: pd.DataFrame, names: tuple[str, ...], about: Iterable[_Key], column: str, kind: str
) -> dict[_Key, Floats]:
    """One column of a table as an array (period, scenario) for everything that its rows must be about."""
    if table.empty:
        return {}
    keys = zip(*(table[name] for name in ("scenario", "period", *names)), strict=True)
    found = dict(zip(keys, table[column].tolist(), strict=True))
    arrays = {key: np.zeros((len(case.periods), len(case.scenarios))) for key in about}
    wanted = {
        (scenario.scenario, period.period, *key): (key, t, s)
        for key in arrays
        for t, period in enumerate(case.periods)
        for s, scenario in enumerate(case.scenarios)
    }
    _check_fit(wanted.keys() - found.keys(), found.keys() - wanted.keys(), len(table) - len(found), kind)
    for row, (key, t, s) in wanted.items():
        if not 0 <= found[row] < math.inf:
            raise ValueError(f"{column} of {_named(row)} is {found[row]}, not a number of at least 0")
        arrays[key][t, s] = found[row]
    return arrays


def _check_fit(missing: set[_Key], beyond: set[_Key], repeated: int, kind: str) -> None:
    if missing:
        raise ValueError(f"{len(missing)} rows are missing, the first of {_named(min(missing))}")
    if beyond:
        raise ValueError(f"{_named(min(beyond))} is no {kind} in the input tables")
    if repeated:
        raise ValueError(f"{repeated} rows have the key of an earlier row")


def _named(key: _Key) -> str:
    scenario, period, thing, *area = key
    where = "".join(f" in {'every area' if one == EVERY_AREA else one}" for one in area)
    return f"{thing}{where} in {period} ({scenario})"
