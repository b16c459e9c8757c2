"""What each candidate costs in each future that was planned for, beside the best plan for that future alone.

As :mod:`optimiser.engine.two_stage.values`, with the plan of the case as it is in place of the mean future's. A
future by itself is not searched from nothing: its linear relaxation is at hand, and the cheapest of the candidates
there leaves little room below it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from models.case import Floats
from optimiser.engine.highs import relative_gap, solve
from optimiser.engine.narrowed import narrowed
from optimiser.engine.outcome import Status
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.evaluation import evaluate
from optimiser.engine.two_stage.l_shaped import TwoStageOutcome
from optimiser.engine.two_stage.values import Values, regret
from optimiser.robust.candidates import MEAN, Candidate
from optimiser.robust.training import Training
from optimiser.studies.at_once import at_once


def costs_in_training(
    found: Training,
    candidates: Sequence[Candidate],
    settings: SolveSettings,
    cancel: Callable[[], bool],
) -> dict[str, Floats]:
    """The cost of each candidate in each future (£): infinite where it is impossible, nan where not solved."""
    costs = {}
    for one in candidates:
        if one.decisions is None:
            continue
        if one.outcome is not None and one.outcome.costs is not None:
            costs[one.name] = one.outcome.costs
            continue
        counted = evaluate(found.two, found.values(one.decisions), replace(settings, time_limit=None), cancel)
        impossible = np.array([status is Status.INFEASIBLE for status in counted.statuses])
        costs[one.name] = np.where(impossible, math.inf, counted.costs)
    return costs


def alone(
    found: Training,
    costs: Mapping[str, Floats],
    settings: SolveSettings,
    cancel: Callable[[], bool],
    told: Callable[[int], None],
) -> tuple[Floats, Floats]:
    """The cost of each future with decisions of its own, and what that cannot fall below; nan where not solved.

    ``settings.time_limit`` is that of each future. Where a candidate is within the gap of the linear relaxation it
    is that future's best plan, as far as it is asked for.
    """
    in_hand = np.array(list(costs.values())) if costs else np.full((1, found.two.futures), math.inf)
    known = np.where(np.isfinite(in_hand), in_hand, math.inf).min(axis=0)

    def one(future: int) -> tuple[float, float]:
        return _alone(found, future, float(known[future]), settings, cancel)

    limits = []
    for number, ends in enumerate(at_once(one, range(found.two.futures), cancel, settings.threads), start=1):
        limits.append((math.nan, math.nan) if ends is None else ends)
        told(number)
    cost, bound = np.array(limits).T
    return cost, bound


def _alone(
    found: Training, future: int, known: float, settings: SolveSettings, cancel: Callable[[], bool]
) -> tuple[float, float]:
    block, relaxed = found.two.blocks[future], found.relaxed[future]
    assert relaxed.objective is not None, "training makes sure that every future is possible"
    if not block.whole.any():
        return relaxed.objective, relaxed.objective
    if math.isfinite(known) and relative_gap(known, relaxed.objective) <= settings.gap:
        return known, min(relaxed.objective, known)
    within = block
    if math.isfinite(known) and relaxed.row_duals is not None:
        within = narrowed(block, relaxed.objective, relaxed.row_duals, known)
    outcome = solve(within, settings, cancel=cancel)
    bound = max(relaxed.objective, -math.inf if outcome.bound is None else outcome.bound)
    cost = min(known, math.inf if outcome.objective is None else outcome.objective)
    return (math.nan, bound) if math.isinf(cost) else (cost, min(bound, cost))


def worth_of(
    found: Training, two_stage: Candidate | None, costs: Mapping[str, Floats], best: Floats, bound: Floats
) -> Values:
    """Values of planning for all futures and of knowing which it will be, and every candidate's regret."""
    nothing = np.full(found.two.futures, math.nan)
    plan = two_stage.outcome if two_stage is not None else None
    return Values(
        plan=plan or TwoStageOutcome(Status.STOPPED, "not asked for", 0.0),
        probabilities=found.two.probabilities,
        mean_plan=None,
        mean_plan_costs=costs.get(MEAN, nothing),
        alone=best,
        alone_bound=bound,
        regret={name: regret(each, best) for name, each in costs.items()},
    )


def bounds_of(worth: Values, two_stage: Candidate | None) -> tuple[tuple[float, float], tuple[float, float]]:
    """Between which limits the value of the stochastic solution and of perfect information surely lie (£).

    The best cost for all futures lies between the bound of the two-stage problem and the cost of its plan, so
    that what the plan as expected costs more lies between their differences; likewise what knowing is worth. Nan
    where there is no plan for all futures.
    """
    if two_stage is None or two_stage.decisions is None or two_stage.bound is None:
        return (math.nan, math.nan), (math.nan, math.nan)
    bound = two_stage.bound
    least_alone = worth.of_plan - worth.perfect_information_at_most
    solution = (
        _not_below_nought(worth.of_mean_plan - worth.of_plan),
        _not_below_nought(worth.of_mean_plan - bound),
    )
    knowing = (_not_below_nought(bound - worth.wait_and_see), _not_below_nought(worth.of_plan - least_alone))
    return solution, knowing


def _not_below_nought(value: float) -> float:
    """The value or nought; what is not known stays unknown."""
    return value if math.isnan(value) else max(0.0, value)
