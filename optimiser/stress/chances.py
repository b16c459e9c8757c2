"""Means, percentiles, tails and chances over futures of given probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.case import Floats

_ROUNDING = 1e-12


def expected(values: Floats, probabilities: Floats) -> float:
    """The mean over the futures that have a value; nan where none has."""
    has = np.isfinite(values) & (probabilities > 0)
    if not has.any():
        return float("nan")
    return float(values[has] @ probabilities[has] / probabilities[has].sum())


def percentile(values: Floats, probabilities: Floats, percent: float) -> float:
    """The least value that at least so many per cent of the probability is at or below; nan where there is none.

    >>> percentile(np.array([3.0, 1.0, 2.0, 4.0]), np.full(4, 0.25), 50)
    2.0
    """
    has = np.isfinite(values) & (probabilities > 0)
    if not has.any():
        return float("nan")
    order = np.argsort(values[has], kind="stable")
    reached = np.cumsum(probabilities[has][order] / probabilities[has].sum())
    first = int(np.searchsorted(reached, percent / 100 - _ROUNDING))
    return float(values[has][order][min(first, len(order) - 1)])


def dearest(values: Floats, probabilities: Floats, share: float = 0.1) -> float:
    """The mean of the highest values that make up a share of the probability: CVaR at one less that share.

    A future that lies across the border counts with the part of its probability that is needed.

    >>> dearest(np.array([1.0, 2.0, 3.0, 10.0]), np.full(4, 0.25), 0.5)
    6.5
    """
    has = np.isfinite(values) & (probabilities > 0)
    if not has.any():
        return float("nan")
    order = np.argsort(-values[has], kind="stable")
    weights = probabilities[has][order] / probabilities[has].sum()
    before = np.cumsum(weights) - weights
    counted = np.clip(share - before, 0.0, weights)
    return float(values[has][order] @ counted / counted.sum())


def chance(happens: NDArray[np.bool_], probabilities: Floats) -> float:
    """The share of the probability in which something happens; nan where there is no future."""
    total = float(probabilities.sum())
    return float(np.where(happens, probabilities, 0.0).sum()) / total if total > 0 else float("nan")
