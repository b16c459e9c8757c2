r"""Which pools could hold more settled children than their planning limit, worked out before solving.

A planning limit (occupancy, a market maximum) holds back new placements and never evicts. In most pools
settled children leave faster than places do, so the limit can never fall below the children who are still
there and an ordinary row is enough. Only where it could (overfull at the start, places lost faster than
children leave, a home that may close, an option whose life ends) does the plan need the whole-number switch
of :mod:`models.capacity` that says "full: nobody new". The test here is one-sided: it may name a pool that
turns out never to be full, never the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Floats, Pool
from models.figures import Figures

_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Crowding:
    """For each pool, by (period, scenario): may be overfull; may have to move children for lost places."""

    overfull: NDArray[np.bool_]
    displaced: NDArray[np.bool_]


def crowding(case: Case, figures: Figures, pool: Pool) -> Crowding:
    """Test one pool; both arrays have shape (period, scenario)."""
    flows = case.flows_of_pool[pool]
    shape = (len(case.periods), len(case.scenarios))
    if not len(flows):
        return Crowding(np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))
    stays = figures.retention[flows].max(axis=0)
    starting = figures.starting[flows].sum(axis=0)
    places, bought = _existing_and_bought(case, figures, pool)
    occupancy = case.provisions[pool.provision].occupancy
    fragile = _may_shrink_by_choice(case, figures, pool, stays)
    return Crowding(
        overfull=_may_exceed(stays, starting, occupancy * places + bought, fragile),
        displaced=_may_exceed(stays, starting, places + bought, fragile) & (stays > 0) & _has_places(places, fragile),
    )


def _has_places(places: Floats, fragile: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray((places.max(initial=0.0) > 0) | fragile)


def _existing_and_bought(case: Case, figures: Figures, pool: Pool) -> tuple[Floats, Floats]:
    none = np.zeros(len(case.periods))
    existing = figures.existing.get(pool)
    tiers = figures.market.get(pool, ())
    bought = np.sum([tier.children_max for tier in tiers], axis=0) if tiers else none
    return (existing.places if existing is not None else none), np.asarray(bought, dtype=float)


def _may_exceed(stays: Floats, starting: Floats, limit: Floats, fragile: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether settled children could exceed a limit, for the worst history that the limits allow."""
    answer = np.zeros(stays.shape, dtype=bool)
    settled = starting[0]
    for t in range(len(limit)):
        if t > 0:
            before = np.maximum(limit[t - 1], settled)
            stayed = np.multiply(stays[t], before, out=np.zeros_like(before), where=stays[t] > 0)
            settled = np.maximum(starting[t], stayed)
        answer[t] = (settled > limit[t] + _TOLERANCE) | fragile[t]
    return answer


def _may_shrink_by_choice(
    case: Case, figures: Figures, pool: Pool, stays: Floats
) -> NDArray[np.bool_]:
    """Whether a decision can make places fall faster than children leave: (period, scenario)."""
    answer = np.zeros(stays.shape, dtype=bool)
    existing = figures.existing.get(pool)
    if existing is not None:
        closable = existing.closable & (existing.places > 0)
        answer |= np.logical_or.accumulate(closable)[:, None]
    for key, option in case.options.items():
        if option.pool != pool:
            continue
        profile = figures.places[key]
        for t in range(1, len(case.periods)):
            before, now = profile[:t, t - 1], profile[:t, t]
            answer[t] |= (before[:, None] * stays[t] > now[:, None] + _TOLERANCE).any(axis=0)
    return answer & (stays > 0)
