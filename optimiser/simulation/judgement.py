"""What a simulation says of a plan: each figure beside the plan's own, with its confidence interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from models.case import Floats
from optimiser.simulation.policy import Policy

CONFIDENCE = 0.95
ENOUGH_FOR_CONTROL = 8
"""Replications from which a control variate is used."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over independent replications, with its standard error and 95 % confidence interval."""

    mean: float
    standard_error: float
    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether a value lies within the confidence interval."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure as the plan predicts it and as it was simulated; ``period`` is empty for the whole plan."""

    figure: str
    period: str
    predicted: float
    simulated: Estimate

    @property
    def error(self) -> float:
        """The plan's error in %: negative where it promised less than happens. Not a number for nothing."""
        return 100 * (self.predicted / self.simulated.mean - 1) if self.simulated.mean else math.nan


@dataclass(frozen=True, slots=True)
class PoolJudged:
    """A pool's own places over the whole plan or a period (empty: the whole plan)."""

    provision: str
    area: str
    period: str
    places: float
    """Whole places, on average over the replications."""
    children_predicted: float
    children: Estimate
    """Children there, on average over time."""
    asked: float
    """Children a year who asked there."""
    turned_away: Estimate
    """Share of those who asked and found no vacancy that suits."""
    label: str = ""
    """The pool in the words of the tables; empty for its keys."""


@dataclass(frozen=True)
class Judgement:
    """A plan judged by simulation."""

    authority: str
    policy: Policy
    replications: int
    seed: int
    figures: tuple[Judged, ...]
    pools: tuple[PoolJudged, ...]

    def figure(self, name: str, period: str = "") -> Judged:
        """A figure of a period, or of the whole plan; raise ``KeyError`` where there is none."""
        for found in self.figures:
            if (found.figure, found.period) == (name, period):
                return found
        raise KeyError((name, period))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every figure: figure, period, predicted, simulated, standard_error, low, high, error (%)."""
        rows = [
            (one.figure, one.period, one.predicted, *_columns(one.simulated), one.error) for one in self.figures
        ]
        columns = ["figure", "period", "predicted", "simulated", "standard_error", "low", "high", "error"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def pool_table(self) -> pd.DataFrame:
        """Every pool with places of its own, by period and (period empty) over the whole plan."""
        rows = [
            (
                one.provision,
                one.area,
                one.period,
                one.places,
                one.children_predicted,
                one.children.mean,
                one.children.standard_error,
                one.asked,
                *_columns(one.turned_away),
            )
            for one in self.pools
        ]
        columns = ["provision", "area", "period", "places", "children_predicted", "children"]
        columns += ["children_standard_error", "asked_a_year"]
        columns += ["turned_away", "standard_error", "low", "high"]
        return pd.DataFrame(rows, columns=columns)


def _columns(estimate: Estimate) -> tuple[float, float, float, float]:
    return estimate.mean, estimate.standard_error, estimate.low, estimate.high


def estimated(values: Floats, control: Floats | None = None) -> Estimate:
    """The mean of one figure over replications; raise ``ValueError`` for fewer than two.

    ``control`` is a figure of the same replications whose true mean is nought (a control variate): what of the
    values goes with it is chance that is known, and taken out by a straight line. Used from
    ``ENOUGH_FOR_CONTROL`` replications on.
    """
    number, mean = len(values), float(np.mean(values))
    spread = 0.0 if control is None else float(np.sum((control - control.mean()) ** 2))
    if control is None or number < ENOUGH_FOR_CONTROL or not spread:
        return _with_error(
            mean, float(np.std(values, ddof=1)) / math.sqrt(number) if number > 1 else 0.0, number - 1
        )
    off = float(control.mean())
    slope = float((control - off) @ values) / spread
    left = values - mean - slope * (control - off)
    variance = float(left @ left) / (number - 2)
    return _with_error(mean - slope * off, math.sqrt(variance * (1 / number + off**2 / spread)), number - 2)


def estimated_share(parts: Floats, wholes: Floats) -> Estimate:
    """A share over replications, sum over sum, with the error of a ratio; not a number of nothing."""
    whole = float(np.sum(wholes))
    if not whole:
        return Estimate(math.nan, math.nan, math.nan, math.nan)
    share, number = float(np.sum(parts)) / whole, len(parts)
    if number < 2:
        return _with_error(share, 0.0, 0)
    off = parts - share * wholes
    error = math.sqrt(float(np.sum(off**2)) / (number * (number - 1))) * number / whole
    return _with_error(share, error, number - 1)


def _with_error(mean: float, error: float, freedom: int) -> Estimate:
    if freedom < 1:
        raise ValueError("a confidence interval needs two replications or more")
    from scipy.special import stdtrit  # heavy, and only a judgement needs it

    reach = float(stdtrit(freedom, 0.5 + CONFIDENCE / 2)) * error
    return Estimate(mean, error, mean - reach, mean + reach)
