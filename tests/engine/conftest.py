"""Small cases built by hand, with figures that can be checked on paper."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from models.case import (
    Area,
    Budget,
    Case,
    Flow,
    LimitGroup,
    Market,
    Need,
    Option,
    OptionKey,
    Period,
    Pool,
    Provision,
    Proximity,
    Scenario,
    Settings,
    Suitability,
    Supply,
    Target,
)  # fmt: skip

CaseBuilder = Callable[..., Case]

WEEKS = 52.0
"""Weeks in a year of every case here."""


def _option(name: str, area: str, provision: str, places: float, **other: Any) -> Option:
    figures: dict[str, Any] = {
        "label": name.replace("_", " ").capitalize(),
        "places_per_unit": places,
        "setup_cost": 0.0,
        "capital_cost": 0.0,
        "grant_share": 0.0,
        "running_cost": 0.0,
        "lead_time": 0.0,
        "ramp": (),
        "attrition": 0.0,
        "life": math.inf,
        "asset_life": 40.0,
        "first_period": 0,
        "last_period": 0,
        "max_per_year": math.inf,
        "max_total": math.inf,
        "min_total": 0.0,
        "whole_units": True,
        "limit_groups": (),
    }
    return Option(OptionKey(name, area), provision=provision, **(figures | other))


def _supply(provision: str, area: str, places: float) -> Supply:
    return Supply(Pool(provision, area), 0, places, 0.0, 0.0, 0.0, False, 1, 0.0)


def _case(
    children: float | Sequence[float],
    *,
    supply: Mapping[str, float] | None = None,
    market: Sequence[tuple[int, float, float]] = ((1, math.inf, 1000.0),),
    options: Sequence[Option] = (),
    groups: Sequence[LimitGroup] = (),
    targets: Sequence[Target] = (),
    budgets: Sequence[Budget] = (),
    share_max: float = 1.0,
    settings: Mapping[str, Any] | None = None,
    scenarios: Sequence[tuple[str, float, float]] = (("central", 1.0, 1.0),),
    living: float = 0.0,
) -> Case:
    """One need group from one area: own fostering at £500 a week there, agency fostering elsewhere.

    ``children`` by period; ``supply`` own places in the area; ``market`` price tiers (tier, children, £ a
    week); ``scenarios`` (label, probability, factor on children); ``living`` children now in agency homes.
    """
    counts = [float(children)] if isinstance(children, int | float) else [float(each) for each in children]
    periods = tuple(Period(f"{2025 + t}/{26 + t}", 1.0, float(t)) for t in range(len(counts)))
    demand = np.array(counts)[None, None, :, None] * np.array([factor for _, _, factor in scenarios])
    provisions = {
        "agency": Provision("agency", "Agency fostering", "fostering", "external", 1000.0, 0, 1, 1.0, 0, 0, True),
        "own": Provision("own", "In-house fostering", "fostering", "in_house", 500.0, 0, 1, 1.0, 0, 0, True),
    }
    suits = Suitability("suitable", 1.0, 0.0, None)
    return Case(
        settings=Settings("Anyshire", "2025/26", **(dict(settings or {}))),
        periods=periods,
        scenarios=tuple(Scenario(label, probability) for label, probability, _ in scenarios),
        areas={"in": Area("in", "Central", True, True), "out": Area("out", "Elsewhere", False, False)},
        proximity={("in", "in"): Proximity("inside", 2.0), ("in", "out"): Proximity("beyond_20_miles", 40.0)},
        needs={"child": Need("child", "Children", 0, 17, False)},
        provisions=provisions,
        suitability={
            ("child", "agency"): suits,
            ("child", "own"): Suitability("suitable", share_max, 0, None),
        },
        demand=demand,
        placements={Flow("child", "in", "agency", "out"): living} if living else {},
        supply=tuple(_supply(provision, "in", places) for provision, places in (supply or {}).items()),
        market=tuple(Market(Pool("agency", "out"), 0, tier, most, price) for tier, most, price in market),
        options={option.key: option for option in options},
        limit_groups={group.limit_group: group for group in groups},
        targets=tuple(targets),
        budgets=tuple(budgets),
        grants=(),
    )


def _target(measure: str, sense: str, value: float, unit: str = "share", label: str = "", **other: Any) -> Target:
    scope = {
        "needs": frozenset({"child"}),
        "provisions": frozenset({"own", "agency"}),
        "areas": frozenset({"in", "out"}),
        "periods": (0,),
        "price_if_missed": None,
    }
    return Target("promise", label, measure, unit, sense=sense, value=value, **(scope | other))  # type: ignore[arg-type]


@pytest.fixture
def small_case() -> CaseBuilder:
    return _case


@pytest.fixture
def option() -> Callable[..., Option]:
    return _option


@pytest.fixture
def target() -> Callable[..., Target]:
    return _target
