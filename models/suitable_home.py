r"""A suitable home: promises about the chance that one is free for a child who comes.

A pool of places with offered load :math:`a` fills as :mod:`models.choice` says. The chance that a child who
comes finds no vacancy that suits follows from the load, which is an input of each solve, and from the places that
can be offered: :math:`P = 1 - C^1 / a`, with the children :math:`C^1` whom the places carry when children come one
by one. So a promise about the chance is one about the children carried, and since :math:`C^1` is concave in the
places (:func:`models.choice.secants`), straight lines say exactly the same, without any whole number. Brothers and
sisters who come together are left out of it, as they are out of the chance in the table of pools.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models import choice
from models.capacity import fewest_places, places_of
from models.case import Floats, Pool, Target
from models.plan_model import Formulation, Row
from models.pool_curves import corners
from models.promised_pools import promised_pools
from models.terms import Terms

NOBODY = 1e-6
"""Offered load, in children, below which nobody comes and nothing is promised."""
LEAST_CHANCE = 1e-3
"""The smallest chance that can be promised: none is nought, however many the places."""
_TOLERANCE = 1e-9

RowIndex = tuple[int, str, str, int, int, int]
"""A promise (its position), a pool's provision and area, period, scenario, and the line."""


def suitable_home(f: Formulation) -> None:
    r"""Of the children who come to a pool no more than the promised share find no vacancy that suits, or they are
    priced.

    .. math:: a_{p,a,t,s} - C^1(j) - (C^1(j+1) - C^1(j)) \, (\alpha_p K_{p,a,t} - j)
       \le \theta_r \, a_{p,a,t,s} + b_{r,p,a,t,s} \qquad \forall j

    :math:`C^1(j)` children carried by :math:`j` places at the pool's offered load :math:`a` when they come one by
    one, so that on the left are those who come and find nothing that suits. :math:`C^1` is concave in :math:`j`
    for every load and every chance that a vacancy suits (tested from loads of a thousandth to 300 and from
    1 % to all), so these lines hold exactly where the places that can be offered are at least the fewest,
    interpolated between whole numbers, at which the chance is :math:`\theta`. A promise without a price has no
    :math:`b` and is hard. The promise holds in each of its pools; a provision whose areas share their places is
    one pool.

    Unit: children. Shadow price: £ (present value) of one more child who may find no suitable home.
    """
    f.add_rows("suitable_home", _rows(f))


def _rows(f: Formulation) -> Iterator[Row]:
    for number, target in enumerate(f.case.targets):
        for key, (finding_none, coming) in finding_nothing_by_row(f, number).items():
            _, provision, area, t, s, _ = key
            beyond = f.decisions.beyond.get((number, Pool(provision, area), t, s))
            priced = Terms() if beyond is None else Terms.single(beyond)
            yield key, None, finding_none.minus(coming.times(target.value)).minus(priced), 0.0


def finding_nothing_by_row(f: Formulation, number: int) -> dict[RowIndex, tuple[Terms, Terms]]:
    """Of each row of a promise: the children who find nothing that suits, by that line, and those who come."""
    target = f.case.targets[number]
    return {
        (number, *pool.shared, pool.period, pool.scenario, j): (finding_none, Terms(constant=pool.load))
        for pool in pools_in_times(f, target)
        for j, finding_none in finding_nothing(f, pool, target.value)
    }


@dataclass(frozen=True, slots=True)
class PoolInTime:
    """A pool of a promise in a period and scenario, the pools that it is made of, and its offered load."""

    shared: Pool
    pools: tuple[Pool, ...]
    period: int
    scenario: int
    load: float


def pools_in_times(f: Formulation, target: Target) -> Iterator[PoolInTime]:
    """The pools of a promise in each of its periods and scenarios, where anybody comes."""
    for shared, pools in promised_pools(f.case, target).items():
        load: Floats = f.figures.curves[shared].load
        for t in target.periods:
            for s in range(len(f.case.scenarios)):
                if load[t, s] > NOBODY:
                    yield PoolInTime(shared, pools, t, s, float(load[t, s]))


def finding_nothing(f: Formulation, pool: PoolInTime, value: float) -> Iterator[tuple[int, Terms]]:
    """Children who come to a pool and find nothing that suits: the greatest of these expressions, each numbered.

    Exact where they are at least half the share ``value``, so that a share a little lower is told by the same
    ones; where they are fewer it may be below them. Lines that only matter below the fewest places that could
    stand are left out.
    """
    curve = f.case.choice[pool.shared.provision]
    lines = _lines(pool.load, curve.suits, value / 2)
    fewest = sum(fewest_places(f, one, pool.period) for one in pool.pools) * curve.available
    offered = Terms.total(places_of(f, one, pool.period) for one in pool.pools).times(curve.available)
    ends = np.append(corners(lines), math.inf)
    for j in np.flatnonzero(ends >= fewest - _TOLERANCE).tolist():
        slope, intercept = float(lines.slope[j]), float(lines.intercept[j])
        yield j, Terms(constant=pool.load - intercept).minus(offered.times(slope))


def _lines(load: float, suits: float, value: float) -> choice.Secants:
    """What places carry of children who come one by one, up to those that leave so few without a suitable home."""
    enough = choice.places_needed(load, max(value, LEAST_CHANCE), suits)
    return choice.secants(load, max(enough, 1), suits)


def chance_of_none(load: float, offered: float, suits: float) -> float:
    """Chance that no vacancy suits a child who comes; between whole numbers of places on a straight line.

    >>> [round(chance_of_none(8, places, 0.5), 4) for places in (10, 10.5, 11)]
    [0.1862, 0.1629, 0.1396]
    """
    whole = math.floor(offered)
    part = offered - whole
    found = choice.matching(load, whole, suits).no_suitable
    return found if part == 0 else (1 - part) * found + part * choice.matching(load, whole + 1, suits).no_suitable
