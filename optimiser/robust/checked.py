"""Every candidate in the same fresh futures, which none of them was made for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from models.case import Case, Floats
from models.uncertainty import Futures
from optimiser.engine.two_stage.risk import cvar
from optimiser.robust.candidates import Candidate
from optimiser.stress.measured import CHILDREN, UNMET, Measured
from optimiser.stress.solved import trial
from optimiser.stress.working import worked


@dataclass(frozen=True)
class Checked:
    """One plan in fresh futures, those that were finished: each array has shape (future,).

    ``cost``: money alone, £ present value. ``unmet``: child-years without a home. ``kept``: whether every promise
    is kept in all of its periods (true where there is none).
    """

    name: str
    probabilities: Floats
    cost: Floats
    unmet: Floats
    kept: Floats

    @property
    def expected_cost(self) -> float:
        """Mean cost (£)."""
        return self.mean(self.cost)

    @property
    def expected_unmet(self) -> float:
        """Mean child-years without a home."""
        return self.mean(self.unmet)

    @property
    def all_kept(self) -> float:
        """Chance that every promise is kept."""
        return self.mean(self.kept)

    def cvar(self, level: float) -> float:
        """Mean cost of the dearest ``1 − level`` of the futures (£)."""
        return cvar(self.cost, self.probabilities, level)

    def mean(self, values: Floats) -> float:
        """The mean of a figure; nan where no future was finished."""
        return float(self.probabilities @ values) if len(values) else math.nan


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one plan comes to than another in the same futures, and the standard error of that."""

    mean: float
    error: float

    @property
    def told(self) -> bool:
        """Whether it is larger than twice its standard error, so that it is a difference at all."""
        return abs(self.mean) > 2 * self.error and abs(self.mean) > 0


def checked(
    case: Case,
    candidates: Sequence[Candidate],
    futures: Futures,
    processes: int,
    told: Callable[[int], None],
    cancel: Callable[[], bool],
) -> tuple[Checked, ...]:
    """Count each candidate that has a plan in every future; futures not finished are left out."""
    there = [one for one in candidates if one.decisions is not None]
    asked = trial(case, [one.decisions for one in there if one.decisions is not None], futures)
    done = 0

    def heard() -> None:
        nonlocal done
        done += 1
        told(done)

    found = worked(asked, range(futures.number), processes, heard, cancel)
    solved = {
        future: each for future, each in found.items() if all(math.isfinite(measured.cost) for measured in each)
    }
    probabilities = futures.probabilities[list(solved)]
    probabilities = probabilities / probabilities.sum() if len(solved) else probabilities
    years = np.array([period.years for period in case.periods])
    return tuple(
        _of(one.name, [each[place] for each in solved.values()], probabilities, years)
        for place, one in enumerate(there)
    )


def _of(name: str, measured: Sequence[Measured], probabilities: Floats, years: Floats) -> Checked:
    return Checked(
        name,
        probabilities,
        np.array([one.cost for one in measured], dtype=float),
        np.array([one.by_period[UNMET] @ years for one in measured], dtype=float),
        np.array([bool(np.all(one.short <= CHILDREN)) for one in measured], dtype=float),
    )


def difference(values: Floats, others: Floats, probabilities: Floats) -> Difference:
    """The mean of the differences in the same futures and its standard error."""
    apart = values - others
    if not len(apart):
        return Difference(math.nan, math.nan)
    mean = float(probabilities @ apart)
    variance = float(probabilities @ (apart - mean) ** 2)
    effective = 1.0 / float(probabilities @ probabilities)
    error = math.sqrt(variance / (effective - 1)) if effective > 1 + 1e-9 else math.inf
    return Difference(mean, error)
