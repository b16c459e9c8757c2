"""Rows of the tables of a stress test, from what was measured in each future."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from models.case import Budget, Case, Floats
from models.uncertainty import Futures
from optimiser.stress.breaking import best_border, drivers
from optimiser.stress.chances import chance, expected, percentile
from optimiser.stress.columns import PERCENTILES
from optimiser.stress.measured import CHILDREN, CHILDREN_NEEDING, MEASURES, POUNDS, SPOT, UNMET, Gauges, Measured

Row = tuple[object, ...]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Tested:
    """One plan in all futures that were finished: ``positions`` say which; ``central`` is the plan as planned."""

    case: Case
    futures: Futures
    gauges: Gauges
    positions: NDArray[np.intp]
    found: tuple[Measured, ...]
    central: Measured

    @cached_property
    def solved(self) -> Mask:
        """Which of the finished futures have figures."""
        return np.array([one.status.has_plan for one in self.found], dtype=bool)

    @cached_property
    def probabilities(self) -> Floats:
        """Of the finished futures; nought where one has no figures. They need not sum to 1."""
        return np.where(self.solved, self.futures.probabilities[self.positions], 0.0)

    @cached_property
    def costs(self) -> Floats:
        """£ present value of each."""
        return np.array([one.cost for one in self.found], dtype=float)

    @cached_property
    def by_period(self) -> Floats:
        """Shape (future, measure, period)."""
        shape = (len(self.found), *self.central.by_period.shape)
        return np.array([one.by_period for one in self.found], dtype=float).reshape(shape)

    @cached_property
    def reached(self) -> Floats:
        """What promises come to: (future, asked)."""
        return self._stacked([one.reached for one in self.found], len(self.gauges.asked))

    @cached_property
    def short(self) -> Floats:
        """Children short of each promise: (future, asked)."""
        return self._stacked([one.short for one in self.found], len(self.gauges.asked))

    @cached_property
    def over(self) -> Floats:
        """£ above each budget: (future, budget)."""
        return self._stacked([one.over for one in self.found], len(self.gauges.budgets))

    @staticmethod
    def _stacked(rows: list[Floats], width: int) -> Floats:
        """A row for each future, whatever there are none of."""
        return np.array(rows, dtype=float).reshape(len(rows), width)

    @cached_property
    def unmet_years(self) -> Floats:
        """Child-years without a home in each future."""
        return np.array(self.by_period[:, UNMET] @ self.gauges.years)

    @cached_property
    def somebody_unmet(self) -> Mask:
        """Futures that leave somebody without a home in some period."""
        return np.asarray(self.by_period[:, UNMET].max(axis=1, initial=0.0) > CHILDREN)

    @cached_property
    def missed(self) -> dict[str, Mask]:
        """Futures in which each promise is missed in one of its periods or more, by its key."""
        broken = self.short > CHILDREN
        return {
            key: np.asarray(broken[:, [one.target.target == key for one in self.gauges.asked]].any(axis=1))
            for key in dict.fromkeys(one.target.target for one in self.gauges.asked)
        }

    @cached_property
    def every_kept(self) -> Mask:
        """Futures in which every promise is kept in every one of its periods."""
        return ~(self.short > CHILDREN).any(axis=1) & self.solved

    def averaged(self, measure: int) -> Floats:
        """A measure on average over the plan, by future."""
        return np.array(self.by_period[:, measure] @ self.gauges.years / self.gauges.years.sum())


def future_rows(of: Tested) -> Iterator[Row]:
    """A row of the table ``futures`` for each."""
    children, spot = of.averaged(CHILDREN_NEEDING), of.averaged(SPOT)
    missed = np.sum([*of.missed.values(), np.zeros(len(of.found), dtype=bool)], axis=0, dtype=float)
    over = (of.over > POUNDS).sum(axis=1).astype(float)
    nothing = np.where(of.solved, 0.0, np.nan)
    for n, position in enumerate(of.positions.tolist()):
        yield (
            of.futures.labels[position], float(of.futures.probabilities[position]), str(of.found[n].status),
            children[n], of.costs[n], of.costs[n] - of.central.cost, of.unmet_years[n], spot[n],
            missed[n] + nothing[n], over[n] + nothing[n],
        )  # fmt: skip


def period_rows(of: Tested) -> Iterator[Row]:
    """Rows of the table ``by_period``: the whole plan first, then each measure by period."""
    years = of.gauges.years
    yield "cost", "cost of the plan", "£", "", of.central.cost, *_spread(of.costs, of)
    planned = float(of.central.by_period[UNMET] @ years)
    yield "unmet", "child-years without a home", "child-years", "", planned, *_spread(of.unmet_years, of)
    for m, (name, label, unit) in enumerate(MEASURES):
        for t, period in enumerate(of.case.periods):
            own = float(of.central.by_period[m, t])
            yield name, label, unit, period.period, own, *_spread(of.by_period[:, m, t], of)


def _spread(values: Floats, of: Tested) -> tuple[float, ...]:
    has = values[np.isfinite(values)]
    ends = (float(has.min()), float(has.max())) if len(has) else (float("nan"),) * 2
    percentiles = (percentile(values, of.probabilities, percent) for percent in PERCENTILES)
    return (expected(values, of.probabilities), *percentiles, *ends)


def promise_rows(of: Tested) -> Iterator[Row]:
    """A row of the table ``promises`` for each promise in each of its periods."""
    for n, one in enumerate(of.gauges.asked):
        target, missed = one.target, of.short[:, n] > CHILDREN
        yield (
            target.target, target.label, of.case.periods[one.period].period, target.value,
            float(of.central.reached[n]), chance(~missed & of.solved, of.probabilities),
            _where(of.short[:, n], missed, of), expected(of.reached[:, n], of.probabilities),
            percentile(of.reached[:, n], of.probabilities, 10), percentile(of.reached[:, n], of.probabilities, 90),
            target.sense, target.unit,
        )  # fmt: skip


def budget_rows(of: Tested) -> Iterator[Row]:
    """A row of the table ``budgets`` for each."""
    for n, budget in enumerate(of.case.budgets):
        over, spent = of.over[:, n] > POUNDS, of.over[:, n] + budget.limit
        yield (
            budget.budget, _period(of.case, budget), budget.limit, float(of.central.over[n]) + budget.limit,
            chance(~over & of.solved, of.probabilities), _where(of.over[:, n], over, of),
            expected(spent, of.probabilities), percentile(spent, of.probabilities, 90),
        )  # fmt: skip


def _period(case: Case, budget: Budget) -> str:
    return "" if budget.period is None else case.periods[budget.period].period


def _where(values: Floats, happens: Mask, of: Tested) -> float:
    """A mean over the futures in which something happens; nan where it never does."""
    return expected(values[happens], of.probabilities[happens])


def breaking_rows(of: Tested) -> Iterator[Row]:
    """A row of the table ``breaking`` for whatever goes wrong in some future, the likeliest first."""
    tried = drivers(of.case, of.futures, of.positions[of.solved])
    likeliest = sorted(_events(of), key=lambda event: -chance(event[2], of.probabilities))
    for what, label, happens in likeliest:
        if not happens.any():
            continue
        found = best_border(tried, happens[of.solved], of.probabilities[of.solved])
        told: Row = ("", "", "", "", *(float("nan"),) * 3)
        if found is not None:
            side = "at_least" if found.above else "at_most"
            told = (found.label, found.period, found.unit, side, found.threshold, found.caught, found.others)
        yield what, label, float(happens.sum()), chance(happens, of.probabilities), *told


def _events(of: Tested) -> Iterator[tuple[str, str, Mask]]:
    labels = {one.target.target: one.target.label for one in of.gauges.asked}
    yield "unmet", "somebody has no home", of.somebody_unmet
    for key, happens in of.missed.items():
        yield key, f"the promise “{labels[key] or key}” is missed", happens
    for n, budget in enumerate(of.case.budgets):
        when = _period(of.case, budget) or "the whole plan"
        yield budget.budget, f"the {budget.budget} budget of {when} is exceeded", of.over[:, n] > POUNDS
