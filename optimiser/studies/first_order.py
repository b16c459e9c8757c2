r"""How much a change of figures would move the least cost, to first order, without solving again.

At the optimum of a linear programme, with plan :math:`x`, shadow prices :math:`y` of its rows and :math:`d` of
its columns' bounds :math:`l`, changing its figures moves the least cost by

.. math:: \Delta c \cdot x - y^\top (\Delta A\, x - \Delta b) + d \cdot \Delta l

to first order. It is found by evaluating the plan's own constraint and money functions for the changed case
at the old :math:`x` and :math:`y`, which takes neither a solver nor a model. Shadow prices come from two
linear programmes: the whole-number decisions held as planned, and let go. The first sees no worth in a limit
on whole homes, the second does; the second sees no home that must be whole, the first does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from pyomo.common.gc_manager import PauseGC

from models import delivery, figures, money, sufficiency, suitable_home, targets
from models.case import Case, Floats
from models.decisions import Decisions, declare
from models.plan import CONSTRAINTS, MONEY_CONSTRAINTS, Plan
from models.plan_model import Formulation, Row
from optimiser.engine.matrix import Matrix


@dataclass(frozen=True)
class Prices:
    """An optimum of a linear programme: its plan, and the shadow prices of its rows and bounds.

    ``plan`` and ``at_bound`` have one value for each of the plan's variables; ``rows`` are shadow prices by
    constraint family and key, nought where a row is not there.
    """

    plan: Floats
    at_bound: Floats
    rows: Mapping[tuple[str, tuple[Any, ...]], float]


def prices(matrix: Matrix, solution: Floats, row_duals: Floats) -> Prices:
    """Return the optimum of a linear programme in the terms of the plan that it was compiled from."""
    reduced = matrix.cost - matrix.rows.T @ row_duals
    keys = ((key.family, tuple(key.index)) for key in matrix.row_keys)
    worth = {key: float(dual) for key, dual in zip(keys, row_duals, strict=True) if dual}
    return Prices(matrix.values(solution), matrix.values(reduced), worth)


@dataclass(frozen=True, slots=True)
class Estimate:
    """First-order ``effect`` on the least cost (£), the larger of those at the optima.

    ``breaks``: whether the plan as it is would break a limit that had room to spare, and so no price.
    """

    effect: float
    breaks: bool


_MONEY = frozenset(
    {
        *(("provisions", column) for column in ("weekly_cost", "price_growth", "planned_move_cost")),
        *(("options", column) for column in ("setup_cost", "capital_cost", "grant_share", "running_cost")),
        *(("supply", column) for column in ("running_cost", "grant", "closing_cost")),
        *(("options", "asset_life"), ("market", "weekly_cost"), ("suitability", "weekly_supplement")),
        *(("targets", "price_if_missed"), ("budgets", "limit"), ("budgets", "price_if_missed")),
        *(("grants", "amount"), ("settings", "value")),
    }
)
"""Columns that only money is made from: no constraint about children, homes or decisions reads them."""

_FAMILIES = {
    ("suitability", "share_max"): (sufficiency.suitable_share,),
    ("targets", "value"): (targets.promise, suitable_home.suitable_home),
    ("limits", "max_per_period"): (delivery.group_yearly_limit,),
    ("limits", "max_total"): (delivery.group_total_limit,),
    ("limits", "min_total"): (delivery.group_total_limit,),
}
"""Columns that only one constraint family reads, or two."""


@dataclass(frozen=True)
class FirstOrder:
    """The plan of a case and the optima of its linear programmes, that of the plan's whole numbers first."""

    plan: Plan
    optima: tuple[Prices, ...]

    def estimate(self, case: Case, table: str, column: str) -> Estimate:
        """What the least cost would change by if the case were another in one column of one table.

        The case may differ in any figure, but not in what there is (periods, areas, needs, provisions, …).
        """
        families, money_too = _read_by(table, column)
        weighed = self._weighed(case, families, money_too)
        worth = sum((weighed.worth[name] - self._as_it_is.worth[name] for name in weighed.worth), self._nothing)
        bounds = self._moved_bounds(case)
        total = worth + [np.minimum(optimum.at_bound, 0.0) @ bounds for optimum in self.optima]
        held = self.optima[0].plan
        outside = held > self.plan.formulation.decisions.upper + bounds + _ROUNDING
        return Estimate(float(np.abs(total).max()), bool(weighed.broken or (outside & (bounds < 0)).any()))

    @property
    def _nothing(self) -> Floats:
        return np.zeros(len(self.optima))

    @cached_property
    def _as_it_is(self) -> _Weighed:
        return self._weighed(self.plan.formulation.case, CONSTRAINTS, True)

    def _weighed(self, case: Case, families: Families, money_too: bool) -> _Weighed:
        """The plan's rows and costs for a case, at the optima."""
        base = self.plan.formulation
        with PauseGC():
            weighed = _Weighed(case, figures.derive(case), base.decisions, self.optima, {}, [])
            for family in families:
                family(weighed)
            if money_too:
                lines = money.cost_lines(weighed)
                for budget in MONEY_CONSTRAINTS:
                    budget(weighed, lines)
                cost = money.discounted_cost(weighed, lines)
                weighed.worth["cost"] = np.array([cost.value(optimum.plan) for optimum in self.optima])
        return weighed

    def _moved_bounds(self, case: Case) -> Floats:
        """By how much the finite upper bound of each variable moves."""
        base = self.plan.formulation
        was, moved = base.case, np.zeros(base.decisions.count)
        if (case.options, case.market, case.supply) != (was.options, was.market, was.supply):
            after = declare(case, figures.derive(case))
            for position, upper in _bounds_that_differ(base.decisions, after):
                moved[position] = upper
        return moved


