r"""Second formulation, the choice curve: what the places of a pool carry of those who would live there.

The curve is written as a mixture of whole numbers of places, where the planner has straight lines above it.
"""

from __future__ import annotations

import math

from models.audit_draft import ChildrenAt, Draft, Part, PoolAt
from models.case import EVERY_AREA, Option, Pool

_TOLERANCE = 1e-9
_ROOM_FOR_MANY_TIMES = 10.0
"""Options that allow more than a hundred times the places that everyone would need are taken to bring ten."""
_AS_GOOD_AS_NO_LIMIT = 100.0


def write_carried(draft: Draft) -> None:
    r"""No more children live in the places of a pool than they carry on average.

    .. math:: h \le \sum_j \lambda_j C(j) + M f, \qquad \sum_j \lambda_j = 1, \qquad
       \sum_j \lambda_j j \le v K, \qquad \lambda \ge 0

    :math:`C(j)` children carried by :math:`j` places, :math:`v` the share of places that can be offered. Where
    all areas share their places the sums are over them, there is no switch, and nobody new comes while those
    settled since the start are more than the existing places carry. Of every need group no more come newly, but
    for those who are bought a home, than its newcomers :math:`N` whom the provision suits in the measure in which
    those whom its places suit, :math:`A` in all areas, are carried:

    .. math:: \sum y_g - \sum_i w_i \le \mathrm{share}_g N_g \sum_j \lambda_j C(j) / A
    """
    for shared, pools in draft.case.curved_pools.items():
        for t, s in draft.times():
            mixture = _write_mixture(draft, shared, pools, t, s)
            if shared.area == EVERY_AREA and _too_many_settled(draft, shared, pools, t, s):
                _write_nobody_new(draft, shared, pools, t, s)
            else:
                _write_as_many_as_carried(draft, shared, pools, t, s, mixture)
            _write_newcomers(draft, shared, pools, t, s, mixture)


def _write_nobody_new(draft: Draft, shared: Pool, pools: tuple[Pool, ...], t: int, s: int) -> None:
    keys = [ChildrenAt(flow, t, s) for pool in pools for flow in draft.facts.flows_in[pool]]
    new: list[Part] = [(1.0, draft.unknowns.new[key]) for key in keys if key in draft.unknowns.new]
    draft.row("choice: nobody new", PoolAt(shared, t, s), new, "<=", 0.0)


def _write_mixture(draft: Draft, shared: Pool, pools: tuple[Pool, ...], t: int, s: int) -> list[Part]:
    """Whole numbers of places mixed to those that can be offered; the children whom the mixture carries."""
    at, curve = PoolAt(shared, t, s), draft.facts.curves[shared]
    mixture = [(draft.variable(), n, children) for n, children in zip(*curve.corners[t][s], strict=True)]
    draft.row("choice: mixture", at, [(1.0, part) for part, _, _ in mixture], "==", 1.0)
    places: list[Part] = [(-curve.available, draft.unknowns.places[pool, t]) for pool in pools]
    draft.row("choice: places", at, [*((n, part) for part, n, _ in mixture), *places], "<=", 0.0)
    return [(children, part) for part, _, children in mixture]


def _write_as_many_as_carried(
    draft: Draft, shared: Pool, pools: tuple[Pool, ...], t: int, s: int, mixture: list[Part]
) -> None:
    at = PoolAt(shared, t, s)
    own: list[Part] = [(1.0, draft.unknowns.own[PoolAt(pool, t, s)]) for pool in pools]
    carried: list[Part] = [(-children, part) for children, part in mixture]
    full = draft.unknowns.full.get(at)
    beyond: list[Part] = [] if full is None else [(-draft.facts.children_who_could_come(shared, t, s), full)]
    draft.row("choice: carried", at, [*own, *carried, *beyond], "<=", 0.0)


def _write_newcomers(
    draft: Draft, shared: Pool, pools: tuple[Pool, ...], t: int, s: int, mixture: list[Part]
) -> None:
    case = draft.case
    areas = [one for one in case.curved_pools if one.provision == shared.provision]
    load = math.fsum(float(case.loads[one][t, s]) for one in areas)
    bought: list[Part] = [
        (-1.0, draft.unknowns.bought[PoolAt(pool, t, s), tier.tier])
        for pool in pools
        for tier in draft.facts.tiers[pool][t]
    ]
    for need in case.needs:
        keys = [ChildrenAt(f, t, s) for pool in pools for f in draft.facts.flows_in[pool] if f.need == need]
        new: list[Part] = [(1.0, draft.unknowns.new[key]) for key in keys if key in draft.unknowns.new]
        if not new or load <= _TOLERANCE:
            continue
        each = case.suitability[need, shared.provision].share_max * float(case.newcomers[need][t, s]) / load
        carried: list[Part] = [(-each * children, part) for children, part in mixture]
        draft.row("choice: newcomers", (need, *shared, t, s), [*new, *bought, *carried], "<=", 0.0)


