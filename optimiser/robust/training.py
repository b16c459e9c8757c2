"""The futures that plans are made for, as a two-stage programme.

Everything is as in :mod:`optimiser.stress.in_future`, with two differences, since here something is still to be
decided: nothing is held, and budgets count. A budget of capital is about decisions alone and is kept. A budget of
revenue with a price keeps it; one without cannot be promised in every future, so that exceeding it costs
:data:`OVER_A_HARD_BUDGET` for each £.

Prices that the case itself does not have (of children without a home, of missing a hard promise, of exceeding a
hard budget) are so high that in a future where failing cannot be avoided they would drown everything that can. So
what the linear relaxation of a future by itself, its decisions free, pays in them is taken off that future's cost,
whatever the plan. Differences between plans are what they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.case import Budget, Case, Floats, Target
from models.uncertainty import Futures
from optimiser.engine.direct import Written, write_directly
from optimiser.engine.held import PlanInHand
from optimiser.engine.highs import solve
from optimiser.engine.matrix import Matrix
from optimiser.engine.outcome import Outcome
from optimiser.engine.two_stage.reduction import MOST_FUTURES
from optimiser.engine.two_stage.stages import TwoStage, two_stage
from optimiser.errors import OptimiserError
from optimiser.results.solution import Solution
from optimiser.robust.aligned import ColumnKey, aligned
from optimiser.robust.selection import Selection, select
from optimiser.stress.in_future import case_in, prepared
from optimiser.studies.at_once import at_once
from optimiser.studies.listening import Cancel, never

OVER_A_HARD_BUDGET = 10.0
"""£ for each £ that a future spends above a budget that has no price of its own."""

DecisionKey = tuple[str, tuple[Any, ...]]
"""``decide`` with an option and a period, or ``close`` with a pool and a period."""


@dataclass(frozen=True)
class Training:
    """Futures to plan for, and the programme over them.

    ``keys``: the shared decisions in the order of :attr:`.TwoStage.first`. ``selection``: how the futures were
    chosen from more, ``None`` where all are kept. ``written``: the case as it is. ``relaxed``: each future by
    itself, everything divisible, with its cost as in ``two``; ``unavoidable`` is what was taken off (£).
    """

    case: Case
    futures: Futures
    two: TwoStage
    keys: tuple[DecisionKey, ...]
    selection: Selection | None
    written: Written
    relaxed: tuple[Outcome, ...]
    unavoidable: Floats

    def in_hand(self, values: Floats) -> PlanInHand:
        """Values of the shared decisions as a plan's decisions by key."""
        held: dict[str, dict[Any, float]] = {"decide": {}, "close": {}}
        for (kind, key), value in zip(self.keys, values.tolist(), strict=True):
            held[kind][key] = value
        return PlanInHand(held["decide"], held["close"])

    def values(self, plan: PlanInHand) -> Floats:
        """A plan's decisions as values of the shared ones; those that it does not name are nought."""
        given: Mapping[str, Mapping[Any, float]] = {"decide": plan.decided, "close": plan.closed}
        return np.array([given[kind].get(key, 0.0) for kind, key in self.keys], dtype=float)

    @property
    def nothing_decided(self) -> Solution:
        """The case as it is with no decision at all."""
        return self.decided(PlanInHand({}, {}))

    def decided(self, plan: PlanInHand) -> Solution:
        """A plan's decisions in the case as it is, with nothing else worked out: for the tables of decisions."""
        decisions = self.written.plan.formulation.decisions
        values = np.zeros(decisions.count)
        for columns, units in ((decisions.decide, plan.decided), (decisions.close, plan.closed)):
            for key, position in columns.items():
                values[position] = units.get(key, 0.0)
        return Solution(self.written.plan, values)


def training(
    case: Case,
    futures: Futures,
    *,
    most: int = MOST_FUTURES,
    threads: int | None = None,
    cancel: Cancel = never,
) -> Training | None:
    """Put the futures together; above ``most`` of them, a selection that stands for all.

    ``None`` where ``cancel`` said to stop. Raises ``OptimiserError`` where a future is not possible by itself,
    which a limit of the tables that has no price brings about.
    """
    selection = select(case, futures, most) if futures.number > most else None
    kept = futures if selection is None else selection.futures
    ready = prepared(case, kept)
    ready = replace(ready, case=replace(ready.case, budgets=tuple(_priced(budget) for budget in case.budgets)))
    written = [write_directly(case_in(ready, kept, future)) for future in range(kept.number) if not cancel()]
    if cancel():
        return None
    columns, matrices = aligned(written)
    relaxed = list(at_once(_relaxed, matrices, cancel, threads))
    alone = tuple(one for one in relaxed if one is not None)
    if len(alone) < len(matrices):
        return None
    _check_possible(kept, alone)
    added = _added(case, columns)
    unavoidable = np.array([_paid(one, found, added) for one, found in zip(matrices, alone, strict=True)])
    lowered = [replace(one, offset=one.offset - less) for one, less in zip(matrices, unavoidable, strict=True)]
    first = [place for place, (kind, _) in enumerate(columns) if kind in ("decide", "close")]
    two = two_stage(lowered, first, kept.probabilities)
    alone = tuple(_less(one, less) for one, less in zip(alone, unavoidable.tolist(), strict=True))
    return Training(case, kept, two, _keys(written[0]), selection, write_directly(case), alone, unavoidable)


def _keys(written: Written) -> tuple[DecisionKey, ...]:
    decisions = written.plan.formulation.decisions
    keys: list[DecisionKey] = [("decide", key) for key in decisions.decide]
    keys += [("close", key) for key in decisions.close]
    positions = [*decisions.decide.values(), *decisions.close.values()]
    return tuple(keys[place] for place in np.argsort(positions, kind="stable").tolist())


def _relaxed(matrix: Matrix) -> Outcome:
    return solve(matrix.relaxed(), interior=True)


def _check_possible(futures: Futures, alone: Sequence[Outcome]) -> None:
    for label, found in zip(futures.labels, alone, strict=True):
        if found.solution is None:
            raise OptimiserError(
                f"Future {label} has no plan by itself ({found.reason}), so no decisions suit all futures: look "
                "at what the tables ask for without a price, such as a least number of an option."
            )


def _added(case: Case, columns: Sequence[ColumnKey]) -> NDArray[np.bool_]:
    """Columns of failures on which only this programme puts a price."""

    def is_added(kind: str, key: tuple[Any, ...]) -> bool:
        if kind == "unmet":
            return case.settings.unmet_need_price is None
        asked: Sequence[Target | Budget] = case.budgets if kind == "overspend" else case.targets
        return kind in ("miss", "beyond", "overspend") and asked[key[0]].price_if_missed is None

    added: NDArray[np.bool_] = np.array([is_added(kind, key) for kind, key in columns], dtype=bool)
    return added


def _paid(matrix: Matrix, found: Outcome, added: NDArray[np.bool_]) -> float:
    assert found.solution is not None, "every future has been found possible"
    return float(matrix.cost[added] @ found.solution[added])


def _less(found: Outcome, amount: float) -> Outcome:
    assert found.objective is not None, "every future has been found possible"
    return replace(found, objective=found.objective - amount)


def _priced(budget: Budget) -> Budget:
    if budget.budget != "revenue" or budget.price_if_missed is not None:
        return budget
    return replace(budget, price_if_missed=OVER_A_HARD_BUDGET)
