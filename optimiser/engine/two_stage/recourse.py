"""Every future with the shared decisions held, several at a time, each from its own last basis.

The first time a future begins from the basis of the one most like it that is solved already, which took less than
half the time of an interior point method from nothing on Lewisham with ten futures.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import highspy
import numpy as np

from models.case import Floats
from models.terms import Positions
from optimiser.engine.bounded_solve import INTERRUPTED
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.stages import TwoStage
from optimiser.engine.two_stage.subproblem import Cut, Subproblem

MOST_KEPT = 100
"""Futures that stay in HiGHS: about 12 MB each for Lewisham."""


class StoppedError(Exception):
    """Somebody interrupted, or the time is up; the message says which."""


class Clock:
    """Time used, and whether to go on.

    ``check`` raises :class:`StoppedError` once the time limit has passed or ``cancel`` says so.
    """

    def __init__(self, limit: float | None = None, cancel: Callable[[], bool] | None = None) -> None:
        """Begin now."""
        self._began, self._limit, self.cancel = time.perf_counter(), limit, cancel
        self._interrupted = False

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self._began

    @property
    def left(self) -> float | None:
        """Seconds left, ``None`` where there is no limit."""
        return None if self._limit is None else max(0.0, self._limit - self.seconds)

    def interrupt(self) -> None:
        """Stop whatever else asks this clock."""
        self._interrupted = True

    def check(self) -> None:
        """Raise where it is time to stop."""
        if self._interrupted or (self.cancel is not None and self.cancel()):
            raise StoppedError(INTERRUPTED)
        if self.left == 0.0:
            raise StoppedError("time limit")


class Recourse:
    """All futures, the first :data:`MOST_KEPT` of them staying in HiGHS; of the others a basis is kept."""

    def __init__(self, two: TwoStage, settings: SolveSettings) -> None:
        """Nothing is loaded yet; ``settings.threads`` futures are solved at a time."""
        self._two = two
        self._waves = waves(_features(two))
        self._kept: dict[int, Subproblem] = {}
        self._bases: dict[int, highspy.HighsBasis] = {}
        self._threads = settings.threads or os.cpu_count() or 1

    def cuts(self, values: Floats, clock: Clock) -> list[Cut]:
        """The plane of every future at some shared decisions, in the order of the futures.

        Raises:
            StoppedError: it was time to stop.
            UnboundedFutureError, ImpossibleToSolveError: as for :meth:`.Subproblem.cut`.
        """

        def solved(step: tuple[int, int]) -> Cut:
            clock.check()
            return self._cut(*step, values)

        steps = [self._all()] if len(self._bases) == self._two.futures else self._waves
        with ThreadPoolExecutor(self._threads) as pool:
            try:
                found = [cut for wave in steps for cut in pool.map(solved, wave)]
            except KeyboardInterrupt:
                clock.interrupt()
                raise StoppedError(INTERRUPTED) from None
        return sorted(found, key=lambda cut: cut.future)

    def _all(self) -> list[tuple[int, int]]:
        return [(future, future) for future in range(self._two.futures)]

    def _cut(self, future: int, like: int, values: Floats) -> Cut:
        subproblem = self._kept.get(future) or self._loaded(future, like)
        cut = subproblem.cut(values)
        self._bases[future] = subproblem.basis
        return cut

    def _loaded(self, future: int, like: int) -> Subproblem:
        """A future loaded, with its own last basis or else that of one like it; kept for the next round or not."""
        made, basis = Subproblem(self._two, future), self._bases.get(future, self._bases.get(like))
        if basis is not None:
            made.begin_from(basis)
        if future < MOST_KEPT:
            self._kept[future] = made
        return made


def waves(features: Floats) -> list[list[tuple[int, int]]]:
    """Futures in waves, each with the one of an earlier wave that it is to begin from: a shortest spanning tree.

    ``features``: one row for each future. The first wave is the future nearest to the middle (with itself). Prim's
    method, a row of distances at a time.
    """
    middle = int(np.argmin(np.linalg.norm(features - features.mean(axis=0), axis=1)))
    parent = np.full(len(features), middle, dtype=np.intp)
    depth = np.zeros(len(features), dtype=np.intp)
    nearest = np.linalg.norm(features - features[middle], axis=1)
    joined = np.zeros(len(features), dtype=bool)
    joined[middle] = True
    for _ in range(len(features) - 1):
        added = int(np.argmin(np.where(joined, np.inf, nearest)))
        joined[added], depth[added] = True, depth[parent[added]] + 1
        distance = np.linalg.norm(features - features[added], axis=1)
        closer = ~joined & (distance < nearest)
        nearest[closer], parent[closer] = distance[closer], added
    return [_wave(np.flatnonzero(depth == one), parent) for one in range(int(depth.max()) + 1)]


def _wave(members: Positions, parent: Positions) -> list[tuple[int, int]]:
    return [(int(future), int(parent[future])) for future in members]


def _features(two: TwoStage) -> Floats:
    """What tells futures apart for the simplex method: right-hand sides and costs, each on its own scale."""
    parts = [
        np.array([getattr(block, name) for block in two.blocks], dtype=float)
        for name in ("row_lower", "row_upper", "cost")
    ]
    return np.hstack([_standardised(part) for part in parts])


def _standardised(figures: Floats) -> Floats:
    known = np.where(np.isfinite(figures), figures, 0.0)
    spread = known.std(axis=0)
    differing = spread > 1e-12 * np.maximum(1.0, np.abs(known).max(axis=0))
    return np.asarray((known - known.mean(axis=0))[:, differing] / spread[differing])


def orderly(two: TwoStage) -> list[tuple[int, int]]:
    """Every future, each after the one whose basis it is to begin from, and that one."""
    return [step for wave in waves(_features(two)) for step in wave]
