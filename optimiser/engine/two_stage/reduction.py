r"""Fewer futures that stand for many: fast forward selection.

Futures are points of figures (demand by need and period, say). The set kept should be such that moving the
probability of every future left out to the nearest one kept moves as little probability as far as possible:

.. math:: D(J) = \sum_{i \notin J} \pi_i \min_{j \in J} \lVert x_i - x_j \rVert

(a Kantorovich distance). Fast forward selection (Heitsch and Römisch 2003, algorithm 2.4) takes, one at a time,
the future that lowers it most. It is a greedy choice: no proof that another set of as many is not a little
nearer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.case import Floats
from models.terms import Positions

MOST_FUTURES = 200
"""Above so many futures a two-stage plan is made for a selection of them."""


@dataclass(frozen=True)
class Reduced:
    """The futures kept, in their own order, their new probabilities, and the probability-weighted way moved."""

    kept: Positions
    probabilities: Floats
    distance: float


def reduce(features: Floats, probabilities: Floats, to: int) -> Reduced:
    """Select so many futures.

    ``features``: one row of figures for each future, in units that compare (divide each by its spread where
    they do not). Needs the square of the number of futures in memory (8 MB for a thousand) and ``to`` times
    that of work.

    Raises:
        ValueError: no future is to be kept, or figures and probabilities are not of as many futures.
    """
    points = np.asarray(features, dtype=float).reshape(len(features), -1)
    shares = np.asarray(probabilities, dtype=float)
    if to < 1:
        raise ValueError(f"at least one future must be kept, not {to}")
    if shares.shape != (len(points),):
        raise ValueError(f"there are figures of {len(points)} futures and {shares.size} probabilities")
    if to >= len(points):
        return Reduced(np.arange(len(points)), shares, 0.0)
    distances = _distances(points)
    kept = _selected(distances, shares, to)
    nearest = kept[np.argmin(distances[:, kept], axis=1)]
    nearest[kept] = kept
    moved = np.bincount(nearest, shares, minlength=len(points)).astype(float)
    return Reduced(kept, moved[kept], float(shares @ distances[np.arange(len(points)), nearest]))


def _selected(distances: Floats, shares: Floats, to: int) -> Positions:
    reach = np.full(len(shares), np.inf)
    chosen = np.zeros(len(shares), dtype=bool)
    for _ in range(to):
        left = shares @ np.minimum(distances, reach[:, None])
        added = int(np.argmin(np.where(chosen, np.inf, left)))
        chosen[added] = True
        reach = np.minimum(reach, distances[:, added])
    return np.flatnonzero(chosen)


def _distances(points: Floats) -> Floats:
    """Distance of every two points, a row at a time, so that no more than the answer is held."""
    return np.array([np.linalg.norm(points - point, axis=1) for point in points])
