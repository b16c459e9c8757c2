"""Doing nothing: the baseline that every saving is measured against.

The same children, homes and market, but nothing is decided: no option, no closure. Promises and budgets are
reported, not enforced, because nobody acts to keep them; that makes doing nothing as cheap as it can be, and
so no saving is overstated. Where it cannot house everyone it is solved with unmet need allowed, at a price
above any home's, and says how many children would go without.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from models.case import Case
from models.plan import build
from optimiser.engine.highs import SolveSettings, solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Status
from optimiser.results.solution import Solution

_PRICE_ABOVE_ANY_HOME = 100.0
"""Unmet need in the baseline costs this many times the dearest home: it is used only where there is no home."""


@dataclass(frozen=True)
class Baseline:
    """The do-nothing solution, and whether it leaves children without a home."""

    solution: Solution
    houses_everyone: bool


def do_nothing_case(case: Case) -> Case:
    """The case with nothing to decide and no promise or budget to keep."""
    return replace(
        case,
        options=MappingProxyType({}),
        limit_groups=MappingProxyType({}),
        supply=tuple(replace(row, closable=False) for row in case.supply),
        targets=(),
        budgets=(),
    )


def do_nothing(case: Case, settings: SolveSettings) -> Baseline | None:
    """Solve the baseline; ``None`` where not even that is possible."""
    nothing = do_nothing_case(case)
    solution = _solve(nothing, settings)
    if solution is None and case.settings.unmet_need_price is None:
        price = _PRICE_ABOVE_ANY_HOME * max(1.0, _dearest_year(case))
        priced = replace(case.settings, unmet_need_price=price)
        solution = _solve(replace(nothing, settings=priced), settings)
        return None if solution is None else Baseline(solution, houses_everyone=False)
    return None if solution is None else Baseline(solution, _nobody_without(solution))


def _solve(case: Case, settings: SolveSettings) -> Solution | None:
    plan = build(case)
    matrix = compile_matrix(plan)
    outcome = solve(matrix, settings)
    if outcome.status is not Status.OPTIMAL or outcome.solution is None:
        return None
    return Solution(plan, matrix.values(outcome.solution))


def _nobody_without(solution: Solution) -> bool:
    unmet = list(solution.plan.formulation.decisions.unmet.values())
    return float(np.sum(solution.values[unmet])) < 1e-6


def _dearest_year(case: Case) -> float:
    """Dearest yearly cost of a child at the price base, supplements included (£)."""
    weekly = [provision.weekly_cost for provision in case.provisions.values()]
    weekly += [row.weekly_cost for row in case.market]
    supplements = [suitability.weekly_supplement for suitability in case.suitability.values()]
    return (max(weekly, default=0.0) + max(supplements, default=0.0)) * case.settings.weeks_per_year
