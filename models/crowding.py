r"""Which pools could hold more settled children than their planning limit, worked out before solving.

A planning limit (occupancy, a market maximum) holds back new placements and never evicts. In most pools
settled children leave faster than places do, so the limit can never fall below the children who are still
there and an ordinary row is enough. Two things can bring it lower:

* **Places are lost** (carers leave, a home closes, a contract ends) faster than children leave. The children
  who lived in them move: :func:`models.settled.moves_for_lost_places` allows as many moves as places lost,
  which always brings a pool that kept its limit back within it, since the share of the lost places that was
  filled is the planning occupancy. Such a pool has the variable ``displace``.
* **The pool is overfull already**, at the start or because a market shrinks. Nobody has to leave. Such a
  pool has the whole-number switch of :mod:`models.capacity` that says "full: nobody new".

Both tests are one-sided: they may name a pool that turns out never to need it, never the other way round.
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
    limit = occupancy * places + bought
    exceeded = _may_exceed(stays, starting, limit, fragile)
    overfull = exceeded if pool in figures.market else _stays_overfull(stays, starting, limit, fragile)
    return Crowding(overfull, exceeded & (stays > 0) & _has_places(places, fragile))


def _stays_overfull(
    stays: Floats, starting: Floats, limit: Floats, fragile: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether a pool of places alone that is overfull at the start could still be so."""
    answer = np.zeros(stays.shape, dtype=bool)
    settled = starting[0]
    answer[0] = settled > limit[0] + _TOLERANCE
    for t in range(1, len(limit)):
        settled = settled * stays[t]
        answer[t] = answer[t - 1] & ((settled > limit[t] + _TOLERANCE) | fragile[t])
    return answer


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


def _may_shrink_by_choice(case: Case, figures: Figures, pool: Pool, stays: Floats) -> NDArray[np.bool_]:
    """Whether a decision can make places fall faster than children leave: (period, scenario)."""
    answer = np.zeros(stays.shape, dtype=bool)
    existing = figures.existing.get(pool)
    if existing is not None:
        closable = existing.closable & (existing.places > 0)
        answer |= np.logical_or.accumulate(closable)[:, None]
    for option in case.options_of_pool.get(pool, ()):
        profile = figures.places[option.key]
        for t in range(1, len(case.periods)):
            before, now = profile[:t, t - 1], profile[:t, t]
            answer[t] |= (before[:, None] * stays[t] > now[:, None] + _TOLERANCE).any(axis=0)
    return np.logical_or.accumulate(answer, axis=0) & (stays > 0)
