"""What it is worth to plan for all futures, to know the future, and how much each plan would be regretted.

With RP the cost of the two-stage plan, EEV that of the mean future's plan counted in every future and WS the mean
of what each future would cost with decisions of its own: the value of the stochastic solution is EEV − RP and that
of perfect information RP − WS (Birge and Louveaux 2011, chapter 4). All are means, whatever the risk that the plan
was made for. A solve proves its cost to a gap, so that each difference is sure only within the gaps given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from models.case import Floats
from optimiser.engine.highs import solve
from optimiser.engine.outcome import Outcome, Status
from optimiser.engine.settings import SolveSettings
from optimiser.engine.two_stage.evaluation import evaluate
from optimiser.engine.two_stage.l_shaped import TwoStageOutcome, solve_l_shaped
from optimiser.engine.two_stage.recourse import Clock, StoppedError
from optimiser.engine.two_stage.stages import TwoStage


@dataclass(frozen=True)
class Values:
    """What planning for all futures is worth (£).

    ``plan`` is the two-stage solve. ``mean_plan`` are the shared decisions of the mean future's plan (``None``
    where it has none) and ``mean_plan_costs`` its cost by future. ``alone`` is each future's cost with
    decisions of its own, ``alone_bound`` what it cannot fall below; nan where not solved, infinite where not
    possible even so. ``regret``: by plan, each future's cost less ``alone``; infinite where the plan is
    impossible in a future.
    """

    plan: TwoStageOutcome
    probabilities: Floats
    mean_plan: Floats | None
    mean_plan_costs: Floats
    alone: Floats
    alone_bound: Floats
    regret: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def of_plan(self) -> float:
        """Expected cost of the two-stage plan (RP); nan where there is none."""
        return math.nan if self.plan.costs is None else _mean(self.plan.costs, self.probabilities)

    @property
    def of_mean_plan(self) -> float:
        """Expected cost of the mean future's plan (EEV); infinite where a future cannot be met with it."""
        return _mean(self.mean_plan_costs, self.probabilities)

    @property
    def wait_and_see(self) -> float:
        """Expected cost if the future were known before deciding (WS)."""
        return _mean(self.alone, self.probabilities)

    @property
    def stochastic_solution(self) -> float:
        """Value of the stochastic solution, EEV − RP."""
        return self.of_mean_plan - self.of_plan

    @property
    def perfect_information(self) -> float:
        """Value of perfect information, RP − WS."""
        return self.of_plan - self.wait_and_see

    @property
    def perfect_information_at_most(self) -> float:
        """What perfect information cannot be worth more than, by the bounds of the futures alone."""
        return self.of_plan - _mean(self.alone_bound, self.probabilities)


def values(
    two: TwoStage,
    settings: SolveSettings | None = None,
    plans: Mapping[str, Floats] | None = None,
    plan: TwoStageOutcome | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Values:
    """What planning for all futures is worth, and the regret of candidate ``plans`` (shared decisions by name).

    ``plan``: the two-stage solve where it is at hand. The regret of it and of the mean future's plan are given
    beside the others, as ``two-stage`` and ``mean``. ``settings.time_limit`` is that of all the solves
    together.
    """
    settings = settings or SolveSettings()
    clock = Clock(settings.time_limit, cancel)

    def left() -> SolveSettings:
        return replace(settings, time_limit=clock.left)

    plan = plan or solve_l_shaped(two, left(), cancel=cancel)
    mean = solve(two.mean(), left(), cancel=cancel)
    alone, bound = _alone(two, left, clock)
    mean_plan = None if mean.solution is None else mean.solution[two.first]
    candidates = dict(plans or {})
    if plan.first is not None:
        candidates["two-stage"] = plan.first
    if mean_plan is not None:
        candidates["mean"] = mean_plan
    costs = {name: _costs(two, first, left(), cancel) for name, first in candidates.items()}
    return Values(
        plan=plan,
        probabilities=two.probabilities,
        mean_plan=mean_plan,
        mean_plan_costs=costs.get("mean", np.full(two.futures, np.nan)),
        alone=alone,
        alone_bound=bound,
        regret={name: regret(each, alone) for name, each in costs.items()},
    )


def regret(costs: Floats, alone: Floats) -> Floats:
    """What a plan costs in each future beyond that future's own plan; below nought (gaps, rounding) is nought."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(np.isinf(costs), np.inf, np.maximum(0.0, costs - alone)))


def _alone(two: TwoStage, left: Callable[[], SolveSettings], clock: Clock) -> tuple[Floats, Floats]:
    """Cost of each future with decisions of its own, and its bound."""
    found = np.full((2, two.futures), np.nan)
    for future, block in enumerate(two.blocks):
        try:
            clock.check()
        except StoppedError:
            break
        found[:, future] = _known(solve(block, left(), cancel=clock.cancel))
    return found[0], found[1]


def _known(outcome: Outcome) -> tuple[float, float]:
    if outcome.objective is None or outcome.bound is None:
        return (math.inf, math.inf) if outcome.status is Status.INFEASIBLE else (math.nan, math.nan)
    return outcome.objective, outcome.bound


def _costs(two: TwoStage, first: Floats, settings: SolveSettings, cancel: Callable[[], bool] | None) -> Floats:
    """Cost by future; infinite where a future is impossible, nan where it was not solved."""
    found = evaluate(two, first, settings, cancel)
    impossible = np.array([status is Status.INFEASIBLE for status in found.statuses])
    return np.where(impossible, np.inf, found.costs)


def _mean(costs: Floats, probabilities: Floats) -> float:
    counted = probabilities > 0
    return float(probabilities[counted] @ costs[counted])
