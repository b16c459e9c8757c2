r"""Second formulation, promises about the chance that a suitable home is free.

The chance is taken from the weights of the pool's chain at whole numbers of places and mixed between them, where
the planner has straight lines below it.
"""

from __future__ import annotations

import itertools

from models.audit_curves import chance_of_nothing
from models.audit_draft import Draft, Part, PoolAt
from models.case import EVERY_AREA, Pool, Target

_NOBODY = 1e-6
"""Children offered a pool below which nobody comes to it."""
_LEAST = 1e-3
"""Chances below this are not told apart."""


def write_chances(draft: Draft, number: int, target: Target) -> None:
    r"""In each pool of a promise at most its share of those who come find nothing that suits, or they are priced.

    .. math:: a \sum_j \lambda_j P(j) \le \theta a + v_p, \qquad \sum_j \lambda_j = 1, \qquad
       \sum_j \lambda_j j \le \alpha K, \qquad \sum_p v_p \le v, \qquad \lambda \ge 0

    :math:`P(j)` the chance that none of :math:`j` places suits a child who comes, :math:`a` those who come.
    """
    for t, s in draft.times():
        if t not in target.periods:
            continue
        beyond: list[Part] = []
        for shared, pools in draft.case.curved_pools.items():
            if _is_about(draft, target, shared, pools) and draft.case.loads[shared][t, s] > _NOBODY:
                beyond += _write_chance(draft, target, PoolAt(shared, t, s), pools)
        if target.price_if_missed is not None:
            missed = draft.unknowns.missed[number, t, s] = draft.variable()
            draft.row("chance: missed", (target.target, t, s), [*beyond, (-1.0, missed)], "<=", 0.0)


def _write_chance(draft: Draft, target: Target, at: PoolAt, pools: tuple[Pool, ...]) -> list[Part]:
    """The rows of one pool, and its children who find nothing beyond a promise that has a price."""
    how, about = draft.case.choice[at.pool.provision], (target.target, *at)
    load = float(draft.case.loads[at.pool][at.period, at.scenario])
    mixture = [(draft.variable(), j, chance) for j, chance in enumerate(_chances(load, how.suits, target.value))]
    draft.row("chance: mixture", about, [(1.0, part) for part, _, _ in mixture], "==", 1.0)
    places: list[Part] = [(-how.available, draft.unknowns.places[pool, at.period]) for pool in pools]
    draft.row("chance: places", about, [*((float(j), part) for part, j, _ in mixture), *places], "<=", 0.0)
    beyond: list[Part] = [] if target.price_if_missed is None else [(1.0, draft.variable())]
    nothing: list[Part] = [(load * chance, part) for part, _, chance in mixture]
    kept = [(-weight, variable) for weight, variable in beyond]
    draft.row("chance: promise", about, [*nothing, *kept], "<=", target.value * load)
    return beyond


def _chances(load: float, suits: float, enough: float) -> list[float]:
    """Chance that nothing suits, of 0, 1, ... places, up to as many as are enough for a promise."""
    found = [1.0]
    for places in itertools.count(1):
        if found[-1] <= max(enough, _LEAST):
            break
        found.append(chance_of_nothing(load, places, suits))
    return found


def _is_about(draft: Draft, target: Target, shared: Pool, pools: tuple[Pool, ...]) -> bool:
    if shared.provision not in target.provisions or not draft.case.provisions[shared.provision].looked_after:
        return False
    areas = [pool.area for pool in pools] if shared.area == EVERY_AREA else [shared.area]
    return all(area in target.areas for area in areas)
