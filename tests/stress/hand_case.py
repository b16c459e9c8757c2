"""A case whose plans can be put to the test in the head: one group of children, own places and bought homes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

import optimiser
from models.case import OptionKey
from models.uncertainty import Futures
from optimiser.engine.held import PlanInHand
from optimiser.futures import futures_of
from optimiser.tables.inputs import CaseInputs
from tests.cases.by_hand import service
from tests.cases.casebook import Tables, rows, write

OWN, BOUGHT = 20_000, 50_000
"""£ a year of an own place, filled or not, and of a bought home; two can be bought."""

LOW, HIGH = 2, 6
"""Children in the two futures, with a chance of 0.75 and of 0.25: 3 are expected."""


def two_futures(**tables: Any) -> Tables:
    """Two futures of one year; own places are decided, and two homes can be bought."""
    given = {
        "scenarios": rows("scenario probability", ("few", 0.75), ("many", 0.25)),
        "demand": rows(
            "need home_area period scenario children",
            ("child", "home", "2025/26", "few", LOW),
            ("child", "home", "2025/26", "many", HIGH),
        ),
        "market": rows("provision area children_max", ("bought", "home", 2)),
        "options": rows("option provision area places_per_unit running_cost", ("open", "own", "home", 1, OWN)),
        **tables,
    }
    return service({"child": 1}, settings=given.pop("settings", None), **given)


def one_future(children: float = 3, **tables: Any) -> Tables:
    """The same with one future as planned."""
    demand = rows("need home_area period children", ("child", "home", "2025/26", children))
    found = two_futures(demand=demand, **tables)
    del found["scenarios"]
    return found


def uncertain(children: float = 3, **tables: Any) -> Tables:
    """The same with tables to draw futures from."""
    given = {
        "placements": rows("need home_area provision area children", ("child", "home", "bought", "home", 2)),
        "entries": rows("need mean_time_in_care lasting_uncertainty", ("child", 1.0, 0.3)),
        "price_uncertainty": rows("family growth_sd correlation", ("all", 0.05, 0.5)),
        **tables,
    }
    return one_future(children, **given)


def read(tables: Tables, folder: Path) -> CaseInputs:
    return optimiser.read_case(write(tables, folder / "case"))


def places(number: float, option: str = "open") -> PlanInHand:
    """The decision to open so many own places in the first period."""
    return PlanInHand({(OptionKey(option, "home"), 0): number}, {})


def futures(inputs: CaseInputs, children: list[float], prices: dict[str, list[float]] | None = None) -> Futures:
    """Equally likely futures of so many children, with what prices of provisions are multiplied by."""
    case, number = inputs.case, len(children)
    multipliers = np.ones((len(case.provisions), len(case.periods), number))
    for provision, factors in (prices or {}).items():
        multipliers[list(case.provisions).index(provision), :] = factors
    many = replace(case, demand=np.tile(np.array(children, dtype=float), (1, len(case.home_areas), 1, 1)))
    return Futures(
        labels=tuple(f"f{n}" for n in range(1, number + 1)),
        probabilities=np.full(number, 1 / number),
        demand=many.demand,
        prices=multipliers,
        central=np.array(case.demand @ [scenario.probability for scenario in case.scenarios]),
        needs=tuple(case.needs),
        home_areas=case.home_areas,
        periods=tuple(period.period for period in case.periods),
        provisions=tuple(case.provisions),
        origin="given",
    )


__all__ = ["futures", "futures_of", "one_future", "places", "read", "two_futures", "uncertain"]
