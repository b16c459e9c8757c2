"""Switching values: how far a figure must move before a decision leaves, or enters, the plan of least cost.

The saving of the plan's way against the other is followed along the plans in hand to where it is nought, and both
ways are then searched there. Where a search finds a better plan, that one joins those in hand and the place is
looked for again. What is proven is the saving at the factor given: it lies between ``least`` and ``most``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from optimiser.studies.drivers_contest import Contest

LOWEST, HIGHEST = 0.5, 2.0
"""How far a figure is followed: to half of it and to twice."""

_NEAREST = 0.1
"""Share of the figure that is followed at the least, where it cannot be followed to the end."""

_ROUNDS = 3
_STEPS = 24
_CLOSE = 1e-6
"""Share of the cost below which a saving is nought."""


@dataclass(frozen=True)
class Switch:
    """Where a decision switches; ``factor`` is NaN where ``found`` is none.

    ``worth``: what the plan's way saves as things are (£); ``least`` and ``most``: between which limits the
    saving at the factor is proven to lie.
    """

    found: str
    worth: float = math.nan
    factor: float = math.nan
    least: float = math.nan
    most: float = math.nan
    note: str = ""

    @property
    def limits(self) -> tuple[float, float]:
        """Factors at which the limits of the saving would be nought if it kept falling as fast as up to here."""
        slope = self.worth / (1 - self.factor) if self.factor != 1 else math.nan
        ends = (self.factor - self.least / slope, self.factor - self.most / slope) if slope else (math.nan,) * 2
        return min(ends), max(ends)


def switches(contest: Contest, close: float) -> Iterator[Switch]:
    """Where the contest is lost, downwards and upwards; one that says so where it is lost nowhere.

    ``close``: the saving (£) that counts as nought.
    """
    worth = contest.saving(1.0)
    if math.isnan(worth):
        yield Switch("not possible", note="the change makes other decisions possible")
        return
    if math.isinf(worth):
        yield Switch("none (proven at both ends)", note="no plan goes the other way")
        return
    if worth <= close:
        least, most = contest.fought(1.0)
        yield Switch("found", max(worth, 0.0), 1.0, least, most, "as cheap today, within what is not proven")
        return
    found = [_towards(contest, end, worth, close) for end in (LOWEST, HIGHEST)]
    there = [one for one in found if not one.found.startswith("none")]
    if there:
        yield from there
        return
    proven = all(one.found == "none (proven)" for one in found)
    notes = "; ".join(one.note for one in found if one.note)
    yield Switch("none (proven at both ends)" if proven else "none", worth, note=notes)


def _towards(contest: Contest, end: float, worth: float, close: float) -> Switch:
    """Where the contest is lost between the figure as it is and one end."""
    if contest.ground.cancel():
        return Switch("stopped", worth)
    asked, last = end, contest.saving(end)
    while math.isnan(last) and abs(end - 1) > _NEAREST:
        end = (1 + end) / 2
        last = contest.saving(end)
    if math.isnan(last):
        return Switch("none", worth, note=f"{_way(asked)} not followed: the plan as it is cannot be kept")
    found = _lost(contest, end, worth, last, close)
    if end == asked or not found.found.startswith("none"):
        return found
    told = f"{_way(asked)} followed to {100 * (end - 1):+.3g} % only: beyond, the plan as it is cannot be kept"
    return replace(found, found="none", note=told)


def _way(end: float) -> str:
    return "down" if end < 1 else "up"


def _lost(contest: Contest, end: float, worth: float, last: float, close: float) -> Switch:
    """Where the contest is lost on the way to an end that the plans in hand can be followed to."""
    if last > 0:
        if contest.never_lost(end):
            return Switch("none (proven)", worth)
        if last >= worth - close:
            return Switch("none", worth)
        least, _ = contest.fought(end)
        last = contest.saving(end)
        if last > 0:
            return Switch("none (proven)" if least > 0 else "none", worth)
    return _settled(contest, end, worth, last, close)


def _settled(contest: Contest, end: float, worth: float, last: float, close: float) -> Switch:
    """The place where the saving is nought, searched until a search finds nothing better there."""
    factor = least = most = math.nan
    for _ in range(_ROUNDS):
        if contest.ground.cancel():
            return Switch("stopped", worth, factor, least, most)
        factor = crossing(contest.saving, (1.0, worth), (end, last), close)
        least, most = contest.fought(factor)
        if least <= 2 * close and most >= -2 * close:
            return Switch("found", worth, factor, least, most)
        worth, last = contest.saving(1.0), contest.saving(end)
        if not worth > 0 > last:
            break
    return Switch("not settled", worth, factor, least, most, "searches kept finding better plans there")


def crossing(
    saving: Callable[[float], float], inside: tuple[float, float], beyond: tuple[float, float], close: float
) -> float:
    """Where a saving is nought, by false position (Illinois variant) between two points on either side of it.

    >>> round(crossing(lambda factor: 400 * factor - 300, (1.0, 100), (0.5, -100), 1e-9), 9)
    0.75
    """
    (a, at_a), (b, at_b) = inside, beyond
    if abs(at_b) <= close:
        return b
    middle = a
    for _ in range(_STEPS):
        middle = b - at_b * (b - a) / (at_b - at_a)
        at_middle = saving(middle)
        if abs(at_middle) <= close or math.isnan(at_middle):
            break
        if at_middle * at_b < 0:
            a, at_a = b, at_b
        else:
            at_a /= 2
        b, at_b = middle, at_middle
    return middle
