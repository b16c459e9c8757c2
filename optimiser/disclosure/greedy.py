"""A choice without proof that nothing lighter would do: for when time runs out.

Each requirement in turn is met by the alternative pack that moves the least weight of figures not yet hidden
(Kelly, Golden & Assad's heuristic, kept by Fischetti & Salazar-González); what it moves is hidden. Hiding more
never harms, so what was met stays met. Where that fails, all is hidden that may be. Then figures are shown again,
the weightiest first, while every requirement stays met and time is left.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import numpy as np
import scipy.sparse

from optimiser.disclosure.attack import Attack, as_floats
from optimiser.disclosure.deviations import Deviations, Requirement
from optimiser.disclosure.linear import (
    Flags,
    Floats,
    Programme,
    has_solution,
    load,
    run,
    set_bounds,
    set_whole,
    solution,
)

_SECONDS_EACH = 2.0
_NEAR = 1e-6


class _Cheapest:
    """Columns: deviation of each cell, then how much of it is beyond what may be shown, at the cell's weight."""

    def __init__(self, deviations: Deviations) -> None:
        self.deviations = deviations
        size = deviations.size
        here, beyond = scipy.sparse.eye_array(size), scipy.sparse.eye_array(size)
        blocks: list[list[Any]] = [[deviations.rows, None], [here, -beyond], [here, beyond]]
        noughts, endless = np.zeros(deviations.rows.shape[0]), np.full(size, np.inf)
        programme = Programme(
            rows=scipy.sparse.csc_array(scipy.sparse.block_array(blocks)),
            row_low=np.concatenate([noughts, -endless, deviations.seen_low]),
            row_high=np.concatenate([noughts, deviations.seen_high, endless]),
            low=np.zeros(2 * size),
            high=np.zeros(2 * size),
            cost=np.zeros(2 * size),
        )
        self.highs = load(programme)
        set_whole(self.highs, np.concatenate([deviations.whole, np.zeros(size, dtype=bool)]))

    def moved(self, requirement: Requirement, hidden: Flags) -> Flags:
        """Cells that the alternative pack of least weight moves beyond what may be shown, if there is one."""
        every = self.deviations
        may = hidden | every.candidate
        low = np.where(may, every.low, every.seen_low)
        high = np.where(may, every.high, every.seen_high)
        low[requirement.cell] = high[requirement.cell] = requirement.sign * requirement.level
        beyond = np.full(every.size, np.inf)
        set_bounds(self.highs, np.concatenate([low, np.zeros(every.size)]), np.concatenate([high, beyond]))
        cost = np.concatenate([np.zeros(every.size), np.where(hidden, 0.0, every.weight)])
        self.highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        if not run(self.highs, _SECONDS_EACH) and not has_solution(self.highs):
            return np.zeros(every.size, dtype=bool)
        found = solution(self.highs)[: every.size]
        moved = (found > every.seen_high + _NEAR) | (found < every.seen_low - _NEAR)
        return np.asarray(moved & every.candidate)


def _meets(attack: Attack, asked: Iterable[Requirement], hidden: Flags) -> bool:
    shares = as_floats(hidden)
    return all(attack.is_safe(requirement, shares, _SECONDS_EACH) for requirement in asked)


def safe_choice(attack: Attack, asked: tuple[Requirement, ...], until: float) -> Flags:
    """Cells to hide that meet every requirement, provided that hiding all does (``until``: monotonic s)."""
    every = attack.deviations
    cheapest, hidden = _Cheapest(every), every.hidden.copy()
    for requirement in asked:
        if not attack.is_safe(requirement, as_floats(hidden), _SECONDS_EACH):
            hidden |= cheapest.moved(requirement, hidden)
    if not _meets(attack, asked, hidden):
        hidden = every.hidden | every.candidate
    return _shown_again(attack, asked, hidden, until)


def _shown_again(attack: Attack, asked: tuple[Requirement, ...], hidden: Flags, until: float) -> Flags:
    """Show again what need not be hidden, the weightiest first."""
    every = attack.deviations
    for place in np.argsort(-every.weight, kind="stable").tolist():
        if time.monotonic() > until:
            return hidden
        if hidden[place] and every.candidate[place]:
            fewer = hidden.copy()
            fewer[place] = False
            if _meets(attack, asked, fewer):
                hidden = fewer
    return hidden


def weight_of(deviations: Deviations, hidden: Flags) -> float:
    """Weight of what is hidden to protect others."""
    chosen: Floats = deviations.weight[hidden & deviations.candidate]
    return float(chosen.sum())
