"""A reader's best attack on one figure: how far it could be from what it is, given what is hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimiser.disclosure.deviations import Deviations, Requirement
from optimiser.disclosure.linear import (
    Flags,
    Floats,
    Programme,
    load,
    run,
    set_bounds,
    set_whole,
    solution,
)

_NEAR = 1e-7


@dataclass(frozen=True)
class Cut:
    """``gain · x ≥ 1``: what of the cells to hide is needed for one requirement."""

    gain: Floats


class Attack:
    """The reader's linear programme, kept warm; the same with whole numbers where a fraction matters."""

    def __init__(self, deviations: Deviations) -> None:
        """Load ``M z = 0``."""
        self.deviations = deviations
        none, noughts = np.zeros(deviations.size), np.zeros(deviations.rows.shape[0])
        programme = Programme(deviations.rows, noughts, noughts, none, none, none)
        self._linear, self._whole = load(programme), load(programme)
        self._linear.setOptionValue("presolve", "off")
        set_whole(self._whole, deviations.whole)

    def everything(self) -> Floats:
        """All that may be hidden, hidden."""
        return np.where(self.deviations.hidden | self.deviations.candidate, 1.0, 0.0)

    def cut(self, requirement: Requirement, hidden: Floats) -> Cut | None:
        """A cut that fractions of hidden cells (1 or 0 for each: hidden or not) violate, if there is one.

        With the duals π of the reader's programme, d = e_k − M'π, no alternative pack takes the cell further than
        Σ max(d, 0)·high(x) − max(−d, 0)·low(x), whatever is hidden: this must reach the level (Fischetti &
        Salazar-González, capacity constraints, with coefficients no larger than what is lacking).
        """
        if self._reach(requirement, hidden) >= requirement.level * (1 - _NEAR):
            return None
        duals = np.array(self._linear.getSolution().row_dual, dtype=float)
        slope = np.zeros(self.deviations.size)
        slope[requirement.cell] = requirement.sign
        slope += self.deviations.rows.T @ duals
        slope[np.abs(slope) < 1e-9 * np.abs(slope).max(initial=1.0)] = 0.0
        return self._cut_of(slope, requirement, hidden)

    def _cut_of(self, slope: Floats, requirement: Requirement, hidden: Floats) -> Cut | None:
        every, up, down = self.deviations, np.maximum(slope, 0.0), np.maximum(-slope, 0.0)
        shown = up * every.seen_high - down * every.seen_low
        more = _product(up, every.high - every.seen_high) + _product(down, every.seen_low - every.low)
        lacking = requirement.level - shown.sum() - more[every.hidden].sum()
        if not lacking > _NEAR * requirement.level:
            return None
        gain = np.where(every.candidate, np.minimum(more / lacking, 1.0), 0.0)
        return Cut(gain) if gain @ hidden < 1 - 1e-6 else None

    def is_safe(self, requirement: Requirement, hidden: Floats, seconds: float | None = None) -> bool:
        """Whether a choice meets a requirement, with whole numbers where the reader knows them to be.

        A search stopped after ``seconds`` without an answer counts as unsafe.
        """
        if self._reach(requirement, hidden) < requirement.level * (1 - _NEAR):
            return False
        whole = self.deviations.whole
        found = solution(self._linear)[whole]
        if np.abs(found - np.round(found)).max(initial=0.0) < _NEAR:
            return True
        low, high = self._bounds(requirement, hidden)
        place, level = requirement.cell, requirement.sign * requirement.level
        low[place] = high[place] = level
        set_bounds(self._whole, low, high)
        return run(self._whole, seconds)

    def _reach(self, requirement: Requirement, hidden: Floats) -> float:
        """How far a cell can deviate, up to the level asked for."""
        set_bounds(self._linear, *self._bounds(requirement, hidden))
        self._linear.changeColCost(requirement.cell, -float(requirement.sign))
        solved = run(self._linear)
        if not solved:
            self._linear.clearSolver()
            solved = run(self._linear)
        self._linear.changeColCost(requirement.cell, 0.0)
        return requirement.sign * float(solution(self._linear)[requirement.cell]) if solved else 0.0

    def _bounds(self, requirement: Requirement, hidden: Floats) -> tuple[Floats, Floats]:
        every, most = self.deviations, 1e3 * (1.0 + requirement.level)
        high = _between(every.seen_high, every.high, hidden, most)
        low = -_between(-every.seen_low, -every.low, hidden, most)
        if requirement.sign > 0:
            high[requirement.cell] = min(high[requirement.cell], requirement.level)
        else:
            low[requirement.cell] = max(low[requirement.cell], -requirement.level)
        return low, high


def _product(slope: Floats, room: Floats) -> Floats:
    """Slope times room, where nought times endless room is nought."""
    return np.where(slope > 0, slope * np.where(slope > 0, room, 0.0), 0.0)


def _between(seen: Floats, known: Floats, hidden: Floats, most: float) -> Floats:
    """Room of a cell hidden in part: all of it where hidden, in proportion (of ``most`` if endless) otherwise."""
    room = np.minimum(known - seen, most)
    return np.where(hidden >= 1.0, known, seen + np.where(hidden > 0.0, room, 0.0) * hidden)


def as_floats(flags: Flags) -> Floats:
    """1 where true, 0 elsewhere."""
    return flags.astype(float)
