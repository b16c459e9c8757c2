"""How to solve, and where a solve stands: plain data, so that asking for help loads no solver."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_GAP = 0.001
"""The relative gap that is proven unless another is asked for: 0.1 %."""


@dataclass(frozen=True, slots=True)
class SolveSettings:
    """How to solve: relative ``gap`` to prove, ``time_limit`` in seconds, random ``seed``.

    ``threads``: how many solves a study may have under way at once, as many as there are processors where it is
    ``None``. One solve uses one thread: a second makes none of them quicker (``benchmarks/README.md``).
    """

    gap: float = DEFAULT_GAP
    time_limit: float | None = None
    seed: int = 0
    threads: int | None = None

    @property
    def on_record(self) -> dict[str, float | None]:
        """What a record keeps of them: how many solves were under way at once changes nothing that is found."""
        return {"gap": self.gap, "time_limit": self.time_limit, "seed": self.seed}


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a solve stands: seconds so far, best plan's cost and bound (£), gap."""

    seconds: float
    objective: float
    bound: float
    gap: float
