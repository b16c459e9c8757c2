r"""Pools of whole places, child by child: whether a vacancy is left, and whether it suits.

Children come one by one at random to a pool of :math:`n` places with offered load :math:`a` (children who come
a year times their mean stay in years). Each vacancy suits a child with probability :math:`q`, independently of
the others and afresh for every child; a child whom no vacancy suits goes elsewhere and does not wait. The number
of children :math:`j` is then a birth-death chain,

.. math:: \frac{\pi_{j+1}}{\pi_j} = \frac{a \bigl(1 - (1 - q)^{n - j}\bigr)}{j + 1},

and what is computed from it is exact for that model. Children who come at random see the pool as it is on
average over time, so a share of the time is the same share of the children. Only the mean of the stays matters,
not their distribution, because who comes in depends on how many children are there and on nothing else of the
past. That suitability is drawn afresh is the model's simplification: where the same homes suit the same children
again and again, more children find nothing.

At :math:`q = 1` this is Erlang's loss formula, here also for pools whose size is not whole, which
:func:`models.choice.hayward` needs. :mod:`models.choice` is what others use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NOBODY = 1e-100
"""Offered load below which nobody comes; it keeps the divisions in range."""


@dataclass(frozen=True)
class Matching:
    """What a child who comes to a pool finds, and how many children live there."""

    no_suitable: float
    """Chance that no vacancy suits."""
    choice_of_two: float
    """Chance that two vacancies or more suit."""
    occupied: float
    """Average children living there."""


def matching(offered_load: float, places: int, suits: float) -> Matching:
    """Chances of a suitable vacancy in a pool of whole places; exact for the model of this module.

    ``suits`` is the probability that a vacancy suits a child; at 1 the answer is Erlang's. Raises ``ValueError``
    for a negative or unknown load or number of places, places that are not whole, or ``suits`` outside (0, 1].

    >>> found = matching(8, 10, 0.5)
    >>> round(found.no_suitable, 4), round(found.choice_of_two, 4), round(found.occupied, 3)
    (0.1862, 0.5207, 6.51)
    """
    check_pool(offered_load, places, suits)
    if places != int(places):
        raise ValueError(f"the chance of a suitable vacancy needs a whole number of places, not {places}")
    vacancies = np.arange(int(places) + 1)
    chance = _chance_of_vacancies(offered_load, int(places), suits)
    unsuitable = (1 - suits) ** vacancies
    one_suits = vacancies * suits * (1 - suits) ** np.maximum(vacancies - 1, 0)
    return Matching(
        no_suitable=float(chance @ unsuitable),
        choice_of_two=max(0.0, float(chance @ (1 - unsuitable - one_suits))),
        occupied=float(chance @ (places - vacancies)),
    )


def occupied_by_places(offered_load: float, most: int, suits: float) -> Floats:
    r"""Average children in a pool of 0, 1, ... ``most`` places, for the same offered load.

    Counted by vacancies :math:`v`, the chain of :math:`n` places is :math:`w_v / w_{v-1} = (n - v + 1) /
    (a (1 - (1 - q)^v))`. All the pools take the step to :math:`v` together, each divided by its total so far, so
    that nothing overflows and only positive numbers are added.
    """
    places = np.arange(most + 1, dtype=float)
    if offered_load < NOBODY:
        return np.zeros(most + 1)
    weight, empty = np.ones(most + 1), np.zeros(most + 1)
    admitted = offered_load * _some_suitable(suits, places)
    for vacancies in range(1, most + 1):
        step, mean = weight[vacancies:], empty[vacancies:]  # a pool has no more vacancies than places
        step *= places[1 : most + 2 - vacancies]
        step /= admitted[vacancies]
        total = 1 + step
        mean += vacancies * step
        mean /= total
        step /= total
    return np.asarray(places - empty)


def check_pool(offered_load: float, places: float, suits: float = 1.0, peakedness: float = 1.0) -> None:
    """Raise ``ValueError`` in a sentence where a pool's figures make no sense."""
    for name, value in (("offered load", offered_load), ("number of places", places)):
        if not 0 <= value < math.inf:
            raise ValueError(f"the {name} must be a number of at least 0, not {value}")
    if not 0 < suits <= 1:
        raise ValueError(f"the chance that a vacancy suits must be more than 0 and at most 1, not {suits}")
    if not 1 <= peakedness < math.inf:
        raise ValueError(f"the peakedness of arrivals must be a number of at least 1, not {peakedness}")


