"""The choice of least weight, by cutting planes.

``min Σ weight·x`` over cells to hide, x 0 or 1, subject to the cuts found so far; the reader's attack on the
choice gives cuts that it violates, until there are none. First with fractions of x, for good cuts at little
cost, then with whole ones. Where a requirement fails only because figures are whole numbers, or a cut is too
weak to tell, the cut is that something must be hidden outside a largest set which fails in the same way (hiding
less never protects more).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse

from optimiser.disclosure.attack import Attack, Cut
from optimiser.disclosure.deviations import Deviations, Requirement
from optimiser.disclosure.linear import Flags, Floats, Programme, load, run, set_whole, solution

_FRACTIONAL_ROUNDS = 40


@dataclass(frozen=True)
class Search:
    """No choice weighs less than ``bound``; ``hidden`` is one that weighs so, ``None`` if time ran out."""

    bound: float
    hidden: Flags | None


class _Chooser:
    """The programme over cells to hide, growing by cuts."""

    def __init__(self, deviations: Deviations) -> None:
        self.places = np.flatnonzero(deviations.candidate)
        self.size = deviations.size
        count = len(self.places)
        self.highs = load(
            Programme(
                rows=scipy.sparse.csc_array((0, count)),
                row_low=np.zeros(0),
                row_high=np.zeros(0),
                low=np.zeros(count),
                high=np.ones(count),
                cost=deviations.weight[self.places],
            )
        )

    def whole(self) -> None:
        """From now on a cell is hidden or not."""
        set_whole(self.highs, np.ones(len(self.places), dtype=bool))

    def add(self, cut: Cut) -> None:
        """Ask for more."""
        gain = cut.gain[self.places]
        used = np.flatnonzero(gain).astype(np.int32)
        self.highs.addRow(1.0, highspy.kHighsInf, len(used), used, gain[used])

    def best(self, seconds: float) -> tuple[float, Floats] | None:
        """Weight and cells (1 hidden, 0 not) of the least choice that meets the cuts; ``None`` out of time."""
        if not run(self.highs, seconds):
            return None
        spread = np.zeros(self.size)
        spread[self.places] = np.clip(solution(self.highs), 0.0, 1.0)
        return float(self.highs.getInfo().objective_function_value), spread


def search(attack: Attack, asked: tuple[Requirement, ...], until: float) -> Search:
    """Find the choice of least weight, provided that hiding everything meets what is asked (monotonic s)."""
    every = attack.deviations
    chooser, bound = _Chooser(every), 0.0
    always = np.where(every.hidden, 1.0, 0.0)
    rounds = 0
    while (left := until - time.monotonic()) > 0:
        found = chooser.best(left)
        if found is None:
            break
        bound, hidden = max(bound, found[0]), found[1] + always
        if rounds < _FRACTIONAL_ROUNDS:
            rounds += 1
            cuts = [cut for requirement in asked if (cut := attack.cut(requirement, hidden)) is not None]
            if not cuts:
                rounds = _FRACTIONAL_ROUNDS
            if rounds == _FRACTIONAL_ROUNDS:
                chooser.whole()
        else:
            hidden = np.round(hidden)
            cuts = _cuts(attack, asked, hidden, until)
            if not cuts and time.monotonic() < until:
                return Search(bound, hidden > 0.5)
        for cut in cuts:
            chooser.add(cut)
    return Search(bound, None)


def _cuts(attack: Attack, asked: tuple[Requirement, ...], hidden: Floats, until: float) -> list[Cut]:
    """Cuts that a choice violates: the reader's linear programme first, whole numbers where it finds nothing."""
    cuts = _cuts_on_the_way(attack, asked, hidden)
    if cuts:
        return cuts
    for requirement in asked:
        if time.monotonic() > until:
            break
        if not attack.is_safe(requirement, hidden):
            return [_outside_largest(attack, requirement, hidden, until)]
    return []


def _cuts_on_the_way(attack: Attack, asked: tuple[Requirement, ...], hidden: Floats) -> list[Cut]:
    """Cuts that a choice violates and that larger ones do, hiding one more cell at a time until none is found.

    Many cuts a round make for few rounds, each of which solves a whole-number programme anew.
    """
    found: list[Cut] = []
    hidden, weight = hidden.copy(), attack.deviations.weight
    unmet = asked
    while unmet:
        pairs = [(requirement, attack.cut(requirement, hidden)) for requirement in unmet]
        cuts = [cut for _, cut in pairs if cut is not None]
        if not cuts:
            break
        found += cuts
        unmet = tuple(requirement for requirement, cut in pairs if cut is not None)
        worth = np.sum([cut.gain for cut in cuts], axis=0) / weight
        hidden[int(np.argmax(np.where(hidden < 0.5, worth, -1.0)))] = 1.0
    return found


def _outside_largest(attack: Attack, requirement: Requirement, hidden: Floats, until: float) -> Cut:
    """Something must be hidden outside a largest set that contains the choice and fails."""
    failing, candidate = hidden.copy(), attack.deviations.candidate
    for place in np.flatnonzero(candidate & (hidden < 0.5)).tolist():
        failing[place] = 1.0
        if time.monotonic() > until or attack.is_safe(requirement, failing):
            failing[place] = 0.0
    return Cut(np.where(candidate & (failing < 0.5), 1.0, 0.0))
