"""What a study of plans for many futures is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.risk import Risk
from optimiser.errors import OptimiserError
from optimiser.robust.candidates import label_of
from optimiser.studies.effects import Step
from optimiser.studies.listening import Cancel


@dataclass(frozen=True)
class Asked:
    """The figures of a study, checked; how it is solved, who hears of it and who may end it.

    Raises :class:`~optimiser.errors.OptimiserError` with everything that makes no sense.
    """

    seed: int
    cvar_weight: float
    level: float
    percentile: float
    check_futures: int
    most_futures: int
    waiting_for: int
    settings: SolveSettings
    processes: int
    progress: Callable[[Step], None]
    cancel: Cancel

    def __post_init__(self) -> None:
        """Check the figures."""
        limit = self.settings.time_limit
        wrong = [
            said
            for fine, said in (
                (
                    0 <= self.cvar_weight <= 1,
                    f"the weight of the dearest futures is 0 to 1, not {self.cvar_weight:g}",
                ),
                (0 <= self.level < 1, f"the level where they begin is at least 0 and below 1, not {self.level:g}"),
                (0 <= self.percentile <= 100, f"the percentile is 0 to 100, not {self.percentile:g}"),
                (self.check_futures >= 1, f"at least one fresh future is needed, not {self.check_futures}"),
                (self.most_futures >= 1, f"at least one future must be kept, not {self.most_futures}"),
                (self.waiting_for >= 0, f"decisions that may wait are 0 or more, not {self.waiting_for}"),
                (0 <= self.settings.gap <= 1, f"the gap is a share from 0 to 1, not {self.settings.gap:g}"),
                (limit is None or limit > 0, f"the time limit is more than 0 seconds, not {limit}"),
                (self.processes >= 1, f"at least one process is needed, not {self.processes}"),
            )
            if not fine
        ]
        if wrong:
            raise OptimiserError(f"This cannot be asked: {'; '.join(wrong)}.")

    @property
    def risk(self) -> Risk:
        """What the plan that minds the dearest futures is judged by."""
        return Risk(self.cvar_weight, self.level)

    def label(self, name: str) -> str:
        """What a candidate is called."""
        return label_of(name, self.risk, self.percentile)
