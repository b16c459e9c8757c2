r"""Enough is not the average: where places follow the choice curve a pool carries only what the curve says.

Children come when they come, and a vacancy need not suit the child who comes, so a pool turns some away even
where its places are enough on average. How many live there follows from how many would (the offered load) and
from the places (:mod:`models.choice`). The load is an input of each solve: :mod:`models.offered_load` works it out
from a plan, and planning goes round until the two agree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from models import choice
from models.capacity import bought, fewest_places, market_maximum, most_children, most_places, places_of
from models.case import EVERY_AREA, Pool
from models.decisions import PoolPeriod
from models.plan_model import Formulation, Row
from models.pool_curves import corners
from models.terms import Terms

_TOLERANCE = 1e-9


def carried_children(f: Formulation) -> None:
    r"""Where places follow the choice curve no more children live in them than the curve carries.

    .. math:: \sum_{g,o} x_{g,o,p,a,t,s} - \sum_i w_{p,a,i,t,s}
       \le C(j) + (C(j+1) - C(j)) \, (\alpha_p K_{p,a,t} - j) + M f_{p,a,t,s} \qquad \forall j

    :math:`C(j)` children carried by :math:`j` places at the pool's offered load
    (:func:`models.choice.carried_load`), :math:`\alpha` the share of places that can be offered. The curve is
    concave, so these straight lines say the same at whole places, interpolate between them and need no whole
    number. A provision whose areas share their places has one row for all of them. There, and only where
    children settled since the start are more than the existing places carry, nobody new comes instead.

    Unit: children. Shadow price: £ (present value) of one more child whom the same places would carry.
    """
    f.add_rows("carried_children", _rows(f))


def _rows(f: Formulation) -> Iterator[Row]:
    for shared, pools in f.case.curved_pools.items():
        curve = f.case.choice[shared.provision]
        for t, s in f.times():
            living = Terms.total(f.living(f.case.flows_of_pool[pool], t, s) for pool in pools)
            living = living.minus(Terms.total(bought(f, pool, t, s) for pool in pools))
            if shared.area == EVERY_AREA and _too_many_settled(f, shared, pools, t, s):
                placed = (Terms.sum_of(f.decisions.place[f.case.flows_of_pool[pool], t, s]) for pool in pools)
                yield (*shared, t, s, 0), None, Terms.total(placed), 0.0
                continue
            places = Terms.total(places_of(f, pool, t) for pool in pools).times(curve.available)
            full = f.decisions.full.get(PoolPeriod(shared, t, s))
            if full is not None:
                living = living.minus(Terms.single(full, most_children(f, shared, t, s)))
            lines = _lines(f, shared, pools, t, s)
            for j in range(len(lines.slope)):
                terms = living.minus(places.times(float(lines.slope[j])))
                yield (*shared, t, s, j), None, terms, float(lines.intercept[j])


def _too_many_settled(f: Formulation, shared: Pool, pools: tuple[Pool, ...], t: int, s: int) -> bool:
    """Whether children settled since the start are more than the existing places carry."""
    settled = sum(float(f.figures.starting[f.case.flows_of_pool[pool], t, s].sum()) for pool in pools)
    market = sum(market_maximum(f, pool, t) for pool in pools)
    existing = sum(float(f.figures.existing[pool].places[t]) for pool in pools if pool in f.figures.existing)
    return settled > f.figures.curves[shared].carried(existing, t, s) + market + _TOLERANCE


def _lines(f: Formulation, shared: Pool, pools: tuple[Pool, ...], t: int, s: int) -> choice.Secants:
    """The straight lines of a pool's curve that matter between its fewest places and its most."""
    curve = f.figures.curves[shared]
    fewest, most = (sum(at(f, pool, t) for pool in pools) for at in (fewest_places, most_places))
    lines, available = curve.lines[t][s], curve.curve.available
    meet = corners(lines)
    begins, ends = np.append(-math.inf, meet), np.append(meet, math.inf)
    kept = (ends >= fewest * available - _TOLERANCE) & (begins <= most * available + _TOLERANCE)
    return choice.Secants(lines.slope[kept], lines.intercept[kept])
