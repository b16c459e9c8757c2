r"""Who lives where, as arrays: each flow's children in a period, over the decisions that brought or moved them.

:math:`x_{j,t} = X^0_j \prod \rho + \sum_{\tau \le t} R_{\tau,t} (y_\tau - m_\tau - d_\tau)` is written out once
for each period and scenario, flow after flow, so that any number of flows are picked out of it in one step.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from models.case import Floats
from models.decisions import NOWHERE, Decisions
from models.figures import Figures
from models.terms import Positions, Terms


@dataclass(frozen=True, slots=True)
class _Written:
    """The terms of every flow, one after the other: flow j has those from ``begins[j]``, ``counts[j]`` of them."""

    begins: Positions
    counts: Positions
    positions: Positions
    coefficients: Floats


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The terms of some flows, ``counts`` of each, and the children who were there at the start."""

    counts: Positions
    positions: Positions
    coefficients: Floats
    starting: Floats


def _chosen(held: _Written, flows: Positions, starting: Floats) -> _Chosen:
    counts = held.counts[flows]
    ends = np.cumsum(counts)
    which = np.arange(ends[-1] if len(ends) else 0) + np.repeat(held.begins[flows] - ends + counts, counts)
    return _Chosen(counts, held.positions[which], held.coefficients[which], starting)


@dataclass(frozen=True, slots=True)
class Carried:
    """The children of every flow as terms, written out for a period and scenario when first asked for."""

    figures: Figures
    decisions: Decisions
    _written: dict[tuple[int, int, int], _Written] = field(default_factory=dict, repr=False, compare=False)
    _chosen: dict[tuple[int, int, int, bytes], _Chosen] = field(default_factory=dict, repr=False, compare=False)

    def terms(self, flows: Positions, t: int, s: int, newest: int, weights: Floats | None) -> Terms:
        """Children of some flows in period ``t`` whom the decisions up to period ``newest`` brought or moved.

        Those there since the start are the constant. ``weights`` (one for each flow) make it a weighted sum.
        """
        held = self._of(t, s, newest)
        if len(flows) == 1 and weights is None:
            return self._alone(held, int(flows[0]), t, s)
        chosen = self._chosen_of(held, flows, t, s, newest)
        if weights is None:
            return Terms(chosen.positions, chosen.coefficients, float(chosen.starting.sum()))
        coefficients = chosen.coefficients * np.repeat(weights, chosen.counts)
        return Terms(chosen.positions, coefficients, float(weights @ chosen.starting))

    def _chosen_of(self, held: _Written, flows: Positions, t: int, s: int, newest: int) -> _Chosen:
        """The terms of some flows; constraints and costs ask for the same ones, those of a pool, several times."""
        key = (t, s, newest, flows.tobytes())
        found = self._chosen.get(key)
        if found is None:
            found = self._chosen[key] = _chosen(held, flows, self.figures.starting[flows, t, s])
        return found

    def _alone(self, held: _Written, flow: int, t: int, s: int) -> Terms:
        """One flow's children: its terms lie together, so nothing has to be picked out."""
        begin = int(held.begins[flow])
        own = slice(begin, begin + int(held.counts[flow]))
        return Terms(held.positions[own], held.coefficients[own], float(self.figures.starting[flow, t, s]))

    def _of(self, t: int, s: int, newest: int) -> _Written:
        key = (t, s, newest)
        if key not in self._written:
            self._written[key] = self._write(t, s, newest)
        return self._written[key]

    def _write(self, t: int, s: int, newest: int) -> _Written:
        carry, decisions = self.figures.carry[:, : newest + 1, t, s], self.decisions
        kinds = (decisions.place, decisions.move, decisions.displace)
        positions = np.concatenate([kind[:, : newest + 1, s] for kind in kinds], axis=1)
        coefficients = np.concatenate([carry, -carry, -carry], axis=1)
        there = (positions != NOWHERE) & (coefficients != 0)
        counts = there.sum(axis=1).astype(np.intp)
        return _Written(np.cumsum(counts) - counts, counts, positions[there], coefficients[there])
