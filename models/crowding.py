r"""Where settled children could come to be more than a pool's limit, worked out before solving.

A limit (planning occupancy, a market maximum) holds back new placements and never evicts. In most pools
settled children leave faster than places do, so the limit can never fall below the children who are still
there and an ordinary row is enough. Where it could (overfull at the start, places lost faster than children
leave, a home that may close, an option whose life ends, a market that shrinks) the pool has the whole-number
switch :math:`f` of :mod:`models.capacity`: full, nobody new, and only then may children move because places are
lost. The test is one-sided: it may name a pool that is never full, where the switch then stays off and changes
nothing, and never leaves out one that could be.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Floats, Pool
from models.figures import Figures
from models.pool_curves import PoolCurve, corners

_TOLERANCE = 1e-9


def may_be_full(case: Case, figures: Figures, pool: Pool) -> NDArray[np.bool_]:
    """Whether settled children could be more than the limit of a pool: (period, scenario)."""
    flows = case.flows_of_pool[pool]
    if not len(flows):
        return np.zeros((len(case.periods), len(case.scenarios)), dtype=bool)
    stays = figures.retention[flows].max(axis=0)
    starting = figures.starting[flows].sum(axis=0)
    places, bought = _existing_and_bought(case, figures, pool)
    fragile = _may_shrink_by_choice(case, figures, pool, stays)
    curve = figures.curves.get(pool)
    if curve is None:
        own = np.repeat(case.usable_share(pool.provision) * places[:, None], stays.shape[1], axis=1)
    else:
        own, fragile = _carried(curve, places), fragile | _may_bend(curve, places, stays)
    limit = own + bought[:, None]
    return np.asarray(_may_exceed(stays, starting, limit, fragile) & np.isfinite(limit))


def _carried(curve: PoolCurve, places: Floats) -> Floats:
    """Children that existing places carry: (period, scenario)."""
    periods, scenarios = curve.load.shape
    return np.array([[curve.carried(places[t], t, s) for s in range(scenarios)] for t in range(periods)])


def _may_bend(curve: PoolCurve, places: Floats, stays: Floats) -> NDArray[np.bool_]:
    """Whether a choice curve could carry less than the children who stay, with some number of places added.

    A place too many carries less than one before it, and a lower load makes the same places carry less, so
    what is true of existing places need not be true of more. Places added are taken to be lost no faster than
    children leave; where they could be, the pool may be full anyway. Both curves are straight between their
    corners, so it is enough to look at those.
    """
    answer = np.zeros(stays.shape, dtype=bool)
    available = curve.curve.available
    for t, s in np.argwhere(stays > 0).tolist():
        if t == 0:
            continue
        before, now = curve.lines[t - 1][s], curve.lines[t][s]
        of_before = corners(before) / available - places[t - 1]
        of_now = (corners(now) / available - places[t]) / stays[t, s]
        for added in np.concatenate([of_before, of_now]).tolist():
            carried = stays[t, s] * before.limit((places[t - 1] + added) * available)
            if added > 0 and carried > now.limit((places[t] + stays[t, s] * added) * available) + _TOLERANCE:
                answer[t, s] = True
                break
    return np.logical_or.accumulate(answer, axis=0)


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
