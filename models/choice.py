r"""How many children a pool of places can carry: the choice curve.

Children come when they come. A pool of :math:`n` places with offered load :math:`a` (children who come a year
times their mean stay in years: the average number who would live there if there were always room) turns some away
even where the average fits. What is exact here, and what is not:

- **Exact** for children who come one by one at random and do not wait: Erlang's loss formula (Erlang 1917),
  whatever the distribution of stays, and the chance that no vacancy suits (:mod:`models.choice_matching`).
- **Approximate**: brothers and sisters who come together, by Hayward's approximation (Fredericks 1980), see
  :func:`hayward`; brothers and sisters and unsuitable vacancies at once, see :func:`carried_load`; how fast a new
  home fills, see :func:`filling`.
- **A convention**: between two whole numbers of places the children carried are those of a straight line, so that
  the straight lines of :func:`secants`, with which a plan is made, and this module say the same.

Places, loads and children are numbers; stays are in years.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.choice_matching import (
    NOBODY,
    Floats,
    Matching,
    carried_alike,
    carried_alike_by_places,
    check_pool,
    matching,
    occupied_by_places,
    turned_away_alike,
)

__all__ = [
    "Matching",
    "Secants",
    "carried_load",
    "erlang_b",
    "filling",
    "hayward",
    "matching",
    "offered_load_carrying",
    "places_needed",
    "secants",
    "sibling_peakedness",
]

SAME_SLOPE = 1e-12
"""Children for each place: secants whose slopes differ by less are one line."""
FLAT_SLOPE = 1e-9
"""Children for each place: less than this is nothing, to a solver as to a child."""
MOST_PLACES = 1_000_000
"""Places beyond which no pool is looked for."""


@dataclass(frozen=True)
class Secants:
    """Straight lines that together are the choice curve: children <= intercept + slope x places, for every line.

    Slopes (children for each place) fall from line to line.
    """

    slope: Floats
    intercept: Floats

    def limit(self, places: float) -> float:
        """Most children that so many places carry on average."""
        return float((self.intercept + self.slope * places).min())


def erlang_b(offered_load: float, places: float) -> float:
    r"""Share of children turned away because every place is taken (Erlang's loss formula).

    .. math:: B(a, 0) = 1, \qquad B(a, n) = \frac{a \, B(a, n - 1)}{n + a \, B(a, n - 1)}

    Between whole numbers of places the children carried, :math:`a (1 - B)`, and so the share too, lie on a
    straight line. With no load and a place or more nobody is turned away; with no places everybody is. Raises
    ``ValueError`` for a negative or unknown load or number of places.

    >>> round(erlang_b(8, 10), 4)
    0.1217
    >>> erlang_b(0, 0), erlang_b(0, 1)
    (1.0, 0.0)
    """
    check_pool(offered_load, places)
    return _between_whole(places, lambda whole: turned_away_alike(offered_load, whole, 1.0))


def hayward(offered_load: float, places: float, peakedness: float) -> float:
    r"""Share of children turned away where they come in groups, by Hayward's approximation (Fredericks 1980).

    .. math:: B(a / z, \; n / z)

    with the peakedness :math:`z` of :func:`sibling_peakedness`: a pool that sees groups behaves nearly as a pool
    that is :math:`z` times smaller and sees children one by one. At :math:`z = 1` it is Erlang's formula. For a
    whole number of places :math:`n / z` is seldom whole, and there Erlang's formula is taken in its continuous
    form, :math:`1 / B(a, x) = \int_0^\infty e^{-s} (1 + s / a)^x \, ds`: a straight line would turn away too many
    in just those pools whose size divided by :math:`z` falls between two whole numbers, and an extra place would
    be worth more or less by that accident. Between whole numbers of places, :math:`n` itself, the share is on a
    straight line as everywhere in this module.

    Every child is admitted on its own, so part of a group may be turned away. Where a quarter of the groups are of
    two or three children (:math:`z = 1.3`) the share is never too high against the exact chain, and too low by up
    to 0.042 in pools of one or two places, 0.022 from four, 0.010 from eight and 0.004 from sixteen; Erlang's
    formula is out by more than twice as much in the smallest. Raises ``ValueError`` for a negative or unknown load
    or number of places, or a peakedness below 1.

    >>> round(hayward(8, 10, 1.5), 4)
    0.1645
    """
    check_pool(offered_load, places, peakedness=peakedness)
    return _between_whole(places, lambda whole: turned_away_alike(offered_load, whole, peakedness))


def sibling_peakedness(batch_sizes: Mapping[int, float]) -> float:
    r"""Peakedness of children who come in groups: variance over mean of those there, were there always room.

    .. math:: z = 1 + \frac{E[B (B - 1)]}{2 \, E[B]}

    ``batch_sizes`` is the share (or number) of arriving groups by their number of children. A group that came
    :math:`s` mean stays ago has each child still there with probability :math:`p = e^{-s}`, independently, so it
    adds :math:`E[B] p` to the mean and :math:`E[B] p + E[B (B - 1)] p^2` to the variance of a random stream of
    groups; :math:`\int p \, ds = 1` and :math:`\int p^2 \, ds = 1/2` give the formula. Exact for groups that come
    at random and exponential stays that end one by one; brothers and sisters who also leave together are peakier.

    Raises ``ValueError`` where there is no group, a size is not a whole number of at least 1, or a share is
    negative.

    >>> sibling_peakedness({1: 0.5, 2: 0.5})
    1.3333333333333333
    """
    for size, share in batch_sizes.items():
        if not (size >= 1 and size % 1 == 0 and 0 <= share < math.inf):
            raise ValueError(
                f"groups need a whole number of children and a share of at least 0, not {size}: {share}"
            )
    children = sum(size * share for size, share in batch_sizes.items())
    if children <= 0:
        raise ValueError("the sizes of arriving groups need one share above 0 or more")
    return 1 + sum(size * (size - 1) * share for size, share in batch_sizes.items()) / (2 * children)


def carried_load(offered_load: float, places: float, suits: float = 1.0, peakedness: float = 1.0) -> float:
    r"""Average children living in a pool: :math:`C = a (1 - P(\text{no suitable vacancy}))`.

    Exact for ``suits`` below 1 or ``peakedness`` above 1 to the extent that :func:`matching` and :func:`hayward`
    are. With both, groups are taken to keep the same share of children out of a pool whose vacancies may not suit
    as out of one whose vacancies all do: :math:`C_{q,z} = C_{q,1} C_{1,z} / C_{1,1}`. Of the ways to put the two
    together that were tried against exact chains this was the nearest for ``suits`` from 0.3 up. Between whole
    numbers of places the children lie on a straight line. Raises ``ValueError`` for figures that make no sense.

    >>> round(carried_load(8, 10), 3), round(carried_load(8, 10, suits=0.5), 3)
    (7.027, 6.51)
    """
    check_pool(offered_load, places, suits, peakedness)
    return _between_whole(places, lambda whole: _carried(offered_load, whole, suits, peakedness))


def secants(offered_load: float, most_places: float, suits: float = 1.0, peakedness: float = 1.0) -> Secants:
    r"""Straight lines through neighbouring whole numbers of places that together say what a pool carries.

    .. math:: \text{children} \le C(j) + (C(j + 1) - C(j)) (K - j) \qquad j = 0, 1, \ldots

    for :math:`K` up to ``most_places``. The curve is concave, so that the least of the lines is
    :func:`carried_load` and no whole-number switch is needed. This holds to the last digits for children one by
    one, for ``suits`` and for ``peakedness``. With both at once it can fail (never where ``suits`` is 0.45 or
    more, or 0.2 or more with a ``peakedness`` of at most 1.5), because the approximation makes the first places
    worth too little; the lines are therefore the least concave curve through or above the points. For loads up to
    300, ``suits`` from 0.1 and ``peakedness`` up to 3 they are then at most 0.027 children above.

    Lines of nearly the same slope are one (``SAME_SLOPE``). Where a place adds less than ``FLAT_SLOPE`` the rest
    is one level line at what the most places carry, above the curve by less than ``FLAT_SLOPE`` for each place
    left. Raises ``ValueError`` for figures that make no sense.

    >>> lines = secants(1, 2)
    >>> lines.slope.round(3).tolist(), lines.intercept.round(3).tolist()
    ([0.5, 0.3], [0.0, 0.2])
    """
    check_pool(offered_load, most_places, suits, peakedness)
    carried = _carried_by_places(offered_load, math.ceil(most_places), suits, peakedness)
    corners = _upper_corners(carried)
    slope = np.diff(carried[corners]) / np.diff(corners)
    rising = int(np.count_nonzero(slope >= FLAT_SLOPE))  # slopes fall, so these are the first
    kept = _distinct(slope[:rising])
    intercept = carried[corners[kept]] - slope[kept] * corners[kept]
    if rising == len(slope) and rising:
        return Secants(slope[kept], intercept)
    return Secants(np.append(slope[kept], 0.0), np.append(intercept, carried[-1]))


def places_needed(offered_load: float, turned_away: float, suits: float = 1.0, peakedness: float = 1.0) -> int:
    """Least whole number of places where at most the share ``turned_away`` of children finds no suitable vacancy.

    Nobody needs no places. Raises ``ValueError`` for figures that make no sense, for a share that is not above 0
    and at most 1, and where more than ``MOST_PLACES`` would be needed.

    >>> places_needed(8.108, 0.0101)
    15
    """
    check_pool(offered_load, 0, suits, peakedness)
    if not 0 < turned_away <= 1:
        raise ValueError(f"the share turned away must be more than 0 and at most 1, not {turned_away}")
    if offered_load < NOBODY or turned_away == 1:
        return 0
    too_few, enough = 0, 1
    while _no_suitable(offered_load, enough, suits, peakedness) > turned_away:
        too_few, enough = enough, 2 * enough
        if enough > MOST_PLACES:
            raise ValueError(f"an offered load of {offered_load} would need more than {MOST_PLACES} places")
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if _no_suitable(offered_load, middle, suits, peakedness) > turned_away:
            too_few = middle
        else:
            enough = middle
    return enough


def offered_load_carrying(carried: float, places: float, suits: float = 1.0, peakedness: float = 1.0) -> float:
    """Offered load of which a pool carries so many children on average: :func:`carried_load` turned round.

    Found by halving an interval until no number lies between its ends. Raises ``ValueError`` for figures that make
    no sense, and where the children are as many as the places or more: no load, however great, fills every place
    all the time.

    >>> round(offered_load_carrying(carried_load(8, 10), 10), 9)
    8.0
    """
    check_pool(0, places, suits, peakedness)
    if not 0 <= carried < math.inf:
        raise ValueError(f"the children carried must be a number of at least 0, not {carried}")
    if carried == 0:
        return 0.0
    low, high = carried, 2 * carried
    while carried < places and high < math.inf and carried_load(high, places, suits, peakedness) < carried:
        low, high = high, 2 * high
    if carried >= places or high == math.inf:
        raise ValueError(f"no load makes {places} places carry {carried} children on average: it must be fewer")
    while low < (middle := (low + high) / 2) < high:
        if carried_load(middle, places, suits, peakedness) < carried:
            low = middle
        else:
            high = middle
    return high


def filling(mean_stay_years: float, offered: float, places: float, period_bounds: Sequence[float]) -> Floats:
    r"""Average share of its usual children that a home has in each period after it opened empty.

    ``period_bounds`` are years since the home opened, rising: one answer for each stretch between two of them.

    An approximation: at every moment the number of children is taken to be distributed as in a settled pool with
    the load :math:`u` that would carry as many on average, so that the average follows
    :math:`\dot C(u) = (a (1 - B(u)) - C(u)) / m` with stay :math:`m`. Since :math:`C(u) = u (1 - B(u))` this is
    solved by a change of clock, :math:`u = a (1 - e^{-\tau})` and :math:`dt = m \, C'(u) / (1 - B(u)) \, d\tau`:
    where nobody would ever be turned away both clocks are the same, and the busier the home the sooner it is full.
    Against the exact chain for exponential stays the average over a mean stay is never too low and at most 0.011
    too high, that over half a mean stay at most 0.016, and that over a tenth at most 0.025 (tests hold it to that,
    homes of 1 to 50 places; one place is exact); the simple :math:`1 - e^{-t/m}` is out by up to 0.5 where a home
    is wanted by more children than it has places.

    Raises ``ValueError`` for figures that make no sense, and for no places, no stay or bounds that do not rise.

    >>> filling(1.0, 4.0, 4, [0, 1, 2]).round(2).tolist()
    [0.51, 0.93]
    """
    check_pool(offered, places)
    bounds = np.asarray(period_bounds, dtype=float)
    if not (0 < mean_stay_years < math.inf and places > 0):
        raise ValueError(f"filling needs a stay and places above 0, not {mean_stay_years} years, {places} places")
    if len(bounds) < 2 or not (bounds[0] >= 0 and np.all(np.diff(bounds) > 0) and np.isfinite(bounds).all()):
        raise ValueError(
            f"periods need two years or more since opening, rising from at least 0, not {period_bounds}"
        )
    load = max(offered, _NEXT_TO_NOBODY)
    clock = _clock(load, places)
    equivalent = -load * np.expm1(-clock)
    children, pace = _children_and_pace(equivalent, places)
    years = _running_total(clock, pace) * mean_stay_years
    child_years = _running_total(years, children)
    beyond = np.maximum(0.0, bounds - years[-1]) * children[-1]
    return np.asarray(np.diff(np.interp(bounds, years, child_years) + beyond) / np.diff(bounds) / children[-1])


_NEXT_TO_NOBODY = 1e-9
_LONG_ENOUGH = 30.0
"""Mean stays after which an empty pool is as full as it will be, to the last digits."""
_STEPS = 2000


def _clock(load: float, places: float) -> Floats:
    """Moments from 0 to long enough, in mean stays, close together while a pool that is much wanted fills."""
    soon = min(1.0, places / load)
    return np.asarray(soon * np.expm1(np.linspace(0.0, math.log1p(_LONG_ENOUGH / soon), _STEPS)))


def _children_and_pace(load: Floats, places: float) -> tuple[Floats, Floats]:
    """Children carried by each load, and how fast the pool's own clock runs there: C'(u) / (1 - B(u))."""
    children, admitted, rise = np.zeros_like(load), np.zeros_like(load), np.zeros_like(load)
    for size in range(1, math.ceil(places) + 1):
        share = min(1.0, places - size + 1)  # of the step to this size; below 1 only for the last
        larger = size / (size + load - children)
        carried = load * larger
        steeper = larger - (1 - larger) * (size - carried)
        children = children + share * (carried - children)
        admitted = admitted + share * (larger - admitted)
        rise = rise + share * (steeper - rise)
    return children, rise / admitted


def _running_total(moments: Floats, values: Floats) -> Floats:
    """Area under a curve up to each moment."""
    return np.concatenate([[0.0], np.cumsum(np.diff(moments) * (values[1:] + values[:-1]) / 2)])


def _between_whole(places: float, at: Callable[[int], float]) -> float:
    """Value on the straight line between the whole numbers of places on either side."""
    whole = math.floor(places)
    rest = places - whole
    return at(whole) if rest == 0 else float((1 - rest) * at(whole) + rest * at(whole + 1))


def _no_suitable(load: float, places: int, suits: float, peakedness: float) -> float:
    """Share of children who find no suitable vacancy."""
    if suits == 1:
        return turned_away_alike(load, places, peakedness)
    if peakedness == 1:
        return matching(load, places, suits).no_suitable
    return 1 - _carried(load, places, suits, peakedness) / load


def _carried(load: float, places: int, suits: float, peakedness: float) -> float:
    """Children carried by whole places."""
    if load < NOBODY or places == 0:
        return 0.0
    carried = carried_alike(load, places, peakedness)
    if suits < 1:
        alone = matching(load, places, suits).occupied
        carried = alone if peakedness == 1 else alone * carried / carried_alike(load, places, 1.0)
    return min(carried, load, float(places))


def _carried_by_places(load: float, most: int, suits: float, peakedness: float) -> Floats:
    """Children carried by 0, 1, ... ``most`` places: :func:`_carried` for all of them at once."""
    if load < NOBODY:
        return np.zeros(most + 1)
    places = np.arange(most + 1, dtype=float)
    carried = carried_alike_by_places(load, most, peakedness)
    if suits < 1:
        alone = occupied_by_places(load, most, suits)
        ratio = carried[1:] / carried_alike_by_places(load, most, 1.0)[1:] if peakedness > 1 else 1.0
        carried = np.append(0.0, alone[1:] * ratio)
    return np.asarray(np.minimum(carried, np.minimum(places, load)))


def _upper_corners(values: Floats) -> NDArray[np.int_]:
    """Positions of the corners of the least concave curve through or above equally spaced points."""
    points: list[float] = values.tolist()
    corners = [0]
    for new in range(1, len(points)):
        while len(corners) > 1:
            before, last = corners[-2], corners[-1]
            rise = (points[last] - points[before]) * (new - last)
            if rise > (points[new] - points[last]) * (last - before):
                break
            corners.pop()
        corners.append(new)
    return np.array(corners)


def _distinct(slopes: Floats) -> NDArray[np.int_]:
    """Positions of falling slopes that differ from the one kept before by more than rounding."""
    kept: list[int] = []
    for position, slope in enumerate(slopes.tolist()):
        if not kept or slopes[kept[-1]] - slope > SAME_SLOPE:
            kept.append(position)
    return np.array(kept, dtype=int)
