r"""What pools of places carry by the choice curve, worked out for the second formulation alone.

Erlang's loss formula is taken from its integral, :math:`1 / B(a, x) = \int_0^\infty e^{-s} (1 + s / a)^x \, ds`,
which is one formula for whole numbers of places and for the parts of one that brothers and sisters need; the
chance that no vacancy suits from the weights of its birth-death chain. Nothing is found by recursion from one
place less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Pool

Floats = NDArray[np.float64]

_NEARLY_ALL = 1e-3
"""Past the places that turn away so few, what more places carry rises along the last line to the whole load."""
_FLAT = 1e-9
"""A place that carries fewer children than this adds nothing."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_PANELS = 60
_FAR = 750.0
"""Exponents beyond which :math:`e^{-s}` is nought."""


@dataclass(frozen=True, slots=True)
class Curve:
    """What the places of a pool carry in each period and scenario.

    ``available``: share of the places that can be offered. ``corners`` [period][scenario]: places offered and the
    children whom they carry, the corners of the least concave curve over whole numbers of places.
    """

    available: float
    corners: tuple[tuple[tuple[Floats, Floats], ...], ...]

    def children(self, places: float, t: int, s: int) -> float:
        """Children carried by so many places, on average."""
        return float(np.interp(places * self.available, *self.corners[t][s]))


def find_curves(case: Case) -> Mapping[Pool, Curve]:
    """The curve of every pool whose places follow one, at the loads given with the case.

    Raises ``ValueError`` where a pool has no load: to estimate it is no part of the problem.
    """
    missing = [shared for shared in case.curved_pools if shared not in case.loads]
    if missing:
        raise ValueError(f"{missing[0].provision} in {missing[0].area} follows the choice curve and has no load")
    if case.curved_pools and set(case.newcomers) != set(case.needs):
        raise ValueError("places follow the choice curve and the newcomers of some need groups are not given")
    found = {}
    for shared in case.curved_pools:
        how = case.choice[shared.provision]
        rows = case.loads[shared].tolist()
        found[shared] = Curve(
            how.available, tuple(tuple(corners(load, how.suits, how.peakedness) for load in row) for row in rows)
        )
    return found


def corners(load: float, suits: float, peakedness: float) -> tuple[Floats, Floats]:
    """Corners of the curve of one load: places offered, and children carried."""
    carried = _until_nearly_all(load, suits, peakedness)
    points = _concave(list(enumerate(carried.tolist())))
    (before, low), (last, high) = points[-2:]
    slope = (high - low) / (last - before)
    if slope >= _FLAT and high < load:
        points.append((last + (load - high) / slope, load))
    places, children = zip(*points, strict=True)
    return np.array(places, dtype=float), np.array(children, dtype=float)


def _until_nearly_all(load: float, suits: float, peakedness: float) -> Floats:
    """Children carried by 0, 1, ... places, up to one more than turn away next to nobody."""
    most = math.ceil(load) + 20
    while True:
        carried = carried_by_places(load, most, suits, peakedness)
        enough = np.flatnonzero(load - carried <= _NEARLY_ALL * load)
        if len(enough) and enough[0] < most:
            return carried[: enough[0] + 2]
        most *= 2


def carried_by_places(load: float, most: int, suits: float, peakedness: float) -> Floats:
    """Children carried by 0, 1, ... ``most`` places that can be offered."""
    places = np.arange(most + 1, dtype=float)
    if load < 1e-100:
        return np.zeros(most + 1)
    together = peakedness * _carried(load / peakedness, places / peakedness)
    if suits < 1:
        chain = np.array([_carried_by_chain(load, n, suits) for n in range(most + 1)])
        share = together[1:] / _carried(load, places)[1:] if peakedness > 1 else 1.0
        together = np.append(0.0, chain[1:] * share)
    return np.asarray(np.minimum(together, np.minimum(places, load)))


def _carried(load: float, places: Floats) -> Floats:
    """Children carried where every vacancy suits, whole numbers of places or not."""
    return np.asarray(load * -np.expm1(-_log_integral(load, places)))


def _log_integral(load: float, places: Floats) -> Floats:
    r"""Logarithm of :math:`\int_0^\infty e^{-s} (1 + s/a)^x ds`, with :math:`s = a (e^u - 1)`."""
    edges = np.linspace(
        0.0, math.log1p((_FAR + 40.0 * math.sqrt(places[-1] + 1) + places[-1]) / load), _PANELS + 1
    )
    half, middle = np.diff(edges) / 2, (edges[1:] + edges[:-1]) / 2
    u = (middle[:, None] + half[:, None] * _NODES).ravel()
    log_weight = np.log((half[:, None] * _WEIGHTS).ravel()) + math.log(load)
    exponent = log_weight - load * np.expm1(u) + (1 + places[:, None]) * u
    highest = exponent.max(axis=1)
    return np.asarray(highest + np.log(np.exp(exponent - highest[:, None]).sum(axis=1)))


def _carried_by_chain(load: float, places: int, suits: float) -> float:
    r"""Average of the chain :math:`\pi_{j+1} / \pi_j = a (1 - (1 - q)^{n-j}) / (j + 1)`."""
    return float(_children_there(load, places, suits) @ np.arange(places + 1))


def _children_there(load: float, places: int, suits: float) -> Floats:
    """Chance of 0, 1, ... ``places`` children living in a pool."""
    there = np.arange(places)
    comes = -np.expm1((places - there) * math.log1p(-suits)) if suits < 1 else np.ones(places)
    weight = np.append(0.0, np.cumsum(math.log(load) + np.log(comes) - np.log(there + 1)))
    chance = np.exp(weight - weight.max())
    return np.asarray(chance / chance.sum())


def chance_of_nothing(load: float, places: int, suits: float) -> float:
    r"""Chance that none of the vacancies suits, each with the chance q: :math:`\sum_j \pi_j (1 - q)^{n - j}`."""
    chance = _children_there(load, places, suits)
    vacant = np.arange(places, -1, -1)
    return float(chance @ np.power(1 - suits, vacant, dtype=float))


def _concave(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points that are corners of the least concave curve through or above them."""
    while True:
        below = [
            middle
            for one, middle, other in zip(points, points[1:], points[2:], strict=False)
            if (middle[1] - one[1]) * (other[0] - one[0]) < (other[1] - one[1]) * (middle[0] - one[0])
        ]
        if not below:
            return points
        points.remove(below[0])
