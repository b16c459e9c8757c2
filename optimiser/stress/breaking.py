"""Which futures break a promise: the one figure of a future that tells best where the plan does not hold.

Every total of children by period, every need group by period and the prices of every family by period are tried
as drivers. The border of a driver is where it best tells futures that break the plan from the others: the share
of the former beyond it less the share of the latter beyond it (Youden's index) is largest. It describes these
futures; it does not prove a cause. A total or the prices of all families together are named unless something
narrower tells clearly better, since the best of many narrow figures may be so by accident.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.case import Case, Floats
from models.uncertainty import Futures

FEWEST = 5
"""Futures that break the plan, and that do not, below which no driver is named: so few agree by accident."""

CLEARLY = 0.1
"""By how much of the index a narrow figure must tell better than a broad one."""


@dataclass(frozen=True)
class Driver:
    """A figure that differs between futures."""

    label: str
    period: str
    unit: str
    values: Floats
    """Shape (future,)."""
    broad: bool = False
    """Whether it is about all children, or all prices."""


@dataclass(frozen=True, slots=True)
class Border:
    """Where a driver divides the futures that break the plan from those that do not."""

    label: str
    period: str
    unit: str
    above: bool
    threshold: float
    """The nearest value that is beyond the border, which it is itself part of."""
    caught: float
    """Share of the futures that break the plan that are beyond it, by probability."""
    others: float
    """Share of the other futures that are beyond it."""

    @property
    def index(self) -> float:
        """How well it divides: 1 exactly, 0 not at all."""
        return self.caught - self.others


def drivers(case: Case, futures: Futures, positions: NDArray[np.intp]) -> list[Driver]:
    """Every figure that could tell some of the futures apart, the broadest first."""
    if not len(positions):
        return []
    found = [*_children(case, futures, positions), *_prices(case, futures, positions)]
    return [driver for driver in found if np.ptp(driver.values) > 1e-9 * max(1.0, np.abs(driver.values).max())]


def _children(case: Case, futures: Futures, positions: NDArray[np.intp]) -> Iterator[Driver]:
    demand = futures.demand[..., positions].sum(axis=1)
    for t, period in enumerate(futures.periods):
        yield Driver("children in all", period, "children", demand[:, t].sum(axis=0), broad=True)
    for g, need in enumerate(futures.needs):
        for t, period in enumerate(futures.periods):
            yield Driver(
                f"children of the group {case.needs[need].label or need}", period, "children", demand[g, t]
            )


def _prices(case: Case, futures: Futures, positions: NDArray[np.intp]) -> Iterator[Driver]:
    families: dict[str, list[int]] = {}
    for p, provision in enumerate(futures.provisions):
        families.setdefault(case.provisions[provision].family, []).append(p)
    unit = "times as planned"
    of_family = {
        family: futures.prices[members][..., positions].mean(axis=0)
        for family, members in sorted(families.items())
    }
    for t, period in enumerate(futures.periods):
        together = np.mean([prices[t] for prices in of_family.values()], axis=0)
        yield Driver("prices of all families on average", period, unit, together, broad=True)
    for family, prices in of_family.items():
        for t, period in enumerate(futures.periods):
            yield Driver(f"prices of {family.replace('_', ' ')}", period, unit, prices[t])


def best_border(tried: list[Driver], broken: NDArray[np.bool_], probabilities: Floats) -> Border | None:
    """The border that tells best; ``None`` where too few futures break the plan, or hold.

    A narrow figure must tell better than every broad one by :data:`CLEARLY`.
    """
    if min(int(broken.sum()), int((~broken).sum())) < FEWEST:
        return None
    borders = [
        (border(driver, broken, probabilities, above), CLEARLY if driver.broad else 0.0)
        for driver in tried
        for above in (True, False)
    ]
    best = max(borders, key=lambda one: one[0].index + one[1], default=None)
    return None if best is None else best[0]


def border(driver: Driver, broken: NDArray[np.bool_], probabilities: Floats, above: bool) -> Border:
    """The best border of a driver: futures at or above it, or at or below it, against the rest."""
    values = driver.values if above else -driver.values
    order = np.argsort(-values, kind="stable")
    mine, rest = np.where(broken, probabilities, 0.0)[order], np.where(broken, 0.0, probabilities)[order]
    caught, others = (reached / reached[-1] for reached in (np.cumsum(mine), np.cumsum(rest)))
    ends = np.append(np.diff(values[order]) < 0, True)  # a border never divides futures of the same value
    best = int(np.argmax(np.where(ends, caught - others, -np.inf)))
    threshold = float(driver.values[order[best]])
    return Border(
        driver.label, driver.period, driver.unit, above, threshold, float(caught[best]), float(others[best])
    )
