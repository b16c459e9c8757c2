r"""Enough is not the average: where places follow the choice curve a pool carries only what the curve says.

Children come when they come, and a vacancy need not suit the child who comes, so a pool turns some away even
where its places are enough on average. How many live there follows from how many would (the offered load) and
from the places (:mod:`models.choice`). Load and newcomers are inputs of each solve: :mod:`models.offered_load` and
:mod:`models.newcomers` work them out from a plan, and planning goes round until they and the plan agree.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from models import choice
from models.capacity import bought, fewest_places, market_maximum, most_children, most_places, places_of
from models.case import EVERY_AREA, Case, Pool
from models.decisions import PoolPeriod
from models.plan_model import Formulation, Row
from models.pool_curves import corners
from models.terms import Terms

_TOLERANCE = 1e-9


def what_places_carry(f: Formulation) -> None:
    r"""The places of a pool carry what the choice curve says, and no more.

    .. math:: c_{p,a,t,s} \le C(j) + (C(j+1) - C(j)) \, (\alpha_p K_{p,a,t} - j) \qquad \forall j

    :math:`c` children carried, :math:`C(j)` those that :math:`j` places carry at the pool's offered load
    (:func:`models.choice.carried_load`), :math:`\alpha` the share of places that can be offered. The curve is
    concave, so these straight lines say the same at whole places, interpolate between them and need no whole
    number. A provision whose areas share their places has one :math:`c` for all of them.

    Unit: children. Shadow price: £ (present value) of one more child whom the same places would carry.
    """
    f.add_rows("what_places_carry", _lines_of_places(f))


def _lines_of_places(f: Formulation) -> Iterator[Row]:
    for (shared, t, s), carry in f.decisions.carry.items():
        pools = f.case.curved_pools[shared]
        places = Terms.total(places_of(f, pool, t) for pool in pools)
        places = places.times(f.case.choice[shared.provision].available)
        lines = _lines(f, shared, pools, t, s)
        for j in range(len(lines.slope)):
            terms = Terms.single(carry).minus(places.times(float(lines.slope[j])))
            yield (*shared, t, s, j), None, terms, float(lines.intercept[j])


def carried_children(f: Formulation) -> None:
    r"""Where places follow the choice curve no more children live in them than they carry.

    .. math:: \sum_{g,o} x_{g,o,p,a,t,s} - \sum_i w_{p,a,i,t,s} \le c_{p,a,t,s} + M f_{p,a,t,s}

    Children bought (:math:`w`) do not count. Where areas share their places the sums are over all of them; there,
    and only where children settled since the start are more than the existing places carry, nobody new comes
    instead.

    Unit: children. Shadow price: £ (present value) of one more child whom the same places would carry.
    """
    f.add_rows("carried_children", _rows(f))


def _rows(f: Formulation) -> Iterator[Row]:
    for (shared, t, s), carry in f.decisions.carry.items():
        pools = f.case.curved_pools[shared]
        if shared.area == EVERY_AREA and _too_many_settled(f, shared, pools, t, s):
            placed = (Terms.sum_of(f.decisions.place[f.case.flows_of_pool[pool], t, s]) for pool in pools)
            yield (*shared, t, s), None, Terms.total(placed), 0.0
            continue
        living = Terms.total(f.living(f.case.flows_of_pool[pool], t, s) for pool in pools)
        terms = living.minus(_bought(f, pools, t, s)).minus(Terms.single(carry))
        full = f.decisions.full.get(PoolPeriod(shared, t, s))
        if full is not None:
            terms = terms.minus(Terms.single(full, most_children(f, shared, t, s)))
        yield (*shared, t, s), None, terms, 0.0


def _bought(f: Formulation, pools: tuple[Pool, ...], t: int, s: int) -> Terms:
    return Terms.total(bought(f, pool, t, s) for pool in pools)


def turned_away_alike(f: Formulation) -> None:
    r"""Of every need group places take in no more than the share of its newcomers whom they carry.

    .. math:: \sum_{o,a} y_{g,o,p,a,t,s} - \sum_{a,i} w_{p,a,i,t,s}
       \le \mathrm{share}_{g,p} \, N_{g,t,s} \, \frac{c_{p,a,t,s}}{A_{p,t,s}}

    Who finds places taken is chance: a plan must not fill them with just those children for whom anything else
    costs most. :math:`N` newcomers of the group, whoever takes them in (:mod:`models.newcomers`), :math:`A` the
    offered load of the provision in all its areas. Children bought beside the places (:math:`w`) may be of any
    group. So a new home fills at the pace at which children come whom it suits.

    Unit: children. Shadow price: £ (present value) of one more newcomer of the group whom the places took in.
    """
    f.add_rows("turned_away_alike", _newcomers(f))


def _newcomers(f: Formulation) -> Iterator[Row]:
    for (shared, t, s), carry in f.decisions.carry.items():
        pools, load = f.case.curved_pools[shared], _load_of_provision(f, shared, t, s)
        for need in f.case.needs:
            flows = _newly_suitable(f.case, need, pools)
            if not flows or load <= _TOLERANCE:
                continue
            new = Terms.sum_of(f.decisions.place[flows, t, s]).minus(_bought(f, pools, t, s))
            suits = f.case.suitability[need, shared.provision].share_max
            each = suits * float(f.figures.newcomers[need][t, s]) / load
            yield (need, *shared, t, s), None, new.minus(Terms.single(carry, each)), 0.0


def _load_of_provision(f: Formulation, shared: Pool, t: int, s: int) -> float:
    curves = f.figures.curves
    return sum(float(curves[one].load[t, s]) for one in curves if one.provision == shared.provision)


def _newly_suitable(case: Case, need: str, pools: tuple[Pool, ...]) -> list[int]:
    """Flows in which children of a need group may newly come to live in some pools."""
    if not case.is_suitable(need, pools[0].provision):
        return []
    of_need = {int(j) for j in case.flows_of_care.get((need, pools[0].provision), ())}
    return [int(j) for pool in pools for j in case.flows_of_pool[pool] if int(j) in of_need]


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
