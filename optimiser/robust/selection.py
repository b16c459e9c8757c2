"""Fewer futures in place of many: which stand for all, and how far they are from them.

Futures are told apart by the children of each need group in each period and by what the prices of each family of
provisions are multiplied by, each divided by its spread; fast forward selection (Heitsch and Römisch 2003) keeps
those that move the least probability the least way. How far that is is said as a share of what keeping the single
best future would move, and by what the futures kept make of the total number of children.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.case import Case, Floats
from models.uncertainty import Futures
from optimiser.engine.two_stage.reduction import reduce


@dataclass(frozen=True)
class Selection:
    """Futures that stand for ``drawn`` of them.

    ``distance``: probability moved times the way that it is moved, as a share of that of a single future.
    The mean and the standard deviation are of the children of all need groups, on average over the plan.
    """

    futures: Futures
    drawn: int
    distance: float
    mean_drawn: float
    mean_kept: float
    spread_drawn: float
    spread_kept: float


def select(case: Case, futures: Futures, most: int) -> Selection:
    """Keep at most so many futures."""
    features = _features(case, futures)
    found = reduce(features, futures.probabilities, most)
    alone = reduce(features, futures.probabilities, 1).distance
    kept = replace(
        futures,
        labels=tuple(futures.labels[place] for place in found.kept.tolist()),
        probabilities=found.probabilities,
        demand=futures.demand[..., found.kept],
        prices=futures.prices[..., found.kept],
    )
    mean_drawn, spread_drawn = _total(case, futures)
    mean_kept, spread_kept = _total(case, kept)
    share = found.distance / alone if alone > 0 else 0.0
    return Selection(kept, futures.number, share, mean_drawn, mean_kept, spread_drawn, spread_kept)


def _features(case: Case, futures: Futures) -> Floats:
    children = futures.demand.sum(axis=1).reshape(-1, futures.number)
    families = [case.provisions[provision].family for provision in futures.provisions]
    first = [families.index(family) for family in dict.fromkeys(families)]
    figures = np.concatenate([children, futures.prices[first].reshape(-1, futures.number)]).T
    spread = figures.std(axis=0)
    differing = spread > 1e-12
    return np.asarray(figures[:, differing] / spread[differing])


def _total(case: Case, futures: Futures) -> tuple[float, float]:
    """Mean and standard deviation of the children, on average over the plan."""
    years = np.array([period.years for period in case.periods])
    totals = years @ futures.totals / years.sum()
    mean = float(futures.probabilities @ totals)
    return mean, float(np.sqrt(futures.probabilities @ (totals - mean) ** 2))
