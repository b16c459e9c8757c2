"""Cases small enough to work out by hand: only children, no homes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from types import MappingProxyType

import numpy as np

from models.case import Area, Case, Flow, Need, Period, Provision, Scenario, Settings
from models.uncertainty import Ageing, Entries, PriceUncertainty, Uncertainty

HOME = "home"


def provision(label: str = "foster", family: str = "fostering", growth: float = 0.0) -> Provision:
    """A way of caring of which only the family and the growth of prices matter here."""
    return Provision(label, label, family, "in_house", 100.0, growth, 1.0, None, 0.0, 0.0, True)


def hand_case(
    starting: dict[str, float],
    demand: dict[str, Sequence[float]],
    *,
    years: Sequence[float] | None = None,
    provisions: Sequence[Provision] = (provision(),),
    years_from_price_base: float = 0.0,
) -> Case:
    """A case of one home area: the children there are, and the demand of each need group by period."""
    needs = sorted(demand)
    lengths = list(years) if years is not None else [1.0] * len(demand[needs[0]])
    starts = [0.0, *accumulate(lengths)]
    nothing: MappingProxyType[object, object] = MappingProxyType({})
    return Case(
        settings=Settings("Handshire", "2025/26", years_from_price_base=years_from_price_base),
        periods=tuple(Period(f"p{n}", years, starts[n]) for n, years in enumerate(lengths)),
        scenarios=(Scenario("all", 1.0),),
        areas=MappingProxyType({HOME: Area(HOME, HOME, True, True)}),
        proximity=nothing,  # type: ignore[arg-type]
        needs=MappingProxyType({need: Need(need, need, 0, 17, False) for need in needs}),
        provisions=MappingProxyType({one.provision: one for one in provisions}),
        suitability=nothing,  # type: ignore[arg-type]
        demand=np.array([[[[children] for children in demand[need]]] for need in needs], dtype=float),
        placements=MappingProxyType({Flow(need, HOME, "foster", HOME): n for need, n in starting.items()}),
        supply=(),
        market=(),
        options=nothing,  # type: ignore[arg-type]
        limit_groups=nothing,  # type: ignore[arg-type]
        targets=(),
        budgets=(),
        grants=(),
    )


def uncertain(
    *entries: Entries, ageing: Sequence[Ageing] = (), prices: Sequence[PriceUncertainty] = ()
) -> Uncertainty:
    return Uncertainty(
        MappingProxyType({entry.need: entry for entry in entries}),
        tuple(ageing),
        MappingProxyType({price.family: price for price in prices}) if prices else None,
    )
