"""The choice curve of every pool that has one, in each period and scenario, at its offered load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models import choice
from models.case import Case, Floats, Pool
from models.matching import ChoiceCurve

_NEARLY_ALL = 1e-3
"""Beyond the places that turn away so few, more places carry nothing that matters: the curve ends level."""


@dataclass(frozen=True, slots=True)
class PoolCurve:
    """Children that a pool's places carry, by period and scenario.

    ``lines`` [period][scenario]: straight lines over the places that can be offered, the least of which is the
    curve. ``load`` has shape (period, scenario).
    """

    curve: ChoiceCurve
    load: Floats
    lines: tuple[tuple[choice.Secants, ...], ...]

    def carried(self, places: float, t: int, s: int) -> float:
        """Children carried by so many places, of which only those available can be offered."""
        return self.lines[t][s].limit(places * self.curve.available)


def pool_curves(case: Case, loads: Mapping[Pool, Floats]) -> Mapping[Pool, PoolCurve]:
    """The curve of every pool whose places follow one, at the given loads."""
    return {shared: _of_pool(case.choice[shared.provision], loads[shared]) for shared in case.curved_pools}


def corners(lines: choice.Secants) -> Floats:
    """Places offered at which each line of a curve meets the next."""
    return np.asarray(np.diff(lines.intercept) / -np.diff(lines.slope))  # slopes fall


def _of_pool(curve: ChoiceCurve, load: Floats) -> PoolCurve:
    lines = tuple(tuple(_lines(curve, float(one)) for one in by_scenario) for by_scenario in load)
    return PoolCurve(curve, load, lines)


def _lines(curve: ChoiceCurve, load: float) -> choice.Secants:
    """The lines of one load, the last one level at all the children there are."""
    enough = choice.places_needed(load, _NEARLY_ALL, curve.suits, curve.peakedness) + 1
    found = choice.secants(load, enough, curve.suits, curve.peakedness)
    if found.slope[-1] == 0:
        return found
    return choice.Secants(np.append(found.slope, 0.0), np.append(found.intercept, load))
