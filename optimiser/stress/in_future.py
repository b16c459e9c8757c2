"""What a plan meets in a future: the case with another demand and other prices, its decisions held.

* Everything that was decided (options, closures) is held; who lives where is decided anew.
* Demand and prices are those of the future; homes, places and the market are as planned. Where places follow the
  choice curve they carry what they were planned to carry: the offered load of each pool stays the plan's (that of
  a run; of a case that was not planned, a first estimate in each future), and newcomers are more or fewer as the
  children of their need group are.
* Somebody may go without a home, at the case's own price or else at one far above any home's, so that it happens
  only where no home is left.
* A promise with a price keeps it. A promise without one is not hard here, since a future may leave no way to keep
  it; missing it costs :data:`TIMES_THE_DEAREST` times the dearest year of a child, for each child and year, so
  that it is missed only where it cannot be kept.
* Budgets hold nobody back: what children need is spent, and then measured.

These prices steer who lives where. They are never counted as money.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Floats, Pool, Scenario
from models.uncertainty import Futures
from optimiser.baseline import dearest_year, price_above_any_home

Key = TypeVar("Key")

TIMES_THE_DEAREST = 10.0
"""A child for a year short of a promise without a price costs as many times the dearest year of any child."""

LEAST_CHILDREN = 1e-7
"""Children counted where a future has none but others have some, so that all have the same rows and columns."""


@dataclass(frozen=True)
class Prepared:
    """What is the same in every future: the case to be met and where anybody ever needs a home."""

    case: Case
    ever: NDArray[np.bool_]
    """Shape (need, home area, period)."""
    loads: tuple[MappingProxyType[Pool, Floats], ...]
    """Offered loads of the plan: one for all futures, or one for each where they are the case's own scenarios."""
    newcomers: MappingProxyType[str, Floats]
    """Newcomers of the plan by need group, with demand as planned: (period, 1); empty where none were given."""


def prepared(case: Case, futures: Futures) -> Prepared:
    """Prepare a case for its futures."""
    settings = case.settings
    if settings.unmet_need_price is None:
        settings = replace(settings, unmet_need_price=price_above_any_home(case))
    missed = TIMES_THE_DEAREST * max(1.0, dearest_year(case))
    targets = tuple(
        replace(target, price_if_missed=missed) if target.price_if_missed is None else target
        for target in case.targets
    )
    ever = np.asarray((futures.demand > 0).any(axis=-1) | (futures.central > 0))
    single = replace(case, settings=settings, targets=targets, budgets=(), scenarios=(Scenario("", 1.0),))
    return Prepared(single, ever, _loads(case, futures), MappingProxyType(_expected(case, case.newcomers)))


def _loads(case: Case, futures: Futures) -> tuple[MappingProxyType[Pool, Floats], ...]:
    expected = _expected(case, case.loads)
    if futures.origin == "generated" or futures.number != len(case.scenarios):
        return (MappingProxyType(expected),)
    own = ({pool: load[:, [s]] for pool, load in case.loads.items()} for s in range(futures.number))
    return tuple(MappingProxyType(each) for each in (*own, expected))


def _expected(case: Case, figures: Mapping[Key, Floats]) -> dict[Key, Floats]:
    """Figures by (period, scenario) in expectation: (period, 1)."""
    probability = np.array([scenario.probability for scenario in case.scenarios])
    probability = probability / probability.sum()
    return {key: np.array(figure @ probability)[:, None] for key, figure in figures.items()}


def case_in(ready: Prepared, futures: Futures, future: int) -> Case:
    """The case of a future; of :data:`CENTRAL` with demand and prices as they are planned."""
    central = future == CENTRAL
    demand = futures.central if central else futures.demand[..., future]
    factors = {} if central else _factors(futures.provisions, futures.prices[..., future])
    loads = ready.loads[-1] if central or len(ready.loads) == 1 else ready.loads[future]
    floored = np.where(ready.ever, np.maximum(demand, LEAST_CHILDREN), demand)
    newcomers = _newcomers(ready, floored, futures.central)
    return replace(ready.case, demand=floored[..., None], price_factors=factors, loads=loads, newcomers=newcomers)


def _newcomers(ready: Prepared, demand: Floats, central: Floats) -> dict[str, Floats]:
    """Newcomers of a future: as many more than planned as there are more children of the need group."""
    now, planned = demand.sum(axis=1), central.sum(axis=1)
    times = np.divide(now, planned, out=np.ones_like(now), where=planned > 0)
    numbers = {need: g for g, need in enumerate(ready.case.needs)}
    return {need: held * times[numbers[need]][:, None] for need, held in ready.newcomers.items()}


CENTRAL = -1
"""In place of a future: demand and prices as they are planned."""


def _factors(provisions: Sequence[str], prices: Floats) -> MappingProxyType[str, Floats]:
    return MappingProxyType(dict(zip(provisions, prices, strict=True)))
