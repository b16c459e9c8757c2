"""Doing nothing: the baseline that every saving is measured against.

The same children, homes and market, but nothing is decided: no option, no closure. Promises and budgets are
reported, not enforced, because nobody acts to keep them; that makes doing nothing as cheap as it can be, and
so no saving is overstated. Where it cannot house everyone it is solved with unmet need allowed, at a price
above any home's, and says how many children would go without. It is always solved to the end, whatever gap
and time limit the plan has: a baseline that is too dear would make the plan look better than it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from models.case import Case
from models.figures import general_index, provision_index
from models.plan import build
from optimiser.engine.highs import solve
from optimiser.engine.matrix import compile_matrix
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.results.solution import Solution

_PRICE_ABOVE_ANY_HOME = 100.0
"""Unmet need in the baseline costs this many times the dearest home: it is used only where there is no home."""


@dataclass(frozen=True)
class Baseline:
    """The do-nothing solution, and whether it houses everyone; without a solution ``reason`` says why not."""

    solution: Solution | None
    houses_everyone: bool = False
    reason: str = ""


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


def do_nothing(case: Case, settings: SolveSettings) -> Baseline:
    """Solve the baseline, with the same random seed as the plan."""
    nothing = do_nothing_case(case)
    baseline, status = _solve(nothing, settings)
    if status is Status.INFEASIBLE and case.settings.unmet_need_price is None:
        priced = replace(case.settings, unmet_need_price=price_above_any_home(case))
        baseline, _ = _solve(replace(nothing, settings=priced), settings)
    return baseline


def _solve(case: Case, settings: SolveSettings) -> tuple[Baseline, Status]:
    plan = build(case)
    matrix = compile_matrix(plan)
    outcome = solve(matrix, replace(settings, gap=0.0, time_limit=None))
    if outcome.status is Status.OPTIMAL and outcome.solution is not None:
        solution = Solution(plan, matrix.values(outcome.solution))
        return Baseline(solution, _nobody_without(solution)), outcome.status
    possible = outcome.status is not Status.INFEASIBLE
    return Baseline(None, reason=outcome.reason if possible else "not possible"), outcome.status


def _nobody_without(solution: Solution) -> bool:
    unmet = list(solution.plan.formulation.decisions.unmet.values())
    return float(np.sum(solution.values[unmet])) < 1e-6


def price_above_any_home(case: Case) -> float:
    """A price of unmet need (£ per child per year) that no home comes near."""
    return _PRICE_ABOVE_ANY_HOME * max(1.0, dearest_year(case))


def dearest_year(case: Case) -> float:
    """Dearest yearly cost of a child in any period, supplements included, less general inflation (£)."""
    weekly = [provision.weekly_cost for provision in case.provisions.values()]
    weekly += [row.weekly_cost for row in case.market]
    supplements = [suitability.weekly_supplement for suitability in case.suitability.values()]
    growth = max(
        provision_index(case, provision, t) / general_index(case, t)
        for provision in case.provisions.values()
        for t in (0, len(case.periods) - 1)
    )
    dearest = max(weekly, default=0.0) + max(supplements, default=0.0)
    return dearest * max(1.0, growth) * case.settings.weeks_per_year
