"""One demand to plan for, from many futures: the case's own, scaled to a percentile of the total."""

from __future__ import annotations

import numpy as np

from models.case import Floats
from models.uncertainty import Futures
from optimiser.errors import OptimiserError

LOW, CENTRAL, HIGH = 10.0, 50.0, 90.0
"""Percentiles of the low, central and high demand of reports."""


def percentile_demand(futures: Futures, percentile: float = 75.0) -> Floats:
    """Demand at a percentile of the total: shape (need, home area, period).

    In each period the case's demand is scaled by the percentile of all children together over their mean, so
    that need groups and home areas keep their shares. A future's total is at or below it with that chance in
    each period by itself; in all of them at once with less. It says nothing of a single group being high.
    Raises ``OptimiserError`` where the percentile is not between 0 and 100.
    """
    if not 0 <= percentile <= 100:
        raise OptimiserError(f"The percentile {percentile:g} makes no sense: give one from 0 to 100.")
    totals = futures.totals
    mean = totals @ futures.probabilities
    at = np.array([_quantile(row, futures.probabilities, percentile / 100) for row in totals])
    scale = np.divide(at, mean, out=np.ones_like(at), where=mean > 0)
    return np.asarray(futures.central * scale)


def low_central_high(futures: Futures) -> tuple[Floats, Floats, Floats]:
    """The demand at the 10th, 50th and 90th percentiles of the total, as :func:`percentile_demand` has it."""
    low, central, high = (percentile_demand(futures, percentile) for percentile in (LOW, CENTRAL, HIGH))
    return low, central, high


def low_central_high_by_need(futures: Futures) -> tuple[Floats, Floats, Floats]:
    """Children of each need group at the 10th, 50th and 90th percentiles of that group by itself.

    Each of shape (need, period): the case's demand, scaled by the percentile of the group over its mean. Groups
    are not all low or all high at once, so these do not add up to the low and the high of all children.
    """
    children = futures.demand.sum(axis=1)
    mean, planned = children @ futures.probabilities, futures.central.sum(axis=1)
    scale = np.divide(planned, mean, out=np.ones_like(mean), where=mean > 0)

    def at(percentile: float) -> Floats:
        found = [[_quantile(row, futures.probabilities, percentile / 100) for row in group] for group in children]
        return np.asarray(scale * np.array(found))

    return at(LOW), at(CENTRAL), at(HIGH)


def _quantile(values: Floats, probabilities: Floats, share: float) -> float:
    """The least value that at least a share of the probability is at or below."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(probabilities[order])
    first = int(np.searchsorted(reached, share - 1e-12))
    return float(values[order][min(first, len(values) - 1)])