def _chance_of_vacancies(offered_load: float, places: int, suits: float) -> Floats:
    """Chance of 0, 1, ... ``places`` vacancies, worked outwards from the likeliest so that nothing overflows."""
    if offered_load < NOBODY:
        return np.append(np.zeros(places), 1.0)
    vacancies = np.arange(1.0, places + 1)
    up = (places - vacancies + 1) / (offered_load * _some_suitable(suits, vacancies))
    likeliest = int(np.count_nonzero(up > 1))  # the ratios fall with the number of vacancies
    fewer = np.cumprod(1 / up[:likeliest][::-1])[::-1]
    weight = np.concatenate([fewer, [1.0], np.cumprod(up[likeliest:])])
    return np.asarray(weight / weight.sum())


def _some_suitable(suits: float, vacancies: float | Floats) -> Floats:
    """Chance that one vacancy or more suits; precise where ``suits`` is tiny."""
    if suits == 1:
        return np.ones(np.shape(vacancies))
    return np.asarray(-np.expm1(vacancies * math.log1p(-suits)))


def turned_away_alike(load: float, places: int, peakedness: float) -> float:
    """Share turned away where every vacancy suits: Erlang's formula at a z-th of the load and of the places."""
    if load < NOBODY:
        return 1.0 if places == 0 else 0.0
    load, whole, rest = _scaled(load, places, peakedness)
    loss = 1 - _carried_below_one(load, rest) / load
    for size in range(1, whole + 1):
        loss = load * loss / (size + rest + load * loss)
    return loss


def carried_alike(load: float, places: int, peakedness: float) -> float:
    r"""Children carried where every vacancy suits.

    .. math:: C(n) = \frac{a n}{n + a - C(n - 1)}

    This is :math:`a (1 - B)`, but as precise for a load of thousands on one place as for any other.
    """
    if load < NOBODY:
        return 0.0
    load, whole, rest = _scaled(load, places, peakedness)
    carried = _carried_below_one(load, rest)
    for size in range(1, whole + 1):
        carried = load * (size + rest) / (size + rest + load - carried)
    return peakedness * carried


def carried_alike_by_places(load: float, most: int, peakedness: float) -> Floats:
    """Children carried by 0, 1, ... ``most`` places where every vacancy suits."""
    if load < NOBODY:
        return np.zeros(most + 1)
    if peakedness == 1:
        carried = [0.0]
        for size in range(1, most + 1):
            carried.append(load * size / (size + load - carried[-1]))
        return np.array(carried)
    places = np.arange(most + 1) / peakedness
    whole = np.floor(places)
    rest = places - whole
    load /= peakedness
    answer = np.array([_carried_below_one(load, x) for x in rest.tolist()])
    first = np.searchsorted(whole, np.arange(whole[-1] + 1)).tolist()
    for step in range(1, len(first)):
        carried_there = answer[first[step] :]
        sizes = rest[first[step] :] + step
        np.divide(load * sizes, sizes + load - carried_there, out=carried_there)
    return np.asarray(peakedness * answer)


def _scaled(load: float, places: int, peakedness: float) -> tuple[float, int, float]:
    """Load, whole places and the rest of a place, each divided by the peakedness."""
    scaled = places / peakedness
    return load / peakedness, math.floor(scaled), scaled - math.floor(scaled)


def _carried_below_one(load: float, places: float) -> float:
    r"""Children carried by :math:`0 \le x < 1` places, by Erlang's formula in its continuous form.

    :math:`1 / B(a, x) = e^a a^{-x} \Gamma(1 + x, a)`, the incomplete gamma function by its power series for
    loads below 1 and by its continued fraction above; both agree with each other to the last digits at 1.
    """
    if places == 0:
        return 0.0
    if load < 1:
        term, series = 1.0, 0.0
        for k in range(1, _TERMS_OF_SERIES):
            term *= load / (places + k)
            series += term
        inverse = math.exp(load) * load**-places * math.gamma(1 + places) - series
        return float(load * (1 - 1 / inverse))
    terms = 6 + math.ceil(_TERMS_OF_FRACTION / load)
    tail = load + 2 * terms - places
    for k in range(terms - 1, 0, -1):
        tail = load + 2 * k - places - (k + 1) * (k - places) / tail
    return places * (1 - 1 / tail)


_TERMS_OF_SERIES = 20
_TERMS_OF_FRACTION = 60
