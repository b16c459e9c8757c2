"""How long a study that solves many times may take: for each solve, in all, and until somebody stops it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from optimiser.engine.settings import SolveSettings


@dataclass(frozen=True)
class Allowance:
    """At most ``each`` seconds for a solve and ``in_all`` for all of them (``None``: no limit)."""

    each: float
    in_all: float | None = None
    gap: float = 1e-4
    seed: int = 0
    cancel: Callable[[], bool] | None = None
    _began: float = field(default_factory=time.monotonic)

    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self.cancel is not None and self.cancel()

    @property
    def is_spent(self) -> bool:
        """Whether no time is left, or somebody asked to stop."""
        return self.cancelled() or (self.in_all is not None and time.monotonic() - self._began >= self.in_all)

    def settings(self) -> SolveSettings | None:
        """How to solve next; ``None`` where the allowance is spent."""
        if self.is_spent:
            return None
        left = self.each if self.in_all is None else min(self.each, self.in_all - (time.monotonic() - self._began))
        return SolveSettings(self.gap, max(left, 0.1), self.seed)