def _too_many_settled(draft: Draft, shared: Pool, pools: tuple[Pool, ...], t: int, s: int) -> bool:
    """Whether those who have lived there since the start are more than the existing places carry."""
    settled = math.fsum(draft.since_start(flow, t, s) for pool in pools for flow in draft.facts.flows_in[pool])
    bought = math.fsum(tier.children_max for pool in pools for tier in draft.facts.tiers[pool][t])
    places = math.fsum(_existing(draft, pool, t) for pool in pools)
    return settled > draft.facts.curves[shared].children(places, t, s) + bought + _TOLERANCE


def _existing(draft: Draft, pool: Pool, t: int) -> float:
    return draft.facts.existing[pool][t][0] if pool in draft.facts.existing else 0.0


def limit_of_places(draft: Draft, at: PoolAt) -> list[Part]:
    """What a pool's own places hold at least before it counts as full: a line below the curve.

    The line joins what the places carry that stand whatever is decided with what the most places carry that
    could stand. Without a curve it is the share of the places that can be used.
    """
    pool, t, s = at
    places, curve = draft.unknowns.places[pool, t], draft.facts.curves.get(pool)
    if curve is None:
        return [(draft.case.usable_share(pool.provision), places)]
    may_close = any(row is not None and row.closable for _, row in draft.facts.existing.get(pool, ())[: t + 1])
    fewest = 0.0 if may_close else _existing(draft, pool, t)
    most = _most_by_limits(draft, pool, t, s)
    low, high = curve.children(fewest, t, s), curve.children(most, t, s)
    slope = (high - low) / (most - fewest) if most > fewest else 0.0
    return [(slope, places), (low - slope * fewest, 1.0)]


def _most_by_limits(draft: Draft, pool: Pool, t: int, s: int) -> float:
    """Places that the options of a pool allow by their own limits, or many times those that could be needed."""
    options, existing = draft.facts.options_in.get(pool, ()), _existing(draft, pool, t)
    most = existing + sum(_most_of_option(draft, option, t) for option in options)
    obliged = sum(_obliged(draft, option) * option.places_per_unit for option in options)
    needed = draft.facts.children_who_could_come(pool, t, s) + sum(option.places_per_unit for option in options)
    many = max(_ROOM_FOR_MANY_TIMES * (needed + obliged), existing)
    return most if most <= _AS_GOOD_AS_NO_LIMIT * many else many


def _most_of_option(draft: Draft, option: Option, t: int) -> float:
    life = draft.facts.lives[option.key].places
    brings = [life[q, t] for q in range(option.first_period, min(option.last_period, t) + 1) if life[q, t] > 0]
    return min(sum(brings) * option.max_per_year, max(brings) * option.max_total) if brings else 0.0


def _obliged(draft: Draft, option: Option) -> float:
    return max([option.min_total, *(draft.case.limit_groups[label].min_total for label in option.limit_groups)])


def bends(draft: Draft, pool: Pool, t: int, s: int, stays: float) -> bool:
    """Whether a curve can carry fewer than stay of those whom it carried the period before, with places added.

    Places added are taken to be lost no faster than children leave. Both curves are straight between their
    corners, so that it is enough to look where either has one.
    """
    curve = draft.facts.curves.get(pool)
    if curve is None or t == 0 or stays == 0:
        return False
    before, now = _existing(draft, pool, t - 1), _existing(draft, pool, t)
    added = [n / curve.available - before for n in curve.corners[t - 1][s][0]]
    added += [(n / curve.available - now) / stays for n in curve.corners[t][s][0]]
    return any(
        stays * curve.children(before + more, t - 1, s) > curve.children(now + stays * more, t, s) + _TOLERANCE
        for more in added
        if more > 0
    )


def fixed_limit(draft: Draft, pool: Pool, t: int, s: int) -> float:
    """Children whom existing places and what can be bought take."""
    curve, places = draft.facts.curves.get(pool), _existing(draft, pool, t)
    bought = math.fsum(tier.children_max for tier in draft.facts.tiers[pool][t])
    if curve is None:
        return draft.case.usable_share(pool.provision) * places + bought
    return curve.children(places, t, s) + bought
