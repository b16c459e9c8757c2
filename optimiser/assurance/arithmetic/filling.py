"""How many children places carry where they fill by chance: Erlang's loss formula, worked out place by place.

Children come at random to a pool with an offered load, the average number who would live there if there were
always room. Erlang's formula says who is turned away; where a vacancy suits only some children a chain over the
children there does; brothers and sisters who come together make the pool a peakedness times smaller (Hayward).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_NEARLY_NOBODY = 1e-3
"""Share turned away from which more places carry, by the last line, up to the whole load."""
_FLAT = 1e-9
"""Children whom a place adds, below which it adds none."""
_NOBODY = 1e-100
_STEPS = 3000
_FAR = 45.0
"""Beyond which exp(-s) adds nothing to an integral of at least 1."""


@dataclass(frozen=True)
class Filling:
    """How the places of a provision fill; ``available`` is the share of them that can be offered.

    ``sharing_cost``: £ a year at the price base while its areas share them.
    """

    available: float
    suits: float
    peakedness: float
    together: bool
    sharing_cost: float = 0.0


def carried(load: float, offered: float, filling: Filling) -> tuple[float, float]:
    """Children carried by so many places that can be offered, and how many more one place more would carry."""
    corners = _corners(load, filling.suits, filling.peakedness)
    for (left, low), (right, high) in pairwise(corners):
        if offered <= right:
            slope = (high - low) / (right - left)
            return low + slope * (offered - left), slope
    return corners[-1][1], 0.0


def chances(load: float, offered: float, suits: float) -> tuple[float, float]:
    """Chance that no vacancy suits a child who comes by itself, and that two or more do."""
    whole = math.floor(offered)
    part = offered - whole
    (none, two), (none_next, two_next) = _chances(load, whole, suits), _chances(load, whole + 1, suits)
    return none + part * (none_next - none), two + part * (two_next - two)


def needed(load: float, share: float, filling: Filling) -> float:
    """Places, of which only some can be offered, that turn away at most a share of the load."""
    held = _by_places(load, filling.suits, filling.peakedness)
    offered = next(n for n, children in enumerate(held) if load < _NOBODY or 1 - children / load <= share)
    return float(math.ceil(offered / filling.available - 1e-9))


@lru_cache(maxsize=4096)
def _corners(load: float, suits: float, peakedness: float) -> tuple[tuple[float, float], ...]:
    """The corners of the least curve that bends down and passes no whole number of places below."""
    found: list[tuple[float, float]] = []
    for point in enumerate(_by_places(load, suits, peakedness)):
        while len(found) > 1 and _rise(found[-2], found[-1]) <= _rise(found[-1], point):
            found.pop()
        found.append((float(point[0]), point[1]))
    slope = _rise(found[-2], found[-1])
    if slope >= _FLAT and found[-1][1] < load:
        found.append((found[-1][0] + (load - found[-1][1]) / slope, load))
    return tuple(found)


def _rise(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (other[1] - one[1]) / (other[0] - one[0])


@lru_cache(maxsize=4096)
def _by_places(load: float, suits: float, peakedness: float) -> tuple[float, ...]:
    """Children carried by 0, 1, ... places, to one more than turn away nearly nobody."""
    if load < _NOBODY:
        return (0.0, 0.0)
    found = [0.0]
    enough = False
    while not enough:
        enough = 1 - found[-1] / load <= _NEARLY_NOBODY
        places = len(found)
        children = _alike(load, places, peakedness)
        if suits < 1:
            chain = _children_there(load, places, suits)
            children = chain if peakedness == 1 else chain * children / _alike(load, places, 1.0)
        found.append(min(children, load, float(places)))
    return tuple(found)


def _alike(load: float, places: int, peakedness: float) -> float:
    """Children carried where every vacancy suits: a part of the places, at that part of the load."""
    load, size = load / peakedness, places / peakedness
    part = round(size % 1, 12)
    lost = _lost(load, part)
    for step in range(1, math.floor(size) + 1):
        lost = load * lost / (part + step + load * lost)
    return peakedness * load * (1 - lost)


@lru_cache(maxsize=4096)
def _lost(load: float, places: float) -> float:
    r"""Share turned away by a part of a place: 1 / B is the integral of exp(-s) (1 + s / a)^x (Simpson)."""
    if places == 0:
        return 1.0
    end = math.log1p(_FAR / load)
    width = end / _STEPS
    total = 0.0
    for step in range(_STEPS + 1):
        u = step * width
        weight = 1 if step in (0, _STEPS) else 4 if step % 2 else 2
        total += weight * math.exp((1 + places) * u - load * math.expm1(u))
    return 3 / (load * total * width)


def _chances(load: float, places: int, suits: float) -> tuple[float, float]:
    chance = _vacancies(load, places, suits)
    none = [(1 - suits) ** vacant for vacant in range(places + 1)]
    one = [vacant * suits * (1 - suits) ** max(0, vacant - 1) for vacant in range(places + 1)]
    no_suitable = math.fsum(share * nobody for share, nobody in zip(chance, none, strict=True))
    at_most_one = math.fsum(share * (n + o) for share, n, o in zip(chance, none, one, strict=True))
    return no_suitable, max(0.0, 1 - at_most_one)


def _children_there(load: float, places: int, suits: float) -> float:
    """Average children there, added up by themselves: precise for a load of next to nobody."""
    return math.fsum((places - n) * share for n, share in enumerate(_vacancies(load, places, suits)))


def _vacancies(load: float, places: int, suits: float) -> list[float]:
    """Chance of each number of vacancies."""
    if load < _NOBODY:
        return [*[0.0] * places, 1.0]
    weights, largest = [0.0], 0.0
    for vacant in range(1, places + 1):
        comes = load * (1.0 if suits == 1 else -math.expm1(vacant * math.log1p(-suits)))
        weights.append(weights[-1] + math.log((places - vacant + 1) / comes))
        largest = max(largest, weights[-1])
    held = [math.exp(weight - largest) for weight in weights]
    total = math.fsum(held)
    return [share / total for share in held]