Families = Sequence[Callable[[Formulation], None]]
_ROUNDING = 1e-6
"""Children, units or pounds by which a limit may be passed without being broken."""


def _read_by(table: str, column: str) -> tuple[Families, bool]:
    """The constraint families that read a column, and whether costs and budgets do."""
    if (table, column) in _FAMILIES:
        return _FAMILIES[table, column], False
    return ((), True) if (table, column) in _MONEY else (CONSTRAINTS, True)


def _bounds_that_differ(before: Decisions, after: Decisions) -> Iterator[tuple[int, float]]:
    """Variables whose finite upper bounds differ, by position before, and by how much."""
    pairs: list[tuple[Mapping[Any, int], Mapping[Any, int]]] = [
        (before.decide, after.decide),
        (before.close, after.close),
        (before.buy, after.buy),
    ]
    for old, new in pairs:
        for key in old.keys() & new.keys():
            was, now = before.upper[old[key]], after.upper[new[key]]
            if np.isfinite(was) and np.isfinite(now) and was != now:
                yield old[key], now - was


@dataclass(frozen=True)
class _Weighed(Formulation):
    """Takes the plan's rows not into a model but at their shadow prices.

    ``worth`` grows by what each constraint family is worth at each optimum, ``broken`` by the names of
    families with a row that has no price at the first optimum and that its plan does not keep.
    """

    optima: tuple[Prices, ...]
    worth: dict[str, Floats]
    broken: list[str]

    def add_rows(self, name: str, rows: Iterable[Row]) -> None:
        """Weigh each row at each optimum: its shadow price times what it falls short."""
        total = np.zeros(len(self.optima))
        for key, low, terms, high in rows:
            duals = [optimum.rows.get((name, tuple(key)), 0.0) for optimum in self.optima]
            if not duals[0] and not _kept(low, terms.value(self.optima[0].plan), high):
                self.broken.append(name)
            for number, (dual, optimum) in enumerate(zip(duals, self.optima, strict=True)):
                side = low if dual > 0 else high
                if dual and side is not None:
                    total[number] += dual * (side - terms.value(optimum.plan))
        self.worth[name] = total


def _kept(low: float | None, value: float, high: float | None) -> bool:
    """Whether a row holds, but for rounding."""
    rounding = _ROUNDING * max(1.0, abs(value))
    return (low is None or value >= low - rounding) and (high is None or value <= high + rounding)
